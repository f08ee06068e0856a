"""Disclosure control for figures of groups: a group under five is not shown, nor what would show it by subtraction."""

from collections.abc import Iterable, Sequence
from statistics import median

LEAST = 5
"""Fewest people of a group that is shown."""
_FEW = range(1, LEAST)


def parts(numbers: Sequence[int]) -> list[int | None]:
    """How many are in each part of a group whose size a reader has; None for small parts, and for as many others as it takes.

    Those that are left out are at least two, are unlike and are ten people together, so that what is left can stand for other
    numbers, too. The tests go through all groups of up to thirty.
    """
    hidden = {at for at, number in enumerate(numbers) if number in _FEW}
    for next_ in sorted({number for number in numbers if number >= LEAST}):
        some = [numbers[at] for at in hidden]
        if not some or (len(some) > 1 and sum(some) >= 2 * LEAST and min(some) < max(some)):
            break
        hidden |= {at for at, number in enumerate(numbers) if number == next_}
    return [None if at in hidden else number for at, number in enumerate(numbers)]


def bounded(number: int, whole: int | None = None) -> int | str:
    """How many there are; a bound where that, or what is left of the whole that a reader has, is a few people."""
    if number in _FEW:
        return f"under {LEAST}"
    if whole is not None and whole - number in _FEW:
        return f"over {max(0, whole - LEAST)}"
    return number


def is_shown(number: int, whole: int) -> bool:
    """Whether something may be said of so many out of a whole. Five of six would give the sixth away."""
    return number > LEAST or (number == LEAST and whole - number != 1)


def middle(values: Iterable[float]) -> float | None:
    """The median of a group; None of one that is too small to be shown."""
    values = list(values)
    return float(median(values)) if len(values) >= LEAST else None
