"""The language server as an editor meets it: over a pipe, in a process of its own, with pytest-lsp as the editor."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from lsprotocol import types
from pytest_lsp import LanguageClient, client_capabilities
from pytest_lsp.client import make_test_lsp_client

HEAD = "kind: scripted\nchannel: email\nservice: desk\nowner: desk@library.example\n"
FILES = {
    "msgreview.yaml": "messages: [messages]\n",
    "policies.yaml": "loans: {days: 28}\n",
    "messages/note.yaml": f"id: desk.note\n{HEAD}body: Please be advised that the hall is yours.\n",
    "messages/user.yaml": f"id: desk.user\n{HEAD.replace('scripted', 'mixed')}parts:\n- use: desk.note\n- text: Hello.\n",
}
pytestmark = pytest.mark.asyncio(loop_scope="module")


class Editor:
    """An editor with a folder open. It waits for what the server says, never for a time to pass."""

    def __init__(self, client: LanguageClient, root: Path) -> None:
        self.client = client
        self.root = root
        self.said: asyncio.Queue[types.PublishDiagnosticsParams] = asyncio.Queue()
        self.versions: dict[str, int] = {}
        client.protocol.fm.features.pop(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)  # which keeps no versions

        @client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def published(params: types.PublishDiagnosticsParams) -> None:
            self.said.put_nowait(params)

    def uri(self, name: str) -> str:
        return name if ":" in name else (self.root / name).as_uri()

    async def open(self, name: str, text: str | None = None) -> list[types.Diagnostic]:
        uri = self.uri(name)
        text = (self.root / name).read_text("utf-8") if text is None else text
        self.versions[uri] = 0
        item = types.TextDocumentItem(uri, "yaml", 0, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return await self.diagnostics(uri)

    async def type(self, name: str, text: str) -> list[types.Diagnostic]:
        uri = self.uri(name)
        self.versions[uri] += 1
        identifier = types.VersionedTextDocumentIdentifier(self.versions[uri], uri)
        change = types.TextDocumentContentChangeWholeDocument(text)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(identifier, [change]))
        return await self.diagnostics(uri)

    async def save(self, name: str, text: str) -> None:
        (self.root / name).write_text(text, encoding="utf-8", newline="")
        identifier = types.TextDocumentIdentifier(self.uri(name))
        self.client.text_document_did_save(types.DidSaveTextDocumentParams(identifier))

    async def diagnostics(self, uri: str, *, of_any_version: bool = False) -> list[types.Diagnostic]:
        """What is said next of a file, in its newest version."""
        while True:
            params = await self.said.get()
            if params.uri == uri and (of_any_version or params.version == self.versions.get(uri)):
                return list(params.diagnostics)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def editor(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Editor]:
    root = tmp_path_factory.mktemp("catalogue")
    for name, text in FILES.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    client = make_test_lsp_client()
    environment = {**os.environ, "MSGREVIEW_CACHE": str(root / ".cache")}
    await client.start_io(sys.executable, "-m", "msgreview", "lsp", env=environment)
    editor = Editor(client, root.resolve())
    folder = types.WorkspaceFolder(root.as_uri(), "catalogue")
    capabilities = client_capabilities("visual-studio-code")
    await client.initialize_session(types.InitializeParams(capabilities, workspace_folders=[folder]))
    yield editor
    await client.shutdown_session()
    await client.stop()


def rules(diagnostics: list[types.Diagnostic]) -> set[Any]:
    return {each.code for each in diagnostics}


async def test_findings_come_as_one_types_and_go_again(editor: Editor) -> None:
    note = await editor.open("messages/note.yaml")
    (said,) = [each for each in note if each.code == "tone.form-letter"]
    assert said.range == types.Range(types.Position(5, 6), types.Position(5, 28))
    assert (said.severity, said.source) == (types.DiagnosticSeverity.Warning, "msgreview")
    better = FILES["messages/note.yaml"].replace("Please be advised that the", "The")
    assert "tone.form-letter" not in rules(await editor.type("messages/note.yaml", better))
    worse = better.replace("The hall", "🙂🙂 Please be advised that the hall")
    (said,) = [each for each in await editor.type("messages/note.yaml", worse) if each.code == "tone.form-letter"]
    assert said.range == types.Range(types.Position(5, 11), types.Position(5, 33)), "two units for each face"


async def test_yaml_that_cannot_be_read_is_a_diagnostic_at_its_place(editor: Editor) -> None:
    (said,) = await editor.open("untitled:Untitled-1", "id: a\nkind: scripted\nchannel: email\nbody: 'Hello\n")
    assert (said.code, said.severity) == ("file.not-yaml", types.DiagnosticSeverity.Error)


async def test_a_file_that_is_no_message_is_left_alone(editor: Editor) -> None:
    assert await editor.open("compose.yaml", "services: {web: {image: x}}\n") == []
