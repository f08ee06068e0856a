"""Surveys: how sure learners are of each skill of a course, before and after it, and what they thought of it.

Asked before and after, and once more looking back: who has learned something judges the start by another measure (Drennan and
Hyde 2008), yet judges it lower than it was said at the time, so that the two are never mixed. Nothing of it is graded.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, Literal, NamedTuple

import msgspec

from msgreview.train.course import Course
from msgreview.train.journal import Record
from msgreview.train.practice import next_in, standing

Half = Literal["before", "after"]
Part = Literal["before", "after", "then", "reaction", "open"]
"""`then` is how sure a learner was before the course, as they see it after it."""

SCALE = range(1, 6)
REACTIONS = {
    "worth": "It was worth my time.",
    "useful": "I can use it in my next message.",
    "level": "It was neither too easy nor too hard.",
}
_OPEN = "What should be different in this course?"
_LEFT_OUT = "left-out"


class Question(NamedTuple):
    """One question of a survey. An answer is a number of `SCALE`, or free words where the part is `open`."""

    part: Part
    name: str
    ask: str

    @property
    def item(self) -> str:
        """What the answer is filed under."""
        return f"{self.part}.{self.name}"


Rating = Annotated[int, msgspec.Meta(ge=SCALE[0], le=SCALE[-1])]


class Answers(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one learner said of one course: skill, or name of a reaction, → how sure, or how much so."""

    before: dict[str, Rating] = {}
    after: dict[str, Rating] = {}
    then: dict[str, Rating] = {}
    reaction: dict[str, Rating] = {}
    comment: str = ""


def questions(course: Course, half: Half) -> Iterator[Question]:
    """The questions of one half, in the order in which they are asked."""
    for skill in course.survey:
        yield Question(half, skill.skill, skill.ask)
    if half == "after":
        for skill in course.survey:
            yield Question("then", skill.skill, skill.ask)
        for name, words in REACTIONS.items():
            yield Question("reaction", name, words)
        yield Question("open", "comment", _OPEN)


def answers(course: str, records: Iterable[Record]) -> Answers:
    """What a learner said; the last answer to a question counts."""
    said: dict[str, dict[str, int]] = {"before": {}, "after": {}, "then": {}, "reaction": {}}
    comment = ""
    for record in records:
        if record.did != "survey" or record.of != course:
            continue
        part, _, name = record.item.partition(".")
        if part == "open":
            comment = record.words
        elif part in said and record.value in SCALE:
            said[part][name] = record.value
    return Answers(**said, comment=comment)


def half_due(course: Course, records: Sequence[Record]) -> Half | None:
    """The half that is to be asked now; None in the middle of a course, and where it was answered or left out."""
    if not course.survey:
        return None
    if next_in(course, records) is None:
        half: Half = "after"
    elif any(standing(exercise.id, records).standing != "new" for exercise in course.exercises):
        return None
    else:
        half = "before"
    return None if is_over(course, half, records) else half


def is_over(course: Course, half: Half, records: Iterable[Record]) -> bool:
    """Whether every question of a half was answered or passed over, or the rest of it left out."""
    records = list(records)
    return left_out(half) in _items(course, records) or not open_questions(course, half, records)


def open_questions(course: Course, half: Half, records: Iterable[Record]) -> list[Question]:
    """The questions of a half that were neither answered nor passed over."""
    answered = _items(course, records)
    return [question for question in questions(course, half) if question.item not in answered]


def _items(course: Course, records: Iterable[Record]) -> set[str]:
    return {record.item for record in records if record.did == "survey" and record.of == course.name}


def left_out(half: Half) -> str:
    """What is filed where a learner leaves the rest of a half out."""
    return f"{half}.{_LEFT_OUT}"
