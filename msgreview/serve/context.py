"""What all pages start from: the catalogue as it stands, the rules, and who works here."""

from contextlib import suppress
from threading import RLock, Thread

from msgreview.catalogue.caches import rules_path
from msgreview.catalogue.locate import Lookup
from msgreview.history.git import GitError
from msgreview.lint.message import lint_message, message_findings
from msgreview.lint.result import identity, order
from msgreview.model.config import Settings
from msgreview.model.errors import MsgReviewError
from msgreview.model.finding import Finding
from msgreview.model.message import Entry
from msgreview.rubric.discover import rubric_folders
from msgreview.rubric.load import load_rubrics
from msgreview.rubric.run import Runner
from msgreview.serve.live import LiveCatalogue, Snapshot


class ServeContext:
    """What all requests share. Its methods may be called from several threads at once."""

    def __init__(self, live: LiveCatalogue) -> None:
        self.live = live
        self._linting = RLock()
        self._runner: tuple[Settings, Runner] | None = None

    def warm_up(self) -> None:
        """Loads the catalogue, and in the background what the first pages need besides."""
        snapshot = self.live.now()

        def more() -> None:
            with suppress(MsgReviewError):  # Said on the first page that needs it.
                with self._linting:
                    self._ready(snapshot.settings)
                _ = snapshot.words, snapshot.review

        Thread(target=more, daemon=True).start()

    @property
    def me(self) -> str:
        """Who git says is working here, `Name <mail>`; "" where it does not know, or there is no git."""
        repository = self.live.now().repository
        try:
            return repository.me() if repository else ""
        except GitError:
            return ""

    def findings(self, snapshot: Snapshot, entry: Entry, lookup: Lookup) -> tuple[Finding, ...]:
        """What the rules say of a message, in the order of its text."""
        with self._linting:
            runner = self._ready(snapshot.settings)
            linted = lint_message(entry, lookup, runner)
            unique = {identity(each): each for each in message_findings(linted, entry, lookup, runner)}
            return tuple(sorted(unique.values(), key=order))

    def _ready(self, settings: Settings) -> Runner:
        if self._runner is None or self._runner[0] != settings:
            rules = load_rubrics(rubric_folders(settings), settings, prove=False, cache=rules_path(settings))
            self._runner = settings, Runner(rules, settings)
        return self._runner[1]
