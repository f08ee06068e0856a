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
from msgreview.lint.single_text import lint_plain
from msgreview.model.config import Config, Settings
from msgreview.model.message import Message
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
    path.write_text(f"id: a.b\nkind: {case.get('kind', 'automated')}\nchannel: email\n{case['file']}", "utf-8")
    text = path.read_text("utf-8")
    made = fixes(linter, path)
    assert [fix.text + ("" if fix.safe else " (unsafe)") for fix in made] == case.get("fixes", [])
    if "becomes" in case:
        edits = [edit for fix in made for edit in fix.edits]
        assert edited(b"", text, edits).decode().partition("channel: email\n")[2] == case["becomes"]


def words_to_fix() -> list[tuple[str, str, str]]:
    """Each word that a shipped rule has a fix for: rule, word, fix."""
    settings = Settings(Config(profile="strict"), (), {}, "/", date(2027, 3, 1), "")
    rules = load_rubrics([shipped("rubrics")], settings, prove=False).all_rules.values()
    return [(rule.id, words, new) for rule in rules for words, new in (*rule.fixes.safe.items(), *rule.fixes.unsafe.items())]


def test_every_fix_mends_a_finding_and_makes_none_of_its_rule(linter: FileLinter) -> None:
    """Each word with a fix is what a finding of its rule quotes, and what stands instead is no finding of it."""
    unreached, left = [], []
    for rule, words, new in words_to_fix():
        sentence = "We know {} 7 days." if words[0].isalnum() else "Is it so{}"
        quotes = [quote for each in (words, words.upper()) for quote in _quotes(linter, sentence.format(each), rule)]
        unreached += [(rule, words)] if words not in quotes else []
        left += [(rule, words, new)] if _quotes(linter, sentence.format(new), rule) else []
    assert not unreached
    assert not left


def _quotes(linter: FileLinter, body: str, rule: str) -> list[str]:
    """What the findings of a rule quote of a text, in small letters."""
    message = Message(id="a.b", kind="automated", channel="email", body=body)
    linted = lint_plain(message, linter.runner)
    return [hit.words(doc.text).casefold() for each, hit, doc in linted.hits if doc and each.id == rule]
