"""Words that a rule leaves alone: its own `exceptions` and the team's accepted vocabulary."""

from functools import lru_cache
from typing import Any

import regex

from msgreview.model.span import Span


class Exceptions:
    """The exceptions of a rule. Empty exceptions are false.

    A match is allowed when an exception is found in it as whole words (case counts, unless the exception starts with
    `(?i)`), or when it lies inside an exception of several words (case does not count).
    """

    __slots__ = ("_phrases", "_words", "words")

    def __init__(self, words: tuple[str, ...] = ()) -> None:
        self.words = tuple(sorted(dict.fromkeys(words), key=len, reverse=True))
        self._words: Any = None
        self._phrases: Any = None

    def __bool__(self) -> bool:
        return bool(self.words)

    def allow(self, text: str, start: int, end: int, block: Span) -> bool:
        """Whether folded `text[start:end]`, which stands in `block`, is left alone."""
        if self._words is None:
            self._words, self._phrases = compiled(self.words)
        if self._words.search(text[start:end].strip()):
            return True
        if self._phrases is None:
            return False
        around = self._phrases.finditer(text, block.start, block.end)
        return any(phrase.start() <= start and end <= phrase.end() for phrase in around)


@lru_cache(maxsize=512)
def compiled(words: tuple[str, ...]) -> tuple[Any, Any]:
    """The regex for exceptions within a match, and the one for phrases around it (None where there are none)."""
    parts = [f"(?i:{word[4:]})" if word.startswith("(?i)") else f"(?:{word})" for word in words]
    phrases = [f"(?:{word.removeprefix('(?i)')})" for word in words if " " in word]
    around = regex.compile(rf"(?i)\b(?:{'|'.join(phrases)})\b") if phrases else None
    return regex.compile(rf"\b(?:{'|'.join(parts)})\b"), around
