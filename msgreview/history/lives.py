"""What each commit did to each message.

A message is its id. A commit is compared with what it started from, file by file: what a message's own words were in the
old content, and what they are in the new. So a file that is moved, split, joined or laid out anew changes nothing, a merge
changes only what it has from neither side, and no guess about renames is made. Content that cannot be read tells nothing:
neither that a message went, nor that it came.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import msgspec

from msgreview.history.log import LogEntry
from msgreview.model.review import Change, ChangeKind, Snapshot


class Content(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What a file's content says of its messages. `complete` is False where some of it cannot be read."""

    snapshots: tuple[Snapshot, ...] = ()
    complete: bool = True


Read = Callable[[str], Content]
"""Id of a file's content → what it says; nothing for ""."""


class Version(NamedTuple):
    """What a file says of a message, and where the file is."""

    says: Snapshot
    path: str
    blob: str


Tree = Callable[[str], Mapping[str, Version]]
"""Id of a commit → all messages in its files, by id."""


class Lives:
    """The changes of every message so far, by the id that it has now.

    `renamed` has the ids that messages had before, `copied` those of messages that stood in two files at once, `heirs` those that
    were there still when another message superseded them: its id, and how many changes they had by then.
    """

    def __init__(
        self,
        earlier: Mapping[str, tuple[Change, ...]],
        renamed: Mapping[str, str],
        copied: Iterable[str] = (),
        heirs: Mapping[str, tuple[str, int]] | None = None,
    ) -> None:
        self._earlier = dict(earlier)
        self._later: dict[str, list[Change]] = {}
        self.renamed = dict(renamed)
        self.copied = set(copied)
        self.heirs = dict(heirs or {})

    def extend(self, commits: Iterable[LogEntry], read: Read, tree: Tree) -> None:
        """Adds the changes of commits, oldest first, in scope.

        `tree` is called for the parents of a merge that joined a message's change with its move, and where a copy is taken away.
        """
        for logged in commits:
            for change in _changes(logged, read, tree, self):
                self._later.setdefault(self.renamed.get(change.id, change.id), []).append(change)

    def changes(self) -> dict[str, tuple[Change, ...]]:
        """All changes by message, oldest first."""
        return self._earlier | {id_: (*self._earlier.get(id_, ()), *changes) for id_, changes in self._later.items()}

    def newest_first(self, id_: str) -> Iterator[Change]:
        """The changes of the message that has an id, or had it."""
        id_ = self.renamed.get(id_, id_)
        yield from reversed(self._later.get(id_, []))
        yield from reversed(self._earlier.get(id_, ()))

    def last(self, id_: str) -> Change | None:
        """The last change of the message that has an id, or had it."""
        return next(self.newest_first(id_), None)

    def forget_name(self, id_: str) -> None:
        """An id that a message had is free for another one."""
        self.renamed.pop(id_, None)

    def rename(self, old: str, new: str) -> None:
        """The changes of the message `old` are those of `new` from now on."""
        self._earlier[new] = self._earlier.pop(old, ())
        self._later[new] = self._later.pop(old, [])
        self.renamed = {each: new if id_ == old else id_ for each, id_ in self.renamed.items() if each != new} | {old: new}

    def supersede(self, new: Change, superseded: Iterable[str]) -> None:
        """A message says from now on that it supersedes others: one that has gone is that message, or one that goes later.

        Of several that have gone it is the one with the same words.
        """
        gone: list[Change] = []
        for old in superseded:
            last = self.last(old) if old not in self.renamed else None
            if last and "removed" in last.kinds:
                gone.append(last)
            elif last:
                self.heirs[old] = new.id, sum(each.commit.id != new.commit.id for each in self.newest_first(old))
        if gone:
            self.inherit(max(gone, key=lambda each: each.own == new.own).id, new.id)

    def inherit(self, old: str, new: str) -> None:
        """What happened to `old`, until `new` was to take its place, happened to `new`; the coming of that was a new id."""
        before, since = (list(self.newest_first(each))[::-1] for each in (old, new))
        _, count = self.heirs.pop(old, ("", len(before)))
        if since and (before := [each for each in before[:count] if each.commit.id != since[0].commit.id]):
            came, stamps = since[0], [each.stamp for each in before if each.stamp]
            stamp = came.stamp if came.stamp not in stamps else None
            kinds = {"renamed", *(["text"] if came.own != before[-1].own else []), *(["review"] if stamp else [])}
            since[0] = msgspec.structs.replace(came, kinds=frozenset(kinds), stamp=stamp)
            self.rename(old, new)
            self._earlier[new], self._later[new] = (*before, *since), []


