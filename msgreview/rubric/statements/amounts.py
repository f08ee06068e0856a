"""Whether two ways to state a fact say the same: "four weeks" and "28 days", "25 cents" and "$0.25", "9 pm" and "21:00".

A fact is an amount (a number of something, or a range), a time of day, a day of the year, a telephone number, an address,
or words. What nobody can compare to the day or the penny, such as a month with 30 days, is unclear and not different.
"""

import re
import unicodedata
from collections.abc import Container
from decimal import Decimal
from functools import cache, lru_cache
from typing import NamedTuple

from msgreview.language import language
from msgreview.language.language import Language
from msgreview.model.later import later
from msgreview.rubric.statements.dates import moment
from msgreview.rubric.statements.numbers import NUMBER, in_figures, number
from msgreview.rubric.statements.units import DIFFERENT, MONEY, MONTHS, SAME, UNCLEAR, UNITS, Unit, Verdict, singular

_LONGEST = 200
"""Characters; longer texts are compared as words."""

_DASHES = str.maketrans("‐‑‒–—−’⁄", "------'/")
_SINGLE = later(rf"(us\$|[$€£]|usd |eur |gbp )? ?({NUMBER})(?: ?-? ?([^\W\d_]+(?: [^\W\d_]+)?|[%$€£¢]))?")
_ASIDE = later(r"(.+?) ?\(.*\)")
_TELEPHONE = later(r"\+?[\d ().\-/]{6,}")
_FIGURES = 6
"""Least figures of a telephone number."""
_SCHEME = later(r"^(?:https?://)?(?:www\.)?|^mailto:")
_FIGURES_ALONE = later(r"[\d.,]+")
_UNIT_AFTER = later(r"-? ?(?:[^\W\d_]+|[%$€£¢])")
_SIGN_BEFORE = later(r"[$€£] ?$")


class _Forms(NamedTuple):
    """How a language puts an amount."""

    tongue: Language
    roughly: re.Pattern[str]
    rate: re.Pattern[str]
    between: re.Pattern[str]


class Amount(NamedTuple):
    """A number of something, or a range of numbers, as stated."""

    low: Decimal
    high: Decimal
    unit: str
    """In the singular; "" for a bare number."""
    rate: str
    """What it is for each of ("day" of "25 cents a day"); "" where that is not said."""


@cache
def _forms(tongue: Language) -> _Forms:
    amounts = tongue.amounts
    return _Forms(
        tongue,
        re.compile(rf"(?:(?:{amounts.roughly}) )+"),
        re.compile(rf" ?(?:\b(?:{amounts.per})\b|/) ?([^\W\d_]+?)s?$"),
        re.compile(rf"(.+?)(?:-| (?:{amounts.to}) )(.+)"),
    )


@lru_cache(maxsize=1 << 14)
def compare(said: str, value: str, name: str = "", lang: str = "en") -> Verdict:
    """Compares `said`, words of a message in `lang`, with `value`. A bare number is the same as that number of anything.

    Where the value is a bare number, its unit may come from the policy's `name`: `28` of `loans.days` is 28 days.
    """
    forms = _forms(language(lang))
    left, right = _plain(said, lang), _plain(value, lang)
    if left == right:
        return SAME
    verdict = _telephones(left, right, forms) or moment(left, right, forms.tongue)
    if verdict:
        return verdict
    one, other = _amount(left, forms), _amount(right, forms)
    if one and other:
        other = other if other.unit else other._replace(unit=_unit_of(name, forms.tongue))
        return _amounts(one, other, forms.tongue.amounts.anything)
    return UNCLEAR if one or other else _words(left, right, forms)


def amount(text: str, name: str = "", lang: str = "en") -> Amount | None:
    """The amount that a text states; None where it is none, or says more. A bare number has the unit of the policy's `name`."""
    forms = _forms(language(lang))
    stated = _amount(_plain(text, lang), forms)
    return stated._replace(unit=_unit_of(name, forms.tongue)) if stated and not stated.unit else stated


def with_unit(words: str, start: int, end: int) -> str:
    """`words[start:end]`; a number alone with its unit, if that stands beside it in the words: "4" of "for 4 weeks"."""
    said = words[start:end]
    if not _FIGURES_ALONE.fullmatch(said):
        return said
    before, after = _SIGN_BEFORE.search(words, 0, start), _UNIT_AFTER.match(words, end)
    return (before[0] if before else "") + said + (after[0] if after else "")


def _amount(text: str, forms: _Forms) -> Amount | None:
    """The amount that a text (lower case, numbers in figures) states; None where it is none, or says more."""
    text = forms.roughly.sub("", text, count=1) if forms.roughly.match(text) else text
    rate = forms.rate.search(text)
    per = singular(rate[1], forms.tongue.amounts) if rate else ""
    single = _single(text, forms) or (_single(text[: rate.start()], forms) if rate else None)
    if single:
        return single._replace(rate=per) if rate and _single(text, forms) is None else single
    aside = _ASIDE.fullmatch(text)
    if aside:
        return _amount(aside[1], forms)
    between = forms.between.fullmatch(text[: rate.start()] if rate else text)
    low, high = (_single(between[1], forms), _single(between[2], forms)) if between else (None, None)
    if low and high and not (low.unit and high.unit and low.unit != high.unit):
        numbers = sorted((low.low, high.low))
        return Amount(numbers[0], numbers[1], high.unit or low.unit, per)
    return None


