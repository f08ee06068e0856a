"""What is about to be approved: what the reader sees, what has changed since the last approval, and what is wrong with it."""

from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import Any, Literal, NamedTuple

import msgspec

from msgreview.catalogue.caches import history_path
from msgreview.catalogue.locate import Lookup
from msgreview.history.approvals import last_approval
from msgreview.history.cache import HistoryCache
from msgreview.history.context import ReviewContext, eligible_reviewers, unapproved_authors
from msgreview.history.evidence import needs_two, words_of
from msgreview.history.people import owner_of
from msgreview.history.received import Side, received, with_facts
from msgreview.history.record import seen_digest
from msgreview.history.versions import Revision
from msgreview.history.worktree import CurrentMessage
from msgreview.lint.cached import lint_in_catalogue
from msgreview.lint.disputes import Disputed
from msgreview.lint.run import LintReport
from msgreview.model.document import Reference, Rendered, Variant
from msgreview.model.finding import Finding
from msgreview.model.message import Entry, Stamp
from msgreview.model.review import MessageState, fact_in_words
from msgreview.prose.document import strip_markup
from msgreview.report.diff import Difference, diff_lines, difference_dict, differences
from msgreview.report.formats.text import finding_lines
from msgreview.report.lines import Line, Run, condition, count, line, safe
from msgreview.report.preview import line_rows, text_lines, with_invented
from msgreview.report.states import meaning_after, reason_texts, state_run
from msgreview.template.variants import render_variants


class ReviewPage(msgspec.Struct, frozen=True, eq=False):
    """All that a reviewer looks at."""

    current: CurrentMessage
    state: MessageState
    owner: str
    readers: tuple[str, ...]
    variants: tuple[Variant, ...]
    is_broken: bool
    """Whether a text is no template that can be read: then `variants` are nothing that a reader gets."""
    approved: Stamp | None
    """The last approval, whoever edited or recommended since."""
    writers: tuple[str, ...]
    """Who wrote words since then, by name."""
    words: tuple[Difference, ...] | None
    """What reads otherwise since then; None where there is no approval to hold it against."""
    twins: dict[str, tuple[Difference, ...]]
    """What reads otherwise in its twins in other languages since then, by their ids, where that was approved."""
    references: tuple[Reference, ...]
    """What the reader gets besides the words."""
    findings: tuple[Finding, ...]
    accepted: tuple[Finding, ...]
    """Those that the baseline has; but red ones, which forbid an approval all the same, are among the `findings`."""
    disputed: tuple[Disputed, ...]
    used_by: tuple[str, ...]
    solo: bool

    @property
    def red(self) -> tuple[Finding, ...]:
        """The red findings: they forbid an approval."""
        return tuple(each for each in self.findings if each.level == "error")

    @property
    def shown(self) -> tuple[Finding, ...]:
        """The red and yellow findings; of the green ones a page has the number."""
        return tuple(each for each in self.findings if each.level != "suggestion")

    @property
    def seen(self) -> str:
        """A fingerprint of its words and of the facts that they quote."""
        return seen_digest(self.current)


def review_pages(review: ReviewContext, names: Sequence[str]) -> list[ReviewPage]:
    """What there is to see of messages that can be read, with what the rules say of them."""
    report = lint_in_catalogue(list(dict.fromkeys(map(review.file, names))), review.settings)
    lookup = review.lookup
    with HistoryCache(history_path(review.settings)) as store:
        return [review_page(review, name, lookup, report, store) for name in names]


def review_page(review: ReviewContext, id_: str, lookup: Lookup, report: LintReport, store: HistoryCache) -> ReviewPage:
    """What there is to see of a message that can be read; `report` is on its file."""
    current = review.catalogue.messages[id_]
    entry = lookup(id_)
    assert entry is not None, "a message of the catalogue can be read"
    rendered = render_variants(entry, lookup, review.settings)
    variants = rendered.variants
    stamp = current.message.review if current.message.review and current.message.review.decision == "keep" else None
    approval = None
    if review.history and not review.history.incomplete:
        approval = last_approval(review.history, words_of(id_, review.catalogue), two=needs_two(review.settings.config))
        stamp = approval.stamp if approval else None
    findings = [each for each in report.everything if each.message == id_ and not each.rule.startswith("review-date.")]
    accepted = tuple(each for each in findings if each in report.accepted and each.level != "error")
    return ReviewPage(
        current=current,
        state=review.states[id_],
        owner=owner_of(current.message, review.settings.config),
        readers=eligible_reviewers(review, current.message),
        variants=tuple(msgspec.structs.replace(each, body=strip_markup(each.body, current.message.format)) for each in variants),
        is_broken=bool(rendered.unreadable),
        approved=stamp,
        writers=tuple(person.name or person.email for person in unapproved_authors(review, id_)),
        words=_words(review, entry, approval.commit.id, stamp, lookup, store) if approval and stamp else None,
        twins={
            twin.message.id: _words(review, twin, approval.commit.id, stamp, lookup, store) or ()
            for twin in map(lookup, review.states[id_].ahead)
            if twin and approval and stamp
        },
        references=tuple({each: None for variant in variants for each in received(current.message, variant).references}),
        findings=tuple(each for each in findings if each not in accepted),
        accepted=accepted,
        disputed=tuple(each for each in report.disputed if each.finding.message == id_),
        used_by=tuple(other.message.id for other in review.catalogue.messages.values() if id_ in other.uses),
        solo=review.settings.config.review.solo,
    )


