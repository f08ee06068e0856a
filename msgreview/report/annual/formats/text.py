"""The report as text, for a terminal."""

from collections.abc import Iterable, Iterator

from msgreview.report.annual.model import Report
from msgreview.report.annual.words import figure, period, written
from msgreview.report.lines import Block, Column, Grid, Line, Run, line, paragraph
from msgreview.report.narrow import narrow
from msgreview.report.registry import Format


def _render(report: Report, width: int) -> Iterator[Block]:
    """First page, notes, figures and tables; which messages they are about is left to the other formats."""
    yield line((f"{report.title}, {period(report)}", "bold"))
    for section in report.first_page:
        yield line("")
        yield line((section.title, "bold"))
        yield from _points(section.sentences, width)
    yield line("")
    yield from _points(report.notes, width)
    yield line("")
    yield Grid(
        (Column("Figure"), Column("Value", "right")),
        tuple((Run(each.name), Run(figure(each))) for each in report.figures),
    )
    for table in report.tables:
        columns = (Column(name, "right" if number else "left") for name, number in zip(table.columns, table.numeric, strict=True))
        yield line("")
        yield line((table.title, "bold"))
        yield from paragraph(f"Counted: {table.counted}.", width - 1, style="dim")
        grid = Grid(tuple(columns), tuple(tuple(Run(written(cell)) for cell in row) for row in table.rows))
        for number, part in enumerate(narrow(grid, width)):
            yield from [line("")] if number else []
            yield part


def _points(sentences: Iterable[str], width: int) -> Iterator[Line]:
    for sentence in sentences:
        yield from paragraph(sentence, width - 1, "- ")


FORMAT = Format(".txt", _render)
