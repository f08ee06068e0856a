"""What git knows of a message: who wrote which words when, and who has read them."""

from datetime import UTC, date, datetime, timedelta
from typing import Literal, get_args

import msgspec

from msgreview.model.message import Stamp, Status

ChangeKind = Literal["added", "text", "review", "status", "moved", "renamed", "other", "removed", "restored"]
"""What a commit did to a message. `text`: what the customer reads; `other`: anything else its file states of it (owner, tags);
`renamed`: its id is another one, and `supersedes` names the one that it had; `restored`: it is there again, with the words that
it had when it was removed."""
WRITING: frozenset[ChangeKind] = frozenset({"added", "text"})
"""The kinds of change that write words."""


class Person(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Somebody as git records them, after `.mailmap`. Git does not check names."""

    name: str
    email: str = ""

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>" if self.email else self.name

    @classmethod
    def of(cls, text: str) -> "Person":
        """Who is meant by `Jo Doe <jo@library.example>`; name or address may be missing."""
        if "@" in text and "<" not in text:
            return cls("", text.strip())
        name, _, rest = text.partition("<")
        return cls(name.strip(), rest.partition(">")[0].strip())

    def is_same(self, other: "Person") -> bool:
        """Whether two are one: by address, or by name where one of them has none."""
        if self.email and other.email:
            return self.email.casefold() == other.email.casefold()
        return bool(self.name) and self.name.casefold() == other.name.casefold()


class Approval(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What a commit's message says that somebody read: a message, or with `id` "" all that the commit changed.

    `seen` is the fingerprint of the words that were read, "" where it is not stated.
    """

    by: Person
    id: str = ""
    decision: str = "keep"
    seen: str = ""


class Commit(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One commit: its full id, who made it (co-authors follow the author), when, and its first line."""

    id: str
    authors: tuple[Person, ...]
    when: datetime
    """Author time, UTC; the committer's where that is earlier, as nobody writes what is committed already."""
    subject: str
    latest: datetime = datetime.min.replace(tzinfo=UTC)
    """The later one of the two times: a commit that is amended or rebased keeps the first."""
    approvals: tuple[Approval, ...] = ()
    """What its message says that others than its author read."""
    undoes: str = ""
    """The id of the commit whose review it takes back."""
    zone: int = 0
    """Minutes by which the clock that `when` was read from was ahead of UTC."""

    @property
    def day(self) -> date:
        """The date of `when`, where it was made: an evening in Los Angeles is no morning of the next day."""
        try:
            return (self.when + timedelta(minutes=self.zone)).date()
        except OverflowError:
            return self.when.date()

    def writers(self, id_: str) -> tuple[Person, ...]:
        """Who wrote words of a message in it: its authors, but those who did no more than approve them; never nobody."""
        if not self.approvals:
            return self.authors
        return tuple(each for each in self.authors if not self._only_read(each, id_)) or self.authors[:1]

    def _only_read(self, who: Person, id_: str) -> bool:
        theirs = [each for each in self.approvals if who.is_same(each.by) and each.id in ("", id_)]
        named = any(each.id for each in theirs) or who != self.authors[0]
        return named and bool(theirs) and all(each.decision == "keep" for each in theirs)

    def shows(self, who: Person, id_: str, seen: str) -> bool:
        """Whether it bears out that somebody read these words of a message: it is theirs, or its message says so."""
        return any(map(who.is_same, self.authors)) or any(
            each.id in ("", id_) and seen in ("", each.seen or seen) and who.is_same(each.by) for each in self.approvals
        )


class Snapshot(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What one version of a file says of a message.

    `own` is the fingerprint of the message's own words; `uses` are the ids of the messages whose words stand among them.
    """

    id: str
    own: str
    uses: tuple[str, ...] = ()
    status: Status = "published"
    stamp: Stamp | None = None
    rest: str = ""
    """Digest of everything else the file states of it, for telling a change from none."""
    supersedes: tuple[str, ...] = ()


class Change(msgspec.Struct, frozen=True, gc=False):
    """What one commit did to one message."""

    commit: Commit
    id: str
    """The message's id after it; before it, where it was removed."""
    kinds: frozenset[ChangeKind]
    path: str
    """Where the message stood after it, from the top of the repository; before it, where it was removed."""
    blob: str
    """The file's content after it; "" where it was removed."""
    own: str
    """Fingerprint of the message's own words after it; before it, where it was removed."""
    stamp: Stamp | None = None
    """The stamp that it wrote, for a `review`."""
    status: Status | Literal[""] = ""
    """What the message became, for a `status`."""

    @property
    def writes(self) -> bool:
        """Whether it wrote words."""
        return not self.kinds.isdisjoint(WRITING)

    @property
    def writers(self) -> tuple[Person, ...]:
        """Who wrote its words, where it writes."""
        return self.commit.writers(self.id)

    @property
    def day(self) -> date:
        """The date, where the commit was made."""
        return self.commit.day


StateName = Literal[
    "invalid",
    "retired",
    "draft",
    "unreviewed",
    "changed",
    "policy-changed",
    "unverified",
    "needs-second",
    "overdue",
    "due",
    "soon",
    "current",
]
STATES: tuple[StateName, ...] = get_args(StateName)
"""Every state, in the order in which the first that fits is taken."""
WAITING: frozenset[StateName] = frozenset(
    {"invalid", "unreviewed", "changed", "policy-changed", "unverified", "needs-second", "overdue", "due"}
)
"""States in which somebody has something to do now."""
UNAPPROVED: frozenset[StateName] = WAITING - {"overdue", "due"} | {"draft"}
"""States in which readers get, or would get, words that nobody has approved as they stand."""
URGENCY: dict[StateName, int] = {name: number for number, name in enumerate(STATES)}
"""State → its place among them: what is most urgent comes first."""
OUT_OF_CYCLE: frozenset[StateName] = frozenset({"invalid", "retired", "draft"})
"""States of what is not read every year."""

OverlayName = Literal["orphan", "outside", "history-unknown", "recommended", "twin-behind"]
"""What may be true of a message in any state: nobody answers for it; who read it is not one of its reviewers; history was
cut off; somebody recommended a change that its owner has not answered; other words of its twin in another language were
approved since."""


def fact_in_words(name: str) -> str:
    """`policy loans.days`, `variable library.phone`: a fact by its name as a cause or in a stamp."""
    kind, _, path = name.rpartition(":")
    return f"{kind or 'policy'} {path}"


class PolicyChange(msgspec.Struct, frozen=True):
    """A fact that a message quotes and that has changed since its review. `after` is "" for one that is gone."""

    name: str
    """Dotted for a policy; `variable:` stands before a variable of the settings."""
    before: str
    after: str

    @property
    def cause(self) -> str:
        """What it is called as a cause: `policy:loans.days`, `variable:library.phone`."""
        return self.name if ":" in self.name else f"policy:{self.name}"


class Reason(msgspec.Struct, frozen=True):
    """Why a message is in a state: one that holds, and a sentence that says what happened and when."""

    state: StateName | OverlayName
    text: str


class MessageState(msgspec.Struct, frozen=True):
    """Where a message stands in its yearly review, and why."""

    id: str
    name: StateName
    overlays: tuple[OverlayName, ...] = ()
    reasons: tuple[Reason, ...] = ()
    """All that hold, the state's own first: a message may be changed and overdue at once."""
    due: date | None = None
    """When it is to be read again; None for what is not in the cycle, or without a review."""
    policies: tuple[PolicyChange, ...] = ()
    causes: tuple[str, ...] = ()
    """What makes it read differently, where nothing of its own does: messages that it uses, and facts (`policy:loans.days`)."""
    ahead: tuple[str, ...] = ()
    """Its twins in other languages of which other words were approved since it was read."""

    @property
    def is_unverified(self) -> bool:
        """Whether git does not bear its stamp out."""
        return any(each.state == "unverified" for each in self.reasons)

    @property
    def is_late(self) -> bool:
        """Whether it was read once, and its day is long past: no plan puts that off. What was never read waits for its week."""
        return self.name != "unreviewed" and any(each.state == "overdue" for each in self.reasons)
