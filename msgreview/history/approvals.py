"""Four eyes: whether somebody else read the words that a person wrote.

An approval covers the ancestors of its commit, not what a log lists before it: words of a branch that was merged later were
not seen in it. The words of a message include those of the messages that it uses.
"""

from collections.abc import Iterable, Sequence

from msgreview.history.log_reader import History
from msgreview.history.timeline import Timeline
from msgreview.model.message import Stamp
from msgreview.model.review import Change, Person


def stamping_change(timeline: Timeline, stamp: Stamp) -> Change | None:
    """The commit that wrote a stamp, the first if it came back later; None where none did."""
    return next((change for change in timeline.reviews if change.stamp == stamp), None)


def unapproved_writers(history: History, words: Sequence[str], fingerprint: str) -> tuple[Person, ...]:
    """Authors of the text since its last valid approval; nobody where the text is the approved one.

    `words` are the ids of the messages whose words it gives, its own first; `fingerprint` is that of what its reader gets.
    """
    approvals = _approvals(history, history.timeline(words[0]).reviews, words)
    if approvals and _is_of(approvals[-1], fingerprint):
        return ()
    return _writers(history, words, approvals, None)


def last_approval(history: History, words: Sequence[str], *, two: bool) -> Change | None:
    """The last review that kept a message's words; with `two`, the last of those that kept what others wrote."""
    reviews = history.timeline(words[0]).reviews
    keeping = [each for each in reviews if each.stamp and each.stamp.decision == "keep"]
    approvals = _approvals(history, reviews, words) if two else keeping
    return approvals[-1] if approvals else None


def self_approver(history: History, approval: Change, words: Sequence[str]) -> Person | None:
    """Who approved their own words with a commit that wrote a stamp; None where somebody else wrote them."""
    reviews = history.timeline(words[0]).reviews
    return _own_words(history, approval, words, _approvals(history, reviews[: reviews.index(approval)], words))


def reviewer(history: History, review: Change) -> Person:
    """Who wrote a stamp, as it says; where it does not, who committed it."""
    assert review.stamp
    return history.person(review.stamp.by) if review.stamp.by else review.commit.authors[0]


def _approvals(history: History, reviews: Iterable[Change], words: Sequence[str]) -> tuple[Change, ...]:
    """Those reviews that kept words which others wrote."""
    approvals: list[Change] = []
    for review in reviews:
        if review.stamp and review.stamp.decision == "keep" and not _own_words(history, review, words, approvals):
            approvals.append(review)
    return tuple(approvals)


def _own_words(history: History, review: Change, words: Sequence[str], approvals: Sequence[Change]) -> Person | None:
    """The reviewer, if among those whose words were still to be read."""
    if approvals and review.stamp and _is_of(approvals[-1], review.stamp.seen):
        return None
    who = reviewer(history, review)
    return next((each for each in _writers(history, words, approvals, review) if each.is_same(who)), None)


def _is_of(approval: Change, fingerprint: str) -> bool:
    return bool(fingerprint) and approval.stamp is not None and approval.stamp.seen == fingerprint


def _writers(history: History, words: Iterable[str], approvals: Sequence[Change], until: Change | None) -> tuple[Person, ...]:
    """Authors of the changes that no approval covers, up to the commit `until`, or up to now."""
    has_ancestor = history.order.has_ancestor
    writing = (
        change.commit
        for id_ in words
        for change in history.timeline(id_).changes
        if change.writes
        and (until is None or has_ancestor(until.commit.id, change.commit.id))
        and not any(has_ancestor(each.commit.id, change.commit.id) for each in approvals)
    )
    return tuple(dict.fromkeys(person for commit in writing for person in commit.authors))