def _single(text: str, forms: _Forms) -> Amount | None:
    match = _SINGLE.fullmatch(text)
    if not match:
        return None
    figures = number(match[2], forms.tongue.numbers.groups)
    return Amount(figures, figures, singular((match[1] or match[3] or "").strip(), forms.tongue.amounts), "")


def _plain(text: str, lang: str) -> str:
    """Lower case, one sort of dash and quote, one space between words, numbers in figures, no stop at the end."""
    text = in_figures(" ".join(text[:_LONGEST].casefold().translate(_DASHES).split()).strip(" .,;:!?"), lang) + text[_LONGEST:]
    return re.sub(r" ?- ?", "-", unicodedata.normalize("NFKC", text))


def _unit_of(name: str, tongue: Language) -> str:
    """The unit that the last part of a policy's name ends in (`loans.days`, `shelf_days`); "" where there is none."""
    last = singular(re.split(r"[._-]", name.casefold())[-1], tongue.amounts)
    return last if last in UNITS and len(last) > 1 else ""


def _telephones(left: str, right: str, forms: _Forms) -> Verdict | None:
    """Telephone numbers by their figures: one may have the area code that the other leaves out."""
    if not (_TELEPHONE.fullmatch(left) and _TELEPHONE.fullmatch(right)):
        return None
    one, other = (re.sub(r"\D", "", text).lstrip("0") for text in (left, right))
    if min(len(one), len(other)) < _FIGURES or moment(left, right, forms.tongue):
        return None
    return SAME if one.endswith(other) or other.endswith(one) else DIFFERENT


def _words(left: str, right: str, forms: _Forms) -> Verdict:
    """Names and addresses: the same, or one of them says more than the other."""
    one, other = (_SCHEME.sub("", forms.roughly.sub("", text, count=1)).rstrip("/") for text in (left, right))
    if one == other:
        return SAME
    short, long = sorted((one, other), key=len)
    return UNCLEAR if re.search(rf"(?<!\w){re.escape(short)}(?!\w)", long) else DIFFERENT


def _amounts(one: Amount, other: Amount, anything: Container[str]) -> Verdict:
    if one.rate and other.rate and one.rate != other.rate:
        return UNCLEAR
    low, high = (_numbers(pair[0], one.unit, pair[1], other.unit, anything) for pair in zip(one[:2], other[:2], strict=True))
    if DIFFERENT in (low, high):
        return UNCLEAR if _is_within(one, other) or _is_within(other, one) else DIFFERENT
    return low if low == high else UNCLEAR


def _is_within(single: Amount, ranged: Amount) -> bool:
    """Whether a number lies in a range: 21 days, and two to three weeks."""
    if single.low != single.high or ranged.low == ranged.high:
        return False
    (low, high), (least, most) = _span(single), _span(ranged)
    return least <= low and high <= most


def _span(amount: Amount) -> tuple[Decimal, Decimal]:
    unit = UNITS.get(amount.unit)
    return (amount.low * unit.least, amount.high * unit.most) if unit else (amount.low, amount.high)


def _numbers(left: Decimal, one: str, right: Decimal, other: str, anything: Container[str]) -> Verdict:
    """How a number of one unit and a number of another compare."""
    unit, rival = UNITS.get(one), UNITS.get(other)
    if not (one and other):
        return _bare(left, right, unit) if one else _bare(right, left, rival)
    if one == other:
        return _same(left == right)
    if one in MONTHS and other in MONTHS:
        return _same(left * MONTHS[one] == right * MONTHS[other])
    if unit and rival:
        return _spans(left, unit, right, rival)
    if unit or rival:
        return UNCLEAR
    if left == right:
        return SAME if one in anything or other in anything else UNCLEAR
    return DIFFERENT


def _bare(counted: Decimal, bare: Decimal, unit: Unit | None) -> Verdict:
    """A number of something, and one that does not say of what: it may be dollars, or days where the other is in weeks."""
    if counted == bare or unit is None:
        return _same(counted == bare)
    sizes = {each.least for each in UNITS.values() if each.meets(unit)} if unit.least == unit.most else set()
    return _same(any(counted * unit.least == bare * size for size in sizes))


def _spans(left: Decimal, unit: Unit, right: Decimal, rival: Unit) -> Verdict:
    """Compares amounts by what they come to at least and at most."""
    if not unit.meets(rival):
        return DIFFERENT if {unit.sort, rival.sort} <= MONEY else UNCLEAR
    least, most = left * unit.least, left * unit.most
    low, high = right * rival.least, right * rival.most
    if least == most == low == high:
        return SAME
    return UNCLEAR if least <= high and low <= most else DIFFERENT


def _same(alike: bool) -> Verdict:
    return SAME if alike else DIFFERENT
