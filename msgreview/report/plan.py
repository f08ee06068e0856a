"""The plan of a year: week by week what is to be read, by whom, and how full the weeks are."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from msgreview.model.message import Message
from msgreview.model.plan import Plan, PlannedReview
from msgreview.report.lines import Line, line, one_line, safe
from msgreview.report.summary import count

_MOST_SQUARES = 30


def plan_lines(plan: Plan, messages: Mapping[str, Message], width: int) -> list[Line]:
    """Every week with its messages, what is new marked with a +, then what each reviewer has to do and what found no week."""
    lines: list[Line] = []
    new = {each.id for each in plan.placed}
    weeks = _by_week(plan)
    load = Counter({week: len(members) for week, members in weeks.items()})
    ids = max((len(each.id) for members in weeks.values() for each in members), default=0)
    for week in sorted({*plan.weeks, *weeks}):
        room = plan.weeks.get(week, 0)
        full = "  more than the week has room for" if 0 < room < load[week] else ""
        lines.append(line((f"{week}", "bold"), f"  {_bar(load[week], room)}", (full, "yellow")))
        lines += [_row(each, messages, ids, width, is_new=each.id in new) for each in weeks.get(week, ())]
    return [*lines, (), *_people(plan), *_over(plan), *_earlier(plan)]


def _bar(load: int, room: int) -> str:
    """How full a week is, a square a review as long as there are not too many. A week that has no room any more is over."""
    if not room:
        return count(load, "review")
    squares = "■" * load + "·" * (room - load) + " "
    return f"{squares if len(squares) <= _MOST_SQUARES else ''}{load} of {room}"


def _by_week(plan: Plan) -> dict[Any, list[PlannedReview]]:
    weeks: dict[Any, list[PlannedReview]] = {}
    for each in (*plan.kept, *plan.placed):
        weeks.setdefault(each.week, []).append(each)
    return weeks


def _row(each: PlannedReview, messages: Mapping[str, Message], ids: int, width: int, *, is_new: bool) -> Line:
    message = messages.get(each.id)
    title = message.title if message else "(no such message any more)"
    who = safe(each.reviewer) or "nobody named"
    text = one_line(title, max(16, width - ids - len(who) - 8))
    why = f"  {each.why}" if each.why else ""
    return line("  + " if is_new else "    ", f"{safe(each.id):<{ids}}  ", (who, "dim"), f"  {text}", (why, "yellow"))


def _people(plan: Plan) -> Iterable[Line]:
    every = [*plan.kept, *plan.placed]
    load = Counter(each.reviewer or "nobody named" for each in every)
    most = Counter((each.reviewer or "nobody named", each.week) for each in every)
    for who, number in sorted(load.items(), key=lambda each: (-each[1], each[0])):
        peak = max(amount for (name, _), amount in most.items() if name == who)
        yield line(f"{safe(who)}: {count(number, 'review')}, at most {peak} in a week")


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

    reviews = [facts(each, new=False) for each in plan.kept] + [facts(each, new=True) for each in plan.placed]
    weeks = [{"week": week.isoformat(), "room": room} for week, room in plan.weeks.items()]
    return {
        "year": plan.year,
        "weeks": weeks,
        "reviews": sorted(reviews, key=lambda each: (each["week"], each["id"])),
        "over": list(plan.over),
        "earlier": list(plan.earlier),
    }
