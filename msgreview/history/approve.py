"""The act of review: what is about to be recorded, what stands against it, and the record itself.

A record is a stamp in each message's file and one commit of those files alone. It is made under a lock, on the very bytes that
were shown: a file that changed in between is left as it is. Files come first and the commit last, so that a run that is ended
half-way leaves at most a stamp that no commit bears out: `status` says so, and the same command records it again.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec

from msgreview.history.present import Held
from msgreview.history.repository import GitError, Repository
from msgreview.history.review import Review
from msgreview.history.stamp import with_stamp
from msgreview.history.standings import is_same, split_name, writers
from msgreview.model.errors import MsgReviewError
from msgreview.model.message import Decision, Stamp
from msgreview.model.review import Standing
from msgreview.text.incoming.write import write_whole
from msgreview.text.load import load_bytes

_BUSY = ("MERGE_HEAD", "rebase-merge", "rebase-apply", "CHERRY_PICK_HEAD", "REVERT_HEAD")
_PATIENCE = 20
"""Seconds to wait for somebody else's record."""


class ReviewError(MsgReviewError):
    """A review that cannot be recorded; the text says why, and what to do."""


class Proposal(msgspec.Struct, frozen=True):
    """What is about to be recorded of one message. `against` are the reasons why it may not be."""

    held: Held
    standing: Standing
    stamp: Stamp
    before: bytes
    """The file as it was shown."""
    against: tuple[str, ...]


def propose(
    review: Review, ids: Sequence[str], decision: Decision, reviewer: str, *, note: str = "", to: str = ""
) -> tuple[Proposal, ...]:
    """A record for each message, dated `review.settings.today`; ReviewError for an id that is not there, or no repository."""
    if review.repository is None or review.past is None:
        raise ReviewError(review.notes[0])
    return tuple(_proposal(review, review.repository, id_, decision, reviewer, note, to, several=len(ids) > 1) for id_ in ids)


def _proposal(
    review: Review, repository: Repository, id_: str, decision: Decision, reviewer: str, note: str, to: str, *, several: bool
) -> Proposal:
    held = review.present.held.get(id_)
    if held is None:
        fault = next((each.text for each in review.present.faults if each.id == id_), "")
        raise ReviewError(
            f"'{id_}' cannot be read: {fault}" if fault else f"there is no message '{id_}'. `msgreview list` names them."
        )
    old = held.message.review
    stamp = Stamp(
        last=review.settings.today,
        by=reviewer,
        decision=decision,
        seen=held.fingerprint,
        every=old.every if old else "",
        policies={name: value for name, value in held.policies.items() if value},
        note=note,
        to=to,
    )
    standing = review.standings[id_]
    before = (repository.top / held.path).read_bytes()
    against = (*_against(review, held, stamp), *(_against_several(standing) if several else ()))
    return Proposal(held, standing, stamp, before, against)


def _against_several(standing: Standing) -> Iterator[str]:
    if standing.state in ("unreviewed", "changed", "policy-changed", "needs-second"):
        yield f"{standing.id} is {standing.state}: look at it by itself. Only words that somebody has read before go together."


def _against(review: Review, held: Held, stamp: Stamp) -> Iterator[str]:
    """Why a message may not be recorded so."""
    assert review.past is not None
    assert review.repository is not None
    config = review.settings.config.review
    if review.past.shallow:
        yield "this clone leaves older commits out, so nobody can tell who wrote the words. Get them: git fetch --unshallow"
        return
    busy = next((name for name in _BUSY if Path(review.repository.git_dir, name).exists()), "")
    if busy:
        yield "git is in the middle of a merge or rebase. End it first: `git status` says how."
    edited = _uncommitted(review.repository, held)
    if edited and stamp.decision != "edit":
        record_them = f"msgreview review edit {held.message.id}"
        yield f"{held.shown} has changes that no commit has{edited}. Commit them, or record them with: {record_them}"
    timeline = review.past.timeline(held.message.id)
    name, mail = split_name(stamp.by)
    wrote = any(is_same(person, name, mail) for person in writers(timeline, None))
    if wrote and stamp.decision == "keep" and config.four_eyes and not config.solo:
        yield (
            "you wrote these words since they were last approved, and four eyes see more than two: ask a colleague to keep them. "
            "A team of one says `solo: true` under `review` in msgreview.yaml."
        )


