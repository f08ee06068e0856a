"""The variants of a message: its samples and the forced paths, what is said of each, and what no path leads to."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from by_hand import read

from msgreview.model.document import Variant
from msgreview.model.finding import Problem

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "variants.yaml").read_text(encoding="utf-8"))


def shown(variant: Variant) -> str:
    subject = "" if variant.subject is None else variant.subject.text + "|"
    return f"{variant.when or variant.name}: {subject}{variant.body.text}"


def told(problem: Problem, texts: dict[str, str]) -> str:
    assert problem.origin is not None
    words = texts[problem.origin.message + "/" + problem.origin.field][problem.start : problem.end]
    quoted = f'"{words}"' if "'" in words else f"'{words}'"
    return f"{problem.rule} {quoted}: {', '.join(problem.args)}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case: dict[str, Any]) -> None:
    fields = {key: value for key, value in case.items() if key not in ("name", "variants", "problems", "capped")}
    found = read(**fields)
    assert [shown(variant) for variant in found.variants] == case["variants"]
    texts = {"desk.note/body": case["body"], "desk.note/subject": case.get("subject", "")}
    assert [told(problem, texts) for problem in found.problems] == case.get("problems", [])
    assert found.capped is case.get("capped", False)
