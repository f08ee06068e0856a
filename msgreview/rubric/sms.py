"""What a text message costs: its encoding, and how many segments it is sent in.

Tables from 3GPP TS 23.038, section 6.2.1 (default alphabet) and 6.2.1.1 (extension table, whose characters take two
places); lengths of segments from 3GPP TS 23.040, section 9.2.3.24.1: 160 characters alone or 153 each with the header
that joins them; 70 or 67 where any character forces UCS-2. A pair that cannot be split ends its segment early.
"""

from typing import Literal

import msgspec

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅå"
    "Δ_ΦΓΛΩΠΨΣΘΞÆæßÉ"
    " !\"#¤%&'()*+,-./"
    "0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNO"
    "PQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmno"
    "pqrstuvwxyzäöñüà"
)
"""The default alphabet; the place between Ξ and Æ is the escape to the extension table."""

EXTENSION = frozenset("\f^{}\\[~]|€")

_GSM = BASIC | EXTENSION

GSM7 = (160, 153)
UCS2 = (70, 67)


class Segments(msgspec.Struct, frozen=True, gc=False):
    """How a text is sent.

    `units` counts septets or UTF-16 units, `count` the segments (0 for no text). `forced_by` is the 0-based offset of the
    first character that GSM-7 does not have; None where it has all. `left`: units that the last segment has room for.
    """

    encoding: Literal["GSM-7", "UCS-2"]
    units: int
    count: int
    forced_by: int | None
    left: int


def segments(text: str) -> Segments:
    """How `text` is sent."""
    forced = forced_by(text)
    wide = forced is not None
    starts, widths = segment_starts(text), _widths(text, wide)
    single, joined = UCS2 if wide else GSM7
    left = (joined if len(starts) > 1 else single) - sum(widths[starts[-1] if starts else 0 :])
    return Segments("UCS-2" if wide else "GSM-7", sum(widths), len(starts), forced, left)


def forced_by(text: str) -> int | None:
    """The offset of the first character that GSM-7 does not have."""
    return next((offset for offset, char in enumerate(text) if char not in _GSM), None) if set(text) - _GSM else None


def outside(text: str) -> list[str]:
    """The characters that GSM-7 does not have, in their order, each once; by its code point where it cannot be seen."""
    return [
        char if char.isprintable() and not char.isspace() else f"U+{ord(char):04X}"
        for char in dict.fromkeys(text)
        if char not in _GSM
    ]


def segment_starts(text: str) -> tuple[int, ...]:
    """The offsets at which the segments of `text` start; none for no text."""
    wide = forced_by(text) is not None
    single, joined = UCS2 if wide else GSM7
    widths = _widths(text, wide)
    return tuple(_starts(widths, joined) if sum(widths) > single else [0]) if text else ()


def past(text: str, limit: int) -> int | None:
    """The offset of the first character that does not fit into `limit` segments; None where all do."""
    wide = forced_by(text) is not None
    single, joined = UCS2 if wide else GSM7
    starts = _starts(_widths(text, wide), single if limit == 1 else joined)
    return starts[limit] if len(starts) > limit else None


def past_units(text: str, limit: int) -> int | None:
    """The offset of the first character that does not fit into `limit` units; None where all do."""
    starts = _starts(_widths(text, forced_by(text) is not None), limit)
    return starts[1] if len(starts) > 1 else None


def _widths(text: str, wide: bool) -> list[int]:
    """The units each character takes."""
    if wide:
        return [2 if char > "\uffff" else 1 for char in text]
    return [2 if char in EXTENSION else 1 for char in text]


def _starts(widths: list[int], room: int) -> list[int]:
    """The offsets at which segments of `room` units start."""
    starts, left = [0], room
    for offset, width in enumerate(widths):
        if width > left:
            starts.append(offset)
            left = room
        left -= width
    return starts
