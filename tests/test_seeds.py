"""What people asked for, walked as they would walk it."""

import io
import shutil
from pathlib import Path
from typing import Any

import pytest
from case_files import load_cases
from conftest import Cli

from msgreview.catalogue.files import shipped

SEEDS = load_cases("seeds.yaml")


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: f"{seed['line']} {seed['words']}")
def test_walk(seed: dict[str, Any], cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MSGREVIEW_TRAINING", str(tmp_path / "mine"))
    shutil.copytree(shipped("messages"), tmp_path / "messages")
    monkeypatch.chdir(tmp_path / "messages")
    for step in seed["walk"]:
        for name, text in step.get("files", {}).items():
            Path(name).write_text(text, "utf-8")
        typed = io.TextIOWrapper(io.BytesIO(step.get("stdin", "").encode()), encoding="utf-8")
        ended = cli(*step["type"].split(), stdin=typed)  # type: ignore[arg-type]
        shown = ended.out + ended.err
        assert ended.code == step.get("code", 0), shown
        shown += "".join(Path(name).read_text("utf-8") for name in step.get("opens", ()))
        assert [words for words in step["sees"] if words not in shown] == [], shown


def test_each_line_once() -> None:
    lines = [seed["line"] for seed in SEEDS]
    assert lines == sorted(set(lines))
