"""All patterns of a run at once: one automaton for plain words, one RE2 Filter for the rest.

The hits are those of the `regex` library run pattern by pattern; the automaton and the Filter only save its time. (A Filter
looks for words that a pattern cannot do without, then runs the few patterns left; a Set, one automaton for all patterns,
takes up to 8 ms for a message's text because its states do not fit into memory.) So that RE2, whose classes are ASCII, can
judge any text, letters beyond ASCII are shown to it as "_", in pattern and text alike: that may let a pattern through that
does not match, never the other way round. What RE2 reads differently from `regex`, or cannot say at all (look-around,
back-references), runs with `regex` alone.

Folded texts have a sentence a line, and nearly all patterns stay in one. So lines are read one by one and what was found in
them is kept: the paths of a message share most of their sentences, and the messages of a catalogue share a good many.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate

import msgspec
import re2
import regex
from ahocorasick_rs import AhoCorasick, Implementation

from msgreview.model.document import Folded
from msgreview.model.span import Span
from msgreview.text.patterns.pattern import Pattern, PatternError, PatternTimeout
from msgreview.text.patterns.syntax import FOREIGN_WORD, is_alike, stays_in_line

_STRAIGHT = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"'})
"""Folded texts have straight quotes only, so a curly one in a pattern means the straight one."""

_KEPT = 4096
"""Lines whose matches are kept."""

_WORD = frozenset("0123456789_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
_LONE_SURROGATE = regex.compile(r"[\ud800-\udfff]")

_UNALIKE_TEXT = regex.compile(r"[ıİſ\u212a]|[^\D0-9]|[^\S \t\n\r\f]")
"""Characters about which RE2's case folding, \\d and \\s think otherwise than `regex`."""


class Line(msgspec.Struct, frozen=True, eq=False):
    """What was found in one line: pattern → its matches, in the line's own coordinates. Equal lines share one `Line`."""

    spans: Mapping[int, tuple[Span, ...]]


class Matcher:
    """Patterns made ready; they can be shared by processes that fork."""

    def __init__(self, patterns: Sequence[Pattern], *, timeout: float = 0.25) -> None:
        """Read `patterns`; raises PatternError for one that is not a pattern. `timeout` is in seconds, a pattern and text."""
        self.patterns = tuple(p._replace(regex=p.regex.translate(_STRAIGHT)) for p in patterns)
        self.slow: set[int] = set()
        """Patterns that have run out of time. They are not run again: one of them must not cost every message its time."""
        self._timeout = timeout
        self._compiled: dict[int, regex.Pattern[str]] = {}
        self._words = _Words(self.patterns)
        by_line: dict[int, Pattern] = {}
        others: dict[int, Pattern] = {}
        for index, pattern in enumerate(self.patterns):
            if not pattern.literal:
                (by_line if pattern.line or stays_in_line(pattern.regex) else others)[index] = pattern
        self._by_line = _Filter(by_line, self._compile)
        self._others = _Filter(others, self._compile)
        self.line = lru_cache(maxsize=_KEPT)(self._read_line)
        """What is found in a line of text."""

    def scan(self, folded: Folded) -> "Scan":
        """Find what matches in a folded text."""
        return Scan(self, folded.text)

    def fitting(self, text: str) -> frozenset[int]:
        """The patterns that may match across the lines of `text`."""
        return frozenset(self._others.fitting(text))

    def spans(self, index: int, text: str) -> tuple[Span, ...]:
        """The non-overlapping matches of pattern `index`: by RE2 where it reads pattern and text as `regex` does."""
        fast = self._by_line.fast.get(index) or self._others.fast.get(index)
        if fast is None or not text.isascii():
            return tuple([Span(*match.span()) for match in self.run(index, text)])
        # RE2's own loop gives an empty match at the end of a text twice.
        return tuple(dict.fromkeys([Span(*match.span()) for match in fast.finditer(text.encode())]))

    def run(self, index: int, text: str, start: int = 0, end: int | None = None) -> tuple["regex.Match[str]", ...]:
        """The non-overlapping matches of pattern `index` in `text[start:end]`, by `regex` alone; raises PatternTimeout."""
        if index not in self.slow:
            try:
                return tuple(self._compile(index).finditer(text, start, end, timeout=self._timeout))
            except TimeoutError:
                self.slow.add(index)
        raise PatternTimeout(index)

    def _read_line(self, text: str) -> Line:
        found = self._words.find(text)
        for index in self._by_line.fitting(text):
            try:
                spans = self.spans(index, text)
            except PatternTimeout:  # Told to whoever asks for the pattern.
                continue
            if spans:
                found[index] = spans
        return Line(found)

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


