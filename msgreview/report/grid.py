"""Tables for people: aligned text where nobody looks, and drawn by the command line on a terminal."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

import msgspec

from msgreview.report.lines import Line, Passage, Run, plain


class Column(NamedTuple):
    """A column's title, on which side its cells stand, and its least width in characters."""

    title: str
    align: Literal["left", "right"] = "left"
    width: int = 0


class Grid(msgspec.Struct, frozen=True):
    """Rows of cells under titles. The last cell of a row or footer that has fewer takes the columns that are left over."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Run, ...], ...] = ()
    footer: tuple[tuple[Run, ...], ...] = ()
    titled: bool = True
    indent: str = ""

    def lines(self) -> list[Line]:
        """The table as text, two blanks between columns."""
        widths = [max(column.width, len(column.title)) for column in self.columns]
        for row in self.rows:
            own = [len(cell.text) for cell in (row if len(row) == len(widths) else row[:-1])]
            widths[: len(own)] = map(max, widths, own)
        head = [Run(column.title, "bold") for column in self.columns]
        return [self._line(cells, widths) for cells in (*([head] if self.titled else []), *self.rows, *self.footer)]

    def _line(self, cells: Sequence[Run], widths: Sequence[int]) -> Line:
        runs = [Run(self.indent)] if self.indent else []
        for (text, style), column, width in zip(cells[:-1], self.columns, widths, strict=False):
            runs += [Run(f"{text:>{width}}" if column.align == "right" else f"{text:<{width}}", style), Run("  ")]
        text, style = cells[-1]
        right = len(cells) == len(widths) and self.columns[-1].align == "right"
        return (*runs, Run(f"{text:>{widths[-1]}}" if right else text, style))


Block = Line | Passage | Grid


def as_lines(blocks: Iterable[Block]) -> Iterator[Line]:
    """The blocks line by line, their tables as text."""
    for block in blocks:
        if isinstance(block, Grid | Passage):
            yield from block.lines()
        else:
            yield block


def as_text(blocks: Iterable[Block]) -> str:
    """The blocks without colour, each line ended by a line feed."""
    return "".join([block.text() if isinstance(block, Passage) else plain(list(as_lines([block]))) for block in blocks])
