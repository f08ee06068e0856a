"""All patterns of a run at once: automata say which of them may match, and only those are ever compiled and run.

The hits are those of the `regex` library run pattern by pattern; everything else only saves its time. One automaton finds
plain words. Another finds the texts without which a pattern cannot match (see `prefilter`). A pattern all of whose
needs are there is run by RE2. Its classes are ASCII, but it can judge any text: letters beyond ASCII are shown to it as "_" and
other signs as "¤", in pattern and text alike, which may let a pattern through that does not match, never the other way round.
What RE2 reads differently from `regex`, or cannot say at all (look-around, back-references), runs with `regex` alone.

Folded texts have a sentence a line, and nearly all patterns stay in one. So lines are read one by one and their matches are
cached: the paths of a message share most of their sentences, and the messages of a catalogue share a good many.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, TypeVar

import msgspec
import regex
from ahocorasick_rs import AhoCorasick, Implementation

from msgreview.matching.case import CASE
from msgreview.matching.engines import VERSION, by_regex, from_program, masked
from msgreview.matching.pattern import Demand, Pattern, PatternTimeout, straight, timed
from msgreview.matching.plan import Layer, Needs, Plan, make_plan
from msgreview.matching.prefilter import searchable
from msgreview.model.document import Folded
from msgreview.model.span import Span

if TYPE_CHECKING:
    from msgreview.matching.fast import Fast

T = TypeVar("T")

_CACHED_LINES = 4096
"""Lines whose matches stay in memory."""

_FEW = 5
"""Texts in which a pattern is looked for by `regex`, until it is worth compiling for RE2, which takes ten times as long."""

_BEFORE_AUTOMATON = 8000
"""Characters that are searched for one text after the other, until an automaton is worth its making."""
_EACH = 200
"""Characters that take as long as what a search for all texts takes, however short what is searched."""
_START = 3
"""Characters of a text that are looked up before it is searched for."""

_WORD = frozenset("0123456789_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")

_UNALIKE_TEXT = regex.compile(r"[ıİſ\u212a]|[^\D0-9]|[^\S \t\n\r\f]")
"""Characters about which RE2's case folding, \\d and \\s think otherwise than `regex`."""


class LineMatches(msgspec.Struct, frozen=True, eq=False):
    """The matches in one line: pattern → its matches, in the line's own coordinates. Equal lines share one `LineMatches`."""

    spans: Mapping[int, tuple[Span, ...]]
    slow: frozenset[int] = frozenset()
    """Patterns that ran out of time on it."""
    keys: frozenset[int] = frozenset()
    """The texts in it that patterns need which may match across lines, by their numbers."""


