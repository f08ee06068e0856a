"""Messages that state different facts: catalogues in tests/cases/agreement.yaml, and what is found in them."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from case_files import load_cases

from msgreview.catalogue.files import find_files, shipped
from msgreview.catalogue.settings import load_settings
from msgreview.lint.lint_report import Choice
from msgreview.lint.run import lint_files

CASES: list[dict[str, Any]] = load_cases("agreement.yaml")
TODAY = date(2027, 3, 14)
RUBRICS = (shipped("rubrics") / "agreement.yaml",)
OTHER = re.compile(r"'(\w+)' \((\S+):\d+\) (?:says|gives) '?(.+?)'?\.(?: |$)")


def write(folder: Path, case: dict[str, Any]) -> None:
    """The catalogue of a case: one file for every message, its facts behind its id."""
    (folder / "msgreview.yaml").write_text(f"messages: [messages]\n{case.get('config', '')}\n", "utf-8")
    (folder / "policies.yaml").write_text(case.get("policies", ""), "utf-8")
    (folder / "messages").mkdir()
    for number, (head, body) in enumerate(case["messages"].items()):
        id_, *facts = head.split(", ")
        given = {"kind": "scripted", "channel": "email", "service": "desk"} | dict(fact.split(" ", 1) for fact in facts)
        if "samples" in given:  # `{one {days 3}}` is {one: {days: 3}}
            given["samples"] = re.sub(r"(\w+) (?=[{\w])", r"\1: ", given["samples"])
        lines = [
            f"id: {id_}",
            *(f"{name}: {value}" for name, value in given.items()),
            f"body: {yaml.safe_dump(body, width=10**6)}",
        ]
        (folder / "messages" / f"{number:02}-{id_}.yaml").write_text("\n".join(lines), "utf-8")


def found(folder: Path, **options: Any) -> list[str]:
    """Each finding as its rule, message and words, and the other message with its words."""
    settings = load_settings(folder, TODAY)
    files = find_files([folder / "messages"], folder)
    report = lint_files(files, settings, RUBRICS, Choice(select=("agreement",)), rest=lambda: files, **options)
    told = []
    for finding in report.findings:
        if found := OTHER.search(finding.text):
            id_, path, words = found.groups()
            assert (folder / path).is_file()
            told.append(f"{finding.rule.removeprefix('agreement.')} {finding.message} '{finding.quote}', {id_} '{words}'")
    return told


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_catalogues(case: dict[str, Any], tmp_path: Path) -> None:
    write(tmp_path, case)
    assert found(tmp_path) == case.get("found", [])


def test_a_rule_of_another_language_has_ready_made_groups_of_that_language(tmp_path: Path) -> None:
    rule = {
        "extends": "agree",
        "message": "'%s' ('%[3]s' says '%[2]s'), at %[4]s.",
        "says": ["Leihfrist ist <length>"],
        "applies": {"lang": "de"},
    }
    rubric = tmp_path / "fristen.yaml"
    rubric.write_text(yaml.safe_dump({"title": "F", "practice": "clear", "rules": {"frist": rule}}), "utf-8")
    said = ["vier Wochen", "28 Tage", "drei Wochen"]
    write(tmp_path, {"messages": {f"m{n}, lang de": f"Die Leihfrist ist {words}." for n, words in enumerate(said)}})
    settings = load_settings(tmp_path, TODAY)
    files = find_files([tmp_path / "messages"], tmp_path)
    report = lint_files(files, settings, (shipped("rubrics") / "moves.yaml", rubric), Choice(), rest=lambda: files)
    assert [(finding.message, finding.quote) for finding in report.findings if finding.rule == "fristen.frist"] == [
        ("m2", "drei Wochen")
    ]


def test_a_kept_catalogue_and_several_processes_find_the_same(tmp_path: Path) -> None:
    case = {"messages": {f"m{number}": f"You can keep books for {28 - number % 9 // 8} days." for number in range(220)}}
    write(tmp_path, case)
    alone = found(tmp_path)
    assert len(alone) == 24
    cache = tmp_path / "kept"
    assert found(tmp_path, jobs=2, cache=cache) == alone
    assert cache.is_file()
    assert found(tmp_path, cache=cache) == alone
