"""What a sitting has done so far, line by line in a file: a sitting that is ended half-way goes on where it was.

A decision is written down before it is recorded and after it. Where only the first is there, git tells whether it was recorded.
"""

import os
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import msgspec

from msgreview.catalogue.fingerprint import short_hash
from msgreview.report.sitting.queue import Item
from msgreview.report.sitting.session import Sitting, Taken, once_more, undone, with_taken


class Begun(msgspec.Struct, frozen=True, tag=True):
    """Somebody sat down."""

    by: str
    when: datetime


class Intent(msgspec.Struct, frozen=True, tag=True):
    """A decision is about to be recorded on top of commit `head`, on what page `seen` shows."""

    taken: Taken
    head: str
    seen: str


class Done(msgspec.Struct, frozen=True, tag=True):
    """It is recorded."""

    taken: Taken


class Undoing(msgspec.Struct, frozen=True, tag=True):
    """The last decision is about to be taken back, on top of commit `head`."""

    head: str


class Undone(msgspec.Struct, frozen=True, tag=True):
    """It is taken back."""


class Again(msgspec.Struct, frozen=True, tag=True):
    """What was put off is looked at again."""


Event = Begun | Intent | Done | Undoing | Undone | Again


class Journal:
    """The journal of somebody's sitting in a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def of(cls, folder: Path, by: str, root: str) -> "Journal":
        """That of somebody, `Name <mail>`, for the catalogue in a folder `root`; it lies in `folder`."""
        name = short_hash(f"{by}\0{root}".encode())
        return cls(folder / f"msgreview-sitting-{name}.jsonl")

    def events(self) -> list[Event]:
        """All that it has; a line that was written half is left out."""
        events: list[Event] = []
        with suppress(OSError):
            for line in self.path.read_bytes().splitlines():
                with suppress(msgspec.DecodeError):
                    events.append(msgspec.json.decode(line, type=Event))
        return events

    def add(self, *events: Event) -> None:
        """Writes events down, and returns when the disk has them."""
        with self.path.open("ab") as file:
            if file.tell() and not self.path.read_bytes().endswith(b"\n"):
                file.write(b"\n")
            file.write(b"".join(msgspec.json.encode(each) + b"\n" for each in events))
            file.flush()
            os.fsync(file.fileno())

    def close(self) -> None:
        """The sitting has ended."""
        self.path.unlink(missing_ok=True)


def replayed(events: Iterable[Event], items: tuple[Item, ...], by: str, now: datetime) -> tuple[Sitting, Intent | Undoing | None]:
    """The sitting that a journal tells of, or a new one; and what it was about to do when it ended, None for nothing."""
    sitting, pending = Sitting(by, now, items), None
    for event in events:
        match event:
            case Begun():
                sitting = Sitting(event.by, event.when, items)
            case Done():
                sitting = with_taken(sitting, event.taken)
            case Undone() if sitting.taken:
                sitting = undone(sitting)
            case Again():
                sitting = once_more(sitting)
        pending = event if isinstance(event, Intent | Undoing) else None
    return sitting, pending
