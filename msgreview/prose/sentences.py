"""Where a sentence ends, in a run of prose whose lines are already joined or cut."""

import re
from collections.abc import Iterator

from msgreview.language.language import Stops
from msgreview.model.later import later
from msgreview.model.span import Span

_EMOJI = "\u2190-\u21ff\u2300-\u27bf\u2b00-\u2bff\ufe0f\u200d\U0001f000-\U0001faff"
_CLOSERS = "\"'”’»)\\]*_"

_SIGNS = rf"[.!?…]+[{_CLOSERS}]*"
_AFTER = r"(?=\s|$|[A-Z“\"(¿¡])"
_FACE = r"(?<=\s)[:;]['’]?-?[()](?=\s+[A-Z])"
_END = later(rf"{_SIGNS}{_AFTER}|{_FACE}")
_END_OR_EMOJI = later(rf"{_FACE}|{_SIGNS}(?:[ \t]*[{_EMOJI}]+)*{_AFTER}|[{_EMOJI}]+(?=\s+[A-Z])")
"""Where a sentence may end: after its mark and what closes with it, or after a picture that stands for a mark."""

_GLUED = later(
    r"[\"'“‘(\[]*[A-Za-z0-9'’,()-]*(?:[a-z]{2}|[0-9)])[.!?]+[\"'”’»)\]*_]*[\"'“‘(\[]*(?:[A-Z][a-z'’][A-Za-z'’-]*|[AI])[,;:.!?)\"'”’]*$"
)
_TOKEN = later(r"\S+")
_LETTER = "A-Za-zÀ-ÖØ-öø-ÿ"
_WORD_BEFORE = later(rf"(?<![{_LETTER}.'’])([{_LETTER}](?:[{_LETTER}.'’]*[{_LETTER}])?)$")
_NEXT_WORD = later(r"[\"'“‘„«(\[*_¿¡]*([^\W\d_]+(?:['’][a-z]+)?|\d|\S)")


def split_sentences(text: str, stops: Stops) -> Iterator[Span]:
    """The sentences of a text in order, without the white space between them."""
    at, end = 0, len(text)
    marks = _END if text.isascii() else _END_OR_EMOJI
    for mark in marks.finditer(text):
        after = mark.end()
        following = _skip_space(text, after)
        if following == end or _ends(text, mark, at, following, stops):
            yield Span(at, after)
            at = following
    if at < end:
        yield Span(at, at + len(text[at:].rstrip()))


def _skip_space(text: str, at: int) -> int:
    if text[at : at + 1] == " " and not text[at + 1 : at + 2].isspace():
        return at + 1
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _ends(text: str, mark: re.Match[str], start: int, following: int, stops: Stops) -> bool:
    """Whether `mark` ends the sentence that began at `start`; the next words are at `following`."""
    if following == mark.end():
        return _is_glued(text, mark, start)
    signs = mark[0]
    match = _NEXT_WORD.match(text, following)
    word = match[1] if match else ""
    if signs[0] != ".":
        return _ends_loudly(signs, word, stops)
    if signs.startswith(".."):
        return not word[:1].islower()
    before = _WORD_BEFORE.search(text, max(start, mark.start() - 16), mark.start())
    if before is None:
        words = text[start : mark.start()]
        return not (words.isdigit() or (words[-1:].isdigit() and _is_ordinal(word, stops)))
    at = before.start(1)
    return _ends_after(before[1], text[max(start, at - 2) : at], word, stops)


def _is_ordinal(following: str, stops: Stops) -> bool:
    """Whether a number with a full stop before the word is an ordinal; only some languages write them so."""
    return bool(stops.after_ordinal) and (following[:1].islower() or following.lower() in stops.after_ordinal)


def _ends_loudly(signs: str, following: str, stops: Stops) -> bool:
    """After "!", "?", "…", ":(" or an emoji: a small letter goes on where something was quoted, trails off or is a picture."""
    if signs[0] in ":;":
        return True
    if signs[0] in "!?":
        return not (following[:1].islower() and signs[-1] in "\"'”’)»")
    if signs[0] == "…":
        return not following[:1].islower()
    return following.lower() in stops.starters


def _ends_after(word: str, before: str, following: str, stops: Stops) -> bool:
    """Whether a full stop after `word` ends the sentence, by what follows it. `before`: the characters before the word."""
    low = word.lower()
    if min(map(len, word.split("."))) > 1 and not stops.abridged(low):  # An address has dots, too, and no single letters.
        return True
    starter = following[:1].isupper() and following.lower().replace("’", "'") in stops.starters
    if low in stops.titles or (low == "st" and not before.rstrip()[-1:].isalnum()):
        return False
    if low in stops.before_number:
        if before.rstrip()[-1:].isdigit():  # "on 2 Jan."
            return following[:1].isupper()
        return starter or not (following[:1].isdigit() or following[:1].islower() or low not in stops.words_too)
    if low in stops.loose:
        return following[:1].isupper() and following.lower() not in stops.days
    if len(word) == 1 and (word.islower() or word == "I" or (before[-1:] == "-" and before[:1].isalnum())):  # "room B-N."
        return True
    return starter and (len(word) > 1 or following not in ("A", "I"))


def _is_glued(text: str, mark: re.Match[str], start: int) -> bool:
    """Whether the mark stands between two plain words, not in an address, a file name or a version."""
    low = max(text.rfind(" ", start, mark.start()), text.rfind("\n", start, mark.start()), start - 1) + 1
    token = _TOKEN.match(text, low)
    return token is not None and _GLUED.fullmatch(token[0]) is not None
