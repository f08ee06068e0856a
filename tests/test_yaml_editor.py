"""Editors that know YAML complete and check the files that this tool writes: by the server that most of them use, offline."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import Cli

SERVER = shutil.which("yaml-language-server")
pytestmark = pytest.mark.skipif(SERVER is None, reason="no yaml-language-server (npm install -g yaml-language-server)")


class Editor:
    """A client of the server, which answers what it is asked and remembers what is said of files."""

    def __init__(self, folder: Path) -> None:
        assert SERVER
        self.diagnostics: dict[str, list[str]] = {}
        environment = {**os.environ, "http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"}
        self.process = subprocess.Popen(
            [SERVER, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=folder, env=environment
        )
        self.ask("initialize", processId=None, rootUri=folder.as_uri(), capabilities={"workspace": {"configuration": True}})
        self.send(method="initialized", params={})

    def send(self, **message: Any) -> None:
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(data), data))
        self.process.stdin.flush()

    def next(self) -> dict[str, Any]:
        """The next message of the server; its questions are answered."""
        assert self.process.stdout
        length = 0
        while (row := self.process.stdout.readline().strip()) or not length:
            assert row or length or self.process.poll() is None
            if row.lower().startswith(b"content-length:"):
                length = int(row.split(b":")[1])
        message: dict[str, Any] = json.loads(self.process.stdout.read(length))
        if message.get("method") == "textDocument/publishDiagnostics":
            found = message["params"]
            self.diagnostics[found["uri"]] = [each["message"] for each in found["diagnostics"]]
        elif "method" in message and "id" in message:
            items = message.get("params", {}).get("items", [])
            self.send(id=message["id"], result=[None] * len(items) if items else None)
        return message

    def ask(self, method: str, **params: Any) -> Any:
        self.send(id=method, method=method, params=params)
        while (message := self.next()).get("id") != method or "method" in message:
            pass
        return message["result"]

    def open(self, path: Path) -> list[str]:
        """What is wrong with a file."""
        uri = path.resolve().as_uri()
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": path.read_text("utf-8")}
        self.send(method="textDocument/didOpen", params={"textDocument": document})
        while uri not in self.diagnostics:
            self.next()
        return self.diagnostics[uri]

    def completions(self, path: Path, line: int, character: int) -> set[str]:
        """What could be typed at a place."""
        where = {"line": line, "character": character}
        return {
            each["label"]
            for each in self.ask("textDocument/completion", textDocument={"uri": path.resolve().as_uri()}, position=where)[
                "items"
            ]
        }


@pytest.fixture
def editor(cli: Cli) -> Iterator[Editor]:
    assert cli("init").code == 0
    made = Editor(Path.cwd())
    with made.process:
        yield made
        made.process.kill()


def test_what_is_written_is_checked_and_completed(editor: Editor, cli: Cli) -> None:
    assert cli("new", "circulation.hold", "--no-input").code == 0
    Path("old.csv").write_text("id,subject,body\nold.one,Hello,We are open.\n")
    assert cli("import", "records", "old.csv", "--into", "messages/old", "--channel", "email", "--kind", "automated").code == 0
    paths = [*Path("messages").rglob("*.yaml"), Path("msgreview.yaml"), Path("rubrics/house.yaml")]
    assert {path.as_posix(): editor.open(path) for path in paths} == {path.as_posix(): [] for path in paths}
    path = Path("messages/circulation/draft.yaml")
    path.write_text(Path("messages/circulation/hold.yaml").read_text() + "chanel: email\nlang: en\nstatus: \n")
    wrong = editor.open(path)
    assert any("chanel" in each for each in wrong), wrong
    last = path.read_text().count("\n") - 1
    assert {"draft", "published", "retired"} <= editor.completions(path, last, 8)
