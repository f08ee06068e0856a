"""Which words of a message tell bad news: a clause at a time, and not the reason for news above it.

What a sentence does (`moves`) and where its words stand decide; no words are looked at but the punctuation that parts a clause.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from msgreview.model.document import NO_SENTENCES, Document, Sentence
from msgreview.model.later import later
from msgreview.model.span import Span
from msgreview.moves.circumstance import is_bygone, is_fact_below, is_past

Words: TypeAlias = Mapping[int, Sequence[Span]]
"""Sentence → the words in it that do something, 0-based code points in the document's text."""

_CLAUSE_END = later(r"[;:]\s+(?=[^\W\d_])|,?\s+but\s|\s[-–—]+\s(?!\d)|—|,?\s+and\s+(?=(?:your|all)\s)")
_MARKS = frozenset("-–—:")
_VERDICT = 2
"""Words at which a verdict is a sentence."""

_AFTER_COLON = later(r":\s+[a-z]")
"""A clause that follows a colon in the run of a sentence says why: it softens the news before it, and is no news itself."""

_PAUSE = later(r"[,;:.!?()]|\s[-–—]+\s|—")
"""Where the clause that a "because" leads into ends."""

_CACHED = 4096
"""Sentences of which it stays in memory what parts their clauses."""

_STEM = 5
"""Letters by which two words are the same one: "cancelled", "cancellation"."""

_COMMON = frozenset(("your", "have", "been", "will", "thi", "that", "with", "were", "from", "item"))
_TITLE = 8
"""Words that a title has at most."""

_WORD = later(r"[^\W\d_]{4,}")
_NEWS = "bad-news"
_AVERTED = frozenset(("threat", "next-step"))
"""What a sentence does that tells a step and, in a word besides the verb, what it averts: "Pay today to avoid suspension"."""

_FIGURE = later(r"\W*[^\W\d_][\w ]{0,30}:\s+\S")
"""A figure under its name in a list: "- Days late: 4"."""


class Evidence(NamedTuple):
    """The words of a document that bear on its news."""

    news: Words
    reasons: Words
    """What explains something."""
    causes: Words
    """Those of the reasons that lead into a clause: "because", "since the"."""


class NewsSentence(NamedTuple):
    """A sentence that tells bad news."""

    sentence: int
    clauses: tuple[Span, ...]
    """The clauses that carry it: the whole sentence where its words are not known."""
    reason: bool
    """Whether another clause of it says why."""


def news_sentences(document: Document, evidence: Evidence) -> Iterator[NewsSentence]:
    """The sentences that tell bad news, in order."""
    last: int | None = None
    told: set[str] = set()
    for number, sentence in enumerate(document.sentences):
        words = evidence.news.get(number, ())
        stems = _stems(document, words) if words else set[str]()
        is_again = last is not None and _names_again(document, number, stems, told)
        told |= stems
        if _NEWS not in sentence.moves:
            continue
        main = words if "threat" in sentence.moves else _outside(document, words, evidence.causes.get(number, ()))
        if words and not main and last is None:
            main = words
        if words and (not main or _is_reason(document, number, last, main, evidence)):
            continue
        clauses, reason = _clauses(document, number, main)
        if len(clauses) == 1 and _is_announced(document, number, clauses[0], evidence.news):
            continue
        if is_again or (last is not None and "threat" not in sentence.moves and is_bygone(document, number)):
            continue
        last = number
        led = any(word.start < cause.start for word in main for cause in evidence.causes.get(number, ()))
        said = reason or led or len(main) < len(words) or any(_explains(why, main) for why in evidence.reasons.get(number, ()))
        yield NewsSentence(number, tuple(clauses), said)


def _outside(document: Document, words: Sequence[Span], causes: Sequence[Span]) -> Sequence[Span]:
    """The words that do not stand in a clause which says why."""
    return [
        word
        for word in words
        if not any(cause.start < word.start and not _PAUSE.search(document.text, cause.start + 1, word.start) for cause in causes)
    ]


def _is_reason(document: Document, number: int, last: int | None, words: Sequence[Span], evidence: Evidence) -> bool:
    """Whether a sentence is the reason for the news of sentence `last`: the next of its paragraph.

    An item of the list below "because" is, and a refusal there; a loss that stands there is news of its own, but not one that
    is nobody's here and over, nor one below a sentence that does nothing but announce it ("The reviewer wrote:"). A refusal in
    words that give a reason ("does not meet the terms") is, wherever it stands below another. Elsewhere what is so from now on
    is news, however plain a fact it is.
    """
    sentences = document.sentences
    if last is None or "threat" in sentences[number].moves:
        return False
    if is_fact_below(document, number, last) and is_past(document, number):
        return True
    between, refused = sentences[last + 1 : number], "refusal" in sentences[number].moves
    if between and "because" in between[-1].moves:
        return True
    announced = any("because" in one.moves for one in (sentences[last], *between))
    if announced and sentences[number].kind == "list" and all("lead-in" in one.moves or one.kind == "list" for one in between):
        return True
    if not refused or not (announced or "refusal" in sentences[last].moves):
        return False
    reasons = evidence.reasons.get(number, ())
    return all(any(why.start < word.end and word.start < why.end for why in reasons) for word in words)


