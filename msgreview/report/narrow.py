"""Tables that are wider than a terminal, with titles and cells of several lines."""

from collections.abc import Iterator, Sequence
from itertools import pairwise, repeat, zip_longest
from textwrap import wrap

from msgspec.structs import replace

from msgreview.report.lines import Column, Grid, Line, Run

_LEAST = 12
"""Characters of a word that is not broken, however narrow a table is to be."""


def narrow(grid: Grid, width: int) -> list[Grid]:
    """A table without indent or footer that fits a width, the same one where it does already.

    One with too many columns is cut into several, each of which has the first column.
    """
    others = len(grid.columns) - 1
    for number in range(1, others + 1):
        ends = [part * others // number for part in range(number + 1)]
        parts = [_part(grid, start, end) for start, end in pairwise(ends)] if number > 1 else [grid]
        widths = [_widths(part, width) for part in parts]
        if number == others or all(map(_fits, widths, repeat(width))):
            return [_narrowed(part, each) for part, each in zip(parts, widths, strict=True)]
    return [grid]


def _part(grid: Grid, start: int, end: int) -> Grid:
    """The first column of a table, and some of the others."""
    rows = tuple((row[0], *row[1 + start : 1 + end]) for row in grid.rows)
    return replace(grid, columns=(grid.columns[0], *grid.columns[1 + start : 1 + end]), rows=rows)


def _texts(grid: Grid) -> list[tuple[str, ...]]:
    """The texts of each column, the title first."""
    titles = [column.title for column in grid.columns]
    return [(title, *cells) for title, *cells in zip(titles, *([text for text, _ in row] for row in grid.rows), strict=True)]


def _fits(widths: Sequence[int], width: int) -> bool:
    return sum(widths) + 2 * (len(widths) - 1) <= width


def _widths(grid: Grid, width: int) -> list[int]:
    """The widths of columns that fit together, if they can."""
    texts = _texts(grid)
    widths = [max(map(len, each)) for each in texts]
    if _fits(widths, width):
        return widths
    whole = [max((len(word) for text in each for word in text.split()), default=1) for each in texts]
    widths = [low if column.align == "right" else each for column, each, low in zip(grid.columns, widths, whole, strict=True)]
    for least in (whole, [min(each, _LEAST) for each in whole]):  # Words are broken where nothing else helps.
        while not _fits(widths, width) and (wider := [number for number, each in enumerate(widths) if each > least[number]]):
            widths[max(wider, key=lambda number: widths[number])] -= 1
    return widths


def _narrowed(grid: Grid, widths: Sequence[int]) -> Grid:
    if all(max(map(len, texts)) <= width for texts, width in zip(_texts(grid), widths, strict=True)):
        return grid
    head = tuple(Run(column.title, "bold") for column in grid.columns)
    rows = tuple(row for cells in (head, *grid.rows) for row in _folded(cells, widths))
    return Grid(
        tuple(Column("", column.align, each) for column, each in zip(grid.columns, widths, strict=True)), rows, titled=False
    )


def _folded(cells: Line, widths: Sequence[int]) -> Iterator[Line]:
    """A row whose cells have several lines, line by line."""
    columns = [wrap(text, width) for (text, _), width in zip(cells, widths, strict=True)]
    for texts in zip_longest(*columns, fillvalue=""):
        yield tuple(Run(text, style) for text, (_, style) in zip(texts, cells, strict=True))
