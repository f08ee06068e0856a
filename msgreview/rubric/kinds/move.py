"""What a sentence does, and what must (or must not) stand near it.

`on` names the moves that set the rule off: a sentence doing any of them is looked at, and is the hit; one that also does
any of the moves in `but_not` is left to another rule, and only one that says something which the pattern `saying` matches counts.
With `needs`, it is a hit only if no sentence `within` reach does one of those moves; with `forbids`, only if one does.
A line of facts is no hit for what it needs beside a sentence that is looked at: it repeats what that says.
What is done in a sentence that also does any of the moves in `not_by` does not count as near: "any questions? call us" is no way
out. Yet where invitations do not count, a sentence whose news has its reason is no hit in a message that invites questions.
What is not `within` a message is missing once: such a rule yields to those in `yields_to` wherever in it they have a hit.
A rule that is `certain` takes any softening for a reason, and is silent where a sentence of the message has a clause in which no
move is seen: what it says may be the very thing that the rule misses. What a heading says is looked for in all that follows it.
A text of more than `page` words that neither greets nor is signed is a page, as is one three times as long, and is not looked
at (0: all are).

`way-forward` and `softening` may stand among the moves: a sentence does them whose bad news has a way forward tied to
it, or is softened, as the reading of the message has it (see `msgreview show`). They are about that one sentence, wherever
`within` ends.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import accumulate
from typing import Literal

import msgspec

from msgreview.model.document import Document
from msgreview.model.finding import Hit
from msgreview.rubric.kind import Kind
from msgreview.rubric.lexical import compiled
from msgreview.rubric.view import CARRIED, ScannedDocument, View

_SENTENCES = re.compile(r"(\d+) sentences?")
_FACTS = frozenset(("data", "table"))
_INVITATION = "invitation"
_REASON = "explanation"
_CACHED = 4096
"""Sentences of which it stays in memory whether they say something."""


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The options of `move`."""

    on: tuple[str, ...]
    needs: tuple[str, ...] = ()
    forbids: tuple[str, ...] = ()
    but_not: tuple[str, ...] = ()
    not_by: tuple[str, ...] = ()
    certain: bool = False
    saying: str = ""
    within: str = "2 sentences"
    side: Literal["near", "before", "after", "same"] = "near"
    position: Literal["anywhere", "first", "last"] = "anywhere"
    min_words: int = 0
    page: int = 0

    def __post_init__(self) -> None:
        if not self.on:
            raise ValueError("`on` names no move")
        if self.needs and self.forbids:
            raise ValueError("a rule either `needs` something or `forbids` something: make two rules of it")
        if self.within not in ("paragraph", "message") and not _SENTENCES.fullmatch(self.within):
            raise ValueError(f'`within` is "2 sentences" (any number), "paragraph" or "message", not "{self.within}"')


def triggers(options: Options) -> tuple[str, ...]:
    """The moves without any of which there is no hit; what a sentence's bad news carries stands and falls with it."""
    return tuple("bad-news" if move in CARRIED else move for move in options.on)


def check(view: View, options: Options) -> Iterator[Hit]:
    """One hit a sentence that sets the rule off."""
    scanned = view.scanned
    triggers = scanned.engaged(options.on) - scanned.engaged(options.but_not)
    if not triggers or scanned.words < options.min_words:
        return
    wanted = options.needs or options.forbids
    reading = view.document.reading
    if reading is not None:
        bound = options.page * (3 if reading.greeting or reading.signoff else 1)
        if (options.certain and reading.unread) or 0 < bound < scanned.words:
            return
    near = Neighbours(view.document, scanned.numbers(wanted) - scanned.numbers(options.not_by), options)
    carrying = scanned.carrying(wanted)
    triggers -= _tolerated(scanned, triggers, options)
    for number in sorted(triggers):
        if (
            _stands(scanned, number, options.position)
            and (not wanted or (number in carrying or near.reach(number)) == bool(options.forbids))
            and (not options.saying or _says(scanned.line(number), options.saying))
        ):
            yield view.sentence(number)


def _tolerated(scanned: ScannedDocument, triggers: set[int], options: Options) -> set[int]:
    """Those of the sentences that are left alone because of what stands elsewhere: see the kind's description."""
    kinds = {number: scanned.document.sentences[number].kind for number in triggers if options.needs}
    facts = {number for number, kind in kinds.items() if kind in _FACTS}
    tolerated = facts if len(facts) < len(kinds) else set[int]()
    reading = scanned.document.reading
    if reading is not None and _INVITATION in options.not_by and scanned.numbers((_INVITATION,)):
        kindly = {news.sentence for news in reading.bad_news if news.softened and (options.certain or _REASON in news.soft_by)}
        tolerated |= kindly | {number for number, kind in kinds.items() if kindly and (options.certain or kind == "heading")}
    return tolerated


@lru_cache(maxsize=_CACHED)
def _says(line: str, pattern: str) -> bool:
    """Whether a pattern is in a sentence as patterns see it. Cached, as paths and messages share most sentences."""
    return compiled(pattern, ignorecase=True).search(line) is not None


def _stands(scanned: ScannedDocument, number: int, position: str) -> bool:
    """Whether a sentence is where the rule looks: anywhere, or the first or last that says something."""
    if position == "anywhere":
        return True
    if position == "first":
        return number == scanned.first_content
    return scanned.document.reading is not None and number == scanned.document.reading.last_content


class Neighbours:
    """The sentences that a rule needs or forbids, and whether one stands near enough to another, on the right side of it.

    Sentences have a place each that only grows: their number among those with words, their paragraph, or one for all. So
    those within reach of a sentence stand side by side, and are looked up by bisection.
    """

    def __init__(self, document: Document, others: Iterable[int], options: Options) -> None:
        self._numbers = sorted(others)
        self._options = options
        self._sentences = document.sentences
        self._reach = 0
        if options.within == "message":
            places = [0] * len(document.sentences)
        elif options.within == "paragraph":
            places = [document.blocks[sentence.block].paragraph for sentence in document.sentences]
        else:
            places = list(accumulate(bool(sentence.words) for sentence in document.sentences))
            self._reach = int(options.within.split()[0])
        self._places = places
        self._taken = [places[number] for number in self._numbers]

    def reach(self, trigger: int) -> bool:
        """Whether one of them reaches a sentence.

        The trigger's own sentence counts as before and after itself for what is needed, not for what is forbidden: the order
        of two moves in one sentence cannot be told.
        """
        side = self._options.side
        before, after = bisect_left(self._numbers, trigger), bisect_right(self._numbers, trigger)
        if before < after and (self._options.needs or side in ("near", "same")):
            return True
        if after < len(self._numbers) and self._options.needs and self._sentences[trigger].kind == "heading":
            return True
        place = self._places[trigger]
        if side in ("near", "before") and bisect_left(self._taken, place - self._reach) < before:
            return True
        return side in ("near", "after") and after < bisect_right(self._taken, place + self._reach)


KIND = Kind(
    "move",
    __doc__,
    Options,
    args=("words",),
    arms=lambda _: ("on", "forbids"),
    check_text=check,
    triggers=triggers,
    moves=("on", "needs", "forbids", "but_not", "not_by"),
    carried=CARRIED,
    of_whole=lambda options: options.within == "message",
)
