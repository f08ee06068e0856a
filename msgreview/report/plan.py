"""The plan of a year: week by week what is to be read, by whom, and how full the weeks are."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from msgreview.model.message import Message
from msgreview.model.plan import Plan, PlannedReview
from msgreview.report.lines import Block, Column, Grid, Line, Run, count, line, one_line, safe

_LEAST = 24
"""Characters that a title has beside the other columns, or else it has a row of its own."""
_MOST_SQUARES = 30


def plan_lines(plan: Plan, messages: Mapping[str, Message], width: int) -> Iterator[Block]:
    """Every week with its messages, new ones marked with a +, then the load of each reviewer and the messages without a week."""
    every = (*plan.frozen, *plan.placed)
    new = {each.id for each in plan.placed}
    weeks = _by_week(plan)
    ids = max((len(each.id) for each in every), default=0)
    people = max((len(_who(each)) for each in every), default=0)
    columns = (Column("message", width=ids + 2), Column("reviewer", width=people), Column("title"))
    beside = width - ids - people - 8
    for week in sorted({*plan.weeks, *weeks}):
        room, members = plan.weeks.get(week, 0), weeks.get(week, [])
        full = "  more than the week has room for" if 0 < room < len(members) else ""
        yield line((f"{week}", "bold"), f"  {_bar(len(members), room)}", (full, "yellow"))
        rows = tuple(_row(each, messages, beside if beside > _LEAST else width - 8, is_new=each.id in new) for each in members)
        if rows:
            yield Grid(columns, rows, titled=False, indent="  ")
    yield from ((), *_people(plan), *_over(plan), *_earlier(plan))


def _bar(load: int, room: int) -> str:
    """How full a week is, a square a review as long as there are not too many. A week that has no room any more is over."""
    if not room:
        return count(load, "review")
    squares = "■" * load + "·" * (room - load) + " "
    return f"{squares if len(squares) <= _MOST_SQUARES else ''}{load} of {room}"


def _by_week(plan: Plan) -> dict[Any, list[PlannedReview]]:
    weeks: dict[Any, list[PlannedReview]] = {}
    for each in (*plan.frozen, *plan.placed):
        weeks.setdefault(each.week, []).append(each)
    return weeks


def _row(each: PlannedReview, messages: Mapping[str, Message], room: int, *, is_new: bool) -> tuple[Run, ...]:
    message = messages.get(each.id)
    title = one_line(message.title if message else "(no such message any more)", room)
    why = f"  {each.why}" if each.why else ""
    mark = "+" if is_new else " "
    return Run(f"{mark} {safe(each.id)}"), Run(_who(each), "dim"), Run(title + why, "yellow" if why else "")


def _who(each: PlannedReview) -> str:
    return safe(each.reviewer) or "nobody named"


def _people(plan: Plan) -> Iterable[Line]:
    every = [*plan.frozen, *plan.placed]
    load = Counter(map(_who, every))
    most = Counter((_who(each), each.week) for each in every)
    for who, number in sorted(load.items(), key=lambda each: (-each[1], each[0])):
        peak = max(amount for (name, _), amount in most.items() if name == who)
        yield line(f"{who}: {count(number, 'review')}, at most {peak} in a week")


def _over(plan: Plan) -> Iterable[Line]:
    if plan.over:
        yield ()
        yield line((f"No week has room for {count(len(plan.over), 'message')}:", "yellow"))
        yield from (line(f"  {safe(id_)}") for id_ in plan.over)
        yield line(
            "Raise `capacity` under `review` in msgreview.yaml, name more reviewers for these, or take blackout weeks out."
        )


def _earlier(plan: Plan) -> Iterable[Line]:
    if plan.earlier:
        yield ()
        yield line(
            f"{count(len(plan.earlier), 'message')} due before {plan.year} begins. See: msgreview review plan {plan.year - 1}"
        )


def plan_dict(plan: Plan) -> dict[str, Any]:
    """The plan of the JSON contract."""

    def facts(each: PlannedReview, *, new: bool) -> dict[str, Any]:
        return {"id": each.id, "week": each.week.isoformat(), "reviewer": each.reviewer, "new": new, "why": each.why}

    reviews = [facts(each, new=False) for each in plan.frozen] + [facts(each, new=True) for each in plan.placed]
    weeks = [{"week": week.isoformat(), "room": room} for week, room in plan.weeks.items()]
    return {
        "year": plan.year,
        "weeks": weeks,
        "reviews": sorted(reviews, key=lambda each: (each["week"], each["id"])),
        "over": list(plan.over),
        "earlier": list(plan.earlier),
    }
