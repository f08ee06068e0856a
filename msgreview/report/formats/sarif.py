"""Findings in SARIF 2.1.0, with what each rule is about, so that GitHub and others keep them as alerts from run to run.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from msgreview import __version__
from msgreview.catalogue.edits import Edit
from msgreview.model.config import Level
from msgreview.model.finding import Finding
from msgreview.report.formats import FindingsReport, closing, said
from msgreview.report.json import indented_pieces
from msgreview.report.mending import FilesOfFindings
from msgreview.report.pages import render
from msgreview.report.registry import Format, Pieces
from msgreview.report.rule import unfilled
from msgreview.rubric.ruleset import RuleSet
from msgreview.rubric.schema import PRACTICE_TITLES, Rubric, Rule

_LEVEL: dict[Level, str] = {"error": "error", "warning": "warning", "suggestion": "note"}
_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_EXAMPLES = 3
"""Examples of each sort that go with a rule."""
_TOP = "%SRCROOT%"
"""What GitHub and others call the top of the repository."""


def _render(report: FindingsReport, width: int) -> Pieces:
    run = report.run
    first = {finding.rule: finding for finding in reversed(run.findings)}
    index = {id_: number for number, id_ in enumerate(sorted(first))}
    rules = [_rule(id_, report.rules(first[id_]) if report.rules else None) for id_ in index]
    driver = {"name": "msgreview", "version": __version__, "rules": rules}
    files = FilesOfFindings(report.rules)
    results = (
        _result(finding, print_, report, index) | _fixes(finding, report, files) for finding, print_ in report.fingerprints()
    )
    notes = [{"level": "note", "message": {"text": note}} for note in run.notes]
    return Pieces(
        indented_pieces(
            {
                "$schema": _SCHEMA,
                "version": "2.1.0",
                "runs": [
                    {
                        "tool": {"driver": driver},
                        "columnKind": "unicodeCodePoints",
                        "invocations": [{"executionSuccessful": not run.crashed, "toolExecutionNotifications": notes}],
                        "originalUriBaseIds": {_TOP: {"description": {"text": "The top of the repository."}}},
                        "results": results,
                    }
                ],
            }
        )
    )


def _rule(id_: str, rules: RuleSet | None) -> dict[str, Any]:
    """What a rule is about; of those that are in no rubric, the name alone."""
    rule = rules.all_rules.get(id_) if rules else None
    if rules is None or rule is None:
        return {"id": id_, "shortDescription": {"text": id_}, "fullDescription": {"text": id_}, "help": {"text": id_}}
    rubric = next(each for each in rules.rubrics if each.name == rule.rubric)
    about = {
        "id": id_,
        "shortDescription": {"text": unfilled(rule.message)},
        "fullDescription": {"text": _why(rule, rubric)},
        "help": _help(rule, rubric),
        "properties": {"tags": [PRACTICE_TITLES[rule.practice]]},
    }
    if rule.level != "off":
        about["defaultConfiguration"] = {"level": _LEVEL[rule.level]}
    return about | ({"helpUri": rule.link} if rule.link.startswith("https://") else {})


def _why(rule: Rule, rubric: Rubric) -> str:
    """Why a rule is there or, where nobody says so, what it says; GitHub takes no empty text."""
    return " ".join((rule.why or rubric.about or unfilled(rule.message)).split())


def _help(rule: Rule, rubric: Rubric) -> dict[str, str]:
    """Why a rule is there, and what to write, as text and as Markdown."""
    why, says, tries = _why(rule, rubric), unfilled(rule.message), unfilled(rule.try_)
    examples = {"Instead of": rule.examples.bad[:_EXAMPLES], "Write": rule.examples.good[:_EXAMPLES]}
    shown = {title: [_example(each) for each in some] for title, some in examples.items() if some}
    markdown = render("templates/rule.md", rule=rule, why=why, says=says, tries=tries, examples=shown)
    return {"text": " ".join(filter(None, (why, tries, rule.source))), "markdown": markdown}


def _example(example: Any) -> str:
    """An example as a text: its body, or its fields with their names."""
    fields: Iterable[tuple[str, Any]] = example.items() if isinstance(example, Mapping) else [("body", example)]
    return "\n".join(str(value).strip() if name in ("body", "file") else f"{name}: {value}" for name, value in fields)


def _result(finding: Finding, fingerprint: str, report: FindingsReport, index: Mapping[str, int]) -> dict[str, Any]:
    place = {"physicalLocation": {"artifactLocation": _artifact(report.path(finding.path)), "region": _region(finding)}}
    if finding.message:
        place["logicalLocations"] = [{"name": finding.field or finding.message, "fullyQualifiedName": finding.message}]  # type: ignore[assignment]
    return {
        "ruleId": finding.rule,
        "ruleIndex": index[finding.rule],
        "level": _LEVEL[finding.level],
        "message": {"text": said(finding)},
        "locations": [place],
        # GitHub compares runs by the second, which would else be a hash of the line.
        "partialFingerprints": {"msgreview/v1": fingerprint, "primaryLocationLineHash": fingerprint},
    }


def _fixes(finding: Finding, report: FindingsReport, files: FilesOfFindings) -> dict[str, Any]:
    """The ways to mend a finding, if there are any."""
    source, fixes = files.source(finding), files.fixes(finding)
    if source is None or not fixes:
        return {}

    def replacement(edit: Edit) -> dict[str, Any]:
        start, end = source.position(edit.start), source.position(edit.end)
        return {"deletedRegion": _lines(*start, *end), "insertedContent": {"text": edit.text}}

    artifact = _artifact(report.path(finding.path))
    changes = ([{"artifactLocation": artifact, "replacements": [*map(replacement, fix.edits)]}] for fix in fixes)
    return {
        "fixes": [{"description": {"text": fix.text}, "artifactChanges": each} for fix, each in zip(fixes, changes, strict=True)]
    }


def _artifact(path: str) -> dict[str, str]:
    """Where a file is, from the top of the repository if it is below it."""
    base = {} if path.startswith(("../", "/")) else {"uriBaseId": _TOP}
    return {"uri": quote(path)} | base


def _region(finding: Finding) -> dict[str, Any]:
    region: dict[str, Any] = _lines(finding.line, finding.column, finding.end_line, finding.end_column)
    return region | ({"snippet": {"text": finding.quote}} if finding.exact else {})


def _lines(line: int, column: int, end_line: int, end_column: int) -> dict[str, int]:
    return {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}


FORMAT = Format(".sarif", _render, closing)
