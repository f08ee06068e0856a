"""What is about to be approved: what the reader sees, what has changed since the last approval, and what is wrong with it."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

import msgspec

from msgreview.catalogue.caches import history_path
from msgreview.catalogue.index import closure
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
from msgreview.lint.lint_report import LintReport
from msgreview.model.document import Reference, Variant
from msgreview.model.finding import Finding
from msgreview.model.message import Entry, Stamp
from msgreview.model.review import Change, MessageState
from msgreview.prose.document import strip_markup
from msgreview.report.causes import Sentence, once
from msgreview.report.diff import Difference, difference_dict, differences
from msgreview.report.states import reason_texts
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
    """What reads differently since then; None where there is no approval to hold it against."""
    twins: dict[str, tuple[Difference, ...]]
    """What reads differently in its twins in other languages since then, by their ids, where that was approved."""
    within: tuple[Sentence, ...]
    """What reads differently because of it in the messages that use it, and not in itself: what a macro prints."""
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
    report, lookup = lint_messages(review, names), review.lookup
    with HistoryCache(history_path(review.settings)) as store:
        return [review_page(review, name, lookup, report, store) for name in names]


def lint_messages(review: ReviewContext, ids: Iterable[str]) -> LintReport:
    """What the rules say of the files of messages that can be read."""
    return lint_in_catalogue(list(dict.fromkeys(map(review.file, ids))), review.settings)


def review_page(review: ReviewContext, id_: str, lookup: Lookup, report: LintReport, store: HistoryCache) -> ReviewPage:
    """What there is to see of a message that can be read; `report` is on its file."""
    current = review.catalogue.messages[id_]
    entry = lookup(id_)
    assert entry is not None, "a message of the catalogue can be read"
    rendered = render_variants(entry, lookup, review.settings)
    variants = rendered.variants
    stamp = current.message.review if current.message.review and current.message.review.decision == "keep" else None
    approval = _approval(review, id_)
    if review.history and not review.history.incomplete:
        stamp = approval.stamp if approval else None
    words = _words(review, entry, approval.commit.id, stamp, lookup, store) if approval and stamp else None
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
        words=words,
        twins={
            twin.message.id: _words(review, twin, approval.commit.id, stamp, lookup, store) or ()
            for twin in map(lookup, review.states[id_].ahead)
            if twin and approval and stamp
        },
        within=_within(review, id_, words or (), lookup, store),
        references=tuple({each: None for variant in variants for each in received(current.message, variant).references}),
        findings=tuple(each for each in findings if each not in accepted),
        accepted=accepted,
        disputed=tuple(each for each in report.disputed if each.finding.message == id_),
        used_by=tuple(_users(review, id_)),
        solo=review.settings.config.review.solo,
    )


def _approval(review: ReviewContext, id_: str) -> Change | None:
    """The last approval of a message in git; None where there is none, or git does not have it all."""
    if review.history is None or review.history.incomplete:
        return None
    return last_approval(review.history, words_of(id_, review.catalogue), two=needs_two(review.settings.config))


def _users(review: ReviewContext, id_: str) -> Iterator[str]:
    """The messages in which its words stand, directly or within another."""
    for other in review.catalogue.messages:
        if id_ in closure([other], review.catalogue.uses)[1:]:
            yield other


def _within(
    review: ReviewContext, id_: str, own: Collection[Difference], lookup: Lookup, store: HistoryCache
) -> tuple[Sentence, ...]:
    """What reads differently because of a message in those that use it, since each was approved, but for its `own` words."""
    own_keys, by_message = {each.key for each in own}, []
    for other, state in review.states.items():
        entry, approval = (lookup(other), _approval(review, other)) if id_ in state.causes else (None, None)
        if entry and approval and approval.stamp:
            words = _words(review, entry, approval.commit.id, approval.stamp, lookup, store) or ()
            by_message.append((other, [each for each in words if each.key not in own_keys]))
    return once(by_message)


def _words(
    review: ReviewContext, entry: Entry, commit: str, stamp: Stamp, lookup: Lookup, store: HistoryCache
) -> tuple[Difference, ...] | None:
    """What reads differently than at the commit of an approval, with the facts of then and of now."""
    assert review.repository is not None
    assert review.history is not None
    then = Revision(review.repository, review.settings, review.history, commit, store)
    old = then.entry(entry.message.id)
    if old is None:
        return None
    settings, facts = review.settings, {each.name: each.before for each in review.states[entry.message.id].policies}
    return differences(Side(old, then.entry, with_facts(settings, stamp.policies | facts)), Side(entry, lookup, settings))


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
        "within": [{"ids": ids, "words": difference_dict(each)} for each, ids in page.within],
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
