"""Too many, or too few, of something.

Counts the matches of `token` in each block of the rule's scope (the whole body, each sentence, each paragraph ...) and
holds the count to `max` and `min`. Too many: the hit is the first match. None at all where there should be: the hit is
the block's start.
"""

from collections.abc import Iterator

import msgspec

from msgreview.matching.pattern import Pattern
from msgreview.model.finding import Hit
from msgreview.model.span import Span
from msgreview.rubric.kind import Kind
from msgreview.rubric.lexical import dialect
from msgreview.rubric.view import View


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The options of `occurrence`."""

    token: str
    max: int | None = None
    min: int = 0
    ignorecase: bool = False

    def __post_init__(self) -> None:
        if self.max is None and self.min <= 0:
            raise ValueError("it needs `max` or `min`: how many there may be")


def patterns(options: Options) -> tuple[Pattern, ...]:
    """The token as it is, no word boundaries."""
    return (Pattern(f"(?:{dialect(options.token)})", options.ignorecase),)


def needs_match(options: Options) -> bool:
    """Whether nothing can be wrong where nothing matches."""
    return options.min <= 0


def check(view: View, options: Options) -> Iterator[Hit]:
    """One hit a block that has too many or too few."""
    for passage in view.passages:
        counts: list[list[Span]] = [[] for _ in passage.blocks]
        for span in view.spans(passage, 0):
            number = passage.block_of(*span)
            if number is not None:
                counts[number].append(span)
        for block, spans in zip(passage.blocks, counts, strict=True):
            if (options.max is not None and len(spans) > options.max) or len(spans) < options.min:
                where = spans[0] if spans else Span(block.start, block.start)
                yield passage.hit(where.start, where.end, str(len(spans)))


KIND = Kind("occurrence", __doc__, Options, args=("count",), patterns=patterns, check_text=check, needs_match=needs_match)
