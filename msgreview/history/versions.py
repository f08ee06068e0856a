"""Messages as they were: read from git by commit or by content, no work tree needed."""

from functools import lru_cache

from msgreview.catalogue.load import LoadedFile, load_bytes
from msgreview.history.cache import Store
from msgreview.history.contents import Contents
from msgreview.history.context import Grounds
from msgreview.history.git import Repository
from msgreview.history.log_reader import Past
from msgreview.model.config import Settings
from msgreview.model.message import Entry
from msgreview.model.review import Change


class Versions:
    """Old contents of message files, each read when it is asked for."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._load = lru_cache(maxsize=64)(self._loaded)

    def entry(self, blob: str, id_: str) -> Entry | None:
        """A message in a file content by git's id; None where that is not here, or does not hold it."""
        loaded = self._load(blob) if blob else None
        return next((each for each in loaded.entries if each.message.id == id_), None) if loaded else None

    def after(self, change: Change, id_: str) -> Entry | None:
        """A message as a change left it."""
        return self.entry(change.blob, id_)

    def _loaded(self, blob: str) -> LoadedFile | None:
        data = next(data for _, data in self._repository.blobs([blob]))
        return None if data is None else load_bytes(data, blob[:10])


class Revision:
    """The catalogue's messages as a commit has them. What each file says is known from the store, or read once."""

    def __init__(self, repository: Repository, settings: Settings, past: Past, commit: str, store: Store) -> None:
        self._versions = Versions(repository)
        blobs = list(Grounds(settings, repository).files(commit, past.followed).values())
        contents = Contents(repository, store)
        contents.prime(blobs)
        self._homes = {snapshot.id: blob for blob in reversed(blobs) for snapshot in contents.read(blob).says}

    def entry(self, id_: str) -> Entry | None:
        """The message with this id; None where the commit has none that can be read."""
        return self._versions.entry(self._homes.get(id_, ""), id_)