def _changes(logged: LogEntry, read: Read, tree: Tree, lives: Lives) -> Iterator[Change]:
    """What one commit did to each message in it."""
    before = [
        versions(((file.path, file.before[side]) for file in logged.files if side < len(file.before)), read)
        for side in range(max(1, len(logged.parents)))
    ]
    after = versions(((file.path, file.after) for file in logged.files), read)
    complete = all(read(file.after).complete for file in logged.files)
    lives.copied |= _copied(logged, after, read)
    former = _former_ids(logged, before, after, read, tree, lives)
    renamed = set(former.values())
    for id_ in dict.fromkeys((*(id_ for side in before for id_ in side), *after)):
        new, olds = after.get(id_), [side[id_] for side in before if id_ in side]
        if id_ in renamed:
            continue
        if was := former.get(id_):
            lives.rename(was, id_)
            olds = [side[was] for side in before if was in side]
        elif new and logged.is_merge and len(olds) < len(before):  # A side has it elsewhere, or by the id that it had.
            names = (id_, *(each for each in new.says.supersedes if lives.renamed.get(each) == id_))
            sides = zip(before, logged.parents, strict=True)
            olds = [old for side, parent in sides if (old := _first(side, names) or _first(tree(parent), names))]
        elif new and not olds:
            lives.forget_name(id_)
        if new:
            change = _difference(logged, olds, new) if olds else _arrival(logged, new, lives.newest_first(id_), read)
            if change and not was:
                lives.supersede(
                    change, [each for each in new.says.supersedes if not any(each in old.says.supersedes for old in olds)]
                )
            if not olds and change and change.kinds.isdisjoint(("added", "restored")):
                lives.copied.add(id_)
        else:
            change = _departure(logged, id_, olds, tree, lives) if complete and len(olds) == len(before) else None
        if change:
            yield change


def _first(versions: Mapping[str, Version], ids: Iterable[str]) -> Version | None:
    return next((versions[id_] for id_ in ids if id_ in versions), None)


def _former_ids(
    logged: LogEntry, before: Sequence[Mapping[str, Version]], after: Mapping[str, Version], read: Read, tree: Tree, lives: Lives
) -> dict[str, str]:
    """Of the messages that got another id in a commit, the one that they had, by the new one.

    That is one which they supersede, or had before, and which is there no more; of several, one with the same words.
    Where their file could not be read before, it may have gone while it could not.
    """
    former: dict[str, str] = {}
    for id_, new in after.items():
        if any(id_ in side for side in before) or not _is_free(id_, lives):
            continue
        names = dict.fromkeys(lives.renamed.get(each, each) for each in (*new.says.supersedes, id_))
        taken = {id_, *after, *former.values()}
        unread = new.says.supersedes and _was_unreadable(logged, new, read)
        others = [tree(parent) for parent in logged.parents] if unread else []
        gone = [(own, each) for each in names if each not in taken and (own := _words_of_gone(each, before, others, lives))]
        if gone:
            former[id_] = next((each for own, each in gone if own == new.says.own), gone[0][1])
    return former


def _is_free(id_: str, lives: Lives) -> bool:
    last = lives.last(id_)
    return last is None or id_ in lives.renamed or "removed" in last.kinds


