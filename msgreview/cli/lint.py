"""`msgreview lint`: holds messages to the rubrics and prints what to mend."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Never

import typer

from msgreview.cli import output
from msgreview.cli.complete import rule_lists
from msgreview.cli.context import (
    COLOURS,
    AsOf,
    ConfigPath,
    FailOn,
    Paths,
    ProfileOption,
    colours,
    level_named,
    say_what_is_apart,
    split_names,
)
from msgreview.cli.errors import CLEAN, FINDINGS, INTERNAL, USAGE
from msgreview.cli.formats import TEXT, Output, Outputs, checked, from_top, print_report
from msgreview.lint.lint_report import Choice, LintReport
from msgreview.model.config import PROFILES, Level, Profile
from msgreview.model.errors import MsgReviewError, UsageError
from msgreview.model.finding import LEVELS, Finding
from msgreview.report.formats import FORMATS, FindingsReport
from msgreview.report.lines import Block
from msgreview.report.registry import Format
from msgreview.report.summary import CLEAN as ALL_CLEAN
from msgreview.report.summary import summary_lines

if TYPE_CHECKING:
    from msgreview.cli.catalogues import CatalogueRun
    from msgreview.lint.verdicts import Verdicts
    from msgreview.report.changes import MessageChange
    from msgreview.rubric.ruleset import RuleSet

_BESIDE = ("msgreview.yaml", "policies.yaml", "votes.yaml", "baseline.yaml")
"""Files of a catalogue on which the findings in all others may depend."""
_NOTHING_NEW = "Nothing new to mend. `msgreview lint` shows what stood before."
_ALL_IN_BASELINE = "Nothing new to mend. `msgreview lint --no-baseline` shows what stood before."


def lint(
    paths: Paths = None,
    *,
    format: Outputs = TEXT,
    select: Annotated[
        list[str] | None,
        typer.Option(
            metavar="RULES", help="Only these rules or rubrics (comma-separated or repeated).", autocompletion=rule_lists
        ),
    ] = None,
    ignore: Annotated[
        list[str] | None, typer.Option(metavar="RULES", help="All but these rules or rubrics.", autocompletion=rule_lists)
    ] = None,
    level: Annotated[
        Level,
        typer.Option(
            parser=level_named,
            metavar=COLOURS,
            help="Show findings of this colour and those above.",
            show_default="green",
            autocompletion=colours,
        ),
    ] = "suggestion",
    fail_on: FailOn = "error",
    profile: ProfileOption = None,
    new_since: Annotated[
        str | None, typer.Option(metavar="REVISION", help="Only findings that were not there at this commit.", show_default=False)
    ] = None,
    changed_since: Annotated[
        str | None,
        typer.Option(metavar="REVISION", help="Only messages that read differently than at this commit.", show_default=False),
    ] = None,
    no_baseline: Annotated[
        bool, typer.Option("--no-baseline", help="Show what is in baseline.yaml, too.", show_default=False)
    ] = False,
    fix: Annotated[bool, typer.Option("--fix", help="Mend what can be mended, in the files.")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Show what --fix would change, and write nothing.")] = False,
    unsafe_fixes: Annotated[
        bool, typer.Option("--unsafe-fixes", help="With --fix or --diff, also what must be read before it is kept.")
    ] = False,
    statistics: Annotated[bool, typer.Option("--statistics", help="Count findings by rule and profile.")] = False,
    jobs: Annotated[
        int, typer.Option(min=0, metavar="NUMBER", help="Processes to read with; 0 lets the tool choose.", show_default=False)
    ] = 0,
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Read every message afresh, and keep nothing of them.")] = False,
    strict_engines: Annotated[
        bool, typer.Option("--strict-engines", help="End with exit code 2 if the grammar engine cannot be used.")
    ] = False,
    exit_zero: Annotated[bool, typer.Option("--exit-zero", help="End with exit code 0 whatever is found.")] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Stay, and read again what changes; Ctrl-C ends it.", show_default=False)
    ] = False,
    as_of: AsOf = None,
    config: ConfigPath = None,
) -> None:
    """Hold messages to the rubrics, and say what to mend.

    Every path through every template is read, and each finding points at its words in the file.
    """
    if watch:
        if fix:
            raise UsageError("--fix and --watch do not go together: an editor that has the file open would write over it.")
        _watch({**locals(), "watch": False})
    from msgreview.cli.catalogues import How, catalogue_runs, open_parts, rules_by_file
    from msgreview.lint.merged import merged

    outputs = checked(format)
    _check_fixing(fix=fix, diff=diff, unsafe_fixes=unsafe_fixes, statistics=statistics, outputs=outputs)
    if "" in (new_since, changed_since):
        raise UsageError("--new-since and --changed-since need a commit, and what stands there is empty. Name one, such as HEAD.")
    parts = open_parts(paths, config, as_of, profile)
    for part in () if paths else parts:
        say_what_is_apart(part.settings, part.files)
    if statistics and len(parts) > 1:
        catalogues = " or ".join(part.name for part in parts)
        raise UsageError(f"--statistics counts one catalogue at a time: name files of {catalogues}.")
    runs = catalogue_runs(
        parts,
        How(
            Choice(split_names(select), split_names(ignore), level),
            PROFILES if statistics else (),
            new_since or "",
            changed_since or "",
            with_baseline=not (no_baseline or statistics),
            jobs=jobs,
            cached=not no_cache,
        ),
    )
    names = [run.name for run in runs]
    if fix or diff:
        from msgreview.cli.mend import all_mended, say_mended

        mended = all_mended([run.mend(unsafe=unsafe_fixes, only_show=diff) for run in runs], names)
    is_whole = not (paths or select or ignore)
    report = merged([run.whole_report() if is_whole else run.report for run in runs], names)
    has_baseline = any(run.baseline for run in runs)
    clean = _ALL_IN_BASELINE if has_baseline else _NOTHING_NEW if new_since or changed_since else ALL_CLEAN
    rules = rules_by_file(runs)
    result = FindingsReport(report, clean, split_names(select), from_top(), fail_on, rules)
    if since := new_since or changed_since:
        result = result._replace(changes=lambda: _changes(runs, since))
    if statistics:
        [run] = runs
        _print_statistics(run, result, outputs, cached=not no_cache)
    elif not diff:
        print_report(result, outputs)
    if fix or diff:
        say_mended(mended, unsafe=unsafe_fixes, only_show=diff)
    elif not statistics and Output("text") in outputs:
        _say_what_can_be_mended(report, rules)
    if report.crashed:
        raise typer.Exit(INTERNAL)
    if strict_engines and report.unproofed:
        raise typer.Exit(USAGE)
    failed = bool(mended.files) if diff else fails(report, fail_on)
    raise typer.Exit(FINDINGS if failed and not exit_zero else CLEAN)


def _changes(runs: "Iterable[CatalogueRun]", since: str) -> "tuple[MessageChange, ...]":
    """What the messages of these runs read differently than at a commit."""
    from msgreview.report.since import changes_since

    return tuple(change for run in runs for change in changes_since(run.settings, run.files, since))


def _print_statistics(run: "CatalogueRun", result: FindingsReport, outputs: Sequence[Output], *, cached: bool) -> None:
    """Prints the counts of a run, with the verdicts on the whole catalogue, whatever was linted."""
    from msgreview.report.verdicts import catalogue_verdicts, doubts

    verdicts = catalogue_verdicts(run.settings, cached=cached)
    print_report(result, outputs, _statistics(run.reports, run.own, verdicts))
    output.say(*doubts(verdicts))


def _watch(given: dict[str, Any]) -> Never:
    """Lints as the options say and, whenever files change, those alone; all of them where it is no message that changed."""
    from msgreview.cli.catalogues import open_parts
    from msgreview.cli.watch import watch
    from msgreview.rubric.discover import rubric_files, rubric_folders

    def files() -> list[Path]:
        parts = open_parts(given["paths"], given["config"], given["as_of"], given["profile"])
        beside = [Path(settings.root, name) for settings, _ in parts for name in _BESIDE]
        own = [path for settings, _ in parts for path in rubric_files(rubric_folders(settings)[1:])]
        return [*(file.path for part in parts for file in part.files), *own, *beside]

    def call(changed: Sequence[Path]) -> None:
        is_beside = any(path.name in _BESIDE or "rubrics" in path.parts or not path.exists() for path in changed)
        try:
            lint(**{**given, "paths": given["paths"] if is_beside or not changed else list(changed)})
        except typer.Exit:
            pass
        except MsgReviewError as error:  # It is being edited.
            output.say(f"msgreview: {error}")

    watch(files, call)


def _say_what_can_be_mended(report: LintReport, rules: "Callable[[Finding], RuleSet]") -> None:
    if report.findings:
        from msgreview.rubric.actions import may_be_mended

        if any(may_be_mended(each, rules(each), safely=True) for each in report.findings):
            output.say("Some of this mends itself: `msgreview lint --diff` shows how, and `msgreview lint --fix` does it.")


def _check_fixing(*, fix: bool, diff: bool, unsafe_fixes: bool, statistics: bool, outputs: Sequence[Output]) -> None:
    if unsafe_fixes and not (fix or diff):
        raise UsageError("--unsafe-fixes says what may be mended. Add --diff to see it, or --fix to have it written.")
    if fix and diff:
        raise UsageError("--fix writes and --diff only shows. Choose one; --diff first lets you read what --fix would do.")
    if statistics and (fix or diff):
        raise UsageError("--statistics counts what stands. Run it on its own, before or after --fix.")
    if diff and [*outputs] != TEXT:
        raise UsageError("--diff prints what would change, and no findings. For those, run `lint --format` without --diff.")


def fails(report: LintReport, fail_on: Level) -> bool:
    """Whether there are findings of the level `fail_on` or above it."""
    return any(report.summary.counts[level] for level in LEVELS[: LEVELS.index(fail_on) + 1])


def _statistics(reports: "dict[Profile, LintReport]", own: Profile, verdicts: "Verdicts") -> dict[str, Format]:
    """The formats of `--statistics`: JSON, and for all other names a table with the summary of the own profile."""
    from msgreview.report.statistics import statistics_json, statistics_lines

    def table(report: FindingsReport, _: int) -> Iterator[Block]:
        yield from statistics_lines(reports, own, verdicts)
        yield from summary_lines(report.run.summary, report.run.findings, report.clean)

    as_table, as_json = Format(".txt", table), Format(".json", lambda *_: statistics_json(reports, own, verdicts))
    return {name: as_json if name == "json" else as_table for name in FORMATS}
