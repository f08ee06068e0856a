"""Messages as they were, by commit or by content, read from git without a work tree."""

from pathlib import Path

from msgreview.history.cache import HistoryCache
from msgreview.history.contents import Contents, Versions
from msgreview.history.context import CatalogueFolders
from msgreview.history.git import Repository
from msgreview.history.log_reader import History, followed_at
from msgreview.model.config import Settings
from msgreview.model.message import Entry


class Revision:
    """The catalogue's messages as a commit has them."""

    def __init__(self, repository: Repository, settings: Settings, history: History, commit: str, cache: HistoryCache) -> None:
        self._versions = Versions(repository)
        self._history = history
        followed = followed_at(repository, history.followed, commit)
        blobs = list(CatalogueFolders(settings, repository).files(commit, followed).values())
        read = Contents(repository, cache).reading(blobs)
        snapshots = ((blob, snapshot.id) for blob in reversed(blobs) for snapshot in read(blob).snapshots)
        self._stored = {history.current_id(id_): (blob, id_) for blob, id_ in snapshots}

    def entry(self, id_: str) -> Entry | None:
        """The message that has this id now, or had it; None where the commit has none that can be read."""
        return self._versions.entry(*self._stored.get(self._history.current_id(id_), ("", id_)))


def write_below(folder: Path, path: str, data: bytes) -> Path:
    """Writes a file below a folder, whose folders are made; returns where it is."""
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)
    return target
