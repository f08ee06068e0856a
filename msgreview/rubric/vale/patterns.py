"""Patterns as Vale's engine reads them, a .NET dialect, in the dialect of `regex`."""

import re

from msgreview.model.later import later

_TOKEN = later(r"\\(?:x\{(?P<code>[0-9A-Fa-f]{1,8})\}|(?P<end>z)|.)|\[\^?\]?(?:\\.|\[:\w+:\]|[^\]\\])*\]|.", re.DOTALL)
"""An escape, a class, or a character."""
_OPEN_COUNT = later(r"\{(?=,\d+\})")
_NAMED = later(r"\(\?'(\w+)'")
_FLAGS = later(r"\(\?[a-z]*i[a-z]*(?:-[a-z]+)?\)")
_CURLY = "‘’“”"


def as_regex(pattern: str, *, by_line: bool = True) -> str:
    """The pattern as `regex` reads it; without `by_line`, its `^` and `$` are the edges of the text and not of lines."""
    pattern = _NAMED.sub(r"(?P<\1>", _OPEN_COUNT.sub(r"\{", pattern))
    pieces, anchored = [], False
    for token in _TOKEN.finditer(pattern):
        text = token[0]
        if token["code"]:
            text = f"\\U{token['code']:0>8}"
        elif token["end"] or (text == "$" and not by_line):
            text = r"\Z"
        elif text == "^" and not by_line:
            anchored = True
        pieces.append("".join(f"\\u{ord(char):04x}" if char in _CURLY else char for char in text))
    made = "".join(pieces)
    return f"(?-m:{made})" if anchored else made


def sets_flags(pattern: str) -> bool:
    """Whether the pattern turns to ignoring case from some place on, and with it what comes after it in a group."""
    return _FLAGS.search(pattern) is not None


def as_exception(word: str) -> str:
    """An exception or an accepted word as a pattern: a `.` is itself in plain words, and a phrase may be wrapped."""
    if word.replace(".", "") == re.escape(word.replace(".", "")).replace(r"\ ", " "):
        word = word.replace(".", r"\.")
    return re.sub(r"[ \t]+", r"\\s+", as_regex(word))
