"""Gathers the evidence for the state of every message: its file, its history, the plan and the day."""

import posixpath
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from itertools import zip_longest
from pathlib import Path
from typing import Any

import msgspec

from msgreview.catalogue.index import closure
from msgreview.catalogue.quotes import only_formatted
from msgreview.history.approvals import is_shown, stamping_change, why_alone
from msgreview.history.cache import HistoryCache
from msgreview.history.divergence import Comparison, Divergence
from msgreview.history.facts import load_approvals, value_in, values_at
from msgreview.history.git import Repository
from msgreview.history.log_reader import History
from msgreview.history.people import is_outsider, is_program, looks_like, one_person, owner_of, still_here
from msgreview.history.state import Evidence, compute_state
from msgreview.history.timeline import Timeline
from msgreview.history.worktree import CurrentCatalogue, CurrentMessage
from msgreview.model.config import Config, Settings
from msgreview.model.message import Message, Stamp
from msgreview.model.review import Change, Commit, MessageState, Person

_NO_GIT = "the catalogue is in no git repository, so nobody can tell what was changed when"
_ELSEWHERE = "its file is in a repository of its own, of which this one keeps a link, so nobody can tell what was changed when"
_A_DAY = timedelta(days=1)


def compute_states(
    catalogue: CurrentCatalogue,
    history: History | None,
    settings: Settings,
    repository: Repository | None = None,
    cache: HistoryCache | None = None,
) -> dict[str, MessageState]:
    """Where each message stands on `settings.today`, in the order of the files; what cannot be read comes last.

    `history` is None where there is no repository. Old versions are read from `repository`.
    """
    review = settings.config.review
    problems = {problem.id or problem.path: problem.text for problem in reversed(catalogue.problems)}
    broken = {
        id_: Evidence(id=id_, today=settings.today, problem=text, every=review.every, warn=review.warn)
        for id_, text in reversed(problems.items())
    }
    gatherer = _Gatherer(catalogue, history, settings, repository, cache or HistoryCache(None))
    without = _Gatherer(catalogue, None, settings, None, HistoryCache(None), _ELSEWHERE)
    inner = lru_cache(lambda folder: repository.inner(folder + "/*") if repository else "")

    def evidence(current: CurrentMessage) -> Evidence:
        return (without if inner(posixpath.dirname(current.path)) else gatherer).evidence(current)

    readable = {id_: broken.get(id_) or evidence(current) for id_, current in catalogue.messages.items()}
    return {id_: compute_state(each) for id_, each in (readable | broken).items()}


def _changed(current: CurrentMessage, stamp: Stamp) -> dict[str, str]:
    """The facts that a message quotes and that have changed since its stamp, with their values of then."""
    now = current.policies
    return {name: was for name, was in stamp.policies.items() if name in now and now[name] != was}


