"""Texts that every match of a pattern contains, so that most patterns need not be run on most texts.

Only the syntax that RE2 and `regex` read alike, look-around, atomic groups and references back are understood here (see
`re2_syntax`). RE2's own FilteredRE2 works so, but compiles every pattern first.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from msgreview.matching.case import one_case

_MOST = 16
"""Most texts of a fragment that are extended side by side."""
_MOST_CLAUSES = 3
"""Most sets of texts for a pattern; more of them cost more than they save."""
_MOST_MEMBERS = 6
"""Most characters of a class that are listed one by one."""

DIGIT, FOREIGN = "\x01", "\x02"
"""What a pattern needs that needs any digit, or a sign of a `_FOREIGN_CLASS`. No text has these characters; see `searchable`."""
_FOREIGN_CLASS = re.compile("(?:[\u2200-\U0010ffff](?:-[\u2200-\U0010ffff])?)+")
"""The members of a class far beyond ASCII: none of them is another case of a letter there."""

_NOWHERE = frozenset("bBAz")
_CONTROLS = {"n": "\n", "r": "\r", "t": "\t", "f": "\f"}
_CLASS = re.compile(r"\[(\^?)(\]?(?:\\.|[^\]\\])*)\]", re.DOTALL)
_RUN = re.compile(r"[^\\\[\](){}*+?.^$|]+(?![*+?{])")
"""Characters that mean themselves, each once."""
_WORDS = re.compile(r"[^\\\[\](){}*+?.^$|]+(?=\||\Z)")
"""An alternative of such characters alone."""
_GROUP = re.compile(r"\((?:\?(?:P?<\w+>|[ims-]*:|>|<?(?P<look>[=!])))?")
"""How a group starts; what is looked at is one, too."""
_BRACKET = re.compile(rf"[^\\\[()]*+(?:\\.|{_CLASS.pattern}|(\()|(\)))", re.DOTALL)
"""Up to an escape, a class, or where a group starts or ends."""
_REFERENCE = re.compile(r"[1-9][0-9]*")
_REPEAT = re.compile(r"(?:([*+?])|\{([0-9]+)(?:,[0-9]*)?\})\??")
_DIGIT = re.compile(r"\d")
_FLAGS = re.compile(r"\(\?[ims]+\)")


Texts: TypeAlias = frozenset[str]


class _Fragment(NamedTuple):
    """What every match of a part of a pattern is or contains."""

    exact: Texts | None
    """All the texts that it matches; None where they cannot be listed."""
    clauses: tuple[Texts, ...] = ()
    """Each of its matches holds one text of every clause."""

    @property
    def needed(self) -> tuple[Texts, ...]:
        """The clauses, made of `exact` where there is one."""
        if self.exact is None:
            return self.clauses
        return () if "" in self.exact else (self.exact,)


_EMPTY = _Fragment(frozenset({""}))
_UNKNOWN = _Fragment(None)


def searchable(text: str) -> str:
    """A text in one case, in which the texts that a pattern needs are looked for; `DIGIT` and `FOREIGN` stand at its end."""
    return one_case(text) + DIGIT * (_DIGIT.search(text) is not None) + FOREIGN * (not text.isascii())


def needed_texts(pattern: str) -> tuple[Texts, ...]:
    """Sets of texts: every text in which `pattern` matches, made `searchable`, holds one text of each set."""
    flags = _FLAGS.match(pattern)
    clauses = _choice(pattern[flags.end() :] if flags else pattern).needed
    best = sorted(set(map(_shortest, clauses)), key=_rarity, reverse=True)
    return tuple(best[:_MOST_CLAUSES])


@lru_cache(maxsize=1024)
def _choice(pattern: str) -> _Fragment:
    """A pattern, or what is in a group of one. Cached, as patterns share most of their groups."""
    parts = list(_Parser(pattern).alternatives())
    if len(parts) == 1:
        return parts[0]
    if all(part.exact is not None for part in parts):
        exact = _union(part.exact for part in parts if part.exact is not None)
        if len(exact) <= _MOST:
            return _Fragment(exact)
    if all(part.needed for part in parts):
        return _Fragment(None, (_union(max(part.needed, key=_rarity) for part in parts),))
    return _UNKNOWN


class _Parser:
    """A parser of one pattern, from left to right."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._at = 0

    def alternatives(self) -> Iterator[_Fragment]:
        """What is between the bars."""
        self._at = -1
        while self._at < len(self._pattern):
            self._at += 1
            if words := _WORDS.match(self._pattern, self._at):
                self._at = words.end()
                yield _Fragment(frozenset({one_case(words[0])}))
            else:
                yield self._sequence()

    def _sequence(self) -> _Fragment:
        """One part after the other."""
        is_exact, exact = True, frozenset({""})
        clauses: list[Texts] = []
        while self._at < len(self._pattern) and self._pattern[self._at] != "|":
            part = self._repeated(self._one())
            if part.exact is not None and len(exact) * len(part.exact) <= _MOST:
                exact = frozenset([one + other for one in exact for other in part.exact])
                continue
            is_exact = False
            clauses += (*_Fragment(exact).needed, *part.needed)
            exact = frozenset({""})
        return _Fragment(exact) if is_exact else _Fragment(None, (*clauses, *_Fragment(exact).needed))

    def _one(self) -> _Fragment:
        """Plain characters, a class, an escape or a group."""
        char = self._pattern[self._at]
        if char == "(":
            group = _match(_GROUP, self._pattern, self._at)
            self._at = _end_of_group(self._pattern, group.end())
            if group["look"] == "!":
                return _EMPTY
            inside = _choice(self._pattern[group.end() : self._at - 1])
            return _Fragment(None, inside.needed) if group["look"] else inside
        if char == "[":
            return self._class()
        if run := _RUN.match(self._pattern, self._at):
            self._at = run.end()
            return _Fragment(frozenset({one_case(run[0])}))
        self._at += 1
        if char == "\\":
            return self._escape()
        if char in "^$":
            return _EMPTY
        return _UNKNOWN if char == "." else _Fragment(frozenset({one_case(char)}))

    def _escape(self) -> _Fragment:
        char = self._pattern[self._at]
        self._at += 1
        if char in _NOWHERE:
            return _EMPTY
        if reference := _REFERENCE.match(self._pattern, self._at - 1):
            self._at = reference.end()
            return _UNKNOWN
        if char == "d":
            return _Fragment(None, (frozenset({DIGIT}),))
        if char in _CONTROLS or not char.isalpha():
            return _Fragment(frozenset({_CONTROLS.get(char) or one_case(char)}))
        return _UNKNOWN

    def _class(self) -> _Fragment:
        match = _match(_CLASS, self._pattern, self._at)
        self._at = match.end()
        members = match[2]
        if not match[1] and _FOREIGN_CLASS.fullmatch(members):
            return _Fragment(None, (frozenset({FOREIGN}),))
        if match[1] or "\\" in members or "-" in members or len(members) > _MOST_MEMBERS:
            return _UNKNOWN
        return _Fragment(frozenset(one_case(members)))

    def _repeated(self, part: _Fragment) -> _Fragment:
        """The part with the sign after it that says how often it comes."""
        match = _REPEAT.match(self._pattern, self._at)
        if match is None:
            return part
        self._at = match.end()
        if match[1] == "?":
            return _UNKNOWN if part.exact is None else _Fragment(part.exact | {""})
        if match[1] == "*" or (match[2] and int(match[2]) == 0):
            return _UNKNOWN
        return _Fragment(None, part.needed)


def _end_of_group(pattern: str, start: int) -> int:
    """Where the group ends in which `pattern[start:]` begins."""
    depth = 1
    for bracket in _BRACKET.finditer(pattern, start):
        depth += (bracket.lastindex == 3) - (bracket.lastindex == 4)
        if not depth:
            return bracket.end()
    raise AssertionError("only valid syntax is parsed")


def _match(pattern: re.Pattern[str], text: str, at: int) -> re.Match[str]:
    match = pattern.match(text, at)
    assert match is not None, "only valid syntax is parsed"
    return match


def _union(sets: Iterable[Texts]) -> Texts:
    return frozenset().union(*sets)


def _shortest(texts: Texts) -> Texts:
    """The texts without those that hold another of them."""
    shortest: list[str] = []
    for text in sorted(texts, key=len):
        if not any(map(text.__contains__, shortest)):
            shortest.append(text)
    return frozenset(shortest)


def _rarity(texts: Texts) -> tuple[int, int]:
    """Larger for texts that fewer others will hold: the length of the shortest, then how few there are."""
    return len(min(map(str.strip, texts), key=len)), -len(texts)
