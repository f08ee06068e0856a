"""Grammar and spelling, as an engine reads them: the one that `grammar` of the settings names, and none without it.

`find` says which of an engine's slips the rule is for, one category or several: `spelling`, `agreement` (they was),
`article` (a hour), `wording` (should of, their for there), `grammar` (will be contain), `punctuation`, `capitals`,
`repetition` (the the) and `typography`. Names, accepted vocabulary, words of the message's samples, addresses, lines of facts
and whatever depends on the value of a variable are left alone. Where half of a text is misspelt, its first word is named, and
that it may be in another language.
"""

import re
from collections.abc import Iterator

import msgspec

from msgreview.model.finding import Hit
from msgreview.model.phrases import series
from msgreview.rubric.grammar.engine import Category
from msgreview.rubric.kind import Kind
from msgreview.rubric.view import View

_MOST = 3
"""Most suggestions that are passed on."""
_MANY = 4
"""Misspelt words that a text in another language has at least."""
_WORD = re.compile(r"[^\W\d_]+")
_ELSEWHERE = "Half of the words look so: if they are in another language, say which, as `lang: de` in the file or as --lang de."


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The options of `grammar`."""

    find: tuple[Category, ...]


def check(view: View, options: Options) -> Iterator[Hit]:
    """A hit for each slip of the categories in `find`; one alone in a text that may be in another language."""
    hits = list(_hits(view, options))
    if len(hits) >= _MANY and "spelling" in options.find:
        words = sum(len(_WORD.findall(passage.text)) for passage in view.passages)
        if len(hits) * 2 >= words:
            yield msgspec.structs.replace(hits[0], args=(*hits[0].args[:2], "", _ELSEWHERE), instead=())
            return
    yield from hits


def _hits(view: View, options: Options) -> Iterator[Hit]:
    passages = {passage.field: passage for passage in view.passages}
    for field, start, end, slip in view.scanned.slips:
        passage = passages.get(field)
        if passage is None or slip.category not in options.find or passage.block_of(start, end) is None:
            continue
        if not view.allowed(passage, start, end):
            words = passage.text[start : end if passage.text[start:end].strip() else end + 1]
            hit = passage.hit(start, end, words, _sentence(slip.message), _choice(slip.suggestions), "")
            yield msgspec.structs.replace(hit, instead=slip.suggestions[:_MOST])


def _sentence(said: str) -> str:
    """What an engine says, with the stop at its end that not every engine sets."""
    return said if said.endswith((".", "!", "?")) else f"{said}."


def _choice(suggestions: tuple[str, ...]) -> str:
    """The suggestions in words: "'a'", "'a', 'b' or 'c'"; "" where there is none, or it is to delete the words."""
    return series((f"'{each}'" for each in suggestions[:_MOST] if each.strip()), "or")


KIND = Kind(
    "grammar",
    __doc__,
    Options,
    args=("the words", "what the engine says", "what it would write", "what a text in another language needs"),
    check_text=check,
    exceptions=True,
    proofread=True,
)
