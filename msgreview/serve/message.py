"""A message on its page: its words in fields to edit."""

import re
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

import msgspec

from msgreview.catalogue.load import load_file
from msgreview.catalogue.rewrite import words_of
from msgreview.model.message import Entry, Message
from msgreview.serve.live import Snapshot

_LABELS = {"subject": "Subject", "body": "Body", "text": "text", "write": "what staff write here", "example": "an example of it"}
_WORDS = re.compile(r"\n|[^\S\n]+|\S+")
_WIDE, _LOW, _HIGH = 72, 3, 30


class Field(msgspec.Struct, frozen=True):
    """Words of a message that can be edited: `name` is their path in its file."""

    name: str
    label: str
    value: str
    rows: int
    """Lines that the field shows; 1 for one that has no more."""


Side = Literal["del", "ins", ""]


class Run(NamedTuple):
    """Words of two texts: those of one alone, "del" for the first and "ins" for the second, or "" for those of both."""

    text: str
    side: Side


def merged(one: str, other: str) -> list[Run]:
    """Two texts as one, in runs of words; where they differ, the first comes first."""
    before, after = _WORDS.findall(one), _WORDS.findall(other)
    runs: list[Run] = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        runs += [Run("".join(before[a:b]), "" if kind == "equal" else "del")]
        runs += [Run("".join(after[c:d]), "ins")] if kind != "equal" else []
    return [each for each in runs if each.text]


def load_entry(snapshot: Snapshot, id_: str) -> Entry | None:
    """A message as its file says it now; None where it cannot be read."""
    if id_ not in snapshot.messages:
        return None
    file = snapshot.file(id_)
    return load_file(file).entry(id_)


def fields(message: Message, typed: Mapping[str, str] = {}) -> Iterator[Field]:
    """The words of a message that somebody reads, in the order of the message; those `typed` stand for its own."""
    words = words_of(message)
    if not message.subject and message.channel not in ("email", "letter"):
        del words["subject"]
    for name, value in words.items():
        text = typed.get(name, value)
        yield Field(name, label(name), text, _rows(text) if name != "subject" or "\n" in text else 1)


def used(message: Message) -> list[tuple[int, str]]:
    """The parts of a message that are other messages: their number from 1, and their id."""
    return [(number, part.use) for number, part in enumerate(message.parts, 1) if part.use]


def label(name: str) -> str:
    """What a field of words is called."""
    field, _, rest = name.partition(".")
    number, _, kind = rest.partition(".")
    return f"Part {int(number) + 1}, {_LABELS[kind]}" if rest else _LABELS[field]


def _rows(text: str) -> int:
    return max(_LOW, min(_HIGH, sum(1 + len(line) // _WIDE for line in text.rstrip("\n").split("\n")) + 1))
