"""A group session: its agenda, homework, worksheets, scenes and notes for trainers; and how session files are loaded."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from operator import attrgetter
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

import msgspec

from msgreview.catalogue.keyed_file import FileProblem, KeyedFile
from msgreview.catalogue.validate import did_you_mean
from msgreview.model.config import Settings
from msgreview.model.span import Source
from msgreview.train.course import Course
from msgreview.train.folders import load_files, no_course, training_folders
from msgreview.train.roleplay.scene import Scene

_LONGEST = 180
"""Minutes that a session may take, breaks included: people have said of four hours that they are too long."""
_AT_A_STRETCH = 90
"""Minutes after which there has been a break."""

Minutes = Annotated[int, msgspec.Meta(ge=1)]
Does = Literal["talk", "worksheet", "role-play", "game", "survey", "break"]


class Homework(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something to do before the session."""

    do: str
    minutes: Minutes
    course: str = ""
    """A course to be taken for it."""


class Worksheet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table to be filled in by hand."""

    title: str
    how: str
    columns: tuple[str, ...]
    rows: tuple[str, ...]
    own: str = ""
    """A variable of the settings whose texts stand in the place of `rows`, such as the sentences of a service philosophy."""


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One item of the agenda."""

    title: str
    minutes: Minutes
    kind: Does
    does: str = ""
    """What people do, in a sentence or two."""
    trainers: str = ""
    """What those who lead do meanwhile."""
    uses: str = ""
    """The worksheet or the scene that is used."""


class SessionFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A session file."""

    title: str
    about: str
    agenda: tuple[Step, ...]
    order: int = 100
    start: Annotated[str, msgspec.Meta(pattern=r"^(?:[01]?\d|2[0-3]):[0-5]\d$")] = "9:00"
    bring: tuple[str, ...] = ()
    """What has to be in the room."""
    homework: tuple[Homework, ...] = ()
    worksheets: dict[str, Worksheet] = {}
    courses: tuple[str, ...] = ()
    """Courses whose questions make the survey."""
    lead: tuple[str, ...] = ()
    """Notes for those who lead."""
    floating: tuple[str, ...] = ()
    """Notes for trainers who go from group to group."""

    @property
    def minutes(self) -> int:
        """How long it takes, breaks included."""
        return sum(step.minutes for step in self.agenda)


class Session(NamedTuple):
    """A session, by its name."""

    name: str
    file: SessionFile

    @property
    def scenes(self) -> tuple[str, ...]:
        """The scenes that it plays, each once."""
        return tuple(dict.fromkeys(step.uses for step in self.file.agenda if step.kind == "role-play" and step.uses))


class Kit(NamedTuple):
    """What the pages of a session are made from."""

    session: Session
    scenes: Mapping[str, Scene]
    courses: Sequence[Course]
    settings: Settings
    start: str = ""
    """When it begins, such as "13:00"; as its file says where it is empty."""

    def course(self, name: str) -> Course:
        """The course of a name."""
        return next(course for course in self.courses if course.name == name)


def load_sessions(root: Path, here: Path, scenes: Collection[str], courses: Collection[str]) -> dict[str, Session]:
    """Name → session of a catalogue, in their order. TrainingError lists every problem, such as a scene not among `scenes`."""

    def parse(source: Source, name: str, problems: list[FileProblem]) -> Session | None:
        return parse_session(source, name, problems, scenes, courses)

    return load_files(training_folders(root, "sessions"), here, parse, attrgetter("file.order"))


def parse_session(
    source: Source, name: str, problems: list[FileProblem], scenes: Collection[str], courses: Collection[str]
) -> Session | None:
    """One session; None where it has problems, which are added."""
    file = KeyedFile(source, problems)
    read = file.load(SessionFile, "a session")
    if read is None:
        return None
    for path, words in (*_names(read, scenes, courses), *_times(read)):
        file.problem(path, words)
    return None if problems else Session(name, read)


def _names(session: SessionFile, scenes: Collection[str], courses: Collection[str]) -> Iterator[tuple[str, str]]:
    """Worksheets, scenes and courses that are not there."""
    for number, step in enumerate(session.agenda):
        there = {"worksheet": session.worksheets, "role-play": scenes}.get(step.kind)
        if there is not None and step.uses not in there:
            meant = did_you_mean(step.uses, there, f"`uses` names one of {', '.join(there)}." if there else "There are none.")
            yield f"agenda.{number}.uses", f"there is no {_WHAT[step.kind]} '{step.uses}'. {meant}"
    named = [(f"courses.{number}", name) for number, name in enumerate(session.courses)]
    named += [(f"homework.{number}.course", one.course) for number, one in enumerate(session.homework) if one.course]
    for path, name in named:
        if name not in courses:
            yield path, no_course(name, courses)


_WHAT = {"worksheet": "worksheet", "role-play": "scene"}


def _times(session: SessionFile) -> Iterator[tuple[str, str]]:
    """A session that is too long, or too long without a break."""
    if session.minutes > _LONGEST:
        most = f"A session takes {_LONGEST} at most, breaks included: make two of it."
        yield "agenda", f"this takes {session.minutes} minutes. {most}"
    stretch = 0
    for number, step in enumerate(session.agenda):
        stretch = 0 if step.kind == "break" else stretch + step.minutes
        if stretch > _AT_A_STRETCH:
            yield f"agenda.{number}", f"here {stretch} minutes have gone without a break. Put one before it."
            return


def times(session: SessionFile, start: str = "") -> Iterator[tuple[str, Step]]:
    """When each item of the agenda begins, such as "9:40"."""
    minutes = 0
    for step in session.agenda:
        yield _clock(session, start, minutes), step
        minutes += step.minutes


def ends(session: SessionFile, start: str) -> str:
    """When it is over."""
    return _clock(session, start, session.minutes)


def _clock(session: SessionFile, start: str, minutes: int) -> str:
    """The time of day so many minutes into the session."""
    hour, _, minute = (start or session.start).partition(":")
    now = datetime.combine(datetime.min, time(int(hour), int(minute))) + timedelta(minutes=minutes)
    return f"{now.hour}:{now:%M}"
