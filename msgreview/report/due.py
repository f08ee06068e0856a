"""What is to be read: each message that waits for somebody, why it does, since when, and who may read it."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from textwrap import wrap
from typing import Any

import msgspec

from msgreview.history.context import ReviewContext, eligible_reviewers
from msgreview.history.people import owner_of
from msgreview.model.cycle import before
from msgreview.model.review import STATES, WAITING, MessageState, OverlayName, StateName
from msgreview.report.lines import Line, line, safe
from msgreview.report.states import reason_texts, state_run
from msgreview.report.summary import count

_ASKING: frozenset[OverlayName] = frozenset({"orphan", "unverified", "recommended"})
"""Overlays with which a message that is current waits for somebody all the same."""
_ORDER = {name: number for number, name in enumerate(STATES)}
_TIMED: frozenset[str] = frozenset({"overdue", "due", "soon", "current"})
"""States that are about the day."""
_LATER: dict[StateName, tuple[StateName, ...]] = {"soon": ("soon", "due", "overdue"), "due": ("due", "overdue")}
"""What a state becomes when nobody does anything: a gate on the one holds for the others."""


class DueMessage(msgspec.Struct, frozen=True):
    """A message that waits, or will soon."""

    id: str
    title: str
    service: str
    channel: str
    owner: str
    readers: tuple[str, ...]
    """Mail addresses of who may read it."""
    state: StateName
    overlays: tuple[OverlayName, ...]
    holds: tuple[StateName | OverlayName, ...]
    """All that is so, its state first: it may be changed and overdue at once."""
    due: date | None
    days: int | None
    """Days past its due day; below 0 for days to go."""
    reasons: tuple[str, ...]
    path: str

    @property
    def asks(self) -> StateName | OverlayName:
        """What somebody has to do something about: its state, or an overlay where the state asks for nothing."""
        return next((name for name in self.overlays if name in _ASKING), self.state) if self.state == "current" else self.state


def due_messages(review: ReviewContext, within: str) -> tuple[DueMessage, ...]:
    """The messages that wait for somebody, or will within a time such as `6 weeks`: the most urgent first."""
    found = (_due_message(review, each) for each in review.states.values() if _is_asking(each) or _is_near(review, each, within))
    return tuple(sorted(found, key=lambda each: (_ORDER[each.state], each.due or date.min, each.id)))


def _is_asking(state: MessageState) -> bool:
    return state.name in WAITING or not _ASKING.isdisjoint(state.overlays)


def _is_near(review: ReviewContext, state: MessageState, within: str) -> bool:
    return state.due is not None and before(state.due, within) <= review.settings.today


def _due_message(review: ReviewContext, state: MessageState) -> DueMessage:
    current = review.catalogue.messages.get(state.id)
    fault = next((fault for fault in review.catalogue.problems if state.id in (fault.id, fault.path)), None)
    message = current.message if current else None
    return DueMessage(
        id=state.id,
        title=message.title if message else "",
        service=message.service if message else "",
        channel=message.channel if message else "",
        owner=owner_of(message, review.settings.config) if message else "",
        readers=eligible_reviewers(review, message) if message else (),
        state=state.name,
        overlays=state.overlays,
        holds=tuple(dict.fromkeys(reason.state for reason in state.reasons if reason.state != "current")),
        due=state.due,
        days=(review.settings.today - state.due).days if state.due else None,
        reasons=reason_texts(state),
        path=current.shown if current else fault.path if fault else "",
    )


def failing(messages: Iterable[DueMessage], names: Collection[str]) -> tuple[DueMessage, ...]:
    """Those of which one of these states or overlays is so, or what comes of it when nobody acts."""
    wanted = {later for name in names for later in _LATER.get(name, (name,))}  # type: ignore[call-overload]
    return tuple(each for each in messages if not wanted.isdisjoint(each.holds))


def due_lines(messages: Sequence[DueMessage], width: int) -> Iterator[Line]:
    """A line a message, the reasons below it where there is more to say than the day."""
    ids = max((len(each.id) for each in messages), default=0)
    days = max((len(_when(each)) for each in messages), default=0)
    for each in messages:
        facts = f"{_when(each):<{days}}  {safe(_who(each))}".rstrip()
        yield line(state_run(each.asks), f"  {safe(each.id):<{ids}}  ", (facts, "dim"))
        if each.asks not in _TIMED or len(each.holds) > 1:
            for reason in each.reasons:
                yield from (line("    ", row) for row in wrap(safe(reason), width - 4))


def _who(each: DueMessage) -> str:
    """Whom it waits for: the owner where there is a recommendation to answer, else who may read it, each as short as it goes."""
    if each.asks in ("invalid", "orphan"):
        return ""
    if each.asks == "recommended":
        return each.owner.partition("@")[0]
    return ", ".join(who.partition("@")[0] for who in each.readers) or "ask a colleague"


def _when(each: DueMessage) -> str:
    if each.due is None or each.days is None or _TIMED.isdisjoint((each.asks, *each.holds)):
        return ""
    if each.days == 0:
        return f"{each.due}, today"
    return f"{each.due}, {count(abs(each.days), 'day')} {'ago' if each.days > 0 else 'to go'}"


def ending(messages: Sequence[DueMessage], within: str) -> str:
    """How many there are, and what to do next."""
    if not messages:
        return f"Nothing waits for anybody, and nothing is due within {within}."
    first = next((each for each in messages if each.state != "invalid"), messages[0])
    look = f"msgreview lint {safe(first.path)}" if first.state == "invalid" else f"msgreview review show {safe(first.id)}"
    return f"{count(len(messages), 'message')}. Next: {look}"


def facts(each: DueMessage) -> dict[str, Any]:
    """A message in the JSON contract."""
    return msgspec.to_builtins(each)  # type: ignore[no-any-return]


HEADER = ("id", "title", "service", "channel", "state", "also", "due", "days_late", "owner", "readers", "reasons", "path")


def rows(messages: Iterable[DueMessage]) -> Iterator[tuple[str, ...]]:
    """The cells below `HEADER`."""
    for each in messages:
        also = " ".join(name for name in each.holds if name not in (each.state, "current"))
        late = "" if each.days is None else str(each.days)
        due = each.due.isoformat() if each.due else ""
        people, reasons = " ".join(each.readers), " ".join(each.reasons)
        yield (
            *(each.id, each.title, each.service, each.channel, each.state, also),
            *(due, late, each.owner, people, reasons, each.path),
        )
