"""The language server as an editor meets it: over a pipe, in a process of its own, with pytest-lsp as the editor."""

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pytest_lsp import LanguageClient, client_capabilities
from pytest_lsp.client import make_test_lsp_client

from msgreview.lsp.states import read_states

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
        self.lenses: asyncio.Queue[None] = asyncio.Queue()
        self.versions: dict[str, int] = {}
        client.protocol.fm.features.pop(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)  # which keeps no versions

        @client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def published(params: types.PublishDiagnosticsParams) -> None:
            self.said.put_nowait(params)

        @client.feature(types.WORKSPACE_CODE_LENS_REFRESH)
        def lenses_to_ask_for(params: None) -> None:
            self.lenses.put_nowait(None)

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
        self.send(name, text)
        return await self.diagnostics(self.uri(name))

    def send(self, name: str, text: str) -> None:
        uri = self.uri(name)
        self.versions[uri] += 1
        identifier = types.VersionedTextDocumentIdentifier(self.versions[uri], uri)
        change = types.TextDocumentContentChangeWholeDocument(text)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(identifier, [change]))

    async def save(self, name: str, text: str) -> None:
        (self.root / name).write_text(text, encoding="utf-8", newline="")
        identifier = types.TextDocumentIdentifier(self.uri(name))
        self.client.text_document_did_save(types.DidSaveTextDocumentParams(identifier))

    def close(self, name: str) -> None:
        document = types.TextDocumentIdentifier(self.uri(name))
        self.client.text_document_did_close(types.DidCloseTextDocumentParams(document))

    def changed_on_disk(self, name: str) -> None:
        change = types.FileEvent(self.uri(name), types.FileChangeType.Changed)
        self.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([change]))

    async def diagnostics(self, uri: str, *, of_any_version: bool = False) -> list[types.Diagnostic]:
        """What is said next of a file, in its newest version."""
        while True:
            params = await asyncio.wait_for(self.said.get(), 120)  # a server that says nothing fails the test
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


async def test_without_git_one_sentence_says_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "git is not on the PATH" in (await read_states(tmp_path))[""][1]


async def test_a_file_that_is_no_message_is_left_alone(editor: Editor) -> None:
    assert not await editor.open("q.yaml", "kind: Deployment\nid: 1\nmessages: [a]\n")
    assert await editor.open("compose.yaml", "services: {web: {image: x}}\n") == []


async def test_a_quick_fix_mends_what_was_found(editor: Editor) -> None:
    text = FILES["messages/note.yaml"].replace("Please be advised that the", "Your item is ready prior to the")
    uri = editor.uri("messages/note.yaml")
    said = await editor.open("messages/note.yaml", text)
    (finding,) = [each for each in said if "prior to" in each.message]
    asked = types.CodeActionParams(types.TextDocumentIdentifier(uri), finding.range, types.CodeActionContext([finding]))
    actions = await editor.client.text_document_code_action_async(asked)
    assert actions
    first, *others = [each for each in actions if isinstance(each, types.CodeAction)]
    assert first.title == "Write 'before'"
    assert first.diagnostics is not None
    assert first.diagnostics[0].code == finding.code
    assert await editor.type("messages/note.yaml", applied(first, text)) != said
    waive = next(each for each in others if each.title.startswith(f"Sign an exception from {finding.code}"))
    after = await editor.type("messages/note.yaml", applied(waive, text))
    assert finding.code not in rules(after)


def applied(action: types.CodeAction, text: str) -> str:
    assert action.edit is not None
    assert action.edit.document_changes is not None
    (change,) = action.edit.document_changes
    assert isinstance(change, types.TextDocumentEdit)
    lines = [*text.splitlines(keepends=True), ""]
    for edit in sorted(change.edits, key=lambda each: (each.range.start.line, each.range.start.character), reverse=True):
        assert isinstance(edit, types.TextEdit)
        start, end = edit.range.start, edit.range.end
        head, tail = lines[start.line][: start.character], lines[end.line][end.character :]
        lines[start.line : end.line + 1] = [head + edit.new_text + tail]
    return "".join(lines)


