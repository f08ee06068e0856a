"""One run over many files: what is kept is taken from the cache, the rest is read, and the catalogue is judged as a whole.

Files that stand alone are read first. That tells where every message is, so that files which use messages of other files
can follow. The findings are the same for any number of processes, and with a warm cache or none.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from msgreview.lint.batch import Crew
from msgreview.lint.cache import cache_key, read_cache, write_cache
from msgreview.lint.exceptions import apply_exceptions
from msgreview.lint.file import FileResult, digest_of
from msgreview.lint.found import found
from msgreview.lint.homes import Homes
from msgreview.lint.whole import judge_catalogue
from msgreview.model.config import Level, Settings
from msgreview.model.errors import UsageError
from msgreview.model.finding import LEVELS, Finding
from msgreview.rubric.load import load_rubrics
from msgreview.rubric.schema import RuleSet
from msgreview.text.catalogue import CatalogueFile
from msgreview.text.typed import nearest


class Choice(msgspec.Struct, frozen=True):
    """Which findings are asked for: rules or rubrics by name (all where empty), from a level up."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    level: Level = "suggestion"

    def takes(self, finding: Finding) -> bool:
        """Whether a finding is asked for."""
        names = {finding.rule, finding.rule.partition(".")[0]}
        wanted = not self.select or not names.isdisjoint(self.select)
        return wanted and names.isdisjoint(self.ignore) and LEVELS.index(finding.level) <= LEVELS.index(self.level)


class Summary(msgspec.Struct, frozen=True):
    """What was read, and how many findings of each level stand."""

    files: int
    messages: int
    variants: int
    counts: dict[Level, int]
    waived: int
    languages: dict[str, int]
    """Language → messages in it, English left out: only rules that need no English were applied to them."""

    def facts(self) -> dict[str, object]:
        """The summary of the JSON contract."""
        read: dict[str, object] = {"files": self.files, "messages": self.messages, "variants": self.variants}
        counts = {level: self.counts[level] for level in LEVELS}
        return read | counts | {"waived": self.waived, "languages": self.languages}


class LintReport(msgspec.Struct, frozen=True):
    """What a run found. `notes` are sentences for the user about the run itself."""

    findings: tuple[Finding, ...]
    waived: tuple[Finding, ...]
    summary: Summary
    notes: tuple[str, ...]
    crashed: bool
    """A rule failed on a message: some findings may be missing."""


def lint_files(
    files: Sequence[CatalogueFile],
    settings: Settings,
    folders: tuple[Path, ...],
    choice: Choice = Choice(),  # noqa: B008 - frozen
    *,
    rest: Callable[[], Sequence[CatalogueFile]] = tuple,
    jobs: int = 1,
    cache: Path | None = None,
) -> LintReport:
    """Holds `files` to the rubrics in `folders`. `rest` gives the catalogue's files: asked if `files` use messages of others.

    Raises RubricError where a rubric cannot be used, and UsageError where `choice` names a rule that there is not.
    """
    rules = load_rubrics(folders, settings)
    _require(choice.select + choice.ignore, rules)
    key = cache_key(rules.digest, settings.digest)
    kept, unread = read_cache(cache, key) if cache else ({}, "")
    with Crew(settings, folders, jobs) as crew:
        results = _read(files, kept, crew, rest)
    unwritten = write_cache(cache, key, kept | results) if cache and not results.items() <= kept.items() else ""
    return _report([results[file.shown] for file in files], rules, settings, choice, [*rules.notices, unread, unwritten])


def _require(names: Iterable[str], rules: RuleSet) -> None:
    known = {*rules.all_rules, *(rubric.name for rubric in rules.rubrics), "internal"}
    for name in names:
        if name not in known:
            near = nearest(name, known)
            meant = f"Did you mean {near}?" if near else "`msgreview rubric list` names them."
            raise UsageError(f"there is no rule or rubric '{name}'. {meant}")


def _read(
    files: Sequence[CatalogueFile], kept: Mapping[str, FileResult], crew: Crew, rest: Callable[[], Sequence[CatalogueFile]]
) -> dict[str, FileResult]:
    """What each file gave, by its path: from the cache where nothing that it depends on has changed."""
    results = {file.shown: old for file in files if (old := kept.get(file.shown)) and old.digest == digest_of(file.path)}
    results |= _by_path(crew.read([file for file in files if file.shown not in results], None))
    homes = Homes(files, results)
    if homes.missing():
        asked = set(results)
        others = [file for file in rest() if file.shown not in asked]
        homes = Homes([*files, *others], results | _by_path(crew.read(others, None)))
    stale = set(homes.stale(results.values()))
    again = crew.read([file for file in files if file.shown in stale], homes.files)
    return results | {r.path: msgspec.structs.replace(r, needs=homes.needs(r)) for r in again}


def _by_path(results: Iterable[FileResult]) -> dict[str, FileResult]:
    return {result.path: result for result in results}


def _report(results: list[FileResult], rules: RuleSet, settings: Settings, choice: Choice, notes: Iterable[str]) -> LintReport:
    """The files' findings with the catalogue's own, exceptions taken out, in the order of the files' text."""
    facts = [fact for result in results for fact in result.facts]
    every = [finding for result in results for finding in result.findings]
    every += judge_catalogue(facts, rules, settings)
    outcome = apply_exceptions(
        _once(every, {result.path for result in results}),
        [waiver for result in results for waiver in result.waivers],
        [ignore for result in results for ignore in result.ignores],
        frozenset(rules.all_rules),
        settings.today,
    )
    faults = [finding for fault in outcome.faults for finding in found(rules.all_rules[fault.rule], fault.place, fault.args)]
    return ordered_report(
        filter(choice.takes, [*outcome.standing, *faults]),
        waived=filter(choice.takes, outcome.waived),
        notes=notes,
        files=len(results),
        messages=len(facts),
        variants=sum(result.variants for result in results),
        langs=[fact.lang for fact in facts],
    )


def ordered_report(
    findings: Iterable[Finding],
    *,
    waived: Iterable[Finding] = (),
    notes: Iterable[str],
    files: int,
    messages: int,
    variants: int,
    langs: Iterable[str],
) -> LintReport:
    """The report on `findings`, in the order of the files' text. `langs` has the language of each message."""
    standing, taken_out = tuple(sorted(findings, key=_order)), tuple(waived)
    counts = Counter(finding.level for finding in standing)
    summary = Summary(
        files=files,
        messages=messages,
        variants=variants,
        counts={level: counts[level] for level in LEVELS},
        waived=len(taken_out),
        languages=dict(sorted(Counter(lang for lang in langs if not _is_english(lang)).items())),
    )
    crashed = any(finding.rule.startswith("internal.") for finding in standing)
    return LintReport(standing, taken_out, summary, tuple(filter(None, notes)), crashed)


def _is_english(lang: str) -> bool:
    return lang.lower().partition("-")[0] == "en"


def _once(findings: Iterable[Finding], paths: set[str]) -> list[Finding]:
    """Each finding once, however many messages and paths lead to its words, and only those in the files asked for.

    Of several the one that needs no special path stays.
    """
    ordered = sorted((finding for finding in findings if finding.path in paths), key=_order)
    kept = {(f.path, f.start, f.end, f.rule): f for f in reversed(ordered)}
    return sorted(kept.values(), key=_order)


def _order(finding: Finding) -> tuple[object, ...]:
    """By place, the redder first; what needs no special path before what does."""
    place = (finding.path, finding.start, LEVELS.index(finding.level), finding.end)
    return (*place, finding.rule, finding.when != "", finding.message, finding.text, finding.when)
