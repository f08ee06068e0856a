"""What can be compared of two texts that say the same in two languages, without understanding either."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Literal, NamedTuple, TypeAlias

from msgreview.language import TAGS, language, primary
from msgreview.model.later import later
from msgreview.model.message import Message
from msgreview.model.span import Span
from msgreview.rubric.statements.amounts import amount
from msgreview.rubric.statements.dates import moments_in
from msgreview.rubric.statements.numbers import NUMBER, in_figures, number
from msgreview.rubric.statements.units import MONTHS, UNITS

Aspect = Literal["branches", "numbers", "dates", "links", "contacts", "paragraphs"]

Meaning: TypeAlias = frozenset[str]
"""What a piece of text may mean: "3/4" may be two days. Two pieces say the same where they may mean the same."""

_TAG = later(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_BRANCH = later(r"\{%[-+]?\s*((?:if|elif|for)\b.*?)\s*[-+]?%\}", re.DOTALL)
_ADDRESS = later(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LINK = later(
    r"(?:https?://|www\.)[^\s<>()\"'\]]*[^\s<>()\"'\].,;:!?]|\b[a-z0-9-]+(?:\.[a-z0-9-]+)+/[^\s<>()\"'\].,;:!?]+", re.IGNORECASE
)
_TELEPHONE = later(r"(?<![\w.])\+?\(?\d(?:[\d()./-]| (?!-)){6,}\d(?!\w)")
_FIGURES = later(rf"(?<![\w.,]){NUMBER}(?![\w])")
_FEWEST = 7
"""Last figures of a telephone number that two have in common where they are the same."""


class Piece(NamedTuple):
    """Words of a text that can be compared, at 0-based code points of the template, and what they may mean."""

    words: str
    span: Span
    meaning: Meaning
    field: str = ""


def pieces(message: Message, aspect: Aspect) -> list[Piece]:
    """What the subject and the body of a message have of an aspect, in their order."""
    return [
        piece._replace(field=field)
        for field in ("subject", "body")
        for piece in _outline(getattr(message, field), message.lang)[aspect]
    ]


def only_in_one(message: Message, twin: Message, aspect: Aspect) -> tuple[list[Piece], list[Piece]]:
    """The pieces of each of two messages that the other has nothing for; numbers in figures may be in words there.

    Numbers in words are compared where they are of a length of time, and each message states one that the other does not.

    Of numbers and dates there are none where one of the languages has no words for them.
    """
    if aspect in {"numbers", "dates"} and not {primary(message.lang), primary(twin.lang)}.issubset(TAGS):
        return [], []
    rest, alone = pieces(twin, aspect), []
    for piece in pieces(message, aspect):
        same = next((each for each in rest if not each.meaning.isdisjoint(piece.meaning)), None)
        if same:
            rest.remove(same)
        else:
            alone.append(piece)
    if aspect == "numbers":
        ours, theirs = list(_lengths(message)), list(_lengths(twin))
        alone = [each for each in alone if each.meaning.isdisjoint(_spelled_out(twin)) and not _lasts(each, ours, theirs)]
        rest = [each for each in rest if each.meaning.isdisjoint(_spelled_out(message)) and not _lasts(each, theirs, ours)]
        return (alone, rest) if alone or rest else _replaced(ours, theirs)
    if aspect == "dates" and not alone and not rest:
        return _replaced(list(_weekdays(message)), list(_weekdays(twin)))
    return alone, rest


def _replaced(ours: Sequence[Piece], theirs: Sequence[Piece]) -> tuple[list[Piece], list[Piece]]:
    """The pieces that only one of two messages has, where each has one that the other does not."""
    here, there = (
        [piece for piece in one if all(piece.meaning.isdisjoint(each.meaning) for each in other)]
        for one, other in ((ours, theirs), (theirs, ours))
    )
    return (here, there) if here and there else ([], [])


def _lasts(number: Piece, ours: Iterable[Piece], theirs: Sequence[Piece]) -> bool:
    """Whether a number is of a length of time that the other message states in another unit: 28 days are four weeks."""
    return any(
        each.field == number.field
        and each.span.start <= number.span.start < each.span.end
        and any(not each.meaning.isdisjoint(other.meaning) for other in theirs)
        for each in ours
    )


def _lengths(message: Message) -> Iterator[Piece]:
    """The lengths of time that a message states, in words too. An article is no number: fees are for "a day"."""
    tongue = language(message.lang)
    length, article = (
        re.compile(pattern, re.IGNORECASE) for pattern in (rf"\b{tongue.stated['length']}", rf"{tongue.numbers.one}\b")
    )
    for field in ("subject", "body"):
        for match in length.finditer(_TAG.sub(lambda tag: "\0" * len(tag[0]), getattr(message, field))):
            stated = None if article.match(match[0]) else amount(match[0], lang=message.lang)
            if stated and stated.unit in UNITS:
                months = MONTHS.get(stated.unit)
                unit, worth = ("month", Decimal(months)) if months else (UNITS[stated.unit].sort, UNITS[stated.unit].least)
                meaning = f"{(stated.low * worth).normalize():f}-{(stated.high * worth).normalize():f} {unit}"
                yield Piece(match[0], Span(*match.span()), frozenset((meaning,)), field)


def _weekdays(message: Message) -> Iterator[Piece]:
    names = language(message.lang).days.weekdays
    for match in re.finditer("|".join(rf"\b({name})s?\b" for name in names), message.body, re.IGNORECASE):
        yield Piece(match[0], Span(*match.span()), frozenset((str(match.lastindex),)), "body")


@lru_cache(maxsize=16)  # each aspect has a rule of its own
def _outline(template: str, lang: str) -> Mapping[Aspect, tuple[Piece, ...]]:
    """What a template in a language, a BCP 47 tag, has to compare. Values that tags print are left out."""
    left = _TAG.sub(lambda tag: "\0" * len(tag[0]), template)
    pieces: dict[Aspect, tuple[Piece, ...]] = {"branches": tuple(_branches(template)), "paragraphs": tuple(_paragraphs(template))}
    readers: tuple[tuple[Aspect, Callable[[str, str], Iterator[Piece]]], ...] = (
        ("links", _links), ("contacts", _contacts), ("dates", _moments), ("numbers", _numbers),
    )  # fmt: skip
    for aspect, read in readers:
        pieces[aspect] = tuple(read(left, lang))
        for piece in pieces[aspect]:
            left = left[: piece.span.start] + "\0" * len(piece.words) + left[piece.span.end :]
    return pieces


def _spelled_out(message: Message) -> frozenset[str]:
    """The numbers of a message, in words too, as they are meant."""
    groups = language(message.lang).numbers.groups
    text = in_figures(_TAG.sub(" ", f"{message.subject}\n{message.body}").casefold(), message.lang)
    return frozenset(_value(match[0], groups) for match in _FIGURES.finditer(text))


def _branches(template: str) -> Iterator[Piece]:
    for match in _BRANCH.finditer(template):
        yield Piece(match[0], Span(*match.span()), frozenset((" ".join(match[1].split()),)))


def _links(text: str, lang: str) -> Iterator[Piece]:
    """Links without what names the language: `/de/renew` is `/en/renew`; of one that names it, any path may be in it, too."""
    own = {*TAGS, lang.lower(), primary(lang)}
    for match in _LINK.finditer(text):
        host, _, path = re.sub(r"^(?:https?://)?(?:www\.)?", "", match[0].lower()).partition("/")
        first, _, rest = host.partition(".")
        names = re.split(r"[/.?&=#_-]", path)
        house = rest if first in own else host
        same = f"{house}/{'/'.join(name for name in names if name and name not in own)}"
        in_language = house != host or not own.isdisjoint(names)
        yield Piece(match[0], Span(*match.span()), frozenset((same, house) if in_language else (same,)))


def _contacts(text: str, _: str) -> Iterator[Piece]:
    """Addresses by their domains, as `hilfe@` may well be `help@`, and telephone numbers by their last figures."""
    for match in _ADDRESS.finditer(text):
        yield Piece(match[0], Span(*match.span()), frozenset((match[0].lower().partition("@")[2],)))
    for match in _TELEPHONE.finditer(text):
        figures = re.sub(r"\D", "", match[0])
        if len(figures) >= _FEWEST and not re.fullmatch(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}", match[0]):
            yield Piece(match[0], Span(*match.span()), frozenset((figures[-_FEWEST:],)))


def _moments(text: str, lang: str) -> Iterator[Piece]:
    for span, meaning in moments_in(text, lang):
        yield Piece(text[span.start : span.end], span, meaning)


def _numbers(text: str, lang: str) -> Iterator[Piece]:
    groups = language(lang).numbers.groups
    for match in _FIGURES.finditer(text):
        yield Piece(match[0], Span(*match.span()), frozenset((_value(match[0], groups),)))


def _value(figures: str, groups: str) -> str:
    return f"{number(figures, groups).normalize() + Decimal(0):f}"


def _paragraphs(template: str) -> Iterator[Piece]:
    """The paragraphs that are more than tags of control; any is like any other."""
    at = 0
    for part in re.split(r"(\n[ \t]*\n\s*)", template):
        if re.sub(r"\{%.*?%\}|\{#.*?#\}", "", part, flags=re.DOTALL).strip():
            yield Piece(part.strip(), Span(at, at + len(part.rstrip())), frozenset(("",)))
        at += len(part)
