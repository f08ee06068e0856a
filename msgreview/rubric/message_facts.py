"""What the catalogue's rules need of each message: little enough to hold ten thousand in memory.

Facts are made when a message is linted and cached with its findings, so that these rules run over a catalogue whose files have
not been opened.
"""

import re
import zlib
from array import array
from datetime import date
from typing import NamedTuple

import msgspec

from msgreview.catalogue.locate import field_location
from msgreview.model.finding import Hit, Location
from msgreview.model.message import Channel, Entry, MessageFormat, MessageKind, Status
from msgreview.prose.document import STAND_IN

BINS = 64
"""Bins of a sketch."""

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_MIX = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9)
"""Odd constants without a pattern, one for each word of a run, so that the order of the words counts."""

_64_BITS = (1 << 64) - 1
_NONE = (1 << 32) - 1
_EMPTY = _NONE.to_bytes(4, "big")
_COPIED = ("id", "kind", "channel", "lang", "format", "status", "service", "audience", "tags", "supersedes")
"""Fields of a message that are facts as they are."""

_MARKED = ("id", "service", "review", "review.last", "review.every")


class Claim(NamedTuple):
    """A fact that a document states: the words, their subject, and the variable that they quote ("" if none)."""

    hit: Hit
    """Its first argument is the stated value."""
    about: str
    quotes: str
    named: bool
    """Whether the words name their subject ("books") rather than point at it ("it")."""


class Statement(msgspec.Struct, frozen=True, array_like=True):
    """A `Claim` with its location, for the rule that compares it with others."""

    rule: str
    about: str
    words: str
    quotes: str
    named: bool
    location: Location


class Facts(msgspec.Struct, frozen=True, array_like=True):
    """A message as the catalogue's rules see it."""

    id: str
    path: str
    kind: MessageKind
    channel: Channel
    lang: str
    format: MessageFormat
    status: Status
    service: str
    audience: str
    tags: tuple[str, ...]
    reviewed: date | None
    every: str
    """The message's own cycle; "" for the catalogue's."""
    locations: dict[str, Location]
    """Field → location, for the id, the service and the fields of the review stamp."""
    sketch: bytes
    words: int
    statements: tuple[Statement, ...] = ()
    """In the order of the variants and their texts, each once."""
    supersedes: tuple[str, ...] = ()

    def location(self, field: str) -> Location:
        """The location of a field, or of the nearest one above it, or of the id."""
        return self.locations.get(field) or self.locations.get(field.partition(".")[0]) or self.locations["id"]


def facts(entry: Entry, text: str, statements: tuple[Statement, ...] = ()) -> Facts:
    """The facts of a message. `text` is the body of its first variant."""
    message, stamp = entry.message, entry.message.review
    words = _WORD.findall(STAND_IN.sub(" ", text).casefold())
    return Facts(
        **{name: getattr(message, name) for name in _COPIED},
        path=entry.source.path,
        reviewed=stamp.last if stamp else None,
        every=stamp.every if stamp else "",
        locations={field: field_location(entry, field) for field in _MARKED if field == "id" or field in entry.spans},
        sketch=sketch(words),
        words=len(words),
        statements=statements,
    )


def sketch(words: list[str]) -> bytes:
    """The least hash of the text's three-word runs in each of `BINS` bins, four bytes each; `_NONE` for a bin without any.

    One permutation, many bins (Li, Owen, Zhang 2012): the share of bins on which two sketches agree estimates the share
    of runs that the texts have in common. The top six bits of a hash choose its bin, the rest is what is compared.
    """
    first, second, third = _MIX
    codes = [*map(zlib.crc32, map(str.encode, words))]
    least = [_64_BITS] * BINS
    for one, two, three in zip(codes, codes[1:], codes[2:], strict=False):
        run = one * first + two * second + three * third & _64_BITS
        if run < least[run >> 58]:
            least[run >> 58] = run
    return array("I", [run >> 26 & _NONE for run in least]).tobytes()


def piece(sketch: bytes, rows: int, number: int) -> bytes:
    """Bins `number * rows` to `(number + 1) * rows` of a sketch; b"" where they are all empty."""
    size = rows * len(_EMPTY)
    bins = sketch[number * size : (number + 1) * size]
    return b"" if bins == _EMPTY * rows else bins


def likeness(one: bytes, other: bytes) -> float:
    """The estimated share of three-word runs that two texts have in common, from 0 to 1."""
    pairs = list(zip(array("I", one), array("I", other), strict=True))
    agree = sum(left == right != _NONE for left, right in pairs)
    filled = sum(left != _NONE or right != _NONE for left, right in pairs)
    return agree / filled if filled else 0.0
