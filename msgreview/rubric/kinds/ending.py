"""What a message ends on.

Judges the last sentence that says something, before the sign-off: it must be positive (a path, an offer, a thank-you),
or must not do any of the moves in `forbids`. With `needs_signoff` the message must be signed. `must_be: positive` is
asked where neither `forbids` nor `needs_signoff` says what else the rule is about. A last sentence that does any of the
moves in `but_not` is left to another rule.
"""

from collections.abc import Iterator
from typing import Literal

import msgspec

from msgreview.model.finding import Hit
from msgreview.rubric.kind import Kind
from msgreview.rubric.view import View


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The options of `ending`."""

    must_be: Literal["positive"] | None = None
    forbids: tuple[str, ...] = ()
    needs_signoff: bool = False
    but_not: tuple[str, ...] = ()
    min_words: int = 0

    @property
    def positive(self) -> bool:
        """Whether the ending must be positive."""
        return self.must_be == "positive" or not (self.forbids or self.needs_signoff)


def check(view: View, options: Options) -> Iterator[Hit]:
    """At most one hit: the last sentence that says something."""
    reading = view.document.reading
    if reading is None or reading.last_content is None or view.scanned.words < options.min_words:
        return
    moves = view.document.sentences[reading.last_content].moves
    if any(move in options.but_not for move in moves):
        return
    wrong = (
        (options.positive and not reading.ends_positive)
        or (options.needs_signoff and not reading.signoff)
        or any(move in options.forbids for move in moves)
    )
    if wrong:
        yield view.sentence(reading.last_content)


KIND = Kind(
    "ending", __doc__, Options, args=("words",), arms=lambda _: ("forbids",), check_text=check, moves=("forbids", "but_not")
)
