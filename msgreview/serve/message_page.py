"""The page of a message."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from msgreview.serve.context import ServeContext
from msgreview.serve.message import fields, load_entry, readings, version
from msgreview.serve.pages import page


def _message(request: Request) -> Response:
    context: ServeContext = request.app.state.context
    snapshot = context.live.now()
    entry = load_entry(snapshot, request.query_params.get("id", ""))
    if entry is None:
        raise HTTPException(404)
    return page(
        request,
        "message.html",
        message=entry.message,
        file=snapshot.messages[entry.message.id].shown,
        version=version(entry.message),
        fields=list(fields(entry.message)),
        readings=readings(snapshot, entry, snapshot.lookup),
        findings=context.findings(snapshot, entry, snapshot.lookup),
    )


def _state(request: Request) -> Response:
    """Where a message stands in its review: a part of its page, which comes after it as git is read for it."""
    context: ServeContext = request.app.state.context
    snapshot = context.live.now()
    state = snapshot.review.states.get(request.query_params.get("id", ""))
    if state is None:
        raise HTTPException(404)
    return page(request, "_state.html", state=state)


ROUTES = [Route("/message", _message), Route("/message/state", _state)]
