"""What a person sees of findings: red first, one entry for the same words or for a whole catalogue, tables of many."""

import re
from collections import Counter
from typing import Any

import pytest
from case_files import load_cases

from msgreview.lint.lint_report import LintReport, Summary
from msgreview.model.finding import LEVELS, Finding
from msgreview.report.formats import FORMATS, FindingsReport
from msgreview.report.lines import as_lines, plain

CASES = load_cases("findings.yaml")
_FINDING = re.compile(r"(?P<path>\w+):(?P<start>\d+)-(?P<end>\d+) (?P<level>\w+) (?P<rule>\S+) (?P<text>.*)")


def finding(words: str) -> Finding:
    """The finding that a case writes in one line."""
    match = _FINDING.fullmatch(words)
    assert match, words
    start, end = int(match["start"]), int(match["end"])
    return Finding(
        path=match["path"], line=1, column=start + 1, end_line=1, end_column=end + 1, start=start, end=end,
        message=match["path"], rule=match["rule"], level=match["level"], practice="clear", text=match["text"],
    )  # type: ignore[arg-type]  # fmt: skip


def report(case: dict[str, Any]) -> LintReport:
    """The report of a run that has the findings of a case."""
    repeat = case.get("repeat", {"count": 0})
    each = [repeat["finding"], *repeat.get("also", ())] if repeat["count"] else []
    many = [finding(f"m{number + 1:02}:{words}") for number in range(repeat["count"]) for words in each]
    findings = (*many, *map(finding, case.get("findings", ())))
    counts = Counter(each.level for each in findings)
    levels = {level: counts[level] for level in LEVELS}
    number = case["messages"]
    return LintReport(findings, (), Summary(number, number, number, levels, 0, {}), (), crashed=False)


def rows_of(case: dict[str, Any]) -> list[str]:
    """What is printed of a case, without empty rows and what is said of a rule below its first row."""
    subject = FindingsReport(report(case), apart=case.get("apart", ()))
    rows = plain(list(as_lines(FORMATS["text"].render(subject, 100)))).splitlines()  # type: ignore[arg-type]
    return [
        row
        for row in rows
        if row and (not row.startswith("    ") or row.lstrip()[:3] in ("Als", "Add") or row.lstrip()[0].isdigit())
    ]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_what_is_printed(case: dict[str, Any]) -> None:
    rows = rows_of(case)
    if "shown" in case:
        assert "\n".join(rows) + "\n" == case["shown"]
    if "entries" in case:
        assert sum(bool(re.match(r"\w+:1:", row)) for row in rows) == case["entries"]
    if "last" in case:
        assert rows[-1] == case["last"]


def test_json_has_every_finding_and_names_what_goes_together() -> None:
    from json import loads

    case = next(case for case in CASES if case["name"].startswith("findings on the same words"))
    printed = loads("".join(FORMATS["json"].render(FindingsReport(report(case)), 100)))  # type: ignore[arg-type]
    together = [(each["rule"], each["also"], each["under"]) for each in printed["findings"]]
    assert together == [
        ("tone.red", ["tone.two", "tone.one"], ""),
        ("tone.two", [], "tone.red"),
        ("tone.one", [], "tone.red"),
    ]
