"""Whether a message says something that no move knows: a rule that must be sure does not judge what it has not read."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import chain

from msgreview.model.document import Document
from msgreview.model.later import later
from msgreview.model.span import Span

SAYS_LITTLE = frozenset(("deadline", "emoji", "lead-in", "status", "plain-reason", "restatement"))
"""Moves that leave open what a clause does for its reader besides."""

_WORDS = 3
"""Words from which on a clause says something of its own."""

_CUT = later(
    r"(?:[,;:.!?()]\s|\s[-–—]+\s|—)+(?:(?:but|and|or|though|so)\s)?|\s(?:but|and|or|though|although|while|so|yet|as|because|if|until|unless)\s",
    re.IGNORECASE,
)
_SPOKEN = frozenset(("prose", "list", "quote"))


def is_unread(document: Document, seen: Callable[[int], Sequence[Span]]) -> bool:
    """Whether any sentence has a clause that none of the words belong to which are `seen` in it."""
    for number, sentence in enumerate(document.sentences):
        if sentence.kind in _SPOKEN and sentence.words:
            words = seen(number)
            for start, end in _clauses(document, number):
                if not any(word.start < end and start < word.end for word in words):
                    return True
    return False


def _clauses(document: Document, number: int) -> Iterator[Span]:
    """The clauses of a sentence that are more than a word or two."""
    start, end = document.span(number)
    for cut in chain(_CUT.finditer(document.text, start, end), (None,)):
        stop = cut.start() if cut else end
        if len(document.text[start:stop].split()) >= _WORDS:
            yield Span(start, stop)
        start = cut.end() if cut else end
