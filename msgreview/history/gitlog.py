"""What `git log` printed, as commits with the message files each of them touched."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from msgreview.model.review import Commit, Person

FORMAT = "%x01%H%x02%P%x02%at%x02%aN%x02%aE%x02%B"
"""What a commit is printed as: id, parents, author time, author after `.mailmap`, and its message."""

_SUFFIXES = (b".yaml", b".yml")
_NOTHING = re.compile(r"0+")
_WITH = re.compile(r"^co-authored-by:[ \t]*([^<\n]*?)[ \t]*<([^>\n]*)>[ \t]*$", re.IGNORECASE | re.MULTILINE)


class Touched(NamedTuple):
    """A file as a commit found and left it: the ids of its content, "" where it was not there. A merge found one a parent."""

    path: str
    before: tuple[str, ...]
    after: str


class Logged(NamedTuple):
    """A commit, and the files in it that may hold messages."""

    commit: Commit
    is_merge: bool
    files: tuple[Touched, ...]


def read_log(blocks: Iterable[bytes]) -> Iterator[Logged]:
    """The commits in a log printed as `FORMAT` with raw changes, all of it between NULs, in its order."""
    head: tuple[Commit, bool] | None = None
    files: list[Touched] = []
    pieces = _pieces(blocks)
    for piece in pieces:
        if piece.startswith(b"\x01"):
            if head:
                yield Logged(*head, tuple(files))
            head, files = _commit(piece[1:]), []
        elif piece.lstrip(b"\n").startswith(b":"):
            path = next(pieces, b"")
            if path.endswith(_SUFFIXES):
                files.append(_touched(piece.strip().decode("ascii"), path.decode("utf-8", "surrogateescape")))
    if head:
        yield Logged(*head, tuple(files))


def _pieces(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """What stands between NULs: no commit message and no path can hold one."""
    kept = b""
    for block in blocks:
        *whole, kept = (kept + block).split(b"\0")
        yield from whole
    yield kept


def _commit(header: bytes) -> tuple[Commit, bool]:
    """The commit, and whether it has several parents."""
    id_, parents, when, name, mail, message = header.decode("utf-8", "replace").split("\x02", 5)
    people = dict.fromkeys((Person(name, mail), *(Person(*found) for found in _WITH.findall(message))))
    return Commit(id_, tuple(people), _time(when), message.partition("\n")[0]), " " in parents


def _touched(facts: str, path: str) -> Touched:
    """`:mode mode id id status`; a merge has as many colons, modes and ids before as it has parents."""
    sides = len(facts) - len(facts.lstrip(":"))
    ids = facts.split()[sides + 1 : 2 * sides + 2]
    return Touched(path, tuple(map(_blob, ids[:-1])), _blob(ids[-1]))


def _blob(id_: str) -> str:
    return "" if _NOTHING.fullmatch(id_) else id_


def _time(seconds: str) -> datetime:
    """A time as git keeps it; one that no calendar has (forged, or the work of a broken tool) is the first or last there is."""
    try:
        return datetime.fromtimestamp(int(seconds), UTC)
    except (ValueError, OverflowError, OSError):
        return datetime.min.replace(tzinfo=UTC) if seconds.startswith("-") else datetime.max.replace(tzinfo=UTC)
