"""What the customer reads, and the way back from it to the file.

A `Rendered` text is cut into `Segment`s, each of which comes from one span of one origin. Maps are looked up one after
the other (document text → rendered text → template → file), so that no stage needs to know about the others.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

import msgspec

from msgreview.model.message import Message
from msgreview.model.span import Span

ReferenceKind = Literal["link", "form", "picture", "description", "hidden", "struck"]
BlockKind = Literal["prose", "data", "list", "heading", "table", "rule", "quote"]
NO_SENTENCES: frozenset[BlockKind] = frozenset({"data", "table", "rule"})
"""Blocks whose lines are no sentences: addresses, `Label: value`, tables, rules."""


class Origin(NamedTuple):
    """A text that words can come from: one field of one message."""

    message: str
    field: str


class Segment(msgspec.Struct, frozen=True, gc=False):
    """A run of rendered text and the span of its origin that made it.

    `exact`: the run and the span are the same characters, one for one. Else the whole span made the whole run.
    `value`: the words are a variable's (a sample, a placeholder), not the author's.
    `invented`: they are made up for a name without a sample.
    """

    at: int
    length: int
    origin: int
    """Index into the map's `origins`."""
    start: int
    end: int
    exact: bool
    value: bool = False
    invented: bool = False


class OriginSpan(NamedTuple):
    """Where a range of a mapped text comes from; `exact` when the origin has the same characters there."""

    origin: Origin
    start: int
    end: int
    exact: bool


class Piece(NamedTuple):
    """A run of a text made from another text: `length` characters at `at` come from `[start:end]` of the other."""

    at: int
    length: int
    start: int
    end: int
    exact: bool


class SourceMap(msgspec.Struct, frozen=True, eq=False):
    """The way back from a text to what made it. Segments tile the text in order."""

    segments: tuple[Segment, ...]
    origins: tuple[Origin, ...]
    starts: tuple[int, ...]
    """`at` of every segment."""

    @classmethod
    def of(cls, segments: list[Segment], origins: list[Origin]) -> "SourceMap":
        """The map made of `segments`, which must be in order of `at`."""
        return cls(tuple(segments), tuple(origins), tuple(segment.at for segment in segments))

    def locate(self, start: int, end: int) -> OriginSpan | None:
        """The smallest origin span around `text[start:end]`; None for a text that comes from nowhere.

        A range that touches several origins is placed in the origin of its first author-written run.
        """
        touched = self.touching(start, end)
        if not touched:
            return None
        origin_index = next((s for s in touched if not s.value), touched[0]).origin
        mine = [s for s in touched if s.origin == origin_index]
        first, last = mine[0], mine[-1]
        low = first.start + max(0, start - first.at) if first.exact else first.start
        high = last.start + min(last.length, max(end, start) - last.at) if last.exact else last.end
        exact = len(mine) == len(touched) and all(s.exact for s in mine) and high - low == end - start
        if low > high or any(a.end > b.start for a, b in pairwise(mine)):
            low, high, exact = min(s.start for s in mine), max(s.end for s in mine), False
        return OriginSpan(self.origins[origin_index], low, high, exact)

    def touching(self, start: int, end: int) -> tuple[Segment, ...]:
        """The segments that share a character with `text[start:end]`; for an empty range, the one it stands in."""
        if not self.segments:
            return ()
        low = max(0, bisect_right(self.starts, start) - 1)
        high = max(low + 1, bisect_right(self.starts, max(start, end - 1)))
        segments = [s for s in self.segments[low:high] if s.at < max(end, start + 1) and s.at + s.length > start]
        return tuple(segments) or (self.segments[low],)

    @property
    def values(self) -> list[Span]:
        """The spans of the text that are a variable's value."""
        return [Span(one.at, one.at + one.length) for one in self.segments if one.value]

    def only_values(self, start: int, end: int) -> bool:
        """Whether every character of `text[start:end]` is a variable's value."""
        return all(s.value for s in self.touching(start, end))

    def through(self, pieces: Iterable[Piece]) -> "SourceMap":
        """The way back from a text made of `pieces` of this map's text, which must be in order of `at`."""
        made: list[Segment] = []
        for piece in pieces:
            if piece.exact:
                made += [_cut(s, piece) for s in self.touching(piece.start, piece.end)]
            elif (source := self.locate(piece.start, piece.end)) is not None:
                origin = self.origins.index(source.origin)
                value = self.only_values(piece.start, piece.end)
                invented = any(s.invented for s in self.touching(piece.start, piece.end))
                made.append(Segment(piece.at, piece.length, origin, source.start, source.end, False, value, invented))
        return SourceMap.of(made, list(self.origins))