def _words(
    review: ReviewContext, entry: Entry, commit: str, stamp: Stamp, lookup: Lookup, store: HistoryCache
) -> tuple[Difference, ...] | None:
    """What the reader sees otherwise than at the commit of an approval, with the facts of then and of now."""
    assert review.repository is not None
    assert review.history is not None
    then = Revision(review.repository, review.settings, review.history, commit, store)
    old = then.entry(entry.message.id)
    if old is None:
        return None
    settings, facts = review.settings, {each.name: each.before for each in review.states[entry.message.id].policies}
    return differences(Side(old, then.entry, with_facts(settings, stamp.policies | facts)), Side(entry, lookup, settings))


class Section(NamedTuple):
    """A part of a page: its title and its lines."""

    name: Literal["reader", "facts", "words", "twin", "rules"]
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
        yield Section("words", f"Words that have changed since {page.approved.last}", tuple(_changes(page.words, width)))
    for id_, words in page.twins.items():
        since = page.approved.last if page.approved else ""
        title = f"Words that have changed in its twin {safe(id_)} since {since}"
        yield Section("twin", title, tuple(diff_lines(words, width)))
    yield Section("rules", "What the rules say", tuple(_findings(page, width)))


def used_lines(page: ReviewPage, width: int) -> Iterator[Line]:
    """In which messages its words stand; nothing where in none."""
    if page.used_by:
        text = f"Its words stand in {count(len(page.used_by), 'message')}: {safe(', '.join(page.used_by))}."
        yield from (line(row) for row in wrap(text, width, break_on_hyphens=False))


def _head(page: ReviewPage, width: int) -> Iterator[Line]:
    message, state = page.current.message, page.state
    yield line((safe(message.title or message.id), "bold"), f"  {safe(message.id)}  ({message.channel}, {message.kind})")
    yield line((safe(page.current.shown), "dim"))
    yield ()
    yield line("State      ", state_run(state.name, padded=False), meaning_after(state))
    for reason in reason_texts(state):
        yield from (line("           ", row) for row in wrap(safe(reason), width - 11))
    for name, words in people(page):
        rows = wrap(safe(words), width - 11, break_on_hyphens=False)
        yield from (line(f"{name if not number else '':<11}", row) for number, row in enumerate(rows))
    if page.solo:
        yield line(("           `solo: true`: whoever writes a message may approve it, too.", "yellow"))
    yield ()


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
    yield "Reviewers", ", ".join(page.readers) or "its service names nobody who may: any colleague who did not write it"


def _texts(variants: Sequence[Variant], width: int) -> Iterator[Line]:
    """The first variant in full; of each other one the lines that are new, values apart."""
    shown: set[str] = set()
    alike = 0
    variants, notes = with_invented(variants)
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
        text = f"{kind} ‘{safe(label)}’" + (f": {safe(target)}" if target else "")
        yield from (line("│ ", row) for row in wrap(text, width - 2, break_on_hyphens=False, break_long_words=False))


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


def _changes(words: Sequence[Difference] | None, width: int) -> Iterator[Line]:
    yield from diff_lines(words or (), width)
    if words is None:
        yield line("  Nobody can tell: what was approved cannot be read from git here.")
    elif not words:
        yield line("  None: the reader sees what was approved.")


def _findings(page: ReviewPage, width: int) -> Iterator[Line]:
    shown = page.shown
    green = len(page.findings) - len(shown)
    yield from finding_lines(shown, width, page.disputed)
    if green:
        yield line(f"{count(green, 'green suggestion')}: msgreview lint {safe(page.current.shown)}")
    elif not shown and not page.disputed:
        yield line("  Nothing to mend.")
    yield from accepted_lines(page)


def accepted_lines(page: ReviewPage) -> Iterator[Line]:
    """How much the baseline has of it, and how to see that; nothing where it has nothing."""
    if page.accepted:
        yield line((f"Accepted before: {len(page.accepted)}. msgreview lint --no-baseline {safe(page.current.shown)}", "dim"))


def page_dict(page: ReviewPage) -> dict[str, Any]:
    """The page in the JSON contract."""
    state, stamp = page.state, page.approved
    return {
        "id": state.id,
        "path": page.current.shown,
        "fingerprint": page.seen,
        "state": state.name,
        "overlays": state.overlays,
        "reasons": reason_texts(state),
        "due": state.due,
        "owner": page.owner,
        "readers": page.readers,
        "approved": {"on": stamp.last, "by": stamp.by} if stamp else None,
        "writers": page.writers,
        "policies": [{"name": each.name, "before": each.before, "now": each.after} for each in state.policies],
        "words": None if page.words is None else list(map(difference_dict, page.words)),
        "twins": [{"id": id_, "words": list(map(difference_dict, words))} for id_, words in page.twins.items()],
        "variants": [_variant_facts(each) for each in page.variants],
        "references": [each._asdict() for each in page.references],
        "causes": state.causes,
        "findings": [_finding_facts(each) for each in page.findings],
        "accepted": [_finding_facts(each) for each in page.accepted],
        "disputed": [_finding_facts(each.finding) | {"because": each.because} for each in page.disputed],
        "used_by": page.used_by,
    }


def _variant_facts(variant: Variant) -> dict[str, str]:
    subject = variant.subject.text if variant.subject else ""
    return {"name": variant.name, "when": variant.when, "subject": subject, "text": variant.body.text}


def _finding_facts(finding: Finding) -> dict[str, Any]:
    return {name: getattr(finding, name) for name in ("rule", "level", "path", "line", "quote", "text")}
