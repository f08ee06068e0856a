"""What the contents of files say of messages, whatever commit or path they stand at: each is loaded once ever."""

import os
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache, partial

import msgspec

from msgreview.catalogue.fieldwise import plain_message
from msgreview.catalogue.fingerprint import own_fingerprint, short_hash
from msgreview.catalogue.index import references
from msgreview.catalogue.load import LoadedFile, load_bytes
from msgreview.catalogue.packing import pack, unpack
from msgreview.history.cache import HistoryCache
from msgreview.history.git import Repository
from msgreview.history.lives import Content, Read
from msgreview.model.message import Entry, Message
from msgreview.model.review import Snapshot

_UNREADABLE = ("file.not-yaml", "file.binary", "file.not-utf8", "file.too-large", "file.too-many-aliases")
BATCH = 2048
"""Contents that are read before they are saved."""
WORTH_A_PROCESS = 2 * BATCH
"""Contents from which on a second process gains more than it costs to start."""

_Loaded = dict[str, Content | None]
"""Id → what the content says; None for one that git lacks."""


class Contents:
    """What file contents say, by git's ids, from the cache or from git. `missing` is True once git lacked one of them."""

    def __init__(self, repository: Repository, cache: HistoryCache) -> None:
        self.missing = False
        self._repository = repository
        self._cache = cache
        self._contents = {"": Content()}

    def prime(self, ids: Iterable[str]) -> None:
        """Loads many contents at once, which is faster than one by one."""
        wanted = [id_ for id_ in dict.fromkeys(ids) if id_ not in self._contents]
        self._contents |= self._cache.find("contents", wanted, Content)
        for batch in _in_batches(self._repository, [id_ for id_ in wanted if id_ not in self._contents]):
            loaded = {id_: content for id_, content in batch.items() if content is not None}
            self._cache.save("contents", loaded)
            self._contents |= dict.fromkeys(batch, Content(complete=False)) | loaded
            self.missing |= len(loaded) < len(batch)

    def reading(self, ids: Iterable[str]) -> Read:
        """`read`, with some contents loaded at once."""
        self.prime(ids)
        return self.read

    def read(self, id_: str) -> Content:
        """What one content says: nothing for "", and an incomplete nothing for one that git lacks."""
        if id_ not in self._contents:
            self.prime([id_])
        return self._contents[id_]


class Versions:
    """Old contents of message files, each loaded on first use."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._load = lru_cache(maxsize=64)(self._loaded)
        self._data: dict[str, bytes | None] = {}

    def prime(self, blobs: Iterable[str]) -> None:
        """Fetches contents that will be asked for at once."""
        self._data |= dict(self._repository.blobs(dict.fromkeys(blobs)))

    def entry(self, blob: str, id_: str) -> Entry | None:
        """A message in a file content by git's id; None where that is not here, or does not hold it."""
        loaded = self._load(blob) if blob else None
        return loaded.entry(id_) if loaded else None

    def _loaded(self, blob: str) -> LoadedFile | None:
        if blob not in self._data:
            self.prime([blob])
        data = self._data[blob]
        return None if data is None else load_bytes(data, blob[:10])


def _in_batches(repository: Repository, ids: Sequence[str]) -> Iterator[_Loaded]:
    """What contents say, a batch at a time; several processes share many batches."""
    batches = [ids[at : at + BATCH] for at in range(0, len(ids), BATCH)]
    if len(ids) < WORTH_A_PROCESS:
        yield from map(partial(_from_git, repository), batches)
        return
    from msgreview.catalogue.processes import processes

    with processes(os.cpu_count() or 1) as executor:
        for batch in executor.map(partial(_packed, repository), batches):
            yield unpack(batch, _Loaded)


def _packed(repository: Repository, ids: Sequence[str]) -> bytes:
    """What contents say, to be sent to another process: msgpack is ten times as fast as pickle."""
    return pack(_from_git(repository, ids))


def _from_git(repository: Repository, ids: Sequence[str]) -> _Loaded:
    return {id_: None if data is None else content_of(data) for id_, data in repository.blobs(ids)}


def content_of(data: bytes) -> Content:
    """What a message file's content says."""
    if message := plain_message(data):
        return Content((_snapshot(message),))
    loaded = load_bytes(data, "")
    unread = loaded.broken or any(problem.rule in _UNREADABLE for problem in loaded.problems)
    return Content(tuple(_snapshot(entry.message) for entry in loaded.entries), not unread)


def _snapshot(message: Message) -> Snapshot:
    rest = msgspec.structs.replace(message, subject="", body="", parts=(), review=None, status="published")
    return Snapshot(
        message.id,
        own_fingerprint(message),
        references(message),
        message.status,
        message.review,
        short_hash(pack(rest)),
        message.supersedes,
    )
