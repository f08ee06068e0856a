"""A figure of the whole text, such as a reading grade.

`formula` is arithmetic (`+ - * / **`, brackets, `math.sqrt` and its kin) over counts of the message's prose: `words`,
`sentences`, `paragraphs`, `characters`, `long_words` (more than six letters), `syllables`, `polysyllabic_words` (three
syllables and more), `complex_words` (the same, an ending -es, -ed or -ing not counted), `headings`, `list`, `blockquote`.
The rule is broken when the formula fulfils `condition` (`> 9`). Prose is what stands in paragraphs, lists and quotes,
without tables, addresses of any sort and the values of variables. A text of fewer than `min_words` words is not judged.
"""

import re
from collections.abc import Callable, Iterator
from itertools import chain

import msgspec

from msgreview.model.document import BlockKind, Document
from msgreview.model.finding import Hit
from msgreview.rubric.formula import evaluate, fulfils, names
from msgreview.rubric.kind import Kind
from msgreview.rubric.readability import PROSE, own_words, syllable_count, textstat
from msgreview.rubric.view import View

_ENDING = re.compile(r"(?:es|ed|ing)$")
_LONG = 6


def _paragraphs(document: Document) -> int:
    return len({document.blocks[sentence.block].paragraph for sentence in document.sentences if sentence.kind == "prose"})


def _blocks(kind: BlockKind) -> Callable[[Document, list[str]], int]:
    return lambda document, _: sum(block.kind == kind for block in document.blocks)


def _complex(words: str) -> int:
    return sum(syllable_count(word) - bool(_ENDING.search(word)) > 2 for word in words.split())


_COUNTS: dict[str, Callable[[Document, list[str]], int]] = {
    "words": lambda _, words: len(words),
    "sentences": lambda document, _: sum(sentence.kind in PROSE for sentence in document.sentences),
    "paragraphs": lambda document, _: _paragraphs(document),
    "characters": lambda _, words: sum(map(len, words)),
    "long_words": lambda _, words: sum(len(word) > _LONG for word in words),
    "headings": _blocks("heading"),
    "list": _blocks("list"),
    "blockquote": _blocks("quote"),
    # The dictionary of syllables takes a second to load.
    "syllables": lambda _, words: textstat().syllable_count(" ".join(words).lower()),
    "polysyllabic_words": lambda _, words: textstat().polysyllabcount(" ".join(words).lower()),
    "complex_words": lambda _, words: _complex(" ".join(words).lower()),
}
"""What a formula may name, counted in a document and the words of its prose."""


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The options of `metric`."""

    formula: str
    condition: str
    min_words: int = 100

    def __post_init__(self) -> None:
        evaluate(self.formula, dict.fromkeys(_COUNTS, 1.0))
        fulfils(0.0, self.condition)


def check(view: View, options: Options) -> Iterator[Hit]:
    """At most one hit: the first sentence, for the text as a whole."""
    document = view.document
    if not document.sentences or view.scanned.words < options.min_words:
        return
    words = list(chain.from_iterable(own_words(document)))
    if len(words) < max(1, options.min_words):
        return
    figure = evaluate(options.formula, {name: float(_COUNTS[name](document, words)) for name in names(options.formula)})
    if fulfils(figure, options.condition):
        yield view.sentence(0, f"{figure:.2f}")


KIND = Kind("metric", __doc__, Options, args=("figure",), check_text=check)
