"""The history of a message, and the way back from the last change."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from msgreview.history.commit import ReviewError
from msgreview.history.git import GitError
from msgreview.history.record import undo
from msgreview.report.message_log import folded, message_log
from msgreview.report.states import reason_texts, sentence
from msgreview.serve.context import Made, ServeContext
from msgreview.serve.pages import Form, at, page, with_form


def _history(request: Request) -> Response:
    context: ServeContext = request.app.state.context
    id_ = request.query_params.get("id", "")
    review = context.live.now().review
    if review.history is None or review.history.incomplete:
        why = review.history.incomplete if review.history else review.notes[0]
        return page(request, "error.html", title="Its history cannot be shown", text=why)
    if id_ not in review.states and not review.history.timeline(id_).changes:
        raise HTTPException(404)
    log = message_log(review, id_, review.lookup)
    events = [*reversed([*folded(log.events)])]
    reasons = reason_texts(log.state) if log.state else ()
    return page(request, "history.html", log=log, events=events, reasons=reasons)


def _undo(request: Request, form: Form) -> Response:
    """Takes a change back that was made here, in a commit that says so."""
    context: ServeContext = request.app.state.context
    commit = form.get("commit", "")
    made, repository = context.made(commit), context.live.now().repository
    if made is None or repository is None:
        raise HTTPException(404)
    try:
        back = undo(repository, commit, made.what)
    except (ReviewError, GitError) as error:
        return page(request, "error.html", status=409, title="This cannot be taken back", text=sentence(str(error)))
    context.remember(Made(f"undo {made.what}", f"Taken back: {made.id}", made.id, back))
    now = context.live.now(again=True)
    if made.id in now.messages:
        return RedirectResponse(at("/message", id=made.id, made=back), 303)
    if any(file.shown == made.id for file in now.files):
        return RedirectResponse(at("/file", path=made.id, made=back), 303)
    return RedirectResponse(at("/review", made=back), 303)


ROUTES = [Route("/history", _history), Route("/undo", with_form(_undo), methods=["POST"])]
