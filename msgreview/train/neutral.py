"""Texts without what tells who they are about: people, addresses, telephone numbers and long numbers become neutral stand-ins.

The same thing gets the same stand-in in all texts that are made neutral together, so that a fact stays a fact.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from functools import partial
from typing import NamedTuple

from msgreview.model.document import Document
from msgreview.train.facts import Fact, facts_of

_GIVEN = ("Sam", "Noor", "Kim", "Jo", "Ana", "Lee", "Max", "Ida", "Tom", "Eva")
_FAMILY = ("Reed", "Vale", "Hart", "Marsh", "Brook", "Field", "Moss", "Heath", "Wood", "Lake")
_NAME = r"[^\W\d_a-zß-ÿ][\w’-]+"
_NAMES = rf"({_NAME}(?: {_NAME})?)"
_PEOPLE = tuple(map(re.compile, (
    rf"\b(?:Mr|Mrs|Ms|Mx|Miss|Dr|Prof)\.? {_NAMES}",
    rf"(?:^|\n)[ \t]*(?:Dear|Hello|Hi|Hey|Good (?:morning|afternoon|evening)),? {_NAMES}",
    rf",[ \t]*\n\s*{_NAMES}[ \t]*(?:\n|$)",
    rf"(?:^|\n)[ \t]*({_NAME} {_NAME})[ \t]*\n(?=[ \t]*\d+\w? {_NAME})",
    rf"\b(?:[Mm]y name is|(?:I['’]m|I am|[Tt]his is)(?= {_NAME} {_NAME}|[^\n]{{0,40}}[.,])) {_NAMES}",
    rf"\b(?:[Aa]sk|[Cc]all|[Ee]mail|[Ww]rite to|[Ss]peak to|[Cc]ontact)(?: for)? ({_NAME} {_NAME})",
)))  # fmt: skip
"""Where a person is named: after a title, in a greeting, below a closing line, above an address, in "I'm …", "ask for …"."""
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LINK = re.compile(r"(?:https?://|www\.)[^\s<>()\"']*[^\s<>()\"'.,;:!?]")
_LONG = re.compile(r"(?<![\d.,$€£-])\d(?:[ -]?\d){4,}(?![.,-]?\d)")
_NO_PEOPLE = frozenset(
    ("library", "desk", "team", "centre", "center", "department", "office", "service", "services", "branch", "archive", "council",
     "university", "college", "school", "museum", "clinic", "hospital", "shop", "road", "street", "hall", "room", "house")
)  # fmt: skip
"""Words in the names of places and organisations."""
_COMMON = frozenset(
    ("may", "june", "april", "august", "will", "mark", "grace", "rose", "hope", "joy", "art", "bill", "rich", "page", "summer",
     "the", "our", "your", "kind", "dear", "best", "regards", "hello", "hi", "thank", "thanks", "yours", "sincerely", "with",
     "good", "morning", "reader", "member", "customer", "patron", "borrower", "all", "everyone", "sir", "madam", "friend",
     "mr", "mrs", "ms", "mx", "miss", "dr", "prof")
)  # fmt: skip
"""Words that may be names and mostly are none."""


class Neutral(NamedTuple):
    """Texts with stand-ins."""

    texts: tuple[str, ...]
    replaced: tuple[str, ...]
    """What was replaced, once each."""
    unsure: tuple[str, ...]
    """Names that stayed: of places, books or organisations, one hopes."""


def neutral(documents: Iterable[Document], people: Collection[str] = ()) -> Neutral:
    """The texts of documents, with stand-ins that they share. `people` are names of people who may be in them."""
    documents = list(documents)
    everything = "\n\n".join(document.text for document in documents)
    stand_ins = _StandIns(_words(everything, people))
    texts = tuple(stand_ins.put(document.text, facts_of(document)) for document in documents)
    names = (
        fact.text
        for document in documents
        for fact in facts_of(document)
        if fact.kind == "name" and fact.text.casefold() not in _COMMON
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


def _words(text: str, people: Collection[str]) -> dict[str, str]:
    """Each word of a person's name that is in a text → its stand-in."""
    names = [name for name in people if name in text]
    names += [match[1] for pattern in _PEOPLE for match in pattern.finditer(text)]
    given = dict.fromkeys(part for name in names if (part := name.split()[0]).casefold() not in _COMMON)
    names += [match[0] for first in given for match in re.finditer(rf"\b{re.escape(first)} {_NAME}", text)]
    words: dict[str, str] = {}
    for name in names:
        parts = [part for part in name.split() if part.casefold() not in _COMMON]
        if not {part.casefold() for part in parts}.isdisjoint(_NO_PEOPLE):
            continue
        for number, part in enumerate(parts):
            pool = _FAMILY if number else _GIVEN
            if len(part) > 1 and part not in words:
                words[part] = pool[sum(word in pool for word in words.values()) % len(pool)]
    return words
