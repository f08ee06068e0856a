"""`msgreview train survey`: a few questions before and after a course."""

import sys
from typing import Annotated

import typer

from msgreview.cli import output
from msgreview.cli.context import ConfigPath
from msgreview.cli.errors import CLEAN
from msgreview.cli.train.classroom import Classroom, open_classroom, open_journal
from msgreview.cli.train.conversation import STOP
from msgreview.cli.train.session import read_answer
from msgreview.model.errors import UsageError
from msgreview.report.lines import Column, Grid, Run, line
from msgreview.train.course import Course
from msgreview.train.journal import Journal, add
from msgreview.train.survey import SCALE, Half, Part, Question, answers, half_due, is_over, left_out, open_questions

_INTRO: dict[Part, str] = {
    "before": "How sure are you today? 1 is not at all, 5 is very.",
    "after": "How sure are you now? 1 is not at all, 5 is very.",
    "then": "Now look back to before the course. How sure were you then, as you see it today?",
    "reaction": "What was the course like? 1 is not so at all, 5 is very much so.",
    "open": "One last question, in your own words. They stay on this machine unless you hand them in.",
}
_LEAVE = "Enter leaves a question out, skip leaves out the rest. Nothing of this is graded."


def survey(
    course: Annotated[str, typer.Argument(metavar="COURSE", help="The course, by its name.")],
    *,
    after: Annotated[bool, typer.Option("--after", help="Ask the second half, although you are not through.")] = False,
    config: ConfigPath = None,
) -> None:
    """Say how sure you are, before and after a course."""
    classroom, journal = open_classroom(config), open_journal()
    chosen = classroom.course(course)
    if not chosen.survey:
        raise UsageError(f"the course '{chosen.name}' has no survey. Its author can add one: see docs/teaching.md.")
    half = "after" if after else half_due(chosen, journal.records)
    if half:
        ask(classroom, journal, chosen, half)
    elif is_over(chosen, "after", journal.records):
        _show_change(chosen, journal)
        output.say("You have answered both halves. Thank you.")
    elif is_over(chosen, "before", journal.records):
        output.say("You have answered the first half. The second comes when you are through; --after asks it now.")
    else:
        output.say("You have begun, so the first half is past. The second comes when you are through; --after asks it now.")
    raise typer.Exit(CLEAN)


def offer(classroom: Classroom, journal: Journal, course: Course) -> Journal:
    """Asks what is to be asked of a course now, where somebody sits at a terminal."""
    half = half_due(course, journal.records)
    return ask(classroom, journal, course, half) if half and sys.stdin.isatty() else journal


def ask(classroom: Classroom, journal: Journal, course: Course, half: Half) -> Journal:
    """Asks one half; every answer is in the journal before the next question."""
    output.show([line((f"A few questions on: {course.title}", "bold")), line((_LEAVE, "dim"))])
    part = ""
    for question in open_questions(course, half, journal.records):
        if question.part != part:
            part = question.part
            output.show([line(""), line((_INTRO[question.part], "bold"))])
        output.show([line(question.ask)])
        answer = _answer(question)
        if answer is None:
            output.say("The rest is left for later. `msgreview train survey` with the name of the course asks again.")
            return journal
        if answer == "skip":
            return add(journal, classroom.clock(), "survey", course.name, item=left_out(half))
        fields = {"words": answer} if question.part == "open" else {"value": int(answer or 0)}
        journal = add(journal, classroom.clock(), "survey", course.name, item=question.item, **fields)
    if half == "after":
        _show_change(course, journal)
    output.say("Thank you. It is kept on this machine.")
    return journal


def _answer(question: Question) -> str | None:
    """A number, free words, "" for nothing, or "skip"; None where the learner stops."""
    while (typed := read_answer(long=False)) is not None:
        words = typed.strip()
        if words.casefold() in STOP:
            return None
        if words.casefold() == "skip":
            return "skip"
        if question.part == "open" or not words or (words.isdecimal() and int(words) in SCALE):
            return words
        output.show([line((f"Type a number from {SCALE[0]} to {SCALE[-1]}, or press Enter to leave it out.", "yellow"))])
    return None


def _show_change(course: Course, journal: Journal) -> None:
    """How sure the learner was and is, skill by skill."""
    said = answers(course.name, journal.records)
    rows = tuple(
        (Run(skill.skill), *(Run(str(part.get(skill.skill, "–"))) for part in (said.before, said.then, said.after)))
        for skill in course.survey
    )
    columns = (Column("How sure you are"), Column("before", "right"), Column("looking back", "right"), Column("now", "right"))
    output.show([line(""), Grid(columns, rows)])
