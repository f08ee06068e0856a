"""The facts of a text: dates, times, amounts, numbers, links, addresses, names, variables.

A fact has a key for each thing it may say, in one form for all ways to write it: "1 pm" and "13.00", "12th of May" and
"12 May". Names in a greeting or a signature are between sender and reader: no new version has to have them.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

from msgreview.language import language
from msgreview.model.document import Document
from msgreview.rubric.statements.numbers import in_figures, number
from msgreview.rubric.statements.units import UNITS, singular

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
_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.?)(?![a-z])"
)
_DAY = r"(?<![\d.])(?:\d{1,2})(?:st|nd|rd|th)?"
_ONES = "one|two|three|four|five|six|seven|eight|nine"
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_TEENS = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_IN_WORDS = rf"(?:(?:{_TENS})(?:[- ](?:{_ONES}))?|{_ONES}|{_TEENS}|a dozen|a hundred|(?:a )?fortnight)"
_FIGURES = r"\d[\d,.]*\d|\d"
_UNIT = r"[$€£¢%]|(?:working|business) days?\b|[^\W\d_]+"
_DOMAIN = r"[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:org|com|net|edu|gov|info|example|io|uk|eu|de|ie|ca|au|nz)\b"
_REST = r"[^\s<>()\"']*[^\s<>()\"'.,;:!?]"
_FREE = r"\b(?:free of charge|for free|at no (?:extra )?cost|costs? nothing|without (?:any )?(?:charge|cost)|no charge)\b"
_A_SPAN = r"\b(?:half an hour|(?:a )?quarter of an hour|an hour and a half|an? (?:minute|hour|day|week|month|year))\b"
_CAPITAL = r"(?-i:[^\W\d_a-zà-þ][\w&'’-]*)"
_PATTERNS: tuple[tuple[FactKind, str], ...] = (
    ("variable", r"\{\{[^{}]*\}\}|\{[a-z_][\w.]*\}|%[a-z_]+%"),
    ("address", r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    ("link", rf"(?:https?://|www\.){_REST}|\b{_DOMAIN}(?:/{_REST})?"),
    ("date", r"\b\d{4}-\d\d-\d\d\b|\b\d{1,2}[./]\d{1,2}[./]\d{4}\b"),
    ("phone", r"(?<![\w.])\+?(?:\(\d+\) ?)?\d(?:[\d()/-]| (?!-)){4,}\d(?!\w|[.:]\d)"),
    ("date", rf"{_DAY}(?: of|\.)? {_MONTH}(?:,? \d{{4}}\b)?|\b{_MONTH} {_DAY}(?!\w|[.:]\d)(?:,? \d{{4}}\b)?"),
    ("date", rf"{_DAY}(?= ?(?:[-–,]|and|to|or|until|till) ?{_DAY}(?: of|\.)? {_MONTH})|{_DAY}(?<=[a-z])(?![a-z])"),
    ("place", rf"\b\d{{1,4}}[a-z]? {_CAPITAL}(?: {_CAPITAL})+"),
    ("weekday", r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|\bweekdays\b"),
    ("weekday", r"(?-i:\b(?:Mon|Tues?|Wed|Thu(?:rs)?|Fri|Sat|Sun)\b)"),
    ("time", r"\b\d{1,2}(?:[:.]\d\d)? ?(?:a\.m\.|p\.m\.|am\b|pm\b|o'clock\b)|\b\d{1,2}:\d\d\b|\b(?:noon|midday|midnight)\b"),
    ("time", rf"\b(?:half|quarter) (?:past|to) (?:{_ONES}|{_TEENS}|\d{{1,2}})\b"),
    ("code", r"\b[a-z]{1,5}-?\d[\w-]*|\b(?=[\d-]*\d{3})\d+(?:-\d+)+\b"),
    ("number", rf"{_FREE}|\bfree\b(?![- ]?(?:to|from|text)\b|-)|{_A_SPAN}"),
    ("number", rf"(?:[$€£] ?|\b(?:eur|usd|gbp) )?(?:(?<![\w.])(?:{_FIGURES})|\b{_IN_WORDS}\b)(?:[- ]?(?:{_UNIT}))?"),
)  # fmt: skip
_COMPILED = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _PATTERNS)
_QUOTED = re.compile(r"[\"“«]([^\"“”«»\n]{2,80})[\"”»]|‘([^‘’\n]{2,80})’")
_NAME = re.compile(rf"\b{_CAPITAL}(?: (?:(?:of|the|and|for|de|van|von|&) )?{_CAPITAL})*")
_NO_NAMES = frozenset((
    "mr", "mrs", "ms", "mx", "dr", "miss", "dear", "hello", "hi", "ok", "sir", "madam", "please", "thank", "thanks", "sorry",
    "yes", "no", "english", "internet", "we", "our", "your", "you", "the", "an", "in", "on", "if", "for", "to", "at", "as",
    "from", "by", "it", "this", "that", "these", "but", "or", "and", "not", "free", "failure", "appeals",
))  # fmt: skip
_COMMON = frozenset((
    "terms", "conditions", "policy", "policies", "regulation", "regulations", "act", "section", "paragraph", "article",
    "customer", "customers", "service", "services", "department", "team", "office", "desk", "centre", "center", "library",
    "user", "users", "patron", "patrons", "management", "notice", "account", "member", "members", "membership", "form",
    "number", "house", "rules", "code", "board", "group", "staff", "privacy", "data", "protection", "general", "head",
    "resident", "residents", "online", "portal", "website", "reference", "ticket", "case", "invoice", "bill", "payment",
    "payments", "annex", "appendix", "schedule", "contract", "agreement", "licence", "tariff", "fee", "fees", "charges",
    "deposit", "application", "request", "complaint", "claim", "policyholder", "tenant", "parent", "guardian",
))  # fmt: skip
"""Words that official letters write like names, and that name nobody."""
_ASIDE = re.compile(
    r"(?:§ ?|\d ?\(|24/|\b(?:(?:sub-?)?section|sec\.|s\.|clause|paragraph|para\.?|art\.|article|act|point|rule"
    r"|regulation|annex|appendix) ?)$",
    re.IGNORECASE,
)
"""What stands before the number of a rule: plain words may do without it."""
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
    for kind, pattern in _COMPILED:
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


def words_of(text: str) -> list[str]:
    """The words of a text in small letters, numbers too."""
    return [word.lower() for word in re.findall(r"[^\W_]+(?:['’][^\W_]+)?", text)]


def _fact(kind: FactKind, match: re.Match[str], *keys: str) -> Fact:
    return Fact(kind, match[0], match.start(), match.end(), keys)


def _date(match: re.Match[str], text: str) -> Fact | None:
    figures = [int(part) for part in re.findall(r"\d+", match[0])]
    month = re.search(_MONTH, match[0], re.IGNORECASE)
    if month:
        return _fact("date", match, f"{figures[0]}.{_number_of(month[0])}")
    if re.match(r"\d{4}-", match[0]):
        return _fact("date", match, f"{figures[2]}.{figures[1]}")
    if len(figures) == _SMALL:
        return _fact("date", match, f"{figures[0]}.{figures[1]}", f"{figures[1]}.{figures[0]}")
    later = re.match(rf"[^.!?\n]{{0,20}}?({_MONTH})", text[match.end() :], re.IGNORECASE)
    return _fact("date", match, f"{figures[0]}.{_number_of(later[1])}" if later else f"{figures[0]}.")


def _number_of(month: str) -> int:
    return _MONTHS.index(month[:3].lower()) + 1


def _phone(match: re.Match[str], _: str) -> Fact | None:
    figures = re.sub(r"\D", "", match[0])
    return _fact("phone", match, figures[-9:]) if len(figures) >= _TELEPHONE else None


def _weekday(match: re.Match[str], text: str) -> Fact:
    if match[0].lower() == "weekdays":
        return _fact("weekday", match, "mon", "fri")
    dated = re.match(rf",? (?:the )?{_DAY}\b(?![:.]\d)", text[match.end() :]) or re.search(
        r"\d[a-z]* \(?$", text[: match.start()]
    )
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
    if "free" in (words := match[0].lower()) or re.fullmatch(_FREE, words):
        plainly = bool(re.fullmatch(_FREE, words))
        return Fact("number", match[0], *match.span(), ("n0",), _GRATIS if plainly else "", plainly)
    said = in_figures(_SPANS.get(words.removeprefix("a "), words))
    found = re.search(_FIGURES, said)
    if not found:
        return None
    value = number(found[0].rstrip(".,"))
    unit = singular(said.replace(found[0], "", 1).strip(" -"), _AMOUNTS)
    counted = unit in UNITS
    in_words = not re.search(r"\d", words)
    start, end = match.start(), match.end() if counted else match.start() + _length(match[0])
    keys: tuple[str, ...] = (f"n{value.normalize():f}",)
    if not counted and value <= _DAY_HOURS and value % 1 * 100 < _HOUR:
        keys += _clock(int(value) % _DAY_HOURS * _HOUR + int(value % 1 * 100))
    small = in_words and (not words.startswith("one") if counted and value == 1 else not counted and value <= _SMALL)
    loose = small or words.startswith("24/7") or _ASIDE.search(text[:start])
    return Fact("number", text[start:end], start, end, keys, unit, not loose)


def _length(words: str) -> int:
    """The length of a number without the word after it."""
    match = re.match(rf"(?:[$€£] ?)?(?:{_FIGURES}|{_IN_WORDS})", words, re.IGNORECASE)
    return match.end() if match else len(words)


def _code(match: re.Match[str], _: str) -> Fact:
    key = re.sub(r"\W", "", match[0]).lower()
    return _fact("code", match, key)._replace(required=len(key) >= _SMALL)


def _main_words(words: list[str]) -> tuple[str, ...]:
    return tuple(word for word in words if len(word) > _SMALL or word.isdigit()) or tuple(words)


def _names(left: str, text: str) -> Iterator[Fact]:
    """Names of people, places and organisations: capitals within a sentence that are no abbreviation."""
    for match in _NAME.finditer(left):
        before = left[: match.start()].rstrip(" (\t*_")
        starts = not before or before[-1] in '.!?\n:•"“-–—\0'
        words = match[0].split()
        names = [w.lower() for w in words if w[0].isupper() and not w.isupper() and w.lower() not in _NO_NAMES | _COMMON]
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
