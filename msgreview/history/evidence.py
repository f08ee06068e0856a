"""Gathers the evidence for the state of every message: its file, its history, the plan and the day."""

from collections.abc import Sequence
from datetime import date, timedelta

from msgreview.catalogue.index import closure
from msgreview.history.approvals import is_shown, stamping_change, why_alone
from msgreview.history.log_reader import History
from msgreview.history.people import is_outsider, looks_like, one_person, owner_of, still_here
from msgreview.history.state import Evidence, compute_state
from msgreview.history.timeline import Timeline
from msgreview.history.worktree import CurrentCatalogue, CurrentMessage
from msgreview.model.config import Config, Settings
from msgreview.model.message import Message, Stamp
from msgreview.model.review import Change, Commit, MessageState, Person

_NO_GIT = "the catalogue is in no git repository, so nobody can tell what was changed when"
_BOT = "[bot]"
_A_DAY = timedelta(days=1)


def compute_states(catalogue: CurrentCatalogue, history: History | None, settings: Settings) -> dict[str, MessageState]:
    """Where each message stands on `settings.today`, in the order of the files; what cannot be read comes last.

    `history` is None where there is no repository.
    """
    review = settings.config.review
    problems = {problem.id or problem.path: problem.text for problem in reversed(catalogue.problems)}
    broken = {
        id_: Evidence(id=id_, today=settings.today, problem=text, every=review.every, warn=review.warn)
        for id_, text in reversed(problems.items())
    }
    readable = {
        id_: broken.get(id_) or evidence(current, catalogue, history, settings) for id_, current in catalogue.messages.items()
    }
    return {id_: compute_state(each) for id_, each in (readable | broken).items()}


def evidence(current: CurrentMessage, catalogue: CurrentCatalogue, history: History | None, settings: Settings) -> Evidence:
    """The evidence for the state of one message."""
    message, config = current.message, settings.config
    stamp = message.review
    full = history if history and not history.incomplete else None
    approval = stamping_change(full.timeline(message.id), stamp) if full and stamp else None
    words = words_of(message.id, catalogue)
    return Evidence(
        id=message.id,
        today=settings.today,
        status=message.status,
        stamp=stamp,
        fingerprint=current.fingerprint,
        policies=current.policies,
        last_text=max(_last_text(full.timeline(id_), catalogue.messages[id_], settings.today) for id_ in words) if full else None,
        reworded=_reworded(full, approval, words, catalogue) if full and stamp and approval and not stamp.seen else False,
        every=(stamp.every if stamp else "") or config.review.every,
        warn=config.review.warn,
        revived=_revived(full.timeline(message.id) if full else None, approval, stamp) if message.status == "published" else "",
        alone=why_alone(full, approval, stamp, words, current.fingerprint) if full and stamp and needs_two(config) else "",
        orphan=orphaned(message, config),
        outside=_outside(message, stamp, full, config) if full and stamp else "",
        unverified=_unverified(full, stamp, approval, current, settings.today) if full and stamp else "",
        unknown="" if full else history.incomplete if history else _NO_GIT,
    )


def _revived(timeline: Timeline | None, approval: Change | None, stamp: Stamp | None) -> str:
    """The day on which a message was retired since it was last read; "" where it was not."""
    if stamp and stamp.decision == "retire":
        return stamp.last.isoformat()
    if timeline is None or approval is None:
        return ""
    since = timeline.changes[timeline.changes.index(approval) :]
    return next((each.day.isoformat() for each in reversed(since) if each.status == "retired"), "")


def words_of(id_: str, catalogue: CurrentCatalogue) -> tuple[str, ...]:
    """Ids of the messages whose words a message gives: itself, those that it uses, and those that they use."""
    return tuple(each for each in closure([id_], catalogue.uses) if each in catalogue.messages)


def needs_two(config: Config) -> bool:
    """Whether somebody else has to approve what a person wrote."""
    return config.review.four_eyes and not config.review.solo


def _last_text(timeline: Timeline, current: CurrentMessage, today: date) -> date:
    """When the words of a message were written; today where they are not committed yet."""
    wrote = timeline.wrote(current.own)
    return wrote.day if wrote else today


def _reworded(history: History, approval: Change, words: Sequence[str], catalogue: CurrentCatalogue) -> bool:
    """Whether the words that stand now are others than those that stood when a commit wrote a stamp."""
    has_ancestor = history.order.has_ancestor

    def then(id_: str) -> str:
        earlier = (each for each in reversed(history.timeline(id_).changes) if has_ancestor(approval.commit.id, each.commit.id))
        return next((each.own for each in earlier), "")

    return any(then(id_) != catalogue.messages[id_].own for id_ in words)


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


def _unverified(history: History, stamp: Stamp, approval: Change | None, current: CurrentMessage, today: date) -> str:
    """What of a stamp the commits do not bear out. Days are those of a place, so one may be a day ahead of another's."""
    if approval is None:
        return "its stamp is in no commit yet"
    who, commit, latest = history.person(stamp.by), approval.commit, max(approval.day, approval.commit.latest.date())
    if stamp.last > today + _A_DAY:
        return f"its stamp is dated {stamp.last}, which is still to come"
    if stamp.last > latest + _A_DAY:
        return f"its stamp is dated {stamp.last}, after the commit of {latest} that wrote it"
    if who.name.endswith(_BOT) or (
        commit.authors[0].name.endswith(_BOT) and not (stamp.by and is_shown(history, current.message.id, approval))
    ):
        return f"its stamp was written by {commit.authors[0].name}, which reads nothing"
    if not is_shown(history, current.message.id, approval):
        return _other_person(stamp, history.person(stamp.adopted or stamp.by), commit)
    if stamp.seen and not current.uses and approval.own != stamp.seen:
        return f"its stamp names other words than the commit of {approval.day} that wrote it"
    return ""


def _other_person(stamp: Stamp, who: Person, commit: Commit) -> str:
    """What to say of a stamp that is committed by somebody whom it does not name."""
    like = next((each for each in commit.authors if looks_like(who, each)), None)
    if like:
        return f"its stamp names {who}, but {like} committed it. {one_person(who, like)}"
    did = "says that it was taken over by" if stamp.adopted else "names"
    return f"its stamp {did} {who.name or who.email}, but {commit.authors[0].name} committed it"
