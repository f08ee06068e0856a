"""What is to be placed: people, desks, and sessions that are offered several times."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

import msgspec

_PER_CENT = 100


class Offering(msgspec.Struct, frozen=True):
    """One time and place at which a session is held, if people are placed there."""

    id: str
    session: str
    """Name of the session; sessions are taken in the order of their names."""
    start: datetime
    end: datetime
    """Local time, without a zone."""
    room: str
    seats: int
    """Learners that it has room for."""

    def overlaps(self, other: "Offering") -> bool:
        """Whether nobody can be at both."""
        return self.start < other.end and other.start < self.end


class Attendee(msgspec.Struct, frozen=True):
    """Somebody who learns or leads."""

    name: str
    """Stands for the person: there are no two of a name."""
    desk: str
    group: str
    """Such as support or professional; sessions mix them."""
    leads: bool = False
    """Whether the person leads sessions, and is no learner."""
    away: frozenset[str] = frozenset()
    """Ids of offerings that the person cannot be at."""
    mail: str = ""


class Demands(msgspec.Struct, frozen=True):
    """What a roster must keep to."""

    trainers: tuple[int, int] = (3, 4)
    """Fewest and most people who lead an offering that is held."""
    away_share: float = 0.5
    """Most of a desk that may be away at once; of a desk of one, that one."""
    mix_share: float = 0.5
    """Of its share among all learners, how much of each group an offering that is held has at least."""


class Plan(msgspec.Struct, frozen=True):
    """Everything that is known before anybody is placed."""

    people: tuple[Attendee, ...]
    offerings: tuple[Offering, ...]
    demands: Demands = Demands()

    @property
    def learners(self) -> tuple[Attendee, ...]:
        """Those who take each session once."""
        return tuple(person for person in self.people if not person.leads)

    @property
    def leaders(self) -> tuple[Attendee, ...]:
        """Those who lead."""
        return tuple(person for person in self.people if person.leads)

    @property
    def sessions(self) -> list[str]:
        """The sessions, in the order in which they are taken."""
        return sorted({offering.session for offering in self.offerings})

    @property
    def desks(self) -> Mapping[str, int]:
        """Desk → people who work there."""
        sizes: dict[str, int] = {}
        for person in self.people:
            sizes[person.desk] = sizes.get(person.desk, 0) + 1
        return sizes

    def most_away(self, desk: str) -> int:
        """How many of a desk may be away at once."""
        return max(1, int(self.desks[desk] * self.demands.away_share))

    def share_of(self, group: str) -> tuple[int, int]:
        """Of how many learners at an offering how many are of a group at least, rounded down: of the second, the first."""
        of_group = sum(person.group == group for person in self.learners)
        return round(_PER_CENT * self.demands.mix_share) * of_group, _PER_CENT * max(1, len(self.learners))


class Place(NamedTuple):
    """Somebody at an offering."""

    person: str
    offering: str


class Roster(msgspec.Struct, frozen=True):
    """Who is where."""

    places: frozenset[Place]
    is_best: bool = True
    """Whether no roster holds fewer offerings, or is more even with as few; False where the time did not do to prove it."""
    moved: tuple[str, ...] = ()
    """With a roster to keep: the people who are elsewhere now, not counting those who were not in it."""

    def at(self, offering: str) -> list[str]:
        """The people at an offering."""
        return sorted(place.person for place in self.places if place.offering == offering)


class Conflict(msgspec.Struct, frozen=True):
    """Why nothing fits: demands of which none can be left out to explain it."""

    reasons: tuple[str, ...]
    is_smallest: bool = True
    """Whether each was tried without; False where the time did not do."""
