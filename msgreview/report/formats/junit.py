"""Findings as a JUnit report, which most CI services list as tests: a message is a test, and fails by what fails the run."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from msgreview.model.finding import COLOUR, Finding
from msgreview.report.formats import FindingsReport, closing, said
from msgreview.report.lines import safe
from msgreview.report.registry import Format, Pieces

Case = tuple[str, str]
"""The path and the id of a message; the id is "" where a file holds none."""


def _render(report: FindingsReport, width: int) -> Pieces:
    """A suite a file with a case for each of its messages, those without a finding included."""
    return Pieces(_pieces(report))


def _pieces(report: FindingsReport) -> Iterator[str]:
    findings: dict[Case, list[Finding]] = defaultdict(list)
    for each in report.run.findings:
        findings[each.path, each.message].append(each)
    cases = sorted({*report.run.messages, *findings})
    root = Element("testsuites", name="msgreview")
    root.text = "\n" if cases else None
    _count(root, len(cases), sum(any(map(report.fails, some)) for some in findings.values()))
    start, mark, end = tostring(root, "unicode").partition("\n")
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n{start}{mark}'
    for path, members in groupby(cases, key=itemgetter(0)):
        suite = Element("testsuite", name=safe(report.path(path)))
        for case in members:
            _add(suite, case, findings[case], report)
        _count(suite, len(suite), sum(1 for _ in suite.iter("failure")))
        indent(suite, level=1)
        yield f"  {tostring(suite, 'unicode')}\n"
    yield f"{end}\n"


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


def _count(element: Element, tests: int, failures: int) -> None:
    """States how many tests are below an element, and how many of them fail."""
    element.attrib |= {"tests": str(tests), "failures": str(failures), "errors": "0"}


FORMAT = Format(".xml", _render, closing)
