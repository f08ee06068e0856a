"""Rubrics and rules as they are run. The JSON Schema for rubric files comes from `RubricFile` and `Header`."""

import re
from typing import Any, Literal, TypeAlias, get_args

import msgspec

from msgreview.model.config import PROFILES, LevelChoice, Profile
from msgreview.model.message import Channel, Message, MessageFormat, MessageKind, Status
from msgreview.rubric.message_facts import Facts
from msgreview.rubric.view import Scope

Practice = Literal["professional", "clear", "approachable", "open", "warm", "soften", "format", "positive"]
PRACTICE_TITLES: dict[str, str] = {
    "professional": "professional and human in every interaction",
    "clear": "goals and actions are clear",
    "approachable": "friendly, efficient, knowledgeable, approachable, engaged, thorough",
    "open": "lines of communication stay open",
    "warm": "words carry the warmth that a meeting would",
    "soften": "language is softened when the news is bad",
    "format": "text is formatted for clarity",
    "positive": "the end is something positive",
}
"""The eight practices of a good service message, as reports name them."""
PRACTICES: tuple[Practice, ...] = get_args(Practice)
"""The eight practices, in order."""
RULE_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")

Described: TypeAlias = Message | Facts
"""What `Applies` tests: a message, or its facts."""


class Applies(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which messages a rule is for. An empty list is no condition; `lang` takes BCP 47 tags, or `any`."""

    channel: tuple[Channel, ...] = ()
    kind: tuple[MessageKind, ...] = ()
    lang: tuple[str, ...] = ("en",)
    format: tuple[MessageFormat, ...] = ()
    status: tuple[Status, ...] = ("draft", "published")
    service: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    """Tags, or an audience, that exempt a message."""

    def fits(self, message: Described) -> bool:
        """Whether the rule is for this message."""
        return (
            (not self.channel or message.channel in self.channel)
            and (not self.kind or message.kind in self.kind)
            and (not self.format or message.format in self.format)
            and (not self.status or message.status in self.status)
            and (not self.service or message.service in self.service)
            and (not self.audience or message.audience in self.audience)
            and (not self.tags or not set(self.tags).isdisjoint(message.tags))
            and (not self.without or set(self.without).isdisjoint((message.audience, *message.tags)))
            and self.reads(message.lang)
        )

    def reads(self, lang: str) -> bool:
        """Whether the rule is for this language: `en` is for `en-GB` too."""
        tag = lang.lower().replace("_", "-")  # `en_GB`, as systems write it, is `en-GB`.
        return any(own == "any" or tag == own.lower() or tag.startswith(own.lower() + "-") for own in self.lang)


class Action(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How to change the words, as Vale's rules state it."""

    name: Literal["replace", "remove", "convert", "edit", "suggest"]
    params: tuple[str, ...] = ()


class Fixes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to write in the place of words: the words as they stand, with `|` between alternatives → what stands instead.

    The case follows the text; "" leaves the words out.

    `safe`: meaning and grammar surely stay. `unsafe`: likely right, to be read before it is kept.
    """

    safe: dict[str, str] = {}
    unsafe: dict[str, str] = {}

    def __post_init__(self) -> None:
        """Keeps each of the words as they are looked up."""
        for name in ("safe", "unsafe"):
            pairs = ((key, value) for keys, value in getattr(self, name).items() for key in keys.split("|"))
            words = {" ".join(key.casefold().split()): value for key, value in pairs}
            msgspec.structs.force_setattr(self, name, words)


class Examples(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Messages that break the rule, and messages that keep it: bodies, or mappings of message fields."""

    bad: tuple[Any, ...] = ()
    good: tuple[Any, ...] = ()


class _Common(msgspec.Struct, frozen=True, kw_only=True):
    """What a rule has as its file states it."""

    message: str
    """What a finding says; `%s` stands for what the kind of check fills in."""
    level: LevelChoice = "warning"
    """error (red), warning (yellow), suggestion (green) or off."""
    scope: tuple[Scope, ...] = ("body",)
    """Which texts it reads."""
    try_: str = msgspec.field(default="", name="try")
    """What to write instead."""
    why: str = ""
    """Why the rule is there."""
    source: str = ""
    """Where it comes from."""
    link: str = ""
    """The address of the source."""
    ask: str = ""
    """Whom to ask about findings that nobody may dispute, those of safety, privacy and law, as a sentence; "" for all others."""
    limit: int = 0
    """Most hits in one reading of a message; 0 for no limit."""
    values: bool = False
    """Whether a hit may lie wholly in the value of a variable, which the author of the template did not write."""
    yields_to: tuple[str, ...] = ()
    """Rules that say as much of the same words: a hit that shares a character with one of theirs is left to them.

    What a message lacks may be said anywhere in it: see kind `move`."""
    counts: bool = False
    """Whether it is skipped on a path that no sample takes, where numbers and branches may disagree."""
    applies: Applies = Applies()
    """Which messages it is for."""
    examples: Examples = Examples()
    """Texts that break the rule and texts that keep it; `msgreview rubric test` proves them."""
    action: Action | None = None
    fixes: Fixes = Fixes()


class Header(_Common, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The keys that rules of every kind have. All other keys of a rule are its kind's options."""

    extends: str
    """The kind of check."""
    profile: Profile | None = None
    """The first profile that has the rule; the rubric's where it is left out."""
    practice: Practice | None = None
    description: str = ""
    """Vale's word for `why`."""
    name: str = ""
    """Vale's; a rule is named by its key here."""

    def __post_init__(self) -> None:
        if self.limit < 0:
            raise ValueError("`limit` is 0 (no limit) or a number of hits")


class RubricFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A rubric file."""

    title: str
    rules: dict[str, Any]
    practice: Practice | None = None
    profile: Profile = "minimal"
    """The first profile that has its rules, unless they say so themselves."""
    about: str = ""
    source: str = ""
    ask: str = ""
    """That of its rules, unless they say so themselves."""


class Rule(_Common, frozen=True, kw_only=True):
    """One checkable statement."""

    id: str
    """`rubric.name`."""
    rubric: str
    name: str
    kind: str
    practice: Practice
    options: Any
    """The kind's `Options`."""
    path: str
    line: int = 1
    profile: Profile = "minimal"
    """The first profile that has the rule."""
    exceptions: tuple[str, ...] = ()
    """The rule's own and, where it asks for them, the team's accepted words."""
    selector: str = ""
    """Blocks of the text as it is written, in the place of `scope` (see `written`): so a rule of Vale reads."""
    accepts: bool = False
    """Whether it asks for them."""
    on: bool = True
    """Whether it is applied: its level is not off, and the profile of the run has it."""

    @property
    def bends(self) -> bool:
        """Whether its findings may be waived and ignored: all but our own red ones. What is an error to Vale only fails a run."""
        return self.level != "error" or bool(self.selector)

    def within(self, profile: Profile) -> bool:
        """Whether a profile has the rule."""
        return self.level != "off" and PROFILES.index(self.profile) <= PROFILES.index(profile)


class Rubric(msgspec.Struct, frozen=True):
    """A file of rules around one practice."""

    name: str
    title: str
    practice: Practice | None
    about: str
    source: str
    rules: tuple[Rule, ...]
    path: str
