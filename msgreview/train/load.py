"""Loads the courses: the shipped ones, and a team's own, which add to them or replace them by name."""

from collections.abc import Sequence
from operator import attrgetter
from pathlib import Path
from typing import Any

from msgreview.catalogue.keyed_file import FileProblem, KeyedFile, field_names
from msgreview.catalogue.validate import did_you_mean
from msgreview.model.span import Source
from msgreview.rubric.settings_rules import FROM_SETTINGS
from msgreview.train.analysis import Analyser
from msgreview.train.course import Course, CourseFile, Exercise, Header
from msgreview.train.folders import load_files
from msgreview.train.kind import ExerciseKind
from msgreview.train.kinds import KINDS


def load_courses(folders: Sequence[Path], analyser: Analyser, here: Path) -> tuple[Course, ...]:
    """All courses in their order. TrainingError lists every problem."""

    def parse(source: Source, name: str, problems: list[FileProblem]) -> Course | None:
        return CourseParser(source, name, analyser, problems).parse()

    return tuple(load_files(folders, here, parse, attrgetter("order")).values())


class CourseParser:
    """Parses one file; what is wrong with it is added to `problems`."""

    def __init__(self, source: Source, name: str, analyser: Analyser, problems: list[FileProblem]) -> None:
        self._file = KeyedFile(source, problems)
        self._name = name
        self._analyser = analyser

    def parse(self) -> Course | None:
        """The course, with the exercises that have no problem; None where the file as a whole cannot be read."""
        file = self._file.load(CourseFile, "a course")
        if file is None:
            return None
        exercises = tuple(filter(None, [self._exercise(file, name, values) for name, values in file.exercises.items()]))
        path = self._file.source.path
        return Course(self._name, file.title, file.about.strip(), file.read.strip(), file.order, file.survey, exercises, path)

    def _exercise(self, file: CourseFile, name: str, values: Any) -> Exercise | None:
        path = f"exercises.{name}"
        if not isinstance(values, dict):
            self._file.problem(path, "an exercise is a group of 'key: value' lines")
            return None
        before = len(self._file.problems)
        header = self._file.part(path, {key: value for key, value in values.items() if key in field_names(Header)}, Header)
        if header is None:
            return None
        kind = KINDS.get(header.kind)
        if kind is None:
            meant = did_you_mean(header.kind, KINDS, f"There are {', '.join(KINDS)}.")
            self._file.problem(f"{path}.kind", f"there is no kind of exercise '{header.kind}'. {meant}")
            return None
        options = self._options(path, values, kind)
        practice = header.practice or file.practice
        if practice is None:
            self._file.problem(path, "the exercise names no practice it serves: add `practice:` to it or to the course", key=True)
        self._check_rules(path, header.rules)
        if options is None or practice is None or len(self._file.problems) > before:
            return None
        try:
            options = kind.settle(options, self._analyser) if kind.settle else options
        except ValueError as error:
            self._file.problem(path, str(error), key=True)
            return None
        return Exercise(
            id=f"{self._name}.{name}",
            course=self._name,
            name=name,
            kind=kind.name,
            prompt=header.prompt.strip(),
            options=options,
            practice=practice,
            hints=header.hints,
            why=header.why.strip(),
            source=header.source or file.source,
            rules=tuple(rule for rule in header.rules if rule in self._analyser.rules.all_rules),
            channel=header.channel,
            minutes=header.minutes,
            path=self._file.source.path,
            line=self._file.line(path),
        )

    def _options(self, path: str, values: dict[str, Any], kind: ExerciseKind) -> Any:
        """The keys that are the kind's own, as its `Options`; None where they have a problem."""
        own = {key: value for key, value in values.items() if key not in field_names(Header)}
        for key in [key for key in own if key not in field_names(kind.options)]:
            meant = did_you_mean(key, (*field_names(kind.options), *field_names(Header)), "Take it out.")
            self._file.problem(f"{path}.{key}", f"'{key}' is not an option of {kind.name}. {meant}", key=True)
            del own[key]
        return self._file.part(path, own, kind.options)

    def _check_rules(self, path: str, rules: Sequence[str]) -> None:
        known = self._analyser.rules.all_rules
        for number, rule in enumerate(rules):
            if rule not in known and rule.partition(".")[0] not in FROM_SETTINGS:
                meant = did_you_mean(rule, known, "`msgreview rubric list` names them.")
                self._file.problem(f"{path}.rules.{number}", f"there is no rule '{rule}'. {meant}")
