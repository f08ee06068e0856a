"""Which commits are ancestors of which: the order of a log does not tell where branches ran side by side.

A log lists parents before children, so most commits that come before one in it are its ancestors. The others, work of branches
that was merged later, are stored as ranges, for the few commits that are looked up.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

import msgspec

from msgreview.history.log import LogEntry

Ranges = tuple[tuple[int, int], ...]
"""Half-open ranges of 0-based indices in the order."""


class CommitOrder(msgspec.Struct, frozen=True):
    """The 0-based index of each commit, parents first, and for some the earlier commits that are not their ancestors."""

    indices: dict[str, int] = {}
    unrelated: dict[str, Ranges] = {}

    def has_ancestor(self, commit: str, other: str) -> bool:
        """Whether `other` is the commit or one of its ancestors. False for commits that are not in the order."""
        index, earlier = self.indices.get(commit, -1), self.indices.get(other)
        if earlier is None or earlier > index:
            return False
        return not any(start <= earlier < end for start, end in self.unrelated.get(commit, ()))


def find_unrelated(log: Sequence[LogEntry], indices: Mapping[str, int], ids: Collection[str]) -> dict[str, Ranges]:
    """For each commit in `ids`: the indices before its own of commits that are no ancestors. `log` is complete, parents first."""
    if not any(logged.is_merge for logged in log):
        return {}
    waiting = Counter(parent for logged in log for parent in logged.parents)
    ancestors: dict[str, int] = {}
    unrelated: dict[str, Ranges] = {}
    for logged in log:
        id_ = logged.commit.id
        bits = 0
        for parent in logged.parents:
            bits |= ancestors.get(parent, 0)
            waiting[parent] -= 1
            if not waiting[parent]:
                ancestors.pop(parent, None)
        index = indices.get(id_)
        if index is not None:
            bits |= 1 << index
            if id_ in ids and (missing := ((1 << index) - 1) & ~bits):
                unrelated[id_] = tuple(_ranges(missing))
        ancestors[id_] = bits
    return unrelated


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
