"""All patterns of a run at once: one automaton for plain words, one RE2 Filter for the rest.

The hits are those of the `regex` library run pattern by pattern; the automaton and the Filter only save its time. (A Filter
looks for words that a pattern cannot do without, then runs the few patterns left; a Set, one automaton for all patterns,
takes up to 8 ms for a message's text because its states do not fit into memory.) So that RE2, whose classes are ASCII, can
judge any text, letters beyond ASCII are shown to it as "_", in pattern and text alike: that may let a pattern through that
does not match, never the other way round. What RE2 reads differently from `regex`, or cannot say at all (look-around,
back-references), runs with `regex` alone.
"""

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import re2
import regex
from ahocorasick_rs import AhoCorasick, Implementation

from msgreview.model.document import Folded
from msgreview.model.span import Span

_STRAIGHT = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"'})
"""Folded texts have straight quotes only, so a curly one in a pattern means the straight one."""

_WORD = frozenset("0123456789_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
_FOREIGN_WORD = regex.compile(r"[^\W\x00-\x7f]")
_LONE_SURROGATE = regex.compile(r"[\ud800-\udfff]")

_UNALIKE_TEXT = regex.compile(r"[ıİſ\u212a]|[^\D0-9]|[^\S \t\n\r\f]")
"""Characters about which RE2's case folding, \\d and \\s think otherwise than `regex`."""

_UNIT = r"""
      \\(?:[bBdDwWsSnrtfAz]|[!-/:-@\[-^`{-~])              # escapes
    | \[\^?\]?(?:\\[dDwWsSnrtf]|\\[!-/:-@\[-^`{-~]|[^\[\]\\])*\]
    | \((?!\?) | \(\?(?:: | P?<\w+> | -?[ims]+:)
    | (?:[*+?]|\{[0-9]+(?:,[0-9]*)?\})[?]?
    | [^\\\[({}*+?]
"""
_ALIKE = regex.compile(rf"(?xV0)(?:\(\?[ims]+\))?(?:{_UNIT})*+")
"""The syntax that RE2 and `regex` read alike."""

_CLASS = regex.compile(r"(?V0)(?:\\.|[^\\\[])*+\[(\^?)(\]?(?:\\.|[^\]\\])*)\]", regex.S)
_RANGE = regex.compile(r"(.)-(.)", regex.S)


class Pattern(NamedTuple):
    """One thing to look for: a pattern of the `regex` library, or plain words where `literal`."""

    regex: str
    ignorecase: bool = True
    literal: bool = False


class PatternError(Exception):
    """A pattern that cannot be read: `index` in the matcher's patterns, and what is wrong with it."""

    def __init__(self, index: int, what: str) -> None:
        super().__init__(index, what)
        self.index = index
        self.what = what


class PatternTimeout(Exception):  # noqa: N818  (it is a limit reached, told from a mistake in the pattern)
    """A pattern that ran past its time on a text: `index` in the matcher's patterns."""

    def __init__(self, index: int) -> None:
        super().__init__(index)
        self.index = index


class Matcher:
    """Patterns made ready. Cheap to build: a pattern is compiled by `regex` when a text first needs it."""

    def __init__(self, patterns: Sequence[Pattern], *, timeout: float = 0.25) -> None:
        """Read `patterns`; raises PatternError for one that is not a pattern. `timeout` is in seconds, a pattern and text."""
        self.patterns = tuple(Pattern(p.regex.translate(_STRAIGHT), p.ignorecase, p.literal) for p in patterns)
        self._timeout = timeout
        self._compiled: dict[int, regex.Pattern[str]] = {}
        self._add_literals()
        self._add_filter()

    def scan(self, folded: Folded) -> "Scan":
        """Find what can match in a folded text; the matches themselves are looked up when asked for."""
        text = folded.text
        if text.isascii():
            masked, lowered = text, text.lower()
            fits = self._fits(text.encode())
        else:
            masked = _LONE_SURROGATE.sub("\ufffd", _FOREIGN_WORD.sub("_", text))
            lowered = _LONE_SURROGATE.sub("\ufffd", text).translate(_CASE)
            fits = frozenset(self._members) if _UNALIKE_TEXT.search(text) else self._fits(masked.encode())
        return Scan(self, text, self._find_literals(text, masked, lowered), fits | self._unfiltered)

    def spans(self, index: int, text: str) -> tuple[Span, ...]:
        """The non-overlapping matches of pattern `index`: by RE2 where it reads pattern and text as `regex` does."""
        fast = self._in_filter.get(index)
        if fast is None or not text.isascii():
            return tuple([Span(*match.span()) for match in self.run(index, text)])
        return tuple([Span(*match.span()) for match in fast.finditer(text.encode())])

    def run(self, index: int, text: str) -> tuple["regex.Match[str]", ...]:
        """The non-overlapping matches of pattern `index`, whatever the filters say; raises PatternTimeout."""
        try:
            return tuple(self._compile(index).finditer(text, timeout=self._timeout))
        except TimeoutError:
            raise PatternTimeout(index) from None

    def _compile(self, index: int) -> "regex.Pattern[str]":
        compiled = self._compiled.get(index)
        if compiled is None:
            pattern = self.patterns[index]
            source = rf"\b{regex.escape(pattern.regex, literal_spaces=True)}\b" if pattern.literal else pattern.regex
            flags = regex.V0 | regex.M | (regex.I if pattern.ignorecase else 0)
            try:
                compiled = self._compiled[index] = regex.compile(source, flags)
            except (regex.error, ValueError, OverflowError, RecursionError) as error:
                raise PatternError(index, str(error)) from error
        return compiled

    def _add_literals(self) -> None:
        owners: defaultdict[str, list[int]] = defaultdict(list)
        for index, pattern in enumerate(self.patterns):
            if pattern.literal:
                if not pattern.regex:
                    raise PatternError(index, "there are no words in it")
                owners[pattern.regex.translate(_CASE)].append(index)
        self._owners = tuple(map(tuple, owners.values()))
        self._automaton = AhoCorasick(list(owners), implementation=Implementation.ContiguousNFA) if owners else None

    def _add_filter(self) -> None:
        """Give RE2 what it reads as `regex` does."""
        options = re2.Options()
        options.log_errors = False
        self._filter = re2.Filter()
        members: list[int] = []
        alone: list[int] = []
        for index, pattern in enumerate(self.patterns):
            if pattern.literal:
                continue
            if _alike(pattern.regex) and self._admit(pattern, options):
                members.append(index)
            else:
                self._compile(index)
                alone.append(index)
        if members:
            self._filter.Compile()
        self._members = tuple(members)
        self._in_filter = {index: self._filter.re(number) for number, index in enumerate(members)}
        self._unfiltered = frozenset(alone)

    def _admit(self, pattern: Pattern, options: re2.Options) -> bool:
        flags = "(?im)" if pattern.ignorecase else "(?m)"
        try:
            self._filter.Add((flags + _FOREIGN_WORD.sub("_", pattern.regex)).encode(), options)
        except (re2.error, UnicodeEncodeError):
            return False
        return True

    def _fits(self, masked: bytes) -> frozenset[int]:
        members = self._members
        return frozenset([members[number] for number in self._filter.Match(masked) or ()] if members else ())

    def _find_literals(self, text: str, masked: str, lowered: str) -> dict[int, list[Span]]:
        found: dict[int, list[Span]] = {}
        if self._automaton is None:
            return found
        size = len(text)
        for key, start, end in self._automaton.find_matches_as_indexes(lowered, overlapping=True):
            if (start > 0 and masked[start - 1] in _WORD) == (masked[start] in _WORD):
                continue
            if (masked[end - 1] in _WORD) == (end < size and masked[end] in _WORD):
                continue
            for index in self._owners[key]:
                spans = found.get(index)
                if (spans is None or start >= spans[-1].end) and self._same(index, text[start:end]):
                    if spans is None:
                        spans = found[index] = []
                    spans.append(Span(start, end))
        return found

    def _same(self, index: int, words: str) -> bool:
        """Whether the automaton, which knows one case and is generous about it, was right."""
        pattern = self.patterns[index]
        if not pattern.ignorecase:
            return words == pattern.regex
        if words.isascii() and pattern.regex.isascii():
            return True
        return regex.fullmatch(regex.escape(pattern.regex), words, regex.V0 | regex.I) is not None


class Scan:
    """What was found in one folded text; spans are in its coordinates."""

    def __init__(self, matcher: Matcher, text: str, literals: dict[int, list[Span]], candidates: frozenset[int]) -> None:
        self.text = text
        self.candidates = candidates.union(literals)
        """Patterns that may match; every other pattern has no match."""
        self._matcher = matcher
        self._spans = {index: tuple(spans) for index, spans in literals.items()}
        self._matches: dict[int, tuple[regex.Match[str], ...]] = {}

    def spans(self, index: int) -> tuple[Span, ...]:
        """The non-overlapping matches of pattern `index`, from left to right."""
        if index not in self.candidates:
            return ()
        spans = self._spans.get(index)
        if spans is None:
            spans = self._spans[index] = self._matcher.spans(index, self.text)
        return spans

    def matches(self, index: int) -> "tuple[regex.Match[str], ...]":
        """The same as `regex` matches, for their groups."""
        if index not in self.candidates:
            return ()
        matches = self._matches.get(index)
        if matches is None:
            matches = self._matches[index] = self._matcher.run(index, self.text)
        return matches


class _CaseTable(dict[int, int]):
    """A translation to one case, character for character, that at least makes equal what `regex` takes for equal."""

    def __missing__(self, code: int) -> int:
        char = chr(code)
        forms = (char.casefold(), char.lower())
        self[code] = folded = next((ord(form) for form in forms if len(form) == 1), code)
        return folded


_CASE = _CaseTable({ord("ı"): ord("i"), ord("İ"): ord("i"), 0xFB06: 0xFB05, 0x1FD3: 0x390, 0x1FE3: 0x3B0})


@lru_cache(maxsize=4096)
def _alike(pattern: str) -> bool:
    """Whether RE2, shown "_" for foreign letters, finds the pattern wherever `regex` does."""
    if not _ALIKE.fullmatch(pattern) or any(char in pattern for char in "ıİſ\u212a"):
        return False
    for negated, members in _CLASS.findall(pattern):
        if not members.isascii() and (negated or "-" in members):
            return False
        if negated and ("_" in members or any(low <= "_" <= high for low, high in _RANGE.findall(members.replace("\\", "")))):
            return False
    return True
