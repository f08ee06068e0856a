"""What `git log` printed, as commits with the message files each of them touched."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from operator import itemgetter
from typing import NamedTuple

from msgreview.model.review import Approval, Commit, Person

FORMAT = "%x01%H %P%x00%ad%x00%cd%x00%an%x00%ae%x00%B"
"""What a commit is printed as: id and parents, author and committer time (with `--date=raw`: seconds and time
zone), the author as recorded, and its message.

The fields stand between NULs, which none of them can hold.
"""

_SUFFIXES = (b".yaml", b".yml")
_FILE = "100"
_SQUASHED = "Squashed commit of the following:"
_READ = ("reviewed-by", "approved-by")
"""Trailers that name who read a commit: this tool's, and those of the forges."""
_FARTHEST = 14 * 60
"""Minutes by which a place on earth may be ahead of UTC."""
UNDOES = "Undoes-review"
"""The trailer that names the commit of a review that is taken back."""


class FileChange(NamedTuple):
    """A file before and after a commit: the ids of its content, "" where there is none. A merge has one `before` a parent."""

    path: str
    before: tuple[str, ...]
    after: str


class LogEntry(NamedTuple):
    """A commit, the ids of its parents, and the files in it that may hold messages."""

    commit: Commit
    parents: tuple[str, ...]
    files: tuple[FileChange, ...]

    @property
    def is_merge(self) -> bool:
        """Whether it joins several lines of work."""
        return len(self.parents) > 1


def parse_log(blocks: Iterable[bytes]) -> Iterator[LogEntry]:
    """The commits in a log printed as `FORMAT` with raw changes, all of it between NULs, in its order."""
    head: tuple[Commit, tuple[str, ...]] | None = None
    files: list[FileChange] = []
    pieces = _pieces(blocks)
    for piece in pieces:
        if piece.startswith(b"\x01"):
            if head:
                yield LogEntry(*head, tuple(files))
            head, files = _commit(piece[1:], pieces), []
        elif piece.lstrip(b"\n").startswith(b":"):
            path = next(pieces, b"")
            if path.lower().endswith(_SUFFIXES):
                files.append(_file_change(piece.strip().decode("ascii"), path.decode("utf-8", "surrogateescape")))
    if head:
        yield LogEntry(*head, tuple(files))


def _pieces(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """What stands between NULs: no commit message and no path can hold one."""
    rest = b""
    for block in blocks:
        *pieces, rest = (rest + block).split(b"\0")
        yield from pieces
    yield rest


def _commit(ids: bytes, rest: Iterator[bytes]) -> tuple[Commit, tuple[str, ...]]:
    """A commit and its parents, from the first of its fields and those that follow."""
    id_, *parents = ids.decode("ascii").split()
    written, committed, name, mail, message = (next(rest, b"").decode("utf-8", "replace") for _ in range(5))
    others, approvals, undoes = _trailers(message) if ":" in message else ((), (), "")
    author, times = Person(name, mail), (_time(written), _time(committed))
    (when, zone), (latest, _) = min(times, key=itemgetter(0)), max(times)
    if others == () and all(each.by == author for each in approvals):
        approvals = ()  # They say no more than who made the commit.
    people = tuple(dict.fromkeys((author, *others)))
    subject = message.partition("\n")[0].rstrip()
    return Commit(id_, people, when, subject, latest, approvals, undoes, zone), tuple(parents)


def _trailers(message: str) -> tuple[tuple[Person, ...], tuple[Approval, ...], str]:
    """Who wrote a commit besides its author, who read which messages, and which review it takes back, as its message says.

    A squashed commit has the trailers of all that went into it, anywhere, and may list those commits with their authors.
    """
    others: list[Person] = []
    approvals: list[Approval] = []
    reviewed: list[tuple[str, str, str]] = []
    undoes = ""
    lists = _SQUASHED in message
    for line in message.splitlines():
        key, colon, value = line.strip().lstrip("*-> ").partition(":")
        name = key.rstrip().casefold()
        if not colon or not value:
            continue
        if name == "co-authored-by" or (lists and name == "author"):
            others.append(Person.of(value))
        elif name == "reviewed-message":
            id_, decision, seen, *_ = (*value.split(), "", "", "")
            reviewed.append((id_, decision, seen))
        elif name in _READ:
            by = Person.of(value)
            approvals += [Approval(by, *each) for each in reviewed or [("", "keep", "")]]
            reviewed = []
        elif name == UNDOES.casefold():
            undoes = value.strip()
    return tuple(others), tuple(approvals), undoes


def _file_change(facts: str, path: str) -> FileChange:
    """`:mode mode id id status`; a merge has as many colons, modes and ids before as it has parents.

    Only files have content: what a link or a submodule points at is no message.
    """
    sides = len(facts) - len(facts.lstrip(":"))
    fields = facts[sides:].split()
    modes, ids = fields[: sides + 1], fields[sides + 1 : 2 * sides + 2]
    *before, after = (id_ if mode.startswith(_FILE) else "" for mode, id_ in zip(modes, ids, strict=True))
    return FileChange(path, tuple(before), after)


def _time(text: str) -> tuple[datetime, int]:
    """A time as git keeps it (`1700000000 -0800`), and the minutes by which its clock was ahead of UTC.

    One that no calendar has (forged, or the work of a broken tool) is the first or last there is.
    """
    seconds, _, zone = text.partition(" ")
    hours, minutes = zone[1:3], zone[3:]
    ahead = int(hours) * 60 + int(minutes) if len(zone) == len("+0000") and zone[1:].isdecimal() else 0
    try:
        return datetime.fromtimestamp(int(seconds), UTC), min(ahead, _FARTHEST) * (-1 if zone.startswith("-") else 1)
    except (ValueError, OverflowError, OSError):
        return (datetime.min if seconds.startswith("-") else datetime.max).replace(tzinfo=UTC), 0
