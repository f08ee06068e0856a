"""Messages that say the same in two languages, held against each other without understanding either.

A message names the one that it is a translation of: `twin_of: loans.due`. `find` says what is compared: `variables` (names that
one prints or asks for and the other does not), `branches` (conditions and loops), `numbers` (in figures; the other may have them
in words, and lengths of time in words are compared, too), `dates` (days, and times of day), `links` (without what names their
language), `contacts` (domains of addresses, and telephone numbers) or the count of `paragraphs`. `find: missing` has a hit where
`twin_of` names no message, or one in the same language. The hit is on the first words that the twin has nothing for, else on
`twin_of`.
"""

from collections.abc import Iterator, Sequence
from typing import Literal

import msgspec

from msgreview.language import primary
from msgreview.model.document import Origin
from msgreview.model.finding import Hit
from msgreview.model.message import Entry
from msgreview.rubric.kind import Kind
from msgreview.rubric.statements.twins import Aspect, Piece, only_in_one, pieces
from msgreview.rubric.view import MessageView

_NOTHING = "nothing more"
_LISTED = 3
"""Pieces that are named at most."""


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The options of `twin`."""

    find: Literal["variables", "missing"] | Aspect


def check(view: MessageView, options: Options) -> Iterator[Hit]:
    """One hit for a message that differs from its twin."""
    entry, twin = view.entry, view.twin
    message = entry.message
    if message.twin_of and options.find == "missing":
        if twin is None or primary(twin.entry.message.lang) == primary(message.lang):
            yield _at_twin(entry)
    elif twin is None or options.find == "missing":
        return
    elif options.find == "variables":
        yield from _variables(view, twin)
    else:
        here, there = only_in_one(message, twin.entry.message, options.find)
        if options.find == "paragraphs" and (here or there):
            yield _at_twin(entry, *(str(len(pieces(each, "paragraphs"))) for each in (message, twin.entry.message)))
        elif here:
            first, args = here[0], (_listed(here), _listed(there), message.twin_of)
            yield Hit(*first.span, first.field, args, first.words, Origin(message.id, first.field))
        elif there:
            yield _at_twin(entry, _NOTHING, _listed(there))


def _variables(view: MessageView, twin: MessageView) -> Iterator[Hit]:
    """A hit where one uses a name that the other does not."""
    ours, theirs = ({used.name: used for used in reversed(each.variants.names)} for each in (view, twin))
    here, there = ([one[name] for name in reversed(one) if name not in other] for one, other in ((ours, theirs), (theirs, ours)))
    if here:
        args = (_joined([used.name for used in here]), _joined([used.name for used in there]), view.entry.message.twin_of)
        yield Hit(here[0].start, here[0].end, here[0].origin.field, args, here[0].name, here[0].origin)
    elif there:
        yield _at_twin(view.entry, _NOTHING, _joined([used.name for used in there]))


def _at_twin(entry: Entry, here: str = "", there: str = "") -> Hit:
    span = entry.span("twin_of")
    return Hit(span.start, span.end, "twin_of", (here, there, entry.message.twin_of))


def _listed(some: Sequence[Piece]) -> str:
    return _joined([piece.words for piece in some])


def _joined(words: Sequence[str]) -> str:
    """The first few, and that there are more."""
    named = ", ".join(" ".join(each.split()) for each in words[:_LISTED])
    return f"{named} and {len(words) - _LISTED} more" if len(words) > _LISTED else named or _NOTHING


KIND = Kind(
    "twin",
    __doc__,
    Options,
    args=("what only this message has", "what only its twin has", "id of the twin"),
    check_message=check,
)
