"""`rubric test`: what it says of examples that do not hold, and which parts of a rule the examples reach."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from case_files import load_cases
from conftest import Cli
from test_kinds import TODAY

from msgreview.catalogue.files import shipped
from msgreview.model.config import Config, Settings
from msgreview.proof.coverage import armed, coverage
from msgreview.proof.examples import prove
from msgreview.rubric.load import load_rubrics
from msgreview.rubric.ruleset import RuleSet, with_only
from msgreview.rubric.schema import Rule

CASES = Path(__file__).parent / "cases"
PROOFS: list[dict[str, Any]] = load_cases("proofs.yaml")
COVERED: list[dict[str, Any]] = load_cases("coverage.yaml")
SETTINGS = Settings(Config(), (), {}, ".", TODAY, "")
FILES = [CASES / "kinds" / "moves.yaml", shipped("rubrics") / "file.yaml"]
"""A few moves that do not change when the shipped ones do, and the words for faults of files."""


def rule_of(case: dict[str, Any], folder: Path) -> tuple[Rule, RuleSet]:
    examples = {kind: value if isinstance(value := case.get(kind, []), list) else [value] for kind in ("bad", "good")}
    rule = {"message": "m", **case["rule"], "examples": examples}
    rubric = {"title": "T", "practice": "clear", "rules": {"it": rule}}
    (folder / "test.yaml").write_text(yaml.safe_dump(rubric, sort_keys=False), "utf-8")
    rules = load_rubrics([*FILES, folder / "test.yaml"], SETTINGS)
    found = rules.all_rules["test.it"]
    return found, with_only(rules, found)


@pytest.mark.parametrize("case", PROOFS, ids=lambda case: case["name"])
def test_what_is_said_of_an_example(case: dict[str, Any], tmp_path: Path) -> None:
    rule, rules = rule_of(case, tmp_path)
    (result,) = prove(rule, rules, SETTINGS)
    assert (result.ok, result.why) == ("why" not in case, case.get("why", ""))
    assert result.advice.startswith(case.get("advice", ""))
    assert bool(result.advice) == bool(result.why)


@pytest.mark.parametrize("case", COVERED, ids=lambda case: case["name"])
def test_which_parts_are_reached(case: dict[str, Any], tmp_path: Path) -> None:
    rule, rules = rule_of(case, tmp_path)
    arms = coverage(rule, armed(rules, [rule]), SETTINGS)
    assert [arm.text if arm.reached else f"not: {arm.text}" for arm in arms] == case["arms"]


RUBRIC = """
title: House
practice: clear
rules:
  desk:
    extends: existence
    tokens: [loans desk, issue desk]
    message: "'%s'"
    examples:
      bad: [The loans desk., 'A {{ n }} loans desk, and some more words which take the line past its end.', A counter.]
      good: [The hall., A room.]
  thin: {extends: existence, tokens: [hush], message: "'%s'", examples: {bad: [Hush.]}}
"""
TABLE = """\
  rule         bad fire  good silent  coverage
✗ house.desk     2 of 3       2 of 2    1 of 2
    bad example 3  A counter.
      It does not fire the rule: none of its patterns is in it.
      Use its words, or add yours to the rule.
! house.thin     1 of 1       0 of 0    1 of 1
    It needs two bad examples or more: they are its tests, its manual and its exercises.
    It needs two good examples or more: they are its tests, its manual and its exercises.
6 examples of 2 rules: 1 rule to mend, marked with ✗. Too few examples: 1 rule.
Bad examples reach 2 of 3 patterns, each tried alone. `--coverage` names the others.
"""


@pytest.fixture
def run(cli: Cli) -> Cli:
    Path("rubrics").mkdir()
    Path("rubrics/house.yaml").write_text(RUBRIC)
    Path("empty").mkdir()
    Path("msgreview.yaml").write_text("rubrics: [rubrics]\nvocabulary: {reject: {patron: reader}}\n")
    return cli


@pytest.mark.parametrize("name", ["rubrics", "rubrics/house.yaml", "house"])
def test_the_table(name: str, run: Cli) -> None:
    ended = run("rubric", "test", name)
    assert (ended.code, ended.err, ended.out) == (1, "", TABLE)


def test_coverage_names_what_is_not_reached(run: Cli) -> None:
    ended = run("rubric", "test", "house.desk", "--coverage")
    assert ended.out.endswith(
        "    No bad example reaches these `tokens`:\n"
        "      issue desk\n"
        "5 examples of 1 rule: 1 rule to mend, marked with ✗.\n"
        "Bad examples reach 1 of 2 patterns, each tried alone.\n"
    )


def test_too_few_examples_do_not_fail_a_run(run: Cli) -> None:
    ended = run("rubric", "test", "house.thin")
    assert ended.code == 0
    assert ended.out.endswith("1 example of 1 rule: all hold. Too few examples: 1 rule.\n")


def test_json(run: Cli) -> None:
    ended = run("rubric", "test", "house", "--format", "json")
    assert ended.code == 1
    desk, thin = json.loads(ended.out)["rules"]
    assert (desk["id"], desk["ok"], desk["bad"], desk["good"]) == (
        "house.desk", False, {"ok": 2, "total": 3}, {"ok": 2, "total": 2},
    )  # fmt: skip
    assert desk["coverage"] == {"reached": 1, "total": 2, "unreached": [{"option": "tokens", "text": "issue desk"}]}
    assert [example["ok"] for example in desk["examples"]] == [True, True, False, True, True]
    assert thin["too_few"] == ["bad", "good"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("hause", "there is no rule or rubric 'hause'. Did you mean house?"),
        ("house.dusk", "there is no rule or rubric 'house.dusk'. Did you mean house.desk?"),
        ("house.yml", "there is no file or folder 'house.yml'. Check how it is written"),
        ("rubrics/hause", "there is no file or folder 'rubrics/hause'."),
        ("empty", "there are no rules in empty. A rubric is a YAML file whose rules stand under `rules:`."),
        ("vocabulary.reject", "there are no rules in vocabulary.reject."),
    ],
)
def test_what_is_not_there(name: str, words: str, run: Cli) -> None:
    ended = run("rubric", "test", name)
    assert (ended.code, ended.out) == (2, "")
    assert words in ended.err
