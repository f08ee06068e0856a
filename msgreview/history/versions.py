"""Messages as they were, by commit or by content, read from git without a work tree."""

import re
from pathlib import Path
from typing import NamedTuple

from msgreview.history.cache import HistoryCache
from msgreview.history.contents import Contents, Versions
from msgreview.history.context import CatalogueFolders, committed
from msgreview.history.git import Repository
from msgreview.history.log_reader import History
from msgreview.model.config import Settings
from msgreview.model.message import Entry

_STAMP = re.compile(rb"^review:.*(?:\r?\n|\Z)(?:[ \t].*(?:\r?\n|\Z))*", re.MULTILINE)


class Revision:
    """The catalogue's messages as a commit has them."""

    def __init__(self, repository: Repository, settings: Settings, history: History, commit: str, cache: HistoryCache) -> None:
        self._versions = Versions(repository)
        self._history = history
        blobs = list(CatalogueFolders(settings, repository).files(commit, history.followed).values())
        read = Contents(repository, cache).reading(blobs)
        snapshots = ((blob, snapshot.id) for blob in reversed(blobs) for snapshot in read(blob).snapshots)
        self._stored = {history.current_id(id_): (blob, id_) for blob, id_ in snapshots}

    def entry(self, id_: str) -> Entry | None:
        """The message that has this id now, or had it; None where the commit has none that can be read."""
        return self._versions.entry(*self._stored.get(self._history.current_id(id_), ("", id_)))


class Exported(NamedTuple):
    """A file that was written: where, and its content as git has it and as it was written."""

    path: Path
    stored: bytes
    written: bytes
    same: int
    """Bytes up to the stamp; all where it has none."""


def export_files(repository: Repository, settings: Settings, commit: str, into: Path) -> list[Exported]:
    """Writes the message files of a commit below `into`, at their paths, and returns them in order of their paths.

    They lack the stamps that stand at the margin, so that a file is the same before and after a review.
    """
    files = committed(repository, CatalogueFolders(settings, repository).files(commit))
    return [_exported(write_below(into, file.path, rest := _STAMP.sub(b"", file.data)), file.data, rest) for file in files]


def _exported(path: Path, stored: bytes, written: bytes) -> Exported:
    stamp = _STAMP.search(stored)
    return Exported(path, stored, written, stamp.start() if stamp else len(stored))


def write_below(folder: Path, path: str, data: bytes) -> Path:
    """Writes a file below a folder, whose folders are made; returns where it is."""
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)
    return target
