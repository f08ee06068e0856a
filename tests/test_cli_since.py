"""`lint --new-since` and `--changed-since`: what is new in a catalogue that has findings enough."""

import json
import subprocess
from pathlib import Path

import pytest
from conftest import Cli
from histories import Repo

RUBRIC = """
title: How our house speaks
practice: professional
rules:
  secret: {extends: existence, level: error, tokens: [your PIN], message: "'%s' is nobody's business."}
  desk: {extends: existence, level: warning, tokens: [desk], message: "'%s' is furniture."}
"""
_COME = '  come: {extends: existence, level: error, tokens: [come], message: "%s"}\n'
OLD = {"id": "a", "body": "Come to the desk.\nSay your PIN at the desk."}
ALL = ("lint", "--select", "house", "--as-of", "2026-06-01")


@pytest.fixture
def repo(tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> Repo:
    repo = Repo(tmp_path / "repo")
    repo.write({"msgreview.yaml": "rubrics: [rubrics]\n", "rubrics/house.yaml": RUBRIC})
    repo.commit({"messages/a.yaml": OLD, "messages/b.yaml": {"id": "b", "body": "A desk."}}, "ann", "2026-01-10")
    monkeypatch.chdir(repo.folder)
    return repo


def new(cli: Cli, *arguments: str) -> list[tuple[str, str, str]]:
    """Each new finding by its message, rule and words."""
    ended = cli(*ALL, "--new-since", "HEAD", "--format", "json", *arguments)
    assert ended.code in (0, 1), ended.err
    return [(each["message"], each["rule"], each["quote"]) for each in json.loads(ended.out)["findings"]]


def test_nothing_is_new_where_nothing_has_changed(repo: Repo, cli: Cli) -> None:
    ended = cli(*ALL, "--new-since", "HEAD")
    assert (ended.code, ended.err) == (0, "msgreview: 4 findings left out: not new.\n")
    assert "0 red, 0 yellow, 0 green" in ended.out
    assert "Nothing new to mend." in ended.out
    assert "Nothing new to mend." in cli(*ALL, "--new-since", "HEAD", "--statistics").out
    assert cli(*ALL, "--changed-since", "HEAD").err == "msgreview: 4 findings left out: in messages that read as before.\n"


def test_moved_renamed_and_laid_out_anew(repo: Repo, cli: Cli) -> None:
    old = Path("messages/a.yaml").read_text("utf-8")
    Path("messages/a.yaml").unlink()
    Path("messages/deep").mkdir()
    Path("messages/deep/other.yaml").write_text("\n\n# moved\n" + old, "utf-8")
    repo.write({"messages/b.yaml": {"id": "b.new", "supersedes": ["b"], "body": "A desk."}})
    assert new(cli) == []


def test_one_more_of_the_same_words_is_new(repo: Repo, cli: Cli) -> None:
    repo.write({"messages/a.yaml": OLD | {"body": "Come to the desk, desk.\nSay your PIN at the desk."}})
    assert new(cli) == [("a", "house.desk", "desk")]


def test_a_new_red_fails_the_run_and_stands_alone(repo: Repo, cli: Cli) -> None:
    repo.write({"messages/b.yaml": {"id": "b", "body": "A desk. What is your PIN?"}})
    ended = cli(*ALL, "--new-since", "HEAD", "--format", "github")
    assert ended.code == 1
    assert ended.out.count("::") == 2
    assert new(cli, "messages/b.yaml") == [("b", "house.secret", "your PIN")]
    repo.commit(by="ann", day="2026-02-01")
    assert new(cli) == []


def test_a_rule_of_today_does_not_make_old_words_new_but_one_that_came_does(repo: Repo, cli: Cli) -> None:
    repo.write({"rubrics/house.yaml": RUBRIC + _COME})
    assert new(cli) == [("a", "house.come", "Come")]


def test_a_rubric_that_came_can_be_named(repo: Repo, cli: Cli) -> None:
    repo.write({"rubrics/ours.yaml": RUBRIC.replace("house", "town")})
    assert {rule for _, rule, _ in new(cli, "--select", "ours")} == {"ours.secret", "ours.desk"}


def test_a_policy_that_changes_makes_what_contradicts_it_new(repo: Repo, cli: Cli) -> None:
    repo.write({"policies.yaml": "loans: {days: {value: 28 days, says: 'keep it for (\\d+ days)'}}\n"})
    repo.commit({"messages/c.yaml": {"id": "c", "body": "You can keep it for 28 days."}}, "ann", "2026-01-11")
    repo.write({"policies.yaml": "loans: {days: {value: 21 days, says: 'keep it for (\\d+ days)'}}\n"})
    ended = cli("lint", "--select", "policy", "--new-since", "HEAD", "--format", "json", "--as-of", "2026-06-01")
    assert [each["quote"] for each in json.loads(ended.out)["findings"]] == ["28 days"]
    ended = cli("lint", "--select", "policy", "--changed-since", "HEAD", "--format", "json", "--as-of", "2026-06-01")
    assert json.loads(ended.out)["findings"] == []  # it does not quote the policy


def test_messages_that_changed(repo: Repo, cli: Cli) -> None:
    repo.write({"messages/b.yaml": {"id": "b", "owner": "desk@library.example", "body": "A desk."}})
    repo.write({"messages/a.yaml": OLD | {"body": "At your desk."}})
    ended = cli(*ALL, "--changed-since", "HEAD", "--format", "json")
    assert [each["message"] for each in json.loads(ended.out)["findings"]] == ["a"]


def test_the_branch_point_is_what_counts(repo: Repo, cli: Cli) -> None:
    main = repo.git("rev-parse", "--abbrev-ref", "HEAD").strip()
    repo.git("checkout", "-q", "-b", "change")
    repo.commit({"messages/c.yaml": {"id": "c", "body": "Your PIN, your PIN."}}, "ann", "2026-01-12")
    repo.git("checkout", "-q", main)
    repo.commit({"messages/b.yaml": {"id": "b", "body": "Hello."}}, "ann", "2026-01-12")
    repo.git("checkout", "-q", "change")
    ended = cli(*ALL, "--new-since", main, "--format", "json")
    assert {each["message"] for each in json.loads(ended.out)["findings"]} == {"c"}


def test_paths_for_github_start_at_the_top(repo: Repo, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("messages")
    lines = cli(*ALL, "--format", "github").out.splitlines()
    assert all(" file=messages/" in line for line in lines if line.startswith("::"))
    assert lines[0].startswith("::error ")


def test_a_revision_that_is_not_there(repo: Repo, cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ended = cli(*ALL, "--new-since", "nope")
    assert (ended.code, ended.out) == (2, "")
    assert "there is no revision 'nope' here" in ended.err
    assert "a push by force has taken it away" in cli(*ALL, "--new-since", "1" * 40).err
    repo.commit({"messages/b.yaml": {"id": "b", "body": "Hello."}}, "ann", "2026-01-12")
    subprocess.run(["git", "clone", "-q", "--depth", "1", repo.folder.as_uri(), str(tmp_path / "shallow")], check=True)
    monkeypatch.chdir(tmp_path / "shallow")
    ended = cli(*ALL, "--new-since", "HEAD~1")
    assert ended.code == 2
    assert "git fetch --unshallow" in ended.err


def test_before_the_first_commit_everything_is_new(cli: Cli) -> None:
    assert cli("init").code == 0
    Path("messages/a.yaml").write_text("id: a\nkind: scripted\nchannel: chat\nbody: Send us your PIN.\n")
    subprocess.run(["git", "init", "-q"], check=True)
    ended = cli("lint", "--new-since", "HEAD", "--format", "concise")
    assert (ended.code, "privacy" in ended.out) == (1, True)


def test_before_the_first_commit_of_a_branch_everything_is_new(repo: Repo, cli: Cli) -> None:
    ended = cli(*ALL, "--new-since", "0" * 40, "--format", "concise")
    assert (ended.code, ended.out.count("\n")) == (1, 4)


def test_a_catalogue_that_moves_brings_nothing(repo: Repo, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("deep").mkdir()
    for name in ("msgreview.yaml", "rubrics", "messages"):
        Path(name).rename(Path("deep", name))
    monkeypatch.chdir("deep")
    assert new(cli) == []
    assert cli(*ALL, "--changed-since", "HEAD").err == "msgreview: 4 findings left out: in messages that read as before.\n"
    Path("messages").rename("texts")
    Path("msgreview.yaml").write_text("rubrics: [rubrics]\nmessages: [texts]\n", "utf-8")
    Path("texts/a.yaml").write_text(Path("texts/a.yaml").read_text("utf-8").replace("Say", "Give"), "utf-8")
    assert new(cli) == []


def test_a_catalogue_that_was_not_there_and_no_revision(repo: Repo, cli: Cli) -> None:
    repo.write({"other/msgreview.yaml": "rubrics: [r]\n", "other/r/house.yaml": RUBRIC, "other/messages/a.yaml": OLD})
    ended = cli(*ALL, "--new-since", "HEAD", "other")
    assert ended.err == "msgreview: this catalogue has no messages at 'HEAD', so that everything counts as new.\n"
    assert "desk" in ended.out
    ended = cli(*ALL, "--new-since", "")
    assert (ended.code, ended.out) == (2, "")
    assert "need a commit, and what stands there is empty" in ended.err


def test_settings_that_came_with_the_messages_where_they_were(repo: Repo, cli: Cli) -> None:
    repo.commit({"msgreview.yaml": None, "texts/c.yaml": {"id": "c", "body": "Please call 911."}}, "ann", "2026-01-12")
    repo.write({"msgreview.yaml": "rubrics: [rubrics]\nmessages: [texts]\n"})
    ended = cli("lint", "--new-since", "HEAD", "--as-of", "2026-06-01", "--format", "concise")
    assert "no messages at 'HEAD'" not in ended.err
    assert ended.out == ""


def test_files_that_are_no_messages_of_the_catalogue_are_compared_with_themselves(repo: Repo, cli: Cli) -> None:
    repo.commit({"yaml/c.yaml": OLD | {"id": "c"}, "yaml/d.yaml": OLD | {"id": "d"}}, "ann", "2026-01-12")
    assert new(cli, "yaml") == []
    Path("yaml/d.yaml").unlink()
    repo.write({"yaml/e.yaml": OLD | {"id": "d", "body": "Go to the desk, desk.\nSay your PIN at the desk."}})
    assert new(cli, "yaml/e.yaml") == [("d", "house.desk", "desk")]
    ended = cli(*ALL, "yaml", "--changed-since", "HEAD", "--format", "markdown")
    assert "`d`" in ended.out
    assert "`c`" not in ended.out
    repo.write({"msgreview.yaml": "rubrics: [rubrics]\nmessages: [messages, yaml]\n"})
    assert new(cli, "yaml/c.yaml") == []


def test_the_first_settings_make_nothing_new_of_what_stood(repo: Repo, cli: Cli) -> None:
    repo.commit({"msgreview.yaml": None, "rubrics/house.yaml": None}, "ann", "2026-01-12")
    repo.write({"msgreview.yaml": "rubrics: [rubrics]\n", "rubrics/house.yaml": RUBRIC})
    repo.write({"messages/b.yaml": {"id": "b", "body": "A desk. What is your PIN?"}})
    assert new(cli) == [("b", "house.secret", "your PIN")]


def test_settings_of_then_that_cannot_be_read(repo: Repo, cli: Cli) -> None:
    repo.commit({"msgreview.yaml": "rubrics: [\n"}, "ann", "2026-01-12")
    repo.write({"msgreview.yaml": "rubrics: [rubrics]\n"})
    assert new(cli) == []
    err = cli(*ALL, "--new-since", "HEAD").err
    assert err.startswith("msgreview: the settings at 'HEAD' cannot be read (msgreview.yaml:2:1: ")
    assert "in quotes), so those of now stand for them.\n" in err


def test_outside_a_repository(cli: Cli) -> None:
    Path("messages").mkdir()
    Path("messages/a.yaml").write_text("id: a\nkind: scripted\nchannel: chat\nbody: Hello.\n")
    ended = cli("lint", "--new-since", "HEAD")
    assert ended.code == 2
    assert "git" in ended.err


def test_the_cache_gives_the_same_answer(repo: Repo, cli: Cli) -> None:
    repo.write({"messages/b.yaml": {"id": "b", "body": "A desk. What is your PIN?"}})
    first = new(cli)
    assert new(cli) == first == new(cli, "--no-cache") == [("b", "house.secret", "your PIN")]
    assert cli(*ALL, "--exit-zero").out.count(" red house.secret") == 2


def test_rubrics_that_lay_elsewhere_are_those_of_then(repo: Repo, cli: Cli) -> None:
    Path("rubrics").rename("house")
    repo.write({"msgreview.yaml": "rubrics: [house]\n", "house/house.yaml": RUBRIC + _COME})
    repo.write({"messages/b.yaml": {"id": "b", "body": "A desk, desk."}})
    assert new(cli) == [("a", "house.come", "Come"), ("b", "house.desk", "desk")]


def test_a_style_of_vale_that_changed_brings_what_it_says_now(repo: Repo, cli: Cli) -> None:
    rule = "extends: existence\nlevel: error\nmessage: \"'%s' is odd.\"\ntokens: ["
    Path("st/Odd").mkdir(parents=True)
    Path("st/Odd/Good.yml").write_text(rule + "sofa]\n", "utf-8")
    repo.write({"msgreview.yaml": "rubrics: [rubrics, 'vale:st/Odd']\n"})
    repo.commit()
    Path("st/Odd/Good.yml").write_text(rule + "desk]\n", "utf-8")
    ended = cli("lint", "--select", "Odd", "--as-of", "2026-06-01", "--new-since", "HEAD", "--format", "json")
    assert {each["rule"] for each in json.loads(ended.out)["findings"]} == {"Odd.Good"}
