"""The act of review: what is about to be recorded, and the record itself.

A record is a stamp in each message's file and one commit of those files alone, made on the very bytes that were shown.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from msgreview.catalogue.fingerprint import short_hash
from msgreview.history.commit import ReviewError, changed_since, recording_lock, write_files
from msgreview.history.context import ReviewContext
from msgreview.history.evidence import needs_two
from msgreview.history.facts import NAME as FACTS_NAME
from msgreview.history.facts import FactApproval, value_in, values_at, who_set, with_approval
from msgreview.history.git import Repository, TreeFile
from msgreview.history.log import UNDOES
from msgreview.history.objections import against_person, messages_in, objections
from msgreview.history.people import is_outsider, looks_like
from msgreview.history.stamp import with_stamp
from msgreview.history.worktree import CurrentMessage
from msgreview.model.message import Decision, Stamp
from msgreview.model.review import MessageState, PolicyChange


class Proposal(msgspec.Struct, frozen=True):
    """What is about to be recorded of one message. `against` are the reasons why it may not be."""

    current: CurrentMessage
    state: MessageState
    stamp: Stamp
    before: bytes
    """The file as it was shown."""
    against: tuple[str, ...]


def seen_digest(current: CurrentMessage) -> str:
    """What names a message as it was shown: the fingerprint of its words, and with it the facts that they quote, if any."""
    facts = "\0".join(f"{name}={value}" for name, value in current.policies.items())
    return short_hash(f"{current.fingerprint}\0{facts}".encode()) if facts else current.fingerprint


def propose(
    review: ReviewContext,
    ids: Sequence[str],
    decision: Decision,
    reviewer: str,
    *,
    note: str = "",
    to: str = "",
    refuses: bool = False,
    both_wrote: str = "",
) -> tuple[Proposal, ...]:
    """A record for each message, dated `review.settings.today`; ReviewError for an id that is not there, or no repository.

    `refuses` is whether `note` says why what is recommended is not done.
    """
    if review.repository is None or review.history is None:
        raise ReviewError(review.notes[0])
    said = Stamp(last=review.settings.today, by=reviewer, decision=decision, note=note, to=to, both_wrote=both_wrote)
    return tuple(_proposal(review, review.repository, id_, said, several=len(ids) > 1, refuses=refuses) for id_ in ids)


def _proposal(review: ReviewContext, repository: Repository, id_: str, said: Stamp, *, several: bool, refuses: bool) -> Proposal:
    """The record of what a reviewer said of a message, as it stands."""
    current = review.catalogue.messages.get(id_)
    if current is None:
        problem = next((each.text for each in review.catalogue.problems if each.id == id_), "")
        raise ReviewError(
            f"'{id_}' cannot be read: {problem}" if problem else f"there is no message '{id_}'. `msgreview list` names them."
        )
    stamp = msgspec.structs.replace(
        said,
        outside=is_outsider(review.history.person(said.by), current.message, review.settings.config) if review.history else False,
        seen=current.fingerprint,
        every=current.message.review.every if current.message.review else "",
        policies={name: value for name, value in current.policies.items() if value},
    )
    state, before = review.states[id_], as_seen(repository, current)
    against = [*objections(review, current, stamp, before), *(_against_several(state) if several else ())]
    if stamp.decision == "keep" and not refuses:
        waiting = (reason.text.rstrip(".") for reason in state.reasons if reason.state == "recommended")
        against += (f"{text}. Change the words, or say why not: msgreview review keep {id_} --refuse WHY" for text in waiting)
    return Proposal(current, state, stamp, before, tuple(against))


def as_seen(repository: Repository, current: CurrentMessage) -> bytes:
    """The file of a message; ReviewError where it says something else of it than what is about to be shown."""
    try:
        data = (repository.top / current.path).read_bytes()
    except OSError as error:
        raise ReviewError(f"{current.shown} cannot be read ({error.strerror}). Look at it again.") from None
    if current.message not in messages_in(data):
        raise changed_since(current.shown)
    return data


def _against_several(state: MessageState) -> Iterator[str]:
    if state.causes:
        names = " and ".join(f"msgreview review keep {cause}" for cause in state.causes)
        yield f"{state.id} only reads differently because of {' and '.join(state.causes)}. Approve that once, for all: {names}"
    elif state.name in ("unreviewed", "changed", "policy-changed", "unverified", "needs-second"):
        yield f"{state.id} is {state.name}: look at it by itself. Only words that somebody has read before go together."


def record(repository: Repository, proposals: Sequence[Proposal], *, commit: bool = True, timeout: float = 20) -> str:
    """Writes the stamps, and commits them if `commit`; returns the commit's id, "" without one.

    `timeout` is how long to wait for somebody else's record, in seconds.

    ReviewError where something stands against one of them, or a file is not as it was shown; GitError where git cannot.
    Then no file is changed.
    """
    against = [reason for proposal in proposals for reason in proposal.against]
    if against:
        raise ReviewError("\n".join(against))
    with recording_lock(repository, timeout):
        old = _unchanged(repository, proposals)
        new = dict(old)
        for proposal in proposals:
            current = proposal.current
            new[current.path] = with_stamp(new[current.path], current.shown, current.message.id, proposal.stamp)
        stamps = [(each.current.message.id, each.stamp) for each in proposals]
        return write_files(repository, old, new, commit_message(stamps) if commit else "")


def record_fact(context: ReviewContext, change: PolicyChange, reviewer: str, note: str, *, commit: bool = True) -> str:
    """Approves a fact's new value for all messages that quote it; returns the commit's id, "" without one.

    ReviewError where the value is in no commit yet; GitError where git cannot. Then no file is changed.
    """
    repository, settings = context.repository, context.settings
    if repository is None or context.history is None or context.history.head is None:
        raise ReviewError("a review is recorded in git, and the catalogue is in no commit yet.")
    committed = values_at(repository, settings, [context.history.head]).get(context.history.head, {})
    if value_in(committed, change.name) != change.after:
        raise ReviewError(f"the new value of {change.cause} is in no commit yet. Commit it first, and repeat.")
    for reason in against_person(context, context.history.person(reviewer)):
        raise ReviewError(reason)
    setting = who_set(repository, settings, change.name, change.after) if needs_two(settings.config) else None
    if setting and looks_like(setting[1], context.history.person(reviewer)):
        raise ReviewError(
            f"{setting[1].name or setting[1].email} gave {change.cause} its new value in commit {setting[0][:7]}, "
            "and four eyes see more than two: ask a colleague to keep it."
        )
    path = Path(settings.root) / FACTS_NAME
    inside = repository.path_to(path)
    lines = [f"review: keep {change.cause}", "", *([note, ""] if note else []), f"Reviewed-fact: {change.cause} {change.after}"]
    with recording_lock(repository):
        old = path.read_bytes() if path.exists() else b""
        new = with_approval(old, change.cause, FactApproval(change.after, settings.today, reviewer))
        message = "\n".join([*lines, f"Reviewed-by: {reviewer}", ""]) if commit else ""
        return write_files(repository, {inside: old}, {inside: new}, message)


def undo(repository: Repository, commit: str, what: str) -> str:
    """Takes a review back: its files say again what they did before it, in a commit that says so; returns that commit's id.

    `what` is what is taken back, such as "keep loans.overdue".

    History takes neither for a review or for words of anybody. ReviewError where a file is not as the review left it, or came
    with it; GitError where git cannot. Then no file is changed.
    """
    was, then = repository.files(repository.commit_id(f"{commit}^")), repository.files(commit)
    paths = [path for path, file in then.items() if was.get(path) != file]
    with recording_lock(repository):
        old = {path: (repository.top / path).read_bytes() for path in paths}
        new = {path: _before(repository, path, data, was, then) for path, data in old.items()}
        return write_files(repository, old, new, f"review: undo {what}\n\n{UNDOES}: {commit}\n")


def _before(repository: Repository, path: str, data: bytes, was: Mapping[str, TreeFile], then: Mapping[str, TreeFile]) -> bytes:
    """What a file said before a commit, in the line ends that it has; ReviewError where it was changed since."""
    if path not in was:
        if Path(path).name == FACTS_NAME:
            return b""
        raise ReviewError(f"{path} came with this review, so it cannot be taken back here. Take the file out with git.")
    [(_, before), (_, after)] = repository.blobs([was[path].blob, then[path].blob])
    if before is None or after is None:
        raise ReviewError(f"git does not have {path} as it was before any more.")
    if data == after:
        return before
    if data.replace(b"\r\n", b"\n") == after:
        return before.replace(b"\n", b"\r\n")
    raise ReviewError(f"{path} has changed since this review, so it was not taken back.")


def _unchanged(repository: Repository, proposals: Sequence[Proposal]) -> dict[str, bytes]:
    """The files' contents by path; ReviewError where one is not as it was shown."""
    contents: dict[str, bytes] = {}
    for proposal in proposals:
        path = proposal.current.path
        contents[path] = (repository.top / path).read_bytes()
        if contents[path] != proposal.before:
            raise changed_since(proposal.current.shown)
    return contents


def commit_message(stamps: Sequence[tuple[str, Stamp]]) -> str:
    """What the commit of some stamps, by message, says: a line each among its trailers, so that git alone tells what was done."""
    id_, first = stamps[0]
    did, what, who = ("adopt", "Adopted", first.adopted) if first.adopted else (first.decision, "Reviewed", first.by)
    lines = [f"review: {did} {id_ if len(stamps) == 1 else f'{len(stamps)} messages'}", ""]
    lines += [line for text in (first.note, first.both_wrote) if text for line in (text, "")]
    lines += [f"{what}-message: {id_} {stamp.decision} {stamp.seen}".rstrip() for id_, stamp in stamps]
    return "\n".join([*lines, f"{what}-by: {who}", ""])