class _Gatherer:
    """Gathers the evidence for the states of a catalogue's messages."""

    def __init__(
        self,
        catalogue: CurrentCatalogue,
        history: History | None,
        settings: Settings,
        repository: Repository | None,
        cache: HistoryCache,
        without: str = _NO_GIT,
    ) -> None:
        """`without` says why there is no history, where there is none."""
        self._catalogue = catalogue
        self._settings = settings
        self._unknown = without if history is None else history.incomplete
        self._history = None if self._unknown else history
        self._twins = _twins(each.message for each in catalogue.messages.values())
        stamped = [each for each in catalogue.messages.values() if each.message.review]
        self._approvals = {each.message.id: self._approval(each.message) for each in stamped} if self._history else {}
        self._approved = {cause: each.value for cause, each in load_approvals(Path(settings.root)).items()}
        self._comparison: Comparison | None = None
        self._facts: dict[str, dict[str, Any]] = {}
        if self._history and repository:
            self._comparison = Comparison(catalogue, self._history, settings, repository, cache)
            self._comparison.prime(
                (each.message.id, approval)
                for each in stamped
                if (approval := self._approvals[each.message.id]) and self._needs_comparison(each)
            )
            self._facts = values_at(repository, settings, (
                approval.commit.id
                for each in stamped
                if (approval := self._approvals[each.message.id]) and self._unstamped(each)
            ))  # fmt: skip

    def _approval(self, message: Message) -> Change | None:
        assert self._history
        assert message.review
        return stamping_change(self._history.timeline(message.id), message.review)

    @staticmethod
    def _needs_comparison(current: CurrentMessage) -> bool:
        stamp = current.message.review
        return stamp is not None and stamp.seen not in current.fingerprints

    @staticmethod
    def _unstamped(current: CurrentMessage) -> set[str]:
        """The facts that a message quotes and its stamp does not tell."""
        stamp = current.message.review
        return current.policies.keys() - stamp.policies.keys() if stamp else set()

    def evidence(self, current: CurrentMessage) -> Evidence:
        """The evidence for the state of one message."""
        message, config, history = current.message, self._settings.config, self._history
        stamp = self._stamp(current)
        words = words_of(message.id, self._catalogue)
        divergence = self._divergence(current, stamp)
        return Evidence(
            id=message.id,
            today=self._settings.today,
            status=message.status,
            stamp=stamp,
            fingerprint=stamp.seen if stamp and stamp.seen in (*current.fingerprints, current.earlier) else current.fingerprint,
            policies=current.policies | self._unseen(current, stamp),
            last_text=max(self._last_text(history, id_) for id_ in words) if history else None,
            reworded=divergence and (divergence.own or bool(divergence.causes)),
            causes=divergence.causes if divergence and not divergence.own else (),
            approved=self._approved,
            every=(stamp.every if stamp else "") or config.review.every,
            warn=config.review.warn,
            revived=self._revived(current),
            alone=self._alone(current, stamp) if stamp else "",
            orphan=orphaned(message, config),
            outside=_outside(message, stamp, history, config) if history and stamp else "",
            unverified=self._unverified(current),
            ahead=self._ahead(message) if history and stamp else {},
            unknown=self._unknown,
        )

    def _stamp(self, current: CurrentMessage) -> Stamp | None:
        """The stamp of a message, the facts that it does not tell being those of its day."""
        stamp, approval = current.message.review, self._approvals.get(current.message.id)
        values = self._facts.get(approval.commit.id) if approval else None
        if stamp is None or values is None:
            return stamp
        then = {name: value_in(values, name) for name in self._unstamped(current)}
        return msgspec.structs.replace(stamp, policies=stamp.policies | {name: each for name, each in then.items() if each})

    def _divergence(self, current: CurrentMessage, stamp: Stamp | None) -> Divergence | None:
        """What reads differently than was approved; None where only the stamp tells."""
        id_ = current.message.id
        approval = self._approvals.get(id_)
        if stamp is None or approval is None or self._comparison is None:
            return None
        return self._comparison.of(id_, approval, stamp, _changed(current, stamp), self._is_approved)

    def _unseen(self, current: CurrentMessage, stamp: Stamp | None) -> dict[str, str]:
        """The facts, with their values of then, of whose change no reader sees anything: they read the same as they are shown."""
        if stamp is None or self._comparison is None:
            return {}
        id_, words = current.message.id, words_of(current.message.id, self._catalogue)
        messages = [self._catalogue.messages[each].message for each in words if each in self._catalogue.messages]
        changed = ({name: was} for name, was in _changed(current, stamp).items() if only_formatted(messages, name))
        return {name: was for each in changed if not self._comparison.shows(id_, each) for name, was in each.items()}

    def _is_approved(self, id_: str) -> bool:
        """Whether the own words of a message were approved as they stand, by somebody who may."""
        current, approval = self._catalogue.messages.get(id_), self._approvals.get(id_)
        if current is None or approval is None or self._comparison is None or self._unverified(current):
            return False
        stamp, then = current.message.review, self._comparison.then(id_, approval)
        if stamp is None or stamp.decision != "keep" or then is None or then.own != current.own:
            return False
        return not self._alone(current, stamp)

    def _alone(self, current: CurrentMessage, stamp: Stamp) -> str:
        """Why nobody but those who wrote the words is known to have read them; "" where somebody is or nobody minds."""
        if self._history is None or not needs_two(self._settings.config):
            return ""
        id_ = current.message.id
        return why_alone(self._history, self._approvals.get(id_), stamp, words_of(id_, self._catalogue), current.fingerprints)

    def _ahead(self, message: Message) -> dict[str, date]:
        """The twins of a message whose words were written and approved after it was read, each with the day of its approval."""
        assert self._history
        assert message.review
        ahead = {}
        for id_ in self._twins.get(message.twin_of or message.id, ()):
            stamp = self._catalogue.messages[id_].message.review
            if id_ == message.id or stamp is None or stamp.last < message.review.last or not self._is_approved(id_):
                continue
            if any(self._is_later(each, message) for each in words_of(id_, self._catalogue)):
                ahead[id_] = stamp.last
        return ahead

    def _is_later(self, id_: str, message: Message) -> bool:
        """Whether the words of a message were written after another one was read; on the day of that, by the order of commits."""
        assert self._history
        assert message.review
        wrote, approval = self._history.timeline(id_).wrote(self._catalogue.messages[id_].own), self._approvals.get(message.id)
        day = wrote.day if wrote else self._settings.today
        if day == message.review.last and wrote and approval:
            return not self._history.order.has_ancestor(approval.commit.id, wrote.commit.id)
        return day > message.review.last

    def _revived(self, current: CurrentMessage) -> str:
        """The day on which a message that is sent was retired since it was last read; "" where it was not."""
        id_, stamp = current.message.id, current.message.review
        if current.message.status != "published":
            return ""
        return _revived(self._history.timeline(id_) if self._history else None, self._approvals.get(id_), stamp)

    def _unverified(self, current: CurrentMessage) -> str:
        stamp, approval = current.message.review, self._approvals.get(current.message.id)
        if self._history is None or stamp is None:
            return ""
        if why := why_unverified(self._history, stamp, approval, self._settings.today):
            return why
        assert approval
        if self._comparison and not self._comparison.bears_out(current.message.id, approval, stamp):
            return f"its stamp names other words than the commit of {approval.day} that wrote it"
        return ""

    def _last_text(self, history: History, id_: str) -> date:
        """When the words of a message were written; today where they are not committed yet."""
        wrote = history.timeline(id_).wrote(self._catalogue.messages[id_].own)
        return wrote.day if wrote else self._settings.today


