"""The live copies of a system against the catalogue: which are the same, older than what was approved, or edited there."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any, Literal, get_args

import msgspec

from msgreview.catalogue.locate import Lookup
from msgreview.history.approvals import last_approval
from msgreview.history.contents import Versions
from msgreview.history.context import ReviewContext
from msgreview.history.evidence import needs_two, words_of
from msgreview.history.received import Side
from msgreview.importing.exports import Load, live_message, messages_of, to_imported
from msgreview.importing.give_back import says_the_same
from msgreview.importing.messages import with_words_of, words_are_as_imported
from msgreview.model.message import Entry, Message
from msgreview.model.review import Change
from msgreview.report.diff import Difference, diff_lines, difference_dict, differences
from msgreview.report.lines import Line, Style, count, line, listed, paragraph, safe, typed
from msgreview.template.variants import render_variants

DriftKind = Literal["same", "older", "outside", "ahead", "unreadable", "only-there", "only-here"]
KINDS: tuple[DriftKind, ...] = get_args(DriftKind)
ASKING: frozenset[DriftKind] = frozenset({"older", "outside", "unreadable", "only-here"})
"""Kinds in which somebody has something to do."""
_MEANING: dict[DriftKind, str] = {
    "unreadable": "cannot be read here, so nobody can compare them: msgreview lint",
    "outside": "edited there: these words were never in the catalogue",
    "older": "older there than what was approved here",
    "only-here": "not in the export any more",
    "ahead": "edited here, and not approved yet",
    "only-there": "not in the catalogue",
    "same": "the same",
}
_STYLES: dict[DriftKind, Style] = {
    "unreadable": "red", "outside": "red", "older": "yellow", "only-here": "yellow", "same": "green",
}  # fmt: skip


class Drifted(msgspec.Struct, frozen=True):
    """A message of the system or of the catalogue."""

    kind: DriftKind
    id: str
    """The message's id; of one that is only there, what the system calls it."""
    where: str = ""
    """Its place in the export."""
    title: str = ""
    since: date | None = None
    """The day of the words that are there, where they once were here."""
    approved: date | None = None
    """The day on which other words were approved."""
    words: tuple[Difference, ...] = ()
    """What its reader gets there (`before`) and what here (`now`)."""


class Drift(msgspec.Struct, frozen=True):
    """All messages of an export, and those of its system that are not in it."""

    system: str
    export: str
    messages: tuple[Drifted, ...]

    @property
    def counts(self) -> dict[DriftKind, int]:
        """How many messages are of each kind."""
        counts = Counter(each.kind for each in self.messages)
        return {kind: counts[kind] for kind in KINDS}


def drift(review: ReviewContext, load: Load) -> Drift:
    """The messages of an export against those of a catalogue."""
    ours = messages_of((current.message for current in review.catalogue.messages.values()), load.system.name)
    clear = {each.message.source["key"] for each in to_imported(load, {})[0]}
    comparison = Comparison(review)
    drifted = []
    for item in load.items:
        message = ours.get(item.label)
        if message is None:
            drifted.append(Drifted("only-there", item.label, load.where(item), item.facts.get("title", "")))
        elif item.label in clear:
            drifted.append(comparison.compared(message, live_message(load, item, message), load.where(item)))
    there = {item.label for item in load.items}
    drifted += (Drifted("only-here", message.id, "", message.title) for key, message in ours.items() if key not in there)
    return Drift(load.system.name, load.opened.name, tuple(drifted))


