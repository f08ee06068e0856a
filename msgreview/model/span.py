"""Where something is: code-point spans in a source text, and the line and column a person counts."""

import re
from bisect import bisect_right
from typing import NamedTuple

import msgspec

LINE_END = re.compile(r"\r\n|\n|\r")


class Span(NamedTuple):
    """A half-open range of 0-based code points: `text[start:end]`."""

    start: int
    end: int


class Position(NamedTuple):
    """A position as editors show it: line and column, both counted from 1, columns in code points."""

    line: int
    column: int


class Source(msgspec.Struct, frozen=True, eq=False):
    """The text of one file, decoded.

    `path` is the path to print: relative to where the run started if that is shorter, with `/`.
    `text` keeps the file's own line ends; a byte order mark is left out of it, as editors do.
    `starts` holds the 0-based offset at which each line starts; lines end at LF, CRLF or a lone CR.
    """

    path: str
    text: str
    starts: tuple[int, ...]

    @classmethod
    def of(cls, path: str, text: str) -> "Source":
        """The source for `text`, with its line starts."""
        starts = [0, *[match.end() for match in LINE_END.finditer(text)]]
        return cls(path, text, tuple(starts))

    def position(self, offset: int) -> Position:
        """The line and column of a 0-based offset."""
        line = bisect_right(self.starts, offset)
        return Position(line, offset - self.starts[line - 1] + 1)

    def line_span(self, number: int) -> Span:
        """The span of line `number` (from 1), without its line end."""
        start = self.starts[number - 1]
        end = self.starts[number] if number < len(self.starts) else len(self.text)
        while end > start and self.text[end - 1] in "\r\n":
            end -= 1
        return Span(start, end)
