"""What is to be seen of an item, what stands against each decision on it, and the decision itself: one commit."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import NamedTuple

import msgspec

from msgreview.catalogue.caches import history_path
from msgreview.catalogue.locate import Lookup
from msgreview.history.cache import HistoryCache
from msgreview.history.commit import ReviewError
from msgreview.history.context import ReviewContext
from msgreview.history.objections import uncommitted
from msgreview.history.people import owner_of
from msgreview.history.record import Proposal, propose, record, record_fact, seen_digest, undo
from msgreview.lint.disputes import disputable, refusals
from msgreview.lint.lint_report import LintReport
from msgreview.model.finding import Finding, gravest_first
from msgreview.model.message import Decision
from msgreview.report.causes import FactPage, fact_page
from msgreview.report.review_page import ReviewPage, lint_messages, review_page
from msgreview.report.sitting.queue import Item
from msgreview.report.sitting.session import Did, Taken

DECISION: Mapping[Did, Decision] = {"keep": "keep", "refuse": "keep", "edit": "edit", "recommend": "edit", "retire": "retire"}
"""What is recorded of each decision that leaves a record."""
APPROVALS: frozenset[Did] = frozenset({"keep", "refuse", "edit"})
"""Decisions that approve words: red findings stand against them."""


class Choice(NamedTuple):
    """A decision and what is said with it."""

    did: Did
    why: str = ""
    to: str = ""
    """Who is to answer a recommendation."""
    both_wrote: str = ""
    """Why words are approved that the reader wrote together with somebody; "" where they did not."""


class SittingPage(msgspec.Struct, frozen=True, eq=False):
    """All that is to be seen of an item before it is decided."""

    item: Item
    message: ReviewPage | None
    """None for a fact, and for what cannot be read."""
    fact: FactPage | None
    against: dict[Did, tuple[str, ...]]
    """Why a decision cannot be taken, in sentences; nothing where it can."""
    findings: tuple[Finding, ...]
    """The red and yellow ones."""
    disputable: tuple[Finding, ...] = ()
    """Of these, those that can be disputed."""
    not_ours: tuple[str, ...] = ()
    """Why the others cannot be, and whom to ask."""
    has_new_words: bool = False
    """Whether its file says what no commit does: then these words are recorded, or changed again."""

    @property
    def is_recommended(self) -> bool:
        """Whether somebody recommended a change: then a `keep` says why not."""
        return self.message is not None and "recommended" in self.message.state.overlays

    @property
    def seen(self) -> str:
        """A fingerprint of what is to be seen."""
        return self.message.seen if self.message else ""


def page_now(review: ReviewContext, item: Item, by: str, lookup: Lookup | None = None) -> SittingPage:
    """The page of an item for somebody, `Name <mail>`, with what the rules say now."""
    with HistoryCache(history_path(review.settings)) as store:
        return sitting_page(review, item, by, lookup or review.lookup, partial(lint_messages, review), store)


def sitting_page(
    review: ReviewContext, item: Item, by: str, lookup: Lookup, lint: Callable[[Iterable[str]], LintReport], store: HistoryCache
) -> SittingPage:
    """The page of an item for somebody, `Name <mail>`; `lint` reads the files of messages, named by their ids."""
    if item.cause:
        report = lint(item.serves)
        red = tuple(each for each in report.everything if each.level == "error" and each.message in item.serves)
        against = _all_against("this is a fact: keep it, or leave it for later.") | {"keep": tuple(_sentences(red))}
        return SittingPage(item, None, fact_page(review, item.cause, lookup), against, red)
    if item.id not in review.catalogue.messages:
        return SittingPage(item, None, None, _all_against("it cannot be read. Mend its file first."), ())
    page = review_page(review, item.id, lookup, lint([item.id]), store)
    reds = tuple(_sentences(page.red))
    against = {did: _objections(review, item.id, by, did) + (reds if did in APPROVALS else ()) for did in DECISION}
    if "recommended" not in page.state.overlays:
        against["refuse"] = ("nothing is recommended for it.",)
    findings = tuple(gravest_first(page.shown))
    return SittingPage(
        item,
        page,
        None,
        against,
        findings,
        tuple(disputable(review.settings, findings)),
        tuple(dict.fromkeys(why for each in findings for why in refusals(review.settings, each))),
        has_new_words(review, item.id),
    )


def _all_against(why: str) -> dict[Did, tuple[str, ...]]:
    return dict.fromkeys(DECISION, (why,))


def _sentences(findings: Iterable[Finding]) -> Iterator[str]:
    return (f"{each.path}:{each.line}: {each.rule}: {each.text}" for each in findings)


def _objections(review: ReviewContext, id_: str, by: str, did: Did) -> tuple[str, ...]:
    """What stands against a decision; nobody is asked for a reason yet, so that none is missing."""
    choice = Choice("refuse" if did == "keep" else did, "why", owner(review, id_) or "somebody")
    try:
        return proposals(review, [id_], by, choice)[0].against
    except ReviewError as error:
        return (str(error),)


def has_new_words(review: ReviewContext, id_: str) -> bool:
    """Whether the file of a message says what no commit does, stamps left out."""
    repository, current = review.repository, review.catalogue.messages[id_]
    return repository is not None and any(uncommitted(repository, current, review.catalogue.contents[current.path]))


def owner(review: ReviewContext, id_: str) -> str:
    """Who answers for a message; "" where nobody does."""
    return owner_of(review.catalogue.messages[id_].message, review.settings.config)


def proposals(review: ReviewContext, ids: Sequence[str], by: str, choice: Choice) -> tuple[Proposal, ...]:
    """The record of a decision for each message; ReviewError as in `propose`."""
    to = choice.to if choice.did == "recommend" else ""
    return propose(
        review,
        ids,
        DECISION[choice.did],
        by,
        note=choice.why,
        to=to,
        refuses=choice.did == "refuse",
        both_wrote=choice.both_wrote,
    )


def decide(review: ReviewContext, page: SittingPage, choice: Choice, by: str, when: datetime, seconds: float = 0) -> Taken:
    """Records a decision in a commit, and returns it; `seconds` is how long it took.

    ReviewError where something stands against it, or where what is there now is not what the page shows; GitError where git
    cannot. Then nothing is recorded.
    """
    taken = Taken(page.item, choice.did, when, seconds, choice.why, choice.to)
    if choice.did == "later":
        return taken
    if reasons := page.against[choice.did]:
        raise ReviewError("\n".join(reasons))
    assert review.repository
    if page.fact and page.fact.cause.change:
        commit = record_fact(review, page.fact.cause.change, by, choice.why)
        return msgspec.structs.replace(taken, commit=commit)
    [proposal] = proposals(review, [page.item.id], by, choice)
    if seen_digest(proposal.current) != page.seen:
        raise ReviewError(f"{page.item.id} has changed since you saw it, so nothing was recorded. Look at it again.")
    head = review.repository.head()
    commit = record(review.repository, [proposal])
    return msgspec.structs.replace(taken, commit=commit if commit != head else "")  # All of it may be on record already.


def take_back(review: ReviewContext, taken: Taken) -> str:
    """Takes a decision back; returns the id of the commit that says so, "" where there was none.

    ReviewError where that cannot be: the file has changed since, or came with the decision.
    """
    if not taken.commit:
        return ""
    assert review.repository
    return undo(review.repository, taken.commit, f"{DECISION[taken.did]} {taken.item.id}")
