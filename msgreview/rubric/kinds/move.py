"""What a sentence does, and what must (or must not) stand near it.

`on` names the moves that set the rule off: a sentence doing any of them is looked at, and is the hit; one that also does
any of the moves in `but_not` is left to another rule. With `needs`, it is a hit only if no sentence `within` reach does
one of those moves; with `forbids`, only if one does.

`way-forward` and `softening` may stand among the moves: a sentence does them whose bad news has a way forward tied to
it, or is softened, as the reading of the message has it (see `msgreview show`). They are about that one sentence, wherever
`within` ends.
"""

import re
from collections.abc import Iterator
from typing import Literal

import msgspec

from msgreview.model.document import Document
from msgreview.model.finding import Hit
from msgreview.rubric.kind import Kind
from msgreview.rubric.view import ScannedDocument, View

_SENTENCES = re.compile(r"(\d+) sentences?")


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The options of `move`."""

    on: tuple[str, ...]
    needs: tuple[str, ...] = ()
    forbids: tuple[str, ...] = ()
    but_not: tuple[str, ...] = ()
    within: str = "2 sentences"
    side: Literal["near", "before", "after", "same"] = "near"
    position: Literal["anywhere", "first", "last"] = "anywhere"
    min_words: int = 0

    def __post_init__(self) -> None:
        if not self.on:
            raise ValueError("`on` names no move")
        if self.needs and self.forbids:
            raise ValueError("a rule either `needs` something or `forbids` something: make two rules of it")
        if self.within not in ("paragraph", "message") and not _SENTENCES.fullmatch(self.within):
            raise ValueError(f'`within` is "2 sentences" (any number), "paragraph" or "message", not "{self.within}"')


CARRIED = ("way-forward", "softening")
"""What a sentence with bad news may do besides, as the message is read."""


def triggers(options: Options) -> tuple[str, ...]:
    """The moves without any of which there is no hit; what a sentence's bad news carries stands and falls with it."""
    return tuple("bad-news" if move in CARRIED else move for move in options.on)


def check(view: View, options: Options) -> Iterator[Hit]:
    """One hit a sentence that sets the rule off."""
    scanned = view.scanned
    triggers = scanned.numbers(options.on) | scanned.carrying(options.on)
    triggers -= scanned.numbers(options.but_not) | scanned.carrying(options.but_not)
    if not triggers or scanned.words < options.min_words:
        return
    wanted = options.needs or options.forbids
    others, carrying = scanned.numbers(wanted), scanned.carrying(wanted)
    for number in sorted(triggers):
        if _stands(scanned, number, options.position):
            near = number in carrying or any(_reaches(view.document, number, other, options) for other in others)
            if not wanted or near == bool(options.forbids):
                yield view.sentence(number)


def _stands(scanned: ScannedDocument, number: int, position: str) -> bool:
    """Whether a sentence is where the rule looks: anywhere, or the first or last that says something."""
    if position == "anywhere":
        return True
    if position == "first":
        return number == scanned.first_content
    return scanned.document.reading is not None and number == scanned.document.reading.last_content


def _reaches(document: Document, trigger: int, other: int, options: Options) -> bool:
    """Whether sentence `other` stands near enough to the trigger, and on the right side of it.

    The trigger's own sentence counts as before and after itself for what is needed, not for what is forbidden: the order
    of two moves in one sentence cannot be told.
    """
    if trigger == other:
        return bool(options.needs) or options.side in ("near", "same")
    if options.side == "same" or (options.side == "before" and other > trigger) or (options.side == "after" and other < trigger):
        return False
    if options.within == "message":
        return True
    if options.within == "paragraph":
        return _paragraph(document, trigger) == _paragraph(document, other)
    low, high = min(trigger, other), max(trigger, other)
    steps = sum(1 for sentence in document.sentences[low + 1 : high + 1] if sentence.words)
    return steps <= int(options.within.split()[0])


def _paragraph(document: Document, number: int) -> int:
    return document.blocks[document.sentences[number].block].paragraph


KIND = Kind(
    "move",
    __doc__,
    Options,
    args=("words",),
    arms=lambda _: ("on", "forbids"),
    check_text=check,
    triggers=triggers,
    moves=("on", "needs", "forbids", "but_not"),
    carried=CARRIED,
)
