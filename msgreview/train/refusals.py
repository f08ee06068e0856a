"""Whether a no is still a no: it may be softened in its words, and not in what it says.

A maybe has many forms: an effort ("I'll see what I can do"), a hope ("it should be fine"), a hedge ("that may be a little
difficult"), a secret ("just this once, nobody will mind"). Words that lead to something else instead are no maybe.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Literal, NamedTuple

from msgreview.train.analysis import Analysed
from msgreview.train.english import English, straight
from msgreview.train.grade import Remark

Became = Literal["kept", "lost", "softened"]

_SAYS = English("refusals")


class Refusal(NamedTuple):
    """What became of a no, and the words of the answer that turn it into a maybe."""

    became: Became
    maybes: tuple[tuple[int, int], ...] = ()


def refuses(analysed: Analysed) -> bool:
    """Whether a text says no to its reader: without a condition, and not only that something has not happened."""
    text, document = straight(analysed.document.text), analysed.document
    for sentence in document.sentences:
        words = text[sentence.start : sentence.end]
        says_no = (
            "refusal" in sentence.moves
            or _SAYS["refuses"].search(words)
            or ("bad-news" in sentence.moves and _SAYS["no"].search(words))
        )
        if says_no and not _SAYS["condition"].search(words):
            return True
    return False


def check_refusal(answer: Analysed, given: str = "") -> Refusal:
    """What became of the no that an answer must say. Maybes of the text that was `given` are its own."""
    text, source = straight(answer.document.text), straight(given)
    maybes = [span for span in _maybes(text, "strong") if text[slice(*span)].lower() not in source.lower()]
    weak = [span for span in _maybes(text, "weak") if text[slice(*span)].lower() not in source.lower()]
    if maybes:
        return Refusal("softened", tuple(maybes))
    moves = answer.moves
    if not _SAYS["no"].search(_SAYS["no-no"].sub(" ", text)) and "refusal" not in moves and "bad-news" not in moves:
        return Refusal("softened" if weak else "lost", tuple(weak))
    plain = "refusal" in moves or _SAYS["refuses"].search(text)
    return Refusal("softened", tuple(weak)) if len(weak) > 1 and not plain else Refusal("kept")


def refusal_remarks(refusal: Refusal) -> tuple[Remark, ...]:
    """What a learner reads of it."""
    if refusal.became == "kept":
        return (Remark(True, "Your no is still a no: nobody will hope in vain."),)
    if refusal.became == "lost":
        return (Remark(False, "The no is gone. Say in one plain clause what is not possible, then what is."),)
    words = "This turns the no into a maybe, and the reader will hope in vain. Say the no plainly; be kind in how you say it."
    return tuple(Remark(False, words, start=start, end=end) for start, end in refusal.maybes[:1])


@cache
def _patterns(name: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(_SAYS.expression(pattern), re.IGNORECASE) for pattern in _SAYS.tables[name])


def _maybes(text: str, name: str) -> Iterator[tuple[int, int]]:
    """Where the maybes of a name are that lead to nothing else instead."""
    for pattern in _patterns(name):
        for match in pattern.finditer(text):
            start = max(text.rfind(mark, 0, match.start()) for mark in ".!?\n") + 1
            end = min((place for mark in ".!?\n" if (place := text.find(mark, match.end())) >= 0), default=len(text))
            if not _SAYS["elsewhere"].search(text, start, end):
                yield match.span()
