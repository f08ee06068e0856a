"""How often each rule fires, and under which profile: where to start on a catalogue that has never been read this way."""

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from msgreview.lint.lint_report import LintReport
from msgreview.lint.verdicts import Verdicts, kept_text, verdict_dict
from msgreview.model.config import Level, Profile
from msgreview.model.finding import COLOUR, LEVELS, Finding
from msgreview.report.json import versioned_json
from msgreview.report.lines import Block, Column, Grid, Run, line
from msgreview.rubric.schema import PRACTICE_TITLES

Reports = Mapping[Profile, LintReport]
"""The report under each profile, the most lenient one first."""


class _Row(NamedTuple):
    """A rule that finds something under at least one profile."""

    rule: str
    level: Level
    practice: str
    messages: int
    findings: dict[Profile, int]


def statistics_lines(reports: Reports, own: Profile, verdicts: Verdicts) -> list[Block]:
    """Findings by rule and profile, the most frequent first; what they come to; and those of the catalogue's own by practice.

    With them, how often people agree with each rule, where that is known.
    """
    profiles = (Column(f"{name}{_mark(name, own)}", "right") for name in reports)
    columns = (*profiles, Column("messages", "right"), Column("level", width=6), Column("rule"))
    rows = (
        (
            *(Run(f"{number or '·'}{' ' * len(_mark(name, own))}") for name, number in row.findings.items()),
            Run(str(row.messages)),
            Run(COLOUR[row.level], COLOUR[row.level]),
            Run(f"{row.rule}, kept {kept}" if (kept := kept_text(verdicts.get(row.rule))) else row.rule),
        )
        for row in _rows(reports)
    )
    footer = (
        (
            *(Run(f"{value(report)}{' ' * len(_mark(name, own))}", "bold") for name, report in reports.items()),
            Run(""),
            Run(words, "bold"),
        )
        for words, value in (("findings", _total), ("findings a message", _average), ("messages with findings", _touched))
    )
    practices = Counter(finding.practice for finding in reports[own].findings).most_common()
    counts = ((Run(str(number)), Run(PRACTICE_TITLES.get(practice, practice))) for practice, number in practices)
    return [
        Grid(columns, tuple(rows), tuple(footer)),
        (),
        Grid((Column("findings", "right"), Column("practice")), tuple(counts)),
        (),
        line(f"* The profile of this run, {own}; the lines below are about it."),
    ]


def _mark(name: Profile, own: Profile) -> str:
    """What marks the profile of the run."""
    return "*" if name == own else ""


def statistics_json(reports: Reports, own: Profile, verdicts: Verdicts) -> str:
    """The same in the JSON contract."""
    profiles = {
        name: {
            "findings": len(report.findings),
            "findings_a_message": float(_average(report)),
            "messages_with_findings": int(_touched(report)),
        }
        for name, report in reports.items()
    }
    rules = [row._asdict() | verdict_dict(verdicts.get(row.rule)) for row in _rows(reports)]
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


def _total(report: LintReport) -> str:
    return str(len(report.findings))


def _average(report: LintReport) -> str:
    return f"{len(report.findings) / max(1, report.summary.messages):.2f}"


def _touched(report: LintReport) -> str:
    return str(len({(finding.path, finding.message) for finding in report.findings}))
