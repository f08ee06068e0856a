"""The act of review: what is about to be recorded, what stands against it, and the record itself.

A record is a stamp in each message's file and one commit of those files alone. It is made under a lock, on the very bytes that
were shown: a file that changed in between is left as it is. Files come first and the commit last, so that a run that is ended
half-way leaves at most a stamp that no commit bears out: `status` says so, and the same command records it again.
"""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import msgspec

from msgreview.catalogue.atomic import write_atomic
from msgreview.catalogue.fingerprint import digest
from msgreview.catalogue.load import load_bytes
from msgreview.history.approvals import last_approval, stamping_change, unapproved_writers
from msgreview.history.context import ReviewContext
from msgreview.history.evidence import needs_two, words_of
from msgreview.history.facts import NAME as FACTS_NAME
from msgreview.history.facts import FactApproval, value_in, values_at, who_set, with_approval
from msgreview.history.git import Repository, TreeFile
from msgreview.history.log import UNDOES
from msgreview.history.log_reader import History
from msgreview.history.people import is_outsider, is_program, looks_like, one_person, reviewers_of, still_here
from msgreview.history.stamp import with_stamp
from msgreview.history.worktree import CurrentMessage
from msgreview.model.errors import MsgReviewError
from msgreview.model.message import Decision, Message, Stamp
from msgreview.model.review import MessageState, Person, PolicyChange

_BUSY = ("MERGE_HEAD", "rebase-merge", "rebase-apply", "CHERRY_PICK_HEAD", "REVERT_HEAD")
HALF_WAY = "git is in the middle of a merge or rebase, so nothing is recorded. End it first: `git status` says how."


class ReviewError(MsgReviewError):
    """A review that cannot be recorded; the text says why, and what to do."""


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
    return digest(f"{current.fingerprint}\0{facts}".encode()) if facts else current.fingerprint


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
    if current.message not in _messages(data):
        raise _changed(current.shown)
    return data


def _changed(shown: str) -> ReviewError:
    return ReviewError(f"{shown} has changed since you saw it, so nothing was recorded. Look at it again.")


def _against_several(state: MessageState) -> Iterator[str]:
    if state.causes:
        names = " and ".join(f"msgreview review keep {cause}" for cause in state.causes)
        yield f"{state.id} only reads differently because of {' and '.join(state.causes)}. Approve that once, for all: {names}"
    elif state.name in ("unreviewed", "changed", "policy-changed", "unverified", "needs-second"):
        yield f"{state.id} is {state.name}: look at it by itself. Only words that somebody has read before go together."


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
    yield from _against_person(review, history.person(stamp.adopted or stamp.by))
    changes = tuple(uncommitted(repository, current, data))
    if stamp.decision == "edit" and not stamp.to:
        yield from () if changes else _against_no_edit(review, current)
    else:
        yield from changes
    if current.message.status == "retired" and not _is_half_way(history, current, stamp):
        yield f"{current.message.id} is retired. To send it again, set `status: published` in {current.shown} first."
    elif stamp.decision == "retire":
        yield from _against_retiring(review, current)
    if stamp.outside and review.settings.config.review.only_reviewers:
        names = ", ".join(reviewers_of(current.message, review.settings.config))
        yield f"only the reviewers of {current.message.service} may decide on {current.message.id}: {names}"
    if stamp.decision == "keep" and needs_two(review.settings.config):
        yield from _against_own_words(review, current, stamp)


def _against_person(review: ReviewContext, who: Person) -> Iterator[str]:
    """Why somebody records nothing here at all."""
    if not still_here([str(who)], review.settings.config):
        yield f"`gone` under `review` in the settings says that {who.name or who.email} has left. Take it out there first."
    if is_program(who):
        yield f"{who.name} is a program, which reads nothing. Say who has read it: git config user.name, and user.email."


def _against_own_words(review: ReviewContext, current: CurrentMessage, stamp: Stamp) -> Iterator[str]:
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


def _is_half_way(history: History, current: CurrentMessage, stamp: Stamp) -> bool:
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
    for each in _messages(data):
        retired = each.status == "retired" and each.review and each.review.decision == "retire"
        messages.append(msgspec.structs.replace(each, review=None, status="published" if retired else each.status))
    return messages


