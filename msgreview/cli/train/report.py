"""`msgreview train report`: what the hand-ins of a team say together, and what came of it in the messages."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from msgreview.cli import output
from msgreview.cli.context import AsOf, ConfigPath, day
from msgreview.cli.report import FormatName, deliver, format_for
from msgreview.cli.train.assign import assigned_here
from msgreview.cli.train.classroom import open_classroom
from msgreview.model.errors import UsageError


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
    from msgreview.report.past import Past
    from msgreview.train.hand_in import load_folder
    from msgreview.train.outcome import outcomes
    from msgreview.train.team_report import Team, team_report

    chosen = format_for(format, into, "text")
    classroom = open_classroom(config, as_of)
    start, end = _taught(taught) if taught else (None, None)
    handed = load_folder(folder, Path.cwd())
    output.say(*handed.problems)
    if not handed.hand_ins:
        raise UsageError(f"none of the files in {folder} counts, so there is nothing to report.")
    settings = classroom.analyser.settings
    periods, revision = outcomes(Past(settings), start, end, days, settings.today) if start and end else ((), "")
    team = Team(handed.hand_ins, classroom.courses, assigned_here(classroom), periods, len(handed.problems), revision)
    deliver(chosen, team_report(team), into)


def _taught(text: str) -> tuple[date, date]:
    first, dots, last = text.partition("..")
    start = day(first, "--taught")
    end = day(last, "--taught") if dots else start
    if end < start:
        raise UsageError(f"--taught ends on {end}, before it starts on {start}.")
    return start, end
