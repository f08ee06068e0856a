"""Several catalogues in one run: each message is judged by the settings of its own, and there is one report."""

import json
from pathlib import Path

import pytest
from conftest import Cli

RUBRIC = """
title: How our house speaks
practice: professional
rules:
  desk: {extends: substitution, level: error, swap: {desk: HOUSE counter}, action: {name: replace}, message: "Say '%s'."}
  of-HOUSE: {extends: existence, level: warning, tokens: [your PIN], message: "'%s' is nobody's business."}
"""
OFF = "rubrics: [rubrics]\nlevels: {review-date: off, facts: off, structure: off, privacy: off}\n"
MESSAGE = "id: m\nkind: scripted\nchannel: chat\nlang: en\nbody: Come to the desk with your PIN.\n"


@pytest.fixture
def two(cli: Cli) -> Cli:
    for house in ("north", "south"):
        for name, text in {"msgreview.yaml": OFF, "rubrics/house.yaml": RUBRIC, "messages/m.yaml": MESSAGE}.items():
            path = Path(house, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text.replace("HOUSE", house), "utf-8")
    return cli


def findings(cli: Cli, *arguments: str) -> list[tuple[str, str, str]]:
    """Each finding by its file, rule and text."""
    ended = cli("lint", "--format", "json", *arguments)
    assert ended.code in (0, 1), ended.err
    return [(each["path"], each["rule"], each["text"]) for each in json.loads(ended.out)["findings"]]


def test_each_message_is_judged_by_its_own_settings(two: Cli) -> None:
    expected = [
        (f"{house}/messages/m.yaml", rule, text)
        for house in ("north", "south")
        for rule, text in (("house.desk", f"Say '{house} counter'."), (f"house.of-{house}", "'your PIN' is nobody's business."))
    ]
    assert findings(two, "--select", "house", "north", "south") == expected
    Path("compose.yaml").write_text("services: {}\n", "utf-8")
    Path("south/compose.yaml").write_text("services: {}\n", "utf-8")
    assert findings(two, "--select", "house.of-south,file", ".") == expected[3:]
    Path("south/rubrics").rename("south/ours")
    Path("south/styles").mkdir()
    Path("south/styles/Desk.yml").write_text("extends: existence\nmessage: '%s'\ntokens: [desk]\n", "utf-8")
    Path("south/msgreview.yaml").write_text(OFF.replace("[rubrics]", "[ours, 'vale:styles']").replace("HOUSE", "south"), "utf-8")
    assert {path for path, _, _ in findings(two, "--select", "file", "south")} == {"south/compose.yaml"}
    assert two("lint", "--select", "house.of-nowhere", ".").code == 2
    sarif = json.loads(two("lint", ".", "--select", "house.desk", "--format", "sarif").out)["runs"][0]["results"]
    texts = [each["fixes"][0]["artifactChanges"][0]["replacements"][0]["insertedContent"]["text"] for each in sarif]
    assert texts == ["north counter", "south counter"]
    diff = two("lint", ".", "--select", "house.desk", "--diff", "--unsafe-fixes")
    assert [line for line in diff.out.splitlines() if line.startswith("+body")] == [
        f"+body: Come to the {house} counter with your PIN." for house in ("north", "south")
    ]
    Path("north/baseline.yaml").write_text(
        '- {"message": "m", "rule": "house.desk", "field": "body", "words": "desk"}\n', "utf-8"
    )
    assert findings(two, "--select", "house", ".") == expected[1:]


def test_what_goes_for_one_catalogue_names_them(two: Cli) -> None:
    ended = two("lint", ".", "--statistics")
    assert (ended.code, "one catalogue at a time: name files of north or south" in ended.err) == (2, True)
    ended = two("lint")
    assert (ended.code, "There are catalogues below: go to north or south." in ended.err) == (2, True)


def test_a_text_in_a_catalogue_is_checked_by_its_rules(two: Cli) -> None:
    Path("south/answer.txt").write_text("Hello Jo,\nCome to the desk.\nYours, Ann", "utf-8")
    assert "Say 'south counter'." in two("check", "south/answer.txt").out