def _messages(data: bytes) -> list[Message]:
    return [entry.message for entry in load_bytes(data, "").entries]


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
    for reason in _against_person(context, context.history.person(reviewer)):
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


def write_files(repository: Repository, old: Mapping[str, bytes], new: Mapping[str, bytes], message: str) -> str:
    """Writes files, and commits them with a message unless it is ""; the commit's id.

    `old` is what the files say as far as the caller knows; ReviewError where one says something else. What cannot be committed
    is put back; where somebody else committed a file meanwhile, as they did.
    """
    if message and is_half_way(repository):
        raise ReviewError(HALF_WAY)
    head = repository.head()
    for path, data in old.items():
        at = repository.top / path
        if (at.read_bytes() if at.exists() else b"") != data:
            raise _changed(path)
    try:
        for path, data in new.items():
            write_atomic(repository.top / path, data, through=repository.git_dir)
        return repository.commit(new, message, since=head) if message else ""
    except BaseException:
        now = repository.head()
        for path, data in old.items():
            put_back(repository, path, new[path], _committed(repository, path, head, now, data))
        raise


def is_half_way(repository: Repository) -> bool:
    """Whether git is in the middle of a merge, a rebase or the like, into which no commit of ours belongs."""
    return any(Path(repository.git_dir, name).exists() for name in _BUSY)


def _committed(repository: Repository, path: str, before: str | None, now: str | None, data: bytes) -> bytes:
    """What somebody else committed of a file meanwhile, in its line ends; the file as it was, where nobody did."""
    was, is_ = (repository.content(commit, path) if commit else None for commit in (before, now))
    if is_ is None or is_ == was:
        return data
    return is_.replace(b"\n", b"\r\n") if b"\r\n" in data and b"\r\n" not in is_ else is_


def put_back(repository: Repository, path: str, written: bytes, data: bytes) -> None:
    """Takes back what was written into a file, unless it says something else by now."""
    at = repository.top / path
    if at.exists() and at.read_bytes() == written != data:
        write_atomic(at, data, through=repository.git_dir)


def _unchanged(repository: Repository, proposals: Sequence[Proposal]) -> dict[str, bytes]:
    """The files' contents by path; ReviewError where one is not as it was shown."""
    contents: dict[str, bytes] = {}
    for proposal in proposals:
        path = proposal.current.path
        contents[path] = (repository.top / path).read_bytes()
        if contents[path] != proposal.before:
            raise _changed(proposal.current.shown)
    return contents


@contextmanager
def recording_lock(repository: Repository, timeout: float = 20) -> Iterator[None]:
    """A lock among all who record in this work tree."""
    with exclusive(repository.git_dir / "msgreview.lock", timeout):
        for left in repository.git_dir.glob(".msgreview-*.tmp"):  # Of a run that was ended half-way.
            left.unlink(missing_ok=True)
        yield


@contextmanager
def exclusive(lock: Path, timeout: float = 20) -> Iterator[None]:
    """A lock among all who take the same file for it. SQLite's goes with its process, however that ends."""
    with ExitStack() as stack:
        try:
            connection = sqlite3.connect(lock, timeout=timeout, isolation_level=None)
            stack.enter_context(closing(connection)).execute("begin exclusive")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
                raise ReviewError("somebody else is recording a review here. Wait a moment, and repeat.") from None
            raise ReviewError(f"nothing can be recorded in {lock.parent} ({error}).") from None
        yield


def commit_message(stamps: Sequence[tuple[str, Stamp]]) -> str:
    """What the commit of some stamps, by message, says: a line each among its trailers, so that git alone tells what was done."""
    id_, first = stamps[0]
    did, what, who = ("adopt", "Adopted", first.adopted) if first.adopted else (first.decision, "Reviewed", first.by)
    lines = [f"review: {did} {id_ if len(stamps) == 1 else f'{len(stamps)} messages'}", ""]
    lines += [line for text in (first.note, first.both_wrote) if text for line in (text, "")]
    lines += [f"{what}-message: {id_} {stamp.decision} {stamp.seen}".rstrip() for id_, stamp in stamps]
    return "\n".join([*lines, f"{what}-by: {who}", ""])
