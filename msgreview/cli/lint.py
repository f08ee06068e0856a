"""`msgreview lint`: holds messages to the rubrics and prints what to mend."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from msgreview.cli import output
from msgreview.cli.context import (
    AsOf,
    ConfigPath,
    Paths,
    ProfileOption,
    answer_path,
    cache_path,
    catalogue_files,
    open_settings,
    rules_path,
    select_files,
)
from msgreview.cli.errors import CLEAN, FINDINGS, INTERNAL, USAGE
from msgreview.model.config import PROFILES, Level, Profile, Settings
from msgreview.model.finding import LEVELS

if TYPE_CHECKING:
    from msgreview.catalogue.files import CatalogueFile
    from msgreview.lint.run import LintReport


class Format(StrEnum):
    """How findings are printed."""

    text = "text"
    concise = "concise"
    json = "json"
    github = "github"


class LevelName(StrEnum):
    """A level, as an option."""

    error = "error"
    warning = "warning"
    suggestion = "suggestion"


def lint(
    paths: Paths = None,
    *,
    format: Annotated[Format, typer.Option(help="How to print the findings.")] = Format.text,
    select: Annotated[
        list[str] | None, typer.Option(metavar="RULES", help="Only these rules or rubrics (comma-separated or repeated).")
    ] = None,
    ignore: Annotated[list[str] | None, typer.Option(metavar="RULES", help="All but these rules or rubrics.")] = None,
    level: Annotated[LevelName, typer.Option(help="Show findings of this level and above.")] = LevelName.suggestion,
    fail_on: Annotated[LevelName, typer.Option(help="End with exit code 1 from this level on.")] = LevelName.error,
    profile: ProfileOption = None,
    statistics: Annotated[bool, typer.Option("--statistics", help="Count findings by rule and profile.")] = False,
    jobs: Annotated[
        int, typer.Option(min=0, metavar="NUMBER", help="Processes to read with; 0 lets the tool choose.", show_default=False)
    ] = 0,
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Read every message afresh, and keep nothing of them.")] = False,
    strict_engines: Annotated[
        bool, typer.Option("--strict-engines", help="End with exit code 2 if the grammar engine cannot be used.")
    ] = False,
    exit_zero: Annotated[bool, typer.Option("--exit-zero", help="End with exit code 0 whatever is found.")] = False,
    as_of: AsOf = None,
    config: ConfigPath = None,
) -> None:
    """Hold messages to the rubrics, and say what to mend.

    Every path through every template is read, and each finding points at its words in the file.
    """
    settings = open_settings(paths, config, as_of, profile)
    files = select_files(paths, settings)
    wanted = _Wanted(format, _names(select), _names(ignore), level.value, fail_on, statistics, strict_engines, exit_zero)
    if no_cache or statistics or settings.config.grammar is not None:
        raise typer.Exit(_run(files, settings, wanted, jobs, no_cache=no_cache).code)
    raise typer.Exit(_answer(files, settings, wanted, jobs))


class _Wanted(NamedTuple):
    """What is asked of a run."""

    format: Format
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    level: Level
    fail_on: LevelName
    statistics: bool
    strict_engines: bool
    exit_zero: bool


class _Ended(NamedTuple):
    """A run that came to its end: its exit code, and whether it would say the same about the same files again."""

    code: int
    final: bool


def _answer(files: "list[CatalogueFile]", settings: Settings, wanted: _Wanted, jobs: int) -> int:
    """The exit code of a run that is not made again where nothing has changed since the last."""
    from msgreview.cli.answer import keep_answer, question, read_answer

    path, asked = answer_path(settings), question(files, settings, wanted)
    known = read_answer(path, asked)
    if known is not None:
        return known.give()
    with output.Record() as printed:
        ended = _run(files, settings, wanted, jobs)
    if ended.final:
        keep_answer(path, asked, printed, ended.code)
    return ended.code


def _run(files: "list[CatalogueFile]", settings: Settings, wanted: _Wanted, jobs: int, *, no_cache: bool = False) -> _Ended:
    """Holds the files to the rubrics and prints what was found."""
    from msgreview.lint.run import Choice, lint_profiles
    from msgreview.rubric.discover import rubric_folders

    own = settings.config.profile
    profiles = PROFILES if wanted.statistics else (own,)
    others: list[CatalogueFile] = []

    def rest() -> "list[CatalogueFile]":
        others.extend(catalogue_files(settings))
        return others

    with output.Meter("files read") as meter:
        reports = lint_profiles(
            files,
            settings,
            rubric_folders(settings),
            Choice(wanted.select, wanted.ignore, wanted.level),
            profiles,
            rest=rest,
            jobs=jobs,
            cache=None if no_cache else cache_path(settings.under(profiles[-1])),
            rules_cache=rules_path(settings.under(profiles[-1])),
            progress=meter.tell,
        )
    if wanted.statistics:
        print_statistics(reports, own, wanted.format)
    else:
        print_report(reports[own], wanted.format)
    code = _code(reports[own], wanted)
    return _Ended(code, final=code in (CLEAN, FINDINGS) and not reports[own].notes and not others)


def _code(report: "LintReport", wanted: _Wanted) -> int:
    if report.crashed:
        return INTERNAL
    if wanted.strict_engines and report.unproofed:
        return USAGE
    found = any(report.summary.counts[each] for each in failing(wanted.fail_on))
    return FINDINGS if found and not wanted.exit_zero else CLEAN


def failing(fail_on: LevelName) -> tuple[Level, ...]:
    """The levels that make a run fail: the one given and those above it."""
    return LEVELS[: LEVELS.index(fail_on.value) + 1]


def _names(values: list[str] | None) -> tuple[str, ...]:
    return tuple(name.strip() for value in values or () for name in value.split(",") if name.strip())


def print_statistics(reports: "dict[Profile, LintReport]", own: Profile, chosen: Format) -> None:
    """Prints what each profile would show; as JSON or, for all other formats, as a table with the summary of the own one."""
    from msgreview.report.statistics import statistics_json, statistics_lines
    from msgreview.report.summary import summary_lines

    _tell_notes(reports[own])
    if chosen is Format.json:
        output.write(statistics_json(reports, own))
        return
    output.show(statistics_lines(reports, own))
    output.show(summary_lines(reports[own].summary, reports[own].findings))


def _tell_notes(report: "LintReport") -> None:
    for note in report.notes:
        output.say(f"msgreview: {note}")


def print_report(report: "LintReport", chosen: Format, *, clean: str = "") -> None:
    """Prints findings to standard output. The summary goes with them as text, and to standard error beside machine formats."""
    _tell_notes(report)
    if chosen is Format.json:
        from msgreview.report.json import findings_json

        output.write(findings_json(report.findings, report.waived, report.summary.facts()))
        return
    if chosen is Format.github:
        from msgreview.report.github import github_text

        output.write(github_text(report.findings))
    else:
        from msgreview.report.text import concise_lines, finding_lines

        found = report.findings
        output.show(finding_lines(found, output.width()) if chosen is Format.text else concise_lines(found))
    from msgreview.report.summary import CLEAN as ALL_CLEAN
    from msgreview.report.summary import summary_lines

    told = summary_lines(report.summary, report.findings, clean or ALL_CLEAN)
    (output.show if chosen is Format.text else output.say_lines)(told)
