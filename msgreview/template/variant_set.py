"""What rendering every path through a message's templates gives; does not import Jinja."""

import msgspec

from msgreview.model.document import Origin, Variant
from msgreview.model.finding import Problem

CLOCK = ("now", "utcnow")
"""Functions of a template that tell the time: where one is called, the variants depend on the day of the run."""


class UsedName(msgspec.Struct, frozen=True, gc=False):
    """A variable that a text uses: its name as written ("patron.first_name"), where, and whether anything gives it a value."""

    name: str
    origin: Origin
    start: int
    end: int
    defined: bool


class VariantSet(msgspec.Struct, frozen=True, eq=False):
    """The variants of a message, at least one; `capped`: there were more paths than were followed."""

    variants: tuple[Variant, ...]
    problems: tuple[Problem, ...]
    names: tuple[UsedName, ...]
    capped: bool
    unreadable: tuple[Problem, ...] = ()
    """Why a text, of this message or of one that it uses, cannot be read as a template: one for each such text.

    A variant shows what is left of such a text without its tags, which no reader ever gets: the sending system refuses it.
    """
