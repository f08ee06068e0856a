"""How often people agree with a rule, and what is proposed where they do not."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from case_files import load_cases
from conftest import Cli
from histories import ISOLATED, Repo

from msgreview.lint.disputes import Disputed
from msgreview.lint.lint_report import LintReport, Summary
from msgreview.lint.verdicts import Verdict, kept_text, mended
from msgreview.model.finding import Finding

CASES = load_cases("verdicts.yaml")
RUBRIC = """\
title: How our house speaks
practice: professional
about: For tests.
source: us
rules:
  desk:
    extends: existence
    level: warning
    tokens: [the \\w+ desk]
    message: "'%s' is furniture."
    examples: {bad: [Come to the old desk., Ask the big desk.], good: [Come in., Ask us.]}
"""


def message(id_: str, body: str) -> str:
    return f"id: {id_}\nkind: scripted\nchannel: chat\nbody: {body}\n"


def finding(words: str) -> Finding:
    """A finding that a case writes as message and rule."""
    id_, rule = words.split()
    place = {"path": f"{id_}.yaml", "line": 1, "column": 1, "end_line": 1, "end_column": 1, "start": 0, "end": 0}
    return Finding(**place, message=id_, rule=rule, level="warning", practice="clear", text="x")  # type: ignore[arg-type]


@pytest.mark.parametrize("case", CASES["shown"], ids=lambda case: str(case["verdict"]))
def test_what_is_said_of_a_rule(case: dict[str, Any]) -> None:
    verdict = Verdict(*case["verdict"])
    assert (kept_text(verdict), verdict.is_doubted) == (case["kept"], case["doubted"])


@pytest.mark.parametrize("case", CASES["mended"], ids=lambda case: case["name"])
def test_what_counts_as_mended(case: dict[str, Any]) -> None:
    now, waived, disputed, before = (tuple(map(finding, case.get(name, ()))) for name in ("now", "waived", "disputed", "before"))
    summary = Summary(0, 0, 0, {}, 0, {})
    report = LintReport(now, waived, summary, (), crashed=False, disputed=tuple(Disputed(each, "x") for each in disputed))
    assert dict(mended(before, report, case["there"])) == case["mended"]


@pytest.fixture
def team(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """The command line in a catalogue that was changed two weeks after its first commit."""
    for name, value in ISOLATED.items():
        monkeypatch.setenv(name, value)
    repo = Repo(tmp_path)
    settings = {"msgreview.yaml": "messages: [messages]\nrubrics: [ours]\n", "ours/house.yaml": RUBRIC}
    first = {f"messages/{name}.yaml": message(f"m.{name}", "Ask the big desk.") for name in "abcd"}
    repo.commit(settings | first, day="2027-01-04")
    waiver = "waivers: [{rule: house.desk, reason: so it is called, by: jo@library.example, until: 2999-01-31}]\n"
    ignore = "id: m.c\nkind: scripted\nchannel: chat\nbody: Ask the big desk. # msgreview: ignore house.desk a name\n"
    changed = {"a": message("m.a", "Ask us."), "b": message("m.b", "Ask the big desk.") + waiver, "c": ignore}
    repo.commit({f"messages/{name}.yaml": text for name, text in changed.items()}, day="2027-01-18")
    return cli


def test_what_people_did_about_findings_is_counted(team: Cli) -> None:
    team("dispute", "messages/d.yaml:4", "house.desk", "--because", "it is its name")
    rules = json.loads(team("rubric", "list", "--format", "json").out)["rules"]
    [desk] = [rule for rule in rules if rule["id"] == "house.desk"]
    assert (desk["kept"], desk["verdicts"]) == (0.5, {"mended": 1, "waived": 1, "ignored": 1, "disputed": 1})
    ended = team("rubric", "list")
    assert "house.desk  kept 50 % of 4. '…' is furniture.\n" in ended.out
    assert "propose" not in ended.err
    Path("messages/e.yaml").write_text(message("m.e", "Ask the old desk."))
    ended = team("lint", "messages/e.yaml", "--select", "house", "--statistics", "--as-of", "2027-02-01")
    assert ended.out.splitlines()[:2] == [
        "minimal  standard*  strict  messages  level   rule",
        "      1         1        1         1  yellow  house.desk, kept 50 % of 4",
    ]


def doubted(cli: Cli, rule: str, words: str) -> str:
    """What is proposed where ten votes stand against a rule about the same words."""
    votes = (f"- {{on: 2027-05-02, rule: {rule}, message: m.{n}, words: {words}, because: a name}}\n" for n in range(10))
    Path("votes.yaml").write_text("".join(votes))
    ended = cli("rubric", "propose")
    assert (ended.code, ended.err) == (0, "")
    return ended.out


def pasted(out: str, title: str) -> dict[str, Any]:
    """The YAML below a title of a proposal."""
    match = re.search(rf"^  {title}.*:\n((?:    .*\n)+)", out, re.MULTILINE)
    assert match, out
    loaded: dict[str, Any] = yaml.safe_load(match[1])
    return loaded


@pytest.fixture
def small(cli: Cli) -> Cli:
    Path("ours").mkdir()
    Path("ours/house.yaml").write_text(RUBRIC)
    Path("msgreview.yaml").write_text("messages: [messages]\nrubrics: [ours]\n")
    Path("messages").mkdir()
    return cli


def test_nothing_is_proposed_without_reason(small: Cli) -> None:
    assert small("rubric", "propose").err == (
        "There is no rule with 10 verdicts that fewer than half agree with, so there is nothing to propose.\n"
    )
    assert small("rubric", "propose", "house.desk").err == "Nobody disagrees with house.desk, so there is nothing to propose.\n"
    ended = small("rubric", "propose", "house.dosk")
    assert (ended.code, "Did you mean house.desk?" in ended.err) == (2, True)


def test_a_rubric_can_be_named(small: Cli) -> None:
    Path("messages/x.yaml").write_text(message("m.x", "WELCOME HOME"))
    doubted(small, "tone.shouting", "WELCOME HOME")
    assert small("rubric", "propose", "tone").out.startswith("tone.shouting  kept 0 % of 10\n")
    assert small("rubric", "propose", "house").err == "Nobody disagrees with house, so there is nothing to propose.\n"


def test_a_proposal_for_a_rule_of_ones_own_can_be_pasted(small: Cli) -> None:
    Path("messages/x.yaml").write_text(message("m.x", "Ask the front desk, or the old desk."))
    out = doubted(small, "house.desk", "the front desk")
    assert out.startswith(
        "house.desk  kept 0 % of 10\n  0 mended, 0 waived, 0 ignored, 10 disputed\n  - “the front desk”: a name\n"
    )
    assert pasted(out, "Make it green, in msgreview.yaml") == {"levels": {"house.desk": "suggestion"}}
    rubric = yaml.safe_load(RUBRIC)
    rubric["rules"]["desk"] |= pasted(out, "Leave these words alone, in the rule")["desk"]
    rubric["rules"]["desk"]["examples"]["good"] += pasted(out, "Hold the rule to it")["desk"]["examples"]["good"]
    Path("ours/house.yaml").write_text(yaml.safe_dump(rubric))
    assert small("rubric", "test", "house").code == 0
    assert "'the old desk'" in small("lint", "--select", "house", "--format", "concise").out
    assert "front" not in small("lint", "--select", "house", "--format", "concise").out
    assert (
        "house.desk is kept 0 % of 10: `msgreview rubric propose house.desk` says what to change." in small("rubric", "list").err
    )


def test_words_that_no_setting_takes_out_of_a_rule_have_no_pattern(small: Cli) -> None:
    Path("messages/x.yaml").write_text(message("m.x", "WELCOME HOME"))
    out = doubted(small, "tone.shouting", "WELCOME HOME")
    assert "Make it green, in msgreview.yaml:" in out
    assert "accept" not in out
    assert "An example for those who keep tone.shouting, which comes with msgreview:" in out


@pytest.mark.parametrize(
    ("rule", "words", "title", "file"),
    [
        ("tone.form-letter", "Please be advised", "Leave these words alone, in msgreview.yaml", "msgreview.yaml"),
        (
            "no-softening.bare-no",
            "We are full.",
            "Do not take these sentences for refusal, in ours/moves.yaml",
            "ours/moves.yaml",
        ),
        ("no-softening.bare-no", "No.", "Do not take these sentences for refusal, in ours/moves.yaml", "ours/moves.yaml"),
        (
            "no-softening.bare-no",
            '"We cannot lend you\\nthe “Dune” (blue)."',
            "Do not take these sentences for refusal, in ours/moves.yaml",
            "ours/moves.yaml",
        ),
    ],
)
def test_a_proposal_for_a_rule_that_comes_with_the_tool_can_be_pasted(
    small: Cli, rule: str, words: str, title: str, file: str
) -> None:
    Path("messages/x.yaml").write_text(message("m.x", json.dumps(yaml.safe_load(words), ensure_ascii=False)))
    assert rule in small("lint", "--format", "concise").out
    out = doubted(small, rule, words)
    assert f"An example for those who keep {rule}, which comes with msgreview:" in out
    Path("votes.yaml").unlink()
    settings = yaml.safe_load(Path(file).read_text()) if Path(file).exists() else {}
    Path(file).write_text(yaml.safe_dump(settings | pasted(out, title)))
    assert rule not in small("lint", "--format", "concise").out
