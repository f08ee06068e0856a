"""What to write in the place of a rule's words, so that it reads well there: their case, and the article before them."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from msgreview.model.span import Span
from msgreview.rubric.schema import Rule

_QUOTES = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"'})
_ADDRESS = re.compile(r"://|@|www\.|\\", re.IGNORECASE)
_JOINED_BEFORE = re.compile(r"[\w/\\#&=+~%.\-]$")
_JOINED_AFTER = re.compile(r"[\w/\\#&=+~%\-]|[.:]\w")
_STARTS = re.compile(r"(?:^|[.!?:\n]|%\}|>|^[ \t]*(?:[-*•>]|\d+[.)]))[ \t\n\"'“‘(*_]*$", re.MULTILINE)
_ARTICLE = re.compile(r"(?<!\w)([Aa]n?)([ ]+)$")
_QUOTED = re.compile(r"[\"“‘'`*\[]$")
_AN = re.compile(r"(?:hour|honest|hono|heir)|(?!eu|ewe|one\b|once|uni(?!n|m)|us[aeiu]|ut[ei])[aeiou]", re.IGNORECASE)


class Splice(NamedTuple):
    """The words that stand in the place of a span of a text."""

    start: int
    end: int
    words: str


class Wording(NamedTuple):
    """A way to say it."""

    words: str
    """What is written instead; "" where words are left out."""
    splices: tuple[Splice, ...]
    """In the order of the text."""
    safe: bool


def wordings(rule: Rule, text: str, span: Span) -> Iterator[Wording]:
    """The ways in which a rule would say `text[span]`, the likeliest first."""
    words = text[slice(*span)]
    key = " ".join(words.translate(_QUOTES).casefold().split())
    for replacements, safe in ((rule.fixes.safe, True), (rule.fixes.unsafe, False)):
        if key in replacements and not _is_joined(text, span):
            yield from _placed(text, span, replacements[key], safe=safe)
            return


def _placed(text: str, span: Span, words: str, *, safe: bool) -> Iterator[Wording]:
    """The words in the case of those that they replace, with the article that goes with them."""
    if not words:
        return
    before, old = text[: span.start], text[slice(*span)]
    starts = _STARTS.search(before) is not None
    shouted = old.isupper() and sum(map(str.isalpha, old)) > 1
    if shouted:
        words = words.upper()
    elif old[:1].isupper():
        words = words[:1].upper() + words[1:]
        safe = safe and starts and old[1:] == old[1:].lower()
    splices = [Splice(*span, words)]
    article = _ARTICLE.search(before)
    if article:
        right = "an" if _AN.match(words) else "a"
        if article[1].lower() != right:
            start = article.start(1)
            new = right.capitalize() if article[1][0].isupper() else right
            splices.insert(0, Splice(start, start + len(article[1]), new))
    yield Wording(words, tuple(splices), safe and not _QUOTED.search(before))


def _is_joined(text: str, span: Span) -> bool:
    """Whether the words are a part of a longer word, or of an address."""
    start = max(text.rfind(white, 0, span.start) for white in " \t\n\r") + 1
    end = min((at for white in " \t\n\r" if (at := text.find(white, span.end)) >= 0), default=len(text))
    around = text[start : span.start] + " " + text[span.end : end]
    return bool(_JOINED_BEFORE.search(text[: span.start]) or _JOINED_AFTER.match(text, span.end) or _ADDRESS.search(around))
