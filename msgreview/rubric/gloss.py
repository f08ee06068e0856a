"""Whether a text explains a word of the trade that it uses."""

import re
from functools import lru_cache

from msgreview.language import language

_CACHED = 512
"""Words whose pattern stays in memory."""


def explains(text: str, words: str, tag: str) -> bool:
    """Whether a text of a language says what words mean: in brackets beside them, in a definition, or as a label of data."""
    return _gloss(words.casefold(), tag).search(text) is not None


@lru_cache(maxsize=_CACHED)
def _gloss(words: str, tag: str) -> re.Pattern[str]:
    how = language(tag).glosses
    word = rf"\b{re.escape(words.removesuffix('s'))}\w{{0,3}}[\"'”’]?"
    named = rf"(?:(?:{how.articles}) )?[\"'“‘]?{word}"
    return re.compile(
        rf"{word} \((?=[^()\n]*[a-z]{{3}})(?!https?:|www\.|[^()\n]*@|(?:{how.refers})\b)[^()\n]{{3,60}}\)"
        rf"|[a-z]{{3,}} \({named}\)"
        rf"|{word}[.,]?\s(?:{how.says})(?!\w)"
        rf"|{word} {how.defines}\b"
        rf"|(?:{how.calls}) {named}"
        rf"|^\W*{word} ?: ?\w",
        re.IGNORECASE | re.MULTILINE,
    )
