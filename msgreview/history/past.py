"""The past of a catalogue: the timelines of its messages up to a commit, from git and from what is kept of it."""

from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import PurePosixPath

import msgspec

from msgreview.history.gitlog import FORMAT, Logged, Touched, read_log
from msgreview.history.repository import Repository
from msgreview.history.store import Kept, Store
from msgreview.history.timeline import Content, Scope, Timeline, extend
from msgreview.model.message import Message
from msgreview.model.review import Snapshot
from msgreview.text.catalogue import references
from msgreview.text.fingerprint import digest, own_fingerprint
from msgreview.text.load import load_bytes

_NOTHING = Content()
_MISSING = Content(whole=False)
_UNREAD = ("file.not-yaml", "file.binary", "file.not-utf8", "file.too-large", "file.too-many-aliases")
_MANY = 4096
"""Contents read before they are kept."""


class Past(msgspec.Struct, frozen=True):
    """What git knows up to commit `head` (None before the first).

    In a shallow clone, where older commits were left out, there are no timelines: a date would be wrong.
    `broken` counts old versions of files that cannot be read.
    """

    head: str | None
    shallow: bool
    timelines: dict[str, Timeline]
    broken: int = 0

    def timeline(self, id_: str) -> Timeline:
        """The life of a message; empty for one that no commit has."""
        return self.timelines.get(id_) or Timeline(id_)


def read_past(
    repository: Repository, owns: Callable[[PurePosixPath], bool], scope: str, store: Store, revision: str = "HEAD"
) -> Past:
    """The past up to `revision`. `owns` tells which paths are the catalogue's message files; `scope` names the catalogue."""
    head = repository.head() if revision == "HEAD" else repository.commit_id(revision)
    shallow = repository.is_shallow()
    if head is None or shallow:
        return Past(head, shallow, {})
    kept = store.past(scope)
    if kept is None or kept.head != head:
        grown = _grown(repository, owns, store, head, kept)
        kept = grown or _grown(repository, owns, store, head, None)
        assert kept is not None
        if revision == "HEAD":
            store.keep_past(scope, kept)
    return Past(head, shallow, {id_: Timeline(id_, changes) for id_, changes in kept.changes.items()}, len(kept.broken))


def _grown(
    repository: Repository, owns: Callable[[PurePosixPath], bool], store: Store, head: str, known: Kept | None
) -> Kept | None:
    """The timelines up to `head`, those `known` carried on; None where they cannot be: then all is to be read.

    They cannot where history was rewritten, where side branches older than their head were merged since, or where messages
    were moved in from elsewhere.
    """
    if known and not repository.is_ancestor(known.head, head):
        return None
    with repository.log(FORMAT, known.head if known else None, head) as blocks:
        log = list(read_log(blocks))
    if known and any(logged.is_merge for logged in log):
        return None
    scope = Scope(owns)
    contents = _Contents(repository, store)
    contents.prime(blob for logged in log for file in logged.files if scope.has(file.path) for blob in _blobs(file))
    chosen = [Logged(each.commit, each.is_merge, scope.follow(each.files, contents.read)) for each in log]
    if known and not scope.followed <= known.followed:
        return None
    chosen.reverse()
    changes = extend(known.changes if known else {}, chosen, contents.read)
    broken = {file.after for each in chosen for file in each.files if not contents.read(file.after).whole}
    before = known or Kept("", frozenset(), frozenset(), {})
    return Kept(head, before.followed | scope.followed, before.broken | broken, changes)


def _blobs(file: Touched) -> Iterable[str]:
    return filter(None, (*file.before, file.after))


class _Contents:
    """What file contents say, by id: from the store, or read from git and kept."""

    def __init__(self, repository: Repository, store: Store) -> None:
        self._repository = repository
        self._store = store
        self._known: dict[str, Content] = {"": _NOTHING}

    def prime(self, ids: Iterable[str]) -> None:
        """Makes ready what many contents say at once."""
        wanted = dict.fromkeys(ids)
        self._known |= self._store.contents(wanted)
        unread = (id_ for id_ in wanted if id_ not in self._known)
        read = self._repository.blobs(unread)
        while some := {id_: content_of(data) for id_, data in islice(read, _MANY)}:
            self._store.keep_contents({id_: content for id_, content in some.items() if content is not _MISSING})
            self._known |= some

    def read(self, id_: str) -> Content:
        """What one content says."""
        if id_ not in self._known:
            self.prime([id_])
        return self._known[id_]


def content_of(data: bytes | None) -> Content:
    """What a message file's content says; None, where git does not have it, is a file that cannot be read."""
    if data is None:
        return _MISSING
    loaded = load_bytes(data, "")
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
