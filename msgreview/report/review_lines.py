"""A review page in the terminal: what the reader sees, what of it has changed, and what the rules say."""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Literal, NamedTuple

from msgreview.model.document import Reference, Rendered, Variant
from msgreview.model.review import fact_in_words
from msgreview.report.causes import shared_lines
from msgreview.report.diff import diff_lines
from msgreview.report.formats.text import finding_lines
from msgreview.report.lines import Line, Run, condition, count, line, paragraph, safe, typed
from msgreview.report.preview import line_rows, text_lines, with_invented
from msgreview.report.review_page import ReviewPage
from msgreview.report.states import SOLO, meaning_after, reason_texts, state_run

COLUMN = 11
"""Columns for what stands at the left of a line."""


class Section(NamedTuple):
    """A part of a page: its title and its lines."""

    name: Literal["reader", "facts", "words", "within", "twin", "rules"]
    title: str
    lines: tuple[Line, ...]


def page_lines(page: ReviewPage, width: int) -> Iterator[Line]:
    """The page, in the order in which a reviewer needs it."""
    yield from _head(page, width)
    for number, section in enumerate(sections(page, width)):
        if number:
            yield ()
        yield line((f"{'── ' + section.title + ' ':─<{width}}", "bold"))
        yield from section.lines
    if page.used_by:
        yield ()
        yield from used_lines(page, width)
    yield ()
    yield line(("Fingerprint of what you see here: ", "dim"), page.seen)


def sections(page: ReviewPage, width: int) -> Iterator[Section]:
    """What the reader sees, what of it has changed, and what the rules say."""
    if page.is_broken:
        said = line(("This message cannot be read, so nobody can get it. The red findings say where, and what to mend.", "red"))
        yield Section("reader", "What the reader sees", (said,))
    else:
        yield Section("reader", "What the reader sees", (*_texts(page.variants, width), *_references(page.references, width)))
    if page.state.policies:
        yield Section("facts", "Facts that have changed", tuple(_facts(page)))
    if page.approved:
        yield Section("words", f"Words that have changed since {page.approved.last}", tuple(_changes(page, width)))
    if page.within:
        rows = tuple(chain.from_iterable(((), *each) for each in shared_lines(page.within, width)))
        yield Section("within", "What it changes in the messages that use it", rows[1:])
    for id_, words in page.twins.items():
        since = page.approved.last if page.approved else ""
        title = f"Words that have changed in its twin {safe(id_)} since {since}"
        yield Section("twin", title, tuple(diff_lines(words, width)))
    yield Section("rules", "What the rules say", tuple(_findings(page, width)))


def used_lines(page: ReviewPage, width: int) -> Iterator[Line]:
    """In which messages its words stand; nothing where in none."""
    if page.used_by:
        yield from paragraph(f"Its words stand in {count(len(page.used_by), 'message')}: {', '.join(page.used_by)}.", width)


def _head(page: ReviewPage, width: int) -> Iterator[Line]:
    message = page.current.message
    yield line((safe(message.title or message.id), "bold"), f"  {safe(message.id)}  ({message.channel}, {message.kind})")
    yield line((safe(page.current.shown), "dim"))
    yield ()
    yield from state_lines(page, width)
    yield ()


def state_lines(page: ReviewPage, width: int, more: Sequence[str] = ()) -> Iterator[Line]:
    """Its state, why it is in it and `more` that speaks for a review, and who has to do with it."""
    lead = line(f"{'State':<{COLUMN}}", state_run(page.state.name, padded=False))
    meaning = meaning_after(page.state)
    yield from paragraph(meaning, width, lead, " " * COLUMN) if meaning else (lead,)
    for reason in (*reason_texts(page.state), *more):
        yield from paragraph(reason, width, " " * COLUMN)
    for name, words in people(page):
        yield from paragraph(words, width, f"{name:<{COLUMN}}")
    if page.solo:
        yield line((f"{'':<{COLUMN}}{SOLO}", "yellow"))


