"""A pattern of a move in its context."""

from typing import NamedTuple

from msgreview.model.document import BlockKind
from msgreview.moves.schema import MoveEntry, PatternEntry

NEWS, REASON, CAUSE = "bad-news", "explanation", "cause"
"""The moves whose words the reading needs."""
_SPOKEN: tuple[BlockKind, ...] = ("prose", "heading", "list", "quote")


class MoveRule(NamedTuple):
    """A pattern of a move in its context; `counters` are the numbers of the patterns that cancel it."""

    move: str
    lang: str
    written: str
    kinds: frozenset[str]
    position: str | None
    after: frozenset[str]
    unless_after: frozenset[str]
    unless_said: frozenset[str]
    counters: range
    looks_back: bool
    """Whether it depends on what an earlier sentence does."""
    moves: tuple[str, ...]
    """The move and those that it implies."""
    evidence: tuple[str, ...]
    """Those of them whose words the reading needs."""


def move_rule(name: str, lang: str, move: MoveEntry, item: str | PatternEntry, counters: range) -> MoveRule:
    """The rule of one of a move's patterns; what the pattern leaves out is its move's."""
    own = PatternEntry(item) if isinstance(item, str) else item
    kinds = own.kind or move.kind or _SPOKEN
    after = move.after if own.after is None else own.after
    unless_after = move.unless_after if own.unless_after is None else own.unless_after
    position = own.position or move.position
    position = None if position == "anywhere" else position
    back = frozenset(after or ()), frozenset(unless_after or ()), frozenset(own.unless_said)
    moves = (name, *move.implies)
    evidence = tuple(one for one in (NEWS, REASON, CAUSE) if one in moves)
    return MoveRule(name, lang, own.match, frozenset(kinds), position, *back, counters, any(back), moves, evidence)
