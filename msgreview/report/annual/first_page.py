"""The first page of the report, for those who read no other: what was read, what changed, what is overdue, what is asked."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from msgreview.model.finding import COLOUR
from msgreview.model.review import StateName
from msgreview.report.annual.model import Section
from msgreview.report.annual.period import Linted, MessageYear, Period
from msgreview.report.annual.tables.practices import is_of_words
from msgreview.report.lines import count, listed

_SOON = timedelta(days=90)
_UNREAD: tuple[StateName, ...] = ("changed", "policy-changed", "unverified", "needs-second")
"""States of messages that were read, and of which readers get something that nobody has approved."""


def first_page(period: Period) -> tuple[Section, ...]:
    """Four short sections, each with a sentence or more."""
    return (
        Section("What we read", tuple(_read(period))),
        Section("What changed for readers", tuple(_changed(period))),
        Section("What is overdue", tuple(_overdue(period)) or ("Nothing: every message in use was read in time.",)),
        Section("What we ask you for", tuple(_asked(period)) or ("Nothing. What is left to do is ours.",)),
    )


def _read(period: Period) -> Iterator[str]:
    live, read = period.live, [year for year in period.live if year.reviews]
    yield f"We read {len(read):,} of the {count(len(live), 'message')} that {'is' if len(live) == 1 else 'are'} in use."
    every = [year for year in period.years if year.reviews]
    reviews = sum(len(year.reviews) for year in every)
    broken = [id_ for id_, state in period.review.states.items() if state.name == "invalid"]
    gone = [year for year in every if not year.is_live and year.id not in broken]
    if gone:
        yield f"We also read {_named(gone)}, which {'is' if len(gone) == 1 else 'are'} no longer in use."
    if reviews > len(every):
        yield f"Some we read more than once: there are {count(reviews, 'review')} in all."
    if broken:
        earlier = sum(year.id in broken for year in every)
        before = f" We read {'it' if len(broken) == 1 else f'{earlier:,} of them'} before that." if earlier else ""
        yield f"{count(len(broken), 'message')} cannot be read, as something in the file is wrong: {listed(broken)}.{before}"


def _changed(period: Period) -> Iterator[str]:
    changed = [year for year in period.years if year.edits]
    if changed:
        yield f"{_are(changed, 'reads', 'read')} differently from before: {_ids(changed)}."
    if added := [year for year in period.years if year.added]:
        yield f"{_are(added, 'is', 'are')} new: {_ids(added)}."
    if retired := [year for year in period.years if year.retired]:
        yield f"{_are(retired, 'is', 'are')} no longer sent: {_ids(retired)}."
    if not (changed or added or retired):
        yield "Nothing: no words changed, and no message came or went."
    if period.before:
        was, now = _marked(period.before), _marked(period.after)
        yield f"In every 100 messages the rules marked {was:.1f} places red or yellow at the start, and {now:.1f} at the end."


def _marked(linted: Linted) -> float:
    """Red and yellow findings on words in 100 messages."""
    grave = [each for each in linted.findings if is_of_words(each) and COLOUR[each.level] != "green"]
    return 100 * len(grave) / linted.messages if linted.messages else 0.0


def _overdue(period: Period) -> Iterator[str]:
    if late := [year for year in period.live if year.is_overdue]:
        yield f"{_are(late, 'is', 'are')} overdue: {_ids(late)}."
    if never := [year for year in period.live if not year.last_read]:
        yield f"{_are(never, 'was', 'were')} never read: {_ids(never)}."
    unread = [year for year in period.live if year.state and year.state.name in _UNREAD and not year.is_recorded_later]
    if unread:
        yield f"{_are(unread, 'waits', 'wait')} for somebody to approve what readers get now: {_ids(unread)}."


def _asked(period: Period) -> Iterator[str]:
    live, review = period.live, period.review
    waiting = [year for year in live if year.is_overdue or not year.last_read or (year.state and year.state.name in _UNREAD)]
    if waiting:
        capacity = review.settings.config.review.capacity
        weeks = count(-(-len(waiting) // capacity), "week")
        yield f"Time to read {count(len(waiting), 'message')}: {weeks}, at the {capacity} a week that we plan with."
    if orphans := [year for year in live if year.state and "orphan" in year.state.overlays]:
        yield f"Somebody who answers for {_named(orphans)}."
    if asked := [year for year in live if year.state and "recommended" in year.state.overlays]:
        yield f"An answer from the owners to what was recommended for {_named(asked)}."
    ending = [
        each.message.id
        for each in review.catalogue.messages.values()
        for waiver in each.message.waivers
        if period.end <= waiver.until <= period.end + _SOON
    ]
    if ending:
        ends = "ends" if len(ending) == 1 else "end"
        yield f"A decision on {count(len(ending), 'signed exception')} that soon {ends}: {listed(ending)}."


def _are(years: Sequence[MessageYear], one: str, many: str) -> str:
    return f"{count(len(years), 'message')} {one if len(years) == 1 else many}"


def _ids(years: Iterable[MessageYear]) -> str:
    return listed([year.id for year in years])


def _named(years: Sequence[MessageYear]) -> str:
    return f"{count(len(years), 'message')} ({_ids(years)})"
