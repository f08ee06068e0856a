"""What rules that look at the whole catalogue need of each message: little enough to keep for ten thousand of them.

Facts are made while a message is read and can be kept beside its findings, so that such rules run over a catalogue whose
files have not been opened.
"""

import re
import zlib
from datetime import date

import msgspec

from msgreview.model.finding import Spot
from msgreview.model.message import Channel, Entry, Format, Kind, Status
from msgreview.text.place import field_spot

BINS = 64
"""Places of a sketch."""

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_MIX = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9)
"""Odd constants without a pattern, so that the order of the words counts."""

_64_BITS = (1 << 64) - 1
_MARKED = ("id", "review", "review.last", "review.every")


class Facts(msgspec.Struct, frozen=True):
    """A message as the catalogue's rules see it."""

    id: str
    path: str
    kind: Kind
    channel: Channel
    lang: str
    format: Format
    status: Status
    service: str
    audience: str
    tags: tuple[str, ...]
    reviewed: date | None
    every: str
    """The message's own cycle; "" for the catalogue's."""
    spots: dict[str, Spot]
    """Field → place, for the id and the fields of the review stamp."""
    sketch: tuple[int, ...]
    words: int

    def spot(self, field: str) -> Spot:
        """The place of a field, or of the nearest one above it, or of the id."""
        return self.spots.get(field) or self.spots.get(field.partition(".")[0]) or self.spots["id"]


def facts(entry: Entry, text: str) -> Facts:
    """The facts of a message whose customer reads `text` (the body of its first variant)."""
    message, stamp = entry.message, entry.message.review
    words = _WORD.findall(text.casefold())
    return Facts(
        id=message.id,
        path=entry.source.path,
        kind=message.kind,
        channel=message.channel,
        lang=message.lang,
        format=message.format,
        status=message.status,
        service=message.service,
        audience=message.audience,
        tags=message.tags,
        reviewed=stamp.last if stamp else None,
        every=stamp.every if stamp else "",
        spots={field: field_spot(entry, field) for field in _MARKED if field == "id" or field in entry.places},
        sketch=sketch(words),
        words=len(words),
    )


def sketch(words: list[str]) -> tuple[int, ...]:
    """The least hash of the text's three-word runs in each of `BINS` bins; -1 for a bin without any.

    One permutation, many bins (Li, Owen, Zhang 2012): the share of bins on which two sketches agree estimates the share
    of runs that the texts have in common. The top six bits of a hash choose its bin, the rest is what is compared.
    """
    codes = list(map(zlib.crc32, " ".join(words).encode().split()))
    one, two, three = _MIX
    runs = {(a * one + b * two + c * three) & _64_BITS for a, b, c in zip(codes, codes[1:], codes[2:], strict=False)}
    bins = [-1] * BINS
    for run in sorted(runs, reverse=True):
        bins[run >> 58] = run >> 26 & 0xFFFFFFFF
    return tuple(bins)


def likeness(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """The estimated share of three-word runs that two texts have in common, from 0 to 1."""
    agree = sum(left == right for left, right in zip(one, other, strict=True) if left >= 0)
    filled = sum(left >= 0 or right >= 0 for left, right in zip(one, other, strict=True))
    return agree / filled if filled else 0.0
