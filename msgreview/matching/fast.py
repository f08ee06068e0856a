"""A pattern as RE2 takes it, which is fast; a few texts are read sooner without it."""

import re2

from msgreview.matching.engines import masked
from msgreview.matching.pattern import Pattern
from msgreview.model.span import Span

_OPTIONS = re2.Options()
_OPTIONS.log_errors = False
_OPTIONS.encoding = re2.Options.Encoding.LATIN1  # A pattern takes less memory for bytes than for UTF-8.
_ANYWHERE = re2._re2.RE2.Anchor.UNANCHORED
_NOWHERE = (-1, -1)


def is_valid_re2(pattern: Pattern) -> bool:
    """Whether RE2 can read the pattern. A set only parses what is added to it, which costs an eighth of compiling it."""
    try:
        re2.Set.SearchSet(_OPTIONS).Add(_source(pattern))
    except re2.error:
        return False
    return True


class Fast:
    """A pattern of RE2, on masked text in Latin-1. Its wrapper in Python, which takes longer than most searches, is left out."""

    def __init__(self, source: bytes) -> None:
        """Raises `re2.error` where RE2 cannot say it, or not in its memory."""
        self._match = re2.compile(source, _OPTIONS)._regexp.Match

    def holds(self, text: bytes) -> bool:
        """Whether it matches anywhere."""
        match: tuple[int, int] = self._match(_ANYWHERE, text, 0, len(text))[0]
        return match != _NOWHERE

    def spans(self, text: bytes) -> list[Span] | None:
        """The matches that do not overlap, from left to right; None where one is empty: the libraries go on differently."""
        spans: list[Span] = []
        at, end = 0, len(text)
        while (span := self._match(_ANYWHERE, text, at, end)[0]) != _NOWHERE:
            at = span[1]
            if span[0] == at:
                return None
            spans.append(Span(*span))
        return spans


def by_re2(pattern: Pattern) -> Fast | None:
    """The pattern in ASCII, letters beyond it as "_"; None where RE2 cannot say it."""
    try:
        return Fast(_source(pattern))
    except re2.error:
        return None


def _source(pattern: Pattern) -> bytes:
    return (("(?im)" if pattern.ignorecase else "(?m)") + masked(pattern.regex)).encode("latin-1")
