"""Commands that write, killed at any of their steps: nothing is lost or half there, and the same command again ends it."""

import json
import os
import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest
from conftest import Cli
from histories import ISOLATED, Repo
from killable import Ended, serve
from scale import times

from msgreview.train.journal import load_journal

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")

KILLS = times(1)
"""How often each command is killed."""
COMMANDS = {
    "keep": "review keep a --yes",
    "keep several": "review keep a x y --yes",
    "edit": "review edit e --yes",
    "retire": "review retire x --yes --note gone",
    "dispute": "dispute messages/a.yaml:5 structure.greeting --because short",
    "import": "import records records.json --into messages --kind scripted --channel chat",
    "new": "new desk.note --title Note --kind scripted --channel chat --say Hello. --no-input",
    "plan": "review plan 2099 --write",
}
RECORDS = [{"id": "r.one", "body": "One."}, {"id": "r.two", "body": "Two."}, {"id": "r.three", "body": "Three."}]

Files = dict[str, bytes]


class Killer(Protocol):
    """Runs a command in a folder; kills it before a step, unless that is 0."""

    def __call__(
        self, folder: Path, command: str, kill_at: int = 0, *, typed: str = "", modules: tuple[str, ...] = ()
    ) -> Ended: ...


@pytest.fixture(scope="module")
def killer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Killer]:
    environment = os.environ | ISOLATED | {"PYTHONUNBUFFERED": "1"}  # what a run has shown is in its output when it is killed
    with serve(tmp_path_factory.mktemp("killed"), environment) as run:

        def killer(folder: Path, command: str, kill_at: int = 0, **more: Any) -> Ended:
            own = {"MSGREVIEW_CACHE": str(folder / "cache"), "MSGREVIEW_TRAINING": str(folder / "mine")}
            return run(folder / "repo", command.split(), own, kill_at, **more)

        yield killer


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where every run is: what is cached is cached for a catalogue in this place."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory, home: Path, killer: Killer) -> Path:
    """Four messages, one of them with new words in no commit; Bob has read three, and works here. The rules are cached."""
    repo = Repo(home / "repo")
    files = {
        "messages/a.yaml": {"id": "a", "body": "You may."},
        "messages/xy.yaml": [{"id": "x", "body": "X."}, {"id": "y", "body": "Y."}],
        "messages/e.yaml": {"id": "e", "body": "E."},
        "msgreview.yaml": "messages: [messages]\n",
        "records.json": json.dumps(RECORDS),
    }
    repo.commit(files, "ann", "2026-01-01")
    repo.be("bob")
    repo.git("config", "gc.auto", "0")
    for id_ in "axye":
        assert killer(home, f"review keep {id_} --yes").code == 0
    repo.write({"messages/e.yaml": (repo.folder / "messages/e.yaml").read_bytes().replace(b"E.", b"E, new.")})
    assert killer(home, "review show e").code == 0
    return _copy(home, tmp_path_factory.mktemp("start"))


def test_what_a_killed_run_was_writing(cli: Cli, tmp_path: Path) -> None:
    """It goes with the next run, whatever that does; what a run writes now stays, and so does what is somebody's own."""
    messages = tmp_path / "messages"
    messages.mkdir()
    (messages / "a.yaml").write_text("id: a\nkind: scripted\nchannel: chat\nbody: Hello.\n", "utf-8")
    names = (
        ".msgreview-999999999-ab.tmp",
        f".msgreview-{os.getpid()}-ab.tmp",
        f".msgreview-{os.getppid()}-ab.tmp",
        ".msgreview-.tmp",
    )
    for name in names:
        (messages / name).write_bytes(b"id")
    assert cli("list").code == 0
    assert sorted(path.name for path in messages.iterdir()) == sorted((*names[2:], "a.yaml"))


@pytest.mark.slow
@pytest.mark.parametrize("name", COMMANDS)
def test_a_kill_at_any_step(name: str, start: Path, home: Path, killer: Killer) -> None:
    command, chance = COMMANDS[name], random.Random(name)
    before = _files(start)
    done = _copy(start, home)
    whole = killer(done, command)
    assert whole.code == 0, whole.out
    after, tree = _files(done), _tree(done)
    steps = [*range(1, whole.steps + 1)]
    first = chance.sample(steps, min(KILLS, len(steps)))
    for step in first + chance.choices(steps, k=KILLS - len(first)):
        folder = _copy(start, home)
        assert killer(folder, command, step).code == -9
        files = _files(folder)
        assert {path: data for path, data in files.items() if data not in (before.get(path), after.get(path))} == {}
        assert set(before) <= set(files)
        assert _tree(folder) in (_tree(start), tree)
        again = _again(folder, command, killer)
        assert _files(folder) == after, (step, again)
        assert _tree(folder) == tree, step
        assert killer(folder, "status").code == 0
        assert [path for path in folder.rglob(".msgreview-*") if ".tmp" in path.name] == []
        Repo.git(_repo(folder), "fsck", "--strict", "--no-dangling")


SITTING = "review sit a x y --lines --minutes ../minutes.md"


