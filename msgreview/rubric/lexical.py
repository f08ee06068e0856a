"""What the lexical kinds share: lists of words as patterns, in the templates of Vale's rules."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from msgreview.matching.pattern import STRAIGHT, Pattern, regex_of, timed
from msgreview.model.later import later

if TYPE_CHECKING:
    import regex

_PLAIN = later(r"[A-Za-z0-9](?:[A-Za-z0-9'-]| (?=[A-Za-z0-9]))*(?<=[A-Za-z0-9])")
_CODE_POINT = re.compile(r"\\x\{([0-9A-Fa-f]{1,8})\}")
REFERENCE = re.compile(r"\$(\d)|\$\{(\d)\}")
"""A group of a pattern, as the text that stands for its match names it."""
TIMEOUT = 0.25
"""Seconds of the processor's time for one pattern and text, as the matcher gives to its own."""

_GROUP = later(r"\\.|\[(?:\\.|[^\]\\])*\]|\((?!\?)|\(\?P?<(?![=!])[^>]*>", re.DOTALL)


def dialect(pattern: str) -> str:
    """A pattern as rubrics write it, as `regex` reads it: straight quotes, as folded text has them; no `\\x{1F600}`."""
    return _CODE_POINT.sub(lambda match: f"\\U{match[1]:0>8}", pattern.translate(STRAIGHT))


def is_plain(token: str) -> bool:
    """Whether a token is plain words, which need no regex."""
    return _PLAIN.fullmatch(token) is not None


def template(tokens: Iterable[str], *, nonword: bool) -> str:
    """One regex for any of the tokens: between word boundaries, or as they are."""
    joined = "|".join(tokens)
    return f"(?:{joined})" if nonword else rf"\b(?:{joined})\b"


def pattern(token: str, *, ignorecase: bool, nonword: bool) -> Pattern:
    """The pattern for one token in its template, without a regex where it is plain words."""
    token = dialect(token)
    if is_plain(token) and not nonword:
        return Pattern(token, ignorecase, literal=True)
    return Pattern(template([token], nonword=nonword), ignorecase)


def ungrouped(token: str) -> str:
    """The regex with its capture groups made plain groups, so that groups around it keep their numbers."""

    def plain(match: re.Match[str]) -> str:
        return "(?:" if match[0] == "(" or match[0].startswith(("(?P<", "(?<")) else match[0]

    return _GROUP.sub(plain, token)


class Expression:
    """A pattern of a rule that is run apart from the matcher: on a match of it, or on a text that it does not scan.

    Each method raises TimeoutError after `TIMEOUT` seconds of the processor's time.
    """

    def __init__(self, expression: str, *, ignorecase: bool = False) -> None:
        """Raises ValueError for a pattern that cannot be read."""
        self._pattern = regex_of(expression, ignorecase=ignorecase)

    def search(self, text: str) -> "regex.Match[str] | None":
        """The first match."""
        return timed(lambda: self._pattern.search(text, timeout=TIMEOUT))

    def match(self, text: str) -> "regex.Match[str] | None":
        """The match at the start of the text."""
        return timed(lambda: self._pattern.match(text, timeout=TIMEOUT))

    def fullmatch(self, text: str) -> "regex.Match[str] | None":
        """The match, if it covers all of the text."""
        return timed(lambda: self._pattern.fullmatch(text, timeout=TIMEOUT))

    def sub(self, new: str, text: str) -> str:
        """The text with `new`, which may refer to groups, for each match."""
        return str(timed(lambda: self._pattern.sub(new, text, timeout=TIMEOUT)))

    def all(self, text: str) -> "list[regex.Match[str]]":
        """The matches that do not overlap, from left to right."""
        return timed(lambda: list(self._pattern.finditer(text, timeout=TIMEOUT)))


@lru_cache(maxsize=4096)
def compiled(expression: str, *, ignorecase: bool = False) -> Expression:
    """The expression, compiled once."""
    return Expression(expression, ignorecase=ignorecase)
