"""What a catalogue's `msgreview.yaml` and `policies.yaml` say. Every key has a default."""

from datetime import date
from typing import Any, Literal

import msgspec

from msgreview.model.message import Channel

Level = Literal["error", "warning", "suggestion"]
LevelChoice = Literal["error", "warning", "suggestion", "off"]


_RISK = {"money": 2, "fines": 2, "legal": 3, "privacy": 3, "safety": 3}


class ReviewConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the yearly review is run."""

    every: str = "12 months"
    warn: str = "30 days"
    four_eyes: bool = True
    solo: bool = False
    capacity: int = 5
    """Reviews a week."""
    blackout: tuple[str, ...] = ()
    """Dates or ranges without reviews: `2027-12-20..2028-01-05`."""
    holidays: str = ""
    """Country, or country and region, whose public holidays are no review days: `GB`, `US-CA`, `DE-BY`."""
    risk: dict[str, int] = msgspec.field(default_factory=lambda: dict(_RISK))
    """Tag, service or group of policies → how much sooner its messages are read: the higher, the sooner."""
    away: dict[str, tuple[str, ...]] = {}
    """Mail address → dates or ranges in which somebody cannot review."""
    gone: tuple[str, ...] = ()
    """Mail addresses of people who have left: what they own has nobody who answers for it."""


class ServiceConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who answers for a service's messages."""

    owner: str = ""
    reviewers: tuple[str, ...] = ()
    month: int | None = None


class Vocabulary(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words the team has decided on: `accept` silences rules on them, `reject` (word → what to say instead) finds them."""

    accept: tuple[str, ...] = ()
    reject: dict[str, str] = {}
    acronyms: tuple[str, ...] = ()
    """Acronyms that every reader knows."""


class SmsConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a text message may cost."""

    segments: int = 1
    """Most segments a message may take."""


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The catalogue's settings."""

    messages: tuple[str, ...] = ("messages",)
    """Folders or files with messages, relative to the config file."""
    rubrics: tuple[str, ...] = ()
    """Folders or files with the team's own rubrics; the shipped ones always apply."""
    policies: str = "policies.yaml"
    review: ReviewConfig = ReviewConfig()
    services: dict[str, ServiceConfig] = {}
    levels: dict[str, LevelChoice] = {}
    """Rule or rubric id → level."""
    vocabulary: Vocabulary = Vocabulary()
    filters: tuple[str, ...] = ()
    """Filters and functions that the sending system knows and Jinja does not."""
    variables: dict[str, Any] = {}
    """Values known to every template, such as the library's name."""
    sms: SmsConfig = SmsConfig()
    require: dict[str, tuple[Channel, ...]] = {}
    """Field → channels in which messages must state it, on top of what the rubrics ask."""


class Policy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One fact that messages quote: its value as typed, and patterns that state it in words."""

    name: str
    """Dotted: `loans.days`."""
    value: str
    says: tuple[str, ...] = ()
    """Patterns whose one group captures the value as a message may state it."""


class Settings(msgspec.Struct, frozen=True):
    """Everything that a run is told and that is not in a message: the same settings and files give the same findings.

    `root` is the folder of `msgreview.yaml`, or the folder linted where there is none. `digest` changes when any of it does.
    """

    config: Config
    policies: tuple[Policy, ...]
    policy_values: dict[str, Any]
    """Nested, as templates see it under `policy`."""
    root: str
    today: date
    digest: str
    config_path: str = ""

    def __hash__(self) -> int:
        """By what it says: `digest` covers all of it that is not hashable."""
        return hash((self.digest, self.today, self.root))
