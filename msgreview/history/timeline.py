"""The life of a message: its changes, from the commits that touched it."""

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from msgreview.model.review import Change, ChangeKind, Person


class Timeline(msgspec.Struct, frozen=True):
    """All changes of one message, oldest first. Where branches were joined, some of them may not have come through."""

    id: str
    changes: tuple[Change, ...] = ()
    words: str = ""
    """Fingerprint of its own words at the head, where a merge chose others than the last that were written."""

    @property
    def origin(self) -> Change | None:
        """The first change that tells of the message."""
        return self.changes[0] if self.changes else None

    @property
    def last_text(self) -> Change | None:
        """The last change that wrote the words as they stand; the origin where they are as they came."""
        return self.wrote(self.words) if self.words else next((each for each in reversed(self.changes) if each.writes), None)

    @property
    def reviews(self) -> tuple[Change, ...]:
        """The changes that wrote a stamp, oldest first."""
        return tuple(each for each in self.changes if each.stamp is not None)

    @property
    def authors(self) -> tuple[Person, ...]:
        """Everyone who wrote words of it, in the order of their first."""
        return tuple(dict.fromkeys(person for each in self.changes if each.writes for person in each.writers))

    def wrote(self, own: str) -> Change | None:
        """The last change that wrote these words; None where none did."""
        return next((each for each in reversed(self.changes) if each.own == own and each.writes), None)


def without_undone(changes: tuple[Change, ...], undone: Mapping[str, str]) -> tuple[Change, ...]:
    """The changes of a message, those quiet that say nothing any more: a review that was taken back, and the taking back.

    `undone` has commits and those that took them back. One that did not bring the words of before again took nothing back.
    """
    if not any(change.commit.undoes for change in changes):
        return changes
    at = {change.commit.id: number for number, change in enumerate(changes)}
    pairs = [(at[one], at[other]) for one, other in undone.items() if 0 < at.get(one, 0) < at.get(other, 0)]
    quiet: set[int] = set()
    for first, last in sorted(pairs, key=lambda pair: -pair[1]):  # A taking back that was taken back itself took nothing back.
        if last not in quiet and changes[first - 1].own == changes[last].own:
            quiet |= {first, last}
    other = frozenset[ChangeKind]({"other"})
    return tuple(
        msgspec.structs.replace(change, kinds=other, stamp=None, status="") if number in quiet else change
        for number, change in enumerate(changes)
    )


def possible_copies(changes: Iterable[Change]) -> Iterator[tuple[Change, Change]]:
    """Pairs of changes of a message of which the later may be a copy of the earlier: the same author made both with one subject
    at one moment, as a cherry-pick or a rebase leaves them, or wrote the same words in both, as a squash does."""
    first: dict[tuple[Person, object], Change] = {}
    for change in changes:
        commit = change.commit
        for what in ((commit.when, commit.subject), *((change.own,) if change.writes else ())):
            earlier = first.setdefault((commit.authors[0], what), change)
            if earlier.commit.id != commit.id:
                yield earlier, change
