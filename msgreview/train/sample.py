"""Samples: a few short texts that a learner mends before a course, and others after it, by the same rules.

They are made from the examples of the rules that the course teaches, in two forms with one text of each rule. Chance says which
form a learner begins with, so that neither is easier before or after. Nobody is told in between how it went, and the grading does
not know which half it grades.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Annotated, Literal, NamedTuple

import msgspec

from msgreview.model.message import Channel
from msgreview.rubric.schema import Practice
from msgreview.train.analysis import Analyser
from msgreview.train.course import Course
from msgreview.train.from_rules import example_texts
from msgreview.train.journal import Record
from msgreview.train.rewriting import Rewriting, grade_rewriting
from msgreview.train.survey import Half

FormName = Literal["A", "B"]
FORMS: tuple[FormName, ...] = ("A", "B")
_MOST = 4
"""Texts of a form."""
_LEAST_WORDS, _MOST_CHARACTERS, _SENTENCES = 4, 300, 2
_SENTENCE_END = re.compile(r"[.!?](?:\s|$)")


class Score(msgspec.Struct, frozen=True):
    """How many texts of one half were mended, of how many."""

    passed: Annotated[int, msgspec.Meta(ge=0)]
    of: Annotated[int, msgspec.Meta(ge=1)]

    @property
    def share(self) -> float:
        """From 0 to 1."""
        return self.passed / self.of


class Text(NamedTuple):
    """A text to mend: an example of what a rule finds."""

    rule: str
    given: str
    practice: Practice
    channel: Channel


def form(course: Course, name: FormName, analyser: Analyser) -> list[Text]:
    """The texts of a form; none where the course's rules have too few examples."""
    pairs = list(islice(_pairs(course, analyser), _MOST))
    return [pair[FORMS.index(name)] for pair in pairs] if len(pairs) > 1 else []


def is_mended(text: Text, answer: str, analyser: Analyser) -> bool:
    """Whether an answer breaks neither the rule nor a red one, and says a no where the text does; facts may be made up."""
    task = Rewriting(text.given, text.practice, text.channel, may=(answer,), keep=(), rules=(text.rule,))
    return grade_rewriting(task, answer, analyser).passed


def item(half: Half, name: FormName, text: Text) -> str:
    """What the answer to one text is filed under."""
    return f"{half}.{name}.{text.rule}"


def form_of(course: str, half: Half, records: Iterable[Record]) -> FormName | None:
    """The form that a learner has in a half: the one begun, or the other one of the other half's; None where either will do."""
    began = {record.item.split(".")[0]: record.item.split(".")[1] for record in _own(course, records)}
    if half in began:
        return "A" if began[half] == "A" else "B"
    return None if not began else "B" if "A" in began.values() else "A"


def left(course: Course, half: Half, name: FormName, records: Iterable[Record], analyser: Analyser) -> list[Text]:
    """The texts of a half that were not answered yet."""
    done = {record.item for record in _own(course.name, records)}
    return [text for text in form(course, name, analyser) if item(half, name, text) not in done]


def score(course: str, half: Half, records: Iterable[Record]) -> Score | None:
    """How a half went; None where it has no answers."""
    results = {record.item: record.passed for record in _own(course, records) if record.item.startswith(f"{half}.")}
    return Score(sum(results.values()), len(results)) if results else None


def _own(course: str, records: Iterable[Record]) -> Iterator[Record]:
    return (record for record in records if record.did == "sample" and record.of == course)


def _pairs(course: Course, analyser: Analyser) -> Iterator[tuple[Text, Text]]:
    taken: set[str] = set()
    for name in dict.fromkeys(rule for exercise in course.exercises for rule in exercise.rules):
        rule = analyser.rules.all_rules[name]
        channel = (rule.applies.channel or ("email",))[0]
        texts = [Text(name, text, rule.practice, channel) for text in example_texts(rule, analyser) if _fits(text)]
        texts = [text for text in texts if text.given not in taken]
        if len(texts) > 1:  # The first is what `train start RULE` asks for, so it is taken only where there is no third.
            pair = texts[1], texts[2 if len(texts) > 2 else 0]
            taken |= {text.given for text in pair}
            yield pair


def _fits(text: str) -> bool:
    """Whether a text is a sentence or two, or a short message, and not a row of examples."""
    one = "\n\n" in text or len(_SENTENCE_END.findall(text)) <= _SENTENCES
    return one and len(text.split()) >= _LEAST_WORDS and len(text) <= _MOST_CHARACTERS


def scores(courses: Iterable[str], records: Sequence[Record]) -> dict[str, dict[Half, Score]]:
    """Course → half → how it went, of those that were begun."""
    halves: tuple[Half, ...] = ("before", "after")
    each = {name: {half: result for half in halves if (result := score(name, half, records))} for name in courses}
    return {name: results for name, results in each.items() if results}
