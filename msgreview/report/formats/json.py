"""The findings of a run, what was waived, and the summary, in the JSON contract."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import attrgetter
from typing import Any

import msgspec

from msgreview.model.finding import COLOUR, Finding
from msgreview.report.formats import FindingsReport
from msgreview.report.grouping import Group, grouped
from msgreview.report.json import VERSION, indented_pieces
from msgreview.report.registry import Format, Pieces


def _render(report: FindingsReport, width: int) -> Pieces:
    run = report.run
    disputed = zip(_findings(each.finding for each in run.disputed), run.disputed, strict=True)
    fields = {
        "version": VERSION,
        "findings": _findings(run.findings),
        "waived": _findings(run.waived),
        "disputed": (fields | {"because": each.because} for fields, each in disputed),
        "summary": run.summary.facts(),
    }
    return Pieces(indented_pieces(fields))


def _findings(findings: Iterable[Finding]) -> Iterator[dict[str, Any]]:
    """Every finding, in order; of those on the same words the gravest names the others, and they name it."""
    for _, in_file in groupby(findings, key=attrgetter("path")):
        own = [*in_file]
        together = {id(each): group for group in grouped(own) if group.also for each in (group.finding, *group.also)}
        for each in own:
            yield _finding(each, together.get(id(each), Group(each)))


def _finding(finding: Finding, group: Group) -> dict[str, Any]:
    fields = msgspec.structs.asdict(finding)
    del fields["excerpt"], fields["excerpt_column"], fields["instead"]
    is_first = finding is group.finding
    also = [each.rule for each in group.also] if is_first else []
    return fields | {"colour": COLOUR[finding.level], "also": also, "under": "" if is_first else group.finding.rule}


FORMAT = Format(".json", _render)
