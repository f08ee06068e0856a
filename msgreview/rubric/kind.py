"""What a kind of check is: its options, its manual page, and the functions that do the checking."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import msgspec

from msgreview.matching.pattern import Pattern
from msgreview.model.config import Settings
from msgreview.model.finding import Hit
from msgreview.rubric.message_facts import Claim, Facts, Statement
from msgreview.rubric.schema import Applies
from msgreview.rubric.view import MessageView, View


def when_matched(_: object) -> bool:
    """The `needs_match` of kinds that have a hit only where a pattern matches."""
    return True


def undivided(_: object) -> tuple[str, ...]:
    """The `arms` of kinds whose rules have a single trigger."""
    return ()


def of_context(_: object) -> bool:
    """The `of_line` of kinds whose hits depend on more than the words of a line."""
    return False


def of_words_alone(options: Any) -> bool:
    """The `of_line` of kinds with `but_not` and `explained`: these look beyond the words."""
    return not (options.but_not or options.explained)


def of_words(_: object) -> bool:
    """The `of_whole` of kinds whose hits are about the words that they mark."""
    return False


class Kind(NamedTuple):
    """One kind of check: of texts, of messages, of the catalogue, or of several of them."""

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
    likeness: Callable[[Facts], Iterable[Hashable]] | None = None
    """What a message must share with another to be compared with it by `check_catalogue`; None where all are compared."""
    gather: Callable[[View, Any], Iterator[Claim]] | None = None
    """The claims of a text, to be weighed against those of other messages."""
    weigh: Callable[[Sequence[tuple[Facts, Statement]], Any], Iterator[tuple[Statement, tuple[str, ...]]]] | None = None
    """Of all statements gathered for a rule, those that are hits, with their arguments."""
    settle: Callable[[Any, Settings, Applies], msgspec.Struct] | None = None
    """Fills options from the catalogue's settings, and from which messages the rule is for."""
    settled: tuple[str, ...] = ()
    """Options that only `settle` may give."""
    needs_match: Callable[[Any], bool] = when_matched
    """Whether a text in which no pattern matches has no hit. A kind without patterns may have hits in any text."""
    triggers: Callable[[Any], tuple[str, ...]] | None = None
    """The moves without any of which a text has no hit; None for kinds that need none."""
    arms: Callable[[Any], tuple[str, ...]] = undivided
    """Options each item of which can fire the rule by itself."""
    exceptions: bool = False
    """Whether its rules may have `exceptions`, and leave accepted vocabulary alone (`vocab`)."""
    moves: tuple[str, ...] = ()
    """Options that name moves."""
    carried: tuple[str, ...] = ()
    """What those options may name besides moves."""
    expressions: tuple[str, ...] = ()
    """Options that are patterns and not among `patterns`."""
    proofread: bool = False
    """Whether it needs a grammar engine, and is silent without one."""
    values: bool = False
    """Whether a hit may lie wholly in a variable's value."""
    of_line: Callable[[Any], bool] = of_context
    """Whether a hit in a line depends on the words of that line alone, and not on what it does."""
    of_whole: Callable[[Any], bool] = of_words
    """Whether a hit is about the whole text, wherever it is marked: it yields to other rules' hits anywhere in it."""
    instead: Callable[[Any, str], str] | None = None
    """What its options write for the words of a hit; "" for nothing in particular."""

    def reads_moves(self, options: Any) -> bool:
        """Whether a hit depends on what sentences do: in kinds that only leave some alone, where `but_not` names their moves."""
        return bool(options.but_not) if self.moves == ("but_not",) else bool(self.moves)

    def patterns_of(self, options: Any) -> tuple[Pattern, ...]:
        """The patterns that a rule with these options looks for; none for a kind that looks for none."""
        return self.patterns(options) if self.patterns else ()
