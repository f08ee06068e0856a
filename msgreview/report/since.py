"""The catalogue as it was at a revision, beside what it is now: what has changed in it, and what reads differently."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple, Self

from msgreview.catalogue.files import CatalogueFile, message_files
from msgreview.catalogue.index import Catalogue, index, references
from msgreview.catalogue.load import load_file
from msgreview.catalogue.quotes import POLICY, fact_values, quoted_facts
from msgreview.history.before import Before, common_commit, files_before, is_no_commit
from msgreview.history.git import Repository
from msgreview.history.received import Side
from msgreview.model.config import Settings
from msgreview.model.message import Entry, Message
from msgreview.report.changes import MessageChange
from msgreview.report.diff import differences
from msgreview.rubric.discover import rubric_files, rubric_folders
from msgreview.rubric.vale.files import vale_files


class Start(NamedTuple):
    """Where changes are counted from: the last commit that a revision has in common with the work tree."""

    repository: Repository
    revision: str
    commit: str


def start_at(settings: Settings, revision: str) -> Start | None:
    """The start that a revision gives; None where there was nothing, as before the first commit, so that everything is new."""
    if not revision or is_no_commit(revision):
        return None
    repository = Repository(Path(settings.root))
    head = repository.head()
    if head is None:
        return None
    return Start(repository, revision, head if revision == "HEAD" else common_commit(repository, revision))


def changes_since(settings: Settings, files: Sequence[CatalogueFile], revision: str) -> tuple[MessageChange, ...]:
    """What reads differently than at a revision, by files that have changed, of the catalogue and of `files`.

    Nothing before the first commit.
    """
    start = start_at(settings, revision)
    if start is None:
        return ()
    with Since(settings, start, files) as since:
        return tuple(since.changes())


class Since:
    """The catalogue, and `files` beside it, as at a start."""

    def __init__(self, settings: Settings, start: Start, files: Sequence[CatalogueFile]) -> None:
        self._now, self._revision = settings, start.revision
        self._folder = TemporaryDirectory(prefix="msgreview-")
        own = message_files(settings, Path.cwd())
        shown = {file.shown for file in own}
        self.present = [*own, *(file for file in files if file.shown not in shown)]
        self.before: Before = files_before(start.repository, settings, start.commit, self.present, Path(self._folder.name))
        self.settings = self.before.settings.under(settings.config.profile)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._folder.cleanup()

    def notes(self) -> list[str]:
        """What could not be compared: settings that nobody can read, or a catalogue that was not there."""
        notes, why = list[str](), self.before.problem.rstrip(".")
        if why:
            notes.append(f"the settings at '{self._revision}' cannot be read ({why}), so those of now stand for them.")
        if not (self.before.same or self.before.other):
            notes.append(f"this catalogue has no messages at '{self._revision}', so that everything counts as new.")
        return notes

    def same_rules(self) -> bool:
        """Whether settings, policies and rubrics are those of then."""
        was, now = self.settings, self._now
        return was.digest == now.digest and _rubrics(was) == _rubrics(now)

    def edited(self) -> Iterator[Message]:
        """The messages of the files that are not those of then."""
        return (entry.message for entry in _entries(self._edited_files()))

    def _edited_files(self) -> list[CatalogueFile]:
        same = {file.shown for file in self.before.same}
        return [file for file in self.present if file.shown not in same]

    @cached_property
    def _was(self) -> dict[str, Entry]:
        """The messages of those files, as they were, by id."""
        return {entry.message.id: entry for entry in _entries(self.before.other)}

    def _then(self, message: Message) -> Entry | None:
        """A message as it was, under the id that it has or had."""
        return next((self._was[id_] for id_ in (message.id, *message.supersedes) if id_ in self._was), None)

    def changes(self) -> Iterator[MessageChange]:
        """The messages in changed files that are new, are gone or read differently."""
        loaded = [load_file(file) for file in self._edited_files()]
        now = [entry for file in loaded for entry in file.entries]
        old = cache(lambda: Catalogue(index([*self.before.same, *self.before.other])))
        new = cache(lambda: Catalogue(index(self.present)))
        stayed = set()
        for entry in now:
            id_ = entry.message.id
            then = self._then(entry.message)
            if then is None:
                yield MessageChange(id_, entry.source.path, "new")
                continue
            stayed.add(then.message.id)
            sides = (
                Side(then, lambda each: old().entry(each), self.settings),
                Side(entry, lambda each: new().entry(each), self._now),
            )
            earlier = then.message.id if then.message.id != id_ else ""
            if _read(then.message) != _read(entry.message) and (words := differences(*sides)):
                yield MessageChange(id_, entry.source.path, "changed", words, earlier)
        for id_, then in self._was.items() if all(file.entries for file in loaded) else ():  # What cannot be read may hold it.
            if id_ not in stayed:
                yield MessageChange(id_, then.source.path, "gone")

    def changed(self) -> frozenset[str]:
        """Ids of the messages whose texts, parts or samples are not those of then, or the facts that they quote."""
        now = [entry.message for entry in _entries(self.present)]
        changed = {each.id for each in self.edited() if not (then := self._then(each)) or _read(each) != _read(then.message)}
        facts = self._facts_changed()
        changed |= {message.id for message in now if facts and facts.intersection(_facts(message, self._now))}
        users: dict[str, list[str]] = {}
        for message in now:
            for used in references(message):
                users.setdefault(used, []).append(message.id)
        pending = list(changed)
        while pending:
            more = set(users.get(pending.pop(), ())) - changed
            changed |= more
            pending += more
        return frozenset(changed)

    def _facts_changed(self) -> frozenset[str]:
        """Names of the policies and variables that have another value now."""
        was, now = (_values(each) for each in (self.settings, self._now))
        return frozenset(name for name in was.keys() | now.keys() if was.get(name) != now.get(name))


def _entries(files: Iterable[CatalogueFile]) -> Iterator[Entry]:
    for file in files:
        yield from load_file(file).entries


def _read(message: Message) -> tuple[object, ...]:
    """What a finding on a message's words depends on."""
    return (
        message.kind, message.channel, message.lang, message.format, message.status, message.audience, message.tags,
        message.subject, message.body, message.parts, message.samples, message.variables, message.policies,
    )  # fmt: skip


def _facts(message: Message, settings: Settings) -> set[str]:
    """Names of the facts that a message quotes, or relies on."""
    paths = quoted_facts(message, {POLICY, *settings.config.variables})
    return {*fact_values(paths, _template_values(settings)), *message.policies}


def _values(settings: Settings) -> dict[str, str]:
    """Every policy and variable by its name."""
    return fact_values(_template_values(settings), _template_values(settings))


def _template_values(settings: Settings) -> dict[str, Any]:
    """What templates see."""
    return {POLICY: settings.policy_values, **settings.config.variables}


def _rubrics(settings: Settings) -> dict[Path, bytes]:
    """The team's own rubrics and styles of Vale, from the root of the catalogue, with what they hold."""
    files = [*rubric_files(rubric_folders(settings)[1:]), *vale_files(settings)]
    return {path.relative_to(settings.root): path.read_bytes() for path in files if path.is_file()}