def _revived(timeline: Timeline | None, approval: Change | None, stamp: Stamp | None) -> str:
    """The day on which a message was retired since it was last read; "" where it was not."""
    if stamp and stamp.decision == "retire":
        return stamp.last.isoformat()
    if timeline is None or approval is None:
        return ""
    since = timeline.changes[timeline.changes.index(approval) :]
    retired = (
        each for each, later in zip_longest(since, since[1:]) if each.status == "retired" and not _undoes(later, each, approval)
    )
    return max((each.day.isoformat() for each in retired), default="")


def _undoes(later: Change | None, retirement: Change, approval: Change) -> bool:
    """Whether the next change put a message that was retired back as it was approved, by the next day: that was a slip."""
    return (
        later is not None
        and later.status == "published"
        and (later.own, later.stamp) == (retirement.own, approval.stamp if retirement.stamp else None)
        and later.day - retirement.day <= _A_DAY
    )


def _twins(messages: Iterable[Message]) -> dict[str, tuple[str, ...]]:
    """The id of an original → the messages that say the same in several languages, itself among them."""
    twins: dict[str, tuple[str, ...]] = {}
    by_id = {message.id: message for message in messages}
    for message in by_id.values():
        if message.twin_of in by_id:
            twins[message.twin_of] = (*twins.get(message.twin_of, (message.twin_of,)), message.id)
    return twins


def words_of(id_: str, catalogue: CurrentCatalogue) -> tuple[str, ...]:
    """Ids of the messages whose words a message gives: itself, those that it uses, and those that they use."""
    return tuple(each for each in closure([id_], catalogue.uses) if each in catalogue.messages)


def needs_two(config: Config) -> bool:
    """Whether somebody else has to approve what a person wrote."""
    return config.review.four_eyes and not config.review.solo


def _outside(message: Message, stamp: Stamp, history: History, config: Config) -> str:
    """Who read a message without being one of its reviewers: the stamp says so; one written by hand is held to the settings."""
    who = history.person(stamp.by)
    if stamp.outside or (stamp.by and not stamp.seen and is_outsider(who, message, config)):
        return f"{who.name or who.email or 'somebody'}, who read it, is none of the reviewers of {message.service}"
    return ""


def orphaned(message: Message, config: Config) -> str:
    """Why nobody answers for a message, "" where somebody does."""
    owner = owner_of(message, config)
    if not owner:
        return "it names no owner, and its service has none"
    return "" if still_here([owner], config) else f"its owner {owner} has left"


def why_unverified(history: History, stamp: Stamp, approval: Change | None, today: date) -> str:
    """What of a stamp the commits do not bear out, its fingerprint left out.

    Days are those of a place, so one may be a day ahead of another's.
    """
    if approval is None:
        return "its stamp is in no commit yet"
    who, commit, latest = history.person(stamp.by), approval.commit, max(approval.day, approval.commit.latest.date())
    if stamp.last > today + _A_DAY:
        return f"its stamp is dated {stamp.last}, which is still to come"
    if stamp.last > latest + _A_DAY:
        return f"its stamp is dated {stamp.last}, after the commit of {latest} that wrote it"
    if is_program(who) or (is_program(commit.authors[0]) and not (stamp.by and is_shown(history, approval))):
        return f"its stamp was written by {commit.authors[0].name}, which reads nothing"
    if not is_shown(history, approval):
        why = _other_person(stamp, history.person(stamp.adopted or stamp.by), commit)
        was = _former(history, stamp, approval)
        return why + (
            f". {was}, which is gone, had these words and this stamp: if it is the same message, add `supersedes: [{was}]`"
            if was
            else ""
        )
    return ""


def _former(history: History, stamp: Stamp, approval: Change) -> str:
    """The id of a message that was taken out and had the same words and stamp, "" where there is none."""
    gone = (each for each in history.timelines.values() if each.changes and "removed" in each.changes[-1].kinds)
    return next((each.id for each in gone if (was := stamping_change(each, stamp)) and was.own == approval.own), "")


def _other_person(stamp: Stamp, who: Person, commit: Commit) -> str:
    """What to say of a stamp that is committed by somebody whom it does not name."""
    like = next((each for each in commit.authors if looks_like(who, each)), None)
    if like:
        return f"its stamp names {who}, but {like} committed it. {one_person(who, like)}"
    did = "says that it was taken over by" if stamp.adopted else "names"
    return f"its stamp {did} {who.name or who.email}, but {commit.authors[0].name} committed it"
