"""Cuts a text into runs of one look: by its values, by the findings on it, and by the segments that it is sent in."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from msgreview.model.config import Level
from msgreview.model.document import Piece, SourceMap
from msgreview.model.finding import COLOUR, LEVELS
from msgreview.report.preview_page.model import Look, Words

_FIRST = 0x10F000
"""The first of the private characters that mark, in a text with markup, where another look begins."""
_SLOTS = (".write", ".example")
"""Ends of the fields whose words staff write each time."""
MOST_MARKS = 0xFFD
PRIVATE = dict.fromkeys(range(_FIRST, _FIRST + MOST_MARKS), 0xFFFD)
"""What an author typed as one of them is unknown to everybody."""


_PLAIN = Look()


class Mark(NamedTuple):
    """The words of a note in a text: 0-based code points."""

    start: int
    end: int
    number: int
    level: Level


def words_of(text: str, source: SourceMap | None, marks: Sequence[Mark], segments: Sequence[int] = ()) -> tuple[Words, ...]:
    """The runs of a text. `segments` are the offsets at which the segments of a text message start."""
    runs: list[Words] = []
    for low, high, look, ends in _runs(len(text), source, marks, segments):
        before = runs.pop() if runs and runs[-1].look == look and not runs[-1].ends else Words("", look)
        runs.append(Words(before.text + text[low:high], look, ends))
    return tuple(runs)


def with_marks(text: str, pieces: Iterable[Piece], runs: Sequence[Words], signs: re.Pattern[str] | None = None) -> str:
    """A text with markup in which a private character stands before each run of its words: see `unmarked`.

    `pieces` lead from the words to the text. What the author typed as such a character reads as unknown. No character stands
    before `signs` that have a meaning where a line begins.
    """
    places = _starts(runs)
    marked: list[str] = []
    at, number, last, end = 0, 0, -1, 0
    for piece in pieces:
        number = _number_at(places, piece.at, number)
        for start, run in _within(places, piece, number):
            source = piece.start + (start - piece.at if piece.exact else 0)
            if last >= 0 and start == piece.at and runs[last].look != _PLAIN:
                source = end  # Words end before what closes around them: "_so_", not "_so|_".
            if signs and (sign := signs.match(text, source)) and text[:source].rpartition("\n")[2].strip(" >") == "":
                source = sign.end()
            if run < min(MOST_MARKS, len(runs)) and run != last and source >= at:
                marked += (text[at:source].translate(PRIVATE), chr(_FIRST + run))
                at, last = source, run
        end = piece.end
    marked.append(text[at:].translate(PRIVATE))
    return "".join(marked)


def unmarked(text: str, runs: Sequence[Words], before: Words) -> Iterator[Words]:
    """The runs of a text that `with_marks` has marked; `before` is the one that it begins in."""
    start = 0
    for at, char in enumerate(text):
        number = ord(char) - _FIRST
        if 0 <= number < len(runs):
            yield before._replace(text=text[start:at])
            start, before = at + 1, runs[number]
    yield before._replace(text=text[start:])


def _runs(
    size: int, source: SourceMap | None, marks: Sequence[Mark], segments: Sequence[int]
) -> Iterator[tuple[int, int, Look, tuple[int, ...]]]:
    segs = source.segments if source else ()
    cuts = {0, size, *(s.at for s in segs), *(at for m in marks for at in (m.start, m.end)), *segments}
    for low, high in pairwise(sorted(at for at in cuts if 0 <= at <= size)):
        here = [mark for mark in marks if mark.start <= low and high <= mark.end]
        made = source.touching(low, high) if source else ()
        gravest = min((mark.level for mark in here), key=LEVELS.index, default=None)
        look = Look(
            value=bool(made) and made[0].value,
            invented=bool(made) and made[0].invented,
            slot=source is not None and bool(made) and source.origins[made[0].origin].field.endswith(_SLOTS),
            notes=tuple(sorted({mark.number for mark in here})),
            level=COLOUR[gravest] if gravest else "",
            segment=sum(start <= low for start in segments),
        )
        yield low, high, look, tuple(sorted({mark.number for mark in here if mark.end == high}))


def _starts(runs: Sequence[Words]) -> list[int]:
    starts, at = [], 0
    for run in runs:
        starts.append(at)
        at += len(run.text)
    return starts


def _number_at(starts: Sequence[int], at: int, number: int) -> int:
    """The number of the run that `at` stands in, not before `number`."""
    while number + 1 < len(starts) and starts[number + 1] <= at:
        number += 1
    return number


def _within(starts: Sequence[int], piece: Piece, number: int) -> Iterator[tuple[int, int]]:
    """Where runs begin in a piece, the one that it begins in first, with their numbers."""
    yield piece.at, number
    while piece.exact and number + 1 < len(starts) and starts[number + 1] < piece.at + piece.length:
        number += 1
        yield starts[number], number
