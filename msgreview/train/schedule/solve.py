"""Places people by constraint programming (OR-tools CP-SAT), or names a smallest set of demands that cannot be met together.

First as few offerings are held as will do, then they are made as even as can be. With a roster to keep, first as few people as
can be are moved. One thread, a fixed seed and the solver's own measure of time: the same plan has the same roster.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from msgreview.model.errors import UsageError
from msgreview.train.schedule.demands import SORTS, Demand, all_demands
from msgreview.train.schedule.plan import Attendee, Conflict, Offering, Place, Plan, Roster

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpModel, CpSolver, IntVar, LinearExprT


def solve(plan: Plan, keep: Roster | None = None, seconds: float = 5.0) -> Roster | Conflict:
    """A roster that meets every demand, or the demands that stand in the way.

    `seconds` are those that the solver counts for each of its goals, about as long as seconds. Raises UsageError without
    OR-tools, and where the time did not do.
    """
    try:
        from ortools.sat.python import cp_model
    except ImportError:
        raise UsageError("schedules need the package ortools. Install it with: pip install 'msgreview[schedule]'") from None
    model = _Model(plan, frozenset(all_demands(plan)))
    solver = _solver(seconds)
    roster, is_best = None, True
    for goal in [*([model.moves(keep)] if keep else []), model.held(), model.unevenness()]:
        model.model.minimize(goal)
        status = solver.solve(model.model)
        if roster is None and status == cp_model.INFEASIBLE:
            return _conflict(plan, seconds)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            is_best = False
            break
        is_best = is_best and status == cp_model.OPTIMAL
        roster = model.keep_to(goal, solver)
    if roster is None:
        raise UsageError(f"no roster was made in {seconds:g} seconds. Give it more time with --seconds.")
    return Roster(roster, is_best, _moved(plan, keep, roster) if keep else ())


class _Model:
    """A plan as variables: who is at which offering, and which offerings are held. Only the demands in `on` are made."""

    def __init__(self, plan: Plan, on: frozenset[Demand]) -> None:
        from ortools.sat.python import cp_model

        self.model: CpModel = cp_model.CpModel()
        self._plan = plan
        self._on = {(demand.sort, demand.of) for demand in on}
        self._sessions = [[one for one in plan.offerings if one.session == name] for name in plan.sessions]
        self._at = {
            (person.name, offering.id): self.model.new_bool_var("")
            for person in plan.people
            for offering in plan.offerings
            if offering.id not in person.away or ("away", person.name) not in self._on
        }
        self._held = {offering.id: self.model.new_bool_var("") for offering in plan.offerings}
        self._learn()
        self._lead()
        for offering in plan.offerings:
            self._offer(offering)
        self._staff_desks()

    def held(self) -> "LinearExprT":
        """How many offerings are held."""
        return sum(self._held.values())

    def unevenness(self) -> "LinearExprT":
        """Between the fullest and the emptiest offering that is held, over all sessions."""
        count = len(self._plan.learners)
        total = []
        for offerings in self._sessions:
            low, high = (self.model.new_int_var(0, count, "") for _ in range(2))
            for offering in offerings:
                present = sum(self._present(offering, self._plan.learners))
                self.model.add(present >= low).only_enforce_if(self._held[offering.id])
                self.model.add(present <= high)
            held = sum(self._held[offering.id] for offering in offerings)
            for number in range(1, len(offerings) + 1):
                # What follows from the number that is held, so that the solver need not search for it.
                exactly = self.model.new_bool_var("")
                self.model.add(held == number).only_enforce_if(exactly)
                self.model.add(held != number).only_enforce_if(~exactly)
                self.model.add(high >= -(-count // number)).only_enforce_if(exactly)
                self.model.add(low <= count // number).only_enforce_if(exactly)
            total.append(high - low)
        return sum(total)

    def moves(self, keep: Roster) -> "LinearExprT":
        """How many people of a roster are no longer where they were."""
        moved = []
        present = {person.name for person in self._plan.people}
        for name, offerings in _by_person(keep.places).items():
            if name in present:
                stays = [self._at[name, offering] for offering in offerings if (name, offering) in self._at]
                is_moved = self.model.new_bool_var("")
                self.model.add(sum(stays) == len(offerings)).only_enforce_if(~is_moved)
                moved.append(is_moved)
        return sum(moved)

    def keep_to(self, goal: "LinearExprT", solver: "CpSolver") -> frozenset[Place]:
        """The roster that was made; the model keeps to what it reached, and goes on from it."""
        self.model.add(goal <= round(solver.objective_value))
        self.model.clear_hints()  # type: ignore[no-untyped-call]
        for variable in self._at.values():
            self.model.add_hint(variable, solver.value(variable))
        return frozenset(Place(*key) for key, variable in self._at.items() if solver.value(variable))

    def _present(self, offering: Offering, people: Sequence[Attendee]) -> "list[IntVar]":
        return [self._at[person.name, offering.id] for person in people if (person.name, offering.id) in self._at]

    def _present_alone(self, person: Attendee, offerings: Iterable[Offering]) -> "list[IntVar]":
        return [self._at[person.name, offering.id] for offering in offerings if (person.name, offering.id) in self._at]

    def _learn(self) -> None:
        """Each learner takes each session once, one after the other."""
        for person in self._plan.learners:
            for offerings in self._sessions:
                self.model.add_exactly_one(
                    self._at[person.name, one.id] for one in offerings if (person.name, one.id) in self._at
                )
            for earlier, later in pairwise(self._sessions):
                for one in earlier:
                    for other in later:
                        if one.end > other.start:
                            self.model.add_at_most_one(self._present_alone(person, (one, other)))

    def _lead(self) -> None:
        """Nobody leads two offerings at once."""
        for one, other in combinations(self._plan.offerings, 2):
            for person in self._plan.leaders if one.overlaps(other) else ():
                self.model.add_at_most_one(self._present_alone(person, (one, other)))

    def _offer(self, offering: Offering) -> None:
        plan, held = self._plan, self._held[offering.id]
        learners, leaders = self._present(offering, plan.learners), self._present(offering, plan.leaders)
        for each in (*learners, *leaders):
            self.model.add_implication(each, held)
        if ("seats", offering.id) in self._on:
            self.model.add(sum(learners) <= offering.seats)
        if ("leaders", offering.id) in self._on:
            self.model.add(sum(leaders) >= plan.demands.trainers[0] * held)
            self.model.add(sum(leaders) <= plan.demands.trainers[1])
        if ("mix", offering.id) in self._on:
            for group in sorted({person.group for person in plan.learners}):
                mine = [person for person in plan.learners if person.group == group]
                share, whole = plan.share_of(group)
                # A share of 2.7 people is 2.
                self.model.add(whole * sum(self._present(offering, mine)) + whole - 1 >= share * sum(learners))

    def _staff_desks(self) -> None:
        """At no moment is more of a desk away than may be."""
        moments = list(_moments(self._plan.offerings))
        for desk in self._plan.desks:
            people = [person for person in self._plan.people if person.desk == desk]
            for running in moments if ("desk", desk) in self._on else ():
                present = [variable for offering in running for variable in self._present(offering, people)]
                self.model.add(sum(present) <= self._plan.most_away(desk))


def _moments(offerings: Sequence[Offering]) -> Iterator[list[Offering]]:
    """The offerings that run at one time, for each set of them that is within no other."""
    sets = {frozenset(other.id for other in offerings if other.start <= one.start < other.end) for one in offerings}
    for ids in sorted(map(sorted, (one for one in sets if not any(one < other for other in sets)))):
        yield [offering for offering in offerings if offering.id in ids]


def _by_person(places: frozenset[Place]) -> dict[str, list[str]]:
    """Person → the offerings that they are at."""
    where: dict[str, list[str]] = defaultdict(list)
    for place in sorted(places):
        where[place.person].append(place.offering)
    return where


def _moved(plan: Plan, keep: Roster, places: frozenset[Place]) -> tuple[str, ...]:
    """Who is elsewhere now, of those who are still there."""
    before, after = _by_person(keep.places), _by_person(places)
    return tuple(one.name for one in plan.people if set(before.get(one.name, ())) - set(after.get(one.name, ())))


def _solver(seconds: float) -> "CpSolver":
    from ortools.sat.python import cp_model

    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.linearization_level = 2  # proves in two seconds what the default does not in ten
    solver.parameters.max_deterministic_time = seconds
    return solver


def _conflict(plan: Plan, seconds: float) -> Conflict:
    """Demands that cannot be met together, and of which none can be left out."""
    search = _Search(plan, seconds)
    demands = list(all_demands(plan))
    for sort in SORTS:
        rest = [demand for demand in demands if demand.sort != sort]
        if search.is_too_much(rest):
            demands = rest
    core = search.smallest([], demands, changed=False)
    return Conflict(tuple(demand.words for demand in core), search.is_sure)


class _Search:
    """Looks for a smallest conflict by halves (QuickXplain, Junker 2004)."""

    def __init__(self, plan: Plan, seconds: float) -> None:
        self._plan = plan
        self._solver = _solver(seconds)
        self.is_sure = True

    def is_too_much(self, demands: Sequence[Demand]) -> bool:
        """Whether no roster meets these demands alone."""
        from ortools.sat.python import cp_model

        status = self._solver.solve(_Model(self._plan, frozenset(demands)).model)
        self.is_sure = self.is_sure and status != cp_model.UNKNOWN
        return bool(status == cp_model.INFEASIBLE)

    def smallest(self, background: list[Demand], demands: list[Demand], *, changed: bool) -> list[Demand]:
        """The demands of a smallest conflict that are not in the background, which together with them are one."""
        if changed and self.is_too_much(background):
            return []
        if len(demands) <= 1:
            return demands
        half = len(demands) // 2
        first, second = demands[:half], demands[half:]
        of_second = self.smallest([*background, *first], second, changed=bool(first))
        of_first = self.smallest([*background, *of_second], first, changed=bool(of_second))
        return [*of_first, *of_second]
