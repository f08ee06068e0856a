"""Four eyes: whether somebody else read the words that a person wrote.

An approval covers the ancestors of its commit, not what a log lists before it: words of a branch that was merged later were
not seen in it. The words of a message include those of the messages that it uses. A stamp that its commit does not bear out
is no approval, and two who look like one person are not taken for two.
"""

from collections.abc import Collection, Iterable, Sequence

from msgreview.history.log_reader import History
from msgreview.history.people import looks_like, one_person
from msgreview.history.timeline import Timeline
from msgreview.model.message import Stamp
from msgreview.model.review import Change, Person

_SECOND = "somebody else is to read them"


def stamping_change(timeline: Timeline, stamp: Stamp) -> Change | None:
    """The commit that wrote a stamp, the first if it came back later; None where none did."""
    return next((change for change in timeline.reviews if change.stamp == stamp), None)


def unapproved_writers(history: History, words: Sequence[str], fingerprints: Collection[str]) -> tuple[Person, ...]:
    """Authors of the text since its last valid approval; nobody where the text is the approved one.

    `words` are the ids of the messages whose words it gives, its own first; `fingerprints` are those of what its reader gets.
    """
    approvals = _approvals(history, history.timeline(words[0]).reviews, words)
    if approvals and _is_of(approvals[-1], fingerprints):
        return ()
    return _writers(history, words, approvals, None)


def last_approval(history: History, words: Sequence[str], *, two: bool) -> Change | None:
    """The last review that kept a message's words and is borne out; with `two`, the last of those that kept what others wrote."""
    reviews = history.timeline(words[0]).reviews
    keeping = [each for each in reviews if each.stamp and each.stamp.decision == "keep" and is_shown(history, each)]
    approvals = _approvals(history, reviews, words) if two else keeping
    return approvals[-1] if approvals else None


def is_shown(history: History, review: Change) -> bool:
    """Whether the commit of a stamp bears out who read the words, or who took the stamp over."""
    assert review.stamp
    if review.stamp.adopted:
        return any(map(history.person(review.stamp.adopted).is_same, review.commit.authors))
    return not review.stamp.by or review.commit.shows(history.person(review.stamp.by), review.id, review.stamp.seen)


def why_alone(
    history: History, approval: Change | None, stamp: Stamp, words: Sequence[str], fingerprints: Collection[str]
) -> str:
    """Why nobody but those who wrote the words is known to have read them, "" where somebody is.

    `approval` is the commit that wrote the stamp, None where none did yet.
    """
    if approval is None:
        return _reason(history.person(stamp.by), unapproved_writers(history, words, fingerprints), stamp)
    reviews = history.timeline(words[0]).reviews
    return _own_words(history, approval, words, _approvals(history, reviews[: reviews.index(approval)], words))


def _approvals(history: History, reviews: Iterable[Change], words: Sequence[str]) -> tuple[Change, ...]:
    """Those reviews that kept words which others wrote."""
    approvals: list[Change] = []
    for review in reviews:
        if review.stamp and review.stamp.decision == "keep" and not _own_words(history, review, words, approvals):
            approvals.append(review)
    return tuple(approvals)


def _own_words(history: History, review: Change, words: Sequence[str], approvals: Sequence[Change]) -> str:
    """Why a review shows no more than its writers, "" where somebody else read the words that were still to be read."""
    stamp = review.stamp
    assert stamp
    if approvals and _is_of(approvals[-1], (stamp.seen,)):
        return ""
    writers = _writers(history, words, approvals, review)
    if not is_shown(history, review):
        return f"nobody but {_named(writers or review.commit.authors)} is known to have read these words; {_SECOND}"
    return _reason(history.person(stamp.adopted or stamp.by or str(review.commit.authors[0])), writers, stamp)


def _reason(who: Person, writers: Sequence[Person], stamp: Stamp | None) -> str:
    """Why somebody's approval of words is not a second reader's; `stamp` is what they wrote, None before they did."""
    wrote = next((each for each in writers if each.is_same(who)), None)
    like = next((each for each in writers if looks_like(each, who)), None)
    if like is None or (stamp and stamp.both_wrote and not all(looks_like(each, who) for each in writers)):
        return ""
    if stamp and not stamp.by:
        return (
            f"its stamp does not say who read it, and nobody but {_named(writers)}, who wrote the words, is known to; {_SECOND}"
        )
    if wrote:
        return f"{wrote.name or wrote.email} wrote the words and approved them; {_SECOND}"
    return f"{who} approved the words, and {like} wrote them. {one_person(who, like)}"


def _named(people: Iterable[Person]) -> str:
    return " and ".join(each.name or each.email for each in people)


def _is_of(approval: Change, fingerprints: Collection[str]) -> bool:
    return approval.stamp is not None and bool(approval.stamp.seen) and approval.stamp.seen in fingerprints


def _writers(history: History, words: Iterable[str], approvals: Sequence[Change], until: Change | None) -> tuple[Person, ...]:
    """Authors of the changes that no approval covers, up to the commit `until`, or up to now."""
    has_ancestor = history.order.has_ancestor
    writing = (
        change.writers
        for id_ in words
        for change in history.timeline(id_).changes
        if change.writes
        and (until is None or has_ancestor(until.commit.id, change.commit.id))
        and not any(has_ancestor(each.commit.id, change.commit.id) for each in approvals)
    )
    return tuple(dict.fromkeys(person for writers in writing for person in writers))
