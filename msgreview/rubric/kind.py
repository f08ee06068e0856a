"""What a kind of check is: its options, its manual page, and the functions that do the checking."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import msgspec

from msgreview.matching.pattern import Pattern
from msgreview.model.config import Settings
from msgreview.model.finding import Hit
from msgreview.rubric.message_facts import Claim, Facts, Statement
from msgreview.rubric.view import MessageView, View


def when_matched(_: object) -> bool:
    """For kinds that have a hit only where a pattern matches."""
    return True


def undivided(_: object) -> tuple[str, ...]:
    """For kinds whose rules are one thing each."""
    return ()


class Kind(NamedTuple):
    """One kind of check. A kind may look at texts, at messages, at the whole catalogue, or at several of them."""

    name: str
    about: str
    """Its manual page."""
    options: type[msgspec.Struct]
    args: tuple[str, ...] | None
    """What the `%s` of a rule's message stand for; None where each rule has its own."""
    patterns: Callable[[Any], tuple[Pattern, ...]] | None = None
    check_text: Callable[[View, Any], Iterator[Hit]] | None = None
    check_message: Callable[[MessageView, Any], Iterator[Hit]] | None = None
    check_catalogue: Callable[[Sequence[Facts], Any, Settings], Iterator[tuple[Facts, Hit]]] | None = None
    gather: Callable[[View, Any], Iterator[Claim]] | None = None
    """What a text states, to be weighed against what others do."""
    weigh: Callable[[Sequence[tuple[Facts, Statement]], Any], Iterator[tuple[Statement, tuple[str, ...]]]] | None = None
    """Of all that was gathered for a rule, the statements that are hits, with their arguments."""
    settle: Callable[[Any, Settings], msgspec.Struct] | None = None
    """Fills options from the catalogue's settings."""
    settled: tuple[str, ...] = ()
    """Options that only `settle` may give."""
    needs_match: Callable[[Any], bool] = when_matched
    """Whether a text in which none of the patterns can match has no hit; a kind without patterns may have one in any."""
    triggers: Callable[[Any], tuple[str, ...]] | None = None
    """The moves without any of which a text has no hit; None for kinds that need none."""
    arms: Callable[[Any], tuple[str, ...]] = undivided
    """Options whose every item sets the rule off by itself."""
    exceptions: bool = False
    """Whether its rules may have `exceptions`, and leave accepted vocabulary alone (`vocab`)."""
    moves: tuple[str, ...] = ()
    """Options that name moves."""
    carried: tuple[str, ...] = ()
    """What those options may name beside moves."""
    expressions: tuple[str, ...] = ()
    """Options that are patterns and not among `patterns`."""
    proofread: bool = False
    """Whether it needs an engine of grammar, and is silent without one."""
    values: bool = False
    """Whether a hit may lie wholly in a variable's value."""
