"""`msgreview lint --fix` and `--diff`, as a user runs them. The rules are the test's own."""

import os
import subprocess
from pathlib import Path

import pytest
from conftest import Cli
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scale import times

RUBRIC = """
title: Our words
practice: clear
rules:
  words:
    extends: existence
    level: error
    tokens: [prior to, patron, due to the fact that, please note that, kindly]
    message: "'%s' is not ours."
    fixes:
      safe: {prior to: before, due to the fact that: because, please note that: ""}
      unsafe: {patron: reader}
  longer: {extends: existence, level: warning, tokens: [to the fact], message: "'%s' is long.", fixes: {safe: {to the fact: so}}}
"""
HEAD = "id: a.one\nkind: automated\nchannel: email\n"
BODY = "body: |  # as sent\n  Please note that the patron comes\n  prior to noon, due to the fact that {{ it }} is kindly open.\n"
MENDED = "body: |  # as sent\n  The patron comes\n  before noon, because {{ it }} is kindly open.\n"
FIX = ("lint", "--select", "house", "--fix")
DIFF = ("lint", "--select", "house", "--diff")


@pytest.fixture
def run(cli: Cli) -> Cli:
    Path("rubrics").mkdir()
    Path("rubrics/house.yaml").write_text(RUBRIC)
    Path("msgreview.yaml").write_text("rubrics: [rubrics]\n")
    message("one", HEAD + BODY)
    Path(".git").mkdir()
    return cli


def message(name: str, text: str) -> Path:
    path = Path("messages") / f"{name}.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text.encode())
    return path


def test_what_is_safe_is_mended_and_what_is_left_is_reported(run: Cli) -> None:
    ended = run(*FIX)
    assert Path("messages/one.yaml").read_text() == HEAD + MENDED
    assert ended.code == 1
    assert "'patron' is not ours" in ended.out
    assert "prior to" not in ended.out
    assert ended.err == (
        "3 findings in 1 file mended. Read what is new with `git diff`. "
        "1 more can be with `--unsafe-fixes`: read those before you keep them.\n"
    )
    before = Path("messages/one.yaml").stat().st_mtime_ns
    again = run(*FIX)
    assert (again.code, Path("messages/one.yaml").stat().st_mtime_ns) == (1, before)
    assert "Nothing here can be mended without being read" in again.err


def test_unsafe_fixes(run: Cli) -> None:
    ended = run(*FIX, "--unsafe-fixes")
    assert Path("messages/one.yaml").read_text() == HEAD + MENDED.replace("patron", "reader")
    assert ended.err == "4 findings in 1 file mended. Read what is new with `git diff`.\n"
    assert "There is nothing here that --fix can mend" in run(*FIX).err


def test_a_diff_is_what_fix_would_do_and_writes_nothing(run: Cli) -> None:
    paths = [
        message("two", "\ufeff" + (HEAD + BODY).replace("a.one", "a.two").replace("\n", "\r\n")),
        message("three of them", HEAD.replace("one", "three") + "body: 'prior to noon'"),
        message("four", HEAD.replace("one", "four") + "body: It is open.\n"),
    ]
    before = {path: path.read_bytes() for path in paths}
    ended = run(*DIFF)
    assert {path: path.read_bytes() for path in paths} == before
    assert ended.code == 1
    assert ended.out.count("--- a/messages/") == 3
    assert ended.err.startswith("7 findings in 3 files would be mended. Nothing is written yet: `msgreview lint --fix` does it.")
    Path("theirs").mkdir()
    subprocess.run(["git", "-C", "theirs", "init", "-q"], check=True)
    Path("theirs/messages").mkdir()
    for path in Path("messages").iterdir():
        (Path("theirs") / path).write_bytes(path.read_bytes())
    subprocess.run(["git", "-C", "theirs", "apply", "-"], input=ended.out.encode(), check=True)
    run(*FIX)
    for path in Path("messages").iterdir():
        assert (Path("theirs") / path).read_bytes() == path.read_bytes()
    assert run(*DIFF).code == 0
    assert run(*DIFF, "--unsafe-fixes").code == 1
    assert run(*DIFF, "--unsafe-fixes", "--exit-zero").code == 0


