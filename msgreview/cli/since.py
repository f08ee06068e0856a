"""What is new: findings that were not there at a revision or are not in the baseline, and messages that read otherwise."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple, Self

from msgspec.structs import replace

from msgreview.catalogue.files import CatalogueFile
from msgreview.catalogue.index import Catalogue, index, references
from msgreview.catalogue.load import load_file
from msgreview.catalogue.quotes import POLICY, fact_values, quoted
from msgreview.cli.context import catalogue_files
from msgreview.history.before import Before, common_commit, files_before, is_no_commit
from msgreview.history.git import Repository
from msgreview.history.received import Side
from msgreview.lint.baseline import Baseline, beside_baseline
from msgreview.lint.run import Choice, LintReport, RunOptions, lint_profiles
from msgreview.lint.since import narrowed, new_findings
from msgreview.model.config import Profile, Settings
from msgreview.model.errors import MsgReviewError
from msgreview.model.message import Entry, Message
from msgreview.report.changes import MessageChange
from msgreview.report.diff import differences
from msgreview.report.lines import count
from msgreview.rubric.discover import rubric_files, rubric_folders
from msgreview.rubric.vale.files import vale_files


class Wanted(NamedTuple):
    """Which findings are wanted."""

    new: str = ""
    """Those that were not there at this revision; "" for all."""
    changed: str = ""
    """Those on messages that read otherwise than at this revision; "" for all."""
    baseline: Baseline | None = None
    """Those that it does not have."""


def lint_narrowed(
    files: Sequence[CatalogueFile],
    settings: Settings,
    choice: Choice,
    profiles: tuple[Profile, ...],
    wanted: Wanted,
    options: RunOptions,
) -> dict[Profile, LintReport]:
    """What `lint_profiles` reports, with those findings alone that are wanted.

    A revision stands for the last commit that it has in common with the work tree; before the first commit of a repository,
    or of a branch, everything is new. Raises GitError where there is none here.
    """
    wanted = wanted._replace(new=_revision(settings, wanted.new), changed=_revision(settings, wanted.changed))
    notes: list[str] = []
    reports, ids = _lint(files, settings, Choice(choice.select, choice.ignore), profiles, wanted.new, options, notes)
    findings = {profile: report.findings for profile, report in reports.items()}
    if wanted.new:
        findings = {profile: new_findings(report.findings, report.before, ids) for profile, report in reports.items()}
    if wanted.changed:
        with _Since(settings, wanted.changed, files) as since:
            notes += since.notes()
            messages = since.changed()
        findings = {profile: tuple(each for each in some if each.message in messages) for profile, some in findings.items()}
    why = ", or ".join(["not new"] * bool(wanted.new) + ["in messages that read as before"] * bool(wanted.changed))
    narrow = {}
    for profile, report in reports.items():
        left_out = len(report.findings) - len(findings[profile])
        said = [*notes, *([f"{count(left_out, 'finding')} left out: {why}."] if left_out else [])]
        narrow[profile] = narrowed(report, findings[profile], choice, said)
        if wanted.baseline is not None:
            narrow[profile] = beside_baseline(narrow[profile], wanted.baseline, choice, Path(settings.root), files)
    return narrow


def _lint(
    files: Sequence[CatalogueFile],
    settings: Settings,
    choice: Choice,
    profiles: tuple[Profile, ...],
    new: str,
    options: RunOptions,
    notes: list[str],
) -> tuple[dict[Profile, LintReport], Mapping[str, str]]:
    """All that is chosen and, with a revision, what stood there; and the earlier ids of messages that have another now."""
    folders = rubric_folders(settings)
    if not new:
        return lint_profiles(files, settings, folders, choice, profiles, **options), {}
    with _Since(settings, new, files) as since:
        notes += since.notes()
        # What a file says now was said there, or in a file that has changed since.
        shown = {file.shown for file in files}
        was = [*(file for file in since.before.same if file.shown in shown), *since.before.other]
        rest = [*since.before.same, *since.before.other]
        ids = {old: message.id for message in since.edited() for old in message.supersedes}
        if since.same_rules():
            options = {**options, "before": was, "rest_before": lambda: rest}
            return lint_profiles(files, settings, folders, choice, profiles, **options), ids
        reports = lint_profiles(files, settings, folders, choice, profiles, **options)
        options = {**options, "rest": lambda: rest, "cache": None, "rules": None, "rules_cache": None}
        # Rules that are named may not have been there then.
        try:
            then = lint_profiles(was, since.settings, rubric_folders(since.settings), Choice(), profiles, **options)
        except MsgReviewError:  # Of another place then, or broken: nothing that anybody could mend now.
            then = lint_profiles(was, settings, folders, Choice(), profiles, **options)
        return {profile: replace(report, before=then[profile].findings) for profile, report in reports.items()}, ids


def _revision(settings: Settings, revision: str) -> str:
    """The revision; "" where there was nothing, as before the first commit, so that everything is new."""
    nothing = not revision or is_no_commit(revision) or Repository(Path(settings.root)).head() is None
    return "" if nothing else revision


def changes_since(settings: Settings, files: Sequence[CatalogueFile], revision: str) -> tuple[MessageChange, ...]:
    """What readers get otherwise than at a revision, by files that have changed, of the catalogue and of `files`.

    Nothing before the first commit.
    """
    if not _revision(settings, revision):
        return ()
    with _Since(settings, revision, files) as since:
        return tuple(since.changes())


class _Since:
    """The catalogue, and `files` beside it, as at the last commit that a revision has in common with the work tree."""

    def __init__(self, settings: Settings, revision: str, files: Sequence[CatalogueFile]) -> None:
        repository = Repository(Path(settings.root))
        commit = common_commit(repository, revision)
        self._now, self._revision = settings, revision
        self._folder = TemporaryDirectory(prefix="msgreview-")
        own = catalogue_files(settings)
        shown = {file.shown for file in own}
        self.present = [*own, *(file for file in files if file.shown not in shown)]
        self.before: Before = files_before(repository, settings, commit, self.present, Path(self._folder.name))
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
        return _messages(self._edited_files())

    def _edited_files(self) -> list[CatalogueFile]:
        same = {file.shown for file in self.before.same}
        return [file for file in self.present if file.shown not in same]

    def changes(self) -> Iterator[MessageChange]:
        """The messages in files that have changed that are new or gone, or that their readers get otherwise."""
        was = {entry.message.id: entry for entry in _entries(self.before.other)}
        loaded = [load_file(file.path, file.shown) for file in self._edited_files()]
        now = [entry for file in loaded for entry in file.entries]
        old = cache(lambda: Catalogue(index([*self.before.same, *self.before.other])))
        new = cache(lambda: Catalogue(index(self.present)))
        stayed = set()
        for entry in now:
            id_ = entry.message.id
            then = next((was[each] for each in (id_, *entry.message.supersedes) if each in was), None)
            if then is None:
                yield MessageChange(id_, entry.source.path, "new")
                continue
            stayed.add(then.message.id)
            sides = (
                Side(then, lambda each: old().entry(each), self.settings),
                Side(entry, lambda each: new().entry(each), self._now),
            )
            earlier = then.message.id if then.message.id != id_ else ""
            if _read(then.message) != _read(entry.message) and (found := differences(*sides)):
                yield MessageChange(id_, entry.source.path, "changed", found, earlier)
        for id_, then in was.items() if all(file.entries for file in loaded) else ():  # What cannot be read may hold it.
            if id_ not in stayed:
                yield MessageChange(id_, then.source.path, "gone")

    def changed(self) -> frozenset[str]:
        """Ids of the messages whose texts, parts or samples are not those of then, or the facts that they quote."""
        was = {message.id: message for message in _messages(self.before.other)}
        now = list(_messages(self.present))
        changed = {message.id for message in self.edited() if _read(message) != _read(_then(message, was))}
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
        yield from load_file(file.path, file.shown).entries


def _messages(files: Iterable[CatalogueFile]) -> Iterator[Message]:
    return (entry.message for entry in _entries(files))


def _then(message: Message, was: Mapping[str, Message]) -> Message | None:
    """The message as it was, under the id that it has or had."""
    return next((was[id_] for id_ in (message.id, *message.supersedes) if id_ in was), None)


def _read(message: Message | None) -> tuple[object, ...]:
    """What a finding on a message's words depends on."""
    return () if message is None else (
        message.kind, message.channel, message.lang, message.format, message.status, message.audience, message.tags,
        message.subject, message.body, message.parts, message.samples, message.variables, message.policies,
    )  # fmt: skip


def _facts(message: Message, settings: Settings) -> set[str]:
    """Names of the facts that a message quotes, or relies on."""
    paths = quoted(message, {POLICY, *settings.config.variables})
    return {*fact_values(paths, _seen(settings)), *message.policies}


def _values(settings: Settings) -> dict[str, str]:
    """Every policy and variable by its name."""
    return fact_values(_seen(settings), _seen(settings))


def _seen(settings: Settings) -> dict[str, Any]:
    """What templates see."""
    return {POLICY: settings.policy_values, **settings.config.variables}


def _rubrics(settings: Settings) -> dict[Path, bytes]:
    """The team's own rubrics and styles of Vale, from the root of the catalogue, with what they hold."""
    files = [*rubric_files(rubric_folders(settings)[1:]), *vale_files(settings)]
    return {path.relative_to(settings.root): path.read_bytes() for path in files if path.is_file()}
