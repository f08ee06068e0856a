"""A system that sends messages: what its exports look like, and each message in one."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import msgspec

from msgreview.importing.container import Opened
from msgreview.importing.texts import Passage, Text


class Item(msgspec.Struct, frozen=True):
    """A message in an export."""

    key: tuple[str, ...]
    """What the system calls it by, which stays when its words and its title change."""
    name: tuple[str, ...]
    """The words that its id is made of."""
    body: Passage
    subject: Passage | None = None
    facts: dict[str, Any] = {}
    """Fields of the message that the export states."""
    filled: frozenset[str] = frozenset()
    """Placeholders that look like blanks left by a person, and that its system is seen to fill in: `[USERNAME]`."""
    twin_of: str = ""
    """The label of the message that it says the same as in another language."""
    note: str = ""
    """What its user should know of it, in words that all such messages have."""

    @property
    def label(self) -> str:
        """The key as one line, which a file of ours keeps under `source`."""
        return "/".join(self.key).rstrip("/")

    def passages(self) -> tuple[Passage, ...]:
        """The texts that its reader gets."""
        return (self.subject, self.body) if self.subject else (self.body,)


class LeftOut(NamedTuple):
    """What an export has, and no message is made of."""

    title: str
    why: str
    """In words that follow "Left out, as"."""


class System(msgspec.Struct, frozen=True):
    """A system whose messages can be imported, and given back."""

    name: str
    """As its name is typed: `koha`."""
    title: str
    about: str
    """What of it can be imported and how one gets it, to follow the title in the manual; a sentence without its full stop."""
    containers: tuple[str, ...]
    """The kinds of files that its exports are, by the names of their modules."""
    items: Callable[[Opened], Iterator[Item | LeftOut]]
    """The messages in an export, and what is left out; no message in that of another system."""
    notations: tuple[str, ...] = ()
    """How it writes what it fills in, by the names in `NOTATIONS`."""
    kind: str = "automated"
    channel: str = "email"
    """What its messages are where neither the export nor an option says so."""


def whole(text: Text | None) -> Passage | None:
    """A text that is all of a subject or a body."""
    return Passage((text,)) if text else None
