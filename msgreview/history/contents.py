"""What the contents of files say of messages, whatever commit or path they stand at: each is read once ever."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache, partial
from typing import NamedTuple

import msgspec

from msgreview.catalogue.fingerprint import digest, own_fingerprint
from msgreview.catalogue.index import references
from msgreview.catalogue.load import LoadedFile, load_bytes
from msgreview.history.cache import HistoryCache
from msgreview.history.git import Repository
from msgreview.history.outline import mark, outline_of
from msgreview.history.timeline import Content, Read
from msgreview.model.message import Message
from msgreview.model.review import Snapshot

_NOTHING = Content()
_MISSING = Content(whole=False)
_UNREAD = ("file.not-yaml", "file.binary", "file.not-utf8", "file.too-large", "file.too-many-aliases")
_SOME = 2048
"""Contents read before they are kept."""
_WORTH_A_PROCESS = 2 * _SOME
"""Contents from which on a second process gains more than it costs to start."""
_OUTLINES = 8192
"""Outlines that are remembered: a catalogue has about one a file."""

_Read = dict[str, Content | None]
"""Id → what the content says; None for one that git does not have."""


class Contents:
    """What file contents say, by id: from the store, or read from git and kept. `missing` tells of ids that git does not have."""

    def __init__(self, repository: Repository, store: HistoryCache) -> None:
        self.missing = False
        self._repository = repository
        self._store = store
        self._known: dict[str, Content] = {"": _NOTHING}

    def prime(self, ids: Iterable[str]) -> None:
        """Makes ready what many contents say at once."""
        wanted = [id_ for id_ in dict.fromkeys(ids) if id_ not in self._known]
        self._known |= self._store.contents(wanted)
        for some in _in_parts(self._repository, [id_ for id_ in wanted if id_ not in self._known]):
            here = {id_: content for id_, content in some.items() if content is not None}
            self._store.save_contents(here)
            self._known |= dict.fromkeys(some, _MISSING) | here
            self.missing |= len(here) < len(some)

    def reading(self, ids: Iterable[str]) -> Read:
        """`read`, after making some contents ready at once."""
        self.prime(filter(None, ids))
        return self.read

    def read(self, id_: str) -> Content:
        """What one content says."""
        if id_ not in self._known:
            self.prime([id_])
        return self._known[id_]


def _in_parts(repository: Repository, ids: Sequence[str]) -> Iterator[_Read]:
    """What contents say, some at a time; read by several processes where they are many."""
    parts = [ids[at : at + _SOME] for at in range(0, len(ids), _SOME)]
    if len(ids) < _WORTH_A_PROCESS:
        yield from map(partial(_from_git, repository), parts)
        return
    from msgreview.catalogue.processes import local_executor

    with local_executor(os.cpu_count() or 1) as executor:
        decode: Callable[[bytes], _Read] = msgspec.msgpack.Decoder(_Read).decode
        yield from map(decode, executor.map(partial(_packed, repository), parts))


def _packed(repository: Repository, ids: Sequence[str]) -> bytes:
    """What contents say as one piece to send: msgpack is ten times as fast as pickle."""
    return msgspec.msgpack.encode(_from_git(repository, ids))


def _from_git(repository: Repository, ids: Sequence[str]) -> _Read:
    return {id_: None if data is None else content_of(data) for id_, data in repository.blobs(ids)}


def content_of(data: bytes) -> Content:
    """What a message file's content says."""
    outline = outline_of(data)
    outlined = _outlined(outline.text, len(outline.blocks)) if outline else None
    if outline is None or outlined is None:
        return content_in_full(data)
    filled = (
        says if number is None else _filled(says, message, outline.blocks[number])
        for says, message, number in zip(outlined.content.says, outlined.messages, outlined.bodies, strict=True)
    )
    return Content(tuple(filled), outlined.content.whole)


def content_in_full(data: bytes) -> Content:
    """What a message file's content says, read as it is."""
    return _content(load_bytes(data, ""))


class _Outlined(NamedTuple):
    """What an outline says, by message, and the number of the block that is the message's body, if one is."""

    content: Content
    messages: tuple[Message, ...]
    bodies: tuple[int | None, ...]


@lru_cache(_OUTLINES)
def _outlined(text: str, blocks: int) -> _Outlined | None:
    """What a text with a mark for each of some blocks says; None where one of them is not the body of a message."""
    loaded = load_bytes(text.encode(), "")
    marks = {mark(number): number for number in range(blocks)}
    messages = tuple(entry.message for entry in loaded.entries)
    bodies = tuple(marks.get(message.body) for message in messages)
    return _Outlined(_content(loaded), messages, bodies) if len(set(bodies) - {None}) == blocks else None


def _filled(says: Snapshot, message: Message, body: str) -> Snapshot:
    """What is remembered of a message of an outline, with the text of its body."""
    full = msgspec.structs.replace(message, body=body)
    return Snapshot(says.id, own_fingerprint(full), references(full), says.status, says.stamp, says.rest)


def _content(loaded: LoadedFile) -> Content:
    unread = loaded.broken or any(problem.rule in _UNREAD for problem in loaded.problems)
    return Content(tuple(snapshot(entry.message) for entry in loaded.entries), not unread)


def snapshot(message: Message) -> Snapshot:
    """What history remembers of a version of a message."""
    rest = msgspec.structs.replace(message, subject="", body="", parts=(), review=None, status="published")
    return Snapshot(
        message.id,
        own_fingerprint(message),
        references(message),
        message.status,
        message.review,
        digest(msgspec.msgpack.encode(rest)),
    )