def _words_of_gone(
    id_: str, before: Sequence[Mapping[str, Version]], there: Sequence[Mapping[str, Version]], lives: Lives
) -> str:
    """Fingerprint of the own words of a message that a commit took away, or an earlier one did; "" where none did.

    Where something could not be read, `there` is all that could be beside it, by the side of a merge: a message that is in none
    of it has gone.
    """
    if all(id_ in side for side in before):
        return before[0][id_].says.own
    last = lives.last(id_)
    is_gone = last and ("removed" in last.kinds or (there and not any(id_ in side for side in there)))
    return last.own if last and is_gone else ""


def _was_unreadable(logged: LogEntry, new: Version, read: Read) -> bool:
    """Whether something stood in the file of a message that could not be read."""
    return any(not read(blob).complete for file in logged.files if file.path == new.path for blob in file.before)


def versions(files: Iterable[tuple[str, str]], read: Read) -> dict[str, Version]:
    """The messages, by id, in files given as path and id of the content. Of two with one id the first counts."""
    messages: dict[str, Version] = {}
    for path, blob in files:
        for snapshot in read(blob).snapshots:
            messages.setdefault(snapshot.id, Version(snapshot, path, blob))
    return messages


def _difference(logged: LogEntry, olds: list[Version], new: Version) -> Change | None:
    """How a message differs from what it was on every side; None where it does not."""
    kinds = _kinds([old.says for old in olds], new.says)
    if all(old.says.id != new.says.id for old in olds):
        kinds = kinds - {"other"} | {"renamed"}
    if not kinds and all(old.path != new.path for old in olds):
        kinds = frozenset({"moved"})
    stamp = new.says.stamp if "review" in kinds else None
    status = new.says.status if "status" in kinds else ""
    return Change(logged.commit, new.says.id, kinds, new.path, new.blob, new.says.own, stamp, status) if kinds else None


def _arrival(logged: LogEntry, new: Version, so_far: Iterator[Change], read: Read) -> Change:
    """A message where none could be read before: compared with its last change.

    Where that is nothing, but something unreadable stood there, nobody knows whether it is new: then its words are.
    """
    earlier, says = list(so_far), new.says
    last = next((each.stamp for each in earlier if each.stamp), None)
    stamp = says.stamp if says.stamp != last else None
    same = bool(earlier) and earlier[0].own == says.own
    kind: ChangeKind
    if not earlier:
        kind = "text" if _was_unreadable(logged, new, read) else "added"
    elif "removed" in earlier[0].kinds:
        kind = "restored" if same else "added"
    elif same:
        kind = "other" if earlier[0].path == new.path else "moved"
    else:
        kind = "text"
    kinds: set[ChangeKind] = {kind}
    if stamp and earlier:
        kinds.add("review")
    if earlier and earlier[0].id != says.id:
        kinds.add("renamed")
    return Change(logged.commit, says.id, frozenset(kinds), new.path, new.blob, says.own, stamp)


def _copied(logged: LogEntry, after: Mapping[str, Version], read: Read) -> set[str]:
    """Ids of the messages that stand in several of a commit's files."""
    if sum(len(read(file.after).snapshots) for file in logged.files) == len(after):
        return set()
    counts = Counter(snapshot.id for file in logged.files for snapshot in read(file.after).snapshots)
    return {id_ for id_, count in counts.items() if count > 1}


def _departure(logged: LogEntry, id_: str, olds: list[Version], tree: Tree, lives: Lives) -> Change | None:
    """A message that its file has no more: removed, or only moved to its copy in another file.

    None if that is known already, or if what superseded it is there in its place.
    """
    heir, _ = lives.heirs.get(id_, ("", 0))
    there = tree(logged.commit.id) if heir or id_ in lives.copied else {}
    copy = there.get(id_)
    if copy is None and heir in there and id_ in there[heir].says.supersedes:
        lives.inherit(id_, heir)
        return None
    if copy is None:
        return Change(logged.commit, id_, frozenset({"removed"}), olds[0].path, "", olds[0].says.own)
    last = lives.last(id_)
    return None if last and (last.path, last.blob) == (copy.path, copy.blob) else _difference(logged, olds, copy)


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
