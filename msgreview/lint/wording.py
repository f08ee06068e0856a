"""Puts other words into a text so that it reads well there: their case, the article before them, the spaces round them."""

import re
from typing import NamedTuple

from msgreview.model.span import Span
from msgreview.rubric.actions import Replacement

_ADDRESS = re.compile(r"://|@|www\.|\\", re.IGNORECASE)
_JOINED_BEFORE = re.compile(r"[\w/\\#&=+~%.\-]\Z")
_JOINED_AFTER = re.compile(r"[\w/\\#&=+~%\-]|[.:]\w")
_STARTS = re.compile(r"(?:^|[.!?:\n]|%\}|>|^[ \t]*(?:[-*•>]|\d+[.)]))[ \t\n\"'“‘(*_]*\Z", re.MULTILINE)
_ARTICLE = re.compile(r"(?<!\w)([Aa]n?)[ ]+\Z")
_QUOTED = re.compile(r"[\"“‘'`*\[]\Z")
_LONGEST_ABBREVIATION = 5
_AN = re.compile(r"(?:hour|honest|hono|heir)|(?!eu|ewe|one\b|once|uni(?!n|m)|us[aeiu]|ut[ei])[aeiou]", re.IGNORECASE)
_SPACES = re.compile(r"[ \t]*")
_FIRST = re.compile(r"[ \t]+(\w)")


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


def placed(text: str, span: Span, new: Replacement) -> Wording | None:
    """The text with other words at a span; None where these are a part of a longer word or of an address."""
    if new.verbatim and (new.words or text[slice(*span)].isspace()):
        return Wording(new.words, (Splice(*span, new.words),), new.safe)
    if _is_joined(text, span):
        return None
    before = text[: span.start]
    safe = new.safe and not _QUOTED.search(before)
    if not new.words.strip():
        splice = _left_out(text, span)
        return Wording("", (splice,), safe) if splice else None
    words = _cased(new.words, text, span)
    # A capital in the middle of a sentence may be a name's.
    is_name = text[span.start].isupper() and not words.isupper() and not _STARTS.search(before)
    return Wording(words, (*_article(before, words), Splice(*span, words)), safe and not is_name)


def _cased(words: str, text: str, span: Span) -> str:
    """The words in the case of those that they replace. A short word in capitals may be an abbreviation: there the line tells."""
    old = text[slice(*span)]
    line = text[text.rfind("\n", 0, span.start) + 1 : span.start] + text[span.end :].partition("\n")[0]
    if old.isupper() and (len(old) > _LONGEST_ABBREVIATION or line.isupper()):
        return words.upper()
    if old[0].isupper() and (_STARTS.search(text[: span.start]) or not old.isupper()):
        return words[0].upper() + words[1:]
    return words


def _article(before: str, words: str) -> tuple[Splice, ...]:
    """The change of an article in front of the words, if it does not go with their sound."""
    match = _ARTICLE.search(before)
    right = "an" if _AN.match(words) else "a"
    if match is None or match[1].lower() == right:
        return ()
    return (Splice(*match.span(1), right.capitalize() if match[1][0].isupper() else right),)


def _left_out(text: str, span: Span) -> Splice | None:
    """The text without the words and the space beside them; None where that leaves an empty line, or a sentence to mend."""
    start, end = span
    low, high = len(text[:start].rstrip(" \t")), _spaces(text, end)
    begins, stops = text[low - 1 : low] in ("", "\n"), text[high : high + 1] in ("", "\n")
    if stops:
        return None if begins else Splice(low, end, "")
    if _STARTS.search(text[:start]) and text[start].isupper():
        first = _FIRST.match(text, end)
        return Splice(start, first.end(), first[1].upper()) if first else None
    if high > end and (begins or low < start):
        return Splice(start, high, "")
    return Splice(low, end, "") if low < start else None


def _spaces(text: str, at: int) -> int:
    match = _SPACES.match(text, at)
    return match.end() if match else at


def _is_joined(text: str, span: Span) -> bool:
    """Whether the words are a part of a longer word, or of an address."""
    start = max(text.rfind(white, 0, span.start) for white in " \t\n\r") + 1
    end = min((at for white in " \t\n\r" if (at := text.find(white, span.end)) >= 0), default=len(text))
    around = text[start : span.start] + " " + text[span.end : end]
    before = text[span.start].isalnum() and _JOINED_BEFORE.search(text[: span.start])
    after = text[span.end - 1].isalnum() and _JOINED_AFTER.match(text, span.end)
    return bool(before or after or _ADDRESS.search(around))
