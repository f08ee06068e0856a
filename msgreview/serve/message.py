"""A message on its page: what it is, its words in fields to edit, how it reads, and what the rules say."""

from collections.abc import Iterator

import msgspec

from msgreview.catalogue.fingerprint import digest
from msgreview.catalogue.load import load_file
from msgreview.catalogue.locate import Lookup
from msgreview.model.message import Entry, Message
from msgreview.prose.document import strip_markup
from msgreview.serve.live import Snapshot
from msgreview.template.variants import render_variants


class Field(msgspec.Struct, frozen=True):
    """Words of a message that can be edited: `name` is their path in its file."""

    name: str
    label: str
    value: str
    rows: int
    """Lines that the field shows; 1 for one that has no more."""
    hint: str = ""


class Reading(msgspec.Struct, frozen=True):
    """The message as a reader gets it on one path."""

    name: str
    when: str
    subject: str
    text: str


def load_entry(snapshot: Snapshot, id_: str) -> Entry | None:
    """A message as its file says it now; None where it cannot be read."""
    current = snapshot.messages.get(id_)
    file = snapshot.file(id_) if current else None
    entries = load_file(file.path, file.shown).entries if file else ()
    return next((entry for entry in entries if entry.message.id == id_), None)


def version(message: Message) -> str:
    """What names a message as an editor sees it: all that its file says of it, but for the record of its review."""
    return digest(msgspec.json.encode(msgspec.structs.replace(message, review=None)))


def fields(message: Message) -> Iterator[Field]:
    """The words of a message that somebody reads, in the order of the message."""
    if message.subject or message.channel == "email":
        yield Field("subject", "Subject", message.subject, 1)
    if message.kind != "mixed":
        yield Field("body", "Body", message.body, _rows(message.body))
    for number, part in enumerate(message.parts):
        name = f"parts.{number}"
        if part.text is not None:
            yield Field(f"{name}.text", f"Part {number + 1}, text", part.text, _rows(part.text))
        if part.write is not None:
            yield Field(f"{name}.write", f"Part {number + 1}, what staff write here", part.write, _rows(part.write))
        if part.example is not None:
            yield Field(f"{name}.example", f"Part {number + 1}, an example of it", part.example, _rows(part.example))


def _rows(text: str) -> int:
    lines = sum(1 + len(line) // 70 for line in text.split("\n"))
    return max(3, min(24, lines + 1))


def readings(snapshot: Snapshot, entry: Entry, lookup: Lookup) -> list[Reading]:
    """The message on every path, as plain text."""
    variants = render_variants(entry, lookup, snapshot.settings).variants
    return [
        Reading(
            each.name, each.when, each.subject.text if each.subject else "", strip_markup(each.body, entry.message.format).text
        )
        for each in variants
    ]
