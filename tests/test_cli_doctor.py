"""`msgreview doctor`: what is in place, and what to do about what is not."""

import re
from importlib.util import find_spec
from pathlib import Path

import pytest
from conftest import Cli


@pytest.fixture
def run(cli: Cli) -> Cli:
    Path("messages").mkdir()
    Path("messages/a.yaml").write_text("id: a\nkind: scripted\nchannel: chat\nbody: Hello.\n")
    Path("msgreview.yaml").write_text("messages: [messages]\n")
    return cli


def test_all_is_well(run: Cli, tmp_path: Path) -> None:
    run("schema", "--write")
    ended = run("doctor")
    assert ended.code == 0
    assert ended.out.endswith("Everything is in place.\n")
    rows = ended.out.splitlines()[:-1]
    assert {row[:6] for row in rows if not re.search("LanguageTool|languagetool|and CI cannot", row)} == {"ok    "}
    assert rows[0].startswith("ok    msgreview ")
    assert "ok    configuration: msgreview.yaml" in rows
    assert "ok    1 message file" in rows
    assert f"ok    cache: {tmp_path / '.cache'}" in rows
    assert any(" rules on, of " in row for row in rows)


def test_what_could_be_added_is_no_fault(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("msgreview.cli.doctor.find_spec", lambda name: None if name == "holidays" else find_spec(name))
    monkeypatch.setattr("yaml.__with_libyaml__", False)
    ended = cli("doctor")
    assert ended.code == 0
    assert (
        "note  holidays is not installed. With `pip install 'msgreview[calendar]'` the plan of a year leaves public holidays out."
        in ended.out
    )
    assert "without its C library: reading is twelve times slower." in ended.out
    assert "note  no msgreview.yaml here or above: defaults are used" in ended.out
    assert "note  there are no messages in " in ended.out


def test_settings_that_cannot_be_used(run: Cli) -> None:
    Path("msgreview.yaml").write_text("messages: 3\nservces: {}\n")
    ended = run("doctor")
    assert ended.code == 2
    assert (
        "mend  msgreview.yaml:1:11: 'messages' should be a list, and is '3'.\n"
        "      msgreview.yaml:2:1: 'servces' is not known here. Did you mean 'services'?\n"
        "1 to mend, marked above.\n"
    ) in ended.out


def test_a_folder_of_messages_that_is_not_there(run: Cli) -> None:
    """Passed over without a word, a slip in the settings would leave a whole service unread."""
    Path("msgreview.yaml").write_text("messages: [messages, mesages]\n")
    said = "msgreview.yaml: there is no 'mesages', which `messages` names. Correct it, or take it out.\n"
    assert f"note  {said}" in run("doctor").out
    ended = run("lint", "--exit-zero")
    assert (ended.code, ended.err) == (0, f"msgreview: {said}")
    assert run("lint", "messages", "--exit-zero").err == ""


def test_rubrics_that_cannot_be_used(run: Cli) -> None:
    Path("own.yaml").write_text("title: Own\npractice: clear\nrules:\n  x: {extends: nothing, message: x}\n")
    Path("msgreview.yaml").write_text("rubrics: [own.yaml]\n")
    ended = run("doctor")
    assert ended.code == 2
    assert "mend  own.yaml:4:" in ended.out


def test_a_cache_that_cannot_be_written(run: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("MSGREVIEW_CACHE", str(tmp_path / "file"))
    ended = run("doctor")
    assert ended.code == 0
    assert "so every run reads all messages. Set MSGREVIEW_CACHE to a folder of yours." in ended.out
