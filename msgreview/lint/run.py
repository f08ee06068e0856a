"""One run over many files: results come from the cache where they are valid, and then the catalogue's own rules run.

Files that stand alone are linted first. After that it is clear which file holds which message, so that files which use messages
of other files can follow. The findings are the same for any number of processes, and with a warm cache or none.
"""

from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple, TypedDict, Unpack

from msgspec.structs import replace

from msgreview.catalogue.files import CatalogueFile
from msgreview.catalogue.validate import did_you_mean
from msgreview.catalogue.votes import Votes
from msgreview.lint.cache import cache_key, findings_together, load_cache, save_cache
from msgreview.lint.catalogue_rules import catalogue_findings, part_findings
from msgreview.lint.dependencies import Dependencies
from msgreview.lint.disputes import Disputed, notes_on_votes, split_disputed
from msgreview.lint.findings import failure_finding
from msgreview.lint.grammar_engine import GrammarEngine
from msgreview.lint.lint_report import Choice, LintReport, ordered_report
from msgreview.lint.ordering import once
from msgreview.lint.result import FileResult
from msgreview.lint.waivers import Exempted, apply_exemptions
from msgreview.lint.workers import WORTH_A_PROCESS, Progress, WorkerPool
from msgreview.model.config import Profile, Settings
from msgreview.model.errors import UsageError
from msgreview.model.finding import Finding
from msgreview.rubric.load import load_rubrics
from msgreview.rubric.ruleset import RuleSet, under
from msgreview.rubric.run import MOST_SLOW, Failure

_BEFORE = "before\0"
"""Stands before the path of a file as it was, in the cache."""


class RunOptions(TypedDict, total=False):
    """How a run is done; only `rules`, which replace those of the folders, and `votes` change its findings."""

    rules: RuleSet | None
    rest: Callable[[], Sequence[CatalogueFile]]
    """Returns the files of the catalogue; it is called if the files use messages that are in others."""
    jobs: int
    cache: Path | None
    """The file that results are cached in."""
    reusable: Mapping[str, FileResult]
    """Results for some of the files as they are, by path, besides those that are cached."""
    keep: Callable[[Mapping[str, FileResult]], object]
    """Is given the results that hold for what the files hold, by path."""
    rules_cache: Path | None
    progress: Progress
    votes: Votes
    """Against findings; none of them where it is left out."""
    read: Mapping[str, bytes]
    """What some of the files hold, by path, so that they need not be read again to see that they are as they were."""
    before: Sequence[CatalogueFile]
    """The files as they were: what stood in them is reported beside the findings."""
    rest_before: Callable[[], Sequence[CatalogueFile]]


def lint_files(
    files: Sequence[CatalogueFile],
    settings: Settings,
    folders: tuple[Path, ...],
    choice: Choice = Choice(),  # noqa: B008 - frozen
    **options: Unpack[RunOptions],
) -> LintReport:
    """Applies the rubrics in `folders` to `files`.

    Raises RubricError where a rubric cannot be used, and UsageError where `choice` names a rule that there is not.
    """
    own = settings.config.profile
    return lint_profiles(files, settings, folders, choice, (own,), **options)[own]


def lint_profiles(
    files: Sequence[CatalogueFile],
    settings: Settings,
    folders: tuple[Path, ...],
    choice: Choice,
    profiles: tuple[Profile, ...],
    **options: Unpack[RunOptions],
) -> dict[Profile, LintReport]:
    """What `lint_files` reports under each profile. Files are linted once, under the last one, which has the rules of all."""
    settings = settings.under(profiles[-1])
    cache = options.get("cache")
    rules = options.get("rules") or load_rubrics(folders, settings, prove=False, cache=options.get("rules_cache"))
    require_rules(choice.select + choice.ignore, rules)
    _require_some(choice)
    with GrammarEngine(settings.config.proofing) as proofing:
        key = cache_key(rules.digest, settings.digest, proofing.key)
        cached, unread = load_cache(cache, key) if cache else ({}, "")
        progress = options.get("progress", lambda *_: None)
        with WorkerPool(rules, settings, folders, options.get("jobs", 1), proofing, progress) as pool:
            known = {**cached, **options.get("reusable", {})}
            results = _results(files, known, pool, options.get("rest", tuple), settings.today, read=options.get("read", {}))
            earlier = _results_before(files, results, cached, pool, settings.today, options)
    complete = {} if proofing.failed else _complete(results, earlier)
    if "keep" in options:
        options["keep"](complete)
    unwritten = save_cache(cache, key, cached | complete) if cache and not complete.items() <= cached.items() else ""
    linted = [results[file.shown] for file in files]
    failure = next(filter(None, [proofing.failure, *(result.unproofed for result in linted)]), "")
    votes = options.get("votes", Votes())
    notes = (failure, *_rule_notes(choice, rules), *votes.problems, *notes_on_votes(votes.votes, rules), unread, unwritten)
    was = list(earlier.values())
    together, *was_together = _together([linted, was] if earlier else [linted], rules, settings, cache, key)
    reports: dict[Profile, LintReport] = {}
    for profile in profiles:
        own = rules if profile == profiles[-1] else under(rules, profile)
        report = _report(linted, together, own, settings, choice, votes, notes, unproofed=bool(failure))
        if earlier:
            before = _judged(was, was_together[0], own, settings, choice, votes).standing
            report = replace(report, before=tuple(before))
        reports[profile] = report
    return reports


