"""The formats of `lint` and `check`: each module exports a FORMAT, which writes a `FindingsReport`."""

import posixpath
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from msgreview.lint.lint_report import LintReport
from msgreview.lint.since import Subject, subject
from msgreview.model.blake2 import blake2b
from msgreview.model.config import Level
from msgreview.model.finding import LEVELS, Finding
from msgreview.report.lines import Line, condition
from msgreview.report.registry import Format, Registry
from msgreview.report.summary import CLEAN, summary_lines

if TYPE_CHECKING:
    from msgreview.report.changes import MessageChange
    from msgreview.rubric.ruleset import RuleSet


class FindingsReport(NamedTuple):
    """The report of a run."""

    run: LintReport
    clean: str = CLEAN
    """What to close with where there is nothing to mend."""
    apart: Collection[str] = ()
    """Rules that were named, so that each of their findings is wanted."""
    folder: str = ""
    """Where paths start, from the top of the repository: "" at the top, or where there is none."""
    fail_on: Level = "error"
    """Findings of this level and those above it fail the run."""
    rules: "Callable[[Finding], RuleSet] | None" = None
    """Returns the rules of the catalogue that a finding is in."""
    changes: "Callable[[], Sequence[MessageChange]]" = tuple
    """Returns what reads differently, where messages are compared with a commit."""

    def path(self, path: str) -> str:
        """A path of the run from the top of the repository."""
        return posixpath.normpath(posixpath.join(self.folder, path))

    def fails(self, finding: Finding) -> bool:
        """Whether a finding fails the run."""
        return LEVELS.index(finding.level) <= LEVELS.index(self.fail_on)

    def fingerprints(self) -> Iterator[tuple[Finding, str]]:
        """Each finding with what tells it from all others, wherever its message moves: 32 hexadecimal digits.

        Of several on the same words each has its own, also where only the last of them is shown.
        """
        number = Counter[Subject]()
        shown = {id(each) for each in self.run.findings}
        for finding in self.run.narrowed_from or self.run.findings:
            about = subject(finding, self.path(finding.path))
            number[about] += 1
            if id(finding) in shown:
                yield finding, blake2b("\0".join((*about, str(number[about]))).encode(), digest_size=16).hexdigest()


def closing(report: FindingsReport) -> list[Line]:
    """The summary, as it is said beside formats that have none."""
    return summary_lines(report.run.summary, report.run.findings, report.clean)


def said(finding: Finding) -> str:
    """What is wrong, when a reader meets it, and what to try, in sentences."""
    when = f"This happens {condition(finding.when)}." if finding.when else ""
    return " ".join(filter(None, (finding.text, when, finding.advice)))


FORMATS: Registry[Format] = Registry(__name__, __path__, "FORMAT", first="text")
