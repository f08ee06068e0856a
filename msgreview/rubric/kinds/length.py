"""How long something may be.

`of` says what is counted: `words`, `characters`, `sms-segments` and `sms-characters` count the body,
`subject-characters` the subject, `sentence-words` each sentence (a title before a dash, addresses and code do not count,
of what "; and" divides the longer half does, and what stands in square brackets for a value, the name of a law, and a list in
brackets count as one word, a heading in the line above for none),
`paragraph-sentences` each paragraph. A sentence that marks divide into stretches of at most `stretch` words each reads like
several: its limit is `max_divided`. So does a list up to its last "and", each item two words longer at most, and a short
condition, of `condition` words if that is given, before a sentence of at most `after_condition` words. A word or three in
brackets in its midst divide nothing.
With `joins`, a sentence of at most `max_divided` words that joins fewer clauses than that is easy, too, unless it opens with a
condition that no mark ends.

A text message is counted as it is sent: 160 characters alone or 153 a segment,
70 or 67 where one character is not in the GSM alphabet, and that character is then the hit. `max` of `sms-segments` is the
catalogue's `sms.segments` unless the rule says else. One segment more is worth its price where more than `worth` plain
characters stand in it.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from sys import maxsize
from typing import Literal

import msgspec

from msgreview.language import language
from msgreview.model.config import Settings
from msgreview.model.finding import Hit
from msgreview.model.later import later
from msgreview.prose.document import STAND_IN, count_words
from msgreview.rubric.ease import is_easy
from msgreview.rubric.kind import Kind
from msgreview.rubric.schema import Applies
from msgreview.rubric.sms import GSM7, outside, past, past_units, segments
from msgreview.rubric.view import View

Of = Literal[
    "words", "characters", "sentence-words", "subject-characters", "paragraph-sentences", "sms-segments", "sms-characters"
]

_NAMED = 3
"""Characters outside the GSM alphabet that a hit names."""
OF_VALUES = ("characters", "subject-characters", "sms-segments", "sms-characters")
"""What grows with the values of variables: a rule of these is held to their `min` and `max`, too."""


_ADDRESS = later(r"(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+\.\w\S*|\{\{.*?\}\}", re.IGNORECASE)
"""What is copied and not read: a web or mail address, code that stands in the text."""

_LAW = later(
    r"\((?:[A-Z]{2,}|[Aa]rticles?|[Ss]ections?)\b(?:[^()]|\([^()]*\))*\)"
    r"|(?:[A-Z][\w'-]+ (?:(?:and|for|of|on|the) ){0,2}){2,}(?:Act|Code|Directive|Regulations?)\b(?: \d{4})?"
)
"""The name of a law, or the place in it that is meant: a word each."""

_ENCLOSED = later(r"\((?:[\w'’-]+ ?){1,3}(?:, ?(?:[\w'’-]+ ?){1,3})+\)")
"""A list of short items in brackets: examples that the eye skips."""


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The options of `length`."""

    of: Of
    max: int | None = None
    min: int | None = None
    stretch: int = 0
    """The most words between two marks of a sentence that reads easily."""
    max_divided: int | None = None
    """The limit of such a sentence."""
    condition: int = 0
    """The most words of a condition at its start; those of `stretch` unless given."""
    after_condition: int = 0
    """The most words after a condition, or more than one, each short."""
    joins: int = 0
    """The fewest clauses joined to a sentence that make it hard."""
    worth: int | None = None
    """The most plain characters in one segment more that a few words fewer would save; None where each is one too many."""

    def __post_init__(self) -> None:
        if self.max is None and self.min is None and self.of != "sms-segments":
            raise ValueError("it needs `max` or `min`")


def settle(options: Options, settings: Settings, _: Applies) -> Options:
    """The options with the catalogue's limit for text messages."""
    if options.of != "sms-segments" or options.max is not None:
        return options
    return msgspec.structs.replace(options, max=settings.config.sms.segments)


def check(view: View, options: Options) -> Iterator[Hit]:
    """One hit a thing that is too long or too short."""
    if options.of in ("sms-segments", "sms-characters"):
        yield from _sms(view, options)
    elif options.of == "sentence-words":
        yield from _sentences(view, options)
    elif options.of == "paragraph-sentences":
        yield from _paragraphs(view, options)
    elif options.of == "words":
        yield from _words(view, options)
    else:
        field = "subject" if options.of == "subject-characters" else "body"
        text = view.document.text_of(field)
        yield from _characters(text.rstrip(), field, options)


