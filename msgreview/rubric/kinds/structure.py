"""The elements a message must have, and their order.

`needs` lists them: a move, or a list of moves any of which will do. What is missing is a hit on the last sentence that
says something, or on the first one (no heading, no letterhead) for what a message opens with. With `order` an element that
comes before one listed ahead of it is a hit on its sentence. Words without a sentence, such as a name, a signature or a
menu, are a piece of other messages, and lack nothing. Where a text opens with what the system fills in, nobody knows how it
opens; a notice to everybody and one whose first sentences match `opens` begin well without what a message is to open with.
"""

import re
from collections.abc import Iterator, Sequence

import msgspec

from msgreview.model.document import NO_SENTENCES, Document, Segment, Sentence
from msgreview.model.finding import Hit
from msgreview.model.phrases import series
from msgreview.rubric.kind import Kind
from msgreview.rubric.lexical import compiled
from msgreview.rubric.view import View

_SHORT = 12
"""Words of a text that may be no more than a name."""
_YOU = re.compile(r"\byou", re.IGNORECASE)
_ENDS = (".", "!", "?", "…")
_ASKED = re.compile(r"\b(?:I|my)\b.*\?\s*$")
"""A subject that is a reader's question: the text below it is one of a page of answers."""
_POSTED = ("email", "letter")
"""Channels that may carry a notice to everybody."""
_FIRST = 2
"""A heading and the sentence below it."""
_SENTENCE_END = re.compile(r"\w[.!?…](?=\s|$)")
_OPENERS = frozenset({"greeting", "acknowledgement", "restatement", "thanks", "empathy", "apology"})


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The options of `structure`."""

    needs: tuple[str | tuple[str, ...], ...]
    order: bool = False
    min_words: int = 0
    opens: str = ""

    def __post_init__(self) -> None:
        if not self.needs:
            raise ValueError("`needs` names no move")


def arms(options: Options) -> tuple[str, ...]:
    """Each element that may be missing; an order is one thing."""
    return () if options.order else ("needs",)


def check(view: View, options: Options) -> Iterator[Hit]:
    """One hit an element that is missing, one an element that comes too early."""
    scanned, document = view.scanned, view.document
    if not document.sentences or scanned.words < options.min_words or _is_piece(document.text, scanned.words):
        return
    first_sentences: list[tuple[str, int]] = []
    for need in options.needs:
        moves = (need,) if isinstance(need, str) else need
        sentences = sorted({number for move in moves for number in scanned.doing.get(move, ())})
        if sentences:
            first_sentences.append((_name(moves), sentences[0]))
        elif not (_OPENERS.issuperset(moves) and _needs_no_opening(view, options)):
            yield _missing(view, moves)
    if options.order:
        yield from _early(view, first_sentences)


def _needs_no_opening(view: View, options: Options) -> bool:
    """Whether a text may do without its opening element, or its opening is made up and cannot be judged."""
    return _opens_made_up(view.document) or _is_to_everybody(view.document) or _opens_as(view, options.opens)


def _is_piece(text: str, words: int) -> bool:
    return not _SENTENCE_END.search(text) and (words < _SHORT or not _YOU.search(text))


def _is_to_everybody(document: Document) -> bool:
    """Whether no word up to the end of the first full sentence speaks to the reader: a public notice, or a list of facts.

    Editors greet in hardly any such text.
    """
    first = next((each for each in document.sentences if document.text[each.start : each.end].rstrip().endswith(_ENDS)), None)
    opening = document.text[: first.end if first else None]
    about = document.message
    may_be = about.channel in _POSTED and about.lang.startswith("en") and "reply" not in about.tags
    return may_be and bool(_ASKED.search(document.subject) or not _YOU.search(opening))


def _opens_as(view: View, pattern: str) -> bool:
    """Whether a pattern matches in the first sentence of a text, or in the one below its heading."""
    numbers = [number for number, each in enumerate(view.document.sentences) if each.kind not in NO_SENTENCES][:_FIRST]
    return bool(pattern) and any(compiled(pattern, ignorecase=True).search(view.scanned.line(number)) for number in numbers)


def _opens_made_up(document: Document) -> bool:
    """Whether the first paragraph is all made up for a name without a sample: nobody knows how such a text opens."""
    first = next((each for each in document.sentences if each.kind not in NO_SENTENCES), None)
    touched = document.map.touching(first.start, first.end) if first and document.map else ()
    return any(one.invented for one in touched) and not any(_is_authored(document, one, first) for one in touched if first)


def _is_authored(document: Document, segment: Segment, sentence: Sentence) -> bool:
    """Whether words of the author's stand in a segment's share of a sentence."""
    words = document.text[max(segment.at, sentence.start) : min(segment.at + segment.length, sentence.end)]
    return not segment.value and any(map(str.isalnum, words))


def _early(view: View, first_sentences: list[tuple[str, int]]) -> Iterator[Hit]:
    """Hits on elements whose first sentence stands before that of an element listed ahead of them."""
    for later, (name, number) in enumerate(first_sentences):
        ahead = [other for other, first in first_sentences[:later] if first > number]
        if ahead:
            yield view.sentence(number, name, f"before the {ahead[0]}")


def _missing(view: View, moves: Sequence[str]) -> Hit:
    """The hit on what is missing: in the message that lacks it, even where another one's words stand at that place."""
    document = view.document
    hit = view.sentence(_where_missing(view, moves), _name(moves), "missing")
    located = document.map.locate(hit.start, hit.end)
    own = located is None or located.origin.message == document.message.id
    return hit if own else Hit(0, 0, "parts" if document.message.parts else "id", hit.args)


def _where_missing(view: View, moves: Sequence[str]) -> int:
    """The sentence to point at: the first for what a message opens with, else the last; of sentences that say something."""
    reading = view.document.reading
    if _OPENERS.issuperset(moves) or reading is None or reading.last_content is None:
        return view.scanned.first_content or 0
    return reading.last_content


def _name(moves: Sequence[str]) -> str:
    """The element in words: "next step, offer or contact"."""
    return series((move.replace("-", " ") for move in moves), "or")


KIND = Kind(
    "structure",
    __doc__,
    Options,
    args=("element", "what is wrong with it"),
    arms=arms,
    check_text=check,
    moves=("needs",),
    expressions=("opens",),
)
