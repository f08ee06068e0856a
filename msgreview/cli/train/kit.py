"""`msgreview train kit`: what the trainers of a group session print."""

import re
from collections.abc import Collection
from pathlib import Path
from typing import Annotated

import typer

from msgreview.catalogue.atomic import write_atomic
from msgreview.cli import output
from msgreview.cli.context import ConfigPath
from msgreview.cli.errors import CLEAN
from msgreview.cli.train.classroom import Classroom, open_classroom, pick
from msgreview.cli.train.play import open_scenes
from msgreview.model.errors import UsageError
from msgreview.report.lines import Column, Grid, Run
from msgreview.train.kit.build import pages
from msgreview.train.kit.page import render_page
from msgreview.train.kit.session import Kit, Session, load_sessions


def kit(
    session: Annotated[str, typer.Argument(metavar="SESSION", help="The session, by its name; none lists them.")] = "",
    *,
    into: Annotated[Path | None, typer.Option(metavar="FOLDER", help="Where to write it.", show_default=False)] = None,
    start: Annotated[str, typer.Option(metavar="TIME", help="When it begins, such as 13:00.")] = "",
    config: ConfigPath = None,
) -> None:
    """Write what the trainers of a group session print.

    As HTML and as Markdown: agenda, homework, worksheets, role-play cards, the turnaround-time game from your policies, surveys,
    a referral card, and notes for trainers.
    """
    classroom = open_classroom(config)
    settings, scenes = classroom.analyser.settings, open_scenes(classroom)
    sessions = open_sessions(classroom, scenes)
    if not session:
        rows = tuple((Run(one.name, "bold"), Run(str(one.file.minutes)), Run(one.file.title)) for one in sessions.values())
        output.show([Grid((Column("Session"), Column("Minutes", "right"), Column("About")), rows)])
        output.say("Write the kit of one: msgreview train kit SESSION --into FOLDER")
        raise typer.Exit(CLEAN)
    chosen = pick(sessions, session, "session", "msgreview train kit")
    if into is None:
        raise UsageError(f"say where to write it: msgreview train kit {chosen.name} --into {chosen.name}")
    if start and not re.fullmatch(r"(?:[01]?\d|2[0-3]):[0-5]\d", start):
        raise UsageError(f"--start '{start}' is not a time of day. Write it as 13:00.")
    made = list(pages(Kit(chosen, scenes, classroom.courses, settings, start)))
    try:
        into.mkdir(parents=True, exist_ok=True)
        for page in made:
            for suffix in (".html", ".md"):
                write_atomic(into / f"{page.name}{suffix}", render_page(page, suffix))
    except OSError as error:
        raise UsageError(f"{into} cannot be written to ({error.strerror}). Name a folder of your own.") from None
    listed = tuple((Run(f"{page.name}.html", "bold"), Run(page.title)) for page in made)
    output.show([Grid((Column("Page"), Column("What it is")), listed)])
    output.say(f"Written into {into}, each as .html to print and as .md.")


def open_sessions(classroom: Classroom, scenes: Collection[str]) -> dict[str, Session]:
    """The sessions of a catalogue. Raises TrainingError."""
    courses = [course.name for course in classroom.courses]
    return load_sessions(Path(classroom.analyser.settings.root), Path.cwd(), scenes, courses)
