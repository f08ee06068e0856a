"""`msgreview refer`: hands a question over to a colleague, with a named day for the reader."""

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from msgreview.catalogue.validate import did_you_mean
from msgreview.cli import output
from msgreview.cli.context import AsOf, ConfigPath, TextOrJson, day, open_settings
from msgreview.cli.typed_text import read_text
from msgreview.history.weeks import holidays
from msgreview.model.config import Settings
from msgreview.model.errors import UsageError
from msgreview.model.message import Channel
from msgreview.report.lines import line
from msgreview.train.hand_over import HandOver
from msgreview.train.turnaround import Turnaround, answer_time, day_after, parse_turnaround, turnarounds

_SATURDAY = 5


def refer(
    question: Annotated[
        Path | None,
        typer.Argument(metavar="QUESTION", help="What the reader wrote: a text file, or standard input.", show_default=False),
    ] = None,
    *,
    to: Annotated[str, typer.Option(metavar="NAME", help="The colleague who takes it on: a person, by name.")],
    place: Annotated[str, typer.Option("--at", metavar="PLACE", help="Where the colleague works.")] = "",
    sender: Annotated[
        str, typer.Option("--from", metavar="NAME", help="Who you are; staff.name of your settings where not said.")
    ] = "",
    reader: Annotated[str, typer.Option(metavar="NAME", help="Who asks; the name under the question where not said.")] = "",
    reply: Annotated[
        Path | None, typer.Option(metavar="FILE", help="What you have answered already.", show_default=False)
    ] = None,
    channel: Annotated[Channel, typer.Option(help="How the reader hears from you.")] = "email",
    within: Annotated[
        str, typer.Option(metavar="TIME|POLICY", help="How soon: '3 working days', or a policy such as answers.email_hours.")
    ] = "",
    by: Annotated[str, typer.Option(metavar="DATE", help="The day itself.")] = "",
    format: TextOrJson = "text",
    as_of: AsOf = None,
    config: ConfigPath = None,
) -> None:
    """Hand a question over to a colleague, with a day for the reader.

    It prints a note for the colleague, and a promise with a named day for the reader. The day comes from your policies on how
    soon questions are answered, counted in working days.
    """
    if not to.strip():
        raise UsageError("a question goes to a person. Name one: --to 'Hana Weiss'.")
    settings = open_settings(None, config, as_of, None)
    text, _ = read_text(question)
    if not text.strip():
        raise UsageError("there is no question to hand over. Name a file, or type what the reader wrote and end it with Ctrl-D.")
    if by and within:
        raise UsageError("--by names the day and --within says how soon: leave one of them out.")
    due, time = (day(by, "--by"), None) if by else _due(settings, within, channel)
    if due < settings.today:
        raise UsageError(f"{due} is over. Name a day that is still to come.")
    answered = read_text(reply)[0] if reply else ""
    over = HandOver.of(
        text,
        reader=reader,
        to=to,
        place=place,
        sender=sender or _staff(settings),
        by=due,
        today=settings.today,
        channel=channel,
        reply=answered,
    )
    policy = time.policy if time else ""
    if format == "json":
        output.write_json(_fields(over, policy))
        return
    where = f"your policy {policy} ({time})" if policy else f"{time} from today" if time else "the day that you named"
    output.show([line((f"For {to}", "bold")), line(""), *map(line, over.note.splitlines())])
    output.show([line(""), line((f"For {over.reader or 'the reader'}", "bold")), line(""), *map(line, over.promise.splitlines())])
    if time is None and due.weekday() >= _SATURDAY:
        output.say("It is a day of a weekend: is somebody there to answer?")
    output.say(f"The day is {over.day}, by {where}. Put it into your calendar: if {to} is late, you write to the reader.")


def _fields(over: HandOver, policy: str) -> dict[str, Any]:
    named = {name: getattr(over, name) for name in ("to", "place", "sender", "reader", "by", "asks", "given", "note", "promise")}
    return named | {"policy": policy}


def _due(settings: Settings, within: str, channel: Channel) -> tuple[date, Turnaround]:
    """The day by which it is answered, and the time that it comes from. Raises UsageError where nothing says how soon."""
    times = turnarounds(settings.policies)
    time = times.get(within) or parse_turnaround(within) if within else answer_time(times, channel)
    if time is None and within:
        meant = did_you_mean(within, times, "Write it as '3 working days'.")
        raise UsageError(f"--within '{within}' is neither a time nor a policy that states one. {meant}")
    if time is None:
        raise UsageError(
            f"no policy says how soon a question by {channel} is answered. Say --within '2 working days' or --by DATE,"
            f" or add answers.{channel}_hours to your policies."
        )
    today = settings.today
    return day_after(today, time, holidays(today.year, settings.config.review.holidays)), time


def _staff(settings: Settings) -> str:
    """The name that messages are signed with. Raises UsageError where the settings have none."""
    staff = settings.config.variables.get("staff")
    name = staff.get("name") if isinstance(staff, dict) else None
    if not name:
        raise UsageError("a promise needs a person. Say who you are: --from 'Ana Ruiz'.")
    return str(name)
