"""Four eyes: whether somebody else read the words that a person wrote.

What counts is what a commit stands on, not what a log lists before it: words of a branch that was joined after an approval
were not seen in it. The words of a message include those of the messages that it uses.
"""

from collections.abc import Iterable, Sequence

from msgreview.history.log_reader import History
from msgreview.history.timeline import Timeline
from msgreview.model.message import Stamp
from msgreview.model.review import Change, Person


def approving(timeline: Timeline, stamp: Stamp) -> Change | None:
    """The commit that wrote a stamp, the first if it came back later; None where none did."""
    return next((change for change in timeline.reviews if change.stamp == stamp), None)


def writers(history: History, words: Sequence[str], fingerprint: str) -> tuple[Person, ...]:
    """Who wrote of a message what nobody else has approved yet; nobody, where it has the very words that were.

    `words` are the ids of the messages whose words it gives, its own first; `fingerprint` is that of what its reader gets.
    """
    approvals = _approvals(history, history.timeline(words[0]).reviews, words)
    if approvals and _is_of(approvals[-1], fingerprint):
        return ()
    return _writers(history, words, approvals, None)


def last_approval(history: History, words: Sequence[str], *, two: bool) -> Change | None:
    """The last review that kept a message's words; with `two`, the last of those that kept what others wrote."""
    reviews = history.timeline(words[0]).reviews
    kept = [each for each in reviews if each.stamp and each.stamp.decision == "keep"]
    found = _approvals(history, reviews, words) if two else kept
    return found[-1] if found else None


def alone(history: History, approval: Change, words: Sequence[str]) -> Person | None:
    """Who approved words of their own with a commit that wrote a stamp; None where it was somebody else who wrote them."""
    reviews = history.timeline(words[0]).reviews
    return _own_words(history, approval, words, _approvals(history, reviews[: reviews.index(approval)], words))


def reviewer(history: History, review: Change) -> Person:
    """Who wrote a stamp, as it says; where it does not, who committed it."""
    assert review.stamp
    return history.person(review.stamp.by) if review.stamp.by else review.commit.authors[0]


def _approvals(history: History, reviews: Iterable[Change], words: Sequence[str]) -> tuple[Change, ...]:
    """Those reviews that kept words which others wrote."""
    found: list[Change] = []
    for review in reviews:
        if review.stamp and review.stamp.decision == "keep" and not _own_words(history, review, words, found):
            found.append(review)
    return tuple(found)


def _own_words(history: History, review: Change, words: Sequence[str], approvals: Sequence[Change]) -> Person | None:
    """The reviewer, if among those whose words were still to be read."""
    if approvals and review.stamp and _is_of(approvals[-1], review.stamp.seen):
        return None
    who = reviewer(history, review)
    return next((each for each in _writers(history, words, approvals, review) if each.is_same(who)), None)


def _is_of(approval: Change, fingerprint: str) -> bool:
    return bool(fingerprint) and approval.stamp is not None and approval.stamp.seen == fingerprint


def _writers(history: History, words: Iterable[str], approvals: Sequence[Change], until: Change | None) -> tuple[Person, ...]:
    """Who wrote words that no approval stands on; `until` a commit, or up to now."""
    stands_on = history.order.stands_on
    writing = (
        change.commit
        for id_ in words
        for change in history.timeline(id_).changes
        if change.writes
        and (until is None or stands_on(until.commit.id, change.commit.id))
        and not any(stands_on(each.commit.id, change.commit.id) for each in approvals)
    )
    return tuple(dict.fromkeys(person for commit in writing for person in commit.authors))
