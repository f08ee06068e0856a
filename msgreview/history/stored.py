"""Timelines as they are saved: what a change shares with others stands there once, so that a long history is read in no time.

A change has the numbers of its commit and of its kinds; its id where that is not the one that the message has now, and its path
where that is not the one of the change before it.
"""

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

import msgspec

from msgreview.history.cache import CachedTimelines, HistoryCache
from msgreview.model.message import Stamp, Status
from msgreview.model.review import Change, ChangeKind

_Change = tuple[int, int, str, str, str, str, Stamp | None, Status | Literal[""]]
"""The numbers of a commit and of its kinds; id, path, blob, own, stamp and status as in `Change`."""


class _Stored(NamedTuple):
    rest: CachedTimelines
    """All but the changes."""
    kinds: tuple[frozenset[ChangeKind], ...]
    changes: dict[str, list[_Change]]


def load_timelines(cache: HistoryCache, scope: str) -> CachedTimelines | None:
    """The saved timelines of a catalogue; None where there are none."""
    stored = cache.find("timelines", [scope], _Stored).get(scope)
    if stored is None:
        return None
    changes = {id_: tuple(_changes(id_, some, stored)) for id_, some in stored.changes.items()}
    return msgspec.structs.replace(stored.rest, changes=changes)


def _changes(id_: str, some: Iterable[_Change], stored: _Stored) -> Iterator[Change]:
    commits, kinds, path = stored.rest.commits, stored.kinds, ""
    for commit, kind, former, moved, blob, own, stamp, status in some:
        path = moved or path
        yield Change(commits[commit], former or id_, kinds[kind], path, blob, own, stamp, status)


def save_timelines(cache: HistoryCache, scope: str, timelines: CachedTimelines) -> None:
    """Saves the timelines of a catalogue."""
    numbers = {commit.id: number for number, commit in enumerate(timelines.commits)}
    kinds: dict[frozenset[ChangeKind], int] = {}
    changes: dict[str, list[_Change]] = {}
    for id_, some in timelines.changes.items():
        changes[id_], path = [], ""
        for each in some:
            kind = kinds.setdefault(each.kinds, len(kinds))
            names = "" if each.id == id_ else each.id, "" if each.path == path else each.path
            changes[id_].append((numbers[each.commit.id], kind, *names, each.blob, each.own, each.stamp, each.status))
            path = each.path
    rest = msgspec.structs.replace(timelines, changes={})
    cache.save("timelines", {scope: _Stored(rest, tuple(kinds), changes)})