def names_of(rules: RuleSet) -> frozenset[str]:
    """What a rule can be chosen by: its name, or that of its rubric."""
    return frozenset({*rules.all_rules, *(rubric.name for rubric in rules.rubrics), "internal"})


def require_rules(names: Iterable[str], rules: RuleSet) -> None:
    """Raises UsageError for the first name that no rule and no rubric has."""
    valid = names_of(rules)
    for name in names:
        if name not in valid:
            if why := rules.why_unused(name):
                raise UsageError(why)
            meant = did_you_mean(name, valid, "`msgreview rubric list` names them.", quote="")
            raise UsageError(f"there is no rule or rubric '{name}'. {meant}")


def _require_some(choice: Choice) -> None:
    ignored = {name for name in choice.select if name in choice.ignore or name.partition(".")[0] in choice.ignore}
    if choice.select and ignored == set(choice.select):
        raise UsageError(
            "--select and --ignore name the same rules, so nothing is left to check. Take a name out of one of them."
        )


def _rule_notes(choice: Choice, rules: RuleSet) -> Iterator[str]:
    """Notes on rules that `--select` names and that are not on, and on styles of Vale that ask for what is not done here."""
    for name in choice.select:
        rule = rules.all_rules.get(name)
        if rule and rule.level == "off":
            yield f"{name} is off. Give it a level under `levels` in msgreview.yaml to turn it on."
        elif rule and not rule.on:
            yield f"{name} belongs to the profile {rule.profile}. Add `--profile {rule.profile}` to hold messages to it."
    if rules.notes:
        are = "is 1 note" if len(rules.notes) == 1 else f"are {len(rules.notes)} notes"
        yield f"there {are} on the rules of Vale's styles. `msgreview doctor` has them."


def _results_before(
    files: Iterable[CatalogueFile],
    results: Mapping[str, FileResult],
    cached: Mapping[str, FileResult],
    pool: WorkerPool,
    today: date,
    options: RunOptions,
) -> dict[str, FileResult]:
    """The results of the files as they were, in their order: those of now where nothing has changed, else of the last run."""
    before = options.get("before", ())
    if not before:
        return {}
    # Of a file that is as it was, the result holds without a look at its bytes.
    now = {file.shown: file for file in files}
    same = {each.shown for each in before if now.get(each.shown) == each and _BEFORE + each.shown not in cached}
    last = {file.shown: was for file in before if (was := cached.get(_BEFORE + file.shown)) and was.is_of(file)}
    earlier = _results(before, {**cached, **results, **last}, pool, options.get("rest_before", tuple), today, same)
    return {file.shown: earlier[file.shown] for file in before}


def _complete(results: Mapping[str, FileResult], earlier: Mapping[str, FileResult]) -> dict[str, FileResult]:
    """The results to cache by path, of now and of files as they were: those in which every rule came to its end."""
    apart = {_BEFORE + path: result for path, result in earlier.items() if result is not results.get(path)}
    return {path: result for path, result in {**results, **apart}.items() if not (result.unproofed or result.slow)}


