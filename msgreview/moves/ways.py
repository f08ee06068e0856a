"""Whether a way forward stands near bad news: in its paragraph, or within reach in prose."""

from collections.abc import Iterator, Sequence
from itertools import accumulate

from msgreview.model.document import Document, Sentence

NO_STEP = frozenset(("invitation", "boilerplate", "signature", "closing", "greeting"))
"""What sentences do that neither lead on nor are a step, whatever else they do."""

_REACH = 2
"""Sentences within which a way forward is tied to bad news."""

_WAYS = frozenset(("next-step", "request", "alternative", "promise", "offer"))
_STEP = frozenset(("promise",))
"""What a sentence with news promises may be the news itself: "we will pass on the debt"."""

_UNSPOKEN = frozenset(("greeting", "closing", "signature", "boilerplate", "because"))


class Ways:
    """The sentences of a document that lead on, and how near they stand to news."""

    def __init__(self, document: Document) -> None:
        self._sentences = document.sentences
        self._paragraphs = [document.blocks[sentence.block].paragraph for sentence in self._sentences]
        self._counts = list(accumulate(map(_is_spoken, self._sentences)))
        self._near: dict[tuple[str, int], list[int]] = {}
        for number, sentence in enumerate(self._sentences):
            if _leads_on(sentence, own=False):
                for place in self._places(number, 0):
                    self._near.setdefault(place, []).append(number)

    def near(self, number: int) -> bool:
        """Whether a way forward stands near the news of a sentence; below a refusal, also what there is all the same."""
        if _leads_on(self._sentences[number], own=True):
            return True
        if "refusal" in self._sentences[number].moves and any(map(_is_possible, self._below(number))):
            return True
        return any(self._near.get(place, [number]) != [number] for place in self._places(number, _REACH))

    def _below(self, number: int) -> Sequence[Sentence]:
        return self._sentences[number + 1 : number + 1 + _REACH]

    def _places(self, number: int, reach: int) -> Iterator[tuple[str, int]]:
        yield "paragraph", self._paragraphs[number]
        count = self._counts[number]
        yield from (("prose", place) for place in range(count - reach, count + reach + 1))


def _leads_on(sentence: Sentence, *, own: bool) -> bool:
    """Whether a sentence opens a way: for its `own` news, or for that of a neighbour.

    A condition within news ("suspended until the fee is paid") is the way out of that news alone.
    """
    if not NO_STEP.isdisjoint(sentence.moves) or is_lesson(sentence):
        return False
    ways = _WAYS.intersection(sentence.moves)
    if "bad-news" in sentence.moves:
        return bool(ways - (_STEP if own else _STEP | {"alternative"}))
    return bool(ways) and not only_looks(sentence)


def _is_possible(sentence: Sentence) -> bool:
    if "possibility" not in sentence.moves or "bad-news" in sentence.moves:
        return False
    return NO_STEP.isdisjoint(sentence.moves) and not only_looks(sentence)


def only_looks(sentence: Sentence) -> bool:
    """Whether it sends the reader to see something, and no further."""
    return "look" in sentence.moves and "alternative" not in sentence.moves


def is_lesson(sentence: Sentence) -> bool:
    """Whether it asks something of another time, which puts nothing right now."""
    return "teachable" in sentence.moves and "request" in sentence.moves


def _is_spoken(sentence: Sentence) -> bool:
    """Whether it counts when sentences are counted: lines of facts, lists, headings, names and what leads into them do not."""
    return sentence.kind in ("prose", "quote") and not _UNSPOKEN.intersection(sentence.moves)
