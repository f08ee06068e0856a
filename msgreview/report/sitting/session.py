"""How far a sitting is: what was decided, what is left, how long that takes at the pace so far."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from statistics import median
from typing import Literal, NamedTuple

import msgspec

from msgreview.report.lines import count
from msgreview.report.sitting.queue import Item

Did = Literal["keep", "edit", "retire", "recommend", "refuse", "later"]
"""What may be decided: `edit` records words that were changed, `refuse` keeps them though a change was recommended, `later`
leaves it for the end."""
_ENOUGH = 3
"""Decisions from which a pace can be told."""
_LONG = 4
"""A pause is so many times as long as the decision in the middle; more of it counts for nothing."""


class Taken(msgspec.Struct, frozen=True):
    """A decision that was taken."""

    item: Item
    did: Did
    when: datetime
    seconds: float = 0
    """How long it took."""
    why: str = ""
    to: str = ""
    """Who is to answer a recommendation."""
    commit: str = ""
    """Its id; "" for what leaves no record."""


class TimeLeft(NamedTuple):
    """How long the rest takes, in seconds; None where too little was decided to tell."""

    seconds: float | None
    items: int

    @property
    def text(self) -> str:
        """`about 25 minutes left`."""
        if not self.items:
            return "nothing is left"
        if self.seconds is None:
            return ""
        minutes = round(self.seconds / 60)
        if minutes < 1:
            return "less than a minute left"
        if minutes < 60:
            return f"about {count(minutes, 'minute')} left"
        hours, rest = divmod(round(minutes / 5) * 5, 60)
        return f"about {hours} h {rest:02} min left"


class Sitting(msgspec.Struct, frozen=True):
    """The items in their order, and what was decided so far, the first first."""

    by: str
    """Who decides, as `Name <mail>`."""
    begun: datetime
    items: tuple[Item, ...]
    taken: tuple[Taken, ...] = ()
    gone: tuple[Item, ...] = ()
    """What was taken off meanwhile: somebody else decided on it, or it waits for nothing any more."""

    @property
    def done(self) -> tuple[Taken, ...]:
        """The decisions, those left out that put something off."""
        return tuple(each for each in self.taken if each.did != "later")

    @property
    def put_off(self) -> tuple[Item, ...]:
        """What was left for the end."""
        later = {each.item.id for each in self.taken if each.did == "later"}
        decided = {each.item.id for each in self.done}
        return tuple(each for each in self.items if each.id in later and each.id not in decided)

    @property
    def left(self) -> tuple[Item, ...]:
        """What is still to be decided: in order, what was put off last."""
        return (*self._unseen(), *self.put_off)

    @property
    def current(self) -> Item | None:
        """What is looked at now; None where everything was, if only to put it off."""
        return next(self._unseen(), None)

    def following(self, item: Item) -> Item | None:
        """What is looked at when an item is decided; None where everything was."""
        return next((each for each in self._unseen() if each.id != item.id), None)

    def _unseen(self) -> Iterator[Item]:
        """What was neither decided nor put off."""
        looked_at = {each.item.id for each in self.taken}
        return (each for each in self.items if each.id not in looked_at)

    def time_left(self) -> TimeLeft:
        """How long the rest takes at the pace of the decisions. A pause counts little: whoever drinks a coffee reads nothing."""
        seconds = [each.seconds for each in self.done]
        items = len(self.left)
        if len(seconds) < _ENOUGH:
            return TimeLeft(None, items)
        long = _LONG * median(seconds)
        return TimeLeft(items * sum(min(each, long) for each in seconds) / len(seconds), items)

    def counts(self) -> dict[Did, int]:
        """How often each decision was taken."""
        return dict(Counter(each.did for each in self.done))


def with_taken(sitting: Sitting, taken: Taken) -> Sitting:
    """The sitting after a decision."""
    return msgspec.structs.replace(sitting, taken=(*sitting.taken, taken))


def undone(sitting: Sitting) -> Sitting:
    """The sitting without the last decision: what it was about is looked at again."""
    last = sitting.taken[-1].item
    items = sitting.items if any(each.id == last.id for each in sitting.items) else (last, *sitting.items)
    return msgspec.structs.replace(sitting, taken=sitting.taken[:-1], items=items)


def once_more(sitting: Sitting) -> Sitting:
    """The sitting in which nothing is put off any more."""
    return msgspec.structs.replace(sitting, taken=sitting.done)


def brought_up_to_date(sitting: Sitting, items: Iterable[Item]) -> Sitting:
    """The sitting with what waits now: items that wait for nothing any more go, others are as they are now, new ones come last.

    What was decided stays, whatever it waits for.
    """
    now = {each.id: each for each in items}
    decided = {each.item.id for each in sitting.done}
    stay = tuple(now.get(each.id, each) for each in sitting.items if each.id in decided or each.id in now)
    names = {each.id for each in stay}
    gone = tuple(each for each in sitting.items if each.id not in names)
    came = tuple(each for id_, each in now.items() if id_ not in names and id_ not in decided)
    return msgspec.structs.replace(sitting, items=(*stay, *came), gone=(*sitting.gone, *gone))
