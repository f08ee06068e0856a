"""`msgreview train report`: what the hand-ins of a team say together, and what came of it in the messages."""

from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from msgreview.cli import output
from msgreview.cli.context import AsOf, ConfigPath, day
from msgreview.cli.report import FormatName, deliver, format_for
from msgreview.cli.train.assign import assigned_here
from msgreview.cli.train.classroom import open_classroom
from msgreview.model.config import Settings
from msgreview.model.errors import UsageError

if TYPE_CHECKING:
    from msgreview.report.past import Past
    from msgreview.train.outcome import Outcome


def report(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The folder with the files that were handed in.")],
    *,
    taught: Annotated[
        str | None,
        typer.Option(metavar="DATE[..DATE]", help="When the course was taught: adds findings before and after, from git."),
    ] = None,
    days: Annotated[int, typer.Option(min=1, max=3660, help="How long before and after.")] = 90,
    format: Annotated[
        FormatName | None, typer.Option(help="How to write it.", show_default="as the file's name ends; text")
    ] = None,
    into: Annotated[
        Path | None, typer.Option("--output", metavar="FILE", help="The file to write; printed where none is given.")
    ] = None,
    config: ConfigPath = None,
    as_of: AsOf = None,
) -> None:
    """Sum up what was handed in, and what came of it.

    Groups only: whatever would show fewer than five people is left out.
    """
    from msgreview.train.hand_in import load_folder
    from msgreview.train.team_report import Team, team_report

    chosen = format_for(format, into, "text")
    classroom = open_classroom(config, as_of)
    start, end = _taught(taught) if taught else (None, None)
    handed = load_folder(folder, Path.cwd())
    output.say(*handed.problems)
    if not handed.hand_ins:
        raise UsageError(f"none of the files in {folder} counts, so there is nothing to report.")
    settings = classroom.analyser.settings
    outcomes, revision = _outcomes(settings, start, end, days) if start and end else ((), "")
    team = Team(handed.hand_ins, classroom.courses, assigned_here(classroom), outcomes, len(handed.problems), revision)
    deliver(chosen, team_report(team), into)


def _taught(text: str) -> tuple[date, date]:
    first, dots, last = text.partition("..")
    start = day(first, "--taught")
    end = day(last, "--taught") if dots else start
    if end < start:
        raise UsageError(f"--taught ends on {end}, before it starts on {start}.")
    return start, end


def _outcomes(settings: Settings, start: date, end: date, days: int) -> "tuple[tuple[Outcome, ...], str]":
    """What came of it, and the last commit that was looked at."""
    from msgreview.report.past import Past
    from msgreview.train.team_report import before_and_after

    past = Past(settings)
    periods = list(before_and_after(start, end, days, settings.today))
    with TemporaryDirectory() as folder:
        outcomes = tuple(_outcome(past, *period, Path(folder)) for period in periods)
    return outcomes, past.last_commit(periods[-1][2]) or ""


def _outcome(past: "Past", name: str, start: date, end: date, folder: Path) -> "Outcome":
    from msgreview.report.annual.period import years
    from msgreview.train.outcome import outcome

    last, first = past.last_commit(end), past.last_commit(start - timedelta(days=1))
    if last is None:
        return outcome(name, start, end, [], None)
    commits = past.repository.between(first, last)
    changed = list(years(past.context(last, end), past.history, commits, start, end))
    at = "end" if "after" in name else "start"
    return outcome(name, start, end, changed, past.linted(last, end, folder / at))
