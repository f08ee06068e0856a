"""Words that a rule does not report: its own `exceptions` and the team's accepted vocabulary."""

from collections.abc import Callable
from functools import cached_property, lru_cache

from msgreview.model.span import Span
from msgreview.rubric.lexical import Expression, is_plain

_CACHED = 2048
"""Matches, and lines around matches, whose verdicts stay in memory."""


class Exceptions:
    """The exceptions of a rule. Empty exceptions are false.

    A match is allowed when an exception stands in it, between word boundaries (case counts, unless the exception starts with
    `(?i)`), or when it lies inside an exception of several words (case does not count).
    """

    def __init__(self, words: tuple[str, ...] = ()) -> None:
        self.words = tuple(sorted(dict.fromkeys(words), key=len, reverse=True))
        self._phrases = [f"(?:{word.removeprefix('(?i)')})" for word in self.words if " " in word or r"\s+" in word]

    def __bool__(self) -> bool:
        return bool(self.words)

    def allow(self, text: str, start: int, end: int, block: Span) -> bool:
        """Whether folded `text[start:end]`, a match in `block`, is allowed."""
        if self._contains_exception(text[start:end].strip()):
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
        others = Exceptions(tuple(word for word in self.words if not is_plain(word.removeprefix("(?i)"))))
        if others:
            _ = others._words

    @cached_property  # Most rules of a run are never asked.
    def _contains_exception(self) -> Callable[[str], bool]:
        return lru_cache(maxsize=_CACHED)(lambda words: self._words.search(words) is not None)

    @cached_property
    def _phrase_spans(self) -> Callable[[str], tuple[tuple[int, int], ...]]:
        return lru_cache(maxsize=_CACHED)(lambda text: tuple([match.span() for match in self._around.all(text)]))

    @cached_property
    def _words(self) -> Expression:
        """An exception within a match."""
        parts = [f"(?i:{word[4:]})" if word.startswith("(?i)") else f"(?:{word})" for word in self.words]
        return Expression(rf"\b(?:{'|'.join(parts)})\b")

    @cached_property
    def _around(self) -> Expression:
        """A phrase around a match."""
        return Expression(self._phrase)

    @cached_property
    def _stay_in_line(self) -> bool:
        from msgreview.matching.re2_syntax import stays_in_line

        return stays_in_line(self._phrase)

    @property
    def _phrase(self) -> str:
        return rf"(?i)\b(?:{'|'.join(self._phrases)})\b"
