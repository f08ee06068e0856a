"""Patterns and their errors; apart from the matcher, which takes time to import."""

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, TypeVar

import msgspec

from msgreview.model.later import later

if TYPE_CHECKING:
    import regex

STRAIGHT = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"'})
"""Folded texts have straight quotes only, so a curly one in a pattern means the straight one."""


class Pattern(NamedTuple):
    """One thing to look for: a pattern of the `regex` library, or plain words where `literal`.

    `line`: it is looked for in each line as if there were no others, whatever it says.
    `layer`: the texts in which it is looked for, by their name; "" for folded ones. Other texts are not folded.
    """

    regex: str
    ignorecase: bool = True
    literal: bool = False
    line: bool = False
    layer: str = ""


class Demand(msgspec.Struct, frozen=True, array_like=True):
    """Where alone some patterns are looked for: in texts of a language and, if they cancel others, in lines that those match."""

    patterns: tuple[int, int]
    """The numbers of the first, and of the one after the last."""
    lang: str
    cancel: tuple[int, int] | None = None
    """Those of the patterns that they cancel."""


Program: TypeAlias = tuple[
    str,
    int,
    bytes,
    dict[str, int],
    dict[int, str],
    dict[str, tuple[str, ...]],
    list[tuple[str, ...]],
    int,
    tuple[int, ...],
    int,
    int,
]
"""A compiled pattern as the `regex` library pickles it, for its own version alone. Compiling one takes half a millisecond."""


class Prepared(msgspec.Struct, frozen=True, array_like=True):
    """Properties of a pattern that save compiling it until a text may hold a match."""

    alike: bool
    """RE2 reads it as `regex` does."""
    in_line: bool
    """It finds in a text what it finds in each of its lines by itself."""
    needs: tuple[tuple[str, ...], ...] = ()
    """Every match, in one case (see `case`), holds one text of each of these."""
    program: bytes = b""
    """What it is compiled to; b"" where that cannot be saved."""
    wider: str = ""
    """What RE2 finds wherever a pattern matches that is not `alike`; "" where nothing is known."""


def straight(patterns: Sequence[Pattern]) -> tuple[Pattern, ...]:
    """The patterns as folded texts are written."""
    return tuple([p if p.layer or p.regex.isascii() else p._replace(regex=p.regex.translate(STRAIGHT)) for p in patterns])


_RECURSION = later(r"\(\?(?:R|[+-]?\d+|&\w+|P>\w+)\)")


T = TypeVar("T")


def timed(match: Callable[[], T]) -> T:
    """What `match` returns, which raises TimeoutError where a pattern takes too long.

    It may then try once more: `regex` counts all that the process does meanwhile, such as collecting garbage.
    """
    try:
        return match()
    except TimeoutError:
        return match()


def regex_of(expression: str, *, ignorecase: bool = False) -> "regex.Pattern[str]":
    """The `regex` pattern, whose `^` and `$` are the edges of lines. ValueError says why one cannot be read.

    A pattern that calls itself may take any memory, so it is none.
    """
    import regex

    if _RECURSION.search(re.sub(r"\\.", "", expression, flags=re.DOTALL)):
        raise ValueError("a pattern may not call itself")
    try:
        return regex.compile(expression, regex.V0 | regex.M | (regex.I if ignorecase else 0))
    except (regex.error, OverflowError, RecursionError, MemoryError) as error:
        raise ValueError(str(error) or type(error).__name__) from error


class PatternError(Exception):
    """A pattern that cannot be read: `index` in the matcher's patterns, and what is wrong with it."""

    def __init__(self, index: int, what: str) -> None:
        super().__init__(index, what)
        self.index = index
        self.what = what


class PatternTimeout(Exception):  # noqa: N818  (a limit reached, no error in the pattern)
    """A pattern that ran past its time on a text: `index` in the matcher's patterns."""

    def __init__(self, index: int) -> None:
        super().__init__(index)
        self.index = index