def _uncommitted(repository: Repository, held: Held) -> str:
    """What of a message's file is in no commit, " " for a change of another kind; "" where nothing is, or only its stamp."""
    head = repository.head()
    files = repository.files(head, held.path) if head else {}
    if held.path not in files:
        return ": it is new"
    committed = next(data for _, data in repository.blobs([files[held.path].blob]))
    now = (repository.top / held.path).read_bytes()
    if committed is None or committed == now:
        return ""
    then, here = load_bytes(committed, held.shown), load_bytes(now, held.shown)
    if _unstamped(then.entries, held.message.id) == _unstamped(here.entries, held.message.id):
        return ""
    return " "


def _unstamped(entries: Sequence[object], id_: str) -> list[object]:
    """The messages of a file, the stamp of one of them left out."""
    messages = [entry.message for entry in entries]  # type: ignore[attr-defined]
    return [msgspec.structs.replace(each, review=None) if each.id == id_ else each for each in messages]


def record(repository: Repository, proposals: Sequence[Proposal], *, commit: bool = True) -> str:
    """Writes the stamps, and commits them unless told not to; the commit's id, "" without one.

    ReviewError where something stands against one of them, or a file is not as it was shown; GitError where git cannot.
    Then no file is changed.
    """
    against = [reason for proposal in proposals for reason in proposal.against]
    if against:
        raise ReviewError("\n".join(against))
    with _alone(repository):
        old = _unchanged(repository, proposals)
        new = dict(old)
        for proposal in proposals:
            held = proposal.held
            new[held.path] = with_stamp(new[held.path], held.shown, held.message.id, proposal.stamp)
        for path, data in new.items():
            _write(repository.top / path, data)
        if not commit:
            return ""
        try:
            return repository.commit(new, _message(proposals))
        except GitError:
            for path, data in old.items():
                _write(repository.top / path, data)
            raise


def _unchanged(repository: Repository, proposals: Sequence[Proposal]) -> dict[str, bytes]:
    """The files' contents by path; ReviewError where one is not as it was shown."""
    found: dict[str, bytes] = {}
    for proposal in proposals:
        path = proposal.held.path
        found[path] = (repository.top / path).read_bytes()
        if found[path] != proposal.before:
            raise ReviewError(f"{proposal.held.shown} has changed since you saw it, so nothing was recorded. Look at it again.")
    return found


def _write(path: Path, data: bytes) -> None:
    for left in path.parent.glob(".msgreview-*.tmp"):  # Of a run that was ended half-way; we have the lock.
        left.unlink(missing_ok=True)
    write_whole(path, data)


@contextmanager
def _alone(repository: Repository) -> Iterator[None]:
    """A lock among all who record in this work tree. SQLite's goes with its process, however that ends."""
    lock = sqlite3.connect(repository.git_dir / "msgreview.lock", timeout=_PATIENCE, isolation_level=None)
    try:
        lock.execute("begin exclusive")
        yield
    except sqlite3.OperationalError:
        raise ReviewError("somebody else is recording a review here. Wait a moment, and repeat.") from None
    finally:
        lock.close()


def _message(proposals: Sequence[Proposal]) -> str:
    """A commit message with a line a message among its trailers, so that what was recorded can be read from git alone."""
    first = proposals[0]
    ids = first.held.message.id if len(proposals) == 1 else f"{len(proposals)} messages"
    lines = [f"review: {first.stamp.decision} {ids}", ""]
    if first.stamp.note:
        lines += [first.stamp.note, ""]
    lines += [f"Reviewed-message: {each.held.message.id} {each.stamp.decision} {each.stamp.seen}" for each in proposals]
    return "\n".join([*lines, f"Reviewed-by: {first.stamp.by}", ""])
