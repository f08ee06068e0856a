"""Edits in place: a file with some of its text replaced, and all else as it stands."""

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from itertools import accumulate
from typing import NamedTuple

from msgreview.model.span import LINE_END

_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
_BOM = b"\xef\xbb\xbf"


class Edit(NamedTuple):
    """The text that stands in the place of a span."""

    start: int
    end: int
    text: str


def with_line_feeds(text: str) -> str:
    """A text whose lines end in line feeds, whatever ended them."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def applied(text: str, edits: Iterable[Edit]) -> str:
    """A text after some edits, none of which overlap."""
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def edited(data: bytes, text: str, edits: Iterable[Edit]) -> bytes:
    """The content of a file, which was `data` with this text, after some edits; a byte order mark stays."""
    return (_BOM if data.startswith(_BOM) else b"") + applied(text, edits).encode("utf-8")


def word_edits(old: str, new: str) -> list[Edit]:
    """The edits, word by word, that make `new` of `old`."""
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    at = list(accumulate(map(len, before), initial=0))
    codes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return [Edit(at[a], at[b], "".join(after[c:d])) for kind, a, b, c, d in codes if kind != "equal"]


def line_end(text: str) -> str:
    """How lines end: as the first one does."""
    match = LINE_END.search(text)
    return match[0] if match else "\n"


def line_start(text: str, at: int) -> int:
    """Where the line with offset `at` starts."""
    return max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1


def indentation(text: str, at: int) -> str:
    """As many spaces as characters stand before offset `at` in its line."""
    return " " * (at - line_start(text, at))


def next_line(text: str, at: int) -> int:
    """Where the line after the one with offset `at` starts, or the end of the text."""
    match = LINE_END.search(text, at)
    return match.end() if match else len(text)


def below(text: str, at: int, lines: Iterable[str]) -> Edit:
    """Lines put below the one that holds offset `at`."""
    start, end = next_line(text, at), line_end(text)
    added = end.join(lines)
    return Edit(start, start, added + end if start and text[start - 1] in "\r\n" else end + added)
