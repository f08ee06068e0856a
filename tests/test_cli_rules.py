"""`msgreview explain`, `rubric list`, `rubric test` and `schema`."""

import json
from pathlib import Path

import pytest
from conftest import Cli

RUBRIC = """
title: How our house speaks
practice: approachable
about: What the team has decided on.
source: The team, https://library.example/words
rules:
  desk:
    extends: substitution
    level: suggestion
    swap: {circulation desk: welcome desk}
    message: "We say '%s', not '%s'.[[ Ask '%[2]s'.]]"
    try: Use the name on the door.
    why: One thing with two names is two things to a reader.
    link: https://library.example/door
    examples:
      bad: [Come to the circulation desk., {channel: sms, service: loans, body: "Your circulation desk, the one place."}]
      good: [Come to the welcome desk., Come.]
  quiet: {extends: existence, level: "off", tokens: [hush], message: "100%% '%s'."}
  wrong:
    extends: existence
    level: error
    tokens: [wrong]
    message: "'%s'"
    examples: {bad: [This is right., This is wrong.], good: [Not wrong.]}
"""
EXPLAINED = """\
house.desk  green

  One thing with two names is two things to a reader.

  Says     We say '…', not '…'.
  Try      Use the name on the door.
  Level    green: guidance that you may adapt
  Profile  all
  Serves   friendly, efficient, knowledgeable, approachable, engaged, thorough
  Source   The team, https://library.example/words https://library.example/door
  File     house.yaml:7

Instead of
  ✗ Come to the circulation desk.

  ✗ channel: sms
    service: loans
    Your circulation desk, the one place.

Write
  ✓ Come to the welcome desk.

  ✓ Come.
"""


@pytest.fixture
def run(cli: Cli) -> Cli:
    Path("house.yaml").write_text(RUBRIC)
    Path("msgreview.yaml").write_text("rubrics: [house.yaml]\nvocabulary: {reject: {patron: reader}}\n")
    return cli


def test_explain_a_rule(run: Cli) -> None:
    ended = run("explain", "house.desk")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == EXPLAINED


def test_explain_a_rule_that_is_off_and_one_of_the_settings(run: Cli) -> None:
    ended = run("explain", "house.quiet", "vocabulary.reject")
    assert ended.out.startswith("house.quiet  off\n\n  What the team has decided on.\n\n  Says     100% '…'.\n")
    assert "  Level    off: a team can turn it on under `levels` in msgreview.yaml\n" in ended.out
    assert "\n\nvocabulary.reject  yellow\n" in ended.out
    assert "Instead of" not in ended.out


def test_explain_a_rubric(run: Cli) -> None:
    ended = run("explain", "house")
    assert ended.out == (
        "How our house speaks  house\n"
        "  What the team has decided on.\n"
        "  green  minimal   house.desk   We say '…', not '…'.\n"
        "  off              house.quiet  100% '…'.\n"
        "  red    minimal   house.wrong  '…'\n"
        "\n"
    )


@pytest.mark.parametrize(
    ("name", "words"),
    [("house.dusk", "Did you mean house.desk?"), ("zzzzzzzz", "`msgreview rubric list` names them.")],
)
def test_explain_what_is_not_there(run: Cli, name: str, words: str) -> None:
    ended = run("explain", name)
    assert ended.code == 2
    assert f"there is no rule or rubric '{name}'. {words}" in ended.err


def test_list(run: Cli) -> None:
    ended = run("rubric", "list")
    assert ended.code == 0
    assert "Sound like a person" in ended.out
    assert "  red    minimal   house.wrong  '…'\n" in ended.out
    assert ended.out.endswith("Next: `msgreview explain RULE` tells why a rule is there.\n")
    assert max(map(len, ended.out.splitlines())) <= 100


def test_list_as_json(run: Cli) -> None:
    found = {rule["id"]: rule for rule in json.loads(run("rubric", "list", "--format", "json").out)["rules"]}
    assert (found["house.quiet"]["level"], found["house.quiet"]["on"]) == ("off", False)
    assert (found["structure.sign-off"]["profile"], found["structure.sign-off"]["on"]) == ("strict", False)
    assert found["house.desk"]["try"] == "Use the name on the door."


def test_a_rubric_that_is_not_in_use_yet(run: Cli) -> None:
    Path("new.yaml").write_text(
        "title: New\npractice: clear\nrules:\n  x: {extends: existence, tokens: [foo], message: \"'%s'\", "
        "examples: {bad: [A foo., No foo.], good: [A bar., No.]}}\n"
    )
    ended = run("rubric", "test", "new.yaml")
    assert (ended.code, ended.out.splitlines()[-1]) == (0, "4 examples of 1 rule: all hold.")


def test_a_file_that_is_not_there(run: Cli) -> None:
    ended = run("rubric", "test", "nowhere.yaml")
    assert ended.code == 2
    assert "there is no file or folder 'nowhere.yaml'. Check how it is written" in ended.err


@pytest.mark.parametrize("what", ["message", "config", "rubric"])
def test_schema(cli: Cli, what: str) -> None:
    ended = cli("schema", what)
    assert (ended.code, ended.err) == (0, "")
    assert json.loads(ended.out)["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert what != "message" or cli("schema").out == ended.out
