"""How often each rule fires, and under which profile: where to start on a catalogue that has never been read this way."""

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from msgreview.lint.run import LintReport
from msgreview.model.config import Level, Profile
from msgreview.model.finding import COLOUR, LEVELS, Finding
from msgreview.report.json import versioned_json
from msgreview.report.lines import Line, line
from msgreview.rubric.schema import PRACTICE_TITLES

Reports = Mapping[Profile, LintReport]
"""What is found under each profile, the one that asks least first."""


class _Row(NamedTuple):
    """A rule that finds something under at least one profile."""

    rule: str
    level: Level
    practice: str
    messages: int
    findings: dict[Profile, int]


def statistics_lines(reports: Reports, own: Profile) -> list[Line]:
    """Findings by rule and profile, the most frequent first; what they come to; and those of the catalogue's own by practice."""
    head = "  ".join(f"{name}{'*' if name == own else ''}" for name in reports)
    lines = [line((f"{head}  messages  level   rule", "bold"))]
    for row in _rows(reports):
        cells = _cells({name: str(number or "·") for name, number in row.findings.items()}, own)
        lines.append(line(f"{cells}  {row.messages:>8}  ", (f"{COLOUR[row.level]:<6}", COLOUR[row.level]), f"  {row.rule}"))
    for words, value in (("findings", _total), ("findings a message", _average), ("messages with findings", _touched)):
        cells = _cells({name: value(report) for name, report in reports.items()}, own)
        lines.append(line((f"{cells}  {'':8}  {words}", "bold")))
    lines += [(), line(("findings  practice", "bold"))]
    for practice, number in Counter(finding.practice for finding in reports[own].findings).most_common():
        lines.append(line(f"{number:>8}  {PRACTICE_TITLES.get(practice, practice)}"))
    return [*lines, (), line(f"* The profile of this run, {own}; the lines below are about it.")]


def statistics_json(reports: Reports, own: Profile) -> str:
    """The same in the JSON contract."""
    profiles = {
        name: {
            "findings": len(report.findings),
            "findings_a_message": float(_average(report)),
            "messages_with_findings": int(_touched(report)),
        }
        for name, report in reports.items()
    }
    rules = [row._asdict() for row in _rows(reports)]
    messages = reports[own].summary.messages
    return versioned_json({"profile": own, "messages": messages, "profiles": profiles, "rules": rules})


def _rows(reports: Reports) -> list[_Row]:
    counts = {name: Counter(finding.rule for finding in report.findings) for name, report in reports.items()}
    messages: dict[str, set[tuple[str, str]]] = {}
    first: dict[str, Finding] = {}
    for report in reports.values():
        for finding in report.findings:
            first.setdefault(finding.rule, finding)
            messages.setdefault(finding.rule, set()).add((finding.path, finding.message))
    rows = [
        _Row(rule, one.level, one.practice, len(messages[rule]), {name: count[rule] for name, count in counts.items()})
        for rule, one in first.items()
    ]
    return sorted(rows, key=lambda row: (-max(row.findings.values()), LEVELS.index(row.level), row.rule))


def _cells(figures: Mapping[Profile, str], own: Profile) -> str:
    """One figure a profile, each under its name."""
    return "  ".join(f"{figure:>{len(name)}}{' ' if name == own else ''}" for name, figure in figures.items())


def _total(report: LintReport) -> str:
    return str(len(report.findings))


def _average(report: LintReport) -> str:
    return f"{len(report.findings) / max(1, report.summary.messages):.2f}"


def _touched(report: LintReport) -> str:
    return str(len({(finding.path, finding.message) for finding in report.findings}))