def people(page: ReviewPage) -> Iterator[tuple[str, str]]:
    """Who approved it, wrote it since, answers for it and may review it: a name for each, and the words."""
    stamp = page.approved
    if stamp:
        states = "its record states: " if page.state.is_unverified else ""
        yield "Approved", f"{states}on {stamp.last} by {stamp.by or 'somebody'}" + (f": {stamp.note}" if stamp.note else "")
    else:
        yield "Approved", "never"
    if page.writers:
        yield "Written by", ", ".join(page.writers) + (", since then" if stamp else "")
    yield "Owner", page.owner or "nobody"
    yield "Reviewers", ", ".join(page.readers) or "any colleague who did not write it (its service names nobody)"


def _texts(variants: Sequence[Variant], width: int) -> Iterator[Line]:
    """The first variant in full; of each other one the lines that are new, values apart."""
    shown: set[str] = set()
    alike = 0
    variants, notes = with_invented(variants, width)
    yield from notes
    for number, variant in enumerate(variants):
        rows = list(_new_lines(variant, shown, width))
        if not any(rows):
            alike += 1
            continue
        name = safe(variant.name) + (f", {safe(condition(variant.when))}" if variant.when else "")
        if number:
            yield ()
        yield line((name, "bold"))
        yield from rows
    if alike:
        yield ()
        text = f"{count(alike, 'more path')} {'reads' if alike == 1 else 'read'} the same but for the values."
        yield line((text, "dim"))


def _references(references: Sequence[Reference], width: int) -> Iterator[Line]:
    """Where links go, which pictures there are, what is read out, and what is hidden, once each."""
    for number, (kind, label, target) in enumerate(references):
        if not number:
            yield ()
            yield line(("Links, pictures and what is hidden", "bold"))
        yield from paragraph(f"{kind} ‘{label}’" + (f": {target}" if target else ""), width, "│ ", "│ ", whole_words=True)


def _new_lines(variant: Variant, shown: set[str], width: int) -> Iterator[Line]:
    """The lines of a variant that are not `shown` yet; an ellipsis stands where others are left out."""
    subject = variant.subject
    first = not shown
    if subject and subject.text and _key(subject, 0, len(subject.text)) not in shown:
        shown.add(_key(subject, 0, len(subject.text)))
        yield from ((Run("│ "), Run("Subject: ", "dim"), *row) for row in line_rows(subject, 0, len(subject.text), width - 11))
        yield line("│")
    left_out = False
    for start, end in text_lines(variant.body.text):
        key = _key(variant.body, start, end)
        if not first and (key in shown or not key):
            left_out = left_out or bool(key)
            continue
        shown.add(key)
        if left_out:
            yield line("│ ", ("…", "dim"))
            left_out = False
        yield from ((Run("│ " if key else "│"), *row) for row in line_rows(variant.body, start, end, width - 2))


def _key(rendered: Rendered, start: int, end: int) -> str:
    """A line without its values."""
    words = []
    for segment in rendered.map.touching(start, end) if end > start else ():
        low, high = max(segment.at, start), min(segment.at + segment.length, end)
        words.append("\0" if segment.value else rendered.text[low:high])
    return "".join(words).strip()


def _facts(page: ReviewPage) -> Iterator[Line]:
    for each in page.state.policies:
        now = f"[+{safe(each.after or 'gone')}+]"
        yield line(f"  {safe(fact_in_words(each.name))}: ", (f"[-{safe(each.before)}-]", "red"), " ", (now, "green"))


def _changes(page: ReviewPage, width: int) -> Iterator[Line]:
    yield from diff_lines(page.words or (), width)
    if page.words is None:
        yield line("  Nobody can tell: what was approved cannot be read from git here.")
    elif not page.words and page.state.name == "changed":
        yield from paragraph("None on the paths above, but its text is written otherwise: read the file.", width, "  ")
    elif not page.words:
        yield line("  None: the reader sees what was approved.")


def _findings(page: ReviewPage, width: int) -> Iterator[Line]:
    shown = page.shown
    green = len(page.findings) - len(shown)
    yield from finding_lines(shown, width, page.disputed)
    if green:
        yield line(f"{count(green, 'green suggestion')}: msgreview lint {typed(page.current.shown)}")
    elif not shown and not page.disputed:
        yield line("  Nothing to mend.")
    yield from accepted_lines(page)


def accepted_lines(page: ReviewPage) -> Iterator[Line]:
    """How much the baseline has of it, and how to see that; nothing where it has nothing."""
    if page.accepted:
        yield line((f"Accepted before: {len(page.accepted)}. msgreview lint --no-baseline {typed(page.current.shown)}", "dim"))
