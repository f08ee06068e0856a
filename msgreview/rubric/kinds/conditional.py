"""One thing asks for another: an acronym for its meaning.

If `second` has a group, what it captured is known from there on, and every match of `first` whose text is not yet known
is a hit ("ILL" before "Interlibrary Loan (ILL)"). If it has none, every match of `first` is a hit in a block of the
scope where `second` does not match.
"""

from collections.abc import Iterator

import msgspec

from msgreview.matching.pattern import Pattern
from msgreview.model.finding import Hit
from msgreview.model.span import Span
from msgreview.rubric.kind import Kind
from msgreview.rubric.view import Passage, View


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The options of `conditional`."""

    first: str
    second: str
    ignorecase: bool = False


def patterns(options: Options) -> tuple[Pattern, ...]:
    """`first`, then `second`, both as they are."""
    return tuple(Pattern(side, options.ignorecase) for side in (options.first, options.second))


def check(view: View, options: Options) -> Iterator[Hit]:
    """One hit a match of `first` that nothing backs."""
    if not any(view.spans(passage, 0) for passage in view.passages):
        return
    expanded: set[str] = set()
    for passage in view.passages:
        first, second = view.spans(passage, 0), view.matches(passage, 1)
        for number in range(len(passage.blocks)):
            backing = [match for match in second if passage.block_of(*match.span()) == number]
            if backing and not backing[0].re.groups:
                continue
            expanded.update(_key(group, options) for match in backing for group in match.groups() if group)
            yield from _unbacked(view, passage, [span for span in first if passage.block_of(*span) == number], expanded, options)


def _unbacked(view: View, passage: Passage, first: list[Span], expanded: set[str], options: Options) -> Iterator[Hit]:
    for start, end in first:
        text = passage.text[start:end]
        if _key(text, options) not in expanded and not view.allowed(passage, start, end):
            yield passage.hit(start, end, text)


def _key(text: str, options: Options) -> str:
    return text.casefold() if options.ignorecase else text


KIND = Kind("conditional", __doc__, Options, args=("match",), patterns=patterns, check_text=check, exceptions=True)
