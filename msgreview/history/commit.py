"""Writes files and commits them, alone and under a lock.

A file that changed since it was shown is left as it is. Files come first and the commit last, so that a run that is ended
half-way leaves at most a stamp that no commit bears out: `status` says so, and the same command records it again.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from msgreview.catalogue.atomic import write_atomic
from msgreview.history.git import Repository
from msgreview.model.errors import MsgReviewError

_BUSY = ("MERGE_HEAD", "rebase-merge", "rebase-apply", "CHERRY_PICK_HEAD", "REVERT_HEAD")
HALF_WAY = "git is in the middle of a merge or rebase, so nothing is recorded. End it first: `git status` says how."


class ReviewError(MsgReviewError):
    """A review that cannot be recorded; the text says why, and what to do."""


def write_files(repository: Repository, old: Mapping[str, bytes], new: Mapping[str, bytes], message: str) -> str:
    """Writes files, and commits them with a message unless it is ""; the commit's id.

    `old` is what the files say as far as the caller knows; ReviewError where one says something else. What cannot be committed
    is put back; where somebody else committed a file meanwhile, as they did.
    """
    if message and is_half_way(repository):
        raise ReviewError(HALF_WAY)
    head = repository.head()
    for path, data in old.items():
        at = repository.top / path
        if (at.read_bytes() if at.exists() else b"") != data:
            raise changed_since(path)
    try:
        for path, data in new.items():
            write_atomic(repository.top / path, data, through=repository.git_dir)
        return repository.commit(new, message, since=head) if message else ""
    except BaseException:
        now = repository.head()
        for path, data in old.items():
            put_back(repository, path, new[path], _committed(repository, path, head, now, data))
        raise


def _committed(repository: Repository, path: str, before: str | None, now: str | None, data: bytes) -> bytes:
    """What somebody else committed of a file meanwhile, in its line ends; the file as it was, where nobody did."""
    was, is_ = (repository.content(commit, path) if commit else None for commit in (before, now))
    if is_ is None or is_ == was:
        return data
    return is_.replace(b"\n", b"\r\n") if b"\r\n" in data and b"\r\n" not in is_ else is_


def put_back(repository: Repository, path: str, written: bytes, data: bytes) -> None:
    """Takes back what was written into a file, unless it says something else by now."""
    at = repository.top / path
    if at.exists() and at.read_bytes() == written != data:
        write_atomic(at, data, through=repository.git_dir)


def is_half_way(repository: Repository) -> bool:
    """Whether git is in the middle of a merge, a rebase or the like, into which no commit of ours belongs."""
    return any(Path(repository.git_dir, name).exists() for name in _BUSY)


def changed_since(shown: str) -> ReviewError:
    """The error for a file that says something else than was shown."""
    return ReviewError(f"{shown} has changed since you saw it, so nothing was recorded. Look at it again.")


@contextmanager
def recording_lock(repository: Repository, timeout: float = 20) -> Iterator[None]:
    """A lock among all who record in this work tree."""
    with exclusive(repository.git_dir / "msgreview.lock", timeout):
        for left in repository.git_dir.glob(".msgreview-*.tmp"):  # Of a run that was ended half-way.
            left.unlink(missing_ok=True)
        yield


@contextmanager
def exclusive(lock: Path, timeout: float = 20) -> Iterator[None]:
    """A lock among all who take the same file for it. SQLite's goes with its process, however that ends."""
    with ExitStack() as stack:
        try:
            connection = sqlite3.connect(lock, timeout=timeout, isolation_level=None)
            stack.enter_context(closing(connection)).execute("begin exclusive")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
                raise ReviewError("somebody else is recording a review here. Wait a moment, and repeat.") from None
            raise ReviewError(f"nothing can be recorded in {lock.parent} ({error}).") from None
        yield
