"""Whether a way forward stands near bad news: in its paragraph, or within reach in prose."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate

from msgreview.model.document import Document, Sentence
from msgreview.moves.circumstance import names_reader

NO_STEP = frozenset(("invitation", "boilerplate", "signature", "closing"))
"""What sentences do that neither lead on nor are a step, whatever else they do."""

_AFTER = 3
"""Sentences below bad news within which a way forward is tied to it."""

_BEFORE = 2
"""Sentences above bad news within which one is."""

_WITHIN = 5
"""Sentences of a paragraph, above or below bad news, within which one is."""

_BELOW = 2
"""Sentences below bad news within which stands what there is all the same."""

_WAYS = frozenset(("next-step", "request", "alternative", "promise", "offer"))
_STEP = frozenset(("promise",))
"""What a sentence with news promises may be the news itself: "we will pass on the debt"."""

_IDLE = frozenset(("promise", "request", "next-step", "possibility"))
"""What is no way forward in a sentence that asks for patience or promises word."""

_UNSPOKEN = frozenset(("greeting", "closing", "signature", "boilerplate", "because"))
_SOFTENS = frozenset(("apology", "empathy", "explanation"))
"""What a sentence does that belongs to the news beside it, and parts it from no way forward."""


class Ways:
    """The sentences of a document that lead on, and how near they stand to news."""

    def __init__(self, document: Document) -> None:
        self._sentences = document.sentences
        self._paragraphs = [document.blocks[sentence.block].paragraph for sentence in self._sentences]
        self._through = list(accumulate(map(_is_spoken, self._sentences)))
        self._near: dict[tuple[str, int], list[int]] = {}
        for number, sentence in enumerate(self._sentences):
            if _leads_on(sentence, own=False) and (_is_more_than_promise(sentence) or names_reader(document, number)):
                for place in self._places(number):
                    self._near.setdefault(place, []).append(number)

    def near(self, number: int) -> bool:
        """Whether a way forward stands near the news of a sentence; below what is no threat, also what there is all the same."""
        if _leads_on(self._sentences[number], own=True):
            return True
        if "threat" not in self._sentences[number].moves and any(map(_is_possible, self._below(number))):
            return True
        return any(self._is_near(number, place) for place in self._reach(number))

    def _is_near(self, number: int, place: tuple[str, int]) -> bool:
        """Whether another sentence in a place leads on, within reach where the place is a paragraph."""
        within = _WITHIN if place[0] == "paragraph" else len(self._sentences)
        near = self._near.get(place, [])
        first = bisect_left(near, number - within)
        return any(other != number and other <= number + within for other in near[first : first + 2])

    def _below(self, number: int) -> Sequence[Sentence]:
        return self._sentences[number + 1 : number + 1 + _BELOW]

    def _places(self, number: int) -> Iterator[tuple[str, int]]:
        """Where a sentence stands: its paragraph, how many sentences are spoken before it, and how many up to its end."""
        yield "paragraph", self._paragraphs[number]
        yield "before", self._through[number] - _is_spoken(self._sentences[number])
        yield "through", self._through[number]

    def _reach(self, number: int) -> Iterator[tuple[str, int]]:
        """The places of the sentences that are near the news of a sentence."""
        paragraph, (_, before), (_, through) = self._places(number)
        yield paragraph
        yield from (("before", through + between) for between in range(_AFTER))
        yield from (("through", before - between) for between in range(_BEFORE))


def _leads_on(sentence: Sentence, *, own: bool) -> bool:
    """Whether a sentence opens a way: for its `own` news, or for that of a neighbour.

    A condition within news ("suspended until the fee is paid") is the way out of that news alone.
    """
    if _is_shut(sentence) or is_lesson(sentence):
        return False
    ways = _WAYS.intersection(sentence.moves) - (_IDLE if "wait" in sentence.moves else frozenset())
    if "bad-news" in sentence.moves:
        return bool(ways - (_STEP if own else _STEP | {"alternative"}))
    return bool(ways) and not only_looks(sentence)


def _is_more_than_promise(sentence: Sentence) -> bool:
    return not (_WAYS - _STEP).isdisjoint(sentence.moves)


def _is_possible(sentence: Sentence) -> bool:
    if "possibility" not in sentence.moves or not {"bad-news", "wait"}.isdisjoint(sentence.moves):
        return False
    return NO_STEP.isdisjoint(sentence.moves) and not only_looks(sentence) and not is_lesson(sentence)


def _is_shut(sentence: Sentence) -> bool:
    """Whether it leads nowhere; an open door for questions that names a way as well ("to rebook, or with questions") leads on."""
    shut = NO_STEP.intersection(sentence.moves)
    return bool(shut - {"invitation"} if "alternative" in sentence.moves else shut)


def only_looks(sentence: Sentence) -> bool:
    """Whether it sends the reader to see something, and no further."""
    return "look" in sentence.moves and "alternative" not in sentence.moves


def is_lesson(sentence: Sentence) -> bool:
    """Whether it asks something of another time, which puts nothing right now."""
    return "teachable" in sentence.moves and "request" in sentence.moves and "alternative" not in sentence.moves


def _is_spoken(sentence: Sentence) -> bool:
    """Whether it counts when sentences are counted.

    Lines of facts, lists, headings, names and what leads into them do not, nor does what only softens news.
    """
    if sentence.kind not in ("prose", "quote") or not _UNSPOKEN.isdisjoint(sentence.moves):
        return False
    return "bad-news" in sentence.moves or _SOFTENS.isdisjoint(sentence.moves)