async def test_names_are_followed_over_the_wire(editor: Editor) -> None:
    uri = editor.uri("messages/user.yaml")
    await editor.open("messages/user.yaml")
    line = FILES["messages/user.yaml"].splitlines().index("- use: desk.note")
    here = types.TextDocumentPositionParams(types.TextDocumentIdentifier(uri), types.Position(line, 9))
    found = await editor.client.text_document_definition_async(types.DefinitionParams(here.text_document, here.position))
    assert isinstance(found, list)
    assert [each.uri for each in found if isinstance(each, types.Location)] == [editor.uri("messages/note.yaml")]
    shown = await editor.client.text_document_hover_async(types.HoverParams(here.text_document, here.position))
    assert shown is not None
    assert isinstance(shown.contents, types.MarkupContent)
    assert "`desk.note`" in shown.contents.value
    edit = await editor.client.text_document_rename_async(types.RenameParams(here.text_document, here.position, "desk.slip"))
    assert edit is not None
    assert edit.document_changes is not None
    changed = {each.text_document.uri for each in edit.document_changes if isinstance(each, types.TextDocumentEdit)}
    assert changed == {uri, editor.uri("messages/note.yaml")}
    with pytest.raises(JsonRpcException, match=r"There is a message 'desk.user' already"):
        await editor.client.text_document_rename_async(types.RenameParams(here.text_document, here.position, "desk.user"))
    offered = await editor.client.text_document_completion_async(types.CompletionParams(here.text_document, here.position))
    assert isinstance(offered, types.CompletionList)
    assert [each.label for each in offered.items] == ["desk.note"], "but itself"
    symbols = await editor.client.text_document_document_symbol_async(types.DocumentSymbolParams(here.text_document))
    assert symbols is not None
    assert [each.name for each in symbols] == ["desk.user"]
    everywhere = await editor.client.workspace_symbol_async(types.WorkspaceSymbolParams("dnote"))
    assert everywhere is not None
    assert [each.name for each in everywhere] == ["desk.note"]
    assert not await editor.client.text_document_code_lens_async(types.CodeLensParams(here.text_document)), "there is no git"


async def test_what_changes_on_disk_is_taken_over(editor: Editor) -> None:
    editor.close("messages/note.yaml")
    await editor.open("messages/user.yaml")
    note = editor.root / "messages/note.yaml"
    note.write_text(FILES["messages/note.yaml"].replace("desk.note", "desk.memo"), encoding="utf-8")
    editor.changed_on_disk("messages/note.yaml")
    while "catalogue.missing-message" not in rules(await editor.diagnostics(editor.uri("messages/user.yaml"))):
        pass
    note.write_text(FILES["messages/note.yaml"], encoding="utf-8")
    editor.changed_on_disk("messages/note.yaml")
    while "catalogue.missing-message" in rules(await editor.diagnostics(editor.uri("messages/user.yaml"))):
        pass


async def test_settings_that_cannot_be_used_say_so_in_their_own_file(editor: Editor) -> None:
    await editor.open("messages/user.yaml")
    (said,) = await editor.open("msgreview.yaml", "messages: [messages]\nprofil: strict\n")
    assert said.range == types.Range(types.Position(1, 0), types.Position(1, 6))
    assert "Did you mean 'profile'?" in said.message
    await editor.save("msgreview.yaml", "messages: [messages]\nlevels: {tone.curtt: error}\n")
    (said,) = await editor.type("msgreview.yaml", "messages: [messages]\nlevels: {tone.curtt: error}\n")
    assert said.range.start == types.Position(1, 9)
    assert "Did you mean 'tone.curt'?" in said.message
    await editor.save("msgreview.yaml", FILES["msgreview.yaml"])
    assert await editor.type("msgreview.yaml", FILES["msgreview.yaml"]) == []


