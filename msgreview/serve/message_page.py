"""The page of a message: its words to edit, how they read while one types, where it stands, and its history."""

from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from msgreview.catalogue.rewrite import RewriteError, rewritten, with_words, words_of
from msgreview.history.git import GitError
from msgreview.history.record import ReviewError, uncommitted
from msgreview.model.message import Entry
from msgreview.report.states import reason_texts
from msgreview.serve.context import Made, ServeContext
from msgreview.serve.decisions import record_edit
from msgreview.serve.edits import Conflict, save, save_reviewed, typed_words, version
from msgreview.serve.live import Snapshot
from msgreview.serve.message import fields, load_entry, used
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
        reading=_reading(context, snapshot, entry, typed),
    )
    return with_preview(answer)


def _reading(context: ServeContext, snapshot: Snapshot, entry: Entry, typed: Mapping[str, str]) -> str | None:
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
    reading = _reading(context, snapshot, entry, typed_words(entry.message, form))
    return page(request, "_reading.html", reading=reading)


def _save(request: Request, form: Form) -> Response:
    context, snapshot = _context(request)
    id_, note = form.get("id", ""), form.get("note", "")
    try:
        if id_ not in snapshot.messages:
            raise Conflict(None)
        commit = _saved(context, snapshot, id_, form)
    except Conflict as conflict:
        return _conflict(request, conflict, form)
    except (ReviewError, RewriteError, GitError) as error:
        snapshot = context.live.now(again=True)
        entry = load_entry(snapshot, id_)
        if entry is None:
            return _conflict(request, Conflict(None), form, str(error))
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
    return save_reviewed(snapshot, id_, seen, form, lambda: record_edit(context, id_, note))


def _conflict(request: Request, conflict: Conflict, form: Form, problem: str = "") -> Response:
    """Both texts side by side; nothing was written."""
    now = conflict.now
    theirs = words_of(now) if now else {}
    mine = typed_words(now, form) if now else {}
    lost = {name: text for name, text in form.items() if name not in ("id", "version", "note") and name not in theirs}
    return page(
        request,
        "conflict.html",
        status=409,
        id=form.get("id", ""),
        message=now,
        version=version(now) if now else "",
        fields=list(fields(with_words(now, mine))) if now else [],
        theirs=theirs,
        lost=lost,
        problem=problem,
        note=form.get("note", ""),
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
    """Says whether a message is another one than is shown: 204 where it is the same."""
    _, snapshot = _context(request)
    entry = load_entry(snapshot, request.query_params.get("id", ""))
    seen = request.query_params.get("version", "")
    if entry and version(entry.message) == seen:
        return Response(status_code=204)
    return Response(headers={"hx-trigger": "changed-on-disk", "hx-reswap": "none"})


ROUTES = [
    Route("/message", _message),
    Route("/message/state", _state),
    Route("/message/news", _news),
    Route("/message/draft", with_form(_draft), methods=["POST"]),
    Route("/message/save", with_form(_save), methods=["POST"]),
]
