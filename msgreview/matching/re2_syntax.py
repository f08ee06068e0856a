"""Properties of a pattern by its syntax: whether RE2 reads it alike, and whether its matches stay in a line."""

import re
from functools import lru_cache

import regex

_ALIKE = re.compile(
    r"""(?:\(\?[ims]+\))?(?:
          \\(?:[bBdDwWsSnrtfAz]|[!-/:-@\[-^`{-~])              # escapes
        | \[\^?\]?(?:\\[dDwWsSnrtf]|\\[!-/:-@\[-^`{-~]|[^\[\]\\]|\[(?![:.=]))*\]
        | \((?!\?) | \(\?(?:: | P?<\w+> | -?[ims]+:)
        | (?:[*+?]|\{[0-9]+(?:,[0-9]*)?\})[?]?
        | [^\\\[({}*+?]
    )*+""",
    re.VERBOSE,
)
"""The syntax that RE2 and `regex` read alike."""

_IN_LINE = re.compile(
    r"""(?:
          \\(?:[bdwSrtf]|[1-9](?![0-9])|[!-/:-@\[-^`{-~])      # neither \s nor \W nor \D nor \B
        | \[(?!\^)\]?(?:\\(?:t(?!-)|[dwSrf]|[!-/:-@\[-^`{-~])|[^\[\]\\\x00-\x1f])*\]
        | \[\^\]?(?=[^\]\\]*(?:\\[^n][^\]\\]*)*\\n)(?:\\[dDwWsSnrtf]|\\[!-/:-@\[-^`{-~]|[^\[\]\\])*\]    # not a line feed
        | \((?!\?) | \(\?(?:[:>] | <?[=!] | P?<\w+> | P=\w+\) | [im]+\) | -?i:)
        | (?:[*+?]|\{[0-9]+(?:,[0-9]*)?\})[?+]?
        | [^\\\[({}*+?\n]
    )*+""",
    re.VERBOSE,
)
"""The syntax of patterns in which nothing matches, or looks at, a line feed."""

_LOOK = regex.compile(
    r"""(?P<other> \\. | \[\^?\]?(?:\\.|[^\]\\])*\] )
        | \(\?<?[=!] (?P<inside> (?: (?&other) | \((?&inside)\) | [^()\[\\] )*+ ) \) (?P<often>[*+?{])?""",
    regex.V0 | regex.VERBOSE | regex.DOTALL,
)
"""Something that holds no look-around, whatever its signs, or a look-around."""

_ESCAPE = re.compile(r"\\([1-9][0-9]*|.)", re.DOTALL)
_CLASS = regex.compile(r"(?:\\.|[^\\\[])*+\[(\^?)(\]?(?:\\.|[^\]\\])*)\]", regex.V0 | regex.DOTALL)
_RANGE = regex.compile(r"(.)-(.)", regex.V0 | regex.DOTALL)


@lru_cache(maxsize=4096)
def has_common_syntax(pattern: str) -> bool:
    """Whether the pattern is written in the syntax that RE2 and `regex` share."""
    return _ALIKE.fullmatch(pattern) is not None


@lru_cache(maxsize=4096)
def is_alike(pattern: str) -> bool:
    """Whether RE2, shown "_" for foreign letters, finds the pattern wherever `regex` does."""
    if not has_common_syntax(pattern) or any(char in pattern for char in "ıİſ\u212a"):
        return False
    for negated, members in _CLASS.findall(pattern):
        ranges = _RANGE.findall(members.replace("\\", ""))
        if not members.isascii() and (negated or any(not (low + high).isascii() for low, high in ranges)):
            return False
        if negated and ("_" in members or any(low <= "_" <= high for low, high in ranges)):
            return False
    return True


@lru_cache(maxsize=4096)
def stays_in_line(pattern: str) -> bool:
    """Whether the pattern (with (?m)) finds in a text what it finds in each of its lines by itself.

    False is no proof: for some patterns the syntax does not show it.
    """
    return _IN_LINE.fullmatch(pattern) is not None


def without_looks(pattern: str) -> str | None:
    """The pattern without its look-around, its atomic groups plain ones: it matches wherever `pattern` does.

    None where look-around is repeated.
    """
    rest, at = [], 0
    for part in _LOOK.finditer(pattern):
        if part["often"]:
            return None
        rest += [pattern[at : part.start()].replace("(?>", "(?:"), part["other"] or ""]
        at = part.end()
    return "".join((*rest, pattern[at:].replace("(?>", "(?:")))


def without_references(pattern: str) -> str:
    """The pattern without what refers back to a group: that is some text."""
    return _ESCAPE.sub(lambda escape: "" if escape[1].isdecimal() else escape[0], pattern)