@pytest.mark.parametrize(
    "text", ["", "\ufeff", "\r", "{{{{", "id: 1\n\x00", "a: &a [*a]\n", "- " * 200, "\ud83d", "id: x\nbody: |\n" + "🙂" * 99]
)
async def test_whatever_is_in_a_file_the_server_goes_on(editor: Editor, text: str) -> None:
    await editor.open("messages/odd.yaml", text.encode("utf-8", "replace").decode())
    end = types.Position(99, 9999)
    here = types.TextDocumentIdentifier(editor.uri("messages/odd.yaml"))
    await editor.client.text_document_hover_async(types.HoverParams(here, end))
    await editor.client.text_document_completion_async(types.CompletionParams(here, end))
    await editor.client.text_document_document_symbol_async(types.DocumentSymbolParams(here))
    assert not editor.client.messages
    editor.close("messages/odd.yaml")
    assert await editor.diagnostics(here.uri, of_any_version=True) == []


async def test_of_many_keystrokes_at_once_the_last_one_is_answered(editor: Editor) -> None:
    await editor.open("messages/note.yaml")
    text = FILES["messages/note.yaml"]
    for number in range(30):
        text += f"# {number}\n"
        editor.send("messages/note.yaml", text)
    editor.send("messages/note.yaml", text.replace("Please be advised that the", "The"))
    assert "tone.form-letter" not in rules(await editor.diagnostics(editor.uri("messages/note.yaml")))


async def test_two_catalogues_in_one_session(editor: Editor, tmp_path: Path) -> None:
    other = tmp_path.resolve() / "other"
    (other / "mail").mkdir(parents=True)
    (other / "msgreview.yaml").write_text("messages: [mail]\nlevels: {tone.form-letter: error}\n", encoding="utf-8")
    added = types.WorkspaceFoldersChangeEvent([types.WorkspaceFolder(other.as_uri(), "other")], [])
    editor.client.workspace_did_change_workspace_folders(types.DidChangeWorkspaceFoldersParams(added))
    uri = (other / "mail" / "new.yaml").as_uri()
    levels = {each.code: each.severity for each in await editor.open(uri, FILES["messages/note.yaml"])}
    assert levels["tone.form-letter"] == types.DiagnosticSeverity.Error
    assert "catalogue.duplicate-id" not in levels, "the other catalogue is another"
    levels = {each.code: each.severity for each in await editor.open("messages/note.yaml")}
    assert levels["tone.form-letter"] == types.DiagnosticSeverity.Warning


async def test_the_state_of_the_review_stands_above_a_message(editor: Editor, tmp_path: Path, own_git: None) -> None:
    root = tmp_path.resolve() / "kept"
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    for command in (["init", "-q"], ["add", "-A"], ["-c", "user.name=Jo", "-c", "user.email=jo@x.example", "commit", "-qm", "m"]):
        subprocess.run(["git", *command], cwd=root, check=True)
    uri = (root / "messages/note.yaml").as_uri()
    await editor.open(uri, FILES["messages/note.yaml"])
    await asyncio.wait_for(editor.lenses.get(), 120)
    asked = types.CodeLensParams(types.TextDocumentIdentifier(uri))
    (lens,) = await editor.client.text_document_code_lens_async(asked) or ()
    assert lens.command is not None
    assert re.fullmatch("unreviewed: Nobody has recorded a review, and its words are of [0-9-]+", lens.command.title)
    assert lens.range.start.line == 0


async def test_what_the_server_has_read_lint_need_not_read_again(editor: Editor) -> None:
    await editor.client.workspace_symbol_async(types.WorkspaceSymbolParams(""))
    assert [path for path in (editor.root / ".cache").glob("*.msgpack") if b"messages/user.yaml" in path.read_bytes()]
