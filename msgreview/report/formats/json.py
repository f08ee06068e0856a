"""The findings of a run, what was waived, and the summary, in the JSON contract."""

from typing import Any

import msgspec

from msgreview.model.finding import COLOUR, Finding
from msgreview.report.formats import FindingsReport
from msgreview.report.json import versioned_json
from msgreview.report.registry import Format


def _render(report: FindingsReport, width: int) -> str:
    run = report.run
    lists = {"findings": list(map(_finding, run.findings)), "waived": list(map(_finding, run.waived))}
    return versioned_json(lists | {"summary": run.summary.facts()})


def _finding(finding: Finding) -> dict[str, Any]:
    fields = msgspec.structs.asdict(finding)
    del fields["excerpt"], fields["excerpt_column"]
    return fields | {"colour": COLOUR[finding.level]}


FORMAT = Format(".json", _render)
