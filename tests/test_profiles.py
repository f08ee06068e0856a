"""Profiles: which rules each has, how settings and options choose one, and what `lint --statistics` says of all three."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from case_files import load_cases
from conftest import Cli
from scale import SCALE

from msgreview.model.config import PROFILES

CASES: list[dict[str, Any]] = load_cases("profiles.yaml")
DAY = ("--as-of", "2026-11-23")
HEAD = "id: a.one\nkind: scripted\nchannel: chat\n"
RULES = {"low": "minimal", "mid": "standard", "high": "strict", "own": "", "never": "minimal"}


def rubric(profile: str) -> str:
    rules = "".join(
        f"  {name}: {{extends: existence, tokens: [word], message: \"'%s'.\", level: {'off' if name == 'never' else 'warning'}"
        f"{f', profile: {own}' if own else ''}}}\n"
        for name, own in RULES.items()
    )
    return f"title: House\npractice: clear\n{'' if profile == 'minimal' else f'profile: {profile}'}\nrules:\n{rules}"


@pytest.fixture
def run(cli: Cli) -> Cli:
    Path("house.yaml").write_text(rubric("standard"))
    Path("messages").mkdir()
    Path("messages/one.yaml").write_text(HEAD + "body: Dear Sam, one word.\n")
    Path("msgreview.yaml").write_text("rubrics: [house.yaml]\n")
    return cli


def found(text: str) -> list[str]:
    ids = (one["rule"] for one in json.loads(text)["findings"])
    return [id_.removeprefix("house.") for id_ in ids if id_.startswith(("house.", "vocabulary."))]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_which_rules_are_on(case: dict[str, Any], run: Cli) -> None:
    Path("house.yaml").write_text(rubric(case.get("rubric", "standard")))
    Path("msgreview.yaml").write_text(yaml.safe_dump({"rubrics": ["house.yaml"]} | case.get("settings", {})))
    option = ["--profile", case["option"]] if "option" in case else []
    Path("answer.txt").write_text("Dear Sam, one word.")
    for command in (["lint"], ["lint"], ["check", "answer.txt"]):  # The second run takes what the first one kept.
        assert sorted(found(run(*command, *option, "--format", "json").out)) == sorted(case["finds"])


def test_each_profile_keeps_its_own_results(run: Cli) -> None:
    told = [found(run("lint", "--profile", name, "--format", "json").out) for name in (*PROFILES, *PROFILES)]
    assert told[:3] == told[3:]
    assert len({len(names) for names in told}) == 3


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("house.high", "house.high belongs to the profile strict. Add `--profile strict` to hold messages to it."),
        ("house.never", "house.never is off. Give it a level under `levels` in msgreview.yaml to turn it on."),
        ("house.low", ""),
    ],
)
def test_a_rule_that_is_asked_for_and_not_on_is_named(rule: str, words: str, run: Cli) -> None:
    ended = run("lint", "--select", rule)
    assert ended.err == (f"msgreview: {words}\n" if words else "")


def test_an_exception_to_a_rule_that_the_profile_lacks_is_not_called_unused(run: Cli) -> None:
    waiver = "waivers: [{rule: house.high, reason: law, by: head@library.example, until: 2027-01-31}]\n"
    ignore = "body: Dear Sam, one day. # msgreview: ignore house.high a song\n"
    Path("messages/one.yaml").write_text(HEAD + ignore + waiver)
    told = {
        name: [one["rule"] for one in json.loads(run("lint", "--profile", name, *DAY, "--format", "json").out)["findings"]]
        for name in PROFILES
    }
    assert "waiver.unused" not in told["standard"]
    assert {"waiver.unused", "ignore.unused"} <= set(told["strict"])
    statistics = json.loads(run("lint", "--statistics", *DAY, "--format", "json").out)
    assert {name: each["findings"] for name, each in statistics["profiles"].items()} == {n: len(r) for n, r in told.items()}


def test_statistics_say_what_each_profile_would_show(run: Cli) -> None:
    ended = run("lint", "--select", "house", "--statistics", "--profile", "minimal")
    assert ended.code == 0
    assert ended.out == (
        "minimal*  standard  strict  messages  level   rule\n"
        "      ·          ·       1         1  yellow  house.high\n"
        "      1          1       1         1  yellow  house.low\n"
        "      ·          1       1         1  yellow  house.mid\n"
        "      ·          1       1         1  yellow  house.own\n"
        "      1          3       4            findings\n"
        "   1.00       3.00    4.00            findings a message\n"
        "      1          1       1            messages with findings\n"
        "\n"
        "findings  practice\n"
        "       1  goals and actions are clear\n"
        "\n"
        "* The profile of this run, minimal; the lines below are about it.\n"
        "1 message read on 1 path: 0 red, 1 yellow, 0 green.\n"
        "Next: `msgreview explain house.low` tells why and shows a better wording.\n"
    )


@pytest.mark.slow
def test_statistics_count_what_a_run_under_each_profile_finds(cli: Cli) -> None:
    samples = Path(__file__).parents[1] / "messages"
    catalogue = str(samples if SCALE > 1 else samples / "drafts")
    told = json.loads(cli("lint", catalogue, "--statistics", "--format", "json", "--exit-zero", *DAY).out)
    for name in PROFILES:
        alone = json.loads(cli("lint", catalogue, "--profile", name, "--format", "json", "--exit-zero", *DAY).out)["findings"]
        by_rule = {rule["rule"]: rule["findings"][name] for rule in told["rules"] if rule["findings"][name]}
        assert by_rule == {one["rule"]: sum(one["rule"] == other["rule"] for other in alone) for one in alone}
        assert told["profiles"][name]["findings"] == len(alone)
        assert told["profiles"][name]["messages_with_findings"] == len({(one["path"], one["message"]) for one in alone})


def test_a_run_fails_by_its_own_profile(run: Cli) -> None:
    settings = Path("msgreview.yaml").read_text()
    Path("msgreview.yaml").write_text(settings + "levels: {house.high: error}\nprofile: minimal\n")
    assert run("lint", "--statistics").code == 1
    Path("msgreview.yaml").write_text(settings)
    Path("house.yaml").write_text(rubric("standard").replace("level: warning, profile: strict", "level: error, profile: strict"))
    assert run("lint", "--statistics").code == 0
    assert run("lint", "--statistics", "--profile", "strict").code == 1


def test_explain_says_which_profiles_have_a_rule(run: Cli) -> None:
    assert "  Profile  all\n" in run("explain", "house.low").out
    assert "  Profile  standard and strict\n" in run("explain", "house.mid").out
    assert "  Profile  strict; here it is not on: `--profile strict` asks for it\n" in run("explain", "house.high").out
    assert "Profile" not in run("explain", "house.never").out


def test_a_profile_that_there_is_not(run: Cli) -> None:
    Path("msgreview.yaml").write_text("profile: lax\n")
    assert "'profile' cannot be 'lax'. It can be minimal, standard or strict." in run("lint").err
    Path("msgreview.yaml").write_text("rubrics: [house.yaml]\n")
    Path("house.yaml").write_text(rubric("lax"))
    assert "house.yaml:3:10: 'profile' cannot be 'lax'." in run("lint").err
    assert run("lint", "--profile", "lax").code == 2
