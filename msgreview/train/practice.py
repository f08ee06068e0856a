"""What to practise when: spaced repetition over the exercises that a learner has passed once, by the `fsrs` library.

Learning steps of minutes are for flashcards. Here an exercise comes back after days, at most after half a year, and without
chance, so that two machines with the same journal say the same. Spaced practice beats massed practice (Latimier, Peyre and
Ramus 2021, g = 0.74); the exact shape of the spacing hardly matters.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Literal, NamedTuple

from msgreview.train.course import Course, Exercise
from msgreview.train.journal import Record, since_reset

if TYPE_CHECKING:
    from fsrs import Scheduler

Standing = Literal["new", "open", "passed", "skipped"]
"""Never tried; tried and not passed; passed once or more; skipped and not passed since."""

_LONGEST = 180
"""Days after which an exercise comes back at the latest."""


class Standings(NamedTuple):
    """How a learner stands with one exercise."""

    standing: Standing
    due: datetime | None
    """When it comes back, in UTC; None for what has not been passed."""
    hints: int
    """How many hints were asked for since the last answer."""


def standing(exercise: str, records: Iterable[Record]) -> Standings:
    """How a learner stands with an exercise."""
    own = since_reset(records, exercise)
    answers = [record for record in own if record.did in ("answer", "scene")]
    after = own[own.index(answers[-1]) + 1 :] if answers else own
    hints = sum(record.did == "hint" for record in after)
    if any(record.passed for record in answers):
        return Standings("passed", _due(own), hints)
    if own and own[-1].did == "skip":
        return Standings("skipped", None, hints)
    return Standings("open" if answers else "new", None, hints)


def due_exercises(exercises: Iterable[Exercise], records: Sequence[Record], now: datetime) -> list[Exercise]:
    """The exercises that are due again, the longest due first."""
    due = [(state.due, exercise) for exercise in exercises if (state := standing(exercise.id, records)).due and state.due <= now]
    return [exercise for _, exercise in sorted(due, key=lambda pair: (pair[0], pair[1].id))]


def to_do(exercises: Iterable[Exercise], records: Sequence[Record]) -> Iterator[Exercise]:
    """The exercises that are neither passed nor skipped."""
    return (one for one in exercises if standing(one.id, records).standing in ("new", "open"))


def next_in(course: Course, records: Sequence[Record]) -> Exercise | None:
    """The first exercise of a course that is to do; None where the course is done."""
    return next(to_do(course.exercises, records), None)


def current_course(courses: Iterable[Course], records: Sequence[Record]) -> Course | None:
    """The course that the learner started or worked on last and has not finished."""
    named = {course.name: course for course in courses}
    for record in reversed(records):
        course = named.get(record.of.partition(".")[0])
        if course and record.did in ("start", "answer", "hint") and next_in(course, records):
            return course
    return None


def session(exercises: Sequence[Exercise], records: Sequence[Record], now: datetime, minutes: int) -> list[Exercise]:
    """What fits into some minutes of practice: what is due first, then what is open, in the order of the courses."""
    due = due_exercises(exercises, records, now)
    begun = [one for one in exercises if standing(one.id, records).standing == "open"]
    chosen: list[Exercise] = []
    left = minutes
    for exercise in [*due, *begun]:
        if exercise.minutes <= left or not chosen:
            chosen.append(exercise)
            left -= exercise.minutes
    return chosen


def _due(own: Sequence[Record]) -> datetime | None:
    """When an exercise comes back: each answer is a review, easier without a hint and at the first try of a day."""
    from fsrs import Card, Rating

    scheduler, card = _scheduler(), Card(card_id=1, due=own[0].at)
    hinted = False
    failed: datetime | None = None
    for record in own:
        if record.did == "hint":
            hinted = True
        if record.did not in ("answer", "scene"):
            continue
        again = failed is not None and failed.date() == record.at.date()
        rating = Rating.Again if not record.passed else Rating.Hard if hinted or again else Rating.Good
        card, _ = scheduler.review_card(card, rating, record.at)
        failed = None if record.passed else record.at
        hinted = False
    return card.due


def _scheduler() -> "Scheduler":
    from fsrs import Scheduler

    return Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False, maximum_interval=_LONGEST)
