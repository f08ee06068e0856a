"""What is kept of history between runs: each file content read once ever, and the timelines up to the last known commit.

One SQLite file for a repository. It holds nothing that git could not give again: a damaged one is made anew.
"""

import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple, TypeVar

import msgspec

from msgreview import __version__
from msgreview.history.ancestry import Ranges
from msgreview.history.timeline import Content
from msgreview.model.message import Message, Stamp
from msgreview.model.review import Change, ChangeKind, Commit

_T = TypeVar("_T")
_TABLES = """
create table if not exists content (id text primary key, says blob not null) without rowid;
create table if not exists messages (id text primary key, says blob not null) without rowid;
create table if not exists past (scope text primary key, says blob not null) without rowid;
"""
_MANY = 500
"""Ids asked for at once."""
_PATIENCE = 5
"""Seconds to wait for another run that writes."""


class CachedMessage(NamedTuple):
    """A message, the fingerprint of its own words, and the ids of the messages whose words stand among them."""

    message: Message
    own: str
    uses: tuple[str, ...]


class _Packed(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A change, with its commit by number."""

    commit: int
    kinds: tuple[ChangeKind, ...]
    path: bytes
    blob: str
    own: str
    stamp: Stamp | None


class _PackedTimelines(msgspec.Struct, frozen=True, array_like=True):
    head: str
    followed: tuple[bytes, ...]
    broken: tuple[str, ...]
    commits: tuple[Commit, ...]
    aside: dict[str, Ranges]
    words: dict[str, str]
    changes: dict[str, tuple[_Packed, ...]]


class CachedTimelines(msgspec.Struct, frozen=True):
    """The timelines up to a commit, with people as git records them, before `.mailmap`."""

    head: str
    followed: frozenset[str] = frozenset()
    """Paths that messages were moved into the catalogue from."""
    broken: frozenset[str] = frozenset()
    """Ids of contents that cannot be read."""
    commits: tuple[Commit, ...] = ()
    """The commits that changed a message, parents first."""
    aside: dict[str, Ranges] = {}
    """Places among them that some do not stand on: see `ancestry`."""
    words: dict[str, str] = {}
    """Fingerprints at the head, of messages where a merge chose others than the last that were written."""
    changes: dict[str, tuple[Change, ...]] = {}
    """By message, oldest first."""


class HistoryCache:
    """A file of what is known. Every method gives nothing, and keeps nothing, where the file cannot be used; `note` says why.

    It is to be closed: use it in a `with`.
    """

    def __init__(self, path: Path | None) -> None:
        """The store at `path`, made if it is not there; None keeps nothing."""
        self.note = ""
        self._database = self._open(path) if path else None

    def __enter__(self) -> "HistoryCache":
        return self

    def __exit__(self, *_: object) -> None:
        if self._database is not None:
            self._database.close()

    def _open(self, path: Path) -> sqlite3.Connection | None:
        self._path = path.with_name(f"{path.stem}-{__version__}{path.suffix}")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            try:
                return self._connect()
            except sqlite3.OperationalError:
                raise
            except sqlite3.DatabaseError as error:
                self._discard(error)
                return self._connect()
        except (OSError, sqlite3.OperationalError) as error:
            self.note = f"What is read of the history cannot be kept in {self._path} ({_why(error)}); the next run reads it anew."
        return None

    def _connect(self) -> sqlite3.Connection:
        database = sqlite3.connect(self._path, timeout=_PATIENCE)
        try:
            database.executescript("pragma journal_mode=wal; pragma synchronous=normal;" + _TABLES)
        except sqlite3.DatabaseError:
            database.close()
            raise
        return database

    def _discard(self, error: Exception) -> None:
        """Takes a damaged file away: the next run starts a new one."""
        self.note = f"What was kept of the history in {self._path} is damaged ({error}), so it is read from git anew."
        for ending in ("", "-wal", "-shm"):
            self._path.with_name(self._path.name + ending).unlink(missing_ok=True)

    def contents(self, ids: Iterable[str]) -> dict[str, Content]:
        """What is known of some file contents, by git's ids."""
        return self._find("content", ids, Content)

    def save_contents(self, contents: Mapping[str, Content]) -> None:
        """Keeps what some file contents say."""
        self._keep("content", contents)

    def messages(self, ids: Iterable[str]) -> dict[str, tuple[CachedMessage, ...]]:
        """The messages of some files without a fault, by what the files hold."""
        return self._find("messages", ids, tuple[CachedMessage, ...])

    def save_messages(self, messages: Mapping[str, tuple[CachedMessage, ...]]) -> None:
        """Keeps the messages of some files."""
        self._keep("messages", messages)

    def _find(self, table: str, ids: Iterable[str], type_: type[_T]) -> dict[str, _T]:
        wanted, found = list(ids), dict[str, _T]()
        if self._database is None:
            return found
        decode = msgspec.msgpack.Decoder(type_).decode
        try:
            for at in range(0, len(wanted), _MANY):
                some = wanted[at : at + _MANY]
                marks = ",".join("?" * len(some))
                rows = self._database.execute(f"select id, says from {table} where id in ({marks})", some)
                found.update((id_, decode(says)) for id_, says in rows)
        except (sqlite3.DatabaseError, msgspec.DecodeError) as error:
            self._give_up(error)
        return found

    def _keep(self, table: str, says: Mapping[str, object]) -> None:
        encode = msgspec.msgpack.Encoder().encode
        if says:
            self._write(f"insert or replace into {table} values (?, ?)", ((id_, encode(each)) for id_, each in says.items()))

    def timelines(self, scope: str) -> CachedTimelines | None:
        """The timelines last kept for a catalogue; `scope` names it."""
        if self._database is None:
            return None
        try:
            row = self._database.execute("select says from past where scope = ?", (scope,)).fetchone()
            kept = msgspec.msgpack.decode(row[0], type=_PackedTimelines) if row else None
        except (sqlite3.DatabaseError, msgspec.DecodeError) as error:
            self._give_up(error)
            return None
        return _unpacked(kept) if kept else None

    def save_timelines(self, scope: str, history: CachedTimelines) -> None:
        """Keeps timelines up to their head."""
        self._write("insert or replace into history values (?, ?)", [(scope, msgspec.msgpack.encode(_packed(history)))])

    def _write(self, sql: str, rows: Iterable[tuple[str, bytes]]) -> None:
        if self._database is None:
            return
        try:
            with self._database:
                self._database.executemany(sql, rows)
        except sqlite3.DatabaseError as error:
            self._give_up(error)

    def _give_up(self, error: Exception) -> None:
        if self._database is not None:
            self._database.close()
        self._database = None
        if isinstance(error, sqlite3.OperationalError):
            self.note = f"What was kept of the history cannot be used ({error}); it is read from git anew."
        else:
            self._discard(error)


def _why(error: Exception) -> str:
    return error.strerror if isinstance(error, OSError) and error.strerror else str(error)


def _packed(history: CachedTimelines) -> _PackedTimelines:
    numbers = {commit.id: number for number, commit in enumerate(history.commits)}

    def packed(change: Change) -> _Packed:
        number, path = numbers[change.commit.id], _bytes(change.path)
        return _Packed(number, tuple(sorted(change.kinds)), path, change.blob, change.own, change.stamp)

    changes = {id_: tuple(map(packed, each)) for id_, each in history.changes.items()}
    followed = tuple(sorted(map(_bytes, history.followed)))
    return _PackedTimelines(
        history.head, followed, tuple(sorted(history.broken)), history.commits, history.aside, history.words, changes
    )


def _unpacked(kept: _PackedTimelines) -> CachedTimelines:
    kinds: dict[tuple[ChangeKind, ...], frozenset[ChangeKind]] = {}
    commits = kept.commits

    def full(p: _Packed) -> Change:
        known = kinds.get(p.kinds) or kinds.setdefault(p.kinds, frozenset(p.kinds))
        return Change(commits[p.commit], known, _text(p.path), p.blob, p.own, p.stamp)

    changes = {id_: tuple(map(full, packed)) for id_, packed in kept.changes.items()}
    followed = frozenset(map(_text, kept.followed))
    return CachedTimelines(kept.head, followed, frozenset(kept.broken), commits, kept.aside, kept.words, changes)


def _bytes(path: str) -> bytes:
    """A path as git has it: its bytes need be no text."""
    return path.encode("utf-8", "surrogateescape")


def _text(path: bytes) -> str:
    return path.decode("utf-8", "surrogateescape")
