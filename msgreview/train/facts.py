"""The facts of a text: dates, times, amounts, numbers, links, addresses, names, variables.

A fact has a key for each thing it may say, in one form for all ways to write it: "1 pm" and "13.00", "12th of May" and
"12 May". Names in a greeting or a signature are between sender and reader: no new version has to have them.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from msgreview.language import language
from msgreview.model.document import Document
from msgreview.rubric.statements.numbers import in_figures, number
from msgreview.rubric.statements.units import UNITS, singular
from msgreview.train.english import English

FactKind = Literal["variable", "address", "link", "phone", "date", "place", "weekday", "time", "number", "code", "title", "name"]


class Fact(NamedTuple):
    """Something that a text states. `text` is how it is written, at 0-based code points."""

    kind: FactKind
    text: str
    start: int
    end: int
    keys: tuple[str, ...]
    unit: str = ""
    """What a number counts, in the singular; "" where that is not said."""
    required: bool = True
    """Whether a new version of the text must state it too."""


_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_SAYS = English("facts")
_QUOTED = re.compile(r"[\"“«]([^\"“”«»\n]{2,80})[\"”»]|‘([^‘’\n]{2,80})’")
_NOBODY = frozenset(("greeting", "signature", "closing", "boilerplate"))
_SPANS = {
    "fortnight": "14 days", "half an hour": "30 minutes", "quarter of an hour": "15 minutes",
    "an hour and a half": "90 minutes",
}  # fmt: skip
_GRATIS = "gratis"
"""The unit of what costs nothing."""
_AMOUNTS = language("en").amounts
_HALF_DAY, _HOUR, _DAY_HOURS, _TELEPHONE = 720, 60, 24, 7
_SMALL = 3


def facts_of(document: Document) -> tuple[Fact, ...]:
    """The facts of a text in their order, of which those in greetings and signatures need not be stated again."""
    bare = [document.span(n) for n, sentence in enumerate(document.sentences) if not _NOBODY.isdisjoint(sentence.moves)]
    apart = {word for span in bare for word in words_of(document.text[span.start : span.end])}
    facts = []
    for fact in facts_in(document.text):
        inside = any(span.start <= fact.start < span.end for span in bare)
        loose = fact.kind in ("name", "title", "number") and (inside or apart.issuperset(fact.keys))
        facts.append(fact._replace(required=False) if loose else fact)
    return tuple(facts)


def facts_in(*texts: str) -> tuple[Fact, ...]:
    """The facts of texts, one text after the other, each in its order."""
    return tuple(fact for text in texts for fact in _facts(text))


@lru_cache(maxsize=1024)  # a reply is asked for the facts of its sentences again and again
def _facts(text: str) -> tuple[Fact, ...]:
    facts: list[Fact] = []
    left = text
    for kind, pattern in _patterns():
        for match in pattern.finditer(left):
            if fact := _READ[kind](match, text):
                facts.append(fact)
                left = left[: fact.start] + "\0" * (fact.end - fact.start) + left[fact.end :]
    for match in _QUOTED.finditer(text):
        words = match[1] or match[2]
        if words[0].isupper() and (keys := _main_words(words_of(words))):
            facts.append(Fact("title", match[0], match.start(), match.end(), keys))
            left = left[: match.start()] + "\0" * len(match[0]) + left[match.end() :]
    return tuple(sorted([*facts, *_names(left, text)], key=lambda fact: (fact.start, fact.end)))


@cache
def _patterns() -> list[tuple[FactKind, re.Pattern[str]]]:
    return [(kind, re.compile(_SAYS.expression(pattern), re.IGNORECASE)) for kind, pattern in _SAYS.tables["patterns"]]


def words_of(text: str) -> list[str]:
    """The words of a text in small letters, numbers too."""
    return [word.lower() for word in re.findall(r"[^\W_]+(?:['’][^\W_]+)?", text)]


def _fact(kind: FactKind, match: re.Match[str], *keys: str) -> Fact:
    return Fact(kind, match[0], match.start(), match.end(), keys)


def _date(match: re.Match[str], text: str) -> Fact | None:
    figures = [int(part) for part in re.findall(r"\d+", match[0])]
    month = _SAYS["month"].search(match[0])
    if month:
        return _fact("date", match, f"{figures[0]}.{_number_of(month[0])}")
    if re.match(r"\d{4}-", match[0]):
        return _fact("date", match, f"{figures[2]}.{figures[1]}")
    if len(figures) == _SMALL:
        return _fact("date", match, f"{figures[0]}.{figures[1]}", f"{figures[1]}.{figures[0]}")
    later = _SAYS["month-to-come"].match(text[match.end() :])
    return _fact("date", match, f"{figures[0]}.{_number_of(later[1])}" if later else f"{figures[0]}.")


def _number_of(month: str) -> int:
    return _MONTHS.index(month[:3].lower()) + 1


def _phone(match: re.Match[str], _: str) -> Fact | None:
    figures = re.sub(r"\D", "", match[0])
    return _fact("phone", match, figures[-9:]) if len(figures) >= _TELEPHONE else None


def _weekday(match: re.Match[str], text: str) -> Fact:
    if match[0].lower() == "weekdays":
        return _fact("weekday", match, "mon", "fri")
    dated = _SAYS["day-to-come"].match(text[match.end() :]) or re.search(r"\d[a-z]* \(?$", text[: match.start()])
    return _fact("weekday", match, match[0][:3].lower())._replace(required=not dated)


def _time(match: re.Match[str], _: str) -> Fact:
    words = match[0].lower()
    past = re.match(r"(half|quarter) (past|to) (\w+)", words)
    if past:
        part = 30 if past[1] == "half" else 15
        return _fact("time", match, *_clock(int(in_figures(past[3])) * _HOUR + (part if past[2] == "past" else -part)))
    if words in ("noon", "midday", "midnight"):
        return _fact("time", match, "t0" if words == "midnight" else "t720")
    figures = [int(part) for part in re.findall(r"\d+", words)]
    minutes = figures[0] % _DAY_HOURS * _HOUR + (figures[1] if len(figures) > 1 else 0)
    if re.search(r"[ap]\.?m", words):
        return _fact("time", match, f"t{minutes % _HALF_DAY + (_HALF_DAY if 'p' in words else 0)}")
    return _fact("time", match, *_clock(minutes))


def _clock(minutes: int) -> tuple[str, ...]:
    """The times that minutes after midnight may mean where nobody says which half of the day."""
    return (f"t{minutes}", f"t{minutes + _HALF_DAY}") if minutes < _HALF_DAY + _HOUR else (f"t{minutes}",)


def _number(match: re.Match[str], text: str) -> Fact | None:
    words = match[0].lower()
    plainly = bool(_SAYS["free"].fullmatch(words))
    if plainly or "free" in words:
        return Fact("number", match[0], *match.span(), ("n0",), _GRATIS if plainly else "", plainly)
    said = in_figures(_SPANS.get(words.removeprefix("a "), words))
    figures = _SAYS["figures"].search(said)
    if not figures:
        return None
    value = number(figures[0].rstrip(".,"))
    unit = singular(said.replace(figures[0], "", 1).strip(" -"), _AMOUNTS)
    counted = unit in UNITS
    in_words = not re.search(r"\d", words)
    alone = None if counted else _SAYS["amount"].match(match[0])
    start, end = match.start(), match.start() + alone.end() if alone else match.end()
    keys: tuple[str, ...] = (f"n{value.normalize():f}",)
    if not counted and value <= _DAY_HOURS and value % 1 * 100 < _HOUR:
        keys += _clock(int(value) % _DAY_HOURS * _HOUR + int(value % 1 * 100))
    small = in_words and (not words.startswith("one") if counted and value == 1 else not counted and value <= _SMALL)
    loose = small or words.startswith("24/7") or _SAYS["aside"].search(text[:start])
    return Fact("number", text[start:end], start, end, keys, unit, not loose)


def _code(match: re.Match[str], _: str) -> Fact:
    key = re.sub(r"\W", "", match[0]).lower()
    return _fact("code", match, key)._replace(required=len(key) >= _SMALL)


def _main_words(words: list[str]) -> tuple[str, ...]:
    return tuple(word for word in words if len(word) > _SMALL or word.isdigit()) or tuple(words)


def _names(left: str, text: str) -> Iterator[Fact]:
    """Names of people, places and organisations: capitals within a sentence that are no abbreviation."""
    no_names = _SAYS.words("no-names") | _SAYS.words("common")
    for match in _SAYS["name"].finditer(left):
        before = left[: match.start()].rstrip(" (\t*_")
        starts = not before or before[-1] in '.!?\n:•"“-–—\0'
        words = match[0].split()
        names = [w.lower() for w in words if w[0].isupper() and not w.isupper() and w.lower() not in no_names]
        named = re.search(r"\b(?:the|this|your|our|an?|any|each|every)$", before, re.IGNORECASE)
        numbered = re.match(r" [\d\0]", left[match.end() :])
        if not names or (len(words) == 1 and (starts or named or numbered)) or _is_written_small(names, text):
            continue
        yield Fact("name", match[0], match.start(), match.end(), tuple(names))


def _is_written_small(names: list[str], text: str) -> bool:
    """Whether the text has all the words in small letters elsewhere, so that they name nobody."""
    return all(re.search(rf"\b{re.escape(name)}\b", text) for name in names)


_READ: dict[FactKind, Callable[[re.Match[str], str], Fact | None]] = {
    "variable": lambda match, _: _fact("variable", match, re.sub(r"\s", "", match[0])),
    "address": lambda match, _: _fact("address", match, match[0].lower()),
    "link": lambda match, _: _fact("link", match, re.sub(r"^(https?://)?(www\.)?", "", match[0].lower()).rstrip("/")),
    "phone": _phone,
    "date": _date,
    "place": lambda match, _: _fact("place", match, " ".join(words_of(match[0]))),
    "weekday": _weekday,
    "time": _time,
    "number": _number,
    "code": _code,
}
