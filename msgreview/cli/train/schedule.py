"""`msgreview train schedule`: who goes to which session, and when."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from msgreview.catalogue.atomic import write_atomic
from msgreview.cli import output
from msgreview.cli.errors import CLEAN, FINDINGS
from msgreview.model.errors import UsageError
from msgreview.report.lines import Column, Grid, Run, line
from msgreview.report.spreadsheet import csv_text

if TYPE_CHECKING:
    from msgreview.train.schedule.plan import Plan, Roster


def schedule(
    people: Annotated[Path, typer.Argument(metavar="PEOPLE", help="Who: name, desk, group, role, away (CSV or XLSX).")],
    *,
    offerings: Annotated[
        Path, typer.Option(metavar="FILE", help="When and where: id, session, date, start, end, room, seats (CSV or XLSX).")
    ],
    keep: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A roster to change as little as can be.", show_default=False)
    ] = None,
    to: Annotated[
        list[Path] | None,
        typer.Option(
            "--output", metavar="FILE", help="Where to write the roster: .csv, .xlsx or .ics; repeatable.", show_default=False
        ),
    ] = None,
    trainers: Annotated[str, typer.Option(metavar="LOW-HIGH", help="How many lead a session.")] = "3-4",
    seconds: Annotated[float, typer.Option(min=0.1, help="How long to look for a better roster.")] = 5.0,
) -> None:
    """Place people into sessions that are offered several times."""
    from msgreview.train.schedule.plan import Conflict, Demands
    from msgreview.train.schedule.read import read_plan, read_roster
    from msgreview.train.schedule.solve import solve

    low, _, high = trainers.partition("-")
    if not low.isdecimal() or not (high or low).isdecimal() or not 0 < int(low) <= int(high or low):
        raise UsageError(f"--trainers '{trainers}' is no range. Write it as 3-4.")
    for file in to or []:
        if file.suffix.lower() not in (".csv", ".xlsx", ".ics"):
            raise UsageError(f"--output {file}: a roster is written as .csv, .xlsx or .ics.")
    plan = read_plan(people, offerings, Demands(trainers=(int(low), int(high or low))))
    result = solve(plan, read_roster(keep, plan) if keep else None, seconds)
    if isinstance(result, Conflict):
        smallest = "" if result.is_smallest else " There may be a smaller set of reasons: --seconds gives more time."
        output.show([line(("These cannot all be met:", "bold")), *(line(f"  {reason}") for reason in result.reasons)])
        output.say(f"Give way in one of them and try again.{smallest}")
        raise typer.Exit(FINDINGS)
    _write(to or [], plan, result)
    _show(plan, result, compared=keep is not None)
    raise typer.Exit(CLEAN)


def _write(files: list[Path], plan: "Plan", roster: "Roster") -> None:
    from msgreview.train.schedule.roster import COLUMNS, roster_calendar, roster_rows, workbook

    for file in files:
        suffix = file.suffix.lower()
        if suffix == ".csv":
            data: str | bytes = csv_text(COLUMNS, roster_rows(plan, roster))
        else:
            data = workbook(plan, roster) if suffix == ".xlsx" else roster_calendar(plan, roster, datetime.now(UTC))
        write_atomic(file, data)
        output.say(f"Written: {file}")


def _show(plan: "Plan", roster: "Roster", *, compared: bool) -> None:
    from msgreview.train.schedule.roster import held, when

    leaders = {person.name for person in plan.leaders}
    rows = []
    for offering in held(plan, roster):
        present = roster.at(offering.id)
        leading = [name for name in present if name in leaders]
        counts = f"{len(present) - len(leading)} of {offering.seats}"
        rows.append((Run(offering.id, "bold"), Run(offering.session), Run(when(offering)), Run(counts), Run(", ".join(leading))))
    columns = (Column("Offering"), Column("Session"), Column("When"), Column("Seats", "right"), Column("Led by"))
    output.show([Grid(columns, tuple(rows))])
    proven, open_ = "No roster holds fewer sessions or is more even.", "It may not be the best: --seconds gives more time."
    best = proven if roster.is_best else open_
    output.say(f"{len(plan.learners)} people in {len(rows)} of {len(plan.offerings)} offerings. {best}")
    if compared:
        output.say(f"Moved: {', '.join(roster.moved) or 'nobody'}.")
