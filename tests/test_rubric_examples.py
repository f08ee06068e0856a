"""The shipped rubrics hold what they promise, and the runner of examples tells when they do not."""

from pathlib import Path

import pytest
from test_kinds import CASES, TODAY, settings

from msgreview.model.config import Config, Settings
from msgreview.proof.example_files import example_files
from msgreview.proof.examples import ExampleResult, prove
from msgreview.rubric.discover import rubric_folders
from msgreview.rubric.load import load_rubrics
from msgreview.rubric.ruleset import RuleSet, with_all

DEFAULTS = Settings(Config(), (), {}, ".", TODAY, "")


@pytest.fixture(scope="module")
def shipped_rules() -> RuleSet:
    """All of them, on; tests/test_shipped_rubrics.py proves them on another day."""
    return with_all(load_rubrics(rubric_folders(DEFAULTS), DEFAULTS))


def test_examples_about_days_hold_on_another_day(shipped_rules: RuleSet) -> None:
    about_days = [rule for rule in shipped_rules.rules if rule.rubric in ("review-date", "waiver", "ignore") or "date" in rule.id]
    assert len(about_days) > 4
    wrong = [result for rule in about_days for result in prove(rule, shipped_rules, DEFAULTS) if not result.ok]
    assert wrong == []


def rule_set(folder: Path, text: str) -> RuleSet:
    (folder / "test.yaml").write_text("title: T\npractice: clear\nrules:\n" + text, encoding="utf-8")
    return load_rubrics([CASES / "moves.yaml", folder / "test.yaml"], settings())


def results(folder: Path, rule: str, bad: str = "[]", good: str = "[]") -> list[ExampleResult]:
    rules = rule_set(folder, f"  it: {{{rule}, message: m, examples: {{bad: {bad}, good: {good}}}}}\n")
    return prove(rules.all_rules["test.it"], rules, settings())


def test_results(tmp_path: Path) -> None:
    found = results(tmp_path, "extends: existence, tokens: [wait]", "[Please wait., Please.]", "[Please., {body: Wait.}]")
    assert [(r.kind, r.index, r.text, r.fired, r.ok) for r in found] == [
        ("bad", 0, "Please wait.", True, True),
        ("bad", 1, "Please.", False, False),
        ("good", 0, "Please.", False, True),
        ("good", 1, "Wait.", True, False),
    ]


@pytest.mark.parametrize(
    ("rule", "bad", "good"),
    [
        ("extends: existence, tokens: [wait], applies: {channel: sms, kind: mixed, lang: de}", "[wait]", "[go]"),
        ("extends: existence, tokens: [wait], scope: subject", "[{subject: Wait, body: x}]", "[wait]"),
        ("extends: field, field: owner", "[{owner: '', body: x}]", "[x]"),
        ("extends: review, find: missing", "[{review: , body: x}, {review: null, body: x}]", "[{body: x}]"),
        ("extends: existence, tokens: [wait]", "['{% if n %}wait{% endif %}']", "[{body: '{{ w }}', samples: {a: {w: wait}}}]"),
        ("extends: existence, tokens: [wait]", "[{body: '{{ n }} wait', samples: {a: {n: 1.10}}}]", "['1']"),
        (
            "extends: existence, tokens: ['no fines']",
            "[{body: '{% if not n %}no fines{% endif %}', samples: {a: {n: 0}}}]",
            "[x]",
        ),
        (
            "extends: policy",
            "[{body: For 3 days., policies: {loans.days: {value: '28', says: ['(\\d+) days']}}}]",
            "[{body: For 28 days., policies: {loans.days: {value: '28', says: '(\\d+) days'}}}]",
        ),
        ("extends: policy, find: unknown", "['{{ policy.a.b }}']", "[{body: '{{ policy.a.b }}', policies: {a.b: '3'}}]"),
        (
            "extends: existence, tokens: [wait]",
            '[{file: "id: a\\nkind: scripted\\nchannel: chat\\nbody: wait\\n"}]',
            '[{files: {a.yaml: "id: a\\nkind: scripted\\nchannel: chat\\nbody: go\\n"}}]',
        ),
        ("extends: existence, tokens: [wait]", "[{kind: mixed, parts: [{text: wait}]}]", "[{kind: mixed, body: go}]"),
    ],
)
def test_examples_stand_for_messages(rule: str, bad: str, good: str, tmp_path: Path) -> None:
    assert [result for result in results(tmp_path, rule, bad, good) if not result.ok] == []


def test_an_example_that_a_rule_is_too_slow_for(tmp_path: Path) -> None:
    slow = "extends: existence, tokens: ['(?:a|aa)+\\b(?<=[b-z])'], nonword: true"
    (result,) = results(tmp_path, slow, good=f"[{'a' * 60}!]")
    assert (result.ok, result.why) == (False, "stops the rule: a pattern of the rule took too long on this text")


def test_reported_problems_are_those_of_a_whole_run(shipped_rules: RuleSet) -> None:
    rule = shipped_rules.all_rules["catalogue.duplicate-id"]
    assert set(example_files(rule, rule.examples.bad[0], DEFAULTS)) == {"a.yaml", "b.yaml"}
    assert all(result.fired == (result.kind == "bad") for result in prove(rule, shipped_rules, DEFAULTS))