def test_waived_findings_and_those_below_the_level_are_left_alone(run: Cli) -> None:
    waiver = "waivers: [{rule: house.longer, reason: law, by: head@library.example}]\n"
    path = message("one", HEAD + "body: It is closed to the fact.\n" + waiver)
    other = message("two", HEAD.replace("one", "two") + "body: It is closed to the fact.\n")
    assert run(*FIX, "--level", "red").code == 0
    assert "to the fact" in other.read_text()
    assert run(*FIX).code == 0
    assert "to the fact" in path.read_text()
    assert "closed so" in other.read_text()


def test_only_what_is_named_is_mended(run: Cli) -> None:
    other = message("two", (HEAD + BODY).replace("a.one", "a.two"))
    assert run(*FIX, "messages/one.yaml").code == 1
    assert other.read_text() == (HEAD + BODY).replace("a.one", "a.two")


def test_words_of_a_message_that_is_used_are_mended_in_its_own_file(run: Cli) -> None:
    used = message("used", HEAD.replace("one", "used") + "body: Come prior to noon.\n")
    message("one", HEAD + "body: |\n  It is open.\n  {% include 'a.used' %}\n")
    run(*FIX)
    assert used.read_text().endswith("Come before noon.\n")


def test_a_key_that_differs_by_a_capital_is_mended_and_one_that_looks_like_it_is_unsafe(run: Cli) -> None:
    path = message("one", HEAD + "Sent-By: Alma\ntittle: A title  # of ours\nbody: It is open.\n")
    run("lint", "--fix")
    assert path.read_text() == HEAD + "sent_by: Alma\ntittle: A title  # of ours\nbody: It is open.\n"
    run("lint", "--fix", "--unsafe-fixes")
    assert path.read_text() == HEAD + "sent_by: Alma\ntitle: A title  # of ours\nbody: It is open.\n"


def test_a_message_that_its_key_has_hidden(run: Cli) -> None:
    path = message("one", (HEAD + BODY).replace("id:", "ID:"))
    Path(".git").rmdir()
    ended = run("lint", "--fix", "--select", "house,file", "--unsafe-fixes")
    assert ended.err == "5 findings in 1 file mended. Read them once more before they go out.\n"
    assert path.read_text() == HEAD + MENDED.replace("patron", "reader")


def test_a_key_that_is_there_already_is_left(run: Cli) -> None:
    text = HEAD + "title: Ours\nTitle: Theirs\nbody: It is open.\n"
    path = message("one", text)
    ended = run("lint", "--fix")
    assert path.read_text() == text
    assert "not mended, as something else would change with it. Write 'title' by hand, for 'Title'." in ended.err


def test_a_service_is_spelt_as_elsewhere(run: Cli) -> None:
    message("two", HEAD.replace("one", "two") + "service: inter-library\nbody: It is open.\n")
    message("three", HEAD.replace("one", "three") + "service: inter-library\nbody: It is shut.\n")
    path = message("one", HEAD + "service: Interlibrary  # loans\nbody: We are open.\n")
    run("lint", "--fix")
    assert "service: inter-library  # loans\n" in path.read_text()


def test_a_link_stays_a_link_and_permissions_stay(run: Cli) -> None:
    path = message("one", HEAD + BODY)
    real = Path("elsewhere.yaml")
    path.rename(real)
    real.chmod(0o640)
    path.symlink_to(real.resolve())
    run(*FIX, "messages/one.yaml")
    assert path.is_symlink()
    assert real.read_text() == HEAD + MENDED
    assert real.stat().st_mode & 0o777 == 0o640


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_file_that_cannot_be_written(run: Cli) -> None:
    Path("messages").chmod(0o500)
    ended = run(*FIX)
    Path("messages").chmod(0o700)
    assert ended.code == 2
    assert "messages/one.yaml cannot be written" in ended.err


