"""The tables of the annual report: each module exports a TABLE."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple

from msgreview.report.registry import Registry

if TYPE_CHECKING:
    from msgreview.report.annual.model import Table
    from msgreview.report.annual.period import Period


class TableMaker(NamedTuple):
    """Makes tables from a period; the report shows them in the order of their positions."""

    position: int
    make: "Callable[[Period], Iterable[Table]]"


TABLES: Registry[TableMaker] = Registry(__name__, __path__, "TABLE")
