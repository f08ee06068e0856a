"""How a message reads as a whole: greeted, signed, its bad news softened or not, its end warm or not.

Everything here is judged from what the sentences do (`moves`) and where they stand; no words are looked at but the
punctuation that parts a clause. The rules of judgement are those of the labelling guide for customer messages: the end
of a message is not its sign-off, a general "any questions?" is no way forward for a refusal, a condition that says how
to avoid a penalty is one.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from msgreview.model.document import BadNews, Document, Reading, Sentence
from msgreview.model.span import Span

_SOFTENERS = ("apology", "empathy", "hedge", "explanation")
_REACH = 2
"""Sentences within which a way forward is tied to bad news."""

_WARM = frozenset(("thanks", "offer", "resource", "pleasantry", "promise"))
_HARD = frozenset(("bad-news", "demand"))
_DOOR = "offer"
"""What makes an end good even where it refuses or demands: the same sentence opens a door."""

_STEPS = frozenset(("next-step", "request", "alternative", "expectation", "resource"))
_WAYS = frozenset(("next-step", "request", "alternative"))
_NO_CONTENT = frozenset(("greeting", "closing", "signature", "boilerplate"))
_DRY = frozenset(("data", "table", "rule"))

_CLAUSE_END = re.compile(r"[;:]\s+(?=[^\W\d_])|,?\s+but\s|\s[-–—]+\s|—")


def read(document: Document, carriers: Mapping[int, Span]) -> Reading:
    """The reading of a document whose sentences have their moves.

    `carriers` holds, for sentences with bad news, the words that say it: 0-based code points in the document's text.
    """
    sentences = document.sentences
    end = _sign_off(sentences)
    last = _last_content(sentences, end)
    news = tuple(_bad_news(document, carriers))
    return Reading(
        greeting=any("greeting" in sentence.moves for sentence in sentences),
        signoff=end < len(sentences),
        ends_positive=last is not None and _is_positive(sentences, last),
        next_step=_has_next_step(sentences, clouded=bool(news)),
        contact_path=any("contact" in sentence.moves for sentence in sentences),
        last_content=last,
        bad_news=news,
    )


def _sign_off(sentences: Sequence[Sentence]) -> int:
    """The number of the sentence at which the sign-off begins; that of sentences where nobody signs."""
    start = next((number for number, sentence in enumerate(sentences) if "signature" in sentence.moves), len(sentences))
    while 0 < start < len(sentences) and "closing" in sentences[start - 1].moves:
        start -= 1
    return start


def _last_content(sentences: Sequence[Sentence], end: int) -> int | None:
    """The last sentence before `end` that says something in words."""
    for number in range(end - 1, -1, -1):
        sentence = sentences[number]
        if sentence.kind not in _DRY and not _NO_CONTENT.intersection(sentence.moves):
            return number
    return None


def _is_positive(sentences: Sequence[Sentence], last: int) -> bool:
    """Whether the message ends well on sentence `last`; the items of a list end as the line that leads into it."""
    moves = set(sentences[last].moves)
    while last and sentences[last].kind == "list":
        last -= 1
        moves.update(sentences[last].moves)
    if _HARD.intersection(moves):
        return _DOOR in moves
    return not _WARM.isdisjoint(moves)


def _has_next_step(sentences: Sequence[Sentence], *, clouded: bool) -> bool:
    """Whether the reader knows what to do or what comes; a thing simply done needs no step, unless bad news clouds it."""
    for sentence in sentences:
        if _STEPS.intersection(sentence.moves) and "invitation" not in sentence.moves and "boilerplate" not in sentence.moves:
            return True
    return not clouded and any("confirmation" in sentence.moves for sentence in sentences)


def _bad_news(document: Document, carriers: Mapping[int, Span]) -> Iterator[BadNews]:
    for number, sentence in enumerate(document.sentences):
        if "bad-news" in sentence.moves:
            span = _clause(document, number, carriers.get(number))
            soft_by = _softeners(document.sentences, number)
            yield BadNews(span.start, span.end, number, bool(soft_by), soft_by, _has_way(document, number))


def _clause(document: Document, number: int, carrier: Span | None) -> Span:
    """The shortest clause of a sentence around the words that carry the news; all of it where that is not known."""
    start, end = document.span(number)
    if carrier is None:
        return Span(start, end)
    for cut in _CLAUSE_END.finditer(document.text, start, end):
        if cut.end() <= carrier.start:
            start = cut.end()
        elif cut.start() >= carrier.end:
            end = cut.start()
            break
    return Span(start, end)


def _softeners(sentences: Sequence[Sentence], number: int) -> tuple[str, ...]:
    """What softens the news of a sentence: in it, in the one before, or in the next, if that is no bad news of its own."""
    moves = set(sentences[number].moves)
    if number:
        moves.update(sentences[number - 1].moves)
    if number + 1 < len(sentences) and "bad-news" not in sentences[number + 1].moves:
        moves.update(sentences[number + 1].moves)
    return tuple(softener for softener in _SOFTENERS if softener in moves)


def _has_way(document: Document, number: int) -> bool:
    """Whether a way forward for the news of a sentence stands near: in its paragraph, or within reach in prose."""
    sentences = document.sentences
    paragraph = document.blocks[sentences[number].block].paragraph
    spoken = [n for n, sentence in enumerate(sentences) if sentence.kind not in _DRY or n == number]
    at = spoken.index(number)
    for place, other in enumerate(spoken):
        sentence = sentences[other]
        near = abs(place - at) <= _REACH or document.blocks[sentence.block].paragraph == paragraph
        if near and _WAYS.intersection(sentence.moves) and "invitation" not in sentence.moves:
            return True
    return False
