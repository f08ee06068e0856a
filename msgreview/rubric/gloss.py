"""Whether a text explains a word of the trade that it uses."""

import re
from functools import lru_cache

_CACHED = 512
"""Words whose pattern stays in memory."""


def explains(text: str, words: str) -> bool:
    """Whether a text says what some words mean: in brackets behind or before them, in a definition, or as a label of data."""
    return _gloss(words.casefold()).search(text) is not None


@lru_cache(maxsize=_CACHED)
def _gloss(words: str) -> re.Pattern[str]:
    word = rf"\b{re.escape(words.removesuffix('s'))}\w{{0,3}}[\"'”’]?"
    return re.compile(
        rf"{word} \((?=[^()\n]*[a-z]{{3}})(?!https?:|www\.|[^()\n]*@|(?:see|if|e\.g)\b)[^()\n]{{3,60}}\)"
        rf"|[a-z]{{3,}} \((?:an? |the )?[\"'“‘]?{word}\)"
        rf"|{word},? (?:that is|i\.e\.|meaning|which means?|also (?:called|known as))\b"
        rf"|{word} (?:is|are|means?) (?:an?|any|what|when|where|how)\b"
        rf"|(?:known as|called) (?:an? |the )?[\"'“‘]?{word}"
        rf"|^\W*{word} ?: ?\w",
        re.IGNORECASE | re.MULTILINE,
    )
