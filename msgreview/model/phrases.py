"""Phrases that every layer prints alike."""

from collections.abc import Iterable


def series(words: Iterable[str], joint: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`; "" of none.

    >>> series(["CSV", "JSON", "XLSX"], "or")
    'CSV, JSON or XLSX'
    """
    *others, last = tuple(words) or ("",)
    return f"{', '.join(others)} {joint} {last}" if others else last