class Scan:
    """What was found in one folded text; spans are in its coordinates."""

    def __init__(self, matcher: Matcher, text: str) -> None:
        lines = text.split("\n")
        self.text = text
        self.lines = tuple(map(matcher.line, lines))
        """What was found in each line by itself; the line feed at the end of the text has an empty one after it."""
        self.candidates = matcher.fitting(text).union(matcher.slow, *[line.spans for line in self.lines])
        """Patterns that may match; every other pattern has no match."""
        self._starts = tuple(accumulate(lines, lambda at, line: at + len(line) + 1, initial=0))
        self._matcher = matcher
        self._spans: dict[int, tuple[Span, ...]] = {}
        self._matches: dict[int, tuple[regex.Match[str], ...]] = {}

    @property
    def slow(self) -> set[int]:
        """Patterns that are not looked for any more: asking for their matches raises PatternTimeout."""
        return self._matcher.slow

    def spans(self, index: int) -> tuple[Span, ...]:
        """The non-overlapping matches of pattern `index`, from left to right."""
        if index not in self.candidates:
            return ()
        spans = self._spans.get(index)
        if spans is None:
            spans = self._spans[index] = self._find(index)
        return spans

    def matches(self, index: int) -> "tuple[regex.Match[str], ...]":
        """The same as `regex` matches, for their groups."""
        if index not in self.candidates:
            return ()
        matches = self._matches.get(index)
        if matches is None:
            run, lines = self._matcher.run, self._with(index)
            if lines:
                matches = tuple([match for at, end, _ in lines for match in run(index, self.text, at, end)])
            else:
                matches = run(index, self.text)
            self._matches[index] = matches
        return matches

    def _find(self, index: int) -> tuple[Span, ...]:
        if index in self.slow:
            raise PatternTimeout(index)
        lines = self._with(index)
        if not lines:
            return self._matcher.spans(index, self.text)
        return tuple([Span(at + start, at + end) for at, _, spans in lines for start, end in spans])

    def _with(self, index: int) -> list[tuple[int, int, tuple[Span, ...]]]:
        """Start, end and matches of the lines with a match of pattern `index`; none for one that may leave its line."""
        places = zip(self._starts, self._starts[1:], self.lines, strict=False)
        return [(at, after - 1, line.spans[index]) for at, after, line in places if index in line.spans]


class _Words:
    """The literal patterns among a matcher's, looked for all at once."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self._patterns = patterns
        owners: defaultdict[str, list[int]] = defaultdict(list)
        for index, pattern in enumerate(patterns):
            if pattern.literal:
                if not pattern.regex:
                    raise PatternError(index, "there are no words in it")
                owners[pattern.regex.translate(_CASE)].append(index)
        self._owners = tuple(map(tuple, owners.values()))
        self._automaton = AhoCorasick(list(owners), implementation=Implementation.ContiguousNFA) if owners else None

    def find(self, text: str) -> dict[int, tuple[Span, ...]]:
        """Pattern → its non-overlapping matches."""
        found: dict[int, list[Span]] = {}
        if self._automaton is None:
            return {}
        masked, lowered = _masked(text), text.lower() if text.isascii() else _LONE_SURROGATE.sub("\ufffd", text).translate(_CASE)
        size = len(text)
        for key, start, end in self._automaton.find_matches_as_indexes(lowered, overlapping=True):
            if (start > 0 and masked[start - 1] in _WORD) == (masked[start] in _WORD):
                continue
            if (masked[end - 1] in _WORD) == (end < size and masked[end] in _WORD):
                continue
            for index in self._owners[key]:
                spans = found.setdefault(index, [])
                if (not spans or start >= spans[-1].end) and self._same(index, text[start:end]):
                    spans.append(Span(start, end))
        return {index: tuple(spans) for index, spans in found.items() if spans}

    def _same(self, index: int, words: str) -> bool:
        """Whether the automaton, which knows one case and is generous about it, was right."""
        pattern = self._patterns[index]
        if not pattern.ignorecase:
            return words == pattern.regex
        if words.isascii() and pattern.regex.isascii():
            return True
        return regex.fullmatch(regex.escape(pattern.regex), words, regex.V0 | regex.I) is not None


class _Filter:
    """Some of a matcher's patterns; tells quickly which of them may match."""

    def __init__(self, patterns: Mapping[int, Pattern], compile_alone: Callable[[int], object]) -> None:
        """`compile_alone` is called for the patterns that RE2 does not read as `regex` does."""
        options = re2.Options()
        options.log_errors = False
        self._filter = re2.Filter()
        members: list[int] = []
        alone: list[int] = []
        for index, pattern in patterns.items():
            if is_alike(pattern.regex) and self._admit(pattern, options):
                members.append(index)
            else:
                compile_alone(index)
                alone.append(index)
        if members:
            self._filter.Compile()
        self._members = members
        self._alone = alone
        self.fast = {index: self._filter.re(number) for number, index in enumerate(members)}
        """Patterns that RE2 itself can find in ASCII text."""

    def _admit(self, pattern: Pattern, options: re2.Options) -> bool:
        flags = "(?im)" if pattern.ignorecase else "(?m)"
        try:
            self._filter.Add((flags + FOREIGN_WORD.sub("_", pattern.regex)).encode(), options)
        except (re2.error, UnicodeEncodeError):
            return False
        return True

    def fitting(self, text: str) -> list[int]:
        """The patterns that may match in `text`."""
        members = self._members
        if members and (text.isascii() or not _UNALIKE_TEXT.search(text)):
            members = [members[number] for number in self._filter.Match(_masked(text).encode()) or ()]
        return members + self._alone


def _masked(text: str) -> str:
    """`text` as RE2 is shown it, character for character."""
    return text if text.isascii() else _LONE_SURROGATE.sub("\ufffd", FOREIGN_WORD.sub("_", text))


class _CaseTable(dict[int, int]):
    """A translation to one case, character for character, that at least makes equal what `regex` takes for equal."""

    def __missing__(self, code: int) -> int:
        char = chr(code)
        forms = (char.casefold(), char.lower())
        self[code] = folded = next((ord(form) for form in forms if len(form) == 1), code)
        return folded


_CASE = _CaseTable({ord("ı"): ord("i"), ord("İ"): ord("i"), 0xFB06: 0xFB05, 0x1FD3: 0x390, 0x1FE3: 0x3B0})
