"""A figure of the whole text, such as a reading grade.

`formula` is arithmetic (`+ - * / **`, brackets, `math.sqrt` and its kin) over counts of the message's prose: `words`,
`sentences`, `paragraphs`, `characters`, `long_words` (more than six letters), `syllables`, `polysyllabic_words` (three
syllables and more), `complex_words` (the same, an ending -es, -ed or -ing not counted), `headings`, `list`, `blockquote`.
The rule is broken when the formula fulfils `condition` (`> 9`). Prose is what stands in paragraphs, lists and quotes,
without tables, addresses of any sort and the values of variables. A text of fewer than `min_words` words is not judged.
"""

import re
from collections.abc import Iterator
from itertools import chain

import msgspec

from msgreview.model.document import Document
from msgreview.model.finding import Hit
from msgreview.rubric.formula import evaluate, fulfils, names
from msgreview.rubric.kind import Kind
from msgreview.rubric.readability import PROSE, own_words, syllable_count, textstat
from msgreview.rubric.view import View

SYLLABIC = frozenset({"syllables", "polysyllabic_words", "complex_words"})
"""Counts that need a dictionary of syllables, which takes a second to load."""

NAMES = SYLLABIC | {"words", "sentences", "paragraphs", "characters", "long_words", "headings", "list", "blockquote"}

_ENDING = re.compile(r"(?:es|ed|ing)$")
_LONG = 6


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The options of `metric`."""

    formula: str
    condition: str
    min_words: int = 100

    def __post_init__(self) -> None:
        evaluate(self.formula, dict.fromkeys(NAMES, 1.0))
        fulfils(0.0, self.condition)


def check(view: View, options: Options) -> Iterator[Hit]:
    """At most one hit: the first sentence, for the text as a whole."""
    document = view.document
    if not document.sentences or view.scanned.words < options.min_words:
        return
    words = list(chain.from_iterable(own_words(document)))
    if len(words) < max(1, options.min_words):
        return
    figure = evaluate(options.formula, _counts(document, words, syllabic=not names(options.formula).isdisjoint(SYLLABIC)))
    if fulfils(figure, options.condition):
        yield view.sentence(0, f"{figure:.2f}")


def _counts(document: Document, words: list[str], *, syllabic: bool) -> dict[str, float]:
    kinds = [block.kind for block in document.blocks]
    counts = {
        "words": len(words),
        "sentences": sum(sentence.kind in PROSE for sentence in document.sentences),
        "paragraphs": len({document.blocks[s.block].paragraph for s in document.sentences if s.kind == "prose"}),
        "characters": sum(map(len, words)),
        "long_words": sum(len(word) > _LONG for word in words),
        "headings": kinds.count("heading"),
        "list": kinds.count("list"),
        "blockquote": kinds.count("quote"),
    }
    if syllabic:
        text = " ".join(words).lower()
        counts["syllables"] = textstat().syllable_count(text)
        counts["polysyllabic_words"] = textstat().polysyllabcount(text)
        counts["complex_words"] = sum(syllable_count(word) - bool(_ENDING.search(word)) > 2 for word in text.split())
    return {name: float(count) for name, count in counts.items()}


KIND = Kind("metric", __doc__, Options, args=("figure",), check_text=check)
