"""Whether a sentence reads easily though it is long: marks divide it into short stretches, or it joins few clauses."""

import re
from functools import cache
from typing import NamedTuple, Protocol

from msgreview.language import language
from msgreview.model.later import later
from msgreview.prose.document import count_words

_DIVIDES = later(r"[,;:()–—!?…](?!\S*/| (?:unless|except)\b)|\s-\s")
"""Where a reader can take breath; not a mark in a web address, nor one before an exception ("unless")."""

_ASIDE = later(r"\(([^\s()]+(?: [^\s()]+){0,2})\)(?= \w)")
"""A word or three in brackets that the sentence runs on from: no place to take breath."""


class Limits(Protocol):
    """What still reads easily."""

    @property
    def stretch(self) -> int:
        """Words between two marks."""

    @property
    def condition(self) -> int:
        """Words of a condition at its start; 0 for those of `stretch`."""

    @property
    def after_condition(self) -> int:
        """Words after a condition, or more than one, each short."""

    @property
    def joins(self) -> int:
        """The fewest clauses joined to a sentence that make it hard."""


class _Clauses(NamedTuple):
    """The words of a language between clauses."""

    joins: re.Pattern[str]
    condition: re.Pattern[str]
    second: re.Pattern[str]
    """Where a second sentence starts that no mark sets off: it counts once more."""
    last: re.Pattern[str]


@cache
def _clauses(tag: str) -> _Clauses:
    words = language(tag).clauses
    return _Clauses(
        re.compile(rf"\b(?:{words.joins}|{words.again})\b", re.IGNORECASE),
        re.compile(rf"\W*(?:{words.condition})\b", re.IGNORECASE),
        re.compile(rf"(?<![,;:–—]) {words.again} ", re.IGNORECASE),
        re.compile(rf"\s*(?:{words.last})\b", re.IGNORECASE),
    )


def is_easy(sentence: str, tag: str, limits: Limits) -> bool:
    """Whether a sentence of a language reads easily. As its first word, what joins a clause joins none."""
    clauses = _clauses(tag)
    if _is_divided(sentence, clauses, limits):
        return True
    opens = clauses.condition.match(sentence) and not _DIVIDES.search(sentence.rstrip(" \n.!?"))
    joins = sum(match.start() > 0 for match in clauses.joins.finditer(sentence)) + len(clauses.second.findall(sentence))
    return not opens and joins < limits.joins


def _is_divided(sentence: str, clauses: _Clauses, limits: Limits) -> bool:
    """Whether marks divide a sentence into stretches of few words."""
    stretches = [stretch for stretch in _DIVIDES.split(_ASIDE.sub(r"\1", sentence)) if count_words(stretch)]
    counts = [*map(count_words, stretches)]
    opens = clauses.condition.match(sentence)
    stretch = (limits.condition if opens else 0) or limits.stretch
    if opens and len(counts) > 1 and max(counts[:-1]) <= stretch:
        return counts[-1] <= max(limits.stretch, limits.after_condition)
    is_list = len(counts) > 2 and clauses.last.match(stretches[-1])
    return max(counts) <= stretch + (2 if is_list else 0)
