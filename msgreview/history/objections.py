"""What stands against recording a review: who asks for it, the state of the file and of git, words that nobody else has read."""

from collections.abc import Iterator

import msgspec

from msgreview.catalogue.load import load_bytes
from msgreview.history.approvals import last_approval, stamping_change, unapproved_writers
from msgreview.history.commit import HALF_WAY, is_half_way
from msgreview.history.context import ReviewContext
from msgreview.history.evidence import needs_two, words_of
from msgreview.history.git import Repository
from msgreview.history.log_reader import History
from msgreview.history.people import is_program, looks_like, one_person, reviewers_of, still_here
from msgreview.history.worktree import CurrentMessage
from msgreview.model.message import Message, Stamp
from msgreview.model.review import Person


def objections(review: ReviewContext, current: CurrentMessage, stamp: Stamp, data: bytes) -> Iterator[str]:
    """Why a message may not be recorded so."""
    assert review.history is not None
    assert review.repository is not None
    history, repository = review.history, review.repository
    if history.incomplete:
        yield f"nobody can tell who wrote the words: {history.incomplete}"
        return
    if is_half_way(repository):
        yield HALF_WAY
    if inner := repository.inner(current.path):
        yield f"{current.shown} belongs to a repository of its own, {repository.top / inner}. Record it there."
        return
    yield from against_person(review, history.person(stamp.adopted or stamp.by))
    changes = tuple(uncommitted(repository, current, data))
    if stamp.decision == "edit" and not stamp.to:
        yield from () if changes else _against_no_edit(review, current)
    else:
        yield from changes
    if current.message.status == "retired" and not _is_begun(history, current, stamp):
        yield f"{current.message.id} is retired. To send it again, set `status: published` in {current.shown} first."
    elif stamp.decision == "retire":
        yield from _against_retiring(review, current)
    if stamp.outside and review.settings.config.review.only_reviewers:
        names = ", ".join(reviewers_of(current.message, review.settings.config))
        yield f"only the reviewers of {current.message.service} may decide on {current.message.id}: {names}"
    if stamp.decision == "keep" and needs_two(review.settings.config):
        yield from _against_own_words(review, current, stamp)


def against_person(review: ReviewContext, who: Person) -> Iterator[str]:
    """Why somebody records nothing here at all."""
    if not still_here([str(who)], review.settings.config):
        yield f"`gone` under `review` in the settings says that {who.name or who.email} has left. Take it out there first."
    if is_program(who):
        yield f"{who.name} is a program, which reads nothing. Say who has read it: git config user.name, and user.email."


def _against_own_words(review: ReviewContext, current: CurrentMessage, stamp: Stamp) -> Iterator[str]:
    """Why somebody may not approve words that they wrote themselves."""
    assert review.history is not None
    who = review.history.person(stamp.by)
    writers = unapproved_writers(review.history, words_of(current.message.id, review.catalogue), current.fingerprints)
    like = [each for each in writers if looks_like(each, who)]
    if stamp.both_wrote and len(like) == len(writers):
        yield "--both-wrote is for words that somebody else wrote with you, and git names nobody else who did."
    if not like or stamp.both_wrote:
        return
    if not any(who.is_same(each) for each in like):
        yield f"{like[0]} wrote these words, and you are {who}. {one_person(who, like[0])}."
        return
    yield (
        "you wrote these words since they were last approved, and four eyes see more than two: ask a colleague to keep them. "
        "A team of one says `solo: true` under `review` in msgreview.yaml."
    )
    if len(like) < len(writers):
        others = " and ".join(each.name or each.email for each in writers if each not in like)
        yield f'{others} wrote some of them, too. If nobody else can read them, say so on the record: --both-wrote "WHY".'


def _is_begun(history: History, current: CurrentMessage, stamp: Stamp) -> bool:
    """Whether a retirement was begun by a run that did not come to its commit, and is recorded again."""
    begun, timeline = current.message.review, history.timeline(current.message.id)
    return stamp.decision == "retire" and begun is not None and stamping_change(timeline, begun) is None


def _against_retiring(review: ReviewContext, current: CurrentMessage) -> Iterator[str]:
    users = [each.message.id for each in review.catalogue.messages.values() if current.message.id in each.uses]
    if users:
        yield f"the words of {current.message.id} are still sent within others. Take them out there first: {', '.join(users)}"


def _against_no_edit(review: ReviewContext, current: CurrentMessage) -> Iterator[str]:
    assert review.history is not None
    words, two = words_of(current.message.id, review.catalogue), needs_two(review.settings.config)
    approval = last_approval(review.history, words, two=two)
    if approval and approval.own == current.own:
        recommend = f'msgreview review edit {current.message.id} --recommend "WHAT"'
        yield (
            f"no word of {current.message.id} has changed since it was last approved. Change {current.shown} first, or tell its "
            f"owner what to change: {recommend}"
        )


def uncommitted(repository: Repository, current: CurrentMessage, data: bytes) -> Iterator[str]:
    """What of a message's file is in no commit. Stamps do not count: they are what a run that was ended half-way leaves."""
    committed = repository.content("HEAD", current.path)
    record_it = f"Commit it, or record it with: msgreview review edit {current.message.id}"
    if committed is None:
        yield f"{current.shown} is in no commit yet. {record_it}"
    elif committed != data and _unstamped(committed) != _unstamped(data):
        yield f"{current.shown} has changes that are in no commit. {record_it}"


def _unstamped(data: bytes) -> list[Message]:
    """The messages of a file without what a review writes into it: the stamp, and that it is retired."""
    messages = []
    for each in messages_in(data):
        retired = each.status == "retired" and each.review and each.review.decision == "retire"
        messages.append(msgspec.structs.replace(each, review=None, status="published" if retired else each.status))
    return messages


def messages_in(data: bytes) -> list[Message]:
    """The messages that a file holds, those that cannot be loaded left out."""
    return [entry.message for entry in load_bytes(data, "").entries]
