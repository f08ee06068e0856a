"""The findings of a run, what was waived, and the summary, in the JSON contract."""

from collections.abc import Iterable
from typing import Any

import msgspec

from msgreview.model.finding import COLOUR, Finding
from msgreview.report.formats import FindingsReport
from msgreview.report.grouping import Group, grouped
from msgreview.report.json import versioned_json
from msgreview.report.registry import Format


def _render(report: FindingsReport, width: int) -> str:
    run = report.run
    lists = {"findings": _findings(run.findings), "waived": _findings(run.waived)}
    disputed = _findings(each.finding for each in run.disputed)
    lists["disputed"] = [fields | {"because": each.because} for fields, each in zip(disputed, run.disputed, strict=True)]
    return versioned_json(lists | {"summary": run.summary.facts()})


def _findings(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Every finding, in order; of those on the same words the gravest names the others, and they name it."""
    findings = tuple(findings)
    together = {id(each): group for group in grouped(findings) if group.also for each in (group.finding, *group.also)}
    return [_finding(each, together.get(id(each), Group(each))) for each in findings]


def _finding(finding: Finding, group: Group) -> dict[str, Any]:
    fields = msgspec.structs.asdict(finding)
    del fields["excerpt"], fields["excerpt_column"], fields["instead"]
    is_first = finding is group.finding
    also = [each.rule for each in group.also] if is_first else []
    return fields | {"colour": COLOUR[finding.level], "also": also, "under": "" if is_first else group.finding.rule}


FORMAT = Format(".json", _render)