def _cut(segment: Segment, piece: Piece) -> Segment:
    """What `piece`, an exact one, holds of `segment`, in the coordinates of the piece's own text."""
    low, high = max(segment.at, piece.start), min(segment.at + segment.length, piece.end)
    start, end = segment.start, segment.end
    if segment.exact:
        start, end = start + low - segment.at, start + high - segment.at
    at = piece.at + low - piece.start
    return Segment(at, high - low, segment.origin, start, end, segment.exact, segment.value, segment.invented)


class Reference(NamedTuple):
    """What a text gives its reader besides its words: where a link goes, a picture, a description that is read out.

    `target` is what is given, `label` the words or the picture that it belongs to.
    """

    kind: ReferenceKind
    label: str
    target: str


class Rendered(msgspec.Struct, frozen=True, eq=False):
    """A text with the way back to the template fields that made it."""

    text: str
    map: SourceMap


class Variant(msgspec.Struct, frozen=True, eq=False):
    """One rendering of a message: a sample's values, or a forced path through the branches.

    `when` says in words when a forced path happens ("when `fines` is set"); it is "" for a sample's own path.
    """

    name: str
    when: str
    subject: Rendered | None
    body: Rendered


class Block(msgspec.Struct, frozen=True, gc=False):
    """A run of lines of one kind: a paragraph of prose, a list item, a block of data lines. 0-based code points."""

    kind: BlockKind
    start: int
    end: int
    paragraph: int
    """Number of the blank-line separated paragraph it stands in, from 0."""


class Sentence(msgspec.Struct, frozen=True, gc=False):
    """A sentence of prose, a list item or a data line, with what it does. 0-based code points in the document's text."""

    start: int
    end: int
    block: int
    """Index of its block."""
    kind: BlockKind
    words: int
    """Words of prose in it; 0 for data lines and rules."""
    moves: tuple[str, ...] = ()


class BadNews(msgspec.Struct, frozen=True, gc=False):
    """A statement of bad news, and how it is carried. 0-based code points in the document's text."""

    start: int
    end: int
    sentence: int
    softened: bool
    soft_by: tuple[str, ...]
    """Any of `apology`, `empathy`, `hedge`, `explanation`."""
    alternative: bool
    """Whether a way forward tied to it stands near."""


class Reading(msgspec.Struct, frozen=True):
    """How a message reads as a whole. Sentence numbers index the document's sentences; None where there is none."""

    greeting: bool
    signoff: bool
    ends_positive: bool
    next_step: bool
    contact_path: bool
    last_content: int | None
    """The last sentence that says something: before the sign-off, boilerplate and postscript."""
    bad_news: tuple[BadNews, ...]
    unread: bool = False
    """Whether a message with bad news has a clause in which no move is seen: what it says is not known."""


class Folded(msgspec.Struct, frozen=True, eq=False):
    """A text as patterns see it: sentences one after the other, each followed by a line feed.

    Within a sentence every run of white space, a hard line wrap included, is one space; curly quotes are straight,
    dashes are "-". So `(?m)^` and `$` are the edges of a sentence, and a phrase with single spaces is found however it
    is wrapped. `places` has for each sentence, its line feed with it, where each character stands in the text itself, as
    0-based code points, and at last where the text ends; `starts` holds the folded offset of each sentence.
    """

    text: str
    places: tuple[Sequence[int], ...]
    starts: tuple[int, ...]

    def span(self, start: int, end: int) -> Span:
        """The span in the text itself of `folded.text[start:end]`."""
        if start >= end:
            at = self._place(start)
            return Span(at, at)
        return Span(self._place(start), self._place(end - 1) + 1)

    def _place(self, at: int) -> int:
        if at >= len(self.text):
            return self.places[-1][-1]
        number = bisect_right(self.starts, at) - 1
        return self.places[number][at - self.starts[number]]


class Document(msgspec.Struct, frozen=True, eq=False):
    """A rendered variant as the customer reads it.

    `text` is the body with markup dropped; `map` leads to the fields that made it. `sentences` tile the words of the
    body in order. The subject is read beside it, as one sentence of its own; it is "" and has no map where there is none.
    """

    message: Message
    variant: str
    when: str
    text: str
    map: SourceMap
    folded: Folded
    subject: str
    subject_map: SourceMap | None
    subject_folded: Folded
    blocks: tuple[Block, ...]
    sentences: tuple[Sentence, ...]
    cut_fields: tuple[str, ...] = ()
    """Those of the two texts that are longer than is read; what is here ends where reading does."""
    reading: Reading | None = None

    def text_of(self, field: str) -> str:
        """The subject, or the body as its reader gets it."""
        return self.subject if field == "subject" else self.text

    def span(self, sentence: int) -> Span:
        """The span of a sentence."""
        return Span(self.sentences[sentence].start, self.sentences[sentence].end)
