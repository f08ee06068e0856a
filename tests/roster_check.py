"""A roster held to every demand, by counting: nothing of the solver is used here."""

from collections import Counter
from collections.abc import Iterator

from msgreview.train.schedule.plan import Offering, Plan, Roster


def broken_demands(plan: Plan, roster: Roster) -> Iterator[str]:
    """What a roster does not keep to, in words; nothing for one that is right."""
    offerings = {offering.id: offering for offering in plan.offerings}
    people = {person.name: person for person in plan.people}
    for name, where in roster.places:
        if name not in people or where not in offerings:
            yield f"{name} at {where}: there is no such person or offering"
            return
        if where in people[name].away:
            yield f"{name} cannot be at {where}"
    for person in plan.people:
        mine = sorted((offerings[place.offering] for place in roster.places if place.person == person.name), key=_start)
        if any(one.overlaps(other) for number, one in enumerate(mine) for other in mine[number + 1 :]):
            yield f"{person.name} is at two offerings at once"
        if not person.leads and [offering.session for offering in mine] != plan.sessions:
            yield f"{person.name} does not take each session once, in order"
    for offering in plan.offerings:
        yield from _at(plan, offering, roster)
    for moment in plan.offerings:
        running = [other.id for other in plan.offerings if other.start <= moment.start < other.end]
        away = Counter(people[place.person].desk for place in roster.places if place.offering in running)
        for desk, count in away.items():
            if count > plan.most_away(desk):
                yield f"{count} of the desk {desk} are away at {moment.id}"


def _at(plan: Plan, offering: Offering, roster: Roster) -> Iterator[str]:
    present = set(roster.at(offering.id))
    learners = [person for person in plan.learners if person.name in present]
    leaders = [person for person in plan.leaders if person.name in present]
    if len(learners) > offering.seats:
        yield f"{offering.id} has more learners than seats"
    low, high = plan.demands.trainers
    if present and not low <= len(leaders) <= high:
        yield f"{offering.id} is led by {len(leaders)}"
    for group in {person.group for person in plan.learners}:
        share, whole = plan.share_of(group)
        if sum(person.group == group for person in learners) < len(learners) * share // whole:
            yield f"{offering.id} lacks {group} staff"


def _start(offering: Offering) -> str:
    return offering.start.isoformat()
