"""What happened to each message in a period, from its commits."""

from collections.abc import Callable, Iterator
from datetime import date

import msgspec

from msgreview.history.context import ReviewContext
from msgreview.history.timeline import Timeline
from msgreview.model.finding import Finding
from msgreview.model.message import Message
from msgreview.model.review import OUT_OF_CYCLE, MessageState


class MessageYear(msgspec.Struct, frozen=True):
    """One message in the period. A message that was removed, or cannot be read any more, has only its id."""

    id: str
    message: Message | None
    state: MessageState | None
    """At the end of the period."""
    added: bool
    read: tuple[date, ...]
    """The days of its reviews."""
    edited: tuple[date, ...]
    """The days on which its words changed, the one on which it came left out."""
    retired: bool
    """Retired, or taken out."""
    batches: tuple[tuple[str, str], ...] = ()
    """Commit and reviewer of each review, for telling what was approved together."""
    authors: tuple[str, ...] = ()
    """Who changed its words, in the order of their first change."""

    @property
    def is_live(self) -> bool:
        """Whether it is in use at the end: published, and its file can be read."""
        return self.state is not None and self.state.name not in OUT_OF_CYCLE

    @property
    def is_overdue(self) -> bool:
        """Whether it is overdue at the end."""
        return self.state is not None and self.state.name == "overdue"


class Linted(msgspec.Struct, frozen=True):
    """What the rubrics find in the catalogue at one commit."""

    revision: str
    day: date
    findings: tuple[Finding, ...]
    messages: int
    text: Callable[[str], str]
    """Id of a message → what the reader reads; "" where there is no such message."""


class Period(msgspec.Struct, frozen=True):
    """What a report is made from: `review` is the catalogue at the end of the period."""

    review: ReviewContext
    before: Linted | None
    """At the start; None where the catalogue was not in git then."""
    after: Linted
    start: date
    end: date
    years: tuple[MessageYear, ...]

    @property
    def live(self) -> list[MessageYear]:
        """The messages in use at the end."""
        return [year for year in self.years if year.is_live]


def years(review: ReviewContext, start: date, end: date) -> Iterator[MessageYear]:
    """Every message that was there at the end of a period or went in it. `review` is the catalogue at the end."""
    assert review.history is not None
    timelines = review.history.timelines
    for id_ in sorted({*review.catalogue.messages, *timelines}):
        current = review.catalogue.messages.get(id_)
        timeline = timelines.get(id_) or Timeline(id_)
        year = _year(id_, current.message if current else None, review.states.get(id_), timeline, start, end)
        if id_ in review.states or year.retired:
            yield year


def _year(
    id_: str, message: Message | None, state: MessageState | None, timeline: Timeline, start: date, end: date
) -> MessageYear:
    inside = [change for change in timeline.changes if start <= change.day <= end]
    reviews = [change for change in inside if change.stamp is not None and start <= change.stamp.last <= end]
    texts = [change for change in inside if "text" in change.kinds]
    gone = any("removed" in change.kinds for change in inside) and message is None
    status = any("status" in change.kinds for change in inside) and message is not None and message.status == "retired"
    return MessageYear(
        id=id_,
        message=message,
        state=state,
        added=bool(timeline.origin and start <= timeline.origin.day <= end),
        read=tuple(change.stamp.last for change in reviews if change.stamp),
        edited=tuple(change.day for change in texts),
        retired=gone or status,
        batches=tuple((change.commit.id, change.stamp.by) for change in reviews if change.stamp),
        authors=tuple(dict.fromkeys(person.name for change in texts for person in change.commit.authors)),
    )