def _limit(count: int, options: Options) -> int | None:
    """The limit that a count breaks."""
    if options.max is not None and count > options.max:
        return options.max
    return options.min if options.min is not None and count < options.min else None


def _characters(text: str, field: str, options: Options) -> Iterator[Hit]:
    limit = _limit(len(text), options) if text else None
    if limit is not None:
        start = limit if len(text) > limit else 0
        yield Hit(start, len(text), field, (str(len(text)), str(limit)))


def _words(view: View, options: Options) -> Iterator[Hit]:
    count = view.scanned.words
    limit = _limit(count, options)
    if limit is None or not view.document.sentences:
        return
    reached = 0
    for number, sentence in enumerate(view.document.sentences):
        reached += sentence.words
        if reached > limit or count < limit:
            yield view.sentence(number, str(count), str(limit))
            return


def _sentences(view: View, options: Options) -> Iterator[Hit]:
    low, high = options.min or 0, options.max if options.max is not None else maxsize
    lang = view.document.message.lang
    for number, sentence in enumerate(view.document.sentences):
        if sentence.words and not low <= sentence.words <= high:
            text = _LAW.sub("X", _ENCLOSED.sub("(X)", STAND_IN.sub("X", view.document.text[sentence.start : sentence.end])))
            count, part = max((count_words(_ADDRESS.sub(" ", part)), part) for part in _parts(lang).split(text))
            limit = _limit(count, options)
            if limit is not None and not (count <= (options.max_divided or 0) and is_easy(part, lang, options)):
                yield view.sentence(number, str(count), str(limit))


@cache
def _parts(tag: str) -> re.Pattern[str]:
    """Between a heading in the line above or a title and what is said of it, or the two halves of what a semicolon divides."""
    return re.compile(
        rf"\A\W*(?:[A-Z][\w'’]* (?:(?:{language(tag).lines.particles}) )*){{2,}}[A-Z][\w'’]*\s*\n\s*(?=[A-Z])"
        r"|\s[-–—]\s+(?=[A-Z])|:\s+(?=[A-Z][a-z]* [a-z]+ [a-z])"
        r"|;\s+(?=(?:and|or|but)\s[^;]*\b(?:is|are|was|were|has|have|can|may|must|will|means?|refers?)\b)"
    )


def _paragraphs(view: View, options: Options) -> Iterator[Hit]:
    """Sentences of prose are counted; a list is not a long paragraph."""
    document = view.document
    prose = [number for number, sentence in enumerate(document.sentences) if sentence.kind == "prose"]
    for _, run in groupby(prose, lambda number: document.blocks[document.sentences[number].block].paragraph):
        numbers = list(run)
        limit = _limit(len(numbers), options)
        if limit is not None:
            at = numbers[limit] if len(numbers) > limit else numbers[0]
            yield view.sentence(at, str(len(numbers)), str(limit))


def _sms(view: View, options: Options) -> Iterator[Hit]:
    text = view.document.text.rstrip()
    sent = segments(text)
    count = sent.count if options.of == "sms-segments" else sent.units
    limit = _limit(count, options)
    if limit is None:
        return
    start = past(text, limit) if options.of == "sms-segments" else past_units(text, limit)
    if options.worth is not None and sent.forced_by is None and count == limit + 1 and len(text) - (start or 0) > options.worth:
        return
    args = (str(count), str(limit), *filter(None, [" ".join(outside(text)[:_NAMED])]))
    if sent.forced_by is not None and options.of == "sms-segments" and _fits_without(text, limit):
        yield Hit(sent.forced_by, sent.forced_by + 1, "body", args)
    elif count < limit:
        yield Hit(0, len(text), "body", args)
    else:
        yield Hit(start or 0, len(text), "body", args)


def _fits_without(text: str, limit: int) -> bool:
    """Whether the text would fit if every character were one of GSM-7."""
    return len(text) <= (GSM7[0] if limit == 1 else GSM7[1] * limit)


KIND = Kind(
    "length",
    __doc__,
    Options,
    args=("count", "limit", "characters of a text message that GSM does not have"),
    check_text=check,
    settle=settle,
    values=True,
)
