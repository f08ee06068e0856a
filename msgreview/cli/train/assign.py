"""`msgreview train assign`, and what a learner sees of it."""

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from msgreview.catalogue.atomic import write_atomic
from msgreview.catalogue.files import shown_path
from msgreview.cli import output
from msgreview.cli.context import ConfigPath, day
from msgreview.cli.errors import CLEAN
from msgreview.cli.train.classroom import Classroom, open_classroom
from msgreview.model.errors import ConfigError, UsageError
from msgreview.report.lines import Block, Column, Grid, Run, line
from msgreview.train.assignment import (
    EVERYBODY,
    Assignment,
    assigned_path,
    assigned_to,
    handle_problem,
    load_assigned,
    with_assignments,
    without_assignments,
)
from msgreview.train.progress import CourseProgress


def assign(
    course: Annotated[str, typer.Argument(metavar="COURSE", help="The course; without one, what is assigned is listed.")] = "",
    who: Annotated[
        list[str] | None, typer.Argument(metavar="WHO...", help="The handles of those who are to take it, or everybody.")
    ] = None,
    *,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="Until when, such as 2027-03-14.", show_default=False)] = None,
    drop: Annotated[bool, typer.Option("--drop", help="Take it away from them again.")] = False,
    config: ConfigPath = None,
) -> None:
    """Say who is to take which course, and until when.

    It is kept in training/assigned.yaml, which you commit. A handle is any short name that the person chose; they say it once
    with `msgreview train --as HANDLE`.
    """
    classroom = open_classroom(config)
    path = assigned_path(Path(classroom.analyser.settings.root))
    if not course:
        _list(assigned_here(classroom))
        raise typer.Exit(CLEAN)
    chosen, handles = classroom.course(course), list(dict.fromkeys(who or []))
    if not handles:
        raise UsageError(f"say who is to take '{chosen.name}': their handles, or {EVERYBODY}.")
    if reason := next(filter(None, map(handle_problem, handles)), ""):
        raise UsageError(reason)
    if bool(until) == drop:
        raise UsageError("say until when: --until 2027-03-14. To take it away again, say --drop and no day.")
    data = path.read_bytes() if path.exists() else b""
    if until:
        last = day(until, "--until")
        if last < classroom.analyser.settings.today:
            raise UsageError(f"{last} is over. Name a day that is still to come.")
        changed = with_assignments(data, [Assignment(handle, chosen.name, last) for handle in handles])
        done = f"{chosen.title} is assigned to {', '.join(handles)} until {last}."
    else:
        changed = without_assignments(data, handles, chosen.name)
        done = f"{chosen.title} is not assigned to {', '.join(handles)} any more."
    if changed == data:
        output.say("Nothing had to be changed: `msgreview train assign` lists what is assigned.")
        raise typer.Exit(CLEAN)
    write_atomic(path, changed)
    output.say(done, f"Commit {shown_path(path, Path.cwd())}, so that it reaches them.")


class Tasks(NamedTuple):
    """What is assigned to somebody, as it is shown on their screen, and the names of the courses that are not done yet."""

    rows: list[Block]
    courses: Collection[str] = ()


def tasks(classroom: Classroom, handle: str, standings: Sequence[CourseProgress]) -> Tasks:
    """What somebody is to do; nothing where no handle is known. It says which file cannot be read."""
    if not handle:
        return Tasks([])
    try:
        mine = assigned_to(assigned_here(classroom), handle)
    except ConfigError as error:
        output.say(f"What is assigned cannot be read:\n{error}")
        return Tasks([])
    if not mine:
        return Tasks([line(f"Nothing is assigned to {handle}.", (" Is that another handle? msgreview train --as HANDLE", "dim"))])
    by_name = {row.course.name: row for row in standings}
    open_ = [(each, by_name[each.course]) for each in mine if by_name[each.course].left]
    if not open_:
        return Tasks([line((f"All that was assigned to you, {handle}, is done.", "green"))])
    rows: list[Block] = [line((f"Assigned to you, {handle}:", "bold"))]
    for each, row in open_:
        late = each.until < classroom.now.date()
        when = f"{'was due on' if late else 'until'} {each.until}"
        rows.append(line(f"  {row.course.title}, ", (when, "yellow" if late else ""), f", {row.left} to go"))
        rows.append(line(f"    msgreview train start {each.course}"))
    return Tasks(rows, {each.course for each, _ in open_})


def assigned_here(classroom: Classroom) -> tuple[Assignment, ...]:
    """What is assigned in a catalogue. ConfigError names every problem."""
    courses = [course.name for course in classroom.courses]
    return load_assigned(Path(classroom.analyser.settings.root), Path.cwd(), courses)


def _list(assigned: tuple[Assignment, ...]) -> None:
    if not assigned:
        output.say("Nothing is assigned yet: msgreview train assign COURSE WHO --until DATE")
        return
    order = sorted(assigned, key=lambda each: (each.until, each.course, each.who))
    rows = tuple((Run(each.who, "bold"), Run(each.course), Run(each.until.isoformat())) for each in order)
    output.show([Grid((Column("Who"), Column("Course"), Column("Until")), rows)])
