"""Two ways to write one thing: use one of them.

`either` pairs them. A message that uses both sides of a pair gets a hit in each block of the rule's scope (the whole
body, unless the scope is smaller) in which either stands once both have been met, at the last of them there.
"""

from collections.abc import Iterator

import msgspec

from msgreview.matching.pattern import Pattern
from msgreview.model.finding import Hit
from msgreview.rubric.kind import Kind
from msgreview.rubric.lexical import pattern
from msgreview.rubric.view import Passage, View


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The options of `consistency`."""

    either: dict[str, str]
    nonword: bool = False
    ignorecase: bool = False

    def __post_init__(self) -> None:
        if not self.either:
            raise ValueError("`either` needs at least one pair: the two ways to write it")


def patterns(options: Options) -> tuple[Pattern, ...]:
    """Two patterns a pair: its left side, its right side."""
    return tuple(
        pattern(side, ignorecase=options.ignorecase, nonword=options.nonword) for pair in options.either.items() for side in pair
    )


def check(view: View, options: Options) -> Iterator[Hit]:
    """One hit a pair and block, once both sides have been met."""
    for pair in sorted({number // 2 for number in view.possible()}):
        seen: set[int] = set()
        for passage in view.passages:
            matches = sorted((span, side) for side in (0, 1) for span in view.spans(passage, 2 * pair + side))
            if matches:
                yield from _mixed(passage, [(span.start, span.end, side) for span, side in matches], seen)


def _mixed(passage: Passage, matches: list[tuple[int, int, int]], seen: set[int]) -> Iterator[Hit]:
    """The hits in a passage; `seen` holds the sides met before it and is filled."""
    for number in range(len(passage.blocks)):
        in_block = [(start, end, side) for start, end, side in matches if passage.block_of(start, end) == number]
        seen.update(side for _, _, side in in_block)
        if in_block and len(seen) == 2:
            start, end, _ = in_block[-1]
            yield passage.hit(start, end, passage.text[start:end])


KIND = Kind("consistency", __doc__, Options, args=("match",), arms=lambda _: ("either",), patterns=patterns, check_text=check)
