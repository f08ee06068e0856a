"""The log of one message in sentences: who brought it in, who changed which words, who read it, what was recommended."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from heapq import merge
from operator import itemgetter
from typing import Any

import msgspec

from msgreview.catalogue.index import closure
from msgreview.catalogue.locate import Lookup
from msgreview.history.contents import Versions
from msgreview.history.context import ReviewContext
from msgreview.history.evidence import why_unverified
from msgreview.history.received import Side
from msgreview.model.cycle import LAST_YEAR
from msgreview.model.message import Entry, Stamp
from msgreview.model.review import Change, MessageState, Person
from msgreview.report.diff import Difference, diff_lines, difference_dict, differences
from msgreview.report.lines import Line, count, line, paragraph, safe, text_rows
from msgreview.report.states import MEANING, meaning_after, reason_texts, state_run


class Event(msgspec.Struct, frozen=True):
    """Something that happened to a message."""

    when: datetime
    day: date
    """The date, where it was made."""
    commit: str
    kinds: tuple[str, ...]
    """As in `Change`; `used` for a change in a message whose words stand in it, `unrecorded` where a stamp was taken out."""
    people: tuple[str, ...]
    """Who made the commit, by name."""
    text: str
    """What happened, in sentences."""
    words: tuple[Difference, ...] = ()
    """What the reader sees since, where the words changed."""


class MessageLog(msgspec.Struct, frozen=True):
    """All that happened to a message, oldest first, and where it stands; no state for one that is there no more.

    `gone` says then what became of it.
    """

    id: str
    title: str
    events: tuple[Event, ...]
    state: MessageState | None
    gone: str = ""
    later: tuple[date, ...] = ()
    """The days of what happened later than the log tells."""


def message_log(review: ReviewContext, id_: str, lookup: Lookup) -> MessageLog:
    """The log of a message up to `review.settings.today`; `lookup` finds the messages it uses as they are now."""
    assert review.history is not None
    narrator = _Narrator(review, lookup)
    changes = review.history.timeline(id_).changes
    others = closure([id_], review.catalogue.uses)[1:] if changes else ()
    used = [_in_order(narrator.used(each, changes)) for each in others]
    events = merge(_in_order(narrator.own(id_, changes)), *used, key=itemgetter(0))
    current = review.catalogue.messages.get(id_)
    everything = tuple(event for _, event in events)
    past = tuple(event for event in everything if event.day <= review.settings.today)
    later = tuple(event.day for event in everything if event.day > review.settings.today)
    gone = review.gone(id_) or "It is not in the catalogue any more."
    return MessageLog(id_, current.message.title if current else "", past, review.states.get(id_), gone, later)


def _in_order(events: Iterable[Event]) -> Iterator[tuple[datetime, Event]]:
    """The events with times that never go back: git keeps the order of commits, and their clocks may not."""
    latest: datetime | None = None
    for event in events:
        latest = event.when if latest is None else max(latest, event.when)
        yield latest, event


class _Narrator:
    """Puts changes into sentences."""

    def __init__(self, review: ReviewContext, lookup: Lookup) -> None:
        assert review.repository is not None
        self._review = review
        self._versions = Versions(review.repository)
        self._lookup = lookup

    def own(self, id_: str, changes: tuple[Change, ...]) -> Iterator[Event]:
        """What happened to a message itself."""
        assert self._review.history is not None
        before: Change | None = None
        stamps: list[Stamp] = []
        starts, copies = self._starts(changes), self._review.history.copies(id_)
        for change in changes:
            if change.commit.id in copies:
                continue
            if before and self._is_moved(before, change):
                change = msgspec.structs.replace(change, kinds=change.kinds | {"moved"})
            words = self._words(starts.get(change.commit.id) or self._entry(before), change) if "text" in change.kinds else ()
            event = _event(change, " ".join(self._sentences(before, change, stamps)), words)
            if stamps and (lost := self._lost(before, change)):
                text = f"{_names(change)} took out the record of the review of {lost.last}: {_quoted(change)}."
                event = msgspec.structs.replace(event, kinds=("unrecorded",), text=text)
            yield event
            stamps += [change.stamp] if change.stamp else []
            before = change if change.blob else before

    def used(self, id_: str, own: tuple[Change, ...]) -> Iterator[Event]:
        """What happened to the words of a message that another one uses, since that one is there."""
        assert self._review.history is not None
        before: Change | None = None
        changes = self._review.history.timeline(id_).changes
        starts, copies = self._starts(changes), self._review.history.copies(id_)
        for change in changes:
            if "text" in change.kinds and change.commit.id not in copies and change.commit.when >= own[0].commit.when:
                text = f"{_names(change)} changed the words of {id_}, which stand in it: {_quoted(change)}."
                words = self._words(starts.get(change.commit.id) or self._entry(before), change)
                yield msgspec.structs.replace(_event(change, text, words), kinds=("used",))
            before = change if change.blob else before

    def _starts(self, changes: Sequence[Change]) -> dict[str, Entry | None]:
        """What each change of words started from, by commit: the file in the commit before, whatever other branches say."""
        assert self._review.repository is not None
        texts = [change for change in changes if "text" in change.kinds and "\n" not in change.path]
        blobs = self._review.repository.blobs(f"{change.commit.id}^:{change.path}" for change in texts)
        return {
            change.commit.id: self._versions.entry(blob, change.id) if data is not None else None
            for change, (blob, data) in zip(texts, blobs, strict=True)
        }

    def _words(self, old: Entry | None, change: Change) -> tuple[Difference, ...]:
        new = self._entry(change)
        if old is None or new is None:
            return ()
        settings = self._review.settings
        return differences(Side(old, self._lookup, settings), Side(new, self._lookup, settings))

    def _entry(self, change: Change | None) -> Entry | None:
        return self._versions.entry(change.blob, change.id) if change else None

    def _is_moved(self, before: Change, change: Change) -> bool:
        """Whether a message came to another path with a change of something else; one of another branch may be where it was."""
        assert self._review.repository is not None
        if change.path == before.path or not change.kinds.isdisjoint(("added", "restored", "removed", "moved")):
            return False
        return self._review.repository.content(f"{change.commit.id}^", change.path) is None

    def _lost(self, before: Change | None, change: Change) -> Stamp | None:
        """The stamp that was there before a change that no reader sees, and is not after it."""
        if change.kinds - {"moved"} != {"other"}:
            return None
        old, new = self._entry(before), self._entry(change)
        return old.message.review if old and new and new.message.review is None else None

    def _sentences(self, before: Change | None, change: Change, stamps: Sequence[Stamp]) -> Iterator[str]:
        """What a change did; `stamps` are those that were written before."""
        who = _names(change)
        if "added" in change.kinds:
            yield f"{who} brought it {'back ' if before else ''}into the catalogue, in {change.path}."
        if "restored" in change.kinds:
            yield f"{who} brought it back as it was, in {change.path}."
        if "removed" in change.kinds:
            yield f"{who} took it out of the catalogue, from {change.path}."
        if "text" in change.kinds and not (change.stamp and change.stamp.decision == "edit"):
            yield f"{who} changed what the reader sees: {_quoted(change)}."
        if "renamed" in change.kinds and before:
            yield f"{who} renamed it: it was {before.id} until then."
        if "moved" in change.kinds:
            yield f"{who} moved it to {change.path}."
        if "status" in change.kinds and not (change.stamp and change.stamp.decision == "retire"):
            entry = self._entry(change)
            yield f"{who} made it {entry.message.status}." if entry else f"{who} changed its status."
        if change.kinds - {"moved"} == {"other"}:
            yield f"{who} changed what no reader sees: {_quoted(change)}."
        if change.stamp and change.stamp in stamps:
            yield f"{who} brought back the record of the review of {change.stamp.last}."
        elif change.stamp:
            sentence = self._review_sentence(before, change, change.stamp)
            if not self._is_confirmed(change, change.stamp):
                sentence = f"Its record states that {sentence.replace('Somebody', 'somebody', 1)}"
            yield sentence

    def _is_confirmed(self, change: Change, stamp: Stamp) -> bool:
        """Whether git confirms what the record of a review says."""
        review, history = self._review, self._review.history
        assert history is not None
        state, current = review.states.get(change.id), review.catalogue.messages.get(change.id)
        is_doubted = state is not None and state.is_unverified and current is not None and current.message.review == stamp
        return not is_doubted and not why_unverified(history, stamp, change, review.settings.today)

    def _review_sentence(self, before: Change | None, change: Change, stamp: Stamp) -> str:
        """A review in a sentence."""
        by, reader = change.commit.authors[0], self._person(stamp.by)
        who = reader.name or reader.email or "Somebody"
        is_own = stamp.adopted or any(each.is_same(reader) for each in change.commit.authors)
        recorder = "" if is_own else f" {by.name} recorded it."
        why = f": {_ended(stamp.note)}" if stamp.note else "."
        if stamp.decision == "retire":
            return f"{who} retired it{why}{recorder}"
        if stamp.decision == "edit":
            if stamp.to:
                return f"{who} read it and recommended to {stamp.to}{why}{recorder}"
            did = "changed the words" if change.writes else "changed no word that a reader sees"
            return f"{who} {did}, and recorded that as a review{why}{recorder}"
        was = self._entry(before)
        open_ = was.message.review if was else None
        if open_ and open_.decision == "edit" and open_.to and "text" not in change.kinds and before and before.stamp == open_:
            return (
                f"{who} declined what {self._person(open_.by).name or 'somebody'} recommended, and kept the words{why}{recorder}"
            )
        what = "the words, some of which they wrote" if stamp.both_wrote else "the words"
        how = f" {_ended(stamp.both_wrote)}" if stamp.both_wrote else ""
        outside = ", who is not one of its reviewers," if stamp.outside else ""
        adopted = f" {self._person(stamp.adopted).name} took that over." if stamp.adopted else ""
        return f"{who}{outside} read it and approved {what}{why}{how}{recorder}{adopted}"

    def _person(self, by: str) -> Person:
        assert self._review.history is not None
        return self._review.history.person(by)


def _event(change: Change, text: str, words: tuple[Difference, ...]) -> Event:
    people = tuple(person.name for person in change.commit.authors)
    return Event(change.commit.when, change.day, change.commit.id, tuple(sorted(change.kinds)), people, text, words)


def _names(change: Change) -> str:
    """Who made a commit: the author, and with whom."""
    first, *others = (person.name or person.email or "Somebody" for person in change.commit.authors)
    return f"{first} with {' and '.join(others)}" if others else first


def _quoted(change: Change) -> str:
    return f"“{change.commit.subject or 'without a word'}”"


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else text + "."


def log_lines(log: MessageLog, width: int) -> Iterator[Line]:
    """The log of a message; consecutive commits that changed nothing a reader sees are one line."""
    yield line((safe(log.title or log.id), "bold"), f"  {safe(log.id)}" if log.title else "")
    for number, events in enumerate(folded(log.events)):
        if not number or len(events) > 1 or events[0].words:
            yield ()
        yield from _event_lines(events, width)
    if log.later:
        yield ()
        last, number = max(log.later), len(log.later)
        left = f"{count(number, 'change')} of a later day, up to {last}, {'is' if number == 1 else 'are'} left out"
        left += f": --as-of {last} tells all." if last.year <= LAST_YEAR else "."
        yield from paragraph(left, width)
    yield ()
    if log.state is None:
        yield from paragraph(safe(log.gone), width)
        return
    yield line("Now  ", state_run(log.state.name, padded=False), meaning_after(log.state))
    for reason in (each for each in reason_texts(log.state) if each != f"It is {MEANING[log.state.name]}."):
        yield from paragraph(reason, width, "  ")


def folded(events: Iterable[Event]) -> Iterator[list[Event]]:
    """The events, those one after the other that no reader notices as one."""
    quiet: list[Event] = []
    for event in events:
        if event.kinds == ("other",):
            quiet.append(event)
            continue
        if quiet:
            yield quiet
            quiet = []
        yield [event]
    if quiet:
        yield quiet


def _event_lines(events: list[Event], width: int) -> Iterator[Line]:
    first, last = events[0], events[-1]
    if len(events) > 1:
        text = f"{count(len(events), 'commit')} up to {last.day} changed nothing that a reader sees."
    else:
        text = first.text
    head = f"{first.day}  "
    texts = text_rows(text, width - len(head) - 9) or [""]
    for number, row in enumerate(texts):
        tail = f"  {last.commit[:7]}" if number == len(texts) - 1 else ""
        yield line((head, "bold") if not number else " " * len(head), row, (tail, "dim"))
    for each in events:
        yield from diff_lines(each.words, width, " " * len(head))


def log_dict(log: MessageLog) -> dict[str, Any]:
    """The log in the JSON contract."""
    events = [
        {
            "date": event.day,
            "commit": event.commit,
            "kinds": event.kinds,
            "people": event.people,
            "text": event.text,
            "words": list(map(difference_dict, event.words)),
        }
        for event in log.events
    ]
    state = log.state
    reasons = reason_texts(state) if state else ()
    return {"id": log.id, "title": log.title, "state": state.name if state else "", "reasons": reasons, "events": events}
