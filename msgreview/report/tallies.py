"""A run with many findings at a glance: by rule and by message."""

from collections.abc import Iterator, Sequence

from msgreview.model.finding import COLOUR, Finding
from msgreview.report.grouping import Tally, by_message, by_rule
from msgreview.report.lines import Block, Column, Grid, Run, line, safe

_ROWS = 8
"""Rows of a table; what is left over is counted below it."""


def tally_blocks(findings: Sequence[Finding]) -> Iterator[Block]:
    """The rules and the messages that have the most findings, a table each."""
    number = Column("findings", "right")
    yield from _table((number, Column("messages", "right"), Column("level", width=6), Column("rule")), by_rule(findings), "rules")
    columns = (number, Column("rules", "right"), Column("level", width=6), Column("message"))
    yield from _table(columns, by_message(findings), "messages")


def _table(columns: tuple[Column, ...], tallies: Sequence[Tally], what: str) -> Iterator[Block]:
    rows = tuple(_row(each) for each in tallies[:_ROWS])
    yield Grid(columns, rows)
    if left := tallies[_ROWS:]:
        yield line((f"and {sum(each.findings for each in left):,} in {len(left):,} other {what}", "dim"))
    yield ()


def _row(tally: Tally) -> tuple[Run, ...]:
    colour = COLOUR[tally.level]
    return Run(f"{tally.findings:,}"), Run(f"{tally.others:,}"), Run(colour, colour), Run(safe(tally.name))
