"""The catalogue: all messages, to search by id, title and words."""

from collections.abc import Sequence
from typing import NamedTuple, get_args

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from msgreview.model.message import Channel, Message
from msgreview.serve.live import Snapshot
from msgreview.serve.pages import is_part, page

_SHOWN = 50
"""Messages that are shown at first, and more of at a time."""


class Wanted(NamedTuple):
    """What somebody looks for; "" where it does not matter."""

    q: str = ""
    service: str = ""
    channel: str = ""

    def fits(self, message: Message) -> bool:
        """Whether a message is of the service and the channel."""
        return self.service in ("", message.service) and self.channel in ("", message.channel)


def _catalogue(request: Request) -> Response:
    """The page, or for a search as one types the list alone."""
    context = request.app.state.context
    snapshot: Snapshot = context.live.latest() if is_part(request) else context.live.now()
    wanted = Wanted(*(request.query_params.get(name, "") for name in Wanted._fields))
    messages = [message for id_ in snapshot.search(wanted.q) if wanted.fits(message := snapshot.messages[id_].message)]
    first = _number(request.query_params.get("first", ""))
    return page(
        request,
        "_messages.html" if is_part(request) else "catalogue.html",
        wanted=wanted,
        messages=messages[first : first + _SHOWN],
        next=first + _SHOWN if first + _SHOWN < len(messages) else 0,
        first=first,
        number=snapshot.number,
        hits=len(messages),
        all=len(snapshot.messages),
        unread=snapshot.unread,
        services=_services(snapshot),
        channels=get_args(Channel),
    )


def _services(snapshot: Snapshot) -> Sequence[str]:
    return sorted({each.message.service for each in snapshot.messages.values() if each.message.service})


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


def _news(request: Request) -> Response:
    """Says whether the catalogue is another one than is shown: 204 where it is the same."""
    number = request.app.state.context.live.now().number
    if str(number) == request.query_params.get("number"):
        return Response(status_code=204)
    return Response(headers={"hx-trigger": "changed-on-disk", "hx-reswap": "none"})


ROUTES = [Route("/", _catalogue), Route("/news", _news)]
