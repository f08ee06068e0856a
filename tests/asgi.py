"""A browser without a window: sends requests to an ASGI application in this process, and keeps its cookies."""

import asyncio
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit


class Answer(NamedTuple):
    """What came back."""

    status: int
    headers: Mapping[str, str]
    text: str


class Client:
    """Sends requests as a page of the application would, unless told otherwise."""

    def __init__(self, app: Any, base: str) -> None:
        self.app = app
        self.base = base
        self.cookies: dict[str, str] = {}

    def get(self, path: str, **headers: str) -> Answer:
        return self.send("GET", path, headers=headers)

    def post(self, path: str, form: Mapping[str, str], **headers: str) -> Answer:
        typed = {name: value.replace("\n", "\r\n") for name, value in form.items()}
        body = urlencode(typed).encode()
        sent = {"content-type": "application/x-www-form-urlencoded", "origin": self.base} | headers
        return self.send("POST", path, body, sent)

    def send(self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] = {}) -> Answer:
        return asyncio.run(self._send(method, path, body, headers))

    async def _send(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        at = urlsplit(path)
        own = {"host": urlsplit(self.base).netloc, "content-length": str(len(body)), "sec-fetch-site": "same-origin"}
        if self.cookies:
            own["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        lines = [(name.encode(), value.encode()) for name, value in (own | named).items() if value]
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "path": at.path,
            "headers": lines,
        }
        scope |= {"query_string": at.query.encode(), "raw_path": at.path.encode(), "root_path": "", "scheme": "http"}
        scope |= {"client": ("127.0.0.1", 5), "server": ("127.0.0.1", 80)}
        sent: list[dict[str, Any]] = []
        pending = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive() -> dict[str, Any]:
            return pending.pop() if pending else {"type": "http.disconnect"}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        await self.app(scope, receive, send)
        answered = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        if "set-cookie" in answered:
            name, _, value = answered["set-cookie"].partition(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(sent[0]["status"], answered, b"".join(each.get("body", b"") for each in sent[1:]).decode())
