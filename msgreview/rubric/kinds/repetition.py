"""The same word twice in a row.

`tokens` say what counts as a word. Two matches next to each other in one sentence that are the same are one repeat;
a run of more than `max` repeats gives a hit at each repeat past it. With `alpha` only words of letters count.
"""

import re
from collections.abc import Iterator
from operator import eq

import msgspec

from msgreview.matching.pattern import Pattern
from msgreview.model.finding import Hit
from msgreview.rubric.kind import Kind
from msgreview.rubric.lexical import compiled, dialect
from msgreview.rubric.view import Passage, View

_ANY_WORD = r"[^\s.!?]+"
_WORDS = re.compile(_ANY_WORD)


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The options of `repetition`."""

    tokens: tuple[str, ...] = (_ANY_WORD,)
    ignorecase: bool = False
    alpha: bool = False
    max: int = 0


def patterns(options: Options) -> tuple[Pattern, ...]:
    """Any of the tokens, as they are."""
    return (Pattern(_pattern(options), options.ignorecase),)


def check(view: View, options: Options) -> Iterator[Hit]:
    """One hit a repeat, from the word before to the word itself."""
    for passage in view.passages:
        if not _may_repeat(passage.text, options):
            continue
        repeats, before = 0, None
        for span in view.spans(passage, 0):
            if before is not None and _same(passage, before.start, before.end, span.start, span.end, options):
                repeats += 1
                if repeats > options.max and not view.allowed(passage, span.start, span.end):
                    yield passage.hit(before.start, span.end, passage.text[span.start : span.end])
            else:
                repeats = 0
            before = span


def _may_repeat(text: str, options: Options) -> bool:
    """Whether any two neighbours are equal, wherever they stand: most texts are done with here."""
    text = text.casefold()
    if options.tokens == (_ANY_WORD,):
        words = _WORDS.findall(text)
    else:
        words = [match[0] for match in compiled(_pattern(options), ignorecase=options.ignorecase).all(text)]
    return any(map(eq, words, words[1:]))


def _pattern(options: Options) -> str:
    return f"(?:{dialect('|'.join(options.tokens))})"


def _same(passage: Passage, left: int, left_end: int, right: int, right_end: int, options: Options) -> bool:
    first, second = passage.text[left:left_end], passage.text[right:right_end]
    if first != second and not (options.ignorecase and first.casefold() == second.casefold()):
        return False
    if options.alpha and not second.isalpha():
        return False
    return (passage.as_written or "\n" not in passage.text[left_end:right]) and passage.block_of(left, right_end) is not None


KIND = Kind(
    "repetition",
    __doc__,
    Options,
    args=("word",),
    arms=lambda _: ("tokens",),
    patterns=patterns,
    check_text=check,
    exceptions=True,
)
