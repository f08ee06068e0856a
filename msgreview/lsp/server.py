"""The language server: takes what an editor says, and answers. One thing at a time, keystrokes first."""

import asyncio
import gc
import logging
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.exceptions import FeatureRequestError
from pygls.lsp.server import LanguageServer

from msgreview import __version__
from msgreview.lsp.diagnostics import diagnostics, failed, on_disk
from msgreview.lsp.documents import Document, path_of
from msgreview.lsp.editor import Editor
from msgreview.lsp.project import Project

_PAUSE = 0.001
"""Seconds between two pieces of work, in which what the editor says is taken in."""
_LOG = logging.getLogger(__name__)


class Server(LanguageServer):
    """Keeps diagnostics up to date for each open file, newest text first; files that depend on others follow when it is quiet."""

    def __init__(self) -> None:
        super().__init__("msgreview", __version__, text_document_sync_kind=types.TextDocumentSyncKind.Full)
        self.editor = Editor()
        self._changed: dict[str, None] = {}
        """Open files to check, the one that changed last at the end."""
        self._published: dict[str, list[types.Diagnostic]] = {}
        self._settings: set[Path] = set()
        """Files of settings that are not open and have diagnostics."""
        self._busy: asyncio.Task[None] | None = None
        self._noticed: set[str] = set()

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Says once that something failed, and why; requests have an answer of their own."""
        _LOG.error("failed", exc_info=error)
        if source is not FeatureRequestError:
            self.notice(f"msgreview failed ({type(error).__name__}: {error}). Please report this; your files are as they were.")

    def notice(self, text: str) -> None:
        """Shows a sentence, once in a session."""
        if text not in self._noticed:
            self._noticed.add(text)
            self.window_show_message(types.ShowMessageParams(types.MessageType.Warning, text))

    def start(self, folders: Iterable[str]) -> None:
        """Begins a session in some folders."""
        encoding = self.server_capabilities.position_encoding or types.PositionEncodingKind.Utf16
        self.editor = Editor([path for uri in folders if (path := path_of(uri))], str(getattr(encoding, "value", encoding)))

    def changed(self, *documents: Document) -> None:
        """Has files checked, as soon as what the editor says has been taken in."""
        for each in documents:
            self._changed.pop(each.uri, None)
            self._changed[each.uri] = None
        self.wake()

    def wake(self) -> None:
        """Goes on with what is to be done."""
        if self._busy is None or self._busy.done():
            self._busy = asyncio.get_running_loop().create_task(self._work())

    async def _work(self) -> None:
        """Checks what changed, the last change first, then what depends on it, until nothing is left."""
        while True:
            await asyncio.sleep(_PAUSE)
            if self._changed:
                uri, _ = self._changed.popitem()
                self._check(uri)
            elif not self._step():
                return

    def _check(self, uri: str, *, only_if_other: bool = False) -> None:
        document = self.editor.documents.get(uri)
        if document is None:
            return
        try:
            project = self.editor.project(document.path)
            found = diagnostics(document, project)
            self._publish_settings(project)
        except Exception as error:  # noqa: BLE001 - a session goes on
            _LOG.exception("a file could not be checked")
            found = [failed(document, error)]
        if not (only_if_other and found == self._published.get(uri)):
            self._publish(uri, found, document.version)

    def _publish(self, uri: str, found: list[types.Diagnostic], version: int | None = None) -> None:
        self._published[uri] = found
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, found, version))

    def _publish_settings(self, project: Project) -> None:
        """The problems of settings and rules that are not open, which would be seen nowhere else."""
        there = {path for path in project.problems if path.is_relative_to(project.root)}
        shown = {each.path for each in self.editor.documents.values()}
        for path in (self._settings | there) - shown:
            if path in there or not any(path in other.problems for other in self.editor.projects.values()):
                found = on_disk(path, project, self.editor.encoding)
                if found != self._published.get(path.as_uri(), []):
                    self._publish(path.as_uri(), found)
        self._settings |= there

    def _step(self) -> bool:
        """Does the next piece of what files depend on; False where nothing is left."""
        for project in self.editor.projects.values():
            workspace = project.workspace
            if workspace is None or not workspace.pending:
                continue
            try:
                workspace.work()
            except Exception:  # noqa: BLE001 - a session goes on
                _LOG.exception("a file could not be read")
            if not workspace.pending:
                gc.freeze()  # What is loaded stays: going through it would be felt in a keystroke.
                for each in self.editor.documents_of(project):
                    self._check(each.uri, only_if_other=True)
                workspace.save()
            return True
        return False

    def opened(self, uri: str, text: str, version: int | None) -> None:
        """Takes over a file as it stands in the editor."""
        self.changed(self.editor.open(uri, text, version))

    def saved(self, uri: str) -> None:
        """Takes over that a file was saved."""
        path = path_of(uri)
        if path:
            self.disk_changed([path])

    def closed(self, uri: str) -> None:
        """Takes over that a file is not open any more: nothing is said of it."""
        self.editor.close(uri)
        self._changed.pop(uri, None)
        self._publish(uri, [])
        self._published.pop(uri, None)
        self.wake()

    def disk_changed(self, paths: Iterable[Path]) -> None:
        """Takes over what changed on disk: messages one by one, settings and rules as a whole."""
        touched: dict[Path, Project] = {}
        reloaded: set[Path] = set()
        open_paths = {each.path for each in self.editor.documents.values()}
        for path in paths:
            for project in self.editor.projects.values():
                kind = project.kind(path)
                if kind in ("settings", "policies", "rubric", "votes"):
                    reloaded.add(project.root)
                elif kind == "message" and project.workspace and path not in open_paths:
                    project.workspace.refresh([path])
                touched[project.root] = project
        for root, project in touched.items():
            if root in reloaded:
                self.editor.reload(project)
            self.changed(*self.editor.documents_of(project))


def make_server() -> Server:
    """The server with all that it can do."""
    server = Server()

    @server.feature(types.INITIALIZED)
    def initialized(params: types.InitializedParams) -> None:
        folders = [folder.uri for folder in server.workspace.folders.values()]
        server.start(folders or ([server.workspace.root_uri] if server.workspace.root_uri else []))

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def did_open(params: types.DidOpenTextDocumentParams) -> None:
        document = params.text_document
        server.opened(document.uri, document.text, document.version)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def did_change(params: types.DidChangeTextDocumentParams) -> None:
        server.opened(params.text_document.uri, params.content_changes[-1].text, params.text_document.version)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def did_save(params: types.DidSaveTextDocumentParams) -> None:
        server.saved(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def did_close(params: types.DidCloseTextDocumentParams) -> None:
        server.closed(params.text_document.uri)

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def did_change_watched_files(params: types.DidChangeWatchedFilesParams) -> None:
        server.disk_changed([path for change in params.changes if (path := path_of(change.uri))])

    return server
