"""Findings as a JUnit report, which most CI services list as tests: a message is a test, and fails by what fails the run."""

from collections import defaultdict
from itertools import groupby
from operator import itemgetter
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from msgreview.model.finding import COLOUR, Finding
from msgreview.report.formats import FindingsReport, closing, said
from msgreview.report.lines import safe
from msgreview.report.registry import Format

Case = tuple[str, str]
"""The path and the id of a message; the id is "" where a file holds none."""


def _render(report: FindingsReport, width: int) -> str:
    """A suite a file with a case for each of its messages, those without a finding included."""
    findings: dict[Case, list[Finding]] = defaultdict(list)
    for each in report.run.findings:
        findings[each.path, each.message].append(each)
    cases = sorted({*report.run.messages, *findings})
    root = Element("testsuites", name="msgreview")
    for path, members in groupby(cases, key=itemgetter(0)):
        suite = SubElement(root, "testsuite", name=safe(report.path(path)))
        for case in members:
            _add(suite, case, findings[case], report)
        _count(suite)
    _count(root)
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, "unicode") + "\n"


def _add(suite: Element, case: Case, findings: list[Finding], report: FindingsReport) -> None:
    """Adds a message: what fails the run as one failure, and the rest as what the test printed."""
    path, message = report.path(case[0]), case[1]
    test = SubElement(suite, "testcase", name=safe(message or path), classname=safe(path), file=safe(path))
    failing = [each for each in findings if report.fails(each)]
    rest = [each for each in findings if not report.fails(each)]
    if failing:
        first = f"{failing[0].rule}: {failing[0].text}" + (f" And {len(failing) - 1} more." if failing[1:] else "")
        failure = SubElement(test, "failure", type=failing[0].rule, message=safe(first))
        failure.text = _rows(failing, path)
    if rest:
        SubElement(test, "system-out").text = _rows(rest, path)


def _rows(findings: list[Finding], path: str) -> str:
    """A line each: `path:line:column: colour rule: what is wrong, and what to try`."""
    return "\n".join(
        safe(f"{path}:{each.line}:{each.column}: {COLOUR[each.level]} {each.rule}: {said(each)}") for each in findings
    )


def _count(element: Element) -> None:
    """States how many tests are below an element, and how many of them fail."""
    element.set("tests", str(sum(1 for _ in element.iter("testcase"))))
    element.set("failures", str(sum(1 for _ in element.iter("failure"))))
    element.set("errors", "0")


FORMAT = Format(".xml", _render, closing)
