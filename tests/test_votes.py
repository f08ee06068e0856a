"""Disagreeing with a finding: votes are lines in a file that people merge, and what they are about is shown and fails nothing."""

import io
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from case_files import load_cases
from conftest import Cli
from histories import ISOLATED, Repo

from msgreview.catalogue.votes import votes_in, with_vote
from msgreview.history.git import GitError, Repository
from msgreview.history.votes import record_vote
from msgreview.model.vote import Vote

CASES = load_cases("votes.yaml")
ADDED = Vote(date(2027, 5, 2), "tone.curt", "m.two", "it's fine", "body", "No: never")
RUBRIC = """
title: How our house speaks
practice: professional
about: For tests.
source: us
rules:
  secret: {extends: existence, level: error, tokens: [your PIN], message: "'%s' is told.", ask: "Ask Ms Key."}
  desk: {extends: existence, level: error, tokens: [desk], message: "'%s' is furniture."}
  kindly: {extends: existence, level: suggestion, tokens: [kindly], message: "100%% '%s'."}
"""
MESSAGE = """\
id: a.one
kind: scripted
channel: chat
body: |
  Please kindly come to the desk.

  The desk is kindly, and kindly is it. Never tell your PIN.
"""
LINT = ("lint", "--select", "house")


@pytest.fixture
def run(cli: Cli) -> Cli:
    Path("rubrics").mkdir()
    Path("rubrics/house.yaml").write_text(RUBRIC)
    Path("msgreview.yaml").write_text("messages: ['.']\nrubrics: [rubrics]\n")
    Path("one.yaml").write_text(MESSAGE)
    return cli


@pytest.mark.parametrize("case", CASES["read"], ids=lambda case: case["name"])
def test_what_a_file_gives(case: dict[str, Any]) -> None:
    votes, problems = votes_in(case["text"].encode())
    assert [vote.rule for vote in votes] == case["rules"]
    starts = case.get("problems", [])
    assert len(problems) == len(starts)
    assert all(problem.startswith(start) for problem, start in zip(problems, starts, strict=True)), problems


@pytest.mark.parametrize("case", CASES["write"], ids=lambda case: case["name"])
def test_one_more_vote_changes_nothing_else(case: dict[str, Any]) -> None:
    after = with_vote(case["before"].encode(), ADDED)
    assert after.decode() == case["after"]
    assert ADDED in votes_in(after).votes


def test_words_of_any_kind_come_back() -> None:
    vote = Vote(date(2027, 5, 2), "tone.curt", "m", "a, b: {c} # d\n“e”", "parts.0.text", "['x'] \"y\" \\ \u2028 é, {{ z }}")
    assert votes_in(with_vote(b"", vote)).votes == (vote,)


def test_bytes_that_are_no_text() -> None:
    votes, problems = votes_in(b"- {\xff\n")
    assert (votes, problems) == ((), ("votes.yaml:1:4: this is not UTF-8 text, so no vote counts. Save it as UTF-8.",))


