"""What is counted, such as time, money and shares, and what comes of comparing two amounts."""

from decimal import Decimal
from typing import Literal, NamedTuple

from msgreview.language.language import Amounts

Verdict = Literal["same", "different", "unclear"]
"""`unclear`: they may be the same, and nobody can tell from the words ("a month" and 30 days)."""

SAME: Verdict = "same"
DIFFERENT: Verdict = "different"
UNCLEAR: Verdict = "unclear"

_DAY = 1440
"""Minutes."""


class Unit(NamedTuple):
    """What one of a unit comes to, in the smallest unit of its sort: at least and at most."""

    sort: str
    least: Decimal
    most: Decimal

    def meets(self, other: "Unit") -> bool:
        """Whether amounts of the two can be compared; a cent may be of a dollar, a euro or, as a penny, of a pound."""
        both = {self.sort, other.sort}
        return len(both) == 1 or ("cent" in both and both <= MONEY)


MONEY = frozenset({"dollar", "pound", "euro", "cent"})
"""Sorts that are sums of money."""

_TIME = {
    "minute": (1, 1), "hour": (60, 60), "day": (_DAY, _DAY), "week": (7 * _DAY, 7 * _DAY), "fortnight": (14 * _DAY, 14 * _DAY),
    "month": (28 * _DAY, 31 * _DAY), "year": (365 * _DAY, 366 * _DAY),
    "working day": (_DAY, 5 * _DAY), "weekday": (_DAY, 5 * _DAY),
}  # fmt: skip
"""Months and years differ in length, and a few working days are spread over more days than they are."""

_WORTH = {
    "$": ("dollar", 100), "us$": ("dollar", 100), "dollar": ("dollar", 100), "usd": ("dollar", 100),
    "£": ("pound", 100), "pound": ("pound", 100), "gbp": ("pound", 100), "p": ("pound", 1), "pence": ("pound", 1),
    "€": ("euro", 100), "euro": ("euro", 100), "eur": ("euro", 100),
    "¢": ("cent", 1), "c": ("cent", 1), "cent": ("cent", 1), "penny": ("cent", 1), "pennie": ("cent", 1),
}  # fmt: skip
_SHARES = ("%", "percent", "per cent", "pct")

MONTHS = {"month": 1, "year": 12}
"""Units that are exact among themselves."""

UNITS: dict[str, Unit] = {
    **{word: Unit("time", Decimal(least), Decimal(most)) for word, (least, most) in _TIME.items()},
    **{word: Unit(currency, Decimal(worth), Decimal(worth)) for word, (currency, worth) in _WORTH.items()},
    **dict.fromkeys(_SHARES, Unit("share", Decimal(1), Decimal(1))),
}
"""Word in the singular → unit."""


def singular(unit: str, amounts: Amounts) -> str:
    """The unit by its English name; "calendar days" and "full days" are days, "few days" are not. Other things lose an "s"."""
    first, _, last = unit.partition(" ")
    for words in (unit, last if first in amounts.plainly else unit):
        for word in (words, words.removesuffix("s")):
            if amounts.units.get(word, word) in UNITS:
                return amounts.units.get(word, word)
    return unit.removesuffix("s")
