"""The formats of `lint` and `check`: each module exports a FORMAT, which writes a `FindingsReport`."""

from collections.abc import Collection
from typing import TYPE_CHECKING, NamedTuple

from msgreview.report.registry import Format, Registry
from msgreview.report.summary import CLEAN

if TYPE_CHECKING:
    from msgreview.lint.run import LintReport


class FindingsReport(NamedTuple):
    """The report of a run."""

    run: "LintReport"
    clean: str = CLEAN
    """What to close with where there is nothing to mend."""
    apart: Collection[str] = ()
    """Rules that were named, so that each of their findings is wanted."""
    folder: str = ""
    """Where paths start, from the top of the repository: "" at the top, or where there is none."""


FORMATS: Registry[Format] = Registry(__name__, __path__, "FORMAT", first="text")
