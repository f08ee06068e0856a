"""Positions as editors count them: lines from 0, columns in code units of what client and server have agreed on."""

from lsprotocol import types

from msgreview.model.span import Source

Encoding = str
"""`utf-8`, `utf-16` or `utf-32`."""


class Positions:
    """The way between offsets in a file's text, in code points, and an editor's positions in it."""

    def __init__(self, source: Source, encoding: Encoding) -> None:
        self._source = source
        self._encoding = encoding

    def position(self, offset: int) -> types.Position:
        """The position of an offset; inside a line end, that of the end of the line."""
        line, column = self._source.position(offset)
        start, end = self._source.line_span(line)
        return types.Position(line - 1, self._units(self._source.text[start : min(start + column - 1, end)]))

    def range(self, start: int, end: int) -> types.Range:
        """The range of a span."""
        return types.Range(self.position(start), self.position(end))

    def offset(self, position: types.Position) -> int:
        """The offset of a position; the nearest one for a position that is not there."""
        line = max(position.line, 0) + 1
        if line > len(self._source.starts):
            return len(self._source.text)
        start, end = self._source.line_span(line)
        text = self._source.text[start:end]
        if self._encoding == "utf-32" or text.isascii():
            return start + min(max(position.character, 0), len(text))
        left = position.character
        for at, character in enumerate(text):
            if left <= 0:
                return start + at
            left -= self._units(character)
        return end

    def _units(self, text: str) -> int:
        if text.isascii() or self._encoding == "utf-32":
            return len(text)
        if self._encoding == "utf-8":
            return len(text.encode("utf-8", "surrogatepass"))
        return len(text) + sum(character > "\uffff" for character in text)
