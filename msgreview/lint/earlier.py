"""Lints files as they were at some commits: each content once, whatever its commit, path or review stamp."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import NamedTuple, Protocol, TypeVar

from msgspec.structs import replace

from msgreview.catalogue.caches import cache_path
from msgreview.catalogue.files import CatalogueFile
from msgreview.catalogue.votes import Votes
from msgreview.lint.cache import cache_key, load_cache
from msgreview.lint.dependencies import Dependencies
from msgreview.lint.grammar_engine import GrammarEngine
from msgreview.lint.lint_report import LintReport
from msgreview.lint.result import FileResult, content_key
from msgreview.lint.run import lint_files
from msgreview.lint.workers import WorkerPool
from msgreview.model.config import Settings
from msgreview.model.finding import Location
from msgreview.rubric.message_facts import Facts
from msgreview.rubric.ruleset import RuleSet

_Located = TypeVar("_Located", bound=Location)

_FIELD = "review"
_STAMP = re.compile(rb"^review:.*(?:\r?\n|\Z)(?:[ \t].*(?:\r?\n|\Z))*", re.MULTILINE)
_MOST = 8
"""Results of one content that are saved: it may use messages that change."""


class OldFile:
    """A file as it was, without the stamp that stands at its margin: it reads the same before and after a review."""

    def __init__(self, shown: str, data: bytes) -> None:
        rest = _STAMP.sub(b"", data)
        self.file = CatalogueFile(Path(shown), shown, rest)
        self.digest = content_key(rest)
        self.whole = self.digest if rest == data else content_key(data)
        """The digest with the stamp."""
        self._data = data

    @cached_property
    def start(self) -> int:
        """Where the stamp was, in code points of the text."""
        stamp = _STAMP.search(self._data)
        return len(self._data[: stamp.start() if stamp else None].decode("utf-8", "replace").removeprefix("\ufeff"))


class Saved(NamedTuple):
    """What is saved of one content: its results, under the key of the rules and settings that they hold for."""

    key: str
    results: tuple[FileResult, ...]


class Store(Protocol):
    """Saves results by the digests of contents."""

    def find(self, digests: Iterable[str]) -> Mapping[str, Saved]:
        """What is saved of some contents."""

    def save(self, values: Mapping[str, Saved]) -> None:
        """Saves what there is of some contents."""


def lint_old(
    ends: Sequence[tuple[Sequence[OldFile], date]],
    settings: Settings,
    rules: RuleSet,
    folders: tuple[Path, ...],
    store: Store,
    votes: Votes,
) -> list[LintReport]:
    """What the rules find in the files of some commits, each as of a day.

    Saved results are taken, and those that `lint` has cached. Other contents are linted together, so that versions of a file
    share their lines.
    """
    files = [file for some, _ in ends for file in some]
    with GrammarEngine(settings.config.proofing) as proofing:
        key = cache_key(rules.digest, settings.digest, proofing.key)
        saved = {content: each for content, each in store.find({file.digest for file in files}).items() if each.key == key}
        results = defaultdict(list, {content: [*each.results] for content, each in saved.items()})
        for result in load_cache(cache_path(settings), key)[0].values():
            results[result.digest].append(result)
        cached = {file.digest for file in files if results.get(file.digest) or results.get(file.whole)}
        unread = {file.digest: file.file for file in files if file.digest not in cached}
        with WorkerPool(rules, replace(settings, today=ends[-1][1]), folders, 0, proofing) as pool:
            read = pool.lint(sorted(unread.values(), key=lambda file: file.shown), None)
    for result in read:
        if not (result.deferred or result.slow or result.unproofed):
            results[result.digest].append(result)
    fresh = _Fresh(saved, results)
    reports = [
        lint_files(
            [file.file for file in some],
            replace(settings, today=day),
            folders,
            rules=rules,
            jobs=0,
            reusable=reusable_results(some, results, day),
            keep=fresh.keep,
            votes=votes,
        )
        for some, day in ends
    ]
    store.save({content: Saved(key, tuple(each[-_MOST:])) for content, each in fresh.results.items()})
    return reports


class _Fresh:
    """The results of contents that were linted anew, after those that are saved of them."""

    def __init__(self, saved: Mapping[str, Saved], reusable: defaultdict[str, list[FileResult]]) -> None:
        """`reusable` has the results of all contents; fresh ones are added, for the next commit."""
        self.results: dict[str, list[FileResult]] = {}
        self._saved = saved
        self._reusable = reusable

    def keep(self, complete: Mapping[str, FileResult]) -> None:
        """Takes over the results of a run."""
        for result in complete.values():
            content, saved = result.digest, self._saved.get(result.digest)
            others = self.results.get(content) or [*(saved.results if saved else ())]
            if content and not any(each is result for each in others):
                self._reusable[content].append(result)
                others = [each for each in others if (each.needs, each.day) != (result.needs, result.day)]
                self.results[content] = [*others, result]


def reusable_results(files: Sequence[OldFile], results: Mapping[str, Sequence[FileResult]], today: date) -> dict[str, FileResult]:
    """Of results by the contents of files, those that hold for files as they were, by their paths then."""
    called = _Called(files)
    candidates = {file.file.shown: list(called.candidates(file, results)) for file in files}
    some = [file.file for file in files if candidates[file.file.shown]]
    dependencies = Dependencies(some, {path: each[0] for path, each in candidates.items() if each})
    days = ("", today.isoformat())
    valid = ((path, r) for path, each in candidates.items() for r in each if r.day in days and r.needs == dependencies.needs(r))
    return dict(reversed([*valid]))  # Of several the first.


class _Called:
    """What files are called at a commit."""

    def __init__(self, files: Iterable[OldFile]) -> None:
        self._paths: defaultdict[str, list[str]] = defaultdict(list)
        self._rests: dict[str, str] = {}
        self._starts: dict[str, int] = {}
        for file in files:
            for content in {file.digest, file.whole}:
                self._paths[content].append(file.file.shown)
            if file.digest != file.whole:
                self._rests[file.whole] = file.digest
                self._starts[file.file.shown] = file.start

    def candidates(self, file: OldFile, results: Mapping[str, Sequence[FileResult]]) -> Iterator[FileResult]:
        """The results that a file has if it uses what they used, as if they were made of these files without stamps."""
        for content in dict.fromkeys((file.digest, file.whole)):
            for result in results.get(content, ()):
                if (here := self._here(result, file.file.shown)) is not None:
                    yield here

    def _here(self, result: FileResult, path: str) -> FileResult | None:
        """A result as it would be for the file at a path, without stamps; None where it does not tell that."""
        if result.path == path and result.digest not in self._rests and not result.needs:
            return result
        names, needs, is_stamped = {}, {}, result.digest in self._rests
        for id_, need in result.needs.items():
            content, _, used = need.partition(" ")
            paths = self._paths.get(content[: len(result.digest)])
            if not paths and content:
                return None
            names[used] = used if used in (paths or [used]) else paths[0] if paths else used
            rest = self._rests.get(content, content)
            needs[id_] = f"{rest} {names[used]}" if content else need
            is_stamped |= rest != content
        names[result.path] = path
        if sorted(names, key=lambda each: names[each]) != sorted(names):
            return None  # What a rule reports first would be something else.
        if any(old != new for old, new in names.items()):
            result = _renamed(result, names)
        if is_stamped and not all(
            location.end <= self._starts.get(location.path, location.end) for location in _locations(result)
        ):
            return None
        facts = tuple(map(_unstamped, result.facts)) if result.digest in self._rests else result.facts
        return replace(result, digest=self._rests.get(result.digest, result.digest), needs=needs, facts=facts)


def _locations(result: FileResult) -> Iterator[Location]:
    """Everything that a result points at, but for stamps."""
    yield from chain(result.findings, (finding for _, finding in result.slow))
    for exemption in result.exemptions:
        yield from filter(None, (exemption.location, exemption.until_location))
    for fact in result.facts:
        yield from (statement.location for statement in fact.statements)
        yield from _unstamped(fact).locations.values()


def _unstamped(fact: Facts) -> Facts:
    locations = {field: location for field, location in fact.locations.items() if field.partition(".")[0] != _FIELD}
    return replace(fact, reviewed=None, every="", locations=locations)


def _renamed(result: FileResult, names: Mapping[str, str]) -> FileResult:
    """A result of files that have other names."""

    def moved(location: _Located) -> _Located:
        return replace(location, path=names.get(location.path, location.path))

    return replace(
        result,
        path=names[result.path],
        findings=tuple(map(moved, result.findings)),
        slow=tuple((rule, moved(finding)) for rule, finding in result.slow),
        facts=tuple(
            replace(
                fact,
                path=names[fact.path],
                locations={field: moved(location) for field, location in fact.locations.items()},
                statements=tuple(replace(each, location=moved(each.location)) for each in fact.statements),
            )
            for fact in result.facts
        ),
        exemptions=tuple(
            replace(
                each,
                scope=names[each.scope] if each.kind == "ignore" else each.scope,
                location=moved(each.location),
                until_location=each.until_location and moved(each.until_location),
            )
            for each in result.exemptions
        ),
    )
