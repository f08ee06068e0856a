"""Who is let in: this machine's own browser, with the token that the terminal printed, at the address that it printed.

Any page of the web can make a browser send requests to an address of its own machine. So a request needs more than to arrive: a
name of this machine as its host (a foreign name that leads here is refused), no other origin behind it, and the token, once in
the address and from then on in a cookie that no script reads and no other site sends along.
"""

from hmac import compare_digest
from http.cookies import CookieError, SimpleCookie
from secrets import token_urlsafe
from urllib.parse import parse_qs, urlsplit

import msgspec
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

ADDRESSES = ("127.0.0.1", "localhost", "[::1]")
METHODS = ("GET", "HEAD", "POST")
MOST_BYTES = 1_000_000
"""The largest body of a request."""
_OWN = ("same-origin", "none")
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'{styles}; img-src 'self'{pictures}; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
PREVIEW_POLICY = _POLICY.format(styles=" 'unsafe-inline'", pictures=" data:")
"""For pages with bodies of messages, which stand in sandboxed frames and bring inline styles and embedded pictures along."""
_HEADERS = {
    "content-security-policy": _POLICY.format(styles="", pictures=""),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cache-control": "no-store",
}


class Door(msgspec.Struct, frozen=True):
    """Where the application listens, and what opens it."""

    port: int
    token: str

    @classmethod
    def at(cls, port: int) -> "Door":
        """A door with a token that nobody can guess."""
        return cls(port, token_urlsafe(24))

    @property
    def url(self) -> str:
        """The address that lets a browser in."""
        return f"http://127.0.0.1:{self.port}/?token={self.token}"

    @property
    def cookie(self) -> str:
        """The cookie's name: cookies are shared by all ports of a machine."""
        return f"msgreview-{self.port}"

    @property
    def hosts(self) -> tuple[str, ...]:
        """What may stand in the header `Host`."""
        return tuple(f"{address}:{self.port}" for address in ADDRESSES)

    def opens(self, token: str) -> bool:
        """Whether it is the token."""
        return compare_digest(token.encode(), self.token.encode())


class Guard:
    """Refuses what comes from elsewhere, and puts the headers on every answer that hold the browser to this application."""

    def __init__(self, app: ASGIApp, door: Door) -> None:
        self._app = app
        self._door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request, or hands it on."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        refusal = self._refusal(scope)
        await (refusal or self._app)(scope, receive, guarded)

    def _refusal(self, scope: Scope) -> Response | None:
        """The answer to what is not let in, or that lets a browser in for the first time; None where it is in."""
        headers = Headers(scope=scope)
        if headers.get("host", "") not in self._door.hosts:
            return _no(421, "This application answers at its own address alone. Open the address that the terminal shows.")
        if scope["method"] not in METHODS:
            answer = _no(405, "This application reads pages and takes forms, and nothing else.")
            answer.headers["allow"] = ", ".join(METHODS)
            return answer
        if self._is_foreign(scope, headers):
            return _no(403, "This request comes from another site, so it was not answered.")
        tokens = parse_qs(scope["query_string"].decode("latin-1")).get("token", [])
        if scope["path"] == "/" and tokens and scope["method"] != "POST" and self._door.opens(tokens[0]):
            entry = RedirectResponse("/", 303)
            entry.set_cookie(self._door.cookie, self._door.token, httponly=True, samesite="strict")
            return entry
        if not self._has_token(headers):
            return _no(403, "Open the address that the terminal shows: it lets you in. It is another one at every start.")
        return None

    def _is_foreign(self, scope: Scope, headers: Headers) -> bool:
        """Whether another site is behind a request. A link that is followed is no threat: the cookie does not come along."""
        origin, site = headers.get("origin"), headers.get("sec-fetch-site")
        if origin is not None:
            own = urlsplit(origin)
            return own.scheme != "http" or own.netloc != headers.get("host")
        if scope["method"] == "POST":  # Every browser says where a form comes from.
            return site not in _OWN
        is_link = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
        return site is not None and site not in _OWN and not is_link

    def _has_token(self, headers: Headers) -> bool:
        try:
            cookie = SimpleCookie(headers.get("cookie", "")).get(self._door.cookie)
        except CookieError:
            return False
        return cookie is not None and self._door.opens(cookie.value)


def _no(status: int, text: str) -> Response:
    return PlainTextResponse(f"{text}\n", status)
