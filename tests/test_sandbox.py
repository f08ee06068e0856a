"""What a template may not do: each case comes to an end, says what was refused and where, and the rest is read."""

import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from by_hand import read
from test_variants import told

from msgreview.text.limits import MOST_TEXT

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "sandbox.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case: dict[str, Any]) -> None:
    started = time.monotonic()
    samples = {"sample": case["values"]} if "values" in case else {}
    found = read(case["body"], others=case.get("others"), samples=samples, config={"filters": ("money",)})
    text = found.variants[0].body.text
    if "text" in case:
        assert text == case["text"]
    assert text.endswith(case.get("text_end", ""))
    assert len(text) < MOST_TEXT
    problems = found.problems
    if "rules" in case:
        assert [problem.rule for problem in problems] == case["rules"]
    else:
        texts = {"desk.note/body": case["body"]}
        assert [told(problem, texts) for problem in problems] == case.get("problems", [])
    assert time.monotonic() - started < 2
