"""A stand-in for a LanguageTool server, on a port of this machine: it finds the word 'teh', and can be told to misbehave."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

TEH = {"value": "the"}


class StandIn(ThreadingHTTPServer):
    """`mode` is how it answers a text: as LanguageTool does where it is ""; `texts` are those it was sent."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.mode = ""
        self.texts: list[tuple[str, str]] = []
        self.left = 10**9
        """Texts that it answers before it closes every line at once."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, *_: Any) -> None:
        """Clients that went away are no news."""


class _Handler(BaseHTTPRequestHandler):
    server: StandIn

    def log_message(self, *_: Any) -> None:
        pass

    def do_GET(self) -> None:
        if self.server.mode == "html":
            self.answer("<!doctype html><p>Hello</p>")
        elif self.server.mode == "list":
            self.answer("[1, 2]")
        elif self.server.mode == "moved":
            self.answer("", 301)
        elif self.path.endswith("/v2/info"):
            self.answer(json.dumps({"software": {"name": "Stand-in", "version": "1"}}))
        elif self.path.endswith("/v2/languages"):
            self.answer(json.dumps([{"code": "en", "longCode": tag} for tag in ("en", "en-US", "en-GB")]))
        else:
            self.answer("", 404)

    def do_POST(self) -> None:
        fields = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        (text,), (tag,) = fields["text"], fields["language"]
        self.server.texts.append((tag, text))
        self.server.left -= 1
        if self.server.left < 0:
            self.connection.close()
        elif self.server.mode == "slow":
            time.sleep(2)
        elif self.server.mode == "dribble":
            self.send_response(200)
            self.end_headers()
            for _ in range(40):
                self.wfile.write(b" ")
                self.wfile.flush()
                time.sleep(0.1)
        elif self.server.mode == "moves":
            self.answer("", 307)
        elif self.server.mode == "odd":
            self.answer(json.dumps({"matches": [match(len(text) + 5, 3)]}))
        else:
            starts = [at for at in range(len(text)) if text.startswith("teh", at)]
            self.answer(json.dumps({"matches": [match(len(text[:at].encode("utf-16-le")) // 2, 3) for at in starts]}))

    def answer(self, body: str, status: int = 200) -> None:
        data = body.encode()
        self.send_response(status)
        if status in (301, 307):
            self.send_header("Location", "http://192.0.2.1/elsewhere")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def match(offset: int, length: int, rule: str = "MORFOLOGIK_RULE", category: str = "TYPOS") -> dict[str, Any]:
    """A match as LanguageTool tells it; it counts in UTF-16."""
    return {
        "message": "Possible spelling mistake found.",
        "replacements": [TEH],
        "offset": offset,
        "length": length,
        "context": {"text": "", "offset": 0, "length": length},
        "sentence": "",
        "rule": {"id": rule, "issueType": "misspelling", "category": {"id": category}},
    }


@contextmanager
def stand_in() -> Iterator[StandIn]:
    """A stand-in that answers as long as the context is open."""
    with StandIn() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
