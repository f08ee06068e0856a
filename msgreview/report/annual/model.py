"""The parts of a report: figures, tables and before/after examples. Every format is made from these alone."""

from datetime import date

import msgspec

Cell = str | int | float | date | None
"""What a table holds; None prints as nothing."""


class Figure(msgspec.Struct, frozen=True):
    """One number, and how it was counted."""

    name: str
    value: int | float
    counted: str
    unit: str = ""
    """"%" for a share."""
    messages: tuple[str, ...] = ()
    """Ids of the messages that it counts."""


class Table(msgspec.Struct, frozen=True):
    """Rows under named columns, and how they were counted. `chart` names the columns that are drawn as bars, if any."""

    key: str
    """A short name for files and sheets."""
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    counted: str
    chart: tuple[str, ...] = ()
    folded: bool = False
    """Whether it is so long that it is shown to those who open it, and not printed."""

    @property
    def numeric(self) -> tuple[bool, ...]:
        """Whether each column holds nothing but numbers."""
        return tuple(all(isinstance(row[at], int | float | None) for row in self.rows) for at in range(len(self.columns)))


class Example(msgspec.Struct, frozen=True):
    """A message whose words were made better: as it was before, and is now."""

    id: str
    variant: str
    """The sample or path that is shown: one with words that the rubrics found."""
    before: str
    after: str
    changed: date
    by: tuple[str, ...]
    """Who changed them."""
    findings: tuple[str, ...] = msgspec.field(name="found_before")
    """What the rubrics found in it before, one sentence each."""
    findings_left: int = msgspec.field(name="found_after")


class Section(msgspec.Struct, frozen=True):
    """A few sentences under a heading."""

    title: str
    sentences: tuple[str, ...]


class Report(msgspec.Struct, frozen=True):
    """A whole report. `notes` are sentences that a reader must know to trust it."""

    title: str
    start: date
    end: date
    revision: str
    """The commit that the catalogue was read at; "" where it was not."""
    notes: tuple[str, ...]
    figures: tuple[Figure, ...]
    tables: tuple[Table, ...]
    examples: tuple[Example, ...] = ()
    first_page: tuple[Section, ...] = ()
    """What the rest of it says, for those who read no more."""
