"""Words that a rule does not report: its own `exceptions` and the team's accepted vocabulary."""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, lru_cache

from msgreview.matching.pattern import Pattern
from msgreview.rubric.lexical import Expression, compiled, is_plain

_CACHED = 2048
"""Matches whose verdicts stay in memory."""


class Exceptions:
    """The exceptions of a rule. Empty exceptions are false.

    A match is allowed when an exception stands in it, between word boundaries (case counts, unless the exception starts with
    `(?i)`), or when it lies inside an exception of several words (case does not count).
    """

    def __init__(self, words: tuple[str, ...] = ()) -> None:
        self.words = tuple(sorted(dict.fromkeys(words), key=len, reverse=True))

    def __bool__(self) -> bool:
        return bool(self.words)

    def allow(self, match: str) -> bool:
        """Whether a match is allowed by what stands in it."""
        return self._stands_in(match.strip())

    @property
    def phrases(self) -> tuple[Pattern, ...]:
        """The patterns of those of several words: whatever lies in a match of one is allowed."""
        phrases = [word.removeprefix("(?i)") for word in self.words if " " in word or r"\s+" in word]
        return tuple([Pattern(each, literal=True) if is_plain(each) else Pattern(_any_of([each])) for each in phrases])

    def compile(self) -> None:
        """Raises ValueError where an exception is no valid pattern; plain words always are."""
        others = [word for word in self.words if not is_plain(word.removeprefix("(?i)"))]
        if others:
            Expression(_any_of([_expression(word) for word in others]))

    @cached_property  # Most rules of a run are never asked.
    def _stands_in(self) -> Callable[[str], bool]:
        """Returns whether any exception stands in a match."""
        return lru_cache(maxsize=_CACHED)(_matching([_expression(word) for word in self.words]))


def _expression(word: str) -> str:
    return f"(?i:{word[4:]})" if word.startswith("(?i)") else f"(?:{word})"


def _any_of(expressions: Sequence[str]) -> str:
    """Any of some expressions, between word boundaries."""
    return rf"\b(?:{'|'.join(expressions)})\b"


def _matching(expressions: Iterable[str]) -> Callable[[str], bool]:
    """Returns whether any matches in a text. Most cannot, as is seen at once; to look for all of them together takes long."""
    from msgreview.matching.prefilter import searchable
    from msgreview.matching.prepare import needs

    needed = [(each, needs(each)) for each in expressions]

    def matching(text: str) -> bool:
        searched = searchable(text)
        near = [each for each, needs in needed if all(any(map(searched.__contains__, texts)) for texts in needs)]
        return any(compiled(_any_of([each])).search(text) for each in near)

    return matching
