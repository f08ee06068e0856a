"""A pattern as `regex` takes it, which says what matches, compiled or as the program that it was compiled to."""

import copyreg
import re
from typing import Any

import msgspec
import regex

from msgreview.matching.pattern import Pattern, PatternError, Program, regex_of

_FOREIGN_WORD = regex.compile(r"[^\W\x00-\x7f]")
"""A letter, digit or mark that RE2's ASCII classes do not know."""
_FOREIGN = re.compile(r"[^\x00-\x7f]")

VERSION: str = regex.__version__
"""Of the library that programs are for."""


def masked(text: str) -> str:
    """`text` as RE2 is shown it, character for character in Latin-1: letters beyond ASCII as "_", all else beyond it as "¤"."""
    return text if text.isascii() else _FOREIGN.sub("¤", _FOREIGN_WORD.sub("_", text))


def by_regex(pattern: Pattern, index: int) -> "regex.Pattern[str]":
    """The pattern with (?m), plain words at their edges; PatternError names it by its `index`."""
    source = rf"\b{regex.escape(pattern.regex, literal_spaces=True)}\b" if pattern.literal else pattern.regex
    try:
        return regex_of(source, ignorecase=pattern.ignorecase)
    except ValueError as error:
        raise PatternError(index, str(error)) from error


def program_of(compiled: "regex.Pattern[str]") -> bytes:
    """What a pattern was compiled to; b"" where the library has another form for it."""
    try:
        return msgspec.msgpack.encode(msgspec.convert(_pickled(compiled)[1], Program))
    except msgspec.ValidationError:
        return b""


def from_program(program: bytes) -> "regex.Pattern[str]":
    """The pattern again."""
    compiled: regex.Pattern[str] = _pickled(_FOREIGN_WORD)[0](*msgspec.msgpack.decode(program, type=Program))
    return compiled


def _pickled(compiled: "regex.Pattern[str]") -> Any:
    """The function that makes the pattern again, and its arguments."""
    return copyreg.dispatch_table[regex.Pattern](compiled)
