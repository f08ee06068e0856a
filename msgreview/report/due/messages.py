"""The messages that are due for review: why each is, since when, and who may review it."""

from collections.abc import Collection, Iterable
from datetime import date

import msgspec

from msgreview.history.context import ReviewContext
from msgreview.history.people import is_meant, owner_of
from msgreview.model.cycle import before
from msgreview.model.review import OUT_OF_CYCLE, URGENCY, WAITING, MessageState, OverlayName, StateName
from msgreview.report.states import reason_texts

_ASKING: frozenset[OverlayName] = frozenset({"orphan", "recommended", "twin-behind"})
"""Overlays with which a message that is current waits for somebody all the same."""
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
    """Its state, then all other states and overlays that apply: it may be changed and overdue at once."""
    due: date | None
    days: int | None
    """Days past its due day; below 0 for days to go."""
    planned: date | None
    """The Monday of the week that the plan gives it, until it is read."""
    reasons: tuple[str, ...]
    path: str
    causes: tuple[str, ...] = ()
    """Why it reads differently, where nothing of its own does."""

    @property
    def asks(self) -> StateName | OverlayName:
        """What somebody has to do something about: its state, or an overlay where the state asks for nothing."""
        return next((name for name in self.overlays if name in _ASKING), self.state) if self.state == "current" else self.state


def due_messages(review: ReviewContext, within: str) -> tuple[DueMessage, ...]:
    """The messages that wait for somebody, or will within a time such as `6 weeks`: the most urgent first."""
    waiting = (each for each in review.states.values() if _is_asking(each) or _is_near(review, each, within))
    messages = (due_message(review, each) for each in waiting)
    return tuple(sorted(messages, key=lambda each: (URGENCY[each.state], each.due or date.min, each.id)))


def _is_asking(state: MessageState) -> bool:
    return state.name in WAITING or not _ASKING.isdisjoint(state.overlays)


def _is_near(review: ReviewContext, state: MessageState, within: str) -> bool:
    planned = review.plan.get(state.id)
    days = (state.due, planned.week if planned else None) if state.name not in OUT_OF_CYCLE else ()
    return any(day is not None and before(day, within) <= review.settings.today for day in days)


def due_message(review: ReviewContext, state: MessageState) -> DueMessage:
    """What there is to say of a message that is to be read, due or not."""
    current = review.catalogue.messages.get(state.id)
    problem = review.catalogue.problem_of(state.id)
    message = current.message if current else None
    planned = review.plan.get(state.id) if state.name not in OUT_OF_CYCLE else None
    return DueMessage(
        id=state.id,
        title=message.title if message else "",
        service=message.service if message else "",
        channel=message.channel if message else "",
        owner=owner_of(message, review.settings.config) if message else "",
        readers=review.readers(state.id) if message else (),
        state=state.name,
        overlays=state.overlays,
        holds=tuple(dict.fromkeys(reason.state for reason in state.reasons if reason.state != "current")),
        due=state.due,
        days=(review.settings.today - state.due).days if state.due else None,
        planned=planned.week if planned else None,
        reasons=(*reason_texts(state), *((f"The plan has it in the week of {planned.week}.",) if planned else ())),
        path=current.shown if current else problem.path if problem else "",
        causes=state.causes,
    )


def is_meant_for(each: DueMessage, service: str, owner: str, reviewer: str) -> bool:
    """Whether a message is of a service, an owner and a reviewer, where they are not ""; people by their full address."""
    return (
        service in ("", each.service)
        and (not owner or is_meant(owner, each.owner))
        and (not reviewer or any(is_meant(reviewer, who) for who in each.readers))
    )


def failing(messages: Iterable[DueMessage], names: Collection[str]) -> tuple[DueMessage, ...]:
    """The messages to which one of these states or overlays applies, or what it becomes when nobody acts."""
    wanted = {later for name in names for later in _LATER.get(name, (name,))}  # type: ignore[call-overload]
    return tuple(each for each in messages if not wanted.isdisjoint(each.holds))