def test_a_disputed_finding_is_shown_and_fails_no_run(run: Cli) -> None:
    Path("one.yaml").write_text(MESSAGE.replace(" Never tell your PIN.", ""))
    assert run(*LINT, "--format", "concise").code == 1
    ended = run("dispute", "one.yaml:5", "house.desk", "--because", "it  is where we sit")
    assert (ended.code, ended.out) == (0, "")
    assert ended.err == "Disputed: house.desk in a.one (votes.yaml). It is shown dimmed, and fails no run.\n"
    vote = "rule: house.desk, message: a.one, field: body, words: desk, because: it is where we sit}\n"
    assert Path("votes.yaml").read_text().endswith(vote)
    ended = run(*LINT)
    assert ended.code == 0
    assert ended.out.startswith(
        "one.yaml:5:10 green house.kindly  a.one\n"
        "    5 | Please kindly come to the desk.\n"
        "      |        ^^^^^^\n"
        "    100% 'kindly'.\n"
        "\n"
        "one.yaml:5:29 disputed house.desk  a.one\n"
        "    5 | Please kindly come to the desk.\n"
        "      |                           ^^^^\n"
        "    'desk' is furniture.\n"
        "    Disputed: it is where we sit\n"
        "\n"
        "one.yaml:7:7 disputed house.desk  a.one\n"
    )
    assert ended.out.endswith(
        "1 message read on 1 path: 0 red, 0 yellow, 3 green (2 disputed).\n"
        "Next: `msgreview explain house.kindly` tells why and shows a better wording.\n"
    )
    assert "one.yaml:5:29: disputed house.desk: 'desk' is furniture.\n" in run(*LINT, "--format", "concise").out
    assert "house.desk" not in run(*LINT, "--format", "github").out
    printed = json.loads(run(*LINT, "--format", "json").out)
    assert [(each["rule"], each["because"], each["line"]) for each in printed["disputed"]] == [
        ("house.desk", "it is where we sit", 5),
        ("house.desk", "it is where we sit", 7),
    ]
    assert {each["rule"] for each in printed["findings"]} == {"house.kindly"}
    assert printed["summary"]["disputed"] == 2


def test_a_vote_follows_its_words_to_another_line(run: Cli) -> None:
    run("dispute", "one.yaml:5", "house.desk", "--because", "it is where we sit")
    Path("one.yaml").write_text(MESSAGE.replace("body", "title: Desks\nbody").replace("come to the desk", "come to the DESK"))
    assert "one.yaml:8:7: disputed" in run(*LINT, "--format", "concise").out
    assert "one.yaml:6:29: red house.desk: 'DESK'" in run(*LINT, "--format", "concise").out


def test_a_vote_follows_a_message_to_its_next_id(run: Cli) -> None:
    run("dispute", "one.yaml:5", "house.desk", "--because", "it is where we sit")
    renamed = MESSAGE.replace("a.one", "a.two")
    Path("one.yaml").write_text(renamed)
    assert "red house.desk" in run(*LINT, "--format", "concise").out
    Path("one.yaml").write_text(renamed.replace("kind:", "supersedes: [a.one]\nkind:", 1))
    assert "one.yaml:6:29: disputed house.desk" in run(*LINT, "--format", "concise").out


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["one.yaml:5", "house.kindly", "--because", " "], 2, "say why, for those who look at the rule later"),
        (["one.yaml", "house.kindly", "--because", "x"], 2, "'one.yaml' is no place. Copy it from the finding"),
        (["one.yaml:5", "house.secret", "--because", "x"], 2, "house.secret finds nothing at one.yaml:5. There: house.kindly, "),
        (["one.yaml:4", "house.kindly", "--because", "x"], 2, "house.kindly finds nothing at one.yaml:4. It does in line 5, 7."),
        (["one.yaml:4", "tone.blame", "--because", "x"], 2, "tone.blame finds nothing in one.yaml. `msgreview lint one.yaml`"),
        (["one.yaml:5", "house.dekss", "--because", "x"], 2, "there is no rule or rubric 'house.dekss'."),
        (["two.yaml:4", "tone.blame", "--because", "x"], 2, "there is no file or folder 'two.yaml'."),
        (["one.yaml:7", "house.secret", "--because", "x"], 1, "house.secret is about safety, privacy or the law, which is not"),
        (["one.yaml:7", "house.secret", "--because", "x"], 1, "Ask Ms Key."),
        (
            ["one.yaml:7:99", "house.secret", "--because", "x"],
            2,
            "house.secret finds nothing at one.yaml:7:99. It does in line 7:",
        ),
        (
            ["bad.yaml:5", "template.syntax", "--because", "x"],
            1,
            "template.syntax says what is in the file, which is no matter of",
        ),
    ],
)
def test_what_is_not_recorded(run: Cli, arguments: list[str], code: int, words: str) -> None:
    Path("bad.yaml").write_text("id: a.bad\nkind: scripted\nchannel: chat\nbody: |\n  Dear {{ name\n")
    ended = run("dispute", *arguments)
    assert (ended.code, ended.out) == (code, "")
    assert words in " ".join(ended.err.split())
    assert not Path("votes.yaml").exists()


