"""Where the catalogue stands: how many messages are in which state, service by service, and what to do next."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec

from msgreview.history.context import ReviewContext
from msgreview.model.message import Stamp
from msgreview.model.review import STATES, URGENCY, WAITING, MessageState, OverlayName, Person, StateName
from msgreview.report.causes import Cause, cause_lines, find_causes, is_served
from msgreview.report.lines import Block, Column, Grid, Line, Run, count, line, paragraph, safe
from msgreview.report.states import MEANING, SOLO, state_run
from msgreview.report.summary import NO_MESSAGES

if TYPE_CHECKING:  # Reading exports takes a tenth of a second to import.
    from msgreview.report.drift import Drift

_ASKING: tuple[OverlayName, ...] = ("orphan", "outside", "recommended", "twin-behind", "history-unknown")
_SHOWN = 5
"""Messages of one kind that are named; `review due` has all."""


class ServiceRow(msgspec.Struct, frozen=True):
    """One service: how many messages it has, how many wait for somebody or will soon, and the day of the next review."""

    service: str
    messages: int
    waiting: int
    soon: int
    next: date | None


class Recommendation(msgspec.Struct, frozen=True):
    """A change that a reviewer recommended and its owner has not answered."""

    id: str
    by: str
    to: str
    on: date
    text: str


class Status(msgspec.Struct, frozen=True):
    """The catalogue on a day."""

    today: date
    states: dict[StateName, int]
    overlays: dict[OverlayName, int]
    services: tuple[ServiceRow, ...]
    first: tuple[MessageState, ...]
    """What waits for somebody, the most urgent first."""
    recommendations: tuple[Recommendation, ...]
    unverified: tuple[MessageState, ...]
    solo: bool
    """One person may write and approve."""
    causes: tuple[Cause, ...]
    """What makes several messages read differently at once."""
    unread: int
    """Old versions of files in git that cannot be read."""
    live: "tuple[Drift, ...]" = ()
    """The live copies of systems against the catalogue, for each export that was given."""


def status(review: ReviewContext, live: "Iterable[Drift]" = ()) -> Status:
    """The counts and lists of a catalogue; `live` are comparisons with what systems have."""
    states = review.states.values()
    first = sorted(
        (each for each in states if each.name in WAITING), key=lambda each: (URGENCY[each.name], each.due or date.min, each.id)
    )
    counts, overlays = Counter(each.name for each in states), Counter(name for each in states for name in each.overlays)
    return Status(
        today=review.settings.today,
        states={name: counts[name] for name in STATES},
        overlays={name: overlays[name] for name in _ASKING},
        services=tuple(_services(review)),
        first=tuple(first),
        recommendations=tuple(_recommendations(review)),
        unverified=tuple(each for each in states if each.is_unverified),
        solo=review.settings.config.review.solo,
        causes=tuple(each for each in find_causes(review.states) if len(each.messages) > 1),
        unread=review.history.broken if review.history else 0,
        live=tuple(live),
    )


def _services(review: ReviewContext) -> Iterator[ServiceRow]:
    members: dict[str, list[MessageState]] = {}
    for id_, state in review.states.items():
        current = review.catalogue.messages.get(id_)
        members.setdefault(current.message.service if current else "", []).append(state)
    for name, group in sorted(members.items(), key=lambda each: (not each[0], each[0])):
        states = Counter(each.name for each in group)
        days = [day for each in group if each.name in ("soon", "current") and (day := review.next_reading(each.id))]
        waits = sum(states[state] for state in WAITING)
        yield ServiceRow(name, len(group), waits, states["soon"], min(days, default=None))


def _recommendations(review: ReviewContext) -> Iterator[Recommendation]:
    for id_, state in review.states.items():
        if "recommended" in state.overlays:
            stamp = review.catalogue.messages[id_].message.review
            assert isinstance(stamp, Stamp)
            yield Recommendation(id_, stamp.by, stamp.to, stamp.last, stamp.note)


def status_lines(status: Status, width: int) -> Iterator[Block]:
    """The status as somebody reads it who has half a minute."""
    total = sum(status.states.values())
    if not total:
        yield line(NO_MESSAGES)
        return
    services = len([row for row in status.services if row.service])
    yield line((f"{count(total, 'message')} in {count(services, 'service')}", "bold"), f", on {status.today}")
    if status.solo:
        yield line((SOLO, "yellow"))
    yield from _counts("To do now", status.states, [name for name in STATES if name in WAITING], width)
    yield from _counts("Also", status.overlays, _ASKING, width)
    yield from _counts("Nothing to do now", status.states, ["soon", "current", "draft", "retired"], width)
    yield ()
    yield _table(status.services)
    if status.live:
        from msgreview.report.drift import count_lines
    for drift in status.live:
        yield ()
        yield line(("Live copies in ", "bold"), (safe(drift.export), "bold"))
        yield from count_lines(drift)
    if status.causes:
        yield ()
        yield line(("For several messages at once", "bold"))
        yield from cause_lines(status.causes[:_SHOWN], width)
    yield from _recommended(status.recommendations, width)
    yield from _unproven(status.unverified, width)
    if status.unread:
        yield ()
        versions = count(status.unread, "old version")
        yield line((f"{versions} of files in git cannot be read: nothing is known from there.", "dim"))
    yield ()
    yield from _next(status)


def _counts(title: str, counts: dict[Any, int], names: Iterable[Any], width: int) -> Iterator[Line]:
    there = [name for name in names if counts[name]]
    if there:
        yield ()
        yield line((title, "bold"))
        for name in there:
            yield from paragraph(MEANING[name], width, line(f"{counts[name]:>6,}  ", state_run(name), "  "))


def _table(services: Sequence[ServiceRow]) -> Grid:
    numbers = (Column("messages", "right"), Column("to do", "right", 6), Column("soon", "right", 6))
    rows = []
    for row in services:
        waiting: Run = Run(str(row.waiting or "·"), "yellow" if row.waiting else "")
        name = safe(row.service) or "(no service)"
        rows.append(line(name, f"{row.messages:,}", waiting, str(row.soon or "·"), str(row.next or "")))
    return Grid((Column("service"), *numbers, Column("next review")), tuple(rows))


def _recommended(recommendations: Sequence[Recommendation], width: int) -> Iterator[Line]:
    if recommendations:
        yield ()
        yield line(("Recommendations that wait for an answer", "bold"))
    for each in recommendations[:_SHOWN]:
        yield line(f"  {safe(each.id)}", (f"  {safe(Person.of(each.by).name or each.by)} to {safe(each.to)}, {each.on}", "dim"))
        yield from paragraph(each.text, width, "    ")
    yield from _more(len(recommendations))
    if recommendations:
        yield line('  Change the text, or say why not: msgreview review keep ID --refuse "WHY"')


def _unproven(states: Sequence[MessageState], width: int) -> Iterator[Line]:
    if states:
        yield ()
        yield line(("Records of reviews that git does not confirm", "bold"))
    for each in states[:_SHOWN]:
        why = next(reason.text for reason in each.reasons if reason.state == "unverified")
        yield from paragraph(f"{each.id}: {why}", width - 2, "  ", "    ")
    yield from _more(len(states))
    if states:
        yield line("  Read it again and record it: msgreview review keep ID")


def _more(number: int) -> Iterator[Line]:
    if number > _SHOWN:
        yield line(f"  and {number - _SHOWN:,} more: msgreview review due")


def _next(status: Status) -> Iterator[Line]:
    if status.first:
        shared = {cause.name for cause in status.causes}
        own = [each for each in status.first if not is_served(each.causes, [reason.state for reason in each.reasons], shared)]
        first = next((each.id for each in own if each.name != "invalid"), "") or (status.causes[0].name if not own else "")
        if status.states["invalid"]:
            yield line("What is wrong with what cannot be read: msgreview lint --select file,catalogue")
        yield line("All that waits, and for whom:           msgreview review due")
        if first:
            yield line(f"Next:                                   msgreview review show {safe(first)}")
        return
    days = [row.next for row in status.services if row.next]
    if status.recommendations:
        yield line("All that waits, and for whom:           msgreview review due")
        return
    yield line(f"Nothing waits for anybody. The next review is on {min(days)}." if days else "Nothing waits for anybody.")


def status_dict(status: Status) -> dict[str, Any]:
    """The status in the JSON contract."""
    fields = msgspec.to_builtins(status)
    fields["unverified"] = [each.id for each in status.unverified]
    fields["waiting"] = [{"id": each.id, "state": each.name, "due": each.due} for each in status.first]
    fields["causes"] = [{"name": each.name, "messages": each.messages, "text": each.text} for each in status.causes]
    fields["live"] = [{"system": each.system, "export": each.export, "counts": each.counts} for each in status.live]
    del fields["first"]
    return fields  # type: ignore[no-any-return]
