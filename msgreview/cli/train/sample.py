"""`msgreview train sample`: a few short texts before a course, and others after it."""

from secrets import randbelow
from typing import Annotated

import typer

from msgreview.cli import output
from msgreview.cli.context import ConfigPath
from msgreview.cli.errors import CLEAN
from msgreview.cli.train.classroom import Classroom, open_classroom, open_journal
from msgreview.cli.train.conversation import STOP
from msgreview.cli.train.screen import show_text
from msgreview.cli.train.session import read_answer
from msgreview.model.errors import UsageError
from msgreview.report.lines import line
from msgreview.train.course import Course
from msgreview.train.journal import Journal, add
from msgreview.train.practice import next_in, standing
from msgreview.train.sample import FORMS, form, form_of, is_mended, item, left, score
from msgreview.train.survey import Half


def sample(
    course: Annotated[str, typer.Argument(metavar="COURSE", help="The course, by its name.")],
    *,
    after: Annotated[bool, typer.Option("--after", help="Write the second half, although you are not through.")] = False,
    config: ConfigPath = None,
) -> None:
    """Write a few lines before and after a course.

    How it went is told after the second half, and never in between.
    """
    classroom, journal = open_classroom(config), open_journal()
    chosen = classroom.course(course)
    if not form(chosen, FORMS[0], classroom.analyser):
        raise UsageError(f"the rules of '{chosen.name}' have too few examples for a sample. The survey works: train survey.")
    half = "after" if after else _half(chosen, journal)
    if half == "after" and score(chosen.name, "before", journal.records) is None:
        raise UsageError("a sample after a course says something only beside one before it, and you have begun already.")
    name = form_of(chosen.name, half, journal.records) or FORMS[randbelow(len(FORMS))]
    texts = left(chosen, half, name, journal.records, classroom.analyser)
    for number, text in enumerate(texts, 1):
        show_text(f"{number} of {len(texts)}", f"How would you say this to a reader ({text.channel})?", text.given)
        output.show([line(("You may make up what you need. A line with only a full stop ends it; stop leaves.", "dim"))])
        answer = read_answer(long=True)
        if answer is None or answer.strip().casefold() in STOP:
            output.say(f"The rest is left for later: msgreview train sample {chosen.name}")
            raise typer.Exit(CLEAN)
        passed = is_mended(text, answer, classroom.analyser)
        journal = add(journal, classroom.clock(), "sample", chosen.name, item=item(half, name, text), passed=passed)
    _end(classroom, journal, chosen, half)


def _half(course: Course, journal: Journal) -> Half:
    """The half that is next. UsageError in the middle of a course."""
    if next_in(course, journal.records) is None:
        return "after"
    if any(standing(exercise.id, journal.records).standing != "new" for exercise in course.exercises):
        raise UsageError("you are in the middle of it. The second half comes when you are through; --after writes it now.")
    return "before"


def _end(classroom: Classroom, journal: Journal, course: Course, half: Half) -> None:
    before, after = (score(course.name, each, journal.records) for each in ("before", "after"))
    if half == "before" or before is None or after is None:
        output.say(f"Thank you. Now the course: msgreview train start {course.name}")
        return
    told = f"{before.passed} of {before.of} before the course, {after.passed} of {after.of} now."
    output.show([line(("Well put: ", "bold"), told)])
    rules = ", ".join(text.rule for text in form(course, FORMS[0], classroom.analyser))
    output.say(f"They were about: {rules}. `msgreview train start` with one of them goes on.")
