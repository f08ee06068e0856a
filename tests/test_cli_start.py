"""`msgreview` alone tells what there is in a folder, and what to do next."""

import subprocess
from datetime import date, timedelta
from pathlib import Path

import pytest
from conftest import Cli, act_as

MESSAGE = """\
id: a.one
kind: scripted
channel: chat
body: |
  Thanks for asking. The hall opens at ten on Friday. Anything else I can do?
"""


def commands(cli: Cli) -> list[str]:
    """What is said to be next."""
    ended = cli()
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.endswith("\nAll commands: msgreview --help\n")
    return [row.strip() for row in ended.out.splitlines() if row.startswith("   ")]


def message(text: str = MESSAGE) -> Path:
    path = Path("messages/one.yaml")
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    return path


def test_an_empty_folder(cli: Cli) -> None:
    first, second, third = commands(cli)
    assert first == "msgreview init"
    assert second == "msgreview init --samples try"
    assert third == "echo 'Your request has been denied.' | msgreview check"
    assert "There are no messages in this folder yet." in cli().out


def test_a_folder_with_a_table(cli: Cli) -> None:
    Path("our texts.csv").write_text("id,body\n")
    assert commands(cli)[0] == "msgreview import records 'our texts.csv' --into messages"


def test_a_folder_above_a_catalogue(cli: Cli) -> None:
    cli("init", "our library")
    assert commands(cli) == ["cd 'our library' && msgreview"]


def test_a_catalogue_without_messages(cli: Cli) -> None:
    Path("msgreview.yaml").write_text("")
    assert commands(cli) == ["msgreview new", "msgreview import --help"]


def test_settings_that_cannot_be_read(cli: Cli) -> None:
    Path("msgreview.yaml").write_text("mesages: [x]\n")
    ended = cli()
    assert ended.code == 2
    assert "'mesages' is not known here. Did you mean 'messages'?" in ended.err


def test_from_the_first_lint_to_the_yearly_review(cli: Cli, own_git: None, monkeypatch: pytest.MonkeyPatch) -> None:
    act_as(monkeypatch, "Jo Doe <jo@library.example>")
    Path("msgreview.yaml").write_text("")
    path = message()
    assert commands(cli) == ["msgreview lint", "git init && git add . && git commit -m 'Our messages'"]
    path.write_text(MESSAGE + "  CafÃ© here.\n")
    cli("lint")
    assert "1 message must not go out as it is." in cli().out
    assert commands(cli)[0] == "msgreview lint --level red"
    path.write_text(MESSAGE)
    assert "1 file not read yet, or changed since." in cli().out or commands(cli)[0] == "msgreview lint"
    cli("lint")
    subprocess.run("git init -q . && git add . && git commit -qm All", shell=True, check=True)
    assert commands(cli) == ["msgreview review plan", "msgreview preview a.one --open"]
    long_ago = date.today() - timedelta(days=500)
    message(MESSAGE + f"review: {{last: {long_ago}, by: Lee <lee@library.example>, decision: keep, seen: abc}}\n")
    cli("lint")
    assert commands(cli)[0] == "msgreview review due"
    message(MESSAGE + f"review: {{last: {date.today()}, by: Lee <lee@library.example>, decision: keep, seen: abc}}\n")
    cli("lint")
    assert commands(cli)[0] == "msgreview status"


def test_what_is_in_the_baseline_is_not_pressing(cli: Cli) -> None:
    Path("msgreview.yaml").write_text("")
    message(MESSAGE + "  CafÃ© here.\n")
    cli("baseline")
    cli("lint")
    assert "must not go out" not in cli().out
