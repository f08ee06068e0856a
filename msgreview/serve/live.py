"""The catalogue as its files say it now: looked at again when a page is asked for, and loaded again where they changed."""

import re
from collections.abc import Callable
from datetime import date
from functools import cached_property
from pathlib import Path
from threading import Lock, RLock
from time import monotonic
from typing import NamedTuple

from msgreview.catalogue.caches import history_path
from msgreview.catalogue.files import CatalogueFile, FileStamp, file_stamp, message_files
from msgreview.catalogue.index import Catalogue
from msgreview.catalogue.locate import Lookup
from msgreview.catalogue.settings import CONFIG_NAME, load_settings
from msgreview.catalogue.votes import NAME as VOTES_NAME
from msgreview.history.cache import HistoryCache
from msgreview.history.context import ReviewContext, open_context, opened_files
from msgreview.history.git import GitError, Repository
from msgreview.history.planfile import load_plan
from msgreview.history.worktree import CurrentMessage, LoadProblem, load_catalogue
from msgreview.lint.baseline import NAME as BASELINE_NAME
from msgreview.model.config import Settings
from msgreview.report.states import sentence
from msgreview.rubric.discover import rubric_files, rubric_folders
from msgreview.rubric.vale.files import vale_files

OnDisk = dict[Path, FileStamp | None]
_BESIDE = (CONFIG_NAME, "review-plan.yaml", "review-facts.yaml")
_ON_FINDINGS = (VOTES_NAME, BASELINE_NAME)
_AT = re.compile(r"(\d+):\d+: ")
_AGE = 0.5
"""Seconds for which nobody looks at the disk again."""


class Unread(NamedTuple):
    """A message that cannot be read: its file as it is printed, the line, "" where it is of none, and what is wrong."""

    file: str
    line: str
    text: str


def _unread(problem: LoadProblem, shown: str) -> Unread:
    text = problem.text.removeprefix(f"{shown}:")
    match = _AT.match(text)
    return Unread(shown, match[1] if match else "", sentence(text[match.end() :] if match else text.strip()))


class Snapshot:
    """The messages of a catalogue at a moment, and what can be worked out from them; the same as long as no file changes."""

    def __init__(
        self,
        number: int,
        settings: Settings,
        files: list[CatalogueFile],
        on_disk: OnDisk,
        rules: OnDisk,
        repository: Repository | None,
    ) -> None:
        self.number = number
        """Counts up with every change."""
        self.settings = settings
        self.files = files
        self.on_disk = on_disk
        self.rules = rules
        """The team's own rubrics and what else decides on findings, as `on_disk`."""
        self.repository = repository
        with HistoryCache(history_path(settings)) as cache:
            opened = list(opened_files(files, repository))
            self.catalogue = load_catalogue(opened, settings.policy_values, cache, settings.config.variables)
        self._shown = {each.path: each.shown for each in opened}
        self._opening = Lock()

    @property
    def unread(self) -> list[Unread]:
        """What cannot be read."""
        return [_unread(each, self._shown[each.path]) for each in self.catalogue.problems]

    def unread_file(self, name: str) -> str:
        """The file, as it is printed, in which a message cannot be read, by its id or the file's own path; "" for none."""
        problem = self.catalogue.problem_of(name)
        return self._shown[problem.path] if problem else ""

    @property
    def messages(self) -> dict[str, CurrentMessage]:
        """The messages that can be read, by id."""
        return self.catalogue.messages

    def file(self, id_: str) -> CatalogueFile:
        """The file of a message that can be read."""
        return self._by_path[self.messages[id_].shown]

    @cached_property
    def _by_path(self) -> dict[str, CatalogueFile]:
        return {file.shown: file for file in self.files}

    def changed_since(self, other: "Snapshot") -> list[Path]:
        """The files that were written, made or removed since another snapshot."""
        both = {**other.on_disk, **self.on_disk}
        return [path for path in both if self.on_disk.get(path) != other.on_disk.get(path)]

    @cached_property
    def lookup(self) -> Lookup:
        """How to find the messages by id, as their files stand now."""
        return Catalogue({id_: self.file(id_) for id_ in self.messages}).entry

    @cached_property
    def words(self) -> dict[str, str]:
        """What a search looks through, by id: the id, the title and all that a reader or a member of staff reads."""
        return {id_: _words(current) for id_, current in self.messages.items()}

    def search(self, typed: str) -> list[str]:
        """The ids of the messages that have every word typed, those first that have them in their id or title."""
        wanted = typed.casefold().split()
        hits = [id_ for id_, words in self.words.items() if all(word in words for word in wanted)]
        named = {id_ for id_ in hits if all(word in f"{id_} {self.messages[id_].message.title}".casefold() for word in wanted)}
        return sorted(hits, key=lambda id_: id_ not in named)

    @property
    def review(self) -> ReviewContext:
        """The catalogue with its history and the states of its messages, worked out when it is first asked for."""
        with self._opening:
            return self._review

    @cached_property
    def _review(self) -> ReviewContext:
        plan = load_plan(Path(self.settings.root))
        return open_context(self.settings, self.files, HistoryCache(history_path(self.settings)), plan)


def _words(current: CurrentMessage) -> str:
    message = current.message
    parts = (text for part in message.parts for text in (part.text, part.write, part.example, part.use))
    fields = (message.id, message.title, message.subject, message.body, *parts, message.service, message.trigger, *message.tags)
    return "\n".join(filter(None, fields)).casefold()


class LiveCatalogue:
    """A catalogue that is looked at whenever it is asked for. `root` is its folder, `config` its settings file."""

    def __init__(self, root: Path, config: Path | None, today: Callable[[], date]) -> None:
        self._root = root
        self._config = config
        self._today = today
        self._looking = RLock()
        self._looked = 0.0
        self._signature: object = None
        self._snapshot: Snapshot | None = None

    def now(self, *, again: bool = False) -> Snapshot:
        """The catalogue as it stands; with `again`, whatever was looked at a moment ago. Raises ConfigError."""
        with self._looking:
            if self._snapshot and not again and monotonic() - self._looked < _AGE:
                return self._snapshot
            settings = load_settings(self._root, self._today(), self._config, here=Path.cwd())
            files = message_files(settings, Path.cwd())
            repository = self._repository(settings)
            on_disk = {file.path: file_stamp(file.path) for file in files}
            beside = [file_stamp(Path(settings.root, name)) for name in (settings.config.policies, *_BESIDE)]
            own = [*rubric_files(rubric_folders(settings)[1:]), *vale_files(settings)]
            rules = {path: file_stamp(path) for path in (*own, *(Path(settings.root, name) for name in _ON_FINDINGS))}
            signature = (settings, on_disk, beside, rules, repository.head() if repository else None)
            if self._snapshot is None or signature != self._signature:
                number = self._snapshot.number + 1 if self._snapshot else 1
                self._snapshot, self._signature = Snapshot(number, settings, files, on_disk, rules, repository), signature
            self._looked = monotonic()
            return self._snapshot

    def latest(self) -> Snapshot:
        """The catalogue as it was looked at last, for what is to be quick."""
        return self._snapshot or self.now()

    def _repository(self, settings: Settings) -> Repository | None:
        if self._snapshot and self._snapshot.repository:
            return self._snapshot.repository
        try:
            return Repository(Path(settings.root))
        except GitError:
            return None
