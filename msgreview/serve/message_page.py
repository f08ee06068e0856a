"""The page of a message: its words to edit, how they read while one types, where it stands, and its history."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from msgreview.catalogue.edits import with_line_feeds
from msgreview.catalogue.rewrite import RewriteError, rewritten, with_words, words_of
from msgreview.history.commit import ReviewError
from msgreview.history.git import GitError
from msgreview.history.objections import uncommitted
from msgreview.model.errors import MsgReviewError
from msgreview.model.message import Entry
from msgreview.report.preview_page.model import Preview
from msgreview.report.sitting.decisions import Choice, decide, page_now
from msgreview.report.sitting.queue import chosen, sitting_items
from msgreview.report.states import reason_texts
from msgreview.serve.context import Made, ServeContext
from msgreview.serve.edits import Conflict, save, save_reviewed, typed_words, version
from msgreview.serve.live import Snapshot
from msgreview.serve.message import Field, fields, label, load_entry, merged, used
from msgreview.serve.pages import NOTHING, Form, at, page, with_form, with_preview


def _context(request: Request) -> tuple[ServeContext, Snapshot]:
    context: ServeContext = request.app.state.context
    return context, context.live.now()


def _entry(request: Request, snapshot: Snapshot, id_: str = "") -> Entry:
    entry = load_entry(snapshot, id_ or request.query_params.get("id", ""))
    if entry is None:
        raise HTTPException(404)
    return entry


def _message(request: Request) -> Response:
    context, snapshot = _context(request)
    id_ = request.query_params.get("id", "")
    if id_ not in snapshot.messages and (unread := snapshot.unread_file(id_)):
        return RedirectResponse(at("/file", path=unread), 303)
    entry = _entry(request, snapshot)
    made = context.made(request.query_params.get("made", ""))
    return _page(request, context, snapshot, entry, made=made, nothing="same" in request.query_params)


def _page(
    request: Request,
    context: ServeContext,
    snapshot: Snapshot,
    entry: Entry,
    *,
    typed: Form = NOTHING,
    note: str = "",
    problem: str = "",
    made: Made | None = None,
    nothing: bool = False,
) -> Response:
    """The page of a message; with the words that were typed, where they could not be saved because of a problem."""
    message = entry.message
    answer = page(
        request,
        "message.html",
        status=422 if problem else 200,
        message=message,
        id=message.id,
        number=snapshot.number,
        file=snapshot.messages[message.id].shown,
        version=version(message),
        fields=list(fields(message, typed)),
        used=used(message),
        note=note,
        problem=problem,
        made=made,
        nothing=nothing,
        reviews="review" in request.query_params or "review" in typed,
        in_git=snapshot.repository is not None,
        **_read(context, snapshot, entry, typed),
    )
    return with_preview(answer)


def _read(context: ServeContext, snapshot: Snapshot, entry: Entry, typed: Mapping[str, str]) -> dict[str, Any]:
    """How a message reads with the words typed, or why the rules cannot be asked."""
    try:
        return {"reading": _reading(context, snapshot, entry, typed), "rules_broken": ""}
    except MsgReviewError as error:
        return {"reading": None, "rules_broken": str(error)}


def _reading(context: ServeContext, snapshot: Snapshot, entry: Entry, typed: Mapping[str, str]) -> Preview | None:
    """How a message reads with the words typed; None where it cannot be read so."""
    id_ = entry.message.id
    if not typed or typed.items() <= words_of(entry.message).items():
        return context.reading(snapshot, id_)
    file = snapshot.file(id_)
    try:
        data = rewritten(file.path.read_bytes(), file.shown, id_, typed)
    except (RewriteError, OSError):
        return None
    return context.reading(snapshot, id_, data.decode("utf-8-sig"))


def _draft(request: Request, form: Form) -> Response:
    """How the words read that are being typed."""
    context, snapshot = _context(request)
    entry = _entry(request, snapshot, form.get("id", ""))
    return page(request, "_reading.html", **_read(context, snapshot, entry, typed_words(entry.message, form)))


def _save(request: Request, form: Form) -> Response:
    context: ServeContext = request.app.state.context
    snapshot = context.live.now(again=True)
    id_, note = form.get("id", ""), form.get("note", "")
    try:
        if id_ not in snapshot.messages:
            raise Conflict(None)
        commit = _saved(context, snapshot, id_, form)
    except Conflict as conflict:
        return _conflict(request, snapshot, conflict, form)
    except (ReviewError, RewriteError, GitError) as error:
        snapshot = context.live.now(again=True)
        entry = load_entry(snapshot, id_)
        if entry is None:
            return _conflict(request, snapshot, Conflict(None), form, str(error))
        return _page(request, context, snapshot, entry, typed=typed_words(entry.message, form), note=note, problem=str(error))
    context.live.now(again=True)
    if not commit:
        return RedirectResponse(at("/message", id=id_, same=1), 303)
    context.remember(Made(f"words of {id_}", f"Saved: {id_}", id_, commit))
    return RedirectResponse(at("/message", id=id_, made=commit), 303)


def _saved(context: ServeContext, snapshot: Snapshot, id_: str, form: Form) -> str:
    """The commit of what was typed, with the record of a review if that is wanted; "" where nothing is to be saved."""
    seen, note = form.get("version", ""), form.get("note", "")
    if form.get("review") != "yes":
        return save(snapshot, id_, seen, form, note)
    return save_reviewed(snapshot, id_, seen, form, lambda: _record(context, id_, note))


def _record(context: ServeContext, id_: str, note: str) -> str:
    """Records the words of a message that are in no commit yet as a review of who works here; the commit's id."""
    review = context.live.now(again=True).review
    [item] = sitting_items(review, list(chosen(review, [id_])))
    choice = Choice("edit", " ".join(note.split()))
    return decide(review, page_now(review, item, context.me), choice, context.me, datetime.now(UTC)).commit


