"""Where every message stands: what the files say, held against what git knows, the plan and the day."""

from collections.abc import Mapping
from datetime import date, timedelta

from msgreview.history.past import Past
from msgreview.history.present import Held, Present
from msgreview.history.state import Evidence, standing
from msgreview.history.timeline import Timeline
from msgreview.model.config import Config, Settings
from msgreview.model.message import Message, Stamp
from msgreview.model.review import Change, Person, Standing

_CUT_OFF = "this clone leaves older commits out, so no date can be told: git fetch --unshallow"
_NO_GIT = "the catalogue is in no git repository, so nobody can tell what was changed when"
_BOT = "[bot]"


def standings(present: Present, past: Past | None, settings: Settings, planned: Mapping[str, date]) -> dict[str, Standing]:
    """Where each message stands on `settings.today`, in the order of the files; what cannot be read comes last.

    `past` is None where there is no repository; `planned` gives the days that the plan has for messages.
    """
    found = {id_: standing(evidence(held, present, past, settings, planned.get(id_))) for id_, held in present.held.items()}
    for fault in present.faults:
        id_ = fault.id or fault.path
        if id_ not in found:
            found[id_] = standing(_broken(id_, fault.text, settings))
    return found


def _broken(id_: str, fault: str, settings: Settings) -> Evidence:
    review = settings.config.review
    return Evidence(id=id_, today=settings.today, fault=fault, every=review.every, warn=review.warn)


def evidence(held: Held, present: Present, past: Past | None, settings: Settings, planned: date | None) -> Evidence:
    """What is known of one message."""
    message, config = held.message, settings.config
    timeline = past.timeline(message.id) if past else Timeline(message.id)
    stamp, unknown = message.review, _unknown(past)
    approval = approving(timeline, stamp) if stamp else None
    return Evidence(
        id=message.id,
        today=settings.today,
        status=message.status,
        stamp=stamp,
        fingerprint=held.fingerprint,
        policies=held.policies,
        last_text=_last_text(held, timeline, present, past, settings.today),
        every=(stamp.every if stamp else "") or config.review.every,
        warn=config.review.warn,
        planned=planned,
        alone=()
        if unknown or not stamp or not config.review.four_eyes or config.review.solo
        else alone(timeline, stamp, approval),
        orphan=orphaned(message, config),
        unverified="" if unknown or not stamp else _unverified(stamp, approval, held, past),
        unknown=unknown,
    )


def _unknown(past: Past | None) -> str:
    if past is None:
        return _NO_GIT
    return _CUT_OFF if past.shallow else ""


def _last_text(held: Held, timeline: Timeline, present: Present, past: Past | None, today: date) -> date | None:
    """The last change of what the reader gets, in the message or in those it uses; today where it is not committed yet."""
    if past is None or past.shallow:
        return None
    days: list[date] = []
    todo, seen = [held.message.id], set[str]()
    while todo:
        id_ = todo.pop()
        now = present.held.get(id_)
        if now is None or id_ in seen:
            continue
        seen.add(id_)
        todo += now.uses
        last = past.timeline(id_).last_text
        days.append(last.day if last and last.own == now.own else today)
    return max(days)


def approving(timeline: Timeline, stamp: Stamp) -> Change | None:
    """The commit that wrote a stamp; None where none did."""
    return next((change for change in reversed(timeline.reviews) if change.stamp == stamp), None)


def writers(timeline: Timeline, approval: Change | None) -> tuple[Person, ...]:
    """Who wrote words of a message since the approval before `approval`, or since the last one for None."""
    reviews = [
        change for change in timeline.reviews if change is not approval and change.stamp and change.stamp.decision == "keep"
    ]
    if approval is not None:
        place = timeline.changes.index(approval)
        reviews = [change for change in reviews if timeline.changes.index(change) < place]
    later = timeline.after(reviews[-1]) if reviews else timeline.changes
    writing = (change for change in later if change.kinds & {"text", "added"})
    return tuple(dict.fromkeys(person for change in writing for person in change.commit.authors))


def alone(timeline: Timeline, stamp: Stamp, approval: Change | None) -> tuple[str, ...]:
    """Who approved words of their own, by name."""
    name, mail = split_name(stamp.by)
    return tuple(person.name for person in writers(timeline, approval) if is_same(person, name, mail))[:1]


def is_same(person: Person, name: str, mail: str) -> bool:
    """Whether git's person is the one named: by mail address, or by name where one of them has none."""
    if mail and person.email:
        return person.email.casefold() == mail.casefold()
    return bool(name) and person.name.casefold() == name.casefold()


def split_name(by: str) -> tuple[str, str]:
    """Name and mail address of `Jo Doe <jo@library.example>`; either may be missing."""
    if "@" in by and "<" not in by:
        return "", by.strip()
    return by.partition("<")[0].strip(), by.partition("<")[2].partition(">")[0].strip()


def orphaned(message: Message, config: Config) -> str:
    """Why nobody answers for a message, "" where somebody does."""
    service = config.services.get(message.service)
    owner = message.owner or (service.owner if service else "")
    if not owner:
        return "it names no owner, and its service has none"
    gone = {who.casefold() for who in config.review.gone}
    if (split_name(owner)[1] or owner).casefold() in gone:
        return f"its owner {owner} has left"
    return ""


def _unverified(stamp: Stamp, approval: Change | None, held: Held, past: Past | None) -> str:
    """What of a stamp the commits do not bear out."""
    if approval is None:
        return "its stamp is in no commit yet"
    if stamp.last > approval.day + timedelta(days=1):
        return f"its stamp is dated {stamp.last}, after the commit of {approval.day} that wrote it"
    if approval.commit.authors[0].name.endswith(_BOT):
        return f"its stamp was written by {approval.commit.authors[0].name}, which reads nothing"
    if stamp.seen and not held.uses and approval.own != stamp.seen:
        return f"its stamp names other words than the commit of {approval.day} that wrote it"
    return ""
