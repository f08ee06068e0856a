"""Whether texts that nobody says a language of are in another one than English: by the small words of each language."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from msgreview.language import TAGS, language, own_language

_USUAL = "en"
_CODE = re.compile(r"\{\{.{0,500}?\}\}|\{%.{0,500}?%\}|\{#[\s\S]{0,500}?#\}|<[^<>]*>|&\w+;|https?://\S+")
_WORD = re.compile(r"[^\W\d_]+")
_SHORT = 8
"""Words of a text that tells nothing."""
_ENOUGH = 60
"""Words that texts have together from which one can tell."""
_OWN = 0.15
"""Share of a text that is small words of no other language, if it is of this one."""
_SURE = 0.25
"""The same of all texts together. German and Spanish ones have a third; Catalan ones have a sixth that would be Spanish."""
_JOINT = 0.004
"""Share of the word "and", which distinguishes Spanish from Catalan, Galician and Portuguese."""
_REST = 0.1
"""Share of the texts that may be neither in this language nor in English: of a third one nothing is known here."""
_PASSAGE = 20
"""Words of a text by which it alone tells that it is not in English."""
_NONE = 0.12
"""Share of English small words below which a text is in another language: of English ones a quarter is, of Norwegian a tenth."""


class Spoken(NamedTuple):
    """A language that texts are in, for sure."""

    tag: str
    names: tuple[str, ...]
    """Which texts, by the names that they were given."""
    all: bool
    """Whether these are all that are long enough to tell, next to none of them English."""


def spoken(texts: Mapping[str, str]) -> Spoken | None:
    """The language other than English that some texts are in, by their names; None where that is not sure."""
    read = {name: _words(text) for name, text in texts.items()}
    long = {name: words for name, words in read.items() if len(words) >= _SHORT}
    english = [name for name, words in long.items() if _share(words, _USUAL) >= _OWN]
    for tag in TAGS:
        if tag == _USUAL:
            continue
        if len(english) <= _REST * len(long) and _is_sure(long, tag):
            return Spoken(tag, tuple(long), True)
        own = {name: words for name, words in long.items() if name not in english and _share(words, tag) >= _OWN}
        if _is_sure(own, tag) and len(long) - len(own) - len(english) <= _REST * len(long):
            return Spoken(tag, tuple(own), False)
    return None


def foreign(texts: Mapping[str, str]) -> tuple[str, ...]:
    """The names of the texts that are not in English, whatever they are in; shorter ones tell nothing."""
    read = {name: _words(text) for name, text in texts.items()}
    return tuple(name for name, words in read.items() if len(words) >= _PASSAGE and _share(words, _USUAL) < _NONE)


def _words(text: str) -> list[str]:
    return _WORD.findall(_CODE.sub(" ", text).casefold())


def _is_sure(texts: Mapping[str, Sequence[str]], tag: str) -> bool:
    """Whether texts, as words, are together in a language."""
    words = [word for each in texts.values() for word in each]
    joint = words.count(language(tag).numbers.joint)
    return len(words) >= _ENOUGH and joint >= _JOINT * len(words) and _share(words, tag) >= _SURE


def _share(words: Sequence[str], tag: str) -> float:
    """The share of words that are small words of this language, and of no other."""
    return sum(own_language(word) == tag for word in words) / len(words)
