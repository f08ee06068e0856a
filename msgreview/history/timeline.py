"""The life of every message, from the commits that touched it.

A message is its id. A commit is compared with what it started from, file by file: what a message's own words were in the
old content, and what they are in the new. So a file that is moved, split, joined or laid out anew changes nothing, a merge
changes only what it has from neither side, and no guess about renames is made.
"""

from collections.abc import Callable, Iterable, Mapping
from pathlib import PurePosixPath
from typing import NamedTuple

import msgspec

from msgreview.history.gitlog import Logged, Touched
from msgreview.model.review import Change, ChangeKind, Person, Snapshot


class Content(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What a file's content says of its messages. `whole` is False where some of it cannot be read."""

    says: tuple[Snapshot, ...] = ()
    whole: bool = True


Read = Callable[[str], Content]
"""Id of a file's content → what it says; nothing for ""."""


class _Version(NamedTuple):
    """What a file says of a message, and where."""

    says: Snapshot
    path: str
    blob: str


class Timeline(msgspec.Struct, frozen=True):
    """All changes of one message, oldest first."""

    id: str
    changes: tuple[Change, ...] = ()

    @property
    def origin(self) -> Change | None:
        """The change that brought the message into the repository."""
        return self.changes[0] if self.changes else None

    @property
    def last_text(self) -> Change | None:
        """The last change of what the customer reads; the origin where the words are as they came."""
        return next((each for each in reversed(self.changes) if each.kinds & {"text", "added"}), None)

    @property
    def reviews(self) -> tuple[Change, ...]:
        """The changes that wrote a stamp, oldest first."""
        return tuple(each for each in self.changes if each.stamp is not None)

    def after(self, change: Change) -> tuple[Change, ...]:
        """The changes that came later than one of them."""
        return self.changes[self.changes.index(change) + 1 :]

    @property
    def authors(self) -> tuple[Person, ...]:
        """Everyone who wrote words of it, in the order of their first."""
        writing = (each for each in self.changes if each.kinds & {"text", "added"})
        return tuple(dict.fromkeys(person for each in writing for person in each.commit.authors))


class Scope:
    """Which paths belong to the catalogue: its own, and those that its messages came from when they were moved into it."""

    def __init__(self, owns: Callable[[PurePosixPath], bool]) -> None:
        self._owns = owns
        self.followed: set[str] = set()
        self._known: dict[str, bool] = {}

    def has(self, path: str) -> bool:
        """Whether a path belongs to it."""
        if path not in self._known:
            self._known[path] = self._owns(PurePosixPath(path))
        return self._known[path] or path in self.followed

    def follow(self, files: Iterable[Touched], read: Read) -> tuple[Touched, ...]:
        """Those files of a commit that belong; files outside that gave a message to one inside belong from here back in time."""
        files = tuple(files)
        inside = tuple(each for each in files if self.has(each.path))
        left = [each for each in files if not each.after and not self.has(each.path)]
        if not left or not any(not any(each.before) for each in inside):
            return inside
        came = {one.id for each in inside if not any(each.before) for one in read(each.after).says}
        moved = tuple(each for each in left if not came.isdisjoint(one.id for blob in each.before for one in read(blob).says))
        self.followed.update(each.path for each in moved)
        return inside + moved


def extend(known: Mapping[str, tuple[Change, ...]], commits: Iterable[Logged], read: Read) -> dict[str, tuple[Change, ...]]:
    """Changes of every message by id, oldest first: those `known` and those of later `commits` (oldest first, files in scope)."""
    grown: dict[str, list[Change]] = {}

    def last(id_: str) -> Change | None:
        found = grown.get(id_) or known.get(id_)
        return found[-1] if found else None

    for logged in commits:
        for id_, change in _changes(logged, read, last):
            grown.setdefault(id_, []).append(change)
    return {**known, **{id_: (*known.get(id_, ()), *changes) for id_, changes in grown.items()}}


def _changes(logged: Logged, read: Read, last: Callable[[str], Change | None]) -> Iterable[tuple[str, Change]]:
    """What one commit did, by message. What cannot be read says nothing: neither that a message went, nor that it came."""
    sides = max((len(each.before) for each in logged.files), default=0)
    before: list[dict[str, _Version]] = [{} for _ in range(sides)]
    after: dict[str, _Version] = {}
    whole = True
    for file in logged.files:
        for side, blob in zip(before, file.before, strict=False):
            side.update(_versions(read(blob), file.path, blob))
        content = read(file.after)
        whole = whole and content.whole
        after.update(_versions(content, file.path, file.after))
    for id_ in dict.fromkeys((*(id_ for side in before for id_ in side), *after)):
        olds = [side[id_] for side in before if id_ in side]
        if id_ in after:
            change = _change(logged, olds, after[id_], last(id_))
        else:
            gone = whole and len(olds) == sides
            change = Change(logged.commit, frozenset({"removed"}), olds[0].path, "", "") if gone else None
        if change:
            yield id_, change


def _versions(content: Content, path: str, blob: str) -> Iterable[tuple[str, "_Version"]]:
    return ((snapshot.id, _Version(snapshot, path, blob)) for snapshot in content.says)


def _change(logged: Logged, olds: "list[_Version]", new: "_Version", last: Change | None) -> Change | None:
    """How a message differs from what it was on every side; None where it does not.

    One that was there before and could not be read in between is held against what was last known of it.
    """
    says = new.says
    if olds:
        kinds = _kinds([old.says for old in olds], says)
        if not kinds and all(old.path != new.path for old in olds):
            kinds = frozenset({"moved"})
    elif last is None or "removed" in last.kinds:
        kinds = frozenset({"added"})
    else:
        kinds = frozenset({"text"} if last.own != says.own else {"other"})
    stamp = says.stamp if not olds or "review" in kinds else None
    return Change(logged.commit, kinds, new.path, new.blob, says.own, stamp) if kinds else None


def _kinds(olds: list[Snapshot], new: Snapshot) -> frozenset[ChangeKind]:
    """How a message differs from what it was, on every side of a merge."""
    kinds: set[ChangeKind] = set()
    if all(old.own != new.own for old in olds):
        kinds.add("text")
    if new.stamp is not None and all(old.stamp != new.stamp for old in olds):
        kinds.add("review")
    if all(old.status != new.status for old in olds):
        kinds.add("status")
    if not kinds and all(old.rest != new.rest or old.stamp != new.stamp for old in olds):
        kinds.add("other")
    return frozenset(kinds)
