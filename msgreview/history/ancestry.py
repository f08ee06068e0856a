"""Which commits stand on which: the order of a log does not tell where lines of work ran side by side.

A log lists parents before children, so most of what is earlier in it is also what a commit stands on. The rest, work of other
branches that was joined later, is kept as ranges for the few commits that are asked about.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import msgspec

from msgreview.history.log import Logged

Ranges = tuple[tuple[int, int], ...]
"""Half-open ranges of places in the order."""


class Order(msgspec.Struct, frozen=True):
    """The place of each commit, parents first, and for some of them the earlier places that they do not stand on."""

    places: dict[str, int] = {}
    aside: dict[str, Ranges] = {}

    def stands_on(self, commit: str, earlier: str) -> bool:
        """Whether another commit, or itself, is among the ancestors of one. False for commits that are not in the order."""
        at, place = self.places.get(commit, -1), self.places.get(earlier)
        if place is None or place > at:
            return False
        return not any(start <= place < end for start, end in self.aside.get(commit, ()))


def find_aside(log: Sequence[Logged], places: Mapping[str, int], asked: Collection[str]) -> dict[str, Ranges]:
    """For those `asked` about: the places before their own that they do not stand on; `log` is whole, parents first."""
    if not any(logged.is_merge for logged in log):
        return {}
    left = _children(log)
    below: dict[str, int] = {}
    aside: dict[str, Ranges] = {}
    for logged in log:
        id_ = logged.commit.id
        stands_on = 0
        for parent in logged.parents:
            stands_on |= below.get(parent, 0)
            left[parent] -= 1
            if not left[parent]:
                below.pop(parent, None)
        place = places.get(id_)
        if place is not None:
            stands_on |= 1 << place
            if id_ in asked and (missing := ((1 << place) - 1) & ~stands_on):
                aside[id_] = tuple(_ranges(missing))
        below[id_] = stands_on
    return aside


def _children(log: Iterable[Logged]) -> dict[str, int]:
    found: dict[str, int] = {}
    for logged in log:
        for parent in logged.parents:
            found[parent] = found.get(parent, 0) + 1
    return found


def _ranges(bits: int) -> Iterator[tuple[int, int]]:
    """Where runs of ones start and end."""
    at = 0
    while bits:
        zeros = (bits & -bits).bit_length() - 1
        bits >>= zeros
        ones = (~bits & (bits + 1)).bit_length() - 1
        yield at + zeros, at + zeros + ones
        bits >>= ones
        at += zeros + ones
