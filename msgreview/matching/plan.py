"""What a matcher looks for, worked out from its patterns once, in a form that can be saved."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from msgreview.matching.pattern import Demand, Pattern, Prepared


class Needs(msgspec.Struct, frozen=True, array_like=True):
    """The texts without which patterns cannot match."""

    texts: tuple[str, ...]
    owners: tuple[tuple[int, ...], ...]
    """For each text, the patterns that need it first of all."""
    more: dict[int, tuple[frozenset[int], ...]]
    """Pattern → what it needs besides: of each set one text, by its number."""
    always: tuple[int, ...]
    """The patterns without needs."""


class Layer(msgspec.Struct, frozen=True, array_like=True):
    """The patterns that are looked for in the same texts, by their numbers."""

    literals: tuple[int, ...]
    by_line: Needs
    others: Needs
    """Those that may match across lines."""


class Plan(msgspec.Struct, frozen=True, array_like=True):
    """What is known of patterns before one is compiled."""

    alike: frozenset[int]
    """Those that RE2 reads as `regex` does."""
    programs: dict[int, bytes]
    """What patterns are compiled to."""
    wider: dict[int, str]
    """What RE2 finds wherever a pattern matches that it does not read alike."""
    version: str
    """Of the `regex` library that the programs are for."""
    layers: dict[str, Layer]
    """By name; "" is that of folded texts."""
    demands: tuple[Demand, ...]
    """What holds for some of the patterns; others are looked for in every text."""


def make_plan(patterns: Sequence[Pattern], prepared: Sequence[Prepared], version: str, demands: Iterable[Demand] = ()) -> Plan:
    """The plan of patterns with their properties, worked out with a `version` of the `regex` library."""
    numbers: defaultdict[str, list[int]] = defaultdict(list, {"": []})
    for index, pattern in enumerate(patterns):
        numbers[pattern.layer].append(index)
    return Plan(
        frozenset(index for index, each in enumerate(prepared) if each.alike),
        {index: each.program for index, each in enumerate(prepared) if each.program},
        {index: each.wider for index, each in enumerate(prepared) if each.wider},
        version,
        {name: _layer(some, patterns, prepared) for name, some in numbers.items()},
        tuple(demands),
    )


def _layer(numbers: Iterable[int], patterns: Sequence[Pattern], prepared: Sequence[Prepared]) -> Layer:
    literals: list[int] = []
    by_line: dict[int, Prepared] = {}
    others: dict[int, Prepared] = {}
    for index in numbers:
        if patterns[index].literal:
            literals.append(index)
        else:
            (by_line if prepared[index].in_line else others)[index] = prepared[index]
    return Layer(tuple(literals), _needs(by_line), _needs(others))


def _needs(patterns: Mapping[int, Prepared]) -> Needs:
    """The needs of some patterns, their texts numbered."""
    texts: dict[str, int] = {}
    owners: defaultdict[int, list[int]] = defaultdict(list)
    more: dict[int, tuple[frozenset[int], ...]] = {}
    always: list[int] = []
    for index, each in patterns.items():
        in_lines = [some for some in each.needs if not any("\n" in text for text in some)]  # Lines are looked at one by one.
        sets = [frozenset([texts.setdefault(text, len(texts)) for text in some]) for some in in_lines]
        for key in sets[0] if sets else ():
            owners[key].append(index)
        if len(sets) > 1:
            more[index] = tuple(sets[1:])
        if not sets:
            always.append(index)
    return Needs(tuple(texts), tuple(tuple(owners[key]) for key in range(len(texts))), more, tuple(always))
