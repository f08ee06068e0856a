"""`lint --watch` in a process of its own: it reads what changes, and ends when it is told to."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from conftest import Cli

from msgreview.cli import watch
from msgreview.cli.errors import QuietExit

RUBRIC = """
title: Ours
practice: clear
rules:
  tea: {extends: existence, level: error, tokens: [tea], message: "'%s' is red."}
"""
MESSAGE = "id: a.NAME\nkind: scripted\nchannel: chat\nbody: We have TEXT.\n"


class Watching:
    """A run that watches, and what it says."""

    def __init__(self, folder: Path) -> None:
        command = [Path(sys.executable).parent / "msgreview", "lint", "--select", "house", "--watch"]
        environment = {**os.environ, "MSGREVIEW_CACHE": str(folder / ".cache")}
        self.process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    def until(self, words: str) -> str:
        """What it says up to a line with some words."""
        said = ""
        assert self.process.stdout
        for row in self.process.stdout:
            said += row
            if words in row:
                return said
        raise AssertionError(said)


def put(path: Path, text: str) -> None:
    """Writes a file at one blow, so that it is never seen empty."""
    new = path.with_suffix(".new")
    new.write_text(text)
    new.replace(path)


@pytest.fixture
def watching(tmp_path: Path) -> Iterator[Watching]:
    (tmp_path / "rubrics").mkdir()
    (tmp_path / "rubrics/house.yaml").write_text(RUBRIC)
    (tmp_path / "msgreview.yaml").write_text("rubrics: [rubrics]\n")
    (tmp_path / "messages").mkdir()
    for name, text in (("one", "tea"), ("two", "tea")):
        (tmp_path / f"messages/{name}.yaml").write_text(MESSAGE.replace("NAME", name).replace("TEXT", text))
    run = Watching(tmp_path)
    with run.process:
        yield run
        run.process.kill()


def test_what_changes_is_read_again_until_the_user_stops_it(watching: Watching, tmp_path: Path) -> None:
    assert "2 red" in watching.until("Watching 4 files. Ctrl-C ends it.")
    path = tmp_path / "messages/one.yaml"
    put(path, MESSAGE.replace("NAME", "one").replace("TEXT", "some tea"))
    said = watching.until("Watching")
    assert "changed: one.yaml" in said
    assert "1 message read" in said
    assert "messages/two.yaml" not in said
    put(tmp_path / "msgreview.yaml", "rubrics: [\n")
    assert "msgreview.yaml" in watching.until("Watching")
    put(tmp_path / "msgreview.yaml", "rubrics: [rubrics]\n")
    assert "2 messages read" in watching.until("Watching")
    path.unlink()
    assert "1 message read" in watching.until("Watching 3 files")
    put(tmp_path / "messages/three.yaml", MESSAGE.replace("NAME", "three").replace("TEXT", "coffee"))
    assert "0 red" in watching.until("Watching 4 files")
    watching.process.send_signal(signal.SIGINT)
    assert watching.process.stdout
    assert watching.process.stdout.read() == ""
    assert watching.process.wait() == 130


def test_fixing_and_watching_do_not_go_together(cli: Cli) -> None:
    Path("messages").mkdir()
    ended = cli("lint", "--watch", "--fix")
    assert (ended.code, "--fix and --watch do not go together" in ended.err) == (2, True)


def test_a_file_that_is_emptied_and_then_filled_is_read_once_it_is_filled(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "one.yaml"
    path.write_text("id: a.one\n")
    writes = ["", "id:", "id: a.two\n"]
    monkeypatch.setattr(watch, "sleep", lambda seconds: path.write_text(writes.pop(0)) if writes else None)
    read: list[str] = []

    def call(changed: Sequence[Path]) -> None:
        read.append(path.read_text())
        if changed:
            raise KeyboardInterrupt

    with pytest.raises(QuietExit):
        watch.watch(lambda: [path], call)
    assert read == ["id: a.one\n", "id: a.two\n"]
