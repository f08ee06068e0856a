"""When findings are the same, and the order in which they are reported."""

from collections.abc import Iterable
from itertools import pairwise

from msgreview.model.finding import LEVELS, Finding


def identity(finding: Finding) -> tuple[object, ...]:
    """Equal for findings of one rule on the same words, whatever path leads to them."""
    return finding.path, finding.start, finding.end, finding.rule


def order(finding: Finding) -> tuple[object, ...]:
    """The sort key: by position, then the redder first; what needs no special path before what does."""
    position = (finding.path, finding.start, LEVELS.index(finding.level), finding.end)
    return (*position, finding.rule, finding.when != "", finding.message, finding.text, finding.when)


def once(findings: Iterable[Finding]) -> list[Finding]:
    """Each finding once, whatever paths lead to its words; of several the first by `order`."""
    first: dict[tuple[object, ...], Finding] = {}
    for finding in findings:
        key = identity(finding)
        if key not in first or order(finding) < order(first[key]):
            first[key] = finding
    return list(first.values())


def in_order(findings: list[Finding]) -> list[Finding]:
    """The findings in one file by `order`. Mostly they are, and where they start says so: the keys of thousands take time."""
    ordered = all(a.start < b.start or (a.start == b.start and order(a) <= order(b)) for a, b in pairwise(findings))
    return findings if ordered else sorted(findings, key=order)