def _is_announced(document: Document, number: int, clause: Span, news: Words) -> bool:
    """Whether the news is said again in a sentence below: it is a word of verdict ("Denied - too late") or a title."""
    verdict = document.text[clause.start : clause.end].split()
    is_title = _is_title(document, number)
    if len(verdict) != 1 and not is_title:
        return False
    stems = _stems(document, news.get(number, ())) or {verdict[0].strip("*.:!").casefold().rstrip("s")[:_STEM]}
    if any(after > number and not stems.isdisjoint(_stems(document, words)) for after, words in news.items()):
        return True
    return is_title and _is_told_first(document, number, stems, news)


def _is_told_first(document: Document, number: int, stems: set[str], news: Words) -> bool:
    """Whether the first sentence of the text, below title `number`, tells what the title's news (its `stems`) announces.

    It tells it as news, below a greeting or in words that return; or in the same words as none ("as requested").
    """
    first = next(_said(document), None)
    if first is None or first < number:
        return False
    told = _stems(document, [Span(*document.span(first))])
    if first not in news:
        return stems <= told
    is_above = any("greeting" in one.moves for one in document.sentences[number:first])
    return is_above or not told.isdisjoint(_stems(document, [Span(*document.span(number))]))


def _said(document: Document) -> Iterator[int]:
    """The sentences of prose that are no greeting, in order."""
    for number, sentence in enumerate(document.sentences):
        if sentence.kind == "prose" and "greeting" not in sentence.moves and not _is_line(document, sentence):
            yield number


def _is_title(document: Document, number: int) -> bool:
    """Whether a sentence is a line of few words, and so is what stands beside it in its paragraph."""
    sentences, blocks = document.sentences, document.blocks
    paragraph = blocks[sentences[number].block].paragraph
    around = [one for one in sentences[max(0, number - 1) : number + 2] if blocks[one.block].paragraph == paragraph]
    return all(one.kind not in NO_SENTENCES and _is_line(document, one) for one in around)


def _is_line(document: Document, sentence: Sentence) -> bool:
    """Whether few words do not end like a sentence."""
    return sentence.words <= _TITLE and document.text[sentence.start : sentence.end].rstrip("\"'”’*")[-1:] not in ".!?:"


def _names_again(document: Document, number: int, stems: set[str], told: set[str]) -> bool:
    """Whether news told above is named again: by its figure ("Fine: $3" below "You have a fine"), or as what a step averts.

    `stems` are those of a sentence's news, `told` those of all the news above it.
    """
    if stems.isdisjoint(told):
        return False
    sentence = document.sentences[number]
    if _AVERTED.issubset(sentence.moves):
        return len(stems - told) <= 1
    return sentence.kind in NO_SENTENCES or (
        sentence.kind == "list" and _FIGURE.match(document.text, *document.span(number)) is not None
    )


def _stems(document: Document, spans: Sequence[Span]) -> set[str]:
    """How the longer words in these spans begin."""
    words = (word for span in spans for word in _WORD.findall(document.text, span.start, span.end))
    return {word.casefold().rstrip("s")[:_STEM] for word in words} - _COMMON


def _clauses(document: Document, number: int, words: Sequence[Span]) -> tuple[list[Span], bool]:
    """The clauses of a sentence that carry its news, all of it where no words of it are given; and whether one says why."""
    start, end = document.span(number)
    if not words:
        return [Span(start, end)], False
    words = _merged(words)
    carrying: list[Span] = []
    first = start
    for low, high in _clause_ends(document.text[first:end]):
        stop, after = first + low, first + high
        if any(word.start < stop and after < word.end for word in words):
            continue
        if any(word.start < stop and start < word.end for word in words):
            carrying.append(Span(start, stop))
        start = after
        if carrying and (
            _AFTER_COLON.match(document.text, stop) or _is_verdict(document, carrying[-1], document.text[stop:after])
        ):
            return carrying, True
    if any(word.start < end and start < word.end for word in words):
        carrying.append(Span(start, end))
    return carrying, False


@lru_cache(maxsize=_CACHED)
def _clause_ends(sentence: str) -> tuple[Span, ...]:
    """What parts the clauses of a sentence. Cached, as paths and messages share most sentences."""
    return tuple([Span(*cut.span()) for cut in _CLAUSE_END.finditer(sentence)])


def _is_verdict(document: Document, clause: Span, mark: str) -> bool:
    """Whether it is a word or two with a reason after the `mark`: "Denied - too many requests"."""
    return mark.strip() in _MARKS and document.text[clause.start : clause.end].count(" ") < _VERDICT


def _merged(spans: Sequence[Span]) -> list[Span]:
    """The spans without those that touch: what overlaps is one."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged


def _explains(reason: Span, news: Sequence[Span]) -> bool:
    """Whether words that give a reason stand beside the news: it is no reason for itself, but for what follows from it."""
    if any(one.start <= reason.start < one.end - 1 for one in news):
        return any(reason.end <= one.start for one in news)
    return any(one.start < reason.start or reason.end < one.end for one in news)
