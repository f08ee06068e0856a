"""What a reply lacks of the elements that every reply has, without a tag that says that it is one."""

from pathlib import Path
from typing import Any

import pytest
from case_files import load_cases
from conftest import Cli

from msgreview.train.analysis import Analyser
from msgreview.train.elements import element_findings

CASES = load_cases("elements.yaml")


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['reply'][:30]} {case.get('says', '')}")
def test_elements(case: dict[str, Any], analyser: Analyser) -> None:
    channel = case.get("channel", "email")
    written = analyser.analyse(case["reply"], channel=channel)
    told = [finding.text for finding in element_findings(written, channel, "When was the pier built?", "reply")]
    wanted = case.get("says", [])
    assert len(told) == len(wanted), told
    assert all(words in text for words, text in zip(wanted, told, strict=True)), told


def test_they_stand_in_the_report(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "q.txt").write_text("When was the pier built?", "utf-8")
    (tmp_path / "r.txt").write_text("Dear Sam,\n\nIn 1914.\n\nKind regards,\nYour librarian\n", "utf-8")
    out = cli("check", "r.txt", "--to", "q.txt", "--format", "concise").out
    assert "r.txt:6:1: yellow reply.person: No person signs it." in out
    assert "green reply.elements: It answers without taking the question up." in out
    assert "reply." not in cli("check", "r.txt", "--format", "concise").out
