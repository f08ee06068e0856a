"""Texts without what tells who they are about: people, addresses, telephone numbers and long numbers become neutral stand-ins.

The same thing gets the same stand-in in all texts that are made neutral together, so that a fact stays a fact.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from functools import cache, partial
from typing import NamedTuple

from msgreview.model.document import Document
from msgreview.train.english import English
from msgreview.train.facts import Fact, facts_of

_SAYS = English("neutral")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LINK = re.compile(r"(?:https?://|www\.)[^\s<>()\"']*[^\s<>()\"'.,;:!?]")
_LONG = re.compile(r"(?<![\d.,$€£-])\d(?:[ -]?\d){4,}(?![.,-]?\d)")


class Neutral(NamedTuple):
    """Texts with stand-ins."""

    texts: tuple[str, ...]
    replaced: tuple[str, ...]
    """What was replaced, once each."""
    unsure: tuple[str, ...]
    """Names that stayed, as of places, books or organisations: somebody has to look at them."""


def neutral(documents: Iterable[Document], people: Collection[str] = ()) -> Neutral:
    """The texts of documents, with stand-ins that they share. `people` are names of people who may be in them."""
    documents, common = list(documents), _SAYS.words("common")
    everything = "\n\n".join(document.text for document in documents)
    stand_ins = _StandIns(_words(everything, people))
    texts = tuple(stand_ins.put(document.text, facts_of(document)) for document in documents)
    names = (
        fact.text
        for document in documents
        for fact in facts_of(document)
        if fact.kind == "name" and fact.text.casefold() not in common
    )
    unsure = dict.fromkeys(name for name in names if stand_ins.people.keys().isdisjoint(name.split()))
    return Neutral(texts, tuple(stand_ins.used), tuple(unsure))


class _StandIns:
    """What stands for what; the same in every text."""

    def __init__(self, people: dict[str, str]) -> None:
        self.people = people
        self.used: dict[str, str] = {}
        self._counts: Counter[str] = Counter()
        self._names = re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, people), key=len, reverse=True)) or '(?!)'})\b")

    def put(self, text: str, facts: Iterable[Fact]) -> str:
        """A text with stand-ins for what tells who it is about."""
        for fact in sorted(facts, key=lambda each: -each.start):
            if fact.kind in _MADE:
                text = text[: fact.start] + self._swap(fact.text, fact.kind) + text[fact.end :]
        for kind, pattern in _LEFT:
            text = pattern.sub(partial(self._left, kind), text)
        return self._names.sub(lambda match: self.used.setdefault(match[0], self.people[match[0]]), text)

    def _left(self, kind: str, match: re.Match[str]) -> str:
        """What no fact was, such as a number in the middle of an address; a stand-in stays."""
        return match[0] if match[0] in self.used.values() else self._swap(match[0], kind)

    def _swap(self, words: str, kind: str) -> str:
        if words not in self.used:
            self._counts[kind] += 1
            self.used[words] = _MADE[kind](self._counts[kind], words)
        return self.used[words]


def _same_length(number: int, words: str) -> str:
    """A number that is written as long."""
    return "1" + str(number).rjust(len(re.sub(r"\D", "", words)) - 1, "0")


_MADE: dict[str, Callable[[int, str], str]] = {
    "address": lambda number, _: f"desk{number if number > 1 else ''}@library.example",
    "link": lambda number, _: f"https://library.example/page{number if number > 1 else ''}",
    "phone": lambda number, _: f"555-01{number:02}",
    "place": lambda number, _: f"{number} Example Street",
    "digits": _same_length,
}
_LEFT = (("address", _EMAIL), ("link", _LINK), ("digits", _LONG))


@cache
def _people() -> list[re.Pattern[str]]:
    """Where a person is named."""
    return [re.compile(_SAYS.expression(pattern)) for pattern in _SAYS.tables["people"]]


def _words(text: str, people: Collection[str]) -> dict[str, str]:
    """Each word of a person's name that is in a text → its stand-in."""
    common, another = _SAYS.words("common"), _SAYS.tables["name"]
    names = [name for name in people if name in text]
    names += [match[1] for pattern in _people() for match in pattern.finditer(text)]
    given = dict.fromkeys(part for name in names if (part := name.split()[0]).casefold() not in common)
    names += [match[0] for first in given for match in re.finditer(rf"\b{re.escape(first)} {another}", text)]
    words: dict[str, str] = {}
    for name in names:
        parts = [part for part in name.split() if part.casefold() not in common]
        if not {part.casefold() for part in parts}.isdisjoint(_SAYS.words("no-people")):
            continue
        for number, part in enumerate(parts):
            pool = _SAYS.tables["family" if number else "given"].split()
            if len(part) > 1 and part not in words:
                words[part] = pool[sum(word in pool for word in words.values()) % len(pool)]
    return words
