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
from msgreview.lsp.protocol import Protocol
from msgreview.lsp.states import read_states

_PAUSE = 0.001
"""Seconds between two pieces of work, in which what the editor says is taken in."""
_LOG = logging.getLogger(__name__)
logging.getLogger("pygls").setLevel(logging.CRITICAL)  # It writes a traceback for each request that is refused.


class Server(LanguageServer):
    """Keeps diagnostics up to date for each open file, newest text first; files that depend on others follow when it is quiet."""

    def __init__(self) -> None:
        kind = types.TextDocumentSyncKind.Full
        super().__init__("msgreview", __version__, text_document_sync_kind=kind, protocol_cls=Protocol)
        self.editor = Editor()
        self._changed: dict[str, None] = {}
        """Open files to check, the one that changed last at the end."""
        self._published: dict[str, list[types.Diagnostic]] = {}
        self._settings: set[Path] = set()
        """Files of settings that are not open and have diagnostics."""
        self._busy: asyncio.Task[None] | None = None
        self._frozen: set[str] = set()
        """The files that were open when what was loaded was taken out of the garbage collector's way."""
        self._noticed: set[str] = set()
        self._versioned = self._refreshes = self._watches = False
        self._met: set[Path] = set()
        self._reading: dict[Path, asyncio.Task[None]] = {}
        """The histories that are being read, by the catalogue."""

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Says once that something failed, and why; requests have an answer of their own."""
        if source is not FeatureRequestError:
            _LOG.error("failed", exc_info=error)
            self.failed(error)

    def failed(self, error: Exception) -> None:
        """Says that the tool failed."""
        self.notice(f"msgreview failed ({type(error).__name__}: {error}). Please report this; your files are as they were.")

    def notice(self, text: str) -> None:
        """Shows a sentence, once in a session."""
        if text not in self._noticed:
            self._noticed.add(text)
            self.window_show_message(types.ShowMessageParams(types.MessageType.Warning, text))

    def start(self, folders: Iterable[str]) -> None:
        """Begins a session in some folders."""
        capable = self.client_capabilities.workspace
        watches = capable and capable.did_change_watched_files
        if watches and watches.dynamic_registration:
            self._watches = True
            patterns = [types.FileSystemWatcher("**/*.{yaml,yml}")]
            options = types.DidChangeWatchedFilesRegistrationOptions(patterns)
            watched = types.Registration("files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
            self.client_register_capability(types.RegistrationParams([watched]))
        self._versioned = bool(capable and capable.workspace_edit and capable.workspace_edit.document_changes)
        self._refreshes = bool(capable and capable.code_lens and capable.code_lens.refresh_support)
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
            project = self.project(document)
            latest = diagnostics(document, project)
            self._publish_settings(project)
        except Exception as error:  # noqa: BLE001 - a session goes on
            _LOG.exception("a file could not be checked")
            latest = [failed(document, error)]
        if not (only_if_other and latest == self._published.get(uri)):
            self._publish(uri, latest, document.version)
        if not only_if_other and uri not in self._frozen:
            self._frozen.add(uri)
            gc.freeze()  # What is loaded stays: going through it time and again would be felt in a keystroke.

    def _publish(self, uri: str, latest: list[types.Diagnostic], version: int | None = None) -> None:
        self._published[uri] = latest
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, latest, version))

    def _publish_settings(self, project: Project) -> None:
        """The problems of settings and rules that are not open, which would be seen nowhere else."""
        there = {path for path in project.problems if path.is_relative_to(project.root)}
        shown = {each.path for each in self.editor.documents.values()}
        for path in (self._settings | there) - shown:
            if path in there or not any(path in other.problems for other in self.editor.projects.values()):
                latest = on_disk(path, project, self.editor.encoding)
                if latest != self._published.get(path.as_uri(), []):
                    self._publish(path.as_uri(), latest)
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
                for each in self.editor.documents_of(project):
                    self._check(each.uri, only_if_other=True)
                if not workspace.is_cached:
                    workspace.save()
            return True
        return False

    def project(self, document: Document) -> Project:
        """The catalogue of a file, its history about to be read."""
        is_new = document.path not in self._met
        project = self.editor.project(document.path)
        project.versioned_edits = self._versioned
        if is_new and project.root not in self._reading:
            self.read_history(project)
        self._met.add(document.path)
        return project

    def read_history(self, project: Project) -> None:
        """Reads where the messages of a catalogue stand in their review, beside all else; then it is shown."""
        running = self._reading.get(project.root)
        if running is None or running.done():
            self._reading[project.root] = asyncio.get_running_loop().create_task(self._read_history(project))

    async def _read_history(self, project: Project) -> None:
        try:
            project.states = await read_states(project.root)
        except Exception:  # noqa: BLE001 - a session goes on without it
            _LOG.exception("the history could not be read")
            return
        if why := project.states.pop("", None):
            self.notice(why[1])
        if self._refreshes and project.states:
            self.workspace_code_lens_refresh(None)

    def opened(self, uri: str, text: str, version: int | None) -> None:
        """Takes over a file as it stands in the editor."""
        self.changed(self.editor.open(uri, text, version))

    def look_round(self) -> None:
        """Takes over what changed on disk, for editors that do not tell."""
        if not self._watches:
            self.disk_changed([path for project in self.editor.projects.values() for path in project.changed_on_disk()])

    def saved(self, uri: str) -> None:
        """Takes over that a file was saved."""
        path = path_of(uri)
        if path:
            for project in self.editor.projects.values():
                if project.workspace and project.kind(path) == "message":
                    project.workspace.saved(path)
            self.disk_changed([path])
            self.look_round()

    def closed(self, uri: str) -> None:
        """Takes over that a file is not open any more: nothing is said of it."""
        self.editor.close(uri)
        self._changed.pop(uri, None)
        self._publish(uri, [])
        self._published.pop(uri, None)
        self.wake()

    def folders_changed(self, added: Iterable[Path], removed: Iterable[Path]) -> None:
        """Takes over which folders are open."""
        gone = set(removed)
        self.editor.folders = [*dict.fromkeys([*(each for each in self.editor.folders if each not in gone), *added])]
        self.changed(*self.editor.documents.values())

    def load_folders(self) -> None:
        """Loads the catalogues of the open folders that no file has been opened in yet."""
        for folder in self.editor.folders:
            if not any(root.is_relative_to(folder) for root in self.editor.projects):
                self.editor.project(folder / "any.yaml")
        self.wake()

    def disk_changed(self, paths: Iterable[Path]) -> None:
        """Takes over what changed on disk: messages one by one, settings and rules as a whole."""
        touched: dict[Path, Project] = {}
        reloaded: set[Path] = set()
        open_paths = {each.path for each in self.editor.documents.values()}
        for path in paths:
            for project in self.editor.projects.values():
                kind = project.kind(path)
                if kind in ("settings", "policies", "rubric", "votes", "baseline"):
                    reloaded.add(project.root)
                elif kind == "message" and project.workspace and path not in open_paths:
                    project.workspace.refresh([path])
                touched[project.root] = project
        for root, project in touched.items():
            if root in reloaded:
                self.editor.reload(project)
            self.read_history(project)
            self.changed(*self.editor.documents_of(project))
