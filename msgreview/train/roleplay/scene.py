"""A scene: a customer, what the learner has at hand, and where each move of the learner leads."""

from typing import Literal

import msgspec

from msgreview.rubric.schema import Practice

Setting = Literal["chat", "call", "counter"]
START = "start"
"""The node with the customer's first words."""

PATIENCE: dict[Setting, int] = {"chat": 180, "call": 120, "counter": 120}
"""Setting → seconds of silence that a customer takes where nothing was promised; typing takes longer than talking."""


class Reply(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a line of the learner leads."""

    does: tuple[str, ...] = msgspec.field(name="if")
    """What the line must do, all of it; `a|b` is either."""
    unless: tuple[str, ...] = ()
    """What it must not do, none of it."""
    after: tuple[str, ...] = ()
    """What an earlier line must have done, all of it; `a|b` is either."""
    to: str = ""
    """The next node; "" where the conversation stays."""
    says: str = ""
    """What the customer says to it, before what the next node says."""
    mood: int = 0
    """How much better or worse the customer feels."""


class Node(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A point in the conversation."""

    says: str
    """The customer's words on getting there."""
    cross: str = ""
    """The same from a customer who is upset; `says` where it is left out."""
    again: tuple[str, ...] = ()
    """What the customer says where a line leads nowhere, one after the other."""
    replies: tuple[Reply, ...] = ()
    end: Literal["", "well", "fair"] = ""
    """How the conversation ends here: well, or without all that could have been done."""


class Wanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A move that a good conversation makes, at any point of it."""

    act: str
    """What a line must do; `a|b` is either."""
    does: str = ""
    """The move in words: "say that you may not tell"."""
    sounds: str = ""
    """How it may sound."""
    why: str = ""
    source: str = ""


class Red(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words that end the scene, because they must not be said at all."""

    words: tuple[str, ...]
    because: str
    instead: str


class HandOver(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What becomes of a call for the supervisor."""

    says: str
    """The customer's words."""
    because: str
    """Why it is right here, or when it would be."""
    after: tuple[str, ...] = ()
    """What has to be done before it; `a|b` is either."""
    fits: bool = True
    """Whether it is a good move in this scene once that is done."""


class SceneFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A scene file."""

    title: str
    setting: Setting
    customer: str
    you: str
    """What the learner knows: the record, the rules, what can be offered."""
    practice: Practice
    source: str
    wanted: tuple[Wanted, ...]
    hand_over: HandOver
    leaves: str
    """The last words of a customer who has had enough."""
    nodes: dict[str, Node]
    model: tuple[str, ...]
    """Lines of the learner that make every move and end well."""
    about: str = ""
    words: dict[str, tuple[str, ...]] = {}
    """What a line can do in this scene → patterns of words that do it."""
    red: dict[str, Red] = {}
    order: int = 100
    minutes: int = 5
    mood: int = 0
    """How the customer comes in: 2 is glad, 0 is calm, -2 is upset."""
    patience: int = 0
    """Seconds of silence that the customer takes; 0 is what the setting has."""


class Scene(SceneFile, frozen=True, kw_only=True):
    """A scene as it is played."""

    name: str
    path: str
    line: int = 1

    @property
    def limit(self) -> int:
        """Seconds of silence that the customer takes where nothing was promised."""
        return self.patience or PATIENCE[self.setting]
