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

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from msgreview.catalogue.caches import cache_path
from msgreview.catalogue.files import CatalogueFile
from msgreview.catalogue.load import LoadedFile
from msgreview.catalogue.votes import load_votes
from msgreview.lint.baseline import load_baseline, parted, renamed
from msgreview.lint.cache import cache_key, load_cache, save_cache
from msgreview.lint.dependencies import Dependencies
from msgreview.lint.disputes import Disputed, split_disputed
from msgreview.lint.file import FileLinter, MessageResult
from msgreview.lint.grammar_engine import GrammarEngine
from msgreview.lint.indexed_results import IndexedResults
from msgreview.lint.moved import ByMessage, Move
from msgreview.lint.open_files import OpenFiles
from msgreview.lint.ordering import order
from msgreview.lint.result import FileResult
from msgreview.lint.waivers import apply_exemptions
from msgreview.model.config import Settings
from msgreview.model.finding import Finding
from msgreview.model.message import Entry
from msgreview.model.span import Source
from msgreview.rubric.grammar import proofreader_for
from msgreview.rubric.grammar.proofreader import Proofreader
from msgreview.rubric.kinds import KINDS
from msgreview.rubric.load import catalogue_rules
from msgreview.rubric.ruleset import RuleSet
from msgreview.rubric.run import Runner


