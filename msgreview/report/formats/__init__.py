"""The formats of `lint` and `check`: each module exports a FORMAT, which writes a `FindingsReport`."""

from typing import TYPE_CHECKING, NamedTuple

from msgreview.report.registry import Format, Registry
from msgreview.report.summary import CLEAN

if TYPE_CHECKING:
    from msgreview.lint.run import LintReport


class FindingsReport(NamedTuple):
    """The report of a run, and the sentence to close with where there is nothing to mend."""

    run: "LintReport"
    clean: str = CLEAN


FORMATS: Registry[Format] = Registry(__name__, __path__, "FORMAT", first="text")
