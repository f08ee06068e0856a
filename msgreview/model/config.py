"""What a catalogue's `msgreview.yaml` and `policies.yaml` say. Every key has a default."""

from datetime import date
from typing import Annotated, Any, Literal, get_args

import msgspec

from msgreview.model.cycle import EXAMPLES, PATTERN
from msgreview.model.message import Channel

Level = Literal["error", "warning", "suggestion"]
LevelChoice = Literal["error", "warning", "suggestion", "off"]
Profile = Literal["minimal", "standard", "strict"]
PROFILES: tuple[Profile, ...] = get_args(Profile)
"""How much a team asks of its messages, the least first. Each has all the rules of those before it."""

VALE = "vale:"
"""Stands before the path of a style of Vale."""

Cycle = Annotated[str, msgspec.Meta(pattern=PATTERN, examples=EXAMPLES)]
"""A length of time, in days, weeks, months or years."""

_DAY = r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
Days = Annotated[str, msgspec.Meta(pattern=rf"^{_DAY}(?:\.\.{_DAY})?$", examples=["2027-01-01", "2027-12-20..2028-01-05"])]
"""A day, or the first and the last of some."""

Count = Annotated[int, msgspec.Meta(ge=1)]
Grade = Annotated[int, msgspec.Meta(ge=0, le=20)]
"""Years of school to aim for; 0 for no aim."""

Month = Annotated[int, msgspec.Meta(ge=1, le=12)]


_RISK = {"money": 2, "fines": 2, "legal": 3, "privacy": 3, "safety": 3}


class ReviewConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the yearly review is run."""

    every: Cycle = "12 months"
    warn: Cycle = "30 days"
    four_eyes: bool = True
    solo: bool = False
    capacity: Count = 5
    """Reviews a week."""
    blackout: tuple[Days, ...] = ()
    """Dates or ranges without reviews: `2027-12-20..2028-01-05`."""
    holidays: str = ""
    """Country, or country and region, whose public holidays are no review days: `GB`, `US-CA`, `DE-BY`."""
    risk: dict[str, int] = msgspec.field(default_factory=lambda: dict(_RISK))
    """Tag, service or group of policies → how much sooner its messages are read: the higher, the sooner."""
    away: dict[str, tuple[str, ...]] = {}
    """Mail address → dates or ranges in which somebody cannot review."""
    gone: tuple[str, ...] = ()
    """Mail addresses of people who have left: what they own has nobody who answers for it."""
    only_reviewers: bool = False
    """Whether nobody but the reviewers of a service may approve its messages."""


class ServiceConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who answers for a service's messages."""

    owner: str = ""
    reviewers: tuple[str, ...] = ()
    month: Month | None = None


class Vocabulary(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The team's own words: rules are silent about `accept`; each of `reject` (word → what to say instead) is a finding."""

    accept: tuple[str, ...] = ()
    reject: dict[str, str] = {}
    acronyms: tuple[str, ...] = ()
    """Acronyms that every reader knows."""


class SmsConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a text message may cost."""

    segments: Count = 1
    """Most segments a message may take."""


EngineName = Literal["off", "harper", "languagetool"]


class GrammarConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which engine reads for grammar and spelling, and how."""

    engine: EngineName = "off"
    url: Annotated[
        str,
        msgspec.Meta(pattern=r"^https?://[^\s/]+\S*$", examples=["http://localhost:8081"], description="LanguageTool's address."),
    ] = ""
    """Of a LanguageTool server that is running. Without one, a server is started for the run, on this machine."""
    english: Literal["en", "en-US", "en-GB", "en-AU", "en-CA", "en-IN", "en-NZ", "en-ZA"] = "en"
    """How messages spell whose `lang` says no more than `en`; "en" is any way that America or Britain has."""
    timeout: Annotated[int, msgspec.Meta(ge=1, le=600)] = 20
    """Seconds that a server may take for one text."""


class ReadabilityConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The most years of school that a long message should ask for. A service's aim counts before a channel's.

    Messages without an aim have no grade counted.
    """

    grade: Grade = 0
    channel: dict[Channel, Grade] = {}
    service: dict[str, Grade] = {}


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The catalogue's settings."""

    messages: tuple[str, ...] = ("messages",)
    """Folders or files with messages, relative to the config file."""
    rubrics: tuple[str, ...] = ()
    """Folders or files with the team's own rubrics, and styles of Vale, as `vale:FOLDER`; the shipped ones always apply."""
    policies: str = "policies.yaml"
    review: ReviewConfig = ReviewConfig()
    services: dict[str, ServiceConfig] = {}
    profile: Profile = "standard"
    levels: dict[str, LevelChoice] = {}
    """Rule or rubric id → level. A rule named here is on, or off, whatever the profile."""
    vocabulary: Vocabulary = Vocabulary()
    filters: tuple[str, ...] = ()
    """Filters and functions that the sending system has and Jinja has not."""
    variables: dict[str, Any] = {}
    """Values for every template, such as the library's name."""
    sms: SmsConfig = SmsConfig()
    grammar: GrammarConfig | EngineName | None = None
    """An engine's name will do. Where nothing is said, `lint` reads no grammar, and `check` uses harper if it is there."""
    readability: ReadabilityConfig = ReadabilityConfig()
    """Reading grades to aim for."""
    require: dict[str, tuple[Channel, ...]] = {}
    """Field → channels in which messages must state it, on top of what the rubrics ask."""

    @property
    def own_rubrics(self) -> tuple[str, ...]:
        """Those of `rubrics` that are written for this tool."""
        return tuple(path for path in self.rubrics if not path.startswith(VALE))

    @property
    def vale_styles(self) -> tuple[str, ...]:
        """The paths of Vale's styles, rules and vocabularies among `rubrics`."""
        return tuple(path.removeprefix(VALE).strip() for path in self.rubrics if path.startswith(VALE))

    @property
    def proofing(self) -> GrammarConfig:
        """The `grammar` setting, an engine's bare name expanded."""
        return self.grammar if isinstance(self.grammar, GrammarConfig) else GrammarConfig(self.grammar or "off")


class Policy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One fact that messages quote: its value as typed ("" where none is set), and patterns that state it in words."""

    name: str
    """Dotted: `loans.days`."""
    value: str
    says: tuple[str, ...] = ()
    """Patterns whose one group captures the value as a message may state it."""


class Settings(msgspec.Struct, frozen=True):
    """All that findings depend on besides the messages: the same settings and files give the same findings.

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
    positions: dict[str, str] = {}
    """Dotted path of a setting → `path:line:column` of its name, for problems that show only once the rubrics are loaded."""

    def config_position(self, path: str) -> str:
        """The `path:line:column` of the setting at a dotted path; the path of the file for one that it does not state."""
        return self.positions.get(path, self.config_path)

    def under(self, profile: Profile) -> "Settings":
        """These settings with another profile."""
        if profile == self.config.profile:
            return self
        config = msgspec.structs.replace(self.config, profile=profile)
        return msgspec.structs.replace(self, config=config, digest=f"{self.digest} {profile}")

    def __hash__(self) -> int:
        """By `digest`, which covers everything that is not hashable."""
        return hash((self.digest, self.today, self.root))
