"""`msgreview train watch`: what a learner saves in an editor of their own is graded."""

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Cli
from test_cli_train import COURSE, LAST_SPRING, journal

from msgreview.cli.train import watch


@pytest.fixture
def saves(monkeypatch: pytest.MonkeyPatch, cli: Cli, tmp_path: Path) -> Callable[..., str]:
    """What is shown to a learner who writes `texts` into files, one after the other; then they end it with Ctrl-C."""
    monkeypatch.setenv("MSGREVIEW_TRAINING", str(tmp_path / "mine"))
    (tmp_path / "training").mkdir()
    (tmp_path / "training" / "desk.yaml").write_text(COURSE, "utf-8")
    (tmp_path / "msgreview.yaml").write_text("profile: standard\n", "utf-8")

    def run(*texts: tuple[str, str | bytes | None], what: str = "desk") -> str:
        todo = [step for name, text in texts for step in ((name, text), None, None)]

        def pause() -> None:
            if not todo:
                raise KeyboardInterrupt
            if step := todo.pop(0):
                path = tmp_path / "practice" / f"{step[0]}.txt"
                if step[1] is None:
                    path.unlink()
                else:
                    path.write_bytes(step[1] if isinstance(step[1], bytes) else step[1].encode())

        monkeypatch.setattr(watch, "pause", pause)
        ended = cli("train", "watch", what)
        assert ended.code == 0
        return ended.out + ended.err

    return run


def test_what_is_saved_is_graded(saves: Callable[..., str], tmp_path: Path) -> None:
    shown = saves(("desk.which", "# Which?\n1\n"), ("desk.which", "# Which?\n2\n"), ("desk.glad", LAST_SPRING))
    assert "Open practice/desk.which.txt in your editor" in shown
    assert shown.index("It is bare.") < shown.index("It says when.") < shown.index("Think back.")
    assert "You are through: " in shown
    assert journal(tmp_path).count('"answer"') == 3


def test_the_exercise_is_in_the_file(saves: Callable[..., str], tmp_path: Path) -> None:
    assert "All is kept." in saves()
    sheet = (tmp_path / "practice" / "desk.which.txt").read_text("utf-8")
    assert sheet.startswith("# Which one?\n#\n# 1  No.\n# 2  Not today, but tomorrow at ten.\n#\n# Type")
    assert sheet.endswith("\n\n")


def test_only_another_text_is_an_answer(saves: Callable[..., str], tmp_path: Path) -> None:
    saves(("desk.which", "1\n"), ("desk.which", "1\n"), ("desk.which", "# note\n1\n\n"), ("desk.which", ""))
    assert journal(tmp_path).count('"answer"') == 1
    saves(("desk.which", ""), ("desk.which", "1\n"))
    assert journal(tmp_path).count('"answer"') == 2


def test_half_a_save_is_no_answer(saves: Callable[..., str], tmp_path: Path) -> None:
    """A text that is there at one look only, as when an editor writes in pieces, puts a new file there, or cuts a letter."""
    shown = saves(("desk.which", "1"), ("desk.which", None), ("desk.which", b"2 \xc3"), ("desk.which", "2\n"))
    assert "desk.which.txt is not UTF-8 text" in shown
    assert "It says when." in shown


def test_words_that_are_understood(saves: Callable[..., str]) -> None:
    shown = saves(("desk.which", "hint\n"), ("desk.which", "skip\n"), ("desk.glad", "stop\n"))
    assert "Hint: The kind one." in shown
    assert "Put aside." in shown
    assert "All is kept." in shown


def test_a_rule(saves: Callable[..., str]) -> None:
    assert "Passed" in saves(("rule-tone.curt-status.choose", "2\n"), what="tone.curt-status")


def test_a_folder_that_cannot_be(cli: Cli, saves: Callable[..., str], tmp_path: Path) -> None:
    saves()
    (tmp_path / "file").write_text("x", "utf-8")
    ended = cli("train", "watch", "desk", "--into", "file")
    assert ended.code == 2
    assert "Name a folder of your own: --into FOLDER." in ended.err
