"""What a template may cost. Whatever asks for more is refused before it is done, with what it asked for in words."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any

MOST_LOOPS = 20_000
"""Turns of all loops, items of all ranges and calls of all macros in one rendering."""
MOST_TEXT = 1_000_000
"""Characters that one rendering may print, captured text included, and that one value may have."""
MOST_WIDTH = 10_000
"""Largest width, count or precision that a filter or method may be given."""
MOST_BITS = 128
"""Largest size of a number."""

_WIDE = re.compile(r"%[^a-zA-Z%]*?(\*|\d{5,})")
_WIDE_FIELD = re.compile(r"\{[^{}]*(?:\d{5,}|\{)")


class TooMuchError(Exception):
    """A template asked for more than any message needs; its text says of what."""


class Budget:
    """What is left to one rendering."""

    __slots__ = ("loops", "text")

    def __init__(self) -> None:
        self.loops = MOST_LOOPS
        self.text = MOST_TEXT

    def turn(self, characters: int = 0, count: int = 1) -> None:
        """Take `count` turns of a loop or calls of a macro, the text they print included."""
        self.loops -= count
        if self.loops < 0:
            raise TooMuchError(f"its loops turn more than {MOST_LOOPS:,} times")
        if characters:
            self.print(characters)

    def print(self, characters: int) -> None:
        """Take `characters` of output."""
        self.text -= characters
        if self.text < 0:
            raise TooMuchError(f"its text grows past {MOST_TEXT:,} characters")


def check_length(length: int) -> None:
    """Refuse a text or list of `length`."""
    if length > MOST_TEXT:
        raise TooMuchError(f"a value grows past {MOST_TEXT:,} characters")


def check_product(left: Any, right: Any) -> None:
    """Refuse `left * right` if it is a huge text, list or number."""
    if isinstance(left, int) and isinstance(right, int):
        if left.bit_length() + right.bit_length() > MOST_BITS:
            raise TooMuchError("a number grows too large")
        return
    for items, times in ((left, right), (right, left)):
        if isinstance(items, str | bytes | Sequence) and isinstance(times, int):
            check_length(len(items) * max(times, 0))


def check_power(base: Any, exponent: Any) -> None:
    """Refuse `base ** exponent` if it is a huge number."""
    if isinstance(base, int) and isinstance(exponent, int) and abs(base) > 1 and base.bit_length() * exponent > MOST_BITS:
        raise TooMuchError("a number grows too large")


def check_sum(left: Any, right: Any) -> None:
    """Refuse `left + right` if it is a huge text or list."""
    if isinstance(left, str | list | tuple) and isinstance(right, str | list | tuple):
        check_length(len(left) + len(right))


def check_format(pattern: Any) -> None:
    """Refuse a `%` format that asks for a huge width, or for a width that is only known later."""
    if isinstance(pattern, str) and _WIDE.search(pattern):
        raise TooMuchError(f"a format asks for more than {MOST_WIDTH:,} characters")


def check_arguments(arguments: Sequence[Any], named: Mapping[str, Any]) -> None:
    """Refuse widths, counts and precisions that no message needs."""
    for value in (*arguments, *named.values()):
        if isinstance(value, int | float) and abs(value) > MOST_WIDTH:
            raise TooMuchError(f"a width or count of {value:,} is more than any message needs")


def check_join(parts: Any, separator: Any) -> None:
    """Refuse to join so many parts that the separators alone are a huge text."""
    if hasattr(parts, "__len__") and isinstance(separator, str):
        check_length(len(parts) * len(separator))


def check_replace(text: str, old: str, new: str) -> None:
    """Refuse a replacement that makes a huge text."""
    check_length(len(text) + text.count(old) * len(new))


def narrow(function: Callable[..., Any], skip: int = 0) -> Callable[..., Any]:
    """`function`, refusing widths, counts and precisions that no message needs; the first `skip` arguments are not asked."""

    @wraps(function)
    def guarded(*arguments: Any, **named: Any) -> Any:
        check_arguments(arguments[skip:], named)
        return function(*arguments, **named)

    return guarded


def _format(function: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(*arguments: Any, **named: Any) -> Any:
        check_arguments(arguments, named)
        # Jinja's own wrapper stands between; the text is what the method that it wraps belongs to.
        pattern = getattr(getattr(function, "__wrapped__", function), "__self__", "")
        if isinstance(pattern, str) and _WIDE_FIELD.search(pattern):
            raise TooMuchError(f"a format asks for more than {MOST_WIDTH:,} characters")
        return function(*arguments, **named)

    return guarded


def _join(function: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(parts: Any) -> Any:
        check_join(parts, getattr(function, "__self__", ""))
        return function(parts)

    return guarded


def _replace(function: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(old: Any, new: Any, *rest: Any) -> Any:
        check_replace(getattr(function, "__self__", ""), str(old), str(new))
        return function(old, new, *rest)

    return guarded


GROWING: dict[str, Callable[[Callable[..., Any]], Callable[..., Any]]] = {
    **dict.fromkeys(("center", "ljust", "rjust", "zfill", "expandtabs", "to_bytes"), narrow),
    **dict.fromkeys(("format", "format_map"), _format),
    "join": _join,
    "replace": _replace,
}
"""Methods of texts and numbers that can make something huge, and what guards each."""
