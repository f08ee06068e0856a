"""How far a learner has come: figures per course, and the rules that were hardest."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from msgreview.train.course import Course
from msgreview.train.journal import Record
from msgreview.train.practice import standing


class CourseProgress(NamedTuple):
    """How far a learner has come in one course."""

    course: Course
    passed: int
    skipped: int
    due: int
    """Of those that were passed, how many are due again."""

    @property
    def left(self) -> int:
        """Exercises that are neither passed nor skipped."""
        return len(self.course.exercises) - self.passed - self.skipped

    @property
    def minutes(self) -> int:
        """How long most people take for what is left, about."""
        share = self.left / len(self.course.exercises) if self.course.exercises else 0
        return round(share * sum(exercise.minutes for exercise in self.course.exercises))


def progress(courses: Iterable[Course], records: Sequence[Record], now: datetime) -> list[CourseProgress]:
    """How far a learner has come in each course."""
    rows = []
    for course in courses:
        standings = [standing(exercise.id, records) for exercise in course.exercises]
        counts = Counter(each.standing for each in standings)
        due = sum(each.due is not None and each.due <= now for each in standings)
        rows.append(CourseProgress(course, counts["passed"], counts["skipped"], due))
    return rows


def hardest(records: Iterable[Record], most: int = 3) -> list[tuple[str, int]]:
    """The rules that answers broke most often, with how often."""
    return Counter(rule for record in records if record.did == "answer" for rule in record.missed).most_common(most)


def days(records: Iterable[Record]) -> int:
    """On how many days (UTC) there was an answer."""
    return len({record.at.date() for record in records if record.did in ("answer", "scene")})
