"""A rule's match in rendered text (hit), and the same at its words in the file (finding)."""

from collections.abc import Iterable
from sys import intern
from typing import Literal

import msgspec

from msgreview.model.config import Level
from msgreview.model.document import Origin

LEVELS: tuple[Level, ...] = ("error", "warning", "suggestion")
"""From red to green."""

COLOUR: dict[Level, Literal["red", "yellow", "green"]] = {"error": "red", "warning": "yellow", "suggestion": "green"}
"""What a level means to a team: red never bends, yellow bends when a manager signs, green is guidance."""


class Hit(msgspec.Struct, frozen=True, gc=False):
    """A rule's match.

    `field` is "body" or "subject" for a match in what the customer reads; `start` and `end` are then 0-based code points
    in the document's text or subject. Any other field is a path into the message file, and they are its place there; from a
    check of a text, which knows no file, they mean nothing and the field alone says where.
    With an `origin` they are code points in the value (the template) of that field instead.
    `args` fill the rule's `message`.
    """

    start: int
    end: int
    field: str = "body"
    args: tuple[str, ...] = ()
    quote: str = ""
    """Words to quote where they are not simply `text[start:end]`."""
    origin: Origin | None = None
    instead: tuple[str, ...] = ()
    """What might stand there instead, the likeliest first; no more than a guess."""

    def words(self, text: str) -> str:
        """The words to quote, on one line; `text` is what the hit is in."""
        return self.quote or " ".join(text[self.start : self.end].split())


class Problem(msgspec.Struct, frozen=True, gc=False):
    """Something wrong with a file or a template, met while it is loaded rather than by a rule's check.

    `rule` names the rule (in the rubrics `file`, `template` and `catalogue`) that holds its level and its words.
    With an `origin`, `start` and `end` are 0-based code points in the value of that field; without, in the file's text.
    """

    rule: str
    start: int = 0
    end: int = 0
    args: tuple[str, ...] = ()
    origin: Origin | None = None
    message: str = ""
    """Id of the message, where there is one and no origin."""


class Ignore(msgspec.Struct, frozen=True, gc=False):
    """A rule that a comment `# msgreview: ignore RULE reason` in a message file takes out; `RULE, RULE` makes two of these.

    `line` counts from 1; `own_line`: nothing but the comment stands on it. `rule` and `reason` are "" where nothing was
    written. `start` and `end` are 0-based code points of the comment in the file's text.
    """

    line: int
    own_line: bool
    rule: str
    reason: str
    start: int
    end: int


class Location(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """A span of a message file, with its lines and columns.

    `start` and `end` are 0-based code points in the file's text, line ends as they stand and a byte order mark not counted;
    lines and columns count from 1. `exact`: the file's text at the span is `quote`. Where it is not, the span is the
    smallest piece of the file that made the words.
    """

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    start: int
    end: int
    message: str = ""
    """Id of the message; "" where the file holds none."""
    field: str = ""
    quote: str = ""
    exact: bool = True
    excerpt: str = ""
    """The file's line that `start` is on, without its line end; long lines are cut to a window around the words."""
    excerpt_column: int = 1
    """Column of the excerpt's first character: more than 1 where the line was cut."""


_SHARED = ("path", "message", "quote", "excerpt", "rule", "practice", "text", "advice", "when")


class Finding(Location, frozen=True, kw_only=True, array_like=True):
    """One thing to mend, at the exact words in the file."""

    rule: str
    level: Level
    practice: str
    text: str
    """What is wrong, in words."""
    advice: str = ""
    """What to try."""
    when: str = ""
    """When a reader meets it, for words on a path that no sample takes: "when `fines` is set"."""
    instead: tuple[str, ...] = ()
    """What might stand there instead, the likeliest first; no more than a guess."""

    @property
    def subject(self) -> tuple[str, str, str, str]:
        """What it is about, whichever line that stands on: its message, its field, its rule and its words."""
        return self.message, self.field, self.rule, self.quote

    def share_texts(self) -> None:
        """Keeps its texts once with those of all other findings: a great many have the same, and a run holds them all."""
        for name in _SHARED:
            msgspec.structs.force_setattr(self, name, intern(getattr(self, name)))


def gravest_first(findings: Iterable[Finding]) -> list[Finding]:
    """The findings from red to green, those of a level in their order."""
    return sorted(findings, key=lambda each: LEVELS.index(each.level))
