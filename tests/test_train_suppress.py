"""Groups under five stay hidden, also from those who subtract: every small group is worked out as a reader could."""

from collections import defaultdict
from itertools import product

import pytest

from msgreview.train.suppress import LEAST, bounded, is_shown, middle, parts

SIZES = range(LEAST, 22)
FEW = range(1, LEAST)


@pytest.mark.parametrize(
    ("number", "whole", "expected"),
    [
        (0, None, 0), (1, None, "under 5"), (4, 9, "under 5"), (5, None, 5), (5, 10, 5), (6, 10, "over 5"), (9, 10, "over 5"),
        (10, 10, 10), (0, 4, "over 0"), (4, 4, "under 5"),
    ],
)  # fmt: skip
def test_a_number_in_a_whole(number: int, whole: int | None, expected: int | str) -> None:
    assert bounded(number, whole) == expected


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ([8, 6, 0], [8, 6, 0]),
        ([14, 0, 0], [14, 0, 0]),
        ([11, 3, 0], [None, None, 0]),
        ([5, 9, 1], [None, None, None]),
        ([9, 6, 4, 1], [9, None, None, None]),
        ([9, 2, 2, 7], [9, None, None, None]),
        ([5, 5, 4, 11], [None, None, None, 11]),
        ([3, 1, 1], [None, None, None]),
    ],
)
def test_the_parts_of_a_whole(numbers: list[int], expected: list[int | None]) -> None:
    assert parts(numbers) == expected


def test_a_median_of_a_few_is_none() -> None:
    assert middle([1, 2, 3, 4]) is None
    assert middle([1, 2, 3, 4, 5]) == 3.0


Shown = tuple[int | str | bool | None, ...]


def small_groups_told(tables: dict[Shown, set[tuple[int, ...]]]) -> list[Shown]:
    """What is shown where all that it can stand for has the same few people in a part, or in some parts together."""
    told = []
    for cells, possible in tables.items():
        for chosen in product((0, 1), repeat=len(next(iter(possible)))):
            sums = {sum(number for number, wanted in zip(numbers, chosen, strict=True) if wanted) for numbers in possible}
            if len(sums) == 1 and sums <= set(FEW):
                told.append(cells)
    return told


@pytest.mark.parametrize("everybody", SIZES)
def test_nobody_can_work_out_a_small_part(everybody: int) -> None:
    """How many there are is public, and so is that enough of them answered for a median."""
    tables: dict[Shown, set[tuple[int, ...]]] = defaultdict(set)
    for up, same, down in product(range(everybody + 1), repeat=3):
        numbers = (up, same, down, everybody - up - same - down)
        if numbers[-1] >= 0:
            tables[*parts(numbers), is_shown(everybody - numbers[-1], everybody)].add(numbers)
    assert len(tables) > 1
    assert small_groups_told(tables) == []


@pytest.mark.parametrize("everybody", SIZES)
def test_nobody_can_work_out_a_small_number(everybody: int) -> None:
    """Also where a row is there only if it may be shown."""
    tables: dict[Shown, set[tuple[int, ...]]] = defaultdict(set)
    for number in range(everybody + 1):
        tables[(bounded(number, everybody),) if is_shown(number, everybody) else ()].add((number, everybody - number))
    assert small_groups_told(tables) == []
