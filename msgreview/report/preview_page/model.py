"""What a preview shows: a message's views, one a variant, in which each run of words has its look."""

from typing import Literal, NamedTuple

import msgspec

from msgreview.model.document import Reference
from msgreview.model.finding import Finding
from msgreview.model.message import Message
from msgreview.rubric.sms import Segments

TokenKind = Literal["open", "close", "words", "style", "target", "picture"]


class Look(NamedTuple):
    """How a run of words looks: an author's or a value's, and what the rules say of it."""

    value: bool = False
    invented: bool = False
    """Made up for a name without a sample."""
    notes: tuple[int, ...] = ()
    """Numbers of the notes on it."""
    level: str = ""
    """The colour of the gravest of them: "red", "yellow", "green"."""
    slot: bool = False
    """What staff write each time."""
    segment: int = 0
    """Of a text message: the segment that it is sent in, from 1."""


class Words(NamedTuple):
    """A run of words with one look; `ends`: the notes whose words end with it."""

    text: str
    look: Look
    ends: tuple[int, ...] = ()


class Token(NamedTuple):
    """A piece of markup that cannot do anything: an element opens or closes, or words stand in it.

    `name` is the element's, the target of a link or the address of a picture.
    """

    kind: TokenKind
    name: str = ""
    attributes: tuple[tuple[str, str], ...] = ()
    words: Words | None = None


class Note(msgspec.Struct, frozen=True):
    """A finding by its number on the page, from 1, and the views in which it stands."""

    number: int
    finding: Finding
    colour: str
    views: tuple[str, ...]
    """Their headings; empty for one that is about the message as a whole."""
    fixes: tuple[str, ...]
    """How the words can be mended, each in words: "Write 'before'"."""


class Sent(NamedTuple):
    """How a text message is sent, and how many segments the catalogue lets it take."""

    segments: Segments
    most: int
    forced_by: str
    """The character for which only half as much fits into a segment; "" where there is none."""

    @property
    def is_over(self) -> bool:
        """Whether it takes more segments than it may."""
        return self.segments.count > self.most


class Most(NamedTuple):
    """The most that a text message takes, and `when`, in words: with which sample, on which path, with which values."""

    sent: Sent
    when: str


class View(msgspec.Struct, frozen=True):
    """A variant of the message as its reader gets it."""

    name: str
    when: str
    """On which path, in words; "" for a sample's own."""
    subject: tuple[Words, ...]
    line: str
    """The body on one line, without the signs of lists and headings, as an inbox shows its beginning."""
    text: str
    """The words of the body, without markup."""
    words: tuple[Words, ...]
    """The body without markup, in runs."""
    tokens: tuple[Token, ...]
    """The body of a text with markup."""
    in_frame: bool
    """Whether the body brings its own looks, and so stands in a frame of its own."""
    references: tuple[Reference, ...]
    left_out: tuple[str, ...]
    """Elements that a mail client leaves out, each once."""
    notes: tuple[int, ...]
    sent: Sent | None
    """For a text message."""
    has_sample: bool = True
    """Whether its values are those of a sample."""
    remarks: tuple[str, ...] = ()
    """What else there is to say of it."""

    @property
    def heading(self) -> str:
        """What it is a view of, with code between backticks: a path, by its conditions, or a sample."""
        if self.when:
            return self.when[:1].upper() + self.when[1:]
        return f"Sample: {self.name}" if self.has_sample else "Without a sample"

    @property
    def case(self) -> str:
        """The same within a sentence."""
        return self.when or (f"with the sample `{self.name}`" if self.has_sample else "without a sample")


class Step(msgspec.Struct, frozen=True):
    """A part of a phone script: lines that are always said or, `when` a path is taken, others."""

    lines: tuple[tuple[Words, ...], ...]
    when: str = ""
    instead: bool = False
    """Whether they are said in the place of the lines before; with no `lines`, those are left out."""


class Preview(msgspec.Struct, frozen=True):
    """A message with all its views and notes."""

    message: Message
    sender: str
    address: str
    views: tuple[View, ...]
    notes: tuple[Note, ...]
    capped: bool
    """Whether there are more paths than views."""
    accepted: tuple[Finding, ...] = ()
    """What the baseline has: it stands apart, and is nowhere marked."""
    broken: tuple[Finding, ...] = ()
    """Why it cannot be read; there are no views then."""
    most: Most | None = None
    """For a text message whose samples, paths and longest values take more or less."""
    script: tuple[Step, ...] = ()
    """Of a phone script that has branches: the first view's lines, with what other paths say instead."""

    def only(self, name: str) -> "Preview":
        """The preview with the views of one variant, and what is said of them or of the message as a whole."""
        views = tuple(view for view in self.views if view.name == name)
        notes = tuple(note for note in self.notes if not note.views or any(note.number in view.notes for view in views))
        return msgspec.structs.replace(self, views=views, notes=notes)

    def has(self, look: str) -> bool:
        """Whether any words have a look, by its name in `Look`."""
        words = (
            words
            for view in self.views
            for words in (*view.subject, *view.words, *(token.words for token in view.tokens if token.words))
        )
        return any(getattr(each.look, look) for each in words)
