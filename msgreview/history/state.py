"""Where a message stands in its yearly review: a pure function of the evidence.

The first that fits is its state: invalid, retired, draft, unreviewed, changed, policy-changed, unverified, needs-second, overdue,
due, soon, current. All that fit are given as reasons, so that one look tells everything. Overlays come on top of any state.
"""

from collections.abc import Iterator
from datetime import date, timedelta

import msgspec

from msgreview.model.cycle import after, before
from msgreview.model.message import Stamp, Status
from msgreview.model.review import MessageState, OverlayName, PolicyChange, Reason, StateName, fact_in_words


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """All that the state of a message depends on."""

    id: str
    today: date
    problem: str = ""
    """Why it cannot be read, "" where it can."""
    status: Status = "published"
    stamp: Stamp | None = None
    fingerprint: str = ""
    """Of what the reader gets now."""
    policies: dict[str, str] = {}
    """The policy values that it quotes now, by name."""
    last_text: date | None = None
    """The last change of what the reader gets; None where history does not tell."""
    every: str
    """Its cycle."""
    warn: str
    """How long before its day a review is `soon`; as long after it, it is `due` and not yet overdue."""
    revived: str = ""
    """When it was retired after its last review, and is sent again now; "" where it was not."""
    reworded: bool | None = None
    """Whether the reader gets other words than were approved; None where only the stamp tells."""
    causes: tuple[str, ...] = ()
    """The messages whose words make it read differently, where its own do not."""
    approved: dict[str, str] = {}
    """Values of facts that were approved for all messages, by cause."""
    alone: str = ""
    """Why nobody but its writers is known to have read it, "" where somebody is or nobody minds."""
    orphan: str = ""
    """Why nobody answers for it, "" where somebody does."""
    outside: str = ""
    """Who read it without being one of its reviewers, in a sentence; "" where nobody did."""
    unverified: str = ""
    """What of its stamp history does not bear out, "" where it does."""
    ahead: dict[str, date] = {}
    """Its twins in other languages of which other words were approved since it was read, each with the day."""
    unknown: str = ""
    """Why its history is not known, "" where it is."""


def compute_state(evidence: Evidence) -> MessageState:
    """The state of a message, its overlays, every reason that holds, and the day of its next review."""
    overlays = tuple(_overlays(evidence))
    changed = _policy_changes(evidence)
    reasons = tuple(_reasons(evidence, changed))
    day = _due_day(evidence) if evidence.status == "published" and not evidence.problem else None
    names: tuple[OverlayName, ...] = tuple(name for name, _ in overlays)
    every = (*(Reason(name, text) for name, text in (*reasons, *overlays)),)
    return MessageState(evidence.id, reasons[0][0], names, every, day, changed, _causes(evidence, changed), tuple(evidence.ahead))


def _causes(evidence: Evidence, policies: tuple[PolicyChange, ...]) -> tuple[str, ...]:
    """What makes it read differently, unless something of its own is to be read as well."""
    if (
        evidence.stamp is None
        or evidence.revived
        or evidence.unverified
        or evidence.alone
        or (_is_changed(evidence) and not evidence.causes)
    ):
        return ()
    return (*evidence.causes, *(each.cause for each in policies))


def _due_day(evidence: Evidence) -> date | None:
    """When a message is to be read again: its cycle after its last review, whatever the plan says.

    Without a review the cycle runs from the last change of its text; a review dated in the future is none, nor is a retirement.
    Where it is made, it may be tomorrow already.
    """
    stamp = evidence.stamp
    reviewed = stamp.last if stamp and stamp.last <= evidence.today + timedelta(days=1) and stamp.decision != "retire" else None
    last = reviewed or evidence.last_text
    return after(last, evidence.every) if last else None


def _reasons(evidence: Evidence, policies: tuple[PolicyChange, ...]) -> Iterator[tuple[StateName, str]]:
    """Every state that fits, in order, and why; at least one."""
    stamp = evidence.stamp
    if evidence.problem:
        yield "invalid", evidence.problem
        return
    if evidence.status != "published":
        yield evidence.status, "it is not sent any more" if evidence.status == "retired" else "it is not sent yet"
        if stamp and evidence.unverified:
            yield "unverified", evidence.unverified
        return
    if stamp is None:
        since = f", and its words are of {evidence.last_text}" if evidence.last_text else ""
        yield "unreviewed", f"nobody has recorded a review{since}"
    elif evidence.revived:
        yield "unreviewed", f"it was retired on {evidence.revived}, and nobody has approved that it is sent again"
    elif _is_changed(evidence):
        why = f", because of {' and '.join(evidence.causes)}" if evidence.causes else ""
        yield "changed", f"its words are not those that {_who(stamp)} approved on {stamp.last}{why}"
    if policies:
        yield "policy-changed", "; ".join(map(_policy, policies))
    if stamp is not None and evidence.unverified:
        yield "unverified", evidence.unverified
    if stamp is not None and evidence.alone:
        yield "needs-second", evidence.alone
    yield _when(evidence)


def _is_changed(evidence: Evidence) -> bool:
    """Whether the reader gets other words than the reviewer read."""
    if evidence.reworded is not None:
        return evidence.reworded
    return evidence.stamp is not None and evidence.stamp.seen not in ("", evidence.fingerprint)


def _when(evidence: Evidence) -> tuple[StateName, str]:
    """How far off the next review is."""
    day, today = _due_day(evidence), evidence.today
    if day is None:
        return "current", "nothing says when it was last read"
    if today < before(day, evidence.warn):
        return "current", f"the next review is on {day}"
    days = abs((today - day).days)
    time = "1 day" if days == 1 else f"{days} days"
    if today < day:
        return "soon", f"the next review is on {day}, in {time}"
    if today <= after(day, evidence.warn):
        return "due", f"the review was for {day}" if days else "the review is for today"
    return "overdue", f"the review was for {day}, {time} ago"


def _policy_changes(evidence: Evidence) -> tuple[PolicyChange, ...]:
    seen = evidence.stamp.policies if evidence.stamp else {}
    now = evidence.policies
    changes = (PolicyChange(name, was, now[name]) for name, was in sorted(seen.items()) if name in now and now[name] != was)
    return tuple(each for each in changes if evidence.approved.get(each.cause) != each.after)


def _overlays(evidence: Evidence) -> Iterator[tuple[OverlayName, str]]:
    """Every overlay that applies, and why."""
    stamp, retired = evidence.stamp, evidence.status == "retired"
    if evidence.problem:
        return
    if evidence.orphan and not retired:
        yield "orphan", evidence.orphan
    if evidence.outside and stamp and not retired:
        yield "outside", evidence.outside
    if evidence.unknown:
        yield "history-unknown", evidence.unknown
    if evidence.ahead and stamp and not retired:
        twins = " and ".join(f"those of {id_} on {day}" for id_, day in evidence.ahead.items())
        yield "twin-behind", f"other words of its twin were approved since it was read on {stamp.last}: {twins}"
    if stamp and stamp.decision == "edit" and stamp.to and not _is_changed(evidence) and not retired:
        yield "recommended", f"{_who(stamp)} recommended to {stamp.to} on {stamp.last}: {stamp.note}"


def _policy(change: PolicyChange) -> str:
    now = f"is {change.after} now" if change.after else "is not there any more"
    return f"the {fact_in_words(change.name)} was {change.before} when it was read and {now}"


def _who(stamp: Stamp) -> str:
    return stamp.by.partition("<")[0].strip() or "somebody"
