"""Whether a cell holds the kind of value that a variable stands for, and what is expected where it does not."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from typing import Any, NamedTuple

from msgreview.model.message import Message, Variable, VariableType
from msgreview.model.phrases import series
from msgreview.report.lines import cut
from msgreview.rubric.statements.dates import moments_in
from msgreview.template.placeholder import kind_of

YES = frozenset(("yes", "y", "true", "1", "x", "on", "ja", "sí", "si"))
_NO = frozenset(("no", "n", "false", "0", "off", "nein", "-", ""))
_NUMBER = re.compile(r"[-+]?\d[\d.,' \u00a0\u202f]*%?")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_URL = re.compile(r"(?:https?://)?[^\W_][\w-]*(?:\.[\w-]+)+(?::\d+)?(?:[/?#]\S*)?|(?:mailto|tel|sms):\S+", re.IGNORECASE)
_PHONE = re.compile(r"(?=(?:\D*\d){3})[\d\s()+./–-]+(?:(?:ext|x)\.?\s*\d+)?", re.IGNORECASE)
_SHORT_DATE = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-]\d{2}")
_COUNTED = re.compile(r"(?:^|_)(?:count|size|length|quantity|qty|days|hours|weeks|minutes)$|^(?:number|num)_of_", re.IGNORECASE)
"""Names of numbers: what is called an id or a reference may have letters."""
_LEAP = 2028
_ALIKE = 0.85
_SHOWN = 40


class _Kind(NamedTuple):
    fits: Callable[[str, str], bool]
    """Whether a text in a language is one."""
    expected: str


def _is_date(text: str, lang: str) -> bool:
    days = [day for _, moments in moments_in(text, lang) for day in moments if not day.startswith("at ")]
    short = _SHORT_DATE.fullmatch(text)
    pairs = [tuple(map(int, day.split("-"))) for day in days]
    if short:
        pairs += [(int(short[1]), int(short[2])), (int(short[2]), int(short[1]))]
    return any(_exists(month, day) for month, day in pairs)


def _exists(month: int, day: int) -> bool:
    try:
        date(_LEAP, month, day)
    except ValueError:
        return False
    return True


def _has_digit(text: str, _: str) -> bool:
    return any(char.isdigit() for char in text)


_KINDS: dict[str, _Kind] = {
    "date": _Kind(_is_date, "a date is expected, such as 14 May 2027"),
    "time": _Kind(lambda text, lang: _has_digit(text, lang) or any(moments_in(text, lang)), "a time is expected, such as 10:30"),
    "amount": _Kind(_has_digit, "an amount is expected, such as 12.50"),
    "number": _Kind(lambda text, _: bool(_NUMBER.fullmatch(text)), "a number is expected, such as 3"),
    "url": _Kind(lambda text, _: bool(_URL.fullmatch(text)), "a link is expected, such as https://library.example/page"),
    "email": _Kind(lambda text, _: bool(_EMAIL.fullmatch(text)), "a mail address is expected, such as sam@library.example"),
    "phone": _Kind(lambda text, _: bool(_PHONE.fullmatch(text)), "a phone number is expected, such as 555-0142"),
    "flag": _Kind(lambda text, _: text.casefold() in YES | _NO, "yes or no is expected"),
}
_BY_NAME = frozenset(("date", "url", "email", "flag"))
"""Kinds that a name alone tells of, without a declaration or a sample."""


class Choices(NamedTuple):
    """The texts that a template compares a variable with; `closed` where it has no words for any other."""

    texts: tuple[str, ...]
    closed: bool


class Expectations:
    """What the cells of a variable may hold, by what the message declares, compares and has in its samples."""

    def __init__(self, message: Message, variables: Mapping[str, Variable], choices: Mapping[str, Choices]) -> None:
        """`choices`: the texts that the template compares a variable with."""
        self._message = message
        self._variables = variables
        self._choices = choices

    def expected(self, name: str, text: str) -> str:
        """What is expected in the place of a text, in words; "" where it fits."""
        given = list(self._given(name))
        kind = _KINDS.get(self._kind(name, given) or "")
        if kind and not kind.fits(text, self._message.lang):
            return kind.expected
        return self._choice(name, text, given)

    def _choice(self, name: str, text: str, given: Sequence[str]) -> str:
        compared = self._choices.get(name)
        if not compared or text in (*compared.texts, *given):
            return ""
        likely = [each for each in compared.texts if each.casefold() == text.casefold()]
        if likely := likely or get_close_matches(text, compared.texts, 1, _ALIKE):
            return f"'{likely[0]}' is expected, written so"
        texts = dict.fromkeys((*compared.texts, *given))
        return f"{series(map(repr, texts), 'or')} is expected" if compared.closed and len(texts) > 1 else ""

    def _kind(self, name: str, given: Sequence[str]) -> str | None:
        """The kind that is declared or that the name tells of, where nothing in the message itself is of another."""
        variable = self._variables.get(name)
        declared: VariableType | None = variable.type if variable else None
        kind_name = declared or kind_of(name.rpartition(".")[2])
        kind = _KINDS.get(kind_name)
        if kind is None or not all(kind.fits(each, self._message.lang) for each in given):
            return None
        by_name = kind_name in _BY_NAME or (kind_name == "number" and _COUNTED.search(name))
        return kind_name if declared or given or by_name else None

    def _given(self, name: str) -> Iterator[str]:
        """What the samples and the declaration give a variable."""
        variable = self._variables.get(name)
        if variable:
            yield from filter(None, (variable.example, variable.typical, variable.min, variable.max))
        for sample in self._message.samples.values():
            value: Any = sample
            for step in name.split("."):
                value = value.get(step) if isinstance(value, dict) else None
            if value is not None and not isinstance(value, dict | list):
                yield str(value).strip()


def misfit(column: str, text: str, expected: str) -> str:
    """What is wrong with a cell, in words."""
    return f"column '{column}' holds '{cut(text, _SHOWN)}', and {expected}"
