"""Edits in place: a file with some of its text replaced, and all else as it stands."""

import re
from collections.abc import Iterable
from typing import NamedTuple

_LINE_END = re.compile(r"\r\n|\n|\r")
_BOM = b"\xef\xbb\xbf"


class Edit(NamedTuple):
    """The text that stands in the place of a span."""

    start: int
    end: int
    text: str


def edited(data: bytes, text: str, edits: Iterable[Edit]) -> bytes:
    """The content of a file, which was `data` with this text, after some edits; a byte order mark stays."""
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return (_BOM if data.startswith(_BOM) else b"") + text.encode("utf-8")


def line_end(text: str) -> str:
    """How lines end: as the first one does."""
    match = _LINE_END.search(text)
    return match[0] if match else "\n"


def line_start(text: str, at: int) -> int:
    """Where the line with offset `at` starts."""
    return max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1


def next_line(text: str, at: int) -> int:
    """Where the line after the one with offset `at` starts, or the end of the text."""
    match = _LINE_END.search(text, at)
    return match.end() if match else len(text)


def below(text: str, at: int, lines: Iterable[str]) -> Edit:
    """Lines put below the one that holds offset `at`."""
    start, end = next_line(text, at), line_end(text)
    added = end.join(lines)
    return Edit(start, start, added + end if start and text[start - 1] in "\r\n" else end + added)
