"""A catalogue held in memory, with unsaved texts laid over its files: what `lint` finds in a file, at every keystroke.

    workspace = Workspace(settings)
    workspace.write(path, text)           # as an editor has it; None for what is on disk
    workspace.findings(path)              # what `lint` of the whole catalogue would find in this file
    while workspace.work():               # one file at a time: those that changed, and those that use them
        ...

Rules are loaded once, and results come from the cache of `lint` where that is valid. What a file's findings depend on besides the
file is indexed: the messages it uses, and those that the catalogue's rules compare it with. So the findings of the file that is
written are exact at once; those of other files are when there is no `work` left.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cached_property
from os import path as os_path
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from msgreview.catalogue.caches import cache_path
from msgreview.catalogue.files import CatalogueFile, is_message_path, message_files, shown_path
from msgreview.catalogue.load import LoadedFile, unreadable_file
from msgreview.catalogue.votes import load_votes
from msgreview.catalogue.yaml_tree import FileError, read_bytes
from msgreview.lint.baseline import load_baseline, parted, renamed
from msgreview.lint.cache import cache_key, load_cache, save_cache
from msgreview.lint.catalogue_rules import file_findings
from msgreview.lint.dependencies import Dependencies
from msgreview.lint.disputes import Disputed, split_disputed
from msgreview.lint.file import FileLinter, MessageResult, index_bytes
from msgreview.lint.grammar_engine import GrammarEngine
from msgreview.lint.moved import Move
from msgreview.lint.related import RelatedFacts
from msgreview.lint.result import FileResult, identity, order
from msgreview.lint.uses import Uses
from msgreview.lint.waivers import apply_exemptions
from msgreview.model.config import Settings
from msgreview.model.finding import Finding
from msgreview.model.message import Entry, Message
from msgreview.model.span import Source
from msgreview.rubric.grammar import proofreader_for
from msgreview.rubric.grammar.proofreader import Proofreader
from msgreview.rubric.kinds import KINDS
from msgreview.rubric.load import catalogue_rules
from msgreview.rubric.ruleset import RuleSet
from msgreview.rubric.run import MOST_SLOW, Runner

_LOADED = 128
"""Files whose messages stay in memory."""


class FileFindings(NamedTuple):
    """What `lint` reports for one file, in its order."""

    standing: tuple[Finding, ...] = ()
    accepted: tuple[Finding, ...] = ()
    """Those that the baseline has, which `lint` leaves out."""
    waived: tuple[Finding, ...] = ()
    disputed: tuple[Disputed, ...] = ()

    @property
    def shown(self) -> tuple[Finding, ...]:
        """Both, in the order of the text."""
        return tuple(sorted((*self.standing, *self.accepted), key=order))


class _ByMessage(NamedTuple):
    """The results of a file's messages, and the text that they are of."""

    source: Source
    results: dict[str, tuple[Message, MessageResult]]

    def moved(self, entry: Entry, move: Move) -> MessageResult | None:
        """The result of a message that is as it was, at its present place; None for one that must be linted."""
        message, result = self.results.get(entry.message.id, (None, None))
        if message != entry.message or result is None or result.slow:
            return None
        facts = move.facts(result.facts) if result.facts else None
        findings = tuple(move.findings(result.findings))
        if facts is None or len(findings) < len(result.findings):
            return None
        return result._replace(findings=findings, facts=facts)


