"""How findings are mended: words put in the place of others, as exact edits of the file."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from msgreview.catalogue.edits import edited
from msgreview.catalogue.files import CatalogueFile, shipped
from msgreview.catalogue.load import load_bytes
from msgreview.lint.file import FileLinter
from msgreview.lint.fixes import Fix, fixes_for
from msgreview.model.config import Config, Settings
from msgreview.rubric.load import load_rubrics
from msgreview.rubric.run import Runner

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "cases" / "fixes.yaml").read_text("utf-8"))


@pytest.fixture(scope="module")
def linter() -> FileLinter:
    settings = Settings(Config(profile="strict"), (), {}, "/", date(2027, 3, 1), "")
    return FileLinter(Runner(load_rubrics([shipped("rubrics")], settings), settings))


def fixes(linter: FileLinter, path: Path) -> list[Fix]:
    """Every way to mend a finding of a file, in its order."""
    file = load_bytes(path.read_bytes(), "a.yaml")
    findings = linter.lint(CatalogueFile(path, "a.yaml"), None).findings
    return [fix for finding in findings for fix in fixes_for(finding, file, linter.runner.rules)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_words(case: dict[str, Any], linter: FileLinter, tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("id: a.b\nkind: automated\nchannel: email\n" + case["file"], "utf-8")
    text = path.read_text("utf-8")
    made = fixes(linter, path)
    assert [fix.text + ("" if fix.safe else " (unsafe)") for fix in made] == case.get("fixes", [])
    if "becomes" in case:
        edits = [edit for fix in made for edit in fix.edits]
        assert edited(b"", text, edits).decode().partition("channel: email\n")[2] == case["becomes"]
