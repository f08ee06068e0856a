"""Tables that are wider than a terminal, with titles and cells of several lines."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from textwrap import wrap

from msgreview.report.lines import Column, Grid, Line, Run

_LEAST = 12
"""Characters of a word that is not broken, however narrow a table is to be."""


def narrow(grid: Grid, width: int) -> Grid:
    """A table without indent or footer that fits a width, the same one where it does already."""
    titles = [column.title for column in grid.columns]
    texts = [(title, *cells) for title, *cells in zip(titles, *([text for text, _ in row] for row in grid.rows), strict=True)]
    widths = [max(map(len, each)) for each in texts]
    room = width - 2 * (len(widths) - 1)
    if sum(widths) <= room:
        return grid
    whole = [max((len(word) for text in each for word in text.split()), default=1) for each in texts]
    widths = [low if column.align == "right" else each for column, each, low in zip(grid.columns, widths, whole, strict=True)]
    for least in (whole, [min(each, _LEAST) for each in whole]):  # Words are broken where nothing else helps.
        while sum(widths) > room and (wider := [number for number, each in enumerate(widths) if each > least[number]]):
            widths[max(wider, key=lambda number: widths[number])] -= 1
    head = tuple(Run(title, "bold") for title in titles)
    rows = tuple(row for cells in (head, *grid.rows) for row in _folded(cells, widths))
    return Grid(
        tuple(Column("", column.align, each) for column, each in zip(grid.columns, widths, strict=True)), rows, titled=False
    )


def _folded(cells: Line, widths: Sequence[int]) -> Iterator[Line]:
    """A row whose cells have several lines, line by line."""
    columns = [wrap(text, width) for (text, _), width in zip(cells, widths, strict=True)]
    for texts in zip_longest(*columns, fillvalue=""):
        yield tuple(Run(text, style) for text, (_, style) in zip(texts, cells, strict=True))
