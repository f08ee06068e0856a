"""Whether a message says something that no move knows: a rule that must be sure does not judge what it has not read."""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import chain

from msgreview.model.document import Document
from msgreview.model.later import later
from msgreview.model.span import Span

SAYS_LITTLE = frozenset(("deadline", "emoji", "lead-in", "status", "plain-reason", "restatement", "heading"))
"""Moves that leave open what a clause does for its reader besides."""

_CACHED = 4096
"""Sentences whose clauses stay in memory."""

_WORDS = 3
"""Words from which on a clause says something of its own."""

_CUT = later(
    r"(?:[,;:.!?()]\s|\s[-–—]+\s|—)+(?:(?:but|and|or|though|so)\s)?|\s(?:but|and|or|though|although|while|so|yet|as|because|if|until|unless)\s",
    re.IGNORECASE,
)
_SPOKEN = frozenset(("prose", "list", "quote"))
_TOLD = later(
    r"\W*\[(?:[\w' -]* )?(?:answer|body|comments?|content|description|details|explanation|feedback|html|message|notes?"
    r"|reasons?|remarks?|reply|response|t|text|value|words)(?: \d+)?\]\W*",
    re.IGNORECASE,
)
"""What stands for a value that says something itself, as a reason that somebody wrote does."""


def is_unread(document: Document, seen: Callable[[int], Sequence[Span]]) -> bool:
    """Whether any sentence is a value that may say anything, or has a clause that none of the words `seen` in it belong to."""
    for number, sentence in enumerate(document.sentences):
        if sentence.kind in _SPOKEN and sentence.words:
            start, words = sentence.start, seen(number)
            if _TOLD.fullmatch(document.text, start, sentence.end):
                return True
            for low, high in _clauses(document.text[start : sentence.end]):
                if not any(word.start < start + high and start + low < word.end for word in words):
                    return True
    return False


@lru_cache(maxsize=_CACHED)
def _clauses(sentence: str) -> tuple[Span, ...]:
    """The clauses of a sentence that are more than a word or two. Cached, as paths and messages share most sentences."""
    clauses: list[Span] = []
    start = 0
    for cut in chain(_CUT.finditer(sentence), (None,)):
        stop = cut.start() if cut else len(sentence)
        if len(sentence[start:stop].split()) >= _WORDS:
            clauses.append(Span(start, stop))
        start = cut.end() if cut else stop
    return tuple(clauses)
