"""Syllables of English words, by textstat's dictionary: loaded when the first is counted, which takes a second."""

import warnings
from functools import cache
from typing import Any


@cache
def syllable_count(word: str) -> int:
    """Syllables of a word in small letters."""
    return int(_textstat().syllable_count(word))


@cache
def _textstat() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # textstat 0.7.8 imports pkg_resources, which warns of its own age
        from textstat import textstat
    return textstat