class Workspace:
    """The files of a catalogue, their results, and the texts that are laid over them.

    Files are named by their paths as `lint` prints them from the root of the catalogue. Raises RubricError where a rubric cannot
    be used.
    """

    def __init__(self, settings: Settings, rules: RuleSet | None = None) -> None:
        self.settings = settings
        self.root = Path(settings.root)
        self.rules = rules or catalogue_rules(settings)
        self.votes = load_votes(self.root)
        self._baseline = load_baseline(self.root, self.root) or {}
        self._engine = GrammarEngine(settings.config.proofing)
        self.rules.ready()
        self._asks_server = settings.config.proofing.engine == "languagetool"
        self.runner = Runner(self.rules, settings, None if self._asks_server else self._proofreader())
        self._linter = FileLinter(self.runner)
        self._of_grammar = frozenset(rule.id for rule in self.rules.rules if KINDS[rule.kind].proofread)
        self.files: dict[str, CatalogueFile] = {}
        """Every file of the catalogue, in order, and those outside it that were written."""
        self._outside: set[str] = set()
        self._results: dict[str, FileResult] = {}
        self._texts: dict[str, bytes] = {}
        self._loaded: dict[str, tuple[str, LoadedFile]] = {}
        """Path → digest of the content, and what it holds; the last ones that were asked for."""
        self._unread: dict[str, CatalogueFile] = {}
        self._stale: dict[str, None] = {}
        """Files to lint, in this order."""
        self._uses = Uses()
        self._from_users: dict[str, tuple[Finding, ...]] = {}
        """Path → the findings on its words of messages in other files, as long as these are not linted again."""
        self._by_message: dict[str, _ByMessage] = {}
        """Path of a file that is written, and has several messages → their results."""
        self._places: dict[str, int] = {}
        self._related: RelatedFacts | None = None
        self._list()
        self._key = cache_key(self.rules.digest, settings.digest, self._engine.key)
        self._load_results()
        self.is_cached = not self.pending
        """Whether the cache has what was read when the catalogue was opened."""

    def close(self) -> None:
        """Ends the grammar engine, if one was started."""
        self._engine.__exit__()

    def _proofreader(self) -> Proofreader | None:
        return proofreader_for(self._engine.ready(), self.settings)

    @cached_property
    def _complete_linter(self) -> FileLinter:
        """The linter that asks a grammar server, which a keystroke has no time for; it is started when it is first used."""
        return FileLinter(Runner(self.rules, self.settings, self._proofreader())) if self._asks_server else self._linter

    # What is there

    def shown(self, path: Path) -> str:
        """The name of a file here."""
        return shown_path(path, self.root)

    def is_message(self, path: Path) -> bool:
        """Whether a path lies in the catalogue's folders of messages and is a message file's by its names."""
        at = Path(os_path.normpath(path))
        folders = (Path(os_path.normpath(self.root / name)) for name in self.settings.config.messages)
        return any(at == each or (at.is_relative_to(each) and is_message_path(at.relative_to(each))) for each in folders)

    @property
    def pending(self) -> int:
        """The number of files that wait for `work`."""
        return len(self._unread) + len(self._stale)

    def ids(self) -> list[str]:
        """Every message's id, each once."""
        self._read_all()
        return self._uses.ids()

    def file_of(self, id_: str) -> str:
        """The first file that holds a message; "" where none does."""
        if not self._uses.holders(id_):
            self._read_all()
        return min(self._uses.holders(id_), key=self._place, default="")

    def users_of(self, id_: str) -> list[str]:
        """The files with a message that uses this one, in order."""
        return sorted(self._uses.users(id_), key=self._place)

    def entry(self, id_: str) -> Entry | None:
        """A message as it stands, unsaved texts counted; None where there is none that can be loaded."""
        shown = self.file_of(id_)
        entries = self.loaded(shown).entries if shown else ()
        return next((entry for entry in entries if entry.message.id == id_), None)

    def loaded(self, shown: str) -> LoadedFile:
        """What a file holds as it stands, unsaved text counted."""
        result, cached = self._results.get(shown), self._loaded.get(shown)
        if result and cached and cached[0] == result.digest:
            return cached[1]
        return self._index(shown)[1]

    def in_memory(self) -> list[LoadedFile]:
        """The files that were looked at last, with what they hold."""
        return [loaded for _, loaded in self._loaded.values()]

    def mentioning(self, word: str) -> Iterator[str]:
        """The files whose text, as it stands, has a word in it, in order."""
        wanted = word.encode("utf-8", "replace")
        for shown, file in self.files.items():
            with suppress(FileError):
                if wanted in (self._texts[shown] if shown in self._texts else read_bytes(file.path, shown)):
                    yield shown

    # What changes

    def write(self, path: Path, text: str | None) -> str:
        """Lays an unsaved text over a file, or takes it off again. Returns the name of the file here."""
        shown = self.shown(path)
        if text is None:
            self._texts.pop(shown, None)
        else:
            self._texts[shown] = text.encode("utf-8", "replace")
        self._update(CatalogueFile(path, shown))
        return shown

    def saved(self, path: Path) -> None:
        """Takes over that what was written is on disk, so that a grammar server is asked, too."""
        shown = self.shown(path)
        if self._asks_server and shown in self._results:
            self._stale[shown] = None

    def refresh(self, paths: Iterable[Path]) -> None:
        """Takes over what changed on disk: files that were written, made or removed."""
        for path in paths:
            self._update(CatalogueFile(path, self.shown(path)))

    def _update(self, file: CatalogueFile) -> None:
        shown = file.shown
        there = shown in self._texts or file.path.is_file()
        if not there:
            self._remove(shown)
            return
        if shown not in self.files:
            self.files[shown] = file
            if not self.is_message(file.path):
                self._outside.add(shown)
            self._list()
        old, before = self._results.get(shown), self._loaded.get(shown)
        new, loaded = self._index(shown)
        if old is None or old.digest != new.digest:
            self._take(new, before[1].source if before else None, loaded.source)

    def _remove(self, shown: str) -> None:
        if self.files.pop(shown, None) is None:
            return
        stale = self._uses.dependants(shown)
        for each in stale:
            self._by_message.pop(each, None)
        self._outside.discard(shown)
        self._uses.remove(shown)
        for gone in (self._results, self._loaded, self._stale, self._unread, self._from_users, self._texts):
            gone.pop(shown, None)
        if self._related:
            self._related.replace(shown, ())
        self._stale |= dict.fromkeys(stale)

    def _list(self) -> None:
        """Lists the files afresh."""
        found = {file.shown: file for file in message_files(self.settings, self.root)}
        written = {shown: file for shown, file in self.files.items() if shown in self._texts}
        files = found | written
        self.files = dict(sorted(files.items(), key=lambda each: (each[0] in self._outside, each[0])))
        self._places = {shown: number for number, shown in enumerate(self.files)}
        if self._related:
            self._related.order(self._inside())

    def _inside(self) -> list[str]:
        return [shown for shown in self.files if shown not in self._outside]

    def _place(self, shown: str) -> int:
        return self._places.get(shown, len(self._places))

    # Results

    def _load_results(self) -> None:
        """Takes over the results that `lint` has cached, where they are valid."""
        cached, _ = load_cache(cache_path(self.settings), self._key)
        days = ("", self.settings.today.isoformat())
        for shown, file in self.files.items():
            old = cached.get(shown)
            if old and old.day in days and old.is_of(file):
                self._set(old)
            else:
                self._unread[shown] = file
        present = [self.files[shown] for shown in self._results]
        self._stale |= dict.fromkeys(Dependencies(present, self._results).stale(self._results.values()))

    def save(self) -> None:
        """Caches the results for the next run of `lint`, once there is no work left; it takes a moment in a large catalogue.

        Those of unsaved texts do no harm: no run takes over a result of other content than a file has.
        """
        present = [file for shown, file in self.files.items() if shown in self._results and shown not in self._outside]
        dependencies = Dependencies(present, self._results)
        if self.pending or self._engine.failed:
            return
        self.is_cached = True
        complete = {
            file.shown: replace(result, needs=dependencies.needs(result))
            for file in present
            if not ((result := self._results[file.shown]).unproofed or result.slow)
        }
        cached, _ = load_cache(path := cache_path(self.settings), self._key)
        if not complete.items() <= cached.items():
            save_cache(path, self._key, cached | complete)

    def _index(self, shown: str) -> tuple[FileResult, LoadedFile]:
        """The file as it stands, and its result so far."""
        today = self.settings.today
        try:
            data = self._texts.get(shown)
            data = read_bytes(self.files[shown].path, shown) if data is None else data
            result, loaded = index_bytes(data, shown, today)
        except FileError as error:
            result, loaded = FileResult(shown, ""), unreadable_file(error)
        self._loaded.pop(shown, None)
        self._loaded[shown] = (result.digest, loaded)
        while len(self._loaded) > _LOADED:
            del self._loaded[next(iter(self._loaded))]
        return result, loaded

    def _take(self, new: FileResult, before: Source | None, source: Source) -> None:
        """Takes over a file's new content, which is to be linted, and so are the files that depend on it.

        Until they are, what their messages bring to other files stays: of this one, at the same words.
        """
        shown = new.path
        stale = self._uses.dependants(shown)
        if before and (of_users := self._of_users(shown)):
            self._from_users[shown] = tuple(Move(before, source).findings(of_users))
        self._unread.pop(shown, None)
        old = self._results.get(shown)
        if old:
            kept = [finding for finding in old.findings if finding.path != shown]
            if before and self._asks_server:
                kept += Move(before, source).findings(each for each in old.findings if self._is_grammar_of(each, shown))
            new = replace(new, findings=tuple(kept), facts=old.facts)
        stale = (stale | self._uses.dependants_of(new.uses)) - {shown}
        for each in stale:
            self._by_message.pop(each, None)
        self._stale |= dict.fromkeys([shown, *sorted(stale, key=self._place)])
        self._set(new)

    def _is_grammar_of(self, finding: Finding, shown: str) -> bool:
        return finding.path == shown and finding.rule in self._of_grammar

    def _set(self, result: FileResult) -> None:
        """Indexes a result by what it holds, uses and points to."""
        shown = result.path
        pointed = self._uses.pointed(shown)
        self._results[shown] = result
        self._uses.put(result)
        for path in pointed | self._uses.pointed(shown):
            if self._uses.pointing(path).isdisjoint(self._stale):
                self._from_users.pop(path, None)
        if self._related and shown not in self._outside and not result.deferred:
            self._related.replace(shown, result.facts)

    def work(self) -> str:
        """Lints the next file that waits, or reads one, and returns its name; "" where there is nothing left to do."""
        if self._unread:
            shown = next(iter(self._unread))
            self._read(shown)
        elif self._stale:
            shown = next(iter(self._stale))
            self._lint(shown)
        else:
            return ""
        return shown

    def _read_all(self) -> None:
        while self._unread:
            self._read(next(iter(self._unread)))

    def _read(self, shown: str) -> None:
        self._unread.pop(shown)
        result, _ = self._index(shown)
        self._set(result)
        for each in (waiting := [shown, *self._uses.dependants(shown)]):
            self._by_message.pop(each, None)
        self._stale |= dict.fromkeys(waiting)

    def _lint(self, shown: str) -> None:
        self._stale.pop(shown, None)
        if shown not in self.files:
            return
        loaded = self.loaded(shown)
        result = self._results[shown]
        self._read_used(result)
        linter = self._linter if self._asks_server and self._is_unsaved(shown) else self._complete_linter
        messages = self._lint_messages(shown, loaded, linter)
        linter.runner.forget_slow()
        linted = linter.file_result(result, loaded, messages)
        if linter is not self._complete_linter:
            kept = (each for each in result.findings if self._is_grammar_of(each, shown))
            linted = replace(linted, findings=(*linted.findings, *kept), unproofed="it is not saved")
        self._set(linted)

    def _is_unsaved(self, shown: str) -> bool:
        with suppress(FileError):
            return shown in self._texts and self._texts[shown] != read_bytes(self.files[shown].path, shown)
        return True

    def _lint_messages(self, shown: str, loaded: LoadedFile, linter: FileLinter) -> list[MessageResult]:
        """The results of a file's messages; those of messages that did not change since it was linted last are moved."""
        result = self._results[shown]
        before = self._by_message.pop(shown, None)
        single = shown not in self._texts or len(loaded.entries) < 2 or shown in self._uses.dependants_of(result.uses)
        if single or self._asks_server:
            return [linter.lint_entry(entry, self.entry) for entry in loaded.entries]
        move = Move(before.source, loaded.source) if before else None
        results = [
            (before and move and before.moved(entry, move)) or linter.lint_entry(entry, self.entry) for entry in loaded.entries
        ]
        self._by_message[shown] = _ByMessage(
            loaded.source, {entry.message.id: (entry.message, each) for entry, each in zip(loaded.entries, results, strict=True)}
        )
        return results

    def _read_used(self, result: FileResult) -> None:
        """Reads files until all that a file uses is there; those with a name like a used id first."""
        missing = {id_ for used in result.uses.values() for id_ in used if not self._uses.holders(id_)}
        if missing and self._unread:
            names = {id_.rpartition(".")[2] for id_ in missing}
            for shown in sorted(self._unread, key=lambda shown: Path(shown).stem not in names):
                self._read(shown)
                if all(self._uses.holders(id_) for id_ in missing):
                    break

    # Findings

    def result(self, shown: str) -> FileResult:
        """The result of a file as it stands."""
        if shown in self._unread:
            self._read(shown)
        if shown in self._stale:
            self._lint(shown)
        return self._results[shown]

    def findings(self, path: Path) -> FileFindings:
        """What `lint` of the catalogue reports for a file as it stands; of one outside it, what `lint` of that file does."""
        shown = self.shown(path)
        if shown not in self.files:
            self._update(CatalogueFile(path, shown))
        if shown not in self.files:
            return FileFindings()
        result = self.result(shown)
        twice = {other for id_ in result.uses for other in self._uses.holders(id_) if shown not in self._outside}
        files = sorted({shown} | twice - self._outside, key=self._place)  # A waiver speaks for a message by its id.
        findings = [finding for each in files for finding in self._of_file(each)]
        exemptions = [exemption for each in files for exemption in self._results[each].exemptions]
        standing, waived, _ = apply_exemptions(findings, exemptions, self.rules, self.settings.today)
        standing, disputed = split_disputed(standing, self.votes.votes, self.rules)
        new, accepted = self._parted(shown, sorted((each for each in standing if each.path == shown), key=order))
        return FileFindings(
            new,
            accepted,
            tuple(sorted((each for each in waived if each.path == shown), key=order)),
            tuple(each for each in disputed if each.finding.path == shown),
        )

    def _parted(self, shown: str, findings: list[Finding]) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
        """A file's findings that are new to the baseline, and those that it has."""
        if not self._baseline or not findings:
            return tuple(findings), ()
        messages = [entry.message for entry in self.loaded(shown).entries]
        ids = {old: each.id for each in messages for old in each.supersedes if not self._uses.holders(old)}
        return parted(renamed(ids, self._baseline), findings, Path())

    def _of_file(self, shown: str) -> Iterator[Finding]:
        """All findings on the words of a file, exemptions and votes not applied."""
        result = self.result(shown)
        left_out = self._too_slow()
        first: dict[tuple[object, ...], Finding] = {}
        for finding in (*(each for each in result.findings if each.path == shown), *self._of_users(shown)):
            key = identity(finding)
            if key not in first or order(finding) < order(first[key]):
                first[key] = finding
        related = self._related_of(shown)
        found = [*first.values(), *file_findings(shown, related, self.runner)]
        found += [finding for rule, finding in result.slow]
        yield from (each for each in found if each.path == shown and each.rule not in left_out)

    def _too_slow(self) -> set[str]:
        """Rules that ran out of time on so many messages that a run leaves them out everywhere."""
        slow = Counter(rule for result in self._results.values() if result.slow for rule, _ in result.slow)
        return {rule for rule, messages in slow.items() if messages > MOST_SLOW}

    def _of_users(self, shown: str) -> tuple[Finding, ...]:
        """The findings on a file's words that messages of other files bring, each once."""
        if shown in self._outside:
            return ()
        cached = self._from_users.get(shown)
        if cached is None:
            users = sorted(self._uses.pointing(shown), key=self._place)
            pointing = [each for user in users for each in self._results[user].findings if each.path == shown]
            pointing.sort(key=order, reverse=True)
            cached = self._from_users[shown] = tuple({identity(each): each for each in pointing}.values())
        return cached

    def _related_of(self, shown: str) -> RelatedFacts:
        if shown in self._outside:
            return RelatedFacts(self.rules.rules, {shown: self._results[shown].facts})
        if self._related is None:
            facts = {each: self._results[each].facts if each in self._results else () for each in self._inside()}
            self._related = RelatedFacts(self.rules.rules, facts)
        return self._related
