"""One pattern as the two libraries take it that run patterns: RE2, which is fast, and `regex`, which says what matches."""

import copyreg
from typing import Any

import msgspec
import re2
import regex

from msgreview.matching.case import LONE_SURROGATE
from msgreview.matching.pattern import Pattern, PatternError, Program, regex_of
from msgreview.model.span import Span

_FOREIGN_WORD = regex.compile(r"[^\W\x00-\x7f]")
"""A letter, digit or mark that RE2's ASCII classes do not know."""

VERSION: str = regex.__version__
"""Of the library that programs are for."""

_OPTIONS = re2.Options()
_OPTIONS.log_errors = False
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
    """A pattern of RE2, on text in bytes. It is called without its wrapper in Python, which takes longer than most searches."""

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
    return (("(?im)" if pattern.ignorecase else "(?m)") + masked(pattern.regex)).encode()


def masked(text: str) -> str:
    """`text` as RE2 is shown it, character for character."""
    return text if text.isascii() else LONE_SURROGATE.sub("\ufffd", _FOREIGN_WORD.sub("_", text))


def by_regex(pattern: Pattern, index: int) -> "regex.Pattern[str]":
    """The pattern with (?m), plain words at their edges; PatternError names it by its `index`."""
    source = rf"\b{regex.escape(pattern.regex, literal_spaces=True)}\b" if pattern.literal else pattern.regex
    try:
        return regex_of(source, ignorecase=pattern.ignorecase)
    except ValueError as error:
        raise PatternError(index, str(error)) from error


def program_of(compiled: "regex.Pattern[str]") -> Program | None:
    """What a pattern was compiled to; None where the library has another form for it."""
    try:
        program: Program = msgspec.convert(_pickled(compiled)[1], Program)
    except msgspec.ValidationError:
        return None
    return program


def from_program(program: Program) -> "regex.Pattern[str]":
    """The pattern again."""
    compiled: regex.Pattern[str] = _pickled(_FOREIGN_WORD)[0](*program)
    return compiled


def _pickled(compiled: "regex.Pattern[str]") -> Any:
    """The function that makes the pattern again, and its arguments."""
    return copyreg.dispatch_table[regex.Pattern](compiled)
