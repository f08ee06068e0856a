"""`msgreview train hand-in`: a learner's results as a file, after a look at what is in it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from msgreview.catalogue.atomic import write_atomic
from msgreview.cli import output
from msgreview.cli.context import AsOf, ConfigPath
from msgreview.cli.errors import CLEAN
from msgreview.cli.train.classroom import open_classroom, open_journal
from msgreview.model.errors import UsageError
from msgreview.report.lines import Block, Column, Grid, Run, count, line
from msgreview.train.hand_in import HandIn, hand_in_text, make_hand_in


def hand_in(
    courses: Annotated[
        list[str] | None, typer.Argument(metavar="COURSE...", help="Only the results of these courses.", show_default=False)
    ] = None,
    *,
    comments: Annotated[bool, typer.Option("--comments", help="With what you said of courses in your own words.")] = False,
    to: Annotated[
        Path | None, typer.Option("--output", metavar="FILE", help="Where to write it.", show_default="hand-in-NAME.json")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    config: ConfigPath = None,
    as_of: AsOf = None,
) -> None:
    """Write your results into a file to give to your trainer.

    It shows first what would be in it. Your name is not; nor are your answers, worksheets and times.
    """
    classroom, journal = open_classroom(config, as_of), open_journal()
    only = [classroom.course(name).name for name in courses or []]
    if not journal.records:
        raise UsageError("there is nothing to hand in yet. `msgreview train` says where to begin.")
    made = make_hand_in(classroom.courses, journal.records, classroom.now, only, comments=comments)
    titles = {course.name: course.title for course in classroom.courses}
    output.show(_shown(made, titles))
    file = to or Path(f"hand-in-{made.learner}.json")
    if not yes and not typer.confirm(f"Write this to {file}?"):
        output.say("Nothing was written.")
        raise typer.Exit(CLEAN)
    write_atomic(file, hand_in_text(made))
    output.say(f"Wrote {file}. It goes nowhere by itself: give it to your trainer if you like.")


def _shown(made: HandIn, titles: dict[str, str]) -> Iterator[Block]:
    """All that is in a hand-in."""
    yield line((f"This is what you would hand in, under the name {made.learner}.", "bold"))
    yield line("Nobody can tell from that name who you are. Your answers, worksheets, handle and times are not in it.")
    yield line("")
    yield line(f"Made on {made.made}: {count(made.answers, 'answer')} on {count(made.days, 'day')}")
    if made.courses:
        rows = tuple(
            (Run(titles[name]), Run(f"{each.passed} of {each.of}"), Run(str(each.skipped or "")), Run(str(each.due or "")))
            for name, each in made.courses.items()
        )
        columns = (Column("Course"), Column("Passed", "right"), Column("Skipped", "right"), Column("Due again", "right"))
        yield Grid(columns, rows)
    for name, said in made.surveys.items():
        yield line(("How sure you are, and what you think of it: ", "bold"), titles[name])
        for what, part in (("before", said.before), ("now", said.after), ("looking back", said.then), ("course", said.reaction)):
            if part:
                yield line(f"  {what}: {', '.join(f'{skill} {value}' for skill, value in part.items())}")
        if said.comment:
            yield line(f"  in your words: {said.comment}")
    for name, halves in made.samples.items():
        told = ", ".join(f"{half} {score.passed} of {score.of}" for half, score in halves.items())
        yield line(("Sample: ", "bold"), f"{titles[name]}: {told}")
    if made.scenes:
        played = (name if good else f"{name} (not yet)" for name, good in made.scenes.items())
        yield line(("Conversations: ", "bold"), ", ".join(played))
    if made.missed:
        yield line(("Rules that answers broke: ", "bold"), ", ".join(f"{rule} {times}" for rule, times in made.missed.items()))
