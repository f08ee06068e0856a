"""How findings are mended: words put in the place of others, as exact edits of the file."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec
import pytest
from case_files import load_cases

from msgreview.catalogue.edits import edited
from msgreview.catalogue.files import CatalogueFile, shipped
from msgreview.catalogue.load import load_bytes
from msgreview.catalogue.locate import span_location
from msgreview.lint.file import FileLinter
from msgreview.lint.findings import rule_findings
from msgreview.lint.fixes import Fix, fixes_for
from msgreview.lint.single_text import lint_plain
from msgreview.model.config import Config, Settings, Vocabulary
from msgreview.model.message import Message
from msgreview.model.span import Span
from msgreview.rubric.actions import replacements
from msgreview.rubric.kinds import KINDS
from msgreview.rubric.load import load_rubrics
from msgreview.rubric.run import Runner
from msgreview.rubric.schema import Action, Fixes

CASES: list[dict[str, Any]] = load_cases("fixes.yaml")


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


def test_every_fix_mends_a_finding_and_makes_none_of_its_rule(linter: FileLinter) -> None:
    """Each word with a fix is what a finding of its rule quotes, and what stands instead is no finding of it."""
    for rule in linter.runner.rules.rules:
        fixes = {} if KINDS[rule.kind].proofread else rule.fixes.safe | rule.fixes.unsafe
        for some in batched(fixes, rule.limit or 60):
            quotes = {quote for words in (some, map(str.upper, some)) for quote in _quotes(linter, words, rule.id)}
            assert not set(some) - quotes, f"{rule.id} has fixes for words that it does not find"
        for some in batched(fixes.values(), 60):
            assert not _quotes(linter, filter(None, some), rule.id), f"{rule.id} finds what its fixes write"


def batched(words: Iterable[str], number: int) -> Iterator[list[str]]:
    rest = iter(words)
    while some := list(islice(rest, number)):
        yield some


def _quotes(linter: FileLinter, words: Iterable[str], rule: str) -> list[str]:
    """What the findings of a rule quote of sentences with words, in small letters."""
    body = "\n\n".join(f"We know {each} 7 days." if each[0].isalnum() else f"Is it so{each}" for each in words)
    linted = lint_plain(Message(id="a.b", kind="automated", channel="email", body=body), linter.runner)
    return [hit.words(doc.text).casefold() for each, hit, doc in linted.hits if doc and each.id == rule]


@pytest.mark.parametrize(
    ("quote", "instead", "made"),
    [
        (" ", ("",), ("Leave it out", True, "We ask, and you know it.")),
        ("ask", ("answer",), ("Write 'answer'", False, "We answer , and you know it.")),
        ("it", ("",), ("Leave it out", False, "We ask , and you know.")),
    ],
)
def test_what_a_grammar_engine_would_write(
    quote: str, instead: tuple[str, ...], made: tuple[str, bool, str], linter: FileLinter
) -> None:
    text = "id: a.b\nkind: automated\nchannel: email\nbody: We ask , and you know it.\n"
    file = load_bytes(text.encode(), "a.yaml")
    start = text.index("ask ,") + 3 if quote == " " else text.index(quote, text.index("We"))
    location = span_location(file.source, Span(start, start + len(quote)), message="a.b", field="body")
    [finding] = rule_findings(linter.runner.rules.all_rules["clarity.wordy"], location, (), "", instead)
    [fix] = fixes_for(finding, file, linter.runner.rules)
    assert (fix.text, fix.safe, edited(b"", text, fix.edits).decode().partition("body: ")[2].strip()) == made


@pytest.mark.parametrize(
    ("action", "params", "words", "made"),
    [
        ("replace", (), "in order to", ["to"]),
        ("replace", ("one|two", "three"), "in order to", ["one", "two", "three"]),
        ("remove", (), "kindly", [""]),
        ("edit", ("regex", "(\\w+) (\\w+)", "$2 $1"), "one two", ["two one"]),
        ("edit", ("remove", "-"), "e-mail", ["email"]),
        ("edit", ("trim", "."), ".ready.", ["ready"]),
        ("edit", ("trim_left", "."), ".ready.", ["ready."]),
        ("edit", ("trim_right", "."), ".ready.", [".ready"]),
        ("edit", ("truncate", " "), "ready now", ["ready"]),
        ("edit", ("split", "/", "1"), "and/or", ["or"]),
        ("edit", ("split", "/", "x"), "and/or", []),
        ("edit", ("regex", "(", ""), "and", []),
        ("convert", ("letters",), "â€™", ["’"]),
        ("convert", ("letters",), "Ãœ€", []),
        ("convert", ("entities",), "&nbsp;", [" "]),
        ("convert", ("entities",), "<br>", []),
        ("suggest", ("spellings",), "recieve", []),
    ],
)
def test_actions(action: Any, params: tuple[str, ...], words: str, made: list[str], linter: FileLinter) -> None:
    rule = linter.runner.rules.all_rules["clarity.wordy"]
    acting = msgspec.structs.replace(rule, fixes=Fixes(), action=Action(action, params))
    assert [each.words for each in replacements(acting, words)] == made


def test_words_that_the_team_rejects(tmp_path: Path) -> None:
    config = Config(vocabulary=Vocabulary(reject={"patron": "reader", "e-mail": "email"}))
    settings = Settings(config, (), {}, "/", date(2027, 3, 1), "")
    own = FileLinter(Runner(load_rubrics([shipped("rubrics")], settings, prove=False), settings))
    path = tmp_path / "a.yaml"
    path.write_text("id: a.b\nkind: automated\nchannel: chat\nbody: A Patron wrote an e-mail.\n")
    assert [(fix.text, fix.safe) for fix in fixes(own, path)][-1:] == [("Write 'email'", False)]
