"""Stamps that came along with messages from another repository: the commits there that confirm them.

A copy, or a branch that was squashed into one commit, has the words and the stamps, and not the commits. Somebody who has looked
at those takes the stamps over: they keep their reader and their day, and say who vouches for them.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from msgreview.history.approvals import stamping_change, why_alone
from msgreview.history.context import ReviewContext
from msgreview.history.evidence import needs_two, why_unverified, words_of
from msgreview.history.log_reader import History
from msgreview.history.objections import objections
from msgreview.history.people import is_outsider
from msgreview.history.record import Proposal, as_seen
from msgreview.history.worktree import CurrentMessage
from msgreview.model.message import Stamp
from msgreview.model.review import Change


class Adoption(NamedTuple):
    """A stamp that is about to be taken over, and the commit of the other repository that wrote it; None where none did."""

    proposal: Proposal
    origin: Change | None


def adoptable(review: ReviewContext) -> tuple[str, ...]:
    """Ids of the messages with a stamp that git does not confirm here."""
    return tuple(id_ for id_, state in review.states.items() if state.is_unverified)


def propose_adoptions(review: ReviewContext, origin: History, ids: Sequence[str], by: str) -> tuple[Adoption, ...]:
    """An adoption for each message by somebody, with what stands against it; `origin` is the history that they come from."""
    return tuple(_adoption(review, origin, review.catalogue.messages[id_], by) for id_ in ids)


def _adoption(review: ReviewContext, origin: History, current: CurrentMessage, by: str) -> Adoption:
    """The adoption of one message's stamp."""
    assert review.repository
    assert review.history
    id_, stamp, data = current.message.id, current.message.review, as_seen(review.repository, current)
    if stamp is None or id_ not in adoptable(review):
        why = "git confirms its stamp here already" if stamp else "it has no stamp, so there is nothing to take over"
        return Adoption(
            Proposal(current, review.states[id_], stamp or Stamp(review.settings.today), data, (f"{id_}: {why}.",)), None
        )
    names = (id_, *current.message.supersedes)
    change = next(filter(None, (stamping_change(origin.timeline(name), stamp) for name in names)), None)
    outside = is_outsider(review.history.person(by), current.message, review.settings.config)
    against = [f"{id_}: {why}." for why in _doubts(review, origin, current, stamp, change)]
    against += objections(review, current, msgspec.structs.replace(stamp, by=by, outside=outside), data)
    adopted = msgspec.structs.replace(stamp, adopted=by)
    return Adoption(Proposal(current, review.states[id_], adopted, data, tuple(against)), change)


def _doubts(
    review: ReviewContext, origin: History, current: CurrentMessage, stamp: Stamp, change: Change | None
) -> Iterator[str]:
    """Why the other history does not confirm a stamp for the words as they are here."""
    if change is None:
        yield "no commit there wrote this stamp"
        return
    if why := why_unverified(origin, stamp, change, review.settings.today):
        yield f"there, too, {why}"
    if stamp.decision != "keep":
        yield "its stamp approves no words"
    elif stamp.seen not in current.fingerprints if stamp.seen else change.own != current.own:
        yield "its words are not those that were approved there, so somebody is to read them"
    elif needs_two(review.settings.config):
        words = (change.id, *words_of(current.message.id, review.catalogue)[1:])
        if why := why_alone(origin, change, stamp, words, current.fingerprints):
            yield f"there, {why}"
