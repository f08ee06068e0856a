"""`msgreview report`: the annual report, for a year or any period."""

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from msgreview.catalogue.atomic import write_atomic
from msgreview.cli import output
from msgreview.cli.context import AsOf, ConfigPath, day, open_settings
from msgreview.model.config import Settings
from msgreview.model.cycle import FIRST_YEAR, LAST_YEAR
from msgreview.model.errors import UsageError
from msgreview.report.annual.build import annual
from msgreview.report.annual.formats import FORMATS
from msgreview.report.annual.model import Report
from msgreview.report.past import Past
from msgreview.report.registry import Format

_LAST = 12, 31
_PDF = ".pdf"
"""The ending of a file for which a browser prints the page."""


if TYPE_CHECKING:
    FormatName = str
else:
    FormatName = Literal[tuple(FORMATS)]


def report(
    year: Annotated[
        int | None,
        typer.Argument(
            metavar="YEAR", min=FIRST_YEAR, max=LAST_YEAR, help="The year; this year up to today where none is given."
        ),
    ] = None,
    *,
    since: Annotated[str | None, typer.Option("--from", metavar="DATE", help="First day of a period other than a year.")] = None,
    until: Annotated[str | None, typer.Option("--to", metavar="DATE", help="Last day of it.")] = None,
    format: Annotated[
        FormatName | None,
        typer.Option(help="How to write it.", show_default="as the file's name ends; markdown"),
    ] = None,
    into: Annotated[
        Path | None, typer.Option("--output", metavar="FILE", help="The file to write; printed where none is given.")
    ] = None,
    revision: Annotated[str, typer.Option(metavar="COMMIT", help="Read the catalogue up to this commit or branch.")] = "HEAD",
    as_of: AsOf = None,
    config: ConfigPath = None,
) -> None:
    """Write the annual report: what was read, changed and retired.

    With what the rubrics find at its start and end. The same commit and days give the same report, byte for byte.
    """
    settings = open_settings(None, config, as_of)
    start, end = _period(year, since, until, settings.today)
    chosen = format_for(format, into, next(iter(FORMATS)))
    made = annual_at(settings, start, end, revision)
    deliver(chosen, made, into, f"{made.title.lower()}, {start} to {end}")


def format_for(named: str | None, file: Path | None, default: str) -> Format:
    """The format that is named, or that a file's name asks for, or another for a name without an ending.

    UsageError for a workbook without a file, and for a name that asks for what is no format.
    """
    suffix = file.suffix.lower() if file else ""
    by_suffix = {**{FORMATS[name].suffix: name for name in FORMATS}, _PDF: "html"} if suffix and not named else {}
    if by_suffix and suffix not in by_suffix and suffix[1:2].isalpha():
        raise UsageError(f"no report is written as {suffix}. Name the file with one of {', '.join(by_suffix)}, or say --format.")
    chosen = FORMATS[named or by_suffix.get(suffix, default)]
    if chosen.is_binary and file is None:
        raise UsageError(f"a workbook needs a file: add --output report{chosen.suffix}")
    return chosen


def deliver(chosen: Format, report: Report, file: Path | None, what: str = "") -> None:
    """Prints a report or, where a file is named, writes it and says so, and `what` it is."""
    if file is None:
        output.emit(chosen, report)
        return
    if file.suffix.lower() == _PDF and chosen is FORMATS["html"]:
        _print(chosen, report, file)
    else:
        output.save(chosen, report, file)
    output.say(f"Wrote {file}: {what}." if what else f"Wrote {file}.")


def _print(page: Format, report: Report, file: Path) -> None:
    """Writes the page of a report as a PDF; UsageError where a browser is needed and none is there."""
    from msgreview.report.preview_page.browser import installed_browser

    write_atomic(file, installed_browser().pdf(str(page.render(report, output.width()))))


def _period(year: int | None, since: str | None, until: str | None, today: date) -> tuple[date, date]:
    if year is not None and (since or until):
        raise UsageError("name a year, or a period with --from and --to, and not both.")
    if year is not None and year > today.year:
        raise UsageError(f"{year} has not begun. `msgreview report` alone tells of this year up to today.")
    start = day(since, "--from") if since else date(year or today.year, 1, 1)
    end = day(until, "--to") if until else min(today, date(year or today.year, *_LAST))
    if start > end:
        raise UsageError(f"the period ends on {end}, before it starts on {start}. Give --from and --to, or another year.")
    return start, end


def annual_at(settings: Settings, start: date, end: date, revision: str) -> Report:
    """The report, from the last commit of the period and the last one before it."""
    past = Past(settings, revision)
    last, first = past.last_commit(end), past.last_commit(start - timedelta(days=1))
    if last is None:
        raise UsageError(f"there is no commit up to {end}. `git log` shows when the first one was made.")
    at_end = past.context(last, end)
    after, *before = past.linted((last, end), *([(first, start)] if first else []))
    commits = past.repository.between(first, last)
    return annual(at_end, before[0] if before else None, after, start, end, commits, past.history)