def test_a_second_vote_on_the_same_finding_is_none(run: Cli) -> None:
    run("dispute", "one.yaml:7:7", "house.desk", "--because", "first")
    before = Path("votes.yaml").read_bytes()
    ended = run("dispute", "one.yaml:5:29:", "house.desk", "--because", "second")
    assert (ended.code, ended.err.startswith("house.desk is disputed there already, because: first\n")) == (0, True)
    assert Path("votes.yaml").read_bytes() == before


def test_a_vote_on_what_nobody_may_dispute_does_not_count_and_says_whom_to_ask(run: Cli) -> None:
    Path("votes.yaml").write_text("- {on: 2027-05-02, rule: house.secret, message: a.one, words: your PIN, because: all know}\n")
    ended = run(*LINT, "--format", "concise")
    assert "red house.secret" in ended.out
    assert "msgreview: votes.yaml: house.secret is about safety, privacy or the law" in ended.err
    assert ended.code == 1


def test_lines_that_cannot_be_read_are_named_and_the_rest_works(run: Cli) -> None:
    run("dispute", "one.yaml:5", "house.desk", "--because", "first")
    Path("votes.yaml").write_text("=======\n" + Path("votes.yaml").read_text())
    ended = run(*LINT, "--format", "concise")
    assert ended.err.startswith("msgreview: votes.yaml:1:1: git left two versions here. Take out the lines of")
    assert ended.out.count("disputed house.desk") == 2


def test_votes_at_the_same_time_are_all_there(tmp_path: Path) -> None:
    votes = [Vote(date(2027, 5, 2), "tone.curt", f"m.{number}", "fine") for number in range(12)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda vote: record_vote(tmp_path, None, vote), votes))
    assert set(votes_in((tmp_path / "votes.yaml").read_bytes()).votes) == set(votes)


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    for name, value in ISOLATED.items():
        monkeypatch.setenv(name, value)
    made = Repo(tmp_path)
    made.commit({"msgreview.yaml": "messages: ['.']\n", "one.yaml": MESSAGE})
    return made


def test_in_a_repository_a_vote_is_one_commit_of_its_file(repo: Repo) -> None:
    (repo.folder / "one.yaml").write_text(MESSAGE + "notes: x\n")
    here = Repository(repo.folder)
    commit = record_vote(repo.folder, here, ADDED)
    assert commit == here.head()
    assert list(here.files(commit)) == ["msgreview.yaml", "one.yaml", "votes.yaml"]
    assert "notes" not in next(here.blobs([f"{commit}:one.yaml"]))[1].decode()  # type: ignore[union-attr]
    assert record_vote(repo.folder, here, ADDED) == ""
    assert record_vote(repo.folder, here, Vote(date(2027, 5, 2), "tone.curt", "m.three", "fine"), commit=False) == ""
    assert here.head() == commit


