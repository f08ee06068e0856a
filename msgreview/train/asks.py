"""What somebody asks, and whether a reply answers it.

An ask is a question or a wish. A reply meets it when a sentence takes up what it is about and says what such an ask wants
to hear: a sum for "how much", a day for "when", a yes or a no for "can I". Who is sent to a page instead has no answer.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Literal, NamedTuple

from msgreview.rubric.statements.units import UNITS
from msgreview.train.english import English
from msgreview.train.facts import Fact, facts_in, words_of
from msgreview.train.gaming import stem

Wants = Literal["who", "sum", "time", "place", "yes-no", "deed", "anything"]


class Ask(NamedTuple):
    """One thing that is asked. `text` is how it is put."""

    text: str
    wants: Wants
    about: frozenset[str]
    """Stems of the words that say what it is about."""
    loose: bool = False
    """Whether that is said only by what stands before it: "What should I do?"."""


_SAYS = English("asks")
_ENDS = re.compile(r"[.!?]+(?=\s|$)|\n{2,}|\n(?=\W*[A-Z\d])")
_LISTED = re.compile(_ENDS.pattern + r"|(?=\(\d\))")
"""Where sentences end, and the points of a list: (1), (2). A number in brackets may be an age, too."""
_SENTENCE = re.compile(r"[^\s.!?][^\n]*?(?:[.!?](?=\s|$)|(?=\n|$))")
_TELLING = frozenset(("date", "time", "weekday", "number", "place", "phone"))
_ENOUGH, _MANY = 0.2, 2
"""Share and number of an ask's words at which a reply takes it up."""
_FEW_WORDS = 2
_HOURS = re.compile(r"\b\d{1,2}(?:[.:]\d\d)? ?(?:to|-|–|until|till) ?\d{1,2}(?:[.:]\d\d)?\b")
_LINK = re.compile(r"https?://\S+|www\.\S+")
_BARE = 3
"""Letters of words after a number, such as "and", that count nothing."""
_HEAD = 5
"""Letters that two words share at least that are one in other forms: "member" and "membership"."""


def asks_of(question: str) -> tuple[Ask, ...]:
    """What a question asks, in its order; the whole of it where nothing in it is put as a question or a wish.

    "What should I do?" is about what stands before it.
    """
    asks: list[Ask] = []
    before = ""
    for said in _sentences(_SAYS["greets"].sub("", question)):
        for part in _parts(said):
            ask = ask_of(part)
            asks.append(ask if ask.about else ask._replace(about=_stems(before), loose=True))
        before = said[0]
    asks = [ask for ask in asks if ask.about]
    return tuple(asks) or (ask_of(question),)


@cache
def _wanted() -> list[tuple[Wants, re.Pattern[str]]]:
    return [(wants, re.compile(_SAYS.expression(pattern), re.IGNORECASE)) for wants, pattern in _SAYS.tables["wants"].items()]


def ask_of(text: str) -> Ask:
    """One thing that is asked."""
    text = " ".join(text.split())
    wants = next(wants for wants, pattern in _wanted() if pattern.search(text))
    return Ask(text, wants, _stems(text))


def is_met(ask: Ask, asks: Sequence[Ask], question: str, reply: str) -> bool:
    """Whether a reply answers one of the `asks` of a question."""
    said = [match[0] for match in _SENTENCE.finditer(reply)]
    alike = sum(one.wants == ask.wants for one in asks)
    if ask.wants == "yes-no" and (len(asks) == 1 or _SAYS["yes-to-all"].search(reply)) and any(map(_is_yes_or_no, said)):
        return True
    if ask.wants == "yes-no" and sum(bool(_SAYS["starts"].match(one)) for one in said) >= alike:
        return True
    if ask.wants == "who" and _SAYS["not-said"].search(reply):
        return True
    if ask.wants == "sum" and any(_is_sum(fact) for fact in facts_in(_HOURS.sub("", reply))):
        return True
    if ask.wants in ("time", "place", "deed") and alike == 1 and _has_new(ask.wants, question, reply):
        return True
    if (len(asks) == 1 or ask.loose) and _is_substance(question, said):
        return True
    return not ask.about or _takes_up(ask, said) or _tells(question, said) > len(asks)


def _takes_up(ask: Ask, said: Sequence[str]) -> bool:
    """Whether sentences speak of what an ask is about, and say what it wants to hear."""
    shared = 0
    for number, sentence in enumerate(said):
        near = " ".join(said[max(0, number - 1) : number + 2])
        if not _is_no_answer(sentence) and _says(ask.wants, sentence, near):
            shared += _shared(ask.about, sentence)
    return shared / len(ask.about) >= _ENOUGH or shared >= _MANY


def _has_new(wants: Wants, question: str, reply: str) -> bool:
    """Whether a reply brings a day, a place or a deed that the question did not name."""
    if wants == "deed":
        return bool(_SAYS["did"].search(reply))
    if wants == "place":
        return bool(_SAYS["spot"].search(reply)) or any(fact.kind == "place" for fact in facts_in(reply))
    stated = _stated(question)
    kinds = ("date", "time", "weekday")
    return any(fact.kind in kinds and stated.isdisjoint(fact.keys) for fact in facts_in(reply))


