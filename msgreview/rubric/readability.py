"""The words that reading grades are counted on, and the library that counts them."""

import warnings
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

from msgreview.model.document import Document
from msgreview.model.later import later

PROSE = ("prose", "list", "quote")
"""Kinds of blocks that are prose."""

_WORD = later(r"(?:[A-Z]\.){2,}|[\w']+")
_ADDRESS = later(r"\S+@\S+|(?:https?://|www\.)\S+")


def own_words(document: Document) -> Iterator[tuple[str, ...]]:
    """The words of each sentence of prose in order; values of variables, web and mail addresses are left out."""
    values = [segment for segment in document.map.segments if segment.value]
    starts, ends = [value.at for value in values], [value.at + value.length for value in values]
    for sentence in document.sentences:
        if sentence.kind not in PROSE:
            continue
        text, at = "", sentence.start
        for value in values[bisect_right(ends, sentence.start) : bisect_left(starts, sentence.end)]:
            text += document.text[at : max(at, value.at)]
            at = max(at, value.at + value.length)
        yield _words(text + document.text[at : max(at, sentence.end)])


@lru_cache(maxsize=4096)
def _words(sentence: str) -> tuple[str, ...]:
    """The words of a sentence, cached: other paths and messages have many of the same."""
    return tuple(_WORD.findall(_ADDRESS.sub(" ", sentence)))


@cache
def syllable_count(word: str) -> int:
    """Syllables of an English word in small letters."""
    return int(textstat().syllable_count(word))


@cache
def textstat() -> Any:
    """The library's formulas and dictionary, imported when the first text is counted, which takes a second."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # textstat 0.7.8 imports pkg_resources, which warns of its own age
        from textstat import textstat
    return textstat
