"""What a kind of exercise is: its options, its manual page, and the functions that pose and grade."""

from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec

from msgreview.train.analysis import Analyser
from msgreview.train.course import Exercise
from msgreview.train.grade import Grade


class Task(NamedTuple):
    """What is put before the learner."""

    given: str = ""
    """The text to work on; "" where there is none."""
    choices: tuple[str, ...] = ()
    """What to choose from, to put in order or to match, numbered from 1."""
    targets: tuple[str, ...] = ()
    """What the choices are matched to, lettered from a."""
    how: str = ""
    """How to answer, in one sentence: "Type the number of your choice"."""
    long: bool = False
    """Whether the answer may take several lines."""


class ExerciseKind(NamedTuple):
    """One kind of exercise. An answer is a text, as a learner types it."""

    name: str
    about: str
    """Its manual page."""
    options: type[msgspec.Struct]
    pose: Callable[[Exercise, Analyser], Task]
    grade: Callable[[Exercise, str, Analyser], Grade]
    models: Callable[[Exercise, Analyser], tuple[str, ...]] = lambda exercise, _: exercise.options.models
    """Answers that pass, as one would type them."""
    given: Callable[[Exercise, Analyser], str] = lambda exercise, _: exercise.options.given
    """The answer of somebody who changes nothing: it must not pass."""
    settle: Callable[[Any, Analyser], msgspec.Struct] | None = None
    """Fills options from the catalogue: its policies, its philosophy, its scenes. ValueError says what is not there."""
    private: bool = False
    """Whether answers are the learner's own business, and are never handed in."""
