"""Self-assessment: questions that no rule can answer, each with what a weak and a strong answer to it look like."""

import msgspec

from msgreview.rubric.schema import Practice
from msgreview.train.english import English
from msgreview.train.grade import Question

_QUESTIONS = msgspec.convert(English("questions").tables, dict[str, Question])
READER, NO, ASKED = (_QUESTIONS[name] for name in ("reader", "no", "asked"))


def questions(practice: Practice, *more: Question) -> tuple[Question, ...]:
    """Two or three questions on an answer that serves a practice."""
    return (_QUESTIONS[practice], *(more or (READER,)))
