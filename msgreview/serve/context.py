"""What all pages start from: the catalogue as it stands, the rules, and who works here."""

from contextlib import suppress
from threading import Event, RLock, Thread
from time import monotonic
from typing import NamedTuple

from msgspec.structs import replace

from msgreview.history.git import GitError
from msgreview.lint.workspace import Workspace
from msgreview.model.config import Settings
from msgreview.model.errors import MsgReviewError
from msgreview.report.preview_page.build import preview_of
from msgreview.report.preview_page.model import Preview
from msgreview.serve.live import LiveCatalogue, Snapshot

_AGE = 10
"""Seconds for which a name is shown without asking git again."""


class Made(NamedTuple):
    """A commit that was made here and can be taken back."""

    what: str
    """What it did, as its record says: "keep loans.overdue"."""
    done: str
    """The same as is said of it: "Kept: loans.overdue"."""
    id: str
    """The message that it is about."""
    commit: str


class ServeContext:
    """What all requests share. Its methods may be called from several threads at once."""

    def __init__(self, live: LiveCatalogue) -> None:
        self.live = live
        self._made: dict[str, Made] = {}
        self._linting = RLock()
        self._closing = Event()
        self._warming: Thread | None = None
        self._shown: tuple[float, str] = (0.0, "")
        self._workspace: Workspace | None = None
        self._seen: Snapshot | None = None

    def warm_up(self) -> None:
        """Loads the catalogue, and in the background what the first pages need besides."""
        snapshot = self.live.now()
        self._warming = Thread(target=self._warm_up, args=(snapshot,), daemon=True)
        self._warming.start()

    def close(self) -> None:
        """Ends what goes on in the background: the interpreter must not end within it."""
        self._closing.set()
        if self._warming:
            self._warming.join()

    def _warm_up(self, snapshot: Snapshot) -> None:
        with suppress(MsgReviewError):  # Said on the first page that needs it.
            _ = snapshot.words
            with self._linting:
                self._ready(snapshot)
            if not self._closing.is_set():
                _ = snapshot.review
            while not self._closing.is_set() and self._work():
                pass

    def _work(self) -> str:
        """Lints a file more of those that are not linted yet; "" where there is none."""
        with self._linting:
            workspace = self._workspace
            if workspace and not workspace.pending:
                workspace.save()
            return workspace.work() if workspace else ""

    def remember(self, made: Made) -> None:
        """Lets a commit be taken back."""
        self._made[made.commit] = made

    def made(self, commit: str) -> Made | None:
        """The commit of this id, if it was made here."""
        return self._made.get(commit)

    @property
    def me(self) -> str:
        """Who git says is working here, `Name <mail>`; "" where it does not know, or there is no git."""
        repository = self.live.latest().repository
        try:
            return repository.me() if repository else ""
        except GitError:
            return ""

    @property
    def shown_me(self) -> str:
        """The same, as it was some seconds ago: asking git would take a search half of its time."""
        when, me = self._shown
        if not when or monotonic() - when > _AGE:
            me = self.me
            self._shown = monotonic(), me
        return me

    def reading(self, snapshot: Snapshot, id_: str, text: str | None = None) -> Preview | None:
        """How a message reads, and what the rules say of it; with a `text`, as if its file said that.

        None where the text holds no such message that can be read.
        """
        path = snapshot.file(id_).path
        with self._linting:
            workspace = self._ready(snapshot)
            try:
                if text is not None:
                    workspace.write(path, text)
                findings, entry = workspace.findings(path), workspace.entry(id_)
                if entry is None:
                    return None
                preview = preview_of(entry, workspace.entry, workspace.runner, findings.standing)
            finally:
                if text is not None:
                    workspace.write(path, None)
        accepted = tuple(each for each in findings.accepted if each.message == id_)
        return replace(preview, accepted=accepted)

    def _ready(self, snapshot: Snapshot) -> Workspace:
        """The rules, with the files as they are in a snapshot."""
        settings: Settings = snapshot.settings
        if self._workspace is None or self._seen is None or (self._seen.settings, self._seen.rules) != (settings, snapshot.rules):
            if self._workspace:
                self._workspace.close()
            self._workspace = Workspace(settings)
        elif self._seen.number != snapshot.number:
            self._workspace.refresh(snapshot.changed_since(self._seen))
        self._seen = snapshot
        return self._workspace