def _results(
    files: Sequence[CatalogueFile],
    cached: Mapping[str, FileResult],
    pool: WorkerPool,
    rest: Callable[[], Sequence[CatalogueFile]],
    today: date,
    same: Container[str] = (),
    read: Mapping[str, bytes] = {},
) -> dict[str, FileResult]:
    """The result of each file, by its path. A file is linted only where something that it depends on has changed.

    What is cached of the `same` ones is of what they hold; what those hold that have been `read` is known.
    """
    days = ("", today.isoformat())
    old = ((file, result) for file in files if (result := cached.get(file.shown)) and result.day in days)
    valid = {file.shown: result for file, result in old if file.shown in same or result.is_of(file, read.get(file.shown))}
    alone = pool.lint([file for file in files if file.shown not in valid], None)
    results = valid | {result.path: result for result in alone}
    dependencies = Dependencies(files, results)
    if dependencies.missing():
        from msgreview.lint.file import index_file

        others = [file for file in rest() if file.shown not in results]
        dependencies = Dependencies([*files, *others], results | {file.shown: index_file(file, today) for file in others})
    stale = set(dependencies.stale(results[file.shown] for file in files))
    again = pool.lint([file for file in files if file.shown in stale], dependencies.files)
    return results | {r.path: replace(r, needs=dependencies.needs(r)) for r in again}


def _together(
    runs: Sequence[Sequence[FileResult]], rules: RuleSet, settings: Settings, cache: Path | None, key: str
) -> list[list[Finding]]:
    """What the rules over the whole catalogue find in it, now and before; of many files it is cached."""
    facts = [[fact for result in results for fact in result.facts] for results in runs]
    if cache and len(runs[0]) >= WORTH_A_PROCESS:
        key = cache_key(key, settings.today.isoformat())
        return findings_together(cache, key, facts, lambda own, of_texts: part_findings(own, rules, settings, of_texts=of_texts))
    return [[*catalogue_findings(own, rules, settings)] for own in facts]


def _report(
    results: list[FileResult],
    together: Iterable[Finding],
    rules: RuleSet,
    settings: Settings,
    choice: Choice,
    votes: Votes,
    notes: Iterable[str],
    *,
    unproofed: bool,
) -> LintReport:
    """The files' findings with the catalogue's own, exemptions and votes applied, in the order of the files' text."""
    judged = _judged(results, together, rules, settings, choice, votes)
    facts = [fact for result in results for fact in result.facts]
    return ordered_report(
        judged.standing,
        choice,
        waived=choice.named(judged.waived),
        disputed=judged.disputed,
        exempted=judged.exempted,
        notes=notes,
        files=len(results),
        variants=sum(result.variants for result in results),
        langs=[fact.lang for fact in facts],
        messages=[(fact.path, fact.id) for fact in facts],
        unproofed=unproofed,
    )


class _Judged(NamedTuple):
    """Findings by what exemptions and votes make of them, in no order."""

    standing: list[Finding]
    waived: list[Finding]
    exempted: Mapping[Exempted, int]
    disputed: list[Disputed]


def _judged(
    results: Sequence[FileResult],
    together: Iterable[Finding],
    rules: RuleSet,
    settings: Settings,
    choice: Choice,
    votes: Votes,
) -> _Judged:
    """The files' findings with the catalogue's own, exemptions and votes applied."""
    off = {rule.id for rule in rules.all_rules.values() if not rule.on}.difference(rule.id for rule in rules.rules)
    facts = [fact for result in results for fact in result.facts]
    slow = [each for result in results for each in result.slow if each[0] not in off]
    left_out = {rule for rule, messages in Counter(rule for rule, _ in slow).items() if messages > MOST_SLOW}
    everywhere = [Failure(rule, "too slow", f"it took too long on more than {MOST_SLOW} messages") for rule in sorted(left_out)]
    findings = [*_once(results), *together]
    findings = [finding for finding in findings if finding.rule not in left_out | off]
    findings += [finding for rule, finding in slow if rule not in left_out]
    findings += [failure_finding(failure, facts[0].locations["id"]) for failure in everywhere]
    exemptions = [exemption for result in results for exemption in result.exemptions]
    standing, waived, exempted = apply_exemptions(findings, exemptions, rules, settings.today)
    standing, disputed = split_disputed(choice.named(standing), votes.votes, rules, facts)
    return _Judged(standing, waived, exempted, disputed)


def _once(results: Sequence[FileResult]) -> list[Finding]:
    """Each finding once, however many messages and paths lead to its words, and only those in the linted files.

    Of several the one that needs no special path stays. Each file's own findings are unique already, so that only files
    whose words others use are looked at.
    """
    shared = {finding.path for result in results for finding in result.findings if finding.path != result.path}
    paths = {result.path for result in results}
    findings = [finding for result in results for finding in result.findings]
    single = [finding for finding in findings if finding.path not in shared]
    return single + once(finding for finding in findings if finding.path in shared and finding.path in paths)
