"""Whether two ways to state a fact say the same: "four weeks" and "28 days", "25 cents" and "$0.25", "9 pm" and "21:00"."""

import re
from decimal import Decimal

_NUMBERS = {
    word: number
    for number, words in enumerate(
        [
            "zero",
            "one a an",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ]
    )
    for word in words.split()
}
_NUMBERS |= {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "no": 0}
_TENS = re.compile(r"(twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)[- ](one|two|three|four|five|six|seven|eight|nine)")
_UNITS = {
    "minute": ("minutes", 1), "hour": ("minutes", 60), "day": ("days", 1), "week": ("days", 7), "fortnight": ("days", 14),
    "month": ("months", 1), "year": ("months", 12), "cent": ("money", 1), "dollar": ("money", 100), "euro": ("money", 100),
    "penny": ("money", 1),
    "pence": ("money", 1), "pound": ("money", 100), "$": ("money", 100), "€": ("money", 100), "£": ("money", 100),
}  # fmt: skip
_TIMES = ("minutes", "days", "months")
_QUANTITY = re.compile(r"([$€£])? ?(\d+(?:[.,]\d+)*) ?([a-z$€£]+)?")
_BARE = re.compile(r"\d+(?:[.,]\d+)*")
_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d\d))? ?(am|pm|a\.m\.|p\.m\.)?")


def same(said: str, value: str, name: str = "") -> bool:
    """Whether `said`, words of a message, states `value`. A bare number is the same as that number of anything.

    Where the value is a bare number, its unit may come from the policy's `name`: `28` of `loans.days` is 28 days.
    """
    left, right = _plain(said), _plain(value)
    if _BARE.fullmatch(right):
        right = f"{right} {_unit_of(name)}".rstrip()
    if left == right:
        return True
    one, other = _quantity(left), _quantity(right)
    if one and other:
        alike = one[1] == other[1] or not (one[1] and other[1])
        return alike and (one[0] == other[0] or (one[1] != other[1] and _bare(left) == _bare(right)))
    first, second = _clock(left), _clock(right)
    return first is not None and first == second


def _unit_of(name: str) -> str:
    """The unit of time that the last part of a policy's name ends in (`loans.days`, `shelf_days`); "" where there is none."""
    last = re.split(r"[._-]", name.casefold())[-1]
    sort, _ = _UNITS.get(last.removesuffix("s"), ("", 0))
    return last if sort in _TIMES else ""


def _plain(text: str) -> str:
    """Lower case, one space between words, numbers in digits."""
    text = " ".join(text.casefold().split())
    text = _TENS.sub(lambda found: str(_NUMBERS[found[1]] + _NUMBERS[found[2]]), text)
    return re.sub(r"\b[a-z]+\b(?!\.\w)", lambda found: str(_NUMBERS.get(found[0], found[0])), text)


def _number(text: str) -> Decimal:
    """The number in digits; a comma before three digits groups thousands, any other is a decimal point."""
    text = re.sub(r",(?=\d{3}(?!\d))", "", text).replace(",", ".")
    whole, _, part = text.rpartition(".")
    return Decimal(f"{whole.replace('.', '')}.{part}") if whole else Decimal(text)


def _quantity(text: str) -> tuple[Decimal, str] | None:
    """An amount in the smallest unit of its sort, with that sort; None where the text is not a quantity alone."""
    found = _QUANTITY.fullmatch(text)
    if not found:
        return None
    unit = found[1] or found[3] or ""
    sort, times = _UNITS.get(unit) or _UNITS.get(unit.removesuffix("s")) or (unit.removesuffix("s"), 1)
    return _number(found[2]) * times, sort


def _bare(text: str) -> Decimal | None:
    """The number as it stands, whatever it counts."""
    found = _QUANTITY.fullmatch(text)
    return _number(found[2]) if found else None


def _clock(text: str) -> tuple[int, int] | None:
    """Hour and minute of a time of day."""
    found = _CLOCK.fullmatch(text)
    if not found:
        return None
    hour = int(found[1])
    if found[3]:
        hour = hour % 12 + (12 if found[3].startswith("p") else 0)
    return hour, int(found[2] or 0)
