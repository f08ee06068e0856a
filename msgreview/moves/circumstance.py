"""What stands below bad news and says why without a "because": a plain fact of the world."""

import re
from functools import cache, lru_cache
from typing import NamedTuple

from msgreview.language import language, primary
from msgreview.model.document import Document
from msgreview.model.later import later

_CACHED = 4096
"""Sentences of which it stays in memory."""

_OWN_DOING = frozenset(("threat", "blame"))
"""News that no fact of the world explains."""


class _Forms(NamedTuple):
    """How a fact is stated in a language, the words that do more, and those of what is over."""

    fact: re.Pattern[str]
    speaks: re.Pattern[str]
    past: re.Pattern[str]
    reader: re.Pattern[str] | None
    bygone: re.Pattern[str]
    lasting: re.Pattern[str]


def says_why(document: Document, number: int) -> bool:
    """Whether the sentence below the news of a sentence does nothing but state a fact."""
    sentences = document.sentences
    if not _OWN_DOING.isdisjoint(sentences[number].moves) or number + 1 == len(sentences):
        return False
    return not sentences[number + 1].moves and is_fact_below(document, number + 1, number)


def is_fact_below(document: Document, number: int, news: int) -> bool:
    """Whether a sentence states a fact in the paragraph of the `news`, which is the sentence before it."""
    blocks, (above, below) = document.blocks, document.sentences[number - 1 : number + 1]
    if number - 1 != news or below.kind != "prose" or blocks[above.block].paragraph != blocks[below.block].paragraph:
        return False
    return _is_fact(document.text[below.start : below.end], primary(document.message.lang))


def is_past(document: Document, number: int) -> bool:
    """Whether a fact is in the past, and not what holds from now on."""
    sentence = document.sentences[number]
    return _forms(primary(document.message.lang)).past.search(document.text, sentence.start, sentence.end) is not None


def is_bygone(document: Document, number: int) -> bool:
    """Whether a sentence tells only what was so once, and nothing of the reader."""
    forms, at = _forms(primary(document.message.lang)), document.span(number)
    if names_reader(document, number) or document.sentences[number].kind != "prose":
        return False
    return forms.bygone.search(document.text, *at) is not None and forms.lasting.search(document.text, *at) is None


def names_reader(document: Document, number: int) -> bool:
    """Whether a sentence names the reader; in a language whose words for that are not known, it may."""
    reader = _forms(primary(document.message.lang)).reader
    return reader is None or reader.search(document.text, *document.span(number)) is not None


@lru_cache(maxsize=_CACHED)
def _is_fact(sentence: str, lang: str) -> bool:
    forms = _forms(lang)
    return forms.fact.fullmatch(sentence) is not None and forms.speaks.search(sentence) is None


@cache
def _forms(lang: str) -> _Forms:
    lines = language(lang).lines
    speaks, past, reader, bygone, lasting = (
        later(rf"\b(?:{words or '(?!)'})\b", re.IGNORECASE)
        for words in (lines.speaks, lines.past, lines.reader, lines.bygone, lines.lasting)
    )
    fact = later(lines.fact or r"(?!)", re.IGNORECASE)
    return _Forms(fact, speaks, past, reader if lines.reader else None, bygone, lasting)
