"""A team's course of exercises from its own messages: one more is added at the end, and everything else stays as it is."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from msgreview.catalogue.keyed_file import FileProblem
from msgreview.catalogue.write import as_entry
from msgreview.catalogue.yaml_tree import decode
from msgreview.model.errors import ConfigError
from msgreview.train.analysis import Analyser
from msgreview.train.check import check_exercise
from msgreview.train.course import Exercise
from msgreview.train.load import CourseParser

_HEADER = """\
# From our own messages. Names, addresses and numbers are stand-ins; a person has read and approved each exercise.
title: From our own messages
about: You see in our own messages what you would change, and you write it better.
order: 200
exercises:
"""


class Added(NamedTuple):
    """A course file with one more exercise."""

    data: bytes
    name: str
    """Of the exercise: the one wanted, or the next with another number."""
    flaws: tuple[str, ...]
    """What is wrong with the exercise, so that it should not be kept as it is."""


def with_exercise(data: bytes, shown: str, course: str, name: str, keys: Mapping[str, Any], analyser: Analyser) -> Added:
    """A course file, or a new one where `data` is empty, with one more exercise. ConfigError where nothing can be added to it."""
    text = decode(data, shown).text if data else _HEADER
    before, problems = _parsed(text, shown, course, analyser) if data else ((), [])
    if problems:
        raise ConfigError("\n".join(map(str, problems)))
    names = [exercise.name for exercise in before or ()]
    stem, _, number = name.rpartition("-")
    while name in names:
        number = str(int(number) + 1)
        name = f"{stem}-{number}"
    end = "" if text.endswith("\n") else "\n"
    written = f"{text}{end}{as_entry(name, keys, '  ')}"
    exercises, problems = _parsed(written, shown, course, analyser)
    if exercises is None or (not problems and [exercise.name for exercise in exercises] != [*names, name]):
        raise ConfigError(f"{shown}: nothing can be added at its end. Put `exercises:` last, with its names two blanks in.")
    flaws = [problem.words for problem in problems] or [flaw.words for flaw in check_exercise(exercises[-1], analyser)]
    return Added(written.encode(), name, tuple(flaws))


def _parsed(text: str, shown: str, course: str, analyser: Analyser) -> tuple[tuple[Exercise, ...] | None, list[FileProblem]]:
    """A file's exercises, None where it cannot be read, and its problems."""
    problems: list[FileProblem] = []
    parsed = CourseParser(decode(text.encode(), shown), course, analyser, problems).parse()
    return parsed.exercises if parsed else None, problems