def _is_substance(question: str, said: Sequence[str]) -> bool:
    """Whether a reply does something for the reader, or says two things that they did not know."""
    if any(_SAYS["did"].search(one) and not _SAYS["vague"].search(one) for one in said):
        return True
    stated = _stated(question)
    new = [fact for one in said if not _is_no_answer(one) for fact in facts_in(one) if fact.kind in _TELLING]
    return sum(stated.isdisjoint(fact.keys) for fact in new) > 1


def _stated(question: str) -> set[str]:
    """What the facts of a question come to, in whatever way they are written."""
    return {key for fact in facts_in(question) for key in fact.keys}


def _tells(question: str, said: Sequence[str]) -> int:
    """How many sentences tell something: a deed, a yes or a no, a fact that the question did not name."""
    stated = _stated(question)
    return sum(
        bool(_SAYS["did"].search(one) or _SAYS["starts"].match(one))
        or any(fact.kind in _TELLING and stated.isdisjoint(fact.keys) for fact in facts_in(one))
        for one in said
        if not _is_no_answer(one)
    )


def _is_yes_or_no(sentence: str) -> bool:
    return bool(_SAYS["yes-no"].search(sentence)) and not sentence.rstrip().endswith("?")


def _is_no_answer(sentence: str) -> bool:
    """Whether a sentence only sends the reader to look elsewhere, thanks them, or asks back."""
    sends = _SAYS["elsewhere"].search(sentence) and not _adds_to_it(sentence)
    return bool(sends or _SAYS["thanks"].match(sentence))


def _adds_to_it(sentence: str) -> bool:
    """Whether a sentence that shows a page says something of its own as well."""
    return bool(_SAYS["adds"].search(_LINK.sub("", sentence)))


def _says(wants: Wants, sentence: str, near: str) -> bool:
    """Whether words say what an ask wants to hear."""
    facts = facts_in(near)
    if wants == "sum":
        return bool(_SAYS["money"].search(near)) or any(_is_sum(fact) for fact in facts)
    if wants == "time":
        return (
            bool(_SAYS["soon"].search(near))
            or any(fact.kind in ("date", "time", "weekday") or _is_span(fact) for fact in facts)
            or bool(re.search(r"\d", near))
        )
    if wants == "place":
        return bool(_SAYS["place"].search(near))
    if wants == "yes-no":
        return bool(_SAYS["yes-no"].search(near) or _SAYS["states"].search(sentence))
    if wants == "deed":
        return bool(_SAYS["deed"].search(near))
    return True


def _is_span(fact: Fact) -> bool:
    """Whether a number counts days, weeks or the like: "two weeks"."""
    return fact.unit in UNITS and UNITS[fact.unit].sort == "time"


def _is_sum(fact: Fact) -> bool:
    """Whether a number may be a sum of money: it has a sign, or nothing that it counts."""
    return fact.kind == "number" and (fact.unit in _SAYS.words("sums") or len(fact.unit) <= _BARE)


def takes_up(asks: Sequence[Ask], reply: str) -> bool:
    """Whether a reply has two of the words, or all of them, that say what one of the asks is about."""
    return any(ask.about and _shared(ask.about, reply) >= min(2, len(ask.about)) for ask in asks)


def _shared(about: frozenset[str], sentence: str) -> int:
    """How many of an ask's words a sentence takes up: by the same word, by one like it, people by "she" and "they"."""
    said = _stems(sentence)
    group, people = _groups(), _people()
    groups = {group[word] for word in said if word in group}
    pronoun = _SAYS["pronoun"].search(sentence)
    heads = {word[:_HEAD] for word in said if len(word) > _HEAD}
    return sum(
        word in said or word[:_HEAD] in heads or group.get(word, -1) in groups or bool(pronoun and word in people)
        for word in about
    )


@cache
def _groups() -> dict[str, int]:
    """Stem of a word → the number of its group of words that speak of one thing."""
    return {stem(word): number for number, words in enumerate(_SAYS.tables["alike"]) for word in words.split()}


@cache
def _people() -> frozenset[str]:
    return frozenset(map(stem, _SAYS.words("people")))


def _stems(text: str) -> frozenset[str]:
    nothing = _SAYS.words("almost-nothing")
    return frozenset(stem(word.removesuffix("'s")) for word in words_of(text) if nothing.isdisjoint((word, stem(word))))


def _sentences(text: str) -> Iterator[tuple[str, bool]]:
    """The sentences of a question, each with whether a question mark ends it."""
    start = 0
    for end in [*(_LISTED if "(1)" in text else _ENDS).finditer(text), None]:
        stop = end.start() if end else len(text)
        said = text[start:stop].strip()
        if said:
            yield said, bool(end and "?" in end[0])
        start = end.end() if end else stop


def _parts(said: tuple[str, bool]) -> Sequence[str]:
    """The asks of a sentence: several where it goes on with "and how", "and can"."""
    text, is_question = said
    if len(words_of(text)) < _FEW_WORDS:
        return ()
    if not is_question and not _SAYS["wish"].search(text) and not re.match(r"\(\d\)", text):
        return ()
    return _SAYS["next"].split(text)
