"""`msgreview review sit`: opens the queue, on a screen of its own where that can be had, else line by line."""

import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from msgreview.catalogue.atomic import write_atomic
from msgreview.cli import output
from msgreview.cli.context import ConfigPath
from msgreview.cli.errors import INTERRUPTED
from msgreview.cli.review.context import (
    Owner,
    Reviewer,
    Service,
    Within,
    recordable_here,
    review_here,
    say_unknown,
    time_within,
    unknown,
)
from msgreview.history.commit import ReviewError
from msgreview.history.context import ReviewContext
from msgreview.model.errors import UsageError
from msgreview.report.due.messages import DueMessage, due_messages, is_meant_for
from msgreview.report.lines import count

if TYPE_CHECKING:
    from msgreview.report.sitting.desk import Desk

_WITHOUT = "The sitting goes line by line here. For a screen of its own: pip install 'msgreview[sit]'"


def sit(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[ID...]", help="Only these messages, due or not; all that waits where none is given.", show_default=False
        ),
    ] = None,
    *,
    within: Within = None,
    service: Service = "",
    owner: Owner = "",
    reviewer: Reviewer = "",
    minutes: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Write the minutes to this file, as Markdown, after each decision; else they are printed at the end.",
        ),
    ] = None,
    lines: Annotated[
        bool, typer.Option("--lines", help="Ask and answer line by line: for screen readers, and where NO_COLOR is set anyway.")
    ] = False,
    config: ConfigPath = None,
) -> None:
    """Go through what waits, one key a decision.

    Each decision is a commit. What is ended half-way goes on where it was.
    """
    from msgreview.report.sitting.desk import Desk

    review = recordable_here(config)
    for name in names or ():
        if name not in review.states:
            raise unknown(review, name)
    select = partial(_select, names or (), time_within(within), service, owner, reviewer)
    reopen = partial(review_here, config, quiet=True)
    try:
        desk = Desk(review, reopen, select, now())
    except ReviewError as error:
        raise UsageError(str(error)) from None
    if not desk.sitting.items and not desk.resumed:
        desk.close()
        say_unknown(review, service=service, owner=owner, reviewer=reviewer)
        what = "None of the messages you ask for" if names or service or owner or reviewer else "Nothing"
        output.say(f"{what} waits for anybody. `msgreview review due --within '6 months'` shows what will.")
        return
    run = _on_screen if not lines and _has_screen() else _in_lines
    try:
        run(desk, minutes)
    except KeyboardInterrupt:
        _write(desk, minutes)
        output.say("", "Stopped. What you decided is recorded; `msgreview review sit` goes on where you were.")
        raise typer.Exit(INTERRUPTED) from None
    _end(desk, minutes)


def _select(
    names: Iterable[str], within: str, service: str, owner: str, reviewer: str, review: ReviewContext
) -> list[DueMessage]:
    """The messages that the options name."""
    from msgreview.report.sitting.queue import chosen

    if names:
        return list(chosen(review, [name for name in names if name in review.states]))
    messages = due_messages(review, within or review.settings.config.review.warn)
    return [each for each in messages if is_meant_for(each, service, owner, reviewer)]


def _has_screen() -> bool:
    """Whether a screen of its own can be had: on a terminal that can move about, with textual."""
    if not (sys.stdin.isatty() and sys.stdout.isatty() and output.has_colour(sys.stdout)):
        return False
    if find_spec("textual") is None:
        output.say(_WITHOUT)
        return False
    return True


def _on_screen(desk: "Desk", minutes: Path | None) -> None:
    from msgreview.cli.review.sit.screen import SittingApp

    SittingApp(desk, now, partial(_write, desk, minutes)).run_to_the_end()


def _in_lines(desk: "Desk", minutes: Path | None) -> None:
    from msgreview.cli.review.sit.lines import sit_in_lines

    sit_in_lines(desk, now, partial(_write, desk, minutes))


def _write(desk: "Desk", file: Path | None) -> None:
    """Writes the minutes so far, if there is a file for them."""
    from msgreview.report.sitting.minutes import minutes

    if file:
        write_atomic(file, minutes(desk.sitting, now()))


def _end(desk: "Desk", file: Path | None) -> None:
    """Ends the sitting: its minutes, how many decisions it had, and what comes next."""
    from msgreview.report.sitting.minutes import minutes

    done, left = desk.sitting.done, desk.sitting.left
    if file:
        _write(desk, file)
    elif done:
        output.write(minutes(desk.sitting, now()))
    desk.close()
    where = f" The minutes are in {file}." if file else ""
    output.say(f"{count(len(done), 'decision')}, {len(left)} left.{where}")
    output.say("Next: msgreview review sit" if left else "Next: msgreview status")


def now() -> datetime:
    """The time of this machine, in its zone."""
    return datetime.now(UTC).astimezone()
