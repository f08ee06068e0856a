"""Lengths that values make are held to the longest and the shortest values that variables state, and name them."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from case_files import load_cases
from conftest import Cli

CASES: list[dict[str, Any]] = load_cases("bounds.yaml")
HEAD = {"id": "desk.ready", "kind": "automated", "service": "desk"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_length_with_bounds(case: dict[str, Any], cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "ready.yaml").write_text(yaml.safe_dump(HEAD | case["message"], sort_keys=False, width=10_000), encoding="utf-8")
    rules = "structure.sms-segments,structure.subject-length"
    ended = cli("lint", ".", "--profile", "strict", "--select", rules, "--format", "concise")
    told = [line.partition(": ")[2] for line in ended.out.splitlines() if "structure." in line]
    assert told == case["findings"]
