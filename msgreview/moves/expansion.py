"""The patterns of a moves file as the matcher takes them."""

import re

_NAME = re.compile(r"<([a-z][a-z-]*)>")
_GROUP = re.compile(r"\\.|\[\^?\]?[^\]]*\]|\((?!\?)")
"""An escape, a class, or the start of a group."""
_STARTS_IN_WORD = re.compile(r"[A-Za-z0-9<]|\((?![^)]*[\^\\])")
_ENDS_IN_WORD = re.compile(r"(?<!\\)[\w>)][+?]?$")
_ENDS_AT_EDGE = re.compile(r"\([^(]*(?:\$|\\\W|\[\W+\])[^(]*\)$")


def names_in(written: str) -> list[str]:
    """The names in a pattern, such as `thing` in "the <thing>"."""
    return _NAME.findall(written)


def expand(written: str, words: dict[str, str]) -> str:
    """A pattern as the matcher takes it: names filled in, held to the edges of words and within one sentence.

    KeyError for a name that is not in `words`.
    """
    pattern = written
    while _NAME.search(pattern):
        pattern = _NAME.sub(lambda match: f"({words[match[1]]})", pattern)
    before = r"\b" if _STARTS_IN_WORD.match(written) else ""
    after = r"\b" if _ENDS_IN_WORD.search(written) and not _ENDS_AT_EDGE.search(written) else ""
    inside = _GROUP.sub(lambda match: "(?:" if match[0] == "(" else match[0], pattern)
    return f"{before}(?:{inside}){after}".replace("[^", r"[^\n")