class Comparison:
    """Holds live copies against what the catalogue has and had."""

    def __init__(self, review: ReviewContext) -> None:
        self._review = review
        self._lookup: Lookup = review.lookup
        self._versions = Versions(review.repository) if review.repository else None

    def compared(self, message: Message, live: Message, where: str) -> Drifted:
        """How a live copy relates to a message of the catalogue."""
        if says_the_same(live, message):
            return Drifted("same", message.id, where, message.title)
        entry = self._lookup(message.id)
        assert entry is not None, "a message of the catalogue can be read"
        if render_variants(entry, self._lookup, self._review.settings).unreadable:
            return Drifted("unreadable", message.id, where, message.title)
        words = self._differences(entry, live)
        if not words:  # It reads the same, however it is written.
            return Drifted("same", message.id, where, message.title)
        kind, since, approved = self._past(message, live)
        return Drifted(kind, message.id, where, message.title, since, approved, words)

    def _differences(self, entry: Entry, live: Message) -> tuple[Difference, ...]:
        there = msgspec.structs.replace(entry, message=with_words_of(entry.message, live))
        settings = self._review.settings
        return differences(Side(there, self._lookup, settings), Side(entry, self._lookup, settings))

    def once_here(self, id_: str, live: Message) -> Change | None:
        """The last commit whose message says what a live copy says; None where none is."""
        if self._review.history is None or self._versions is None:
            return None
        for change in reversed(self._review.history.timeline(id_).changes):
            old = self._versions.entry(change.blob, change.id) if change.writes else None
            if old and says_the_same(live, old.message):
                return change
        return None

    def _past(self, message: Message, live: Message) -> tuple[DriftKind, date | None, date | None]:
        """Whether the words of a live copy once were here, since when, and when others were approved."""
        review = self._review
        if review.history is None or self._versions is None or review.history.incomplete:
            return ("ahead" if words_are_as_imported(message, live) else "outside"), None, None
        approval = last_approval(review.history, words_of(message.id, review.catalogue), two=needs_two(review.settings.config))
        day = approval.stamp.last if approval and approval.stamp else None
        approved = self._versions.entry(approval.blob, approval.id) if approval else None
        if approved and says_the_same(live, approved.message):
            return "ahead", day, day
        if change := self.once_here(message.id, live):
            return ("older" if approval else "ahead"), change.day, day
        return ("ahead" if words_are_as_imported(message, live) and not approval else "outside"), None, day


def count_lines(drift: Drift) -> Iterator[Line]:
    """How many messages are of each kind that there is, the most urgent first."""
    counts = drift.counts
    yield from (_count_line(kind, counts[kind]) for kind in _MEANING if counts[kind])


def _count_line(kind: DriftKind, number: int) -> Line:
    return line(f"{number:>6,}  ", (_MEANING[kind], _STYLES.get(kind, "")))


def drift_lines(drift: Drift, width: int, file: str) -> Iterator[Line]:
    """What differs from an export in `file`, the most urgent first, with the words, and how much is the same."""
    for kind in _MEANING:
        members = [each for each in drift.messages if each.kind == kind]
        if not members:
            continue
        yield _count_line(kind, len(members))
        if kind in ("same", "only-there"):
            yield line("        ", (safe(listed([each.id for each in members])), "dim"))
            continue
        for each in members:
            if each.words:
                yield ()
            yield line("  ", (safe(each.id), "bold"), (f"  {safe(each.where)}" if each.where else "", "dim"))
            yield from paragraph(_story(each), width, "    ")
            yield from diff_lines(each.words, width, "    ", ("there", "here"))
        yield ()
    yield from _next(drift, typed(file))


def _story(drifted: Drifted) -> str:
    """What happened, in a sentence."""
    if drifted.kind == "older" and drifted.since:
        return f"The words there are of {drifted.since}; those here were approved on {drifted.approved}."
    if drifted.kind == "ahead" and drifted.approved:
        return f"The words there are those that were approved on {drifted.approved}."
    return ""


def _next(drift: Drift, file: str) -> Iterator[Line]:
    counts = drift.counts
    if counts["older"]:
        yield line(f"To bring the approved words there: msgreview export {drift.system} {file}")
    if counts["outside"]:
        yield line(f"To bring words from there here:    msgreview import {drift.system} {file} --into FOLDER --force")
    if not any(counts[kind] for kind in ASKING):
        yield line(f"{count(len(drift.messages), 'message')}: nothing there is older than what was approved, or edited there.")


def drift_dict(drift: Drift) -> dict[str, Any]:
    """The drift in the JSON contract."""
    messages = [
        {
            "kind": each.kind, "id": each.id, "title": each.title, "where": each.where, "since": each.since,
            "approved": each.approved, "words": [difference_dict(words) for words in each.words],
        }
        for each in drift.messages
    ]  # fmt: skip
    return {"system": drift.system, "export": drift.export, "counts": dict(drift.counts), "messages": messages}
