"""Courses and exercises as they are taught. The JSON Schema for course files comes from `CourseFile` and `Header`."""

from typing import Any

import msgspec

from msgreview.model.message import Channel
from msgreview.rubric.schema import Practice


class Survey(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How sure a learner is of one skill, asked before and after: "How sure are you that you can …"."""

    skill: str
    ask: str


class Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The keys that exercises of every kind have. All other keys of an exercise are its kind's options."""

    kind: str
    prompt: str
    """What the learner is asked, in one or two sentences."""
    hints: tuple[str, ...] = ()
    """From a nudge to nearly the answer."""
    why: str = ""
    """Why it matters to the reader of the message; shown with the result."""
    source: str = ""
    """Where the practice comes from."""
    practice: Practice | None = None
    """The practice it serves; the course's where it is left out."""
    rules: tuple[str, ...] = ()
    """Ids of the rules it teaches."""
    channel: Channel = "email"
    """How the text in it is sent."""
    minutes: int = 3
    """How long it takes most people."""


class CourseFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A course file."""

    title: str
    exercises: dict[str, Any]
    about: str = ""
    """What a learner can do afterwards."""
    read: str = ""
    """What is read before the first exercise: a page at most."""
    practice: Practice | None = None
    source: str = ""
    order: int = 100
    """Where it stands among the courses: smaller comes first."""
    survey: tuple[Survey, ...] = ()


class Exercise(Header, frozen=True, kw_only=True):
    """One thing to practise."""

    id: str
    """`course.name`."""
    course: str
    name: str
    options: Any
    """The kind's `Options`."""
    practice: Practice
    path: str = ""
    """Its file as the user would write it; "" for one made from a rule."""
    line: int = 1


class Course(msgspec.Struct, frozen=True):
    """Exercises around one subject, in order."""

    name: str
    title: str
    about: str
    read: str
    order: int
    survey: tuple[Survey, ...]
    exercises: tuple[Exercise, ...]
    path: str
