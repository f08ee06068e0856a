"""How exercises and grades look: panels on a terminal with colour, plain lines everywhere else."""

import sys
from collections.abc import Iterable, Iterator
from string import ascii_lowercase

from msgreview.cli import output
from msgreview.report.lines import Line, Style, line, safe
from msgreview.train.course import Exercise
from msgreview.train.grade import Grade, Question, Remark
from msgreview.train.kind import Task


def show_exercise(exercise: Exercise, task: Task, place: str, how: str) -> None:
    """An exercise as it is put before the learner. `place` is where it stands, such as "3 of 9"; `how` an answer is given."""
    show_text(f"{exercise.kind}, {place}" if place else exercise.kind, exercise.prompt, task.given)
    for number, choice in enumerate(task.choices, 1):
        output.show(_numbered(str(number), choice))
    if task.targets:
        output.show([line("")])
    for letter, target in zip(ascii_lowercase, task.targets, strict=False):
        output.show(_numbered(letter, target))
    output.show([line(""), line((task.how, "dim")), *(line((row, "dim")) for row in how.splitlines())])


def show_grade(exercise: Exercise, grade: Grade) -> None:
    """The three lines on an answer; after a pass why it is good, and other good ways."""
    if grade.refused:
        output.show([line((grade.refused, "yellow"))])
        return
    rows = [*_part("Facts kept", grade.facts), *_part("Practices", grade.practices), *_looks(grade.questions)]
    _box("Passed" if grade.passed else "Not yet", rows, "green" if grade.passed else "yellow")
    if grade.passed:
        output.show(_afterwards(exercise, grade))


def show_text(title: str, task: str, given: str) -> None:
    """What to do, and the text to do it with, if there is one."""
    _box(title, [line((task, "bold"))])
    if given:
        _box("", [line(row) for row in given.strip().splitlines()])


def _part(title: str, remarks: tuple[Remark, ...]) -> Iterator[Line]:
    if remarks:
        yield line((title, "bold"))
        for remark in remarks:
            yield line("  ", ("✓" if remark.ok else "✗", "green" if remark.ok else "yellow"), f" {remark.text}")


def _looks(questions: tuple[Question, ...]) -> Iterator[Line]:
    if questions:
        yield line(("A look at yourself", "bold"))
        for question in questions:
            yield line(f"  {question.ask}")
            yield line(("    thin: ", "dim"), question.weak)
            yield line(("    full: ", "dim"), question.strong)


def _afterwards(exercise: Exercise, grade: Grade) -> Iterator[Line]:
    if exercise.why:
        yield line(("Why: ", "bold"), exercise.why)
    if exercise.source:
        yield line((f"Source: {exercise.source}", "dim"))
    for number, model in enumerate(grade.models, 1):
        yield line((f"A good way ({number}):" if len(grade.models) > 1 else "A good way:", "bold"))
        yield from (line(f"  {row}") for row in model.strip().splitlines())


def _numbered(number: str, text: str) -> list[Line]:
    first, *rest = text.strip().splitlines() or [""]
    return [line((f"{number:>2}  ", "bold"), first), *(line(f"    {row}") for row in rest)]


def _box(title: str, rows: Iterable[Line], style: Style = "blue") -> None:
    """Rows in a box with a title; without colour, the title above them."""
    if not output.has_colour(sys.stdout):
        output.show([*([line((title + ":", "bold"))] if title else [line("")]), *rows])
        return
    from rich.console import Console
    from rich.panel import Panel
    from rich.text import Text

    width = min(output.width(), 100)
    inner = (part for row in rows for part in output.folded(row, width - 4))
    text = Text("\n").join(Text.assemble(*((safe(words), look) for words, look in row)) for row in inner)
    console = Console(force_terminal=True, highlight=False, markup=False, emoji=False, width=width)
    with console.capture() as drawn:
        console.print(Panel(text, title=Text(title) if title else None, title_align="left", border_style=style))
    output.write(drawn.get())
