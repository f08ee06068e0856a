"""What happened to each message in a period, from its commits and stamps."""

from collections.abc import Callable, Collection, Iterator
from datetime import date

import msgspec

from msgreview.history.approvals import is_shown
from msgreview.history.contents import Versions
from msgreview.history.context import ReviewContext
from msgreview.history.log_reader import History
from msgreview.model.config import ReviewConfig
from msgreview.model.cycle import after
from msgreview.model.finding import Finding
from msgreview.model.message import Message
from msgreview.model.review import OUT_OF_CYCLE, Change, MessageState


class MessageYear(msgspec.Struct, frozen=True):
    """One message in the period."""

    id: str
    message: Message | None
    """At the end; as it was last, where it was removed or cannot be read any more."""
    state: MessageState | None
    """At the end of the period."""
    added: Change | None
    """What brought it in, if that was in the period."""
    reviews: tuple[Change, ...]
    """What wrote the stamps that are dated in the period and that git confirms, each stamp once."""
    edits: tuple[Change, ...]
    """What wrote words in the period, where they are others at its end than at its start, or when they came."""
    retired: Change | None
    """What retired it or took it out."""
    is_overdue: bool = False
    """Whether its day is long past at the end, in whatever state it is."""

    @property
    def is_live(self) -> bool:
        """Whether it is in use at the end: published, and its file can be read."""
        return self.state is not None and self.state.name not in OUT_OF_CYCLE

    @property
    def last_read(self) -> date | None:
        """The day of the last review up to the end, also of one that was committed later; None where there is none."""
        stamps = [self.message.review] if self.message else []
        return max((stamp.last for stamp in (*stamps, *(each.stamp for each in self.reviews)) if stamp), default=None)

    @property
    def is_recorded_later(self) -> bool:
        """Whether it was read in the period and that was committed when this was over."""
        return self.is_live and self.message is not None and self.last_read != (self.message.review and self.message.review.last)

    @property
    def authors(self) -> tuple[str, ...]:
        """Who changed its words, in the order of their first change."""
        return tuple(dict.fromkeys(person.name for change in self.edits for person in change.writers))


class Linted(msgspec.Struct, frozen=True):
    """What the rubrics find in the catalogue at one commit."""

    revision: str
    day: date
    findings: tuple[Finding, ...]
    messages: int
    texts: Callable[[str], dict[str, str]]
    """Id of a message → what the reader reads, by sample or path; nothing where there is no such message."""


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


def years(review: ReviewContext, later: History, commits: Collection[str], start: date, end: date) -> Iterator[MessageYear]:
    """Every message that was there at the end of a period, was read in it or went in it.

    `review` is the catalogue at the end, `commits` are those that lie in the period, and `later` is the history in which the
    stamps of the period are looked for: some are committed when it is over.
    """
    assert review.history is not None
    assert review.repository is not None
    versions = Versions(review.repository)
    at_end = {*review.catalogue.messages, *review.history.timelines}
    since = later.timelines.keys() - {later.current_id(id_) for id_ in at_end}
    for id_ in sorted(at_end | since):
        current = review.catalogue.messages.get(id_)
        changes = review.history.timeline(id_).changes
        copies = review.history.copies(id_)
        inside = [change for change in changes if change.commit.id in commits]
        retired = [change for change in inside if change.status == "retired" or "removed" in change.kinds]
        gone = current is None or current.message.status == "retired"
        year = MessageYear(
            id=id_,
            message=current.message if current else None,
            state=review.states.get(id_),
            added=changes[0] if changes and changes[0] in inside else None,
            reviews=tuple(change for change in _reviews(later.timeline(id_).reviews, start, end) if is_shown(later, change)),
            edits=tuple(each for each in _edits(changes, inside) if each.commit.id not in copies),
            retired=retired[-1] if retired and gone else None,
        )
        year = msgspec.structs.replace(year, is_overdue=_is_overdue(year, review.settings.config.review, end))
        if id_ in review.states or year.retired or year.reviews:
            message = year.message or _last_message(versions, changes or later.timeline(id_).changes)
            yield msgspec.structs.replace(year, message=message)


def _last_message(versions: Versions, changes: tuple[Change, ...]) -> Message | None:
    """A message as the last file that can be read has it; None where none can."""
    entries = (versions.entry(change.blob, change.id) for change in reversed(changes) if change.blob)
    return next((entry.message for entry in entries if entry), None)


def _is_overdue(year: MessageYear, review: ReviewConfig, end: date) -> bool:
    """Whether the day of a message is long past at the end of a period."""
    if year.state is None or all(reason.state != "overdue" for reason in year.state.reasons):
        return False
    if not year.is_recorded_later:
        return True
    stamp = max((each.stamp for each in year.reviews if each.stamp), key=lambda each: each.last)
    return end > after(after(stamp.last, stamp.every or review.every), review.warn)


def _reviews(changes: tuple[Change, ...], start: date, end: date) -> Iterator[Change]:
    """The changes that wrote a stamp dated in the period; one that came back, by a revert or from a branch, is none."""
    stamps = []
    for change in changes:
        if change.stamp and change.stamp not in stamps:
            stamps.append(change.stamp)
            if start <= change.stamp.last <= end:
                yield change


def _edits(changes: tuple[Change, ...], inside: list[Change]) -> Iterator[Change]:
    texts = [change for change in inside if "text" in change.kinds]
    if texts:
        before = changes[: changes.index(inside[0])]
        was = (before[-1] if before else changes[0]).own
        yield from texts if was != changes[-1].own else ()