def test_a_diff_has_no_findings_to_write(run: Cli) -> None:
    ended = run("lint", "--diff", "--format", "sarif:out.sarif")
    assert (ended.code, ended.out, "--diff prints what would change, and no findings." in ended.err) == (2, "", True)


def test_reviewed_messages_that_read_otherwise_are_counted(run: Cli) -> None:
    message("one", HEAD + BODY + "review: {last: 2027-01-02, by: Jo <jo@library.example>, decision: keep, seen: abc}\n")
    assert "1 message of these had been reviewed, and now read differently: see `msgreview review due`." in run(*FIX).err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--unsafe-fixes"], "Add --diff to see it, or --fix to have it written."),
        (["--fix", "--diff"], "--fix writes and --diff only shows."),
        (["--fix", "--statistics"], "Run it on its own"),
    ],
)
def test_options_that_do_not_go_together(run: Cli, options: list[str], said: str) -> None:
    ended = run("lint", *options)
    assert (ended.code, said in ended.err) == (2, True)


def test_rules_that_undo_one_another_come_to_an_end(run: Cli) -> None:
    Path("rubrics/house.yaml").write_text(
        "title: Ours\npractice: clear\nrules:\n"
        "  one: {extends: existence, tokens: [tea], message: '%s', fixes: {safe: {tea: coffee}}}\n"
        "  two: {extends: existence, tokens: [coffee], message: '%s', fixes: {safe: {coffee: tea}}}\n"
    )
    path = message("one", HEAD + "body: We have tea.\n")
    assert run(*FIX).code == 0
    assert path.read_text() in (HEAD + "body: We have tea.\n", HEAD + "body: We have coffee.\n")


PIECE = st.sampled_from(
    [
        "prior to",
        "please note that",
        "the atlas",
        "{{ it }}",
        "{% if it %}so{% endif %}",
        "it's",
        '"x"',
        ", ",
        ". ",
        "é",
        "#1",
        "a:b",
    ]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=times(5))
@given(st.lists(PIECE, min_size=1, max_size=7).map(" ".join), st.sampled_from(["|", ">", "'", '"']))
def test_fixing_twice_changes_no_more_than_fixing_once(run: Cli, body: str, style: str) -> None:
    text = {"'": "'" + body.replace("'", "''") + "'", '"': '"' + body.replace('"', '\\"') + '"'}.get(style, f"{style}\n  {body}")
    path = message("one", f"{HEAD}body: {text}  \n")
    run(*FIX)
    once = path.read_bytes()
    assert "There is nothing here" in run(*FIX).err
    assert path.read_bytes() == once


def test_lint_says_that_some_of_it_mends_itself(run: Cli) -> None:
    hint = "Some of this mends itself: `msgreview lint --diff` shows how"
    assert hint in run("lint", "--select", "house").err
    assert hint not in run("lint", "--select", "house", "--format", "json").err
    assert hint not in run("lint", "--select", "facts").err


def test_a_link_out_of_the_catalogue_is_left_and_said(run: Cli, tmp_path: Path) -> None:
    theirs = tmp_path.with_name(f"{tmp_path.name}-theirs") / "two.yaml"
    theirs.parent.mkdir()
    theirs.write_text(HEAD.replace("one", "two") + BODY)
    Path("messages/two.yaml").symlink_to(theirs)
    Path("theirs").symlink_to(theirs.parent)
    Path("messages/again.yaml").symlink_to("one.yaml")
    ended = run(*FIX, "--config", "msgreview.yaml", "theirs/two.yaml")
    assert "theirs/two.yaml is a link out of the catalogue, and is left as it is." in ended.err
    assert str(theirs) in ended.err
    assert "'messages/two.yaml' is a link that leads out of the catalogue" in run("lint", "messages/two.yaml").err
    assert theirs.read_text() == HEAD.replace("one", "two") + BODY
    assert "is a link" not in run(*FIX, "messages/again.yaml").err
    assert Path("messages/one.yaml").read_text() == HEAD + MENDED
