"""Words that are correct though no dictionary has them: names, acronyms, and words of the settings or the samples."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from rapidfuzz.distance import DamerauLevenshtein

from msgreview.model.config import Config
from msgreview.model.message import Message
from msgreview.rubric.grammar.engine import Slip

_WORD = re.compile(r"[^\W\d_]+")
_ACRONYM = 5
"""Letters of the longest word in capitals that is taken for an acronym; longer ones may be shouted."""


class Accepted:
    """The accepted words of one catalogue."""

    def __init__(self, config: Config) -> None:
        words = (*config.vocabulary.accept, *config.vocabulary.acronyms, *config.vocabulary.reject.values(), *config.services)
        self._words = frozenset(_words([words, config.variables]))

    def allow(self, slip: Slip, text: str, message: Message) -> bool:
        """Whether the words of a slip in `text` are accepted. Only spelling is a matter of words alone."""
        written = text[slip.start : slip.end]
        if slip.category != "spelling":
            return False
        words = [word.lower() for word in _WORD.findall(written)]
        accepted = self._words | frozenset(_words(message.samples))
        before = text[: slip.start].rstrip()
        opens = not before or before[-1] in ".:!?"
        beside = text[max(0, slip.start - 1) : slip.start] + text[slip.end : slip.end + 1]
        part = len(written) <= 3 and ("-" in beside or beside[:1].isdigit())  # check-ins, under 16s
        return part or accepted.issuperset(words) or is_name(written, slip.suggestions, opens=opens)


def is_name(word: str, suggestions: Iterable[str], *, opens: bool) -> bool:
    """Whether a word is more likely a name than a slip: it has capitals, and no word of the dictionary is near.

    Near is one letter in six to eight, two after the first in longer words, and the same letters in another order; other
    short words (Marta) are names whatever is near. Two words in one (Rivermouth) are near only where the word `opens` a
    sentence: "Alot of books". A word with figures in it is a number of something.
    """
    if not word[:1].isupper():
        return any(letter.isdigit() for letter in word)
    if word.isupper() and len(word) <= _ACRONYM:
        return True
    if not word.isascii():
        return True
    return not any(_is_near(word.lower(), each.lower()) for each in suggestions if opens or " " not in each)


def _is_near(word: str, other: str) -> bool:
    slips = 0 if len(word) < 6 else 2 if len(word) > 8 and word[0] == other[:1] else 1
    return sorted(word) == sorted(other.replace(" ", "")) or DamerauLevenshtein.distance(word, other, score_cutoff=slips) <= slips


def _words(value: Any) -> Iterator[str]:
    """The words in a value and all that is nested in it, in small letters."""
    if isinstance(value, dict):
        value = [*value, *value.values()]
    if isinstance(value, list | tuple):
        for item in value:
            yield from _words(item)
    else:
        yield from (word.lower() for word in _WORD.findall(str(value)))
