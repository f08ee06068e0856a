"""`msgreview list`: what messages there are."""

import json
from pathlib import Path

import pytest
from conftest import Cli

ONE = """\
id: loans.ready
title: An item is ready for a reader who has waited for it since the beginning of the year, and longer
kind: automated
channel: email
service: loans
owner: loans@library.example
body: Hello.
review: {last: 2026-03-14}
"""
TWO = "id: hello\ntitle: Hello\nkind: scripted\nchannel: chat\nstatus: draft\nbody: Hello.\n"


@pytest.fixture
def run(cli: Cli) -> Cli:
    Path("msgreview.yaml").write_text("")
    Path("messages").mkdir()
    Path("messages/one.yaml").write_text(ONE)
    Path("messages/two.yaml").write_text(TWO)
    return cli


def test_by_service(run: Cli) -> None:
    ended = run("list")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.splitlines() == [
        "  message      kind       channel  reviewed    title",
        "",
        "(no service)  1",
        "  hello        scripted   chat     never       (draft) Hello",
        "",
        "loans  1",
        "  loans.ready  automated  email    2026-03-14  "
        "An item is ready for a reader who has waited for it since the beginning of the year, and longer",
        "",
        "2 messages of 1 owner; without an owner: 1; never reviewed: 1.",
        "By kind: 1 automated (50%), 1 scripted (50%).",
        "By channel: 1 email (50%), 1 chat (50%).",
    ]


@pytest.mark.parametrize(
    ("by", "groups"),
    [
        ("kind", ["automated", "scripted"]),
        ("channel", ["chat", "email"]),
        ("owner", ["(no owner)", "loans@library.example"]),
        ("status", ["draft", "published"]),
    ],
)
def test_by_other_facts(run: Cli, by: str, groups: list[str]) -> None:
    rows = run("list", "--by", by).out.splitlines()
    assert [row.rpartition("  ")[0] for row in rows[1:-3] if row and row[0] != " "] == groups


@pytest.mark.parametrize(
    "options", [["--service", "loans"], ["--kind", "automated"], ["--channel", "email"], ["--owner", "loans@library.example"]]
)
def test_only_some(run: Cli, options: list[str]) -> None:
    assert [each["id"] for each in json.loads(run("list", *options, "--format", "json").out)["messages"]] == ["loans.ready"]
    assert "1 message of 1 owner" in run("list", *options).out


def test_none_is_like_that(run: Cli) -> None:
    ended = run("list", "--service", "lones")
    assert (ended.code, ended.out) == (2, "")
    assert "no message is like that. `msgreview list` without options shows all of them." in ended.err
    assert json.loads(run("list", "--service", "lones", "--format", "json").out)["messages"] == []


def test_there_are_none(run: Cli) -> None:
    Path("empty").mkdir()
    ended = run("list", "empty")
    assert (ended.code, ended.out) == (
        0,
        "There are no messages here yet. Write one with `msgreview new`, or bring yours with `msgreview import`.\n",
    )


def test_on_a_terminal_titles_are_cut_to_its_width(run: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("msgreview.cli.output.room", lambda: 80)
    rows = run("list").out.splitlines()
    assert max(map(len, rows)) == 80
    assert any(row.endswith("…") for row in rows)


def test_files_with_faults_are_counted(run: Cli) -> None:
    Path("messages/two.yaml").write_text("id: hello\n")
    ended = run("list")
    assert ended.code == 0
    assert "1 file cannot be read in full and may hold more messages. `msgreview lint --select file` names them." in ended.err
