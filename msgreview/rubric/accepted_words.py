"""Words that a rule does not report: its own `exceptions` and the team's accepted vocabulary."""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, lru_cache

from msgreview.matching.case import one_case
from msgreview.model.span import Span
from msgreview.rubric.lexical import Expression, compiled, is_plain

_CACHED = 2048
"""Matches, and lines around matches, whose verdicts stay in memory."""


class Exceptions:
    """The exceptions of a rule. Empty exceptions are false.

    A match is allowed when an exception stands in it, between word boundaries (case counts, unless the exception starts with
    `(?i)`), or when it lies inside an exception of several words (case does not count).
    """

    def __init__(self, words: tuple[str, ...] = ()) -> None:
        self.words = tuple(sorted(dict.fromkeys(words), key=len, reverse=True))
        self._phrases = [f"(?i:{word.removeprefix('(?i)')})" for word in self.words if " " in word or r"\s+" in word]

    def __bool__(self) -> bool:
        return bool(self.words)

    def allow(self, text: str, start: int, end: int, block: Span) -> bool:
        """Whether folded `text[start:end]`, a match in `block`, is allowed."""
        if self._within(text[start:end].strip()):
            return True
        if not self._phrases:
            return False
        if self._stay_in_line:  # Other paths and messages have the same lines, and so the same verdicts.
            low, high = text.rfind("\n", block.start, start) + 1 or block.start, text.find("\n", end, block.end)
            block = Span(low, block.end if high < 0 else high)
        around = self._phrase_spans(text[block.start : block.end])
        return any(low + block.start <= start and end <= high + block.start for low, high in around)

    def compile(self) -> None:
        """Raises ValueError where an exception is no valid pattern; plain words always are."""
        others = [word for word in self.words if not is_plain(word.removeprefix("(?i)"))]
        if others:
            Expression(_any_of([_expression(word) for word in others]))

    @cached_property  # Most rules of a run are never asked.
    def _within(self) -> Callable[[str], Sequence[str]]:
        """Returns the exceptions that stand in a match."""
        return lru_cache(maxsize=_CACHED)(_matching([_expression(word) for word in self.words]))

    @cached_property
    def _phrase_spans(self) -> Callable[[str], tuple[tuple[int, int], ...]]:
        """Returns where phrases stand in the text around a match."""
        matching = _matching(self._phrases)

        def spans(text: str) -> tuple[tuple[int, int], ...]:
            phrases = matching(text)
            return tuple([match.span() for match in compiled(_any_of(phrases)).all(text)]) if phrases else ()

        return lru_cache(maxsize=_CACHED)(spans)

    @cached_property
    def _stay_in_line(self) -> bool:
        from msgreview.matching.re2_syntax import stays_in_line

        return stays_in_line(_any_of(self._phrases))


def _expression(word: str) -> str:
    return f"(?i:{word[4:]})" if word.startswith("(?i)") else f"(?:{word})"


def _any_of(expressions: Sequence[str]) -> str:
    """Any of some expressions, between word boundaries."""
    return rf"\b(?:{'|'.join(expressions)})\b"


def _matching(expressions: Iterable[str]) -> Callable[[str], list[str]]:
    """Returns those that match in a text. Most cannot, as is seen at once; to look for all of them together takes long."""
    from msgreview.matching.prepare import needs

    needed = [(each, needs(each)) for each in expressions]

    def matching(text: str) -> list[str]:
        lowered = one_case(text)
        near = [each for each, needs in needed if all(any(map(lowered.__contains__, texts)) for texts in needs)]
        return [each for each in near if compiled(_any_of([each])).search(text)]

    return matching
