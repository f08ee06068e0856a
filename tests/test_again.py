"""The last answer is given again while nothing that it came from has changed, and no longer."""

import os
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest
from histories import ISOLATED, Repo

from msgreview.cli.again import Answer, Recording, question
from msgreview.cli.app import main

MESSAGE = "id: a\nkind: scripted\nchannel: chat\nbody: Hello, your hold is ready. Kind regards, the team\n"
LATER = 10**12
"""Nanoseconds: so far ahead a run begins here that files made in the test count as old."""


def answer(*arguments: str) -> Answer | None:
    """The answer that still holds."""
    asked = question(arguments)
    assert asked
    return asked.answer()


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str, start: int = -1) -> None:
    """Runs a command, and keeps its answer if it may be kept."""
    monkeypatch.setattr(sys, "argv", ["msgreview", *arguments])
    asked = question(arguments)
    assert asked
    with pytest.raises(SystemExit), Recording(asked, time.time_ns() + LATER if start < 0 else start):
        main()


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """A catalogue of one message in a repository, and in the current folder."""
    for name, value in {**ISOLATED, "MSGREVIEW_CACHE": str(tmp_path / "cache")}.items():
        monkeypatch.setenv(name, value)
    repo = Repo(tmp_path / "catalogue")
    repo.write({"messages/desk/a.yaml": MESSAGE, "msgreview.yaml": "grammar: off\n"})
    repo.git("add", ".")
    repo.git("commit", "-q", "-m", "First")
    monkeypatch.chdir(repo.folder)
    return repo


CHANGES: dict[str, dict[str, str | None]] = {
    "another word": {"messages/desk/a.yaml": MESSAGE.replace("hold", "loan")},
    "a message more": {"messages/desk/b.yaml": MESSAGE.replace("id: a", "id: b")},
    "a message in a new folder": {"messages/new/b.yaml": MESSAGE.replace("id: a", "id: b")},
    "a message less": {"messages/desk/a.yaml": None},
    "other settings": {"msgreview.yaml": "grammar: off\nprofile: strict\n"},
    "settings nearer": {"messages/msgreview.yaml": "profile: strict\n"},
    "policies": {"policies.yaml": "loan: {value: 3 weeks, source: The board}\n"},
    "a vote": {"votes.yaml": "[]\n"},
    "a rubric": {"rubrics/own.yaml": "name: own\nrules: []\n"},
}
"""What is written into the catalogue."""


def _replace(path: Path, text: str) -> None:
    other = path.with_name("other")
    other.write_text(text)
    other.replace(path)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_in_the_catalogue_asks_for_a_new_answer(
    change: dict[str, str | None], repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(monkeypatch, "lint")
    assert answer("lint")
    repo.write(change)
    assert answer("lint") is None


def test_a_file_of_the_same_size_in_the_place_of_another_is_a_change(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    run(monkeypatch, "lint")
    _replace(Path("messages/desk/a.yaml"), MESSAGE.replace("team", "desk"))
    assert answer("lint") is None


def test_status_hangs_on_git_too(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    run(monkeypatch, "status")
    assert answer("status")
    repo.git("commit", "-q", "--allow-empty", "-m", "Second")
    assert answer("status") is None
    run(monkeypatch, "status")
    Path(".mailmap").write_text("Ana Lima <ana@library.example> <a@library.example>\n")
    assert answer("status") is None


def test_a_run_in_a_worktree_hangs_on_the_repository_that_it_is_of(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.git("worktree", "add", "-q", "../beside")
    monkeypatch.chdir(repo.folder.parent / "beside")
    run(monkeypatch, "status")
    assert answer("status")
    repo.git("-C", str(Path.cwd()), "commit", "-q", "--allow-empty", "-m", "Beside")
    assert answer("status") is None


def test_another_question_has_another_answer(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    run(monkeypatch, "lint")
    assert answer("lint", "--format", "json") is None
    monkeypatch.setenv("NO_COLOR", "1")
    assert answer("lint") is None


def test_the_cache_may_lie_in_a_folder_that_is_read(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MSGREVIEW_CACHE", str(repo.folder / "cache"))
    run(monkeypatch, "lint", start=0)
    assert answer("lint")


def test_what_changed_since_the_run_began_is_read_again(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    run(monkeypatch, "lint", start=Path("messages/desk/a.yaml").stat().st_mtime_ns)
    assert answer("lint") is None


def test_a_run_that_writes_has_no_answer(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    run(monkeypatch, "lint", "--format", "json:out.json")
    assert answer("lint", "--format", "json:out.json") is None


@pytest.mark.parametrize(
    "arguments", [("lint", "--no-cache"), ("lint", "--watch"), ("check",), ("check", "-"), ("review", "keep", "a"), ()]
)
def test_what_hangs_on_more_than_files_is_never_given_again(arguments: tuple[str, ...], repo: Repo) -> None:
    assert question(arguments) is None


def test_a_damaged_answer_is_none(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    run(monkeypatch, "lint")
    asked = question(["lint"])
    assert asked
    for damage in ("", "{}", "[1, 2, 3, 4]", "[" * 10_000):
        asked.file.write_text(damage)
        assert asked.answer() is None


def test_the_second_run_says_the_same_without_importing_the_command(repo: Repo) -> None:
    look = "import sys\nfrom msgreview.__main__ import main\ntry: main()\nfinally: print('typer' in sys.modules, file=sys.stderr)"
    # What counts the lines that run writes files of its own, so that nothing stays as it was.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    run_it = partial(subprocess.run, env=environment, capture_output=True, text=True, check=False)
    first, second = (run_it([sys.executable, "-c", look, "lint"]) for _ in range(2))
    assert (first.stdout, first.returncode) == (second.stdout, second.returncode)
    assert first.stderr.replace("True\n", "False\n") == second.stderr
    assert second.stderr.endswith("False\n")


def test_what_is_written_for_a_while_is_no_file_that_stays(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder for temporary files is tried out when it is first asked for, which is when the run must not ask for it again."""
    monkeypatch.setattr("tempfile.tempdir", None)
    run(monkeypatch, "lint", "--new-since", "HEAD")
    assert answer("lint", "--new-since", "HEAD")
    repo.git("commit", "-q", "--allow-empty", "-m", "Second")
    assert answer("lint", "--new-since", "HEAD") is None


def test_a_catalogue_may_lie_below_the_prefix_of_python(repo: Repo) -> None:
    """As one in /usr/src does, where Python's is /usr: what is new there is no code."""
    look = f"import sys\nsys.base_prefix = {str(repo.folder.parent)!r}\nfrom msgreview.__main__ import main\nmain()"
    lint = partial(subprocess.run, [sys.executable, "-c", look, "lint"], capture_output=True, text=True, check=False)
    assert "1 message read" in lint().stdout
    repo.write({"messages/desk/b.yaml": MESSAGE.replace("id: a", "id: b")})
    assert "2 messages read" in lint().stdout
