"""Findings as a Code Quality report of GitLab, which shows in a merge request what is new in it.

https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from msgreview.model.config import Level
from msgreview.report.formats import FindingsReport, closing, said
from msgreview.report.json import indented_pieces
from msgreview.report.registry import Format, Pieces

_SEVERITY: dict[Level, str] = {"error": "critical", "warning": "major", "suggestion": "info"}


def _render(report: FindingsReport, width: int) -> Pieces:
    return Pieces(
        indented_pieces(
            {
                "description": said(finding),
                "check_name": finding.rule,
                "fingerprint": fingerprint,
                "severity": _SEVERITY[finding.level],
                "location": {
                    "path": report.path(finding.path),
                    "lines": {"begin": finding.line, "end": finding.end_line},
                },
            }
            for finding, fingerprint in report.fingerprints()
        )
    )


FORMAT = Format(".json", _render, closing)
