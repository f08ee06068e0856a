"""What is kept of history between runs: each file content read once ever, and the timelines up to the last known commit.

One SQLite file for a repository. It holds nothing that git could not give again: a damaged one is made anew.
"""

import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple, TypeVar

import msgspec

from msgreview import __version__
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


class _Packed(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A change, with its commit by number."""

    commit: int
    kinds: tuple[ChangeKind, ...]
    path: str
    blob: str
    own: str
    stamp: Stamp | None


class _Kept(msgspec.Struct, frozen=True, array_like=True):
    head: str
    followed: tuple[str, ...]
    broken: tuple[str, ...]
    commits: tuple[Commit, ...]
    changes: dict[str, tuple[_Packed, ...]]


class Kept(NamedTuple):
    """The timelines up to a commit: changes by message, oldest first; paths
    followed out of the catalogue, and ids of contents that cannot be read.
    """

    head: str
    followed: frozenset[str]
    broken: frozenset[str]
    changes: dict[str, tuple[Change, ...]]


class Store:
    """A file of what is known. Every method gives nothing, and keeps nothing, where the file cannot be used; `note` says why."""

    def __init__(self, path: Path | None) -> None:
        """The store at `path`, made if it is not there; None keeps nothing."""
        self.note = ""
        self._database = self._open(path) if path else None

    def _open(self, path: Path) -> sqlite3.Connection | None:
        named = path.with_name(f"{path.stem}-{__version__}{path.suffix}")
        for fresh in (False, True):
            try:
                named.parent.mkdir(parents=True, exist_ok=True)
                if fresh:
                    named.unlink(missing_ok=True)
                database = sqlite3.connect(named, timeout=5)
                database.executescript("pragma journal_mode=wal; pragma synchronous=normal;" + _TABLES)
                return database
            except sqlite3.DatabaseError as error:
                self.note = f"What was kept of the history in {named} is damaged ({error}), so it is read from git anew."
            except OSError as error:
                self.note = (
                    f"What is read of the history cannot be kept in {named} ({error.strerror}); the next run reads it anew."
                )
                return None
        return None

    def contents(self, ids: Iterable[str]) -> dict[str, Content]:
        """What is known of some file contents, by git's ids."""
        return self._find("content", ids, Content)

    def keep_contents(self, contents: Mapping[str, Content]) -> None:
        """Keeps what some file contents say."""
        self._keep("content", contents)

    def messages(self, ids: Iterable[str]) -> dict[str, tuple[Message, ...]]:
        """The messages of some files without a fault, by what the files hold."""
        return self._find("messages", ids, tuple[Message, ...])

    def keep_messages(self, messages: Mapping[str, tuple[Message, ...]]) -> None:
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

    def past(self, scope: str) -> Kept | None:
        """The timelines last kept for a catalogue; `scope` names it."""
        if self._database is None:
            return None
        try:
            row = self._database.execute("select says from past where scope = ?", (scope,)).fetchone()
            kept = msgspec.msgpack.decode(row[0], type=_Kept) if row else None
        except (sqlite3.DatabaseError, msgspec.DecodeError) as error:
            self._give_up(error)
            return None
        if kept is None:
            return None
        kinds: dict[tuple[ChangeKind, ...], frozenset[ChangeKind]] = {}
        commits = kept.commits

        def full(p: _Packed) -> Change:
            return Change(commits[p.commit], kinds.setdefault(p.kinds, frozenset(p.kinds)), p.path, p.blob, p.own, p.stamp)

        changes = {id_: tuple(map(full, packed)) for id_, packed in kept.changes.items()}
        return Kept(kept.head, frozenset(kept.followed), frozenset(kept.broken), changes)

    def keep_past(self, scope: str, past: Kept) -> None:
        """Keeps timelines up to their head."""
        commits: dict[Commit, int] = {}

        def packed(change: Change) -> _Packed:
            number = commits.setdefault(change.commit, len(commits))
            return _Packed(number, tuple(sorted(change.kinds)), change.path, change.blob, change.own, change.stamp)

        changes = {id_: tuple(map(packed, each)) for id_, each in past.changes.items()}
        kept = _Kept(past.head, tuple(sorted(past.followed)), tuple(sorted(past.broken)), tuple(commits), changes)
        self._write("insert or replace into past values (?, ?)", [(scope, msgspec.msgpack.encode(kept))])

    def _write(self, sql: str, rows: Iterable[tuple[str, bytes]]) -> None:
        if self._database is None:
            return
        try:
            with self._database:
                self._database.executemany(sql, rows)
        except sqlite3.DatabaseError as error:
            self._give_up(error)

    def _give_up(self, error: Exception) -> None:
        self.note = f"What was kept of the history cannot be used ({error}); it is read from git anew."
        if self._database is not None:
            self._database.close()
        self._database = None