def _conflict(request: Request, snapshot: Snapshot, conflict: Conflict, form: Form, problem: str = "") -> Response:
    """Both texts side by side; nothing was written."""
    now, id_ = conflict.now, form.get("id", "")
    theirs = words_of(now) if now else {}
    typed = {name: with_line_feeds(text) for name, text in form.items() if name.partition(".")[0] in ("subject", "body", "parts")}
    mine = typed_words(now, form) if now else {}
    sides = (
        [(field, merged(field.value, with_line_feeds(theirs[field.name]))) for field in fields(with_words(now, mine))]
        if now
        else []
    )
    return page(
        request,
        "conflict.html",
        status=409,
        title=now.title or id_ if now else id_,
        action="/message/save",
        hidden={"id": id_, "version": version(now) if now else "", "note": form.get("note", "")},
        fields=sides,
        lang=now.lang if now else "",
        lost=[Field(name, label(name), text, 0) for name, text in typed.items() if name not in theirs],
        file="" if now else snapshot.unread_file(id_),
        problem=problem,
        back=at("/message", id=id_),
    )


def _state(request: Request) -> Response:
    """Where a message stands in its review: a part of its page, which comes after it as git is read for it."""
    _, snapshot = _context(request)
    id_ = request.query_params.get("id", "")
    state = snapshot.review.states.get(id_)
    if state is None:
        raise HTTPException(404)
    current, repository = snapshot.messages.get(id_), snapshot.repository
    open_ = bool(current and repository and any(uncommitted(repository, current, snapshot.catalogue.contents[current.path])))
    return page(request, "_state.html", state=state, reasons=reason_texts(state), uncommitted=open_)


def _news(request: Request) -> Response:
    """Says whether a message is another one than is shown, or what it depends on: 204 where all is the same."""
    _, snapshot = _context(request)
    entry = load_entry(snapshot, request.query_params.get("id", ""))
    seen, number = (request.query_params.get(name, "") for name in ("version", "number"))
    if entry and version(entry.message) == seen:
        if str(snapshot.number) == number:
            return Response(status_code=204)
        around = page(request, "_news.html", id=entry.message.id, version=seen, number=snapshot.number)
        around.headers["hx-trigger"] = "changed-around"
        return around
    return Response(headers={"hx-trigger": "changed-on-disk", "hx-reswap": "none"})


ROUTES = [
    Route("/message", _message),
    Route("/message/state", _state),
    Route("/message/news", _news),
    Route("/message/draft", with_form(_draft), methods=["POST"]),
    Route("/message/save", with_form(_save), methods=["POST"]),
]
