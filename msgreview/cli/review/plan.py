"""`msgreview review plan` and `review calendar`: when each message is read, and the same for a calendar program."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from msgreview.catalogue.atomic import write_atomic
from msgreview.catalogue.validate import did_you_mean
from msgreview.cli import output
from msgreview.cli.context import AsOf, ConfigPath, TextOrJson
from msgreview.cli.review.context import messages_here, review_here, say_unknown
from msgreview.history.backlog import tasks
from msgreview.history.context import placed_now
from msgreview.history.plan import make_plan
from msgreview.history.planfile import NAME, load_plan, with_placements
from msgreview.history.weeks import week_of, year_of
from msgreview.model.cycle import FIRST_YEAR, LAST_YEAR
from msgreview.model.errors import UsageError
from msgreview.report.calendar import Written, appointments, cancelled
from msgreview.report.calendar import calendar as as_calendar
from msgreview.report.lines import count, safe
from msgreview.report.plan import plan_dict, plan_lines


def plan(
    year: Annotated[int, typer.Argument(metavar="YEAR", min=FIRST_YEAR, max=LAST_YEAR, help="The year to plan, such as 2027.")],
    *,
    write: Annotated[bool, typer.Option("--write", help="Keep what is new in review-plan.yaml.")] = False,
    format: TextOrJson = "text",
    as_of: AsOf = None,
    config: ConfigPath = None,
) -> None:
    """Spread the reviews of a year over its weeks, and keep the plan.

    What review-plan.yaml holds stays where it is; messages that are new get a week that has room.
    """
    review = messages_here(config, as_of)
    settings = review.settings
    root = Path(settings.root)
    if date(year, 12, 28) < settings.today:
        raise UsageError(f"the weeks of {year} are over. Plan {settings.today.year}, or the year after it.")
    messages, history = review.catalogue.messages, review.history
    placed = placed_now(load_plan(root), messages, history)
    monday = week_of(settings.today)
    elsewhere = {id_ for id_, each in review.plan.items() if each.week >= monday and year_of(each.week) != year}
    for each in placed:
        if each.week >= monday and each.id not in review.states and not (history and history.timeline(each.id).changes):
            output.say(
                f"msgreview: {NAME} has '{safe(each.id)}', which there is not. {did_you_mean(each.id, review.states)}".rstrip()
            )
    todo = (task for task in tasks(review) if task.id not in elsewhere)
    made = make_plan(year, todo, placed, settings.config, settings.today)
    if format == "json":
        output.write_json(plan_dict(made))
    else:
        output.show(plan_lines(made, {id_: current.message for id_, current in messages.items()}, output.width()))
    if not made.placed:
        output.say(f"Nothing is new for {year}.")
    elif write:
        path = root / NAME
        write_atomic(path, with_placements(path.read_bytes() if path.exists() else b"", made.placed))
        output.say(f"Added {count(len(made.placed), 'review')} to {path}. Commit it, and say: msgreview review calendar")
    else:
        output.say(f"{count(len(made.placed), 'review')} would be added. Keep them with: msgreview review plan {year} --write")


def calendar(
    *,
    owner: Annotated[str | None, typer.Option(metavar="MAIL", help="Only what this owner or reviewer has to do.")] = None,
    into: Annotated[
        Path | None, typer.Option("--output", metavar="FILE", help="The file to write; printed where none is given.")
    ] = None,
    as_of: AsOf = None,
    config: ConfigPath = None,
) -> None:
    """Write the reviews to come as a calendar (iCalendar).

    Owners and reviewers are invited; a newer file moves what an older one said.
    """
    review = review_here(config, as_of)
    today, written = review.settings.today, Written(review, owner)
    events = list(appointments(review, owner))
    ids = [each.id for each in events]
    events += cancelled(review, written, ids)
    if not events:
        say_unknown(review, anyone=owner or "")
        raise UsageError("there is no review to come. `msgreview status` says where the catalogue stands.")
    version = sum(len(each.changes) for each in review.history.timelines.values()) if review.history else 0
    data = as_calendar(events, "Message reviews", today, version)
    if into is None:
        output.write(data.decode())
        written.add(ids, today)
        return
    write_atomic(into, data)
    written.add(ids, today)
    output.say(f"Wrote {into}. Open it with your calendar program; reading a newer one later moves what is there.")
