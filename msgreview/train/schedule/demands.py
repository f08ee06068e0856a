"""What a roster must keep to, demand by demand: each can be left out, to see whether it stands in the way."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from msgreview.train.schedule.plan import Plan

Sort = Literal["away", "seats", "leaders", "mix", "desk"]
SORTS: tuple[Sort, ...] = ("away", "seats", "leaders", "mix", "desk")


class Demand(NamedTuple):
    """One demand, on a person, an offering or a desk."""

    sort: Sort
    of: str
    """Name of the person or the desk, or id of the offering."""
    words: str


def all_demands(plan: Plan) -> Iterator[Demand]:
    """Every demand of a plan. That each learner takes each session once, in order, is none: it is what a roster is."""
    fewest, most = plan.demands.trainers
    for person in plan.people:
        if person.away:
            yield Demand("away", person.name, f"{person.name} cannot be at {', '.join(sorted(person.away))}")
    for offering in plan.offerings:
        yield Demand("seats", offering.id, f"{offering.id} has room for {offering.seats}")
        yield Demand("leaders", offering.id, f"{offering.id} is led by {fewest} to {most} people")
        yield Demand("mix", offering.id, f"{offering.id} mixes the groups as they are mixed among all")
    for desk, size in sorted(plan.desks.items()):
        yield Demand("desk", desk, f"{plan.most_away(desk)} of {size} people of the desk {desk} may be away at once")
