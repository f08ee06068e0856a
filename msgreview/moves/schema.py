"""What a moves file states: the patterns of each move, and where in a message they count."""

from typing import Literal

import msgspec

from msgreview.model.document import BlockKind


class PatternEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A pattern with a context of its own; what it leaves out is its move's."""

    match: str
    kind: tuple[BlockKind, ...] | None = None
    position: Literal["first", "last", "anywhere"] | None = None
    after: tuple[str, ...] | None = None
    unless_after: tuple[str, ...] | None = None
    unless_said: tuple[str, ...] = ()


class MoveExamples(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Sentences that do the move, and near misses that do not."""

    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()


class MoveEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A move as a moves file states it."""

    about: str = ""
    patterns: tuple[str | PatternEntry, ...] = ()
    unless: tuple[str, ...] = ()
    kind: tuple[BlockKind, ...] | None = None
    position: Literal["first", "last", "anywhere"] | None = None
    after: tuple[str, ...] | None = None
    unless_after: tuple[str, ...] | None = None
    implies: tuple[str, ...] = ()
    examples: MoveExamples = MoveExamples()


class MovesFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A moves file. `words` are names for pieces of patterns, written `<name>` in them."""

    title: str = ""
    lang: str = "en"
    """The language of the sentences, as a BCP 47 primary tag."""
    about: str = ""
    words: dict[str, str] = {}
    moves: dict[str, MoveEntry] = {}


def joined(first: MoveEntry, more: MoveEntry) -> MoveEntry:
    """A move of two files: `more` adds to `first`, and what it says of the context holds."""
    examples = MoveExamples(first.examples.yes + more.examples.yes, first.examples.no + more.examples.no)
    context = {key: getattr(more, key) for key in ("kind", "position", "after", "unless_after") if getattr(more, key) is not None}
    return msgspec.structs.replace(
        first,
        about=more.about or first.about,
        patterns=first.patterns + more.patterns,
        unless=first.unless + more.unless,
        implies=tuple(dict.fromkeys(first.implies + more.implies)),
        examples=examples,
        **context,
    )
