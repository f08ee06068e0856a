"""Recording under fire: processes killed at any moment, and several at once."""

import os
import random
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from histories import ISOLATED, Repo
from recorder import WHO, record_on
from scale import times

from msgreview.history.git import GitError
from msgreview.history.record import propose, record
from msgreview.model.review import MessageState

pytestmark = [pytest.mark.usefixtures("own_git"), pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")]

KILLS = times(12)
"""How many processes are killed."""
IDS = ("a", "x", "y")


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """Three messages in two files, all of them read by Bob, who works here."""
    repo = Repo(tmp_path / "repo")
    files = {
        "messages/a.yaml": {"id": "a", "body": "A."},
        "messages/xy.yaml": [{"id": "x", "body": "X."}, {"id": "y", "body": "Y."}],
    }
    repo.commit(files, "ann", "2026-01-01")
    repo.be("bob")
    assert record_on(repo, [[id_] for id_ in IDS], 3) == 3
    return repo


@pytest.mark.slow
def test_a_run_that_is_killed_leaves_nothing_half_done_and_nothing_unseen(repo: Repo) -> None:
    chance = random.Random(20260601)
    left = 0
    command = [sys.executable, str(Path(__file__).with_name("recorder.py")), str(repo.folder), "a", "x,a", "y", "a,x,y"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ | ISOLATED
    ) as recorder:
        assert recorder.stdin
        assert recorder.stdout
        for number in range(KILLS):
            recorder.stdin.write("\n")
            recorder.stdin.flush()
            before = _contents(repo)
            child = int(recorder.stdout.readline())
            if number % 4 < 2:
                time.sleep(chance.uniform(0.05, 0.6))
            else:
                while _contents(repo) == before:  # The commit comes after it.
                    time.sleep(0.001)
            if number % 2:
                os.kill(child, signal.SIGKILL)
            else:
                os.killpg(child, signal.SIGKILL)
            left += _look(repo, child)
        recorder.stdin.close()
    assert left, "no kill fell between a stamp and its commit"
    repo.git("fsck", "--strict", "--no-dangling")


def _contents(repo: Repo) -> list[bytes]:
    return [path.read_bytes() for path in sorted((repo.folder / "messages").glob("*.yaml"))]


def _look(repo: Repo, group: int) -> bool:
    """What a killed run left is sound, seen, and mended by the next; whether there was anything."""
    _settle(group)
    review = repo.review()
    assert {id_: each.message.body for id_, each in review.catalogue.messages.items()} == {"a": "A.", "x": "X.", "y": "Y."}
    assert review.catalogue.problems == ()
    dirty = {line[3:] for line in _status(repo)}
    assert dirty <= {"messages/a.yaml", "messages/xy.yaml"}
    unseen = {path for path in dirty if not any(_is_unverified(review.states[id_]) for id_ in _in(path))}
    assert not unseen
    assert not any(_is_unverified(review.states[id_]) for id_ in IDS if _path(id_) not in dirty)
    for id_ in IDS:
        if _is_unverified(review.states[id_]):
            _mend(repo, id_)
    assert _status(repo) == []
    assert not any(_is_unverified(each) for each in repo.review().states.values())
    return bool(dirty)


def _settle(group: int) -> None:
    """Returns when none of a group of processes runs any more: a git may outlive its parent."""
    while True:
        lines = subprocess.run(["ps", "-A", "-o", "pgid=,stat="], capture_output=True, text=True, check=True).stdout.splitlines()
        if not any(int(each) == group and not state.startswith("Z") for each, state in map(str.split, lines)):
            return


def _mend(repo: Repo, id_: str) -> None:
    """The same command again; where a killed git left a lock, it says which file to remove."""
    for _ in range(5):
        review = repo.review()
        assert review.repository
        try:
            record(review.repository, propose(review, [id_], "keep", WHO, note="mended"))
            return
        except GitError as error:
            Path(repo.folder, str(error).partition("remove the file ")[2]).unlink()
    raise AssertionError("it cannot be mended")


def _is_unverified(state: MessageState) -> bool:
    return any(reason.state == "unverified" for reason in state.reasons)


def _status(repo: Repo) -> list[str]:
    return [line for line in repo.git("status", "--porcelain=v1", "-z").split("\0") if line]


def _path(id_: str) -> str:
    return "messages/a.yaml" if id_ == "a" else "messages/xy.yaml"


def _in(path: str) -> tuple[str, ...]:
    return tuple(id_ for id_ in IDS if _path(id_) == path)


def test_two_at_once_lose_nobodys_work(repo: Repo) -> None:
    before = int(repo.git("rev-list", "--count", "HEAD"))
    with ThreadPoolExecutor(2) as pool:
        runs = [pool.submit(record_on, repo, [["a"], ["x"], ["y"]], 8, name) for name in ("one", "two")]
        done = sum(run.result() for run in runs)
    assert done >= 8
    assert int(repo.git("rev-list", "--count", "HEAD")) == before + done
    assert _status(repo) == []
    assert all(each.overlays == () for each in repo.review().states.values())
    repo.git("fsck", "--strict", "--no-dangling")
