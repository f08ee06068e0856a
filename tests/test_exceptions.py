"""Waivers and inline ignores: what they take out, and what is said about those that do not hold."""

import json
from pathlib import Path
from typing import Any

import pytest
from case_files import load_cases
from conftest import Cli

CASES: list[dict[str, Any]] = load_cases("exceptions.yaml")
HEAD = "id: hall.booked\nkind: scripted\nchannel: chat\n"
RULES = "tone.form-letter,privacy.asks-for-secret,waiver,ignore"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_exceptions(case: dict[str, Any], cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(case.get("file") or HEAD + case["tail"], encoding="utf-8")
    ended = cli("lint", ".", "--select", RULES, "--as-of", case.get("as_of", "2026-11-23"), "--format", "json", "--no-cache")
    report = json.loads(ended.out)
    told = [f"{found['line']}:{found['column']} {found['colour']} {found['rule']}" for found in report["findings"]]
    assert told == case["told"]
    assert len(report["waived"]) == report["summary"]["waived"] == case.get("waived", 0)
    assert ended.code == any(" red " in line for line in told)


def test_time_moves_with_a_warm_cache(cli: Cli, tmp_path: Path) -> None:
    """The file is not read again, and the waiver ends all the same."""
    waiver = "waivers: [{rule: tone.form-letter, reason: law, by: head@library.example, until: 2027-01-31}]\n"
    (tmp_path / "a.yaml").write_text(HEAD + "body: Please be advised that it is.\n" + waiver, encoding="utf-8")
    outputs = [
        cli("lint", ".", "--select", RULES, "--format", "concise", "--as-of", day).out for day in ("2027-01-31", "2027-02-01") * 2
    ]
    assert outputs[0] == outputs[2] == ""
    assert outputs[1] == outputs[3]
    assert [line.split(": ")[1] for line in outputs[1].splitlines()] == ["yellow tone.form-letter", "yellow waiver.expired"]
