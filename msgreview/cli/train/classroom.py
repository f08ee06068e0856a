"""What a training command starts from: the courses, the rules that grade, and the learner's own file."""

import os
from collections.abc import Mapping
from datetime import UTC, datetime, time
from pathlib import Path
from typing import NamedTuple, TypeVar

from msgreview.catalogue.validate import did_you_mean
from msgreview.cli import output
from msgreview.cli.context import day, open_settings
from msgreview.model.errors import UsageError
from msgreview.rubric.load import catalogue_rules
from msgreview.train.analysis import Analyser
from msgreview.train.course import Course, Exercise
from msgreview.train.folders import training_folders
from msgreview.train.from_rules import PREFIX, rule_exercises
from msgreview.train.journal import Journal, load_journal
from msgreview.train.load import load_courses

T = TypeVar("T")


class Classroom(NamedTuple):
    """The courses of a catalogue, what grades them, and the moment in UTC."""

    courses: tuple[Course, ...]
    analyser: Analyser
    now: datetime

    def course(self, name: str) -> Course:
        """The course of a name, or of the start of one. Raises UsageError where there is none."""
        return pick({course.name: course for course in self.courses}, name, "course", "msgreview train list")

    def exercises(self, name: str) -> tuple[Exercise, ...]:
        """The exercises of a course, of a rule, or the one of that id. Raises UsageError where there is none."""
        for course in self.courses:
            if exercise := next((one for one in course.exercises if one.id == name), None):
                return (exercise,)
        rules = self.analyser.rules.all_rules
        rule, _, kind = name.removeprefix(PREFIX).rpartition(".")
        if name.removeprefix(PREFIX) in rules:
            return tuple(rule_exercises(rules[name.removeprefix(PREFIX)], self.analyser))
        if name.startswith(PREFIX) and rule in rules:
            return tuple(one for one in rule_exercises(rules[rule], self.analyser) if one.kind == kind)
        before, dot, _ = name.partition(".")
        if dot:
            is_course = any(one.name == before for one in self.courses)
            what, command = ("exercise", f"train list {before}") if is_course else ("exercise and no rule", "train list")
            ids = [*(one.id for one in self.every), *rules]
            return self.exercises(pick(dict(zip(ids, ids, strict=True)), name, what, f"msgreview {command}"))
        return self.course(name).exercises

    def clock(self) -> datetime:
        """The moment of an answer: now, or that of the day that was named."""
        return max(self.now, datetime.now(UTC))

    @property
    def every(self) -> list[Exercise]:
        """All exercises of all courses."""
        return [exercise for course in self.courses for exercise in course.exercises]


def pick(things: Mapping[str, T], name: str, what: str, command: str) -> T:
    """The thing of a name, or of the start of one. Raises UsageError where there is none; `command` names them all."""
    matches = [thing for own, thing in things.items() if own.startswith(name)]
    if name in things:
        return things[name]
    if len(matches) == 1:
        return matches[0]
    raise UsageError(f"there is no {what} '{name}'. {did_you_mean(name, things, f'`{command}` names them.')}")


def open_classroom(config: Path | None = None, as_of: str | None = None) -> Classroom:
    """The courses, ready; now, or noon (UTC) of the day asked for. Raises TrainingError and UsageError."""
    settings = open_settings(None, config, as_of, None)
    if not settings.config_path:
        settings = settings.under("standard")
    rules = catalogue_rules(settings)
    analyser = Analyser(rules, settings)
    courses = load_courses(training_folders(Path(settings.root)), analyser, Path.cwd())
    now = datetime.combine(day(as_of, "--as-of"), time(12), UTC) if as_of else datetime.now(UTC)
    return Classroom(courses, analyser, now)


def journal_path() -> Path:
    """The learner's own file: in MSGREVIEW_TRAINING, or in the user's folder for data."""
    chosen = os.environ.get("MSGREVIEW_TRAINING")
    if chosen:
        return Path(chosen) / "practice.jsonl"
    from platformdirs import user_data_path

    return user_data_path("msgreview", appauthor=False) / "practice.jsonl"


def open_journal() -> Journal:
    """What the learner has done so far; what is odd about the file is said."""
    journal = load_journal(journal_path())
    if journal.note:
        output.say(journal.note)
    return journal
