"""The history that is saved between runs: what each file content says, and the timelines up to the last commit that was read.

One SQLite file for a repository. It holds nothing that git could not give again: a damaged one is made anew.
"""

import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Literal, NamedTuple, TypeVar, get_args

import msgspec

from msgreview import __version__
from msgreview.catalogue.packing import pack, unpack
from msgreview.history.ancestry import Ranges
from msgreview.model.message import Message
from msgreview.model.review import Change, Commit, Person

_T = TypeVar("_T")
Table = Literal["contents", "messages", "timelines", "received", "results"]
"""What file contents say, by git's ids; messages that load without a problem, by the digests of their files; timelines, by the
names of their catalogues; whether a reader gets the same of two versions; what the rules found in file contents."""
_FORMAT = 14
_BATCH = 500
"""Ids in one query."""
_TIMEOUT = 5
"""Seconds to wait for another run that writes."""


class CachedMessage(NamedTuple):
    """A message, the fingerprints of its own words, the ids of the messages whose words stand among them, the facts it quotes."""

    message: Message
    own: tuple[str, str, str]
    """By today's rules, and by those of versions 1 and 2."""
    uses: tuple[str, ...]
    quotes: tuple[str, ...]


class CachedTimelines(msgspec.Struct, frozen=True, array_like=True):
    """The timelines up to a commit, with people as git records them, before `.mailmap`."""

    head: str
    followed: dict[str, str] = {}
    """Paths that messages were moved into the catalogue from, each with the commit that put something else there since."""
    broken: frozenset[str] = frozenset()
    """Ids of contents that cannot be read."""
    commits: tuple[Commit, ...] = ()
    """The commits that changed a message, parents first."""
    unrelated: dict[str, Ranges] = {}
    """Per commit that wrote a stamp, or may be a copy of another: indices of earlier commits that are not its ancestors."""
    words: dict[str, str] = {}
    """Fingerprints at the head, of messages where a merge chose others than the last that were written."""
    changes: dict[str, tuple[Change, ...]] = {}
    """By message, oldest first."""
    renamed: dict[str, str] = {}
    """Ids that messages had, and those that they have now."""
    copied: frozenset[str] = frozenset()
    """Ids of messages that stood in two files at once."""
    heirs: dict[str, tuple[str, int]] = {}
    """Ids that another message superseded while they were there: its id, and how many changes they had when it came."""
    people: frozenset[Person] = frozenset()
    """Everybody whom a commit or a stamp names."""


class HistoryCache:
    """The cache file, to be used in a `with`. Where it cannot be used it is empty and saves nothing, and `note` says why.

    `path` None is a cache without a file; `timeout` is how long to wait for another run that writes, in seconds.
    """

    def __init__(self, path: Path | None, timeout: float = _TIMEOUT) -> None:
        self.note = ""
        self._given = path
        self._timeout = timeout
        self._database: sqlite3.Connection | None = None

    def __enter__(self) -> "HistoryCache":
        self._database = self._open(self._given) if self._given else None
        return self

    def __exit__(self, *_: object) -> None:
        if self._database is not None:
            self._database.close()

    def _open(self, path: Path) -> sqlite3.Connection | None:
        """The database in a file, made anew if it is damaged; None, and a note, where there can be none."""
        self._path = path.with_name(f"{path.stem}-{__version__}-{_FORMAT}{path.suffix}")
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
            reason = getattr(error, "strerror", None) or error
            self.note = f"What is read of the history cannot be kept in {self._path} ({reason}); the next run reads it anew."
        return None

    def _connect(self) -> sqlite3.Connection:
        database = sqlite3.connect(self._path, timeout=self._timeout)
        try:
            database.executescript("pragma journal_mode=wal; pragma synchronous=normal")
            for table in get_args(Table):
                database.execute(f"create table if not exists {table} (id text primary key, value blob not null) without rowid")
        except sqlite3.DatabaseError:
            database.close()
            raise
        return database

    def _discard(self, error: Exception) -> None:
        """Removes a damaged file: the next run starts a new one."""
        self.note = f"What was kept of the history in {self._path} is damaged ({error}), so it is read from git anew."
        for ending in ("", "-wal", "-shm"):
            self._path.with_name(self._path.name + ending).unlink(missing_ok=True)

    def find(self, table: Table, ids: Iterable[str], type_: type[_T]) -> dict[str, _T]:
        """The values of a table by id; those that it does not have are left out."""
        wanted, values = list(ids), dict[str, _T]()
        if self._database is None:
            return values
        try:
            for start in range(0, len(wanted), _BATCH):
                batch = wanted[start : start + _BATCH]
                marks = ",".join("?" * len(batch))
                rows = self._database.execute(f"select id, value from {table} where id in ({marks})", batch)
                values.update((id_, unpack(value, type_)) for id_, value in rows)
        except (sqlite3.DatabaseError, msgspec.DecodeError) as error:
            self._give_up(error)
        return values

    def save(self, table: Table, values: Mapping[str, object]) -> None:
        """Saves values by id, unless a path in them is no text."""
        if self._database is None or not values:
            return
        rows = ((id_, pack(values[id_])) for id_ in sorted(values))  # In the order of the file, which is faster.
        try:
            with suppress(UnicodeEncodeError), self._database:
                self._database.executemany(f"insert or replace into {table} values (?, ?)", rows)
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
