"""What one learner has done: a small file that only grows, one line of JSON a record, so that nothing in it can be lost.

The first line says what the file is and which version; every other line is a record with its moment in UTC. A line is on the
disk before anything is shown for it. A line that was cut short, by a crash or a full disk, is left out when the file is read.
The file can be copied to another machine. It holds results and answers to surveys, and the learner's own words only for
worksheets and the open question of a survey.
"""

import os
from collections.abc import Iterable, Sequence
from datetime import datetime
from errno import ENOSPC
from pathlib import Path
from secrets import token_hex
from typing import Any, Literal

import msgspec

from msgreview.model.errors import UsageError

VERSION = 1

Did = Literal["start", "answer", "hint", "skip", "reset", "scene", "survey", "sample", "handle"]


class Record(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One thing that a learner did."""

    id: str
    """Never used twice, so that a record that two copies of the file share counts once."""
    at: datetime
    """In UTC."""
    did: Did
    of: str
    """Id of the exercise, the course, or the scene; the handle that the learner goes by."""
    passed: bool = False
    missed: tuple[str, ...] = ()
    """Ids of the rules that the answer broke."""
    words: str = ""
    """The learner's own words of a worksheet or a survey; why something was skipped."""
    item: str = ""
    """The question of a survey; the half, the form and the rule of a sample."""
    value: int = 0
    """The answer to it, on a scale from 1; 0 for none."""


class _Head(msgspec.Struct):
    """The first line."""

    msgreview: str
    version: int


class Journal(msgspec.Struct, frozen=True):
    """What a file holds."""

    path: Path
    records: tuple[Record, ...] = ()
    note: str = ""
    """What a learner should know about the file; "" where there is nothing to tell."""


def load_journal(path: Path) -> Journal:
    """The records of a file, in the order in which they were made; none where there is no file yet.

    Raises UsageError for a file of a later version or of something else; the file stays as it is.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return Journal(path)
    except OSError as error:
        raise UsageError(f"your practice file {path} cannot be read ({error.strerror}). Check who may read it.") from None
    if not data.strip(b"\0 \r\n"):
        return Journal(path, note=f"Your practice file {path} is empty. Practice starts anew in it.")
    first, *rest = data.split(b"\n")
    try:
        head = msgspec.json.decode(first, type=_Head)
    except msgspec.DecodeError:
        head = None
    if head is None or head.msgreview != "practice":
        raise UsageError(f"{path} is not a practice file of msgreview. Move it, or set MSGREVIEW_TRAINING to another folder.")
    if head.version > VERSION:
        raise UsageError(f"your practice file {path} was written by a later msgreview. Update msgreview; nothing was changed.")
    records: dict[str, Record] = {}
    broken = 0
    for line in rest:
        try:
            record = msgspec.json.decode(line, type=Record)
            records.setdefault(record.id, record)
        except msgspec.DecodeError:
            broken += bool(line.strip(b"\0 \r"))
    count = "One entry" if broken == 1 else f"{broken} entries"
    note = f"{count} of your practice file {path} cannot be read and {'is' if broken == 1 else 'are'} left out." if broken else ""
    return Journal(path, tuple(sorted(records.values(), key=lambda record: record.at)), note)


def add(journal: Journal, at: datetime, did: Did, of: str, **fields: Any) -> Journal:
    """The journal with one more record, which is on the disk when this returns. Raises UsageError where it cannot be written."""
    record = Record(id=token_hex(8), at=at, did=did, of=of, **fields)
    try:
        _append(journal.path, msgspec.json.encode(record))
    except OSError as error:
        why = f"your practice file {journal.path} cannot be written ({error.strerror}), so this is not kept."
        raise UsageError(f"{why} Make room or check the folder, then answer again.") from None
    return msgspec.structs.replace(journal, records=(*journal.records, record))


def forget(path: Path) -> bool:
    """Takes the file away. Returns whether there was one."""
    there = path.exists()
    path.unlink(missing_ok=True)
    return there


def _append(path: Path, line: bytes) -> None:
    """Adds a line in one write, after a line feed of its own where the last one was cut short."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
    try:
        size = os.fstat(descriptor).st_size
        if size == 0:
            line = msgspec.json.encode(_Head("practice", VERSION)) + b"\n" + line
        else:
            os.lseek(descriptor, -1, os.SEEK_END)
            line = line if os.read(descriptor, 1) == b"\n" else b"\n" + line
        line += b"\n"
        if os.write(descriptor, line) < len(line):
            os.ftruncate(descriptor, size)
            raise OSError(ENOSPC, os.strerror(ENOSPC))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def handle(records: Sequence[Record]) -> str:
    """The handle that the learner goes by; "" where none was said."""
    return next((record.of for record in reversed(records) if record.did == "handle"), "")


def since_reset(records: Iterable[Record], of: str) -> list[Record]:
    """The records of an exercise since it was last reset, by itself, with its course or with everything."""
    current: list[Record] = []
    for record in records:
        if record.did == "reset" and record.of in (of, of.partition(".")[0], ""):
            current = []
        elif record.of == of:
            current.append(record)
    return current
