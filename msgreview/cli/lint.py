"""`msgreview lint`: holds messages to the rubrics and prints what to mend."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from msgreview.catalogue.caches import cache_path, rules_path
from msgreview.cli import output
from msgreview.cli.context import (
    COLOURS,
    AsOf,
    ConfigPath,
    FailOn,
    Paths,
    ProfileOption,
    catalogue_files,
    level_named,
    open_settings,
    select_files,
)
from msgreview.cli.errors import CLEAN, FINDINGS, INTERNAL, USAGE
from msgreview.model.config import PROFILES, Level, Profile
from msgreview.model.errors import UsageError
from msgreview.model.finding import LEVELS
from msgreview.report.formats import FORMATS, FindingsReport
from msgreview.report.summary import CLEAN as ALL_CLEAN

if TYPE_CHECKING:
    from msgreview.lint.run import LintReport
    from msgreview.lint.verdicts import Verdicts

    FormatName = str
else:
    FormatName = Literal[tuple(FORMATS)]

_NOTHING_NEW = "Nothing new to mend. `msgreview lint` shows what stood before."


def lint(
    paths: Paths = None,
    *,
    format: Annotated[FormatName, typer.Option(help="How to print the findings.")] = "text",
    select: Annotated[
        list[str] | None, typer.Option(metavar="RULES", help="Only these rules or rubrics (comma-separated or repeated).")
    ] = None,
    ignore: Annotated[list[str] | None, typer.Option(metavar="RULES", help="All but these rules or rubrics.")] = None,
    level: Annotated[
        Level,
        typer.Option(
            parser=level_named, metavar=COLOURS, help="Show findings of this colour and those above.", show_default="green"
        ),
    ] = "suggestion",
    fail_on: FailOn = "error",
    profile: ProfileOption = None,
    new_since: Annotated[
        str | None, typer.Option(metavar="REVISION", help="Only findings that were not there at this commit.", show_default=False)
    ] = None,
    changed_since: Annotated[
        str | None,
        typer.Option(metavar="REVISION", help="Only messages that read otherwise than at this commit.", show_default=False),
    ] = None,
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
    from msgreview.catalogue.votes import load_votes
    from msgreview.lint.run import Choice, RunOptions, lint_profiles
    from msgreview.rubric.discover import rubric_folders

    if "" in (new_since, changed_since):
        raise UsageError("--new-since and --changed-since need a commit, and what stands there is empty. Name one, such as HEAD.")
    settings = open_settings(paths, config, as_of, profile)
    files = select_files(paths, settings)
    own = settings.config.profile
    profiles = PROFILES if statistics else (own,)
    choice = Choice(_names(select), _names(ignore), level)
    options: RunOptions = {
        "rest": lambda: catalogue_files(settings),
        "jobs": jobs,
        "cache": None if no_cache else cache_path(settings.under(profiles[-1])),
        "rules_cache": rules_path(settings.under(profiles[-1])),
        "votes": load_votes(Path(settings.root)),
    }
    with output.Meter("files read") as meter:
        options["progress"] = meter.update
        if new_since or changed_since:
            from msgreview.cli.since import lint_since

            reports = lint_since(
                files, settings, choice, profiles, new=new_since or "", changed=changed_since or "", options=options
            )
        else:
            reports = lint_profiles(files, settings, rubric_folders(settings), choice, profiles, **options)
    report = reports[own]
    clean = _NOTHING_NEW if new_since or changed_since else ALL_CLEAN
    if statistics:
        from msgreview.cli.verdicts import catalogue_verdicts

        print_statistics(reports, own, format, catalogue_verdicts(settings, cached=not no_cache), clean)
    else:
        print_report(FindingsReport(report, clean, _names(select), _from_top()), format)
    if report.crashed:
        raise typer.Exit(INTERNAL)
    if strict_engines and report.unproofed:
        raise typer.Exit(USAGE)
    raise typer.Exit(FINDINGS if fails(report, fail_on) and not exit_zero else CLEAN)


def fails(report: "LintReport", fail_on: Level) -> bool:
    """Whether there are findings of the level `fail_on` or above it."""
    return any(report.summary.counts[level] for level in LEVELS[: LEVELS.index(fail_on) + 1])


def _from_top() -> str:
    """The current folder, from the top of the repository around it, with `/`; "" at the top, or where there is none."""
    here = Path.cwd()
    top = next((folder for folder in (here, *here.parents) if (folder / ".git").exists()), here)
    return "" if top == here else here.relative_to(top).as_posix()


def _names(values: list[str] | None) -> tuple[str, ...]:
    return tuple(name.strip() for value in values or () for name in value.split(",") if name.strip())


def print_statistics(reports: "dict[Profile, LintReport]", own: Profile, format: str, verdicts: "Verdicts", clean: str) -> None:
    """Prints what each profile would show; as JSON or, for all other formats, as a table with the summary of the own one.

    `verdicts` are those on the whole catalogue, whatever was linted.
    """
    from msgreview.cli.verdicts import say_doubts
    from msgreview.report.statistics import statistics_json, statistics_lines
    from msgreview.report.summary import summary_lines

    _say_notes(reports[own])
    if format == "json":
        output.write(statistics_json(reports, own, verdicts))
        return
    output.show(statistics_lines(reports, own, verdicts))
    output.show(summary_lines(reports[own].summary, reports[own].findings, clean))
    say_doubts(verdicts)


def _say_notes(report: "LintReport") -> None:
    output.say(*(f"msgreview: {note}" for note in report.notes))


def print_report(report: FindingsReport, format: str) -> None:
    """Prints findings to standard output. The summary goes with them as text, and to standard error beside other formats."""
    _say_notes(report.run)
    output.emit(FORMATS[format], report)