class FileFindings(NamedTuple):
    """What `lint` reports for one file, in its order."""

    standing: tuple[Finding, ...] = ()
    accepted: tuple[Finding, ...] = ()
    """Those that the baseline has, which `lint` leaves out."""
    waived: tuple[Finding, ...] = ()
    disputed: tuple[Disputed, ...] = ()

    @property
    def shown(self) -> tuple[Finding, ...]:
        """Those that stand and those that the baseline has, in the order of the text."""
        return tuple(sorted((*self.standing, *self.accepted), key=order))


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
        self.files = OpenFiles(settings)
        self._results = IndexedResults(self.files, self.runner)
        self._uses = self._results.uses
        self._unread: dict[str, CatalogueFile] = {}
        self._stale: dict[str, None] = {}
        """Files to lint, in this order."""
        self._by_message: dict[str, ByMessage] = {}
        """Path of a file that is written, and has several messages → their results."""
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
        return min(self._uses.holders(id_), key=self.files.number, default="")

    def users_of(self, id_: str) -> list[str]:
        """The files with a message that uses this one, in order."""
        return sorted(self._uses.users(id_), key=self.files.number)

    def entry(self, id_: str) -> Entry | None:
        """A message as it stands, unsaved texts counted; None where there is none that can be loaded."""
        shown = self.file_of(id_)
        entries = self.loaded(shown).entries if shown else ()
        return next((entry for entry in entries if entry.message.id == id_), None)

    def loaded(self, shown: str) -> LoadedFile:
        """What a file holds as it stands, unsaved text counted."""
        result = self._results.get(shown)
        loaded = self.files.last_loaded(shown, result.digest) if result else None
        return loaded or self._index(shown)[1]

    # What changes

    def write(self, path: Path, text: str | None) -> str:
        """Lays an unsaved text over a file, or takes it off again. Returns the name of the file here."""
        shown = self.files.shown(path)
        self.files.write(path, text)
        self._update(CatalogueFile(path, shown))
        return shown

    def saved(self, path: Path) -> None:
        """Takes over that what was written is on disk: the file is linted again, by a grammar server too."""
        shown = self.files.shown(path)
        if self._asks_server and shown in self._results:
            self._stale[shown] = None

    def refresh(self, paths: Iterable[Path]) -> None:
        """Takes over what changed on disk: files that were written, made or removed."""
        for path in paths:
            self._update(CatalogueFile(path, self.files.shown(path)))

    def _update(self, file: CatalogueFile) -> None:
        shown = file.shown
        if not self.files.exists(file):
            self._remove(shown)
            return
        if shown not in self.files:
            self.files.add(file)
            self._results.list_again()
        old, before = self._results.get(shown), self.files.last_loaded(shown)
        new, loaded = self._index(shown)
        if old is None or old.digest != new.digest:
            self._take(new, before.source if before else None, loaded.source)

    def _remove(self, shown: str) -> None:
        if self.files.remove(shown):
            stale = self._uses.dependants(shown)
            self._results.remove(shown)
            self._stale.pop(shown, None)
            self._unread.pop(shown, None)
            self._wait(stale)

    def _wait(self, stale: Iterable[str]) -> None:
        """Files are to be linted, all their messages."""
        for each in stale:
            self._by_message.pop(each, None)
            self._stale[each] = None

    # Results

    def _load_results(self) -> None:
        """Takes over the results that `lint` has cached, where they are valid."""
        cached, _ = load_cache(cache_path(self.settings), self._key)
        days = ("", self.settings.today.isoformat())
        for shown, file in self.files.items():
            old = cached.get(shown)
            if old and old.day in days and old.is_of(file):
                self._put(old)
            else:
                self._unread[shown] = file
        present = [self.files[shown] for shown in self._results]
        self._stale |= dict.fromkeys(Dependencies(present, self._results).stale(self._results.values()))

    def save(self) -> None:
        """Caches the results for the next run of `lint`, once there is no work left; it takes a moment in a large catalogue.

        Those of unsaved texts do no harm: no run takes over a result of other content than a file has.
        """
        present = [file for shown, file in self.files.items() if shown in self._results and shown not in self.files.outside]
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

    def _take(self, new: FileResult, before: Source | None, source: Source) -> None:
        """Takes over a file's new content, which is to be linted, and so are the files that depend on it.

        Until they are, what their messages bring to other files stays: of this one, at the same words.
        """
        shown = new.path
        stale = self._uses.dependants(shown)
        if before:
            self._results.move(before, source)
        self._unread.pop(shown, None)
        old = self._results.get(shown)
        if old:
            remaining = [finding for finding in old.findings if finding.path != shown]
            if before and self._asks_server:
                remaining += Move(before, source).findings(each for each in old.findings if self._is_grammar_of(each, shown))
            new = replace(new, findings=tuple(remaining), facts=old.facts)
        stale = (stale | self._uses.dependants_of(new.uses)) - {shown}
        self._stale[shown] = None
        self._wait(sorted(stale, key=self.files.number))
        self._put(new)

    def _is_grammar_of(self, finding: Finding, shown: str) -> bool:
        return finding.path == shown and finding.rule in self._of_grammar

    def _put(self, result: FileResult) -> None:
        self._results.put(result, self._stale)

    def _index(self, shown: str) -> tuple[FileResult, LoadedFile]:
        return self.files.index(shown, self.settings.today)

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
        self._put(result)
        self._wait([shown, *self._uses.dependants(shown)])

    def _lint(self, shown: str) -> None:
        """Lints a file. Of unsaved text the findings of a grammar server stay those of the last time."""
        self._stale.pop(shown, None)
        if shown not in self.files:
            return
        loaded = self.loaded(shown)
        result = self._results[shown]
        self._read_used(result)
        linter = self._linter if self._asks_server and self.files.is_unsaved(shown) else self._complete_linter
        messages = self._lint_messages(shown, loaded, linter)
        linter.runner.forget_slow()
        linted = linter.file_result(result, loaded, messages)
        if linter is not self._complete_linter:
            of_grammar = (each for each in result.findings if self._is_grammar_of(each, shown))
            linted = replace(linted, findings=(*linted.findings, *of_grammar), unproofed="it is not saved")
        self._put(linted)

    def _lint_messages(self, shown: str, loaded: LoadedFile, linter: FileLinter) -> list[MessageResult]:
        """The results of a file's messages; those of messages that did not change since it was linted last are moved."""
        result = self._results[shown]
        before = self._by_message.pop(shown, None)
        single = not self.files.is_written(shown) or len(loaded.entries) < 2 or shown in self._uses.dependants_of(result.uses)
        if single or self._asks_server:
            return [linter.lint_entry(entry, self.entry) for entry in loaded.entries]
        move = Move(before.source, loaded.source) if before else None
        results = [
            (before and move and before.moved(entry, move)) or linter.lint_entry(entry, self.entry) for entry in loaded.entries
        ]
        self._by_message[shown] = ByMessage(
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
        shown = self.files.shown(path)
        if shown not in self.files:
            self._update(CatalogueFile(path, shown))
        if shown not in self.files:
            return FileFindings()
        result = self.result(shown)
        twice = {other for id_ in result.uses for other in self._uses.holders(id_) if shown not in self.files.outside}
        files = sorted({shown} | twice - self.files.outside, key=self.files.number)  # A waiver speaks for a message by its id.
        for each in files:
            self.result(each)
        findings = [finding for each in files for finding in self._results.of_file(each)]
        exemptions = [exemption for each in files for exemption in self._results[each].exemptions]
        standing, waived, _ = apply_exemptions(findings, exemptions, self.rules, self.settings.today)
        messages = [entry.message for entry in self.loaded(shown).entries]
        standing, disputed = split_disputed(standing, self.votes.votes, self.rules, messages)
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