def test_what_is_committed_is_not_called_uncommitted(repo: Repo, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit({"msgreview.yaml": "rubrics: [rubrics]\n", "rubrics/house.yaml": RUBRIC})
    monkeypatch.chdir(repo.folder)
    command = ("dispute", "one.yaml:7:7", "house.desk", "--because", "so")
    assert "votes.yaml, commit " in cli(*command).err
    again = cli(*command)
    assert (again.code, again.err) == (
        0,
        "house.desk is disputed there already, because: so\n"
        "Disputed: house.desk in a.one (votes.yaml). It is shown dimmed, and fails no run.\n",
    )


def test_a_vote_that_was_not_committed_is_committed_by_the_same_again(repo: Repo) -> None:
    here = Repository(repo.folder)
    before = here.head()
    assert record_vote(repo.folder, here, ADDED, commit=False) == ""
    assert record_vote(repo.folder, here, ADDED) == here.head() != before
    assert record_vote(repo.folder, here, ADDED) == ""


def test_a_commit_that_fails_leaves_the_votes_as_they_were(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> str:
        raise GitError("no")

    monkeypatch.setattr(Repository, "commit", fails)
    with pytest.raises(GitError):
        record_vote(repo.folder, Repository(repo.folder), ADDED)
    assert not (repo.folder / "votes.yaml").exists()


class Terminal(io.StringIO):
    """What somebody types at a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def team(repo: Repo, cli: Cli) -> Cli:
    """The command line in a repository with a message that has red findings."""
    settings = "messages: ['.']\nrubrics: [rubrics]\nreview: {solo: true}\n"
    message = MESSAGE.replace(" Never tell your PIN.", "") + "owner: desk@library.example\n"
    repo.commit({"msgreview.yaml": settings, "rubrics/house.yaml": RUBRIC, "one.yaml": message})
    return cli


def test_a_red_finding_that_may_be_wrong_does_not_end_a_review(team: Cli) -> None:
    ended = team("review", "keep", "a.one", "--yes")
    assert ended.code == 1
    assert "Mend it first or, if it is wrong: msgreview dispute one.yaml:5 house.desk" in " ".join(ended.err.split())
    ended = team("review", "keep", "a.one", stdin=Terminal("d\n2\nit is where we sit\ny\n"))
    assert ended.code == 0, ended.err
    assert "2 red findings against it. Mend, or type d to dispute one: [d/N] " in ended.err
    assert "2 one.yaml:7 house.desk: 'desk' is furniture.\nWhich one is wrong? (Its number; nothing: leave it) " in ended.err
    assert "Disputed: house.desk in a.one (votes.yaml, commit " in ended.err
    assert "one.yaml:5:29 disputed house.desk  a.one\n" in ended.out
    assert "Approved: a.one (commit " in ended.err


def test_a_finding_is_disputed_on_the_way_to_an_approval(team: Cli) -> None:
    Path("rubrics/house.yaml").write_text(RUBRIC.replace("level: error, tokens: [desk]", "level: warning, tokens: [desk]"))
    ended = team("review", "keep", "a.one", "--no-commit", stdin=Terminal("d\n1\nit is where we sit\ny\n"))
    assert ended.code == 0, ended.err
    assert "Approve a.one as it stands? [y/N, d to dispute a finding] 1 one.yaml:5 house.desk: " in ended.err
    assert "Approve a.one as it stands? [y/N] Approved: a.one (one.yaml, not committed)" in ended.err


@pytest.mark.parametrize("answers", ["n\n", "d\n\n", "d\n3\n", "d\n1\n\n"])
def test_a_dispute_that_is_left_open_records_nothing(team: Cli, answers: str) -> None:
    ended = team("review", "keep", "a.one", stdin=Terminal(answers))
    assert (ended.code, "Nothing was recorded" in ended.err) == (1, True)
    assert not Path("votes.yaml").exists()


def test_a_review_shows_what_is_disputed_and_how_to_dispute(team: Cli) -> None:
    assert (
        'Where a finding is wrong: msgreview dispute one.yaml:5 house.desk --because "WHY"' in team("review", "show", "a.one").err
    )
    team("dispute", "one.yaml:5", "house.desk", "--because", "it is where we sit")
    assert "one.yaml:5:29 disputed house.desk  a.one\n" in team("review", "show", "a.one").out
    printed = json.loads(team("review", "show", "a.one", "--format", "json").out)["show"]["disputed"]
    assert [(each["rule"], each["line"], each["because"]) for each in printed] == [
        ("house.desk", 5, "it is where we sit"),
        ("house.desk", 7, "it is where we sit"),
    ]