class _Text:
    """A text, and what RE2 is shown of it."""

    __slots__ = ("has_underscore", "is_alike", "is_exact", "shown", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.shown = masked(text).encode("latin-1")
        self.is_alike = _UNALIKE_TEXT.search(text) is None
        """Whether RE2 and `regex` think alike of every character, but for letters and signs beyond ASCII."""
        self.is_exact = self.is_alike and text.isascii()
        self.has_underscore = "_" in text


class Matcher:
    """Patterns that are compiled when a text may hold a match; processes that fork share them."""

    def __init__(
        self,
        patterns: Sequence[Pattern],
        plan: Plan | None = None,
        *,
        demands: Sequence[Demand] = (),
        timeout: float = 0.25,
        patience: int = 20,
    ) -> None:
        """`plan` is that of another matcher of the same patterns; without it one is made here, which raises PatternError.
        It knows the `demands` on patterns.

        `timeout` is in seconds of the processor's time for each pattern and text, so that it does not depend on other programs
        or on what was read before. In as many texts as `patience` says a pattern that RE2 reads differently is looked for by
        `regex` alone, until a wider one to look for first is worth compiling; one that it reads alike in no more than a few.
        """
        self.patterns = straight(patterns)
        self.left_out: set[int] = set()
        """Patterns that are not run any more: they raise PatternTimeout wherever they may match."""
        if plan is None:
            from msgreview.matching.prepare import prepare

            plan = make_plan(self.patterns, prepare(self.patterns), VERSION, demands)
        self.plan = plan
        self._demands = {number: each for each in plan.demands for number in range(*each.patterns)}
        self._timeout = timeout
        self._compiled: dict[int, regex.Pattern[str]] = {}
        self._fast: dict[int, Fast | None] = {}
        self._runs = Counter[int]()
        self._patience = patience
        self._layers = {name: _Layer(self, layer) for name, layer in plan.layers.items()}
        self.layers = tuple(filter(None, plan.layers))
        """The layers of its patterns, besides that of folded texts."""

    def scan(self, folded: Folded, layer: str = "", lang: str = "") -> "Scan":
        """The matches in a text of a layer, with those of the patterns that are looked for in a language alone."""
        return Scan(self, folded.text, self._layers.get(layer) or _Layer(self, _NO_LAYER), lang)

    def forget_lines(self) -> None:
        """Empty the cache of matches in lines."""
        for layer in self._layers.values():
            layer.line.cache_clear()

    def spans(self, index: int, text: _Text) -> tuple[Span, ...]:
        """The non-overlapping matches of pattern `index`: by RE2 where it reads pattern and text as `regex` does."""
        fast = self._fast[index] if index in self._fast else self._quick(index)
        if fast is not None and text.is_alike:
            spans = None
            if text.is_exact and index in self.plan.alike and (not text.has_underscore or self.patterns[index].regex.isascii()):
                spans = fast.spans(text.shown)
            elif not fast.holds(text.shown):
                return ()
            if spans is not None:
                return tuple(spans)
        try:
            return tuple([Span(*match.span()) for match in self.run(index, text.text)])
        except PatternTimeout:
            if fast is not None or index not in self.plan.alike or self._runs[index] > self._patience:
                raise
            self._runs[index] = self._patience  # RE2 may do it in time.
            return self.spans(index, text)

    def is_wanted(self, index: int, lang: str, matches: Iterable[int]) -> bool:
        """Whether pattern `index` is looked for in a line of a language in which the patterns in `matches` match."""
        demand = self._demands.get(index)
        if demand is None:
            return True
        return demand.lang == lang and (demand.cancel is None or any(number in range(*demand.cancel) for number in matches))

    def fits(self, index: int, text: _Text) -> bool:
        """Whether pattern `index` may match in a text, as far as RE2 can tell."""
        fast = self._quick(index)
        return fast is None or not text.is_alike or fast.holds(text.shown)

    def run(self, index: int, text: str, start: int = 0, end: int | None = None) -> tuple["regex.Match[str]", ...]:
        """The non-overlapping matches of pattern `index` in `text[start:end]`, by `regex` alone; raises PatternTimeout."""
        if index in self.left_out:
            raise PatternTimeout(index)
        try:
            pattern = self._compile(index)
            return timed(lambda: tuple(pattern.finditer(text, start, end, timeout=self._timeout)))
        except (TimeoutError, MemoryError):
            raise PatternTimeout(index) from None

    def _quick(self, index: int) -> "Fast | None":
        """What RE2 finds wherever pattern `index` matches, in time: the pattern or, if it reads that otherwise, a wider one."""
        if index not in self._fast:
            pattern = self.patterns[index]
            few = self._patience
            if index not in self.plan.alike:
                pattern = pattern._replace(regex=self.plan.wider.get(index, ""))
            else:
                few = min(few, _FEW) if self._program(index) else 0
            self._runs[index] += 1
            if self._runs[index] < few and pattern.regex:
                return None
            from msgreview.matching.fast import by_re2

            self._fast[index] = by_re2(pattern) if pattern.regex else None
            if index in self.plan.alike and self._fast[index]:
                self._compiled.pop(index, None)  # Hardly any text needs it now.
        return self._fast[index]

    def _compile(self, index: int) -> "regex.Pattern[str]":
        compiled = self._compiled.get(index)
        if compiled is None:
            program = self._program(index)
            compiled = self._compiled[index] = from_program(program) if program else by_regex(self.patterns[index], index)
        return compiled

    def _program(self, index: int) -> bytes:
        return self.plan.programs.get(index, b"") if self.plan.version == VERSION else b""


class _Layer:
    """Those of a matcher's patterns that are looked for in the same texts."""

    def __init__(self, matcher: Matcher, layer: Layer) -> None:
        self._matcher = matcher
        self._words = _Literals({index: matcher.patterns[index] for index in layer.literals})
        self._by_line = _Needed(layer.by_line)
        self._others = _Needed(layer.others)
        self.line = lru_cache(maxsize=_CACHED_LINES)(self._match_line)
        """The matches in a line of text, cached."""

    def lines(self, text: str, lang: str) -> tuple[LineMatches, ...]:
        """The matches in each line of a text by itself; after the line feed at its end comes an empty line."""
        self._by_line.expect(text)
        self._others.expect(text)
        return tuple([self.line(line, lang) for line in text.split("\n")])

    def across(self, lines: Iterable[LineMatches]) -> list[int]:
        """The patterns that may match across lines, by the texts in these that they need."""
        return self._others.met(frozenset[int]().union(*[line.keys for line in lines]))

    def _match_line(self, text: str, lang: str) -> LineMatches:
        searched = searchable(text)
        matches = self._words.find(text, searched)
        slow = []
        line = _Text(text)
        for index in self._by_line.met(self._by_line.keys(searched)):
            if not self._matcher.is_wanted(index, lang, matches):
                continue
            try:
                spans = self._matcher.spans(index, line)
            except PatternTimeout:  # Raised again when the pattern's matches are requested.
                slow.append(index)
                continue
            if spans:
                matches[index] = spans
        return LineMatches(matches, frozenset(slow), self._others.keys(searched))


_NO_LAYER = make_plan((), (), VERSION).layers[""]


class Scan:
    """The matches in one text; spans are in its coordinates."""

    def __init__(self, matcher: Matcher, text: str, layer: _Layer, lang: str) -> None:
        self.text = text
        self.lines = layer.lines(text, lang)
        self.slow = set[int]().union(*[line.slow for line in self.lines if line.slow])
        """Patterns that ran out of time on this text: `spans` and `matches` raise PatternTimeout for them."""
        self.candidates = frozenset(self.slow).union(layer.across(self.lines), *[line.spans for line in self.lines])
        """Patterns that may match; every other pattern has no match, or is not looked for."""
        self._starts = tuple(accumulate(text.split("\n"), lambda at, line: at + len(line) + 1, initial=0))
        self._matcher = matcher
        self._spans: dict[int, tuple[Span, ...]] = {}
        self._matches: dict[int, tuple[regex.Match[str], ...]] = {}

    @cached_property
    def _whole(self) -> _Text:
        return _Text(self.text)

    def spans(self, index: int) -> tuple[Span, ...]:
        """The non-overlapping matches of pattern `index`, from left to right."""
        if index not in self.candidates:
            return ()
        spans = self._spans.get(index)
        if spans is None:
            spans = self._spans[index] = self._within_time(index, self._find)
        return spans

    def matches(self, index: int) -> "tuple[regex.Match[str], ...]":
        """The same matches as `regex` returns them, for their groups."""
        if index not in self.candidates:
            return ()
        matches = self._matches.get(index)
        if matches is None:
            matches = self._matches[index] = self._within_time(index, self._match)
        return matches

    def _match(self, index: int) -> "tuple[regex.Match[str], ...]":
        run, lines = self._matcher.run, self._lines_with(index)
        if not lines:
            return run(index, self.text) if self._matcher.fits(index, self._whole) else ()
        return tuple([match for at, end, _ in lines for match in run(index, self.text, at, end)])

    def _find(self, index: int) -> tuple[Span, ...]:
        lines = self._lines_with(index)
        if not lines:
            return self._matcher.spans(index, self._whole)
        return tuple([Span(at + start, at + end) for at, _, spans in lines for start, end in spans])

    def _within_time(self, index: int, find: Callable[[int], T]) -> T:
        """What `find` returns for a pattern, unless it has run out of time on this text, or does so now."""
        if index in self.slow:
            raise PatternTimeout(index)
        try:
            return find(index)
        except PatternTimeout:
            self.slow.add(index)
            raise

    def _lines_with(self, index: int) -> list[tuple[int, int, tuple[Span, ...]]]:
        """Start, end and matches of the lines with a match of pattern `index`; none for one that may leave its line."""
        lines = zip(self._starts, self._starts[1:], self.lines, strict=False)
        return [(at, after - 1, line.spans[index]) for at, after, line in lines if index in line.spans]


class _Literals:
    """Literal patterns by their numbers in a matcher, searched for in one pass."""

    def __init__(self, patterns: Mapping[int, Pattern]) -> None:
        self._patterns = patterns
        owners: defaultdict[str, list[int]] = defaultdict(list)
        for index, pattern in patterns.items():
            owners[pattern.regex.translate(CASE)].append(index)
        self._owners = tuple(map(tuple, owners.values()))
        self._automaton = AhoCorasick(list(owners), implementation=Implementation.ContiguousNFA) if owners else None

    def find(self, text: str, searched: str) -> dict[int, tuple[Span, ...]]:
        """Pattern → its non-overlapping matches in `text`, which is `searched` for them."""
        matches: dict[int, list[Span]] = {}
        if self._automaton is None:
            return {}
        plain, size = masked(text), len(text)
        for key, start, end in self._automaton.find_matches_as_indexes(searched, overlapping=True):
            if (start > 0 and plain[start - 1] in _WORD) == (plain[start] in _WORD):
                continue
            if (plain[end - 1] in _WORD) == (end < size and plain[end] in _WORD):
                continue
            for index in self._owners[key]:
                spans = matches.setdefault(index, [])
                if (not spans or start >= spans[-1].end) and self._same(index, text[start:end]):
                    spans.append(Span(start, end))
        return {index: tuple(spans) for index, spans in matches.items() if spans}

    def _same(self, index: int, words: str) -> bool:
        """Whether `words` match pattern `index`; the automaton ignores case, and takes a few letters for equal that are not."""
        pattern = self._patterns[index]
        if not pattern.ignorecase:
            return words == pattern.regex
        if words.isascii() and pattern.regex.isascii():
            return True
        return regex.fullmatch(regex.escape(pattern.regex), words, regex.V0 | regex.I) is not None


class _Needed:
    """Looks for the texts that patterns need, all in one pass."""

    def __init__(self, needs: Needs) -> None:
        self._needs = needs
        self._left = _BEFORE_AUTOMATON
        self._near: list[tuple[int, str]] = []
        self._automaton: AhoCorasick | None = None

    def expect(self, text: str) -> None:
        """What is looked through next are parts of this text."""
        if self._automaton is not None or not self._needs.texts:
            return
        self._left -= len(text) + _EACH
        if self._left > 0:
            searched = searchable(text)
            starts = {searched[at : at + size] for size in range(1, _START + 1) for at in range(len(searched))}
            texts = enumerate(self._needs.texts)
            self._near = [(key, each) for key, each in texts if each[:_START] in starts and each in searched]
        else:
            self._automaton = AhoCorasick(self._needs.texts, implementation=Implementation.ContiguousNFA)

    def keys(self, searched: str) -> frozenset[int]:
        """The numbers of the texts that stand in a part of the expected text, which is `searchable`."""
        if self._automaton is None:
            return frozenset([key for key, text in self._near if text in searched])
        return frozenset([key for key, _, _ in self._automaton.find_matches_as_indexes(searched, overlapping=True)])

    def met(self, keys: frozenset[int]) -> list[int]:
        """The patterns of which all needs are among the texts with these numbers, and those without needs."""
        needs, more = self._needs, self._needs.more
        near = set(needs.always).union(*[needs.owners[key] for key in keys])
        return sorted([i for i in near if i not in more or not any(map(keys.isdisjoint, more[i]))])