@pytest.mark.slow
def test_a_sitting_killed_at_any_step(start: Path, home: Path, killer: Killer) -> None:
    """Every decision is recorded once, none is lost, and the next sitting goes on and has the minutes of all."""
    typed = "k once more\n" * 3
    before = _subjects(start)
    done = _copy(start, home)
    whole = killer(done, SITTING, typed=typed)
    assert whole.code == 0, whole.out
    files, subjects = _files(done), _subjects(done)
    assert subjects[len(before) :] == [f"review: keep {id_}" for id_ in "axy"]
    for step in random.Random("sitting").choices(range(1, whole.steps + 1), k=3 * KILLS):
        folder = _copy(start, home)
        assert killer(folder, SITTING, step, typed=typed).code == -9
        assert subjects[: len(_subjects(folder))] == _subjects(folder), step
        _again(folder, SITTING, killer, typed)
        assert _files(folder) == files, step
        assert _subjects(folder) == subjects, step
        recorded = len(list((folder / "repo" / ".git").glob("msgreview-sitting-*")))
        assert recorded == 0
        assert "3 in all: 3 kept." in (folder / "minutes.md").read_text("utf-8"), step


def _subjects(folder: Path) -> list[str]:
    return _repo(folder).git("log", "--reverse", "--format=%s").splitlines()


PRACTICE = ("train/journal.py", "train/session.py")
"""Modules of which each line is a moment at which practice is killed."""
ANSWERS = ("1", "2", "2", "1", "1", "2")
"""What a learner types: each exercise is passed by 2."""


@pytest.mark.slow
def test_practice_killed_at_any_moment(killer: Killer, tmp_path: Path) -> None:
    """What was shown is recorded, nothing is recorded twice, and going on ends where the sitting would have ended."""
    choices = "choices: [{text: No., because: Bare.}, {text: Tomorrow at ten., because: It says when., good: true}]"
    exercises = "".join(f"  {name}: {{kind: choose, prompt: Which?, {choices}}}\n" for name in ("one", "two", "three"))
    course = f"title: T\npractice: clear\nexercises:\n{exercises}"
    home = tmp_path / "home"
    (home / "repo" / "training").mkdir(parents=True)
    (home / "repo" / "training" / "desk.yaml").write_text(course, "utf-8")
    (home / "repo" / "msgreview.yaml").write_text("profile: standard\n", "utf-8")
    assert killer(home, "train list").code == 0
    start = _copy(home, tmp_path / "start")
    whole = killer(home, "train start desk", typed="\n".join(ANSWERS), modules=PRACTICE)
    assert whole.code == 0, whole.out
    answers = _answers(home)
    assert len(answers) == len(ANSWERS)
    chance = random.Random("practice")
    for step in chance.choices(range(1, whole.steps + 1), k=3 * KILLS):
        folder = _copy(start, home)
        ended = killer(folder, "train start desk", step, typed="\n".join(ANSWERS), modules=PRACTICE)
        assert ended.code == -9
        recorded = _answers(folder)
        assert recorded == answers[: len(recorded)], step
        assert ended.out.count(b"Practices:") <= len(recorded)
        again = killer(folder, "train start desk", typed="\n".join(ANSWERS[len(recorded) :]))
        assert again.code == 0, again.out
        assert _answers(folder) == answers, step
        ids = [record.id for record in load_journal(folder / "mine" / "practice.jsonl").records]
        assert len(ids) == len(set(ids))


def _answers(folder: Path) -> list[tuple[str, bool]]:
    """Which exercises were answered, one after the other, and whether each was passed."""
    journal = load_journal(folder / "mine" / "practice.jsonl")
    assert not journal.note or not journal.path.read_bytes()  # killed before anything was written
    return [(record.of, record.passed) for record in journal.records if record.did == "answer"]


def _again(folder: Path, command: str, killer: Killer, typed: str = "") -> Ended:
    """The same command again; where a killed git left a lock, it says which file to remove."""
    ended = killer(folder, command, typed=typed)
    while b"remove the file " in ended.out:
        Path(ended.out.decode().partition("remove the file ")[2].split()[0]).unlink()
        ended = killer(folder, command, typed=typed)
    assert b"Traceback" not in ended.out
    return ended


def _repo(folder: Path) -> Repo:
    repo = Repo.__new__(Repo)
    repo.folder = folder / "repo"
    return repo


def _copy(folder: Path, to: Path) -> Path:
    """The folder as it is, in the place of what is there."""
    shutil.rmtree(to, ignore_errors=True)
    return shutil.copytree(folder, to)


def _files(folder: Path) -> Files:
    """The files of the work tree, without those that a killed run was writing."""
    top = folder / "repo"
    paths = sorted(path for path in top.rglob("*") if path.is_file() and ".git" not in path.parts)
    files = {path.relative_to(top).as_posix(): path.read_bytes() for path in paths}
    return {path: data for path, data in files.items() if ".msgreview-" not in path}


def _tree(folder: Path) -> str:
    return _repo(folder).git("rev-parse", "HEAD^{tree}")
