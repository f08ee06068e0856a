"""What each sentence does: it greets, refuses, offers a way forward.

The patterns are data, in `rubrics/moves.yaml` and, for other languages than English, `moves.de.yaml` and its kind.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import msgspec

from msgreview.language import primary
from msgreview.matching.pattern import Demand, Pattern, PatternTimeout
from msgreview.model.document import BlockKind, Document, Sentence
from msgreview.model.errors import RubricError
from msgreview.model.span import Span
from msgreview.moves import reading
from msgreview.moves.expansion import expand
from msgreview.moves.news import Evidence, news_sentences
from msgreview.moves.rule import CAUSE, NEWS, REASON, MoveRule, move_rule
from msgreview.moves.schema import MoveEntry, MovesFile, PatternEntry, joined
from msgreview.moves.unread import SAYS_LITTLE, is_unread

if TYPE_CHECKING:
    from msgreview.matching.matcher import LineMatches, Scan

_NEWS_MOVES = frozenset((NEWS, "refusal"))
"""The moves that a sentence loses if it only gives the reason for news above it."""
_SAID = 5
_SAID_WHOLE = 3
"""Words of prose from which on a message has begun to say something: in any line, and in one that ends like a sentence."""
_TAIL = 4
"""Paragraphs at the end among which a sign-off stands."""

_CACHED_LINES = 4096
"""Lines whose matches stay in memory."""


_Folded: TypeAlias = tuple[int, int]
"""A span of folded text, of which there are too many for structs of their own."""


class MoveMatch(NamedTuple):
    """Why a sentence makes a move: the words (0-based code points in the document's text), and the pattern as written."""

    sentence: int
    move: str
    span: Span
    pattern: str


_Made: TypeAlias = tuple[int, int, tuple[tuple[MoveRule, _Folded], ...]]
"""Sentence, where the spans start in the folded text, and the rules that match with their spans."""


class _LineMoves(NamedTuple):
    """What a line does by its words, whatever the lines above it do; and what depends on them."""

    moves: frozenset[str]
    made: tuple[tuple[MoveRule, _Folded], ...]
    """The rules that make them, each with its span in the line."""
    looking_back: tuple[tuple[int, _Folded], ...]
    """The numbers of patterns, each with its span."""


class _Numbered(NamedTuple):
    """A move with the numbers of its patterns: from `first` those that make it, then the `counters` that cancel them."""

    first: int
    counters: range
    name: str
    lang: str
    entry: MoveEntry

    def demands(self) -> tuple[Demand, Demand]:
        """Where its patterns are looked for, and the counters."""
        own = (self.first, self.counters.start)
        return Demand(own, self.lang), Demand((self.counters.start, self.counters.stop), self.lang, own)


class _Rules(dict[int, MoveRule | None]):
    """The number of a pattern → its rule, made when it is asked for; None for a counter, and for what no move has."""

    def __init__(self, numbered: Sequence[_Numbered]) -> None:
        super().__init__()
        self._numbered = numbered

    def __missing__(self, index: int) -> MoveRule | None:
        rule = None
        if last := bisect_right(self._numbered, index, key=attrgetter("first")):
            first, counters, name, lang, entry = self._numbered[last - 1]
            if index < counters.start:
                rule = move_rule(name, lang, entry, entry.patterns[index - first], counters)
        self[index] = rule
        return rule


class Moves:
    """All moves, ready to read documents: `patterns` go into a matcher, whose scan comes back to `annotate` and `matches`."""

    def __init__(
        self,
        files: Sequence[MovesFile],
        places: Iterable[tuple[str, str]] = (),
        patterns: Sequence[Pattern] | None = None,
    ) -> None:
        """Join the files: a later one adds words, patterns, counter-patterns and examples, and may set a move's context anew.

        `places`: patterns as written, each with the `path:line:column` where it stands. `patterns` start with those that were
        made of the same files before.
        """
        self.files = tuple(files)
        self._entries = _entries(files)
        self._order = {name: number for number, name in enumerate(self.names)}
        numbered: list[_Numbered] = []
        written: list[tuple[str, str]] = []
        for lang, entries in self._entries.items():
            for name, entry in entries.items():
                first, start = len(written), len(written) + len(entry.patterns)
                numbered.append(_Numbered(first, range(start, start + len(entry.unless)), name, lang, entry))
                written += [(lang, pattern) for pattern in (*map(_match, entry.patterns), *entry.unless)]
        self._rules = _Rules(numbered)
        self.demands = tuple(demand for each in numbered for demand in each.demands())
        self.patterns = tuple(patterns[: len(written)]) if patterns is not None else _expanded(written, files)
        self._line = lru_cache(maxsize=_CACHED_LINES)(self._match_line)
        self._written = tuple([pattern for _, pattern in written])
        self._places = dict(places)

    @property
    def names(self) -> tuple[str, ...]:
        """The moves there are, in the order of the files."""
        return tuple(dict.fromkeys(name for entries in self._entries.values() for name in entries))

    def entries(self, lang: str) -> Mapping[str, MoveEntry]:
        """The moves of a language, a BCP 47 tag; none where no file has any."""
        return self._entries.get(primary(lang), {})

    def pattern_error(self, index: int, what: str) -> RubricError:
        """The mistake to raise when a matcher finds that pattern `index` is none; `what` is its reason."""
        written = self._written[index]
        place = self._places.get(written, "moves")
        return RubricError(f"{place}: '{written}' is not a pattern ({what}). Correct it, or put a backslash before the sign.")

    def annotate(self, document: Document, scan: "Scan") -> Document:
        """The document with the moves of every sentence, and its reading.

        `scan` is of the document's folded text, by a matcher that begins with the patterns here.
        """
        matches, moves = self._find(document, scan)
        words: dict[str, dict[int, list[Span]]] = {NEWS: {}, REASON: {}, CAUSE: {}}
        for number, at, rules in matches:
            for rule, (start, end) in rules:
                for move in rule.evidence:
                    words[move].setdefault(number, []).append(document.folded.span(at + start, at + end))
        document = self._with_moves(document, moves)
        telling = tuple(news_sentences(document, Evidence(words[NEWS], words[REASON], words[CAUSE])))
        if reasons := words[NEWS].keys() - {one.sentence for one in telling}:
            document = self._with_moves(document, {number: moves[number] - _NEWS_MOVES for number in reasons})
        assessed = reading.assess(document, telling)
        if assessed.bad_news:
            assessed = msgspec.structs.replace(assessed, unread=is_unread(document, _seen(document, matches)))
        return msgspec.structs.replace(document, reading=assessed)

    def _with_moves(self, document: Document, moves: Mapping[int, set[str]]) -> Document:
        """The document with other moves for some of its sentences."""
        sentences = list(document.sentences)
        for number, made in moves.items():
            ordered = sorted(made, key=self._order.__getitem__)
            sentences[number] = msgspec.structs.replace(sentences[number], moves=tuple(ordered))
        return msgspec.structs.replace(document, sentences=tuple(sentences))

    def matches(self, document: Document, scan: "Scan") -> tuple[MoveMatch, ...]:
        """Which words and which pattern made each move, in the order of the text.

        Moves that are only implied are left out, and those that a sentence of an annotated document does not make after all.
        """
        matches, _ = self._find(document, scan)
        made = [
            MoveMatch(number, rule.move, document.folded.span(at + start, at + end), rule.written)
            for number, at, rules in matches
            for rule, (start, end) in rules
            if document.reading is None or rule.move in document.sentences[number].moves
        ]
        return tuple(sorted(made, key=lambda one: (one.sentence, one.span, self._order[one.move])))

    def _find(self, document: Document, scan: "Scan") -> tuple[list[_Made], dict[int, set[str]]]:
        """Every match that counts, those of rules that look back last; and sentence → its moves, implied ones too."""
        if slow := [index for index in scan.slow if index < len(self.patterns)]:
            raise PatternTimeout(min(slow))
        lang = primary(document.message.lang)
        opening, closing = _opening(document), _closing(document)
        matches: list[_Made] = []
        moves: dict[int, set[str]] = {}
        back: list[tuple[int, _Folded, int]] = []
        for number, (sentence, at, line) in enumerate(zip(document.sentences, document.folded.starts, scan.lines, strict=False)):
            plain = self._line(line, lang, sentence.kind, number in opening, number in closing)
            if plain.made:
                moves[number] = set(plain.moves)
                matches.append((number, at, plain.made))
            if plain.looking_back:
                back += [(number, (at + start, at + end), index) for index, (start, end) in plain.looking_back]
        if back:
            self._look_back(back, matches, moves)
        return matches, moves

    def _look_back(self, back: list[tuple[int, _Folded, int]], matches: list[_Made], moves: dict[int, set[str]]) -> None:
        """Add those matches in `back` that count after what the earlier sentences do; from the top down."""
        busy = sorted(moves)
        since = _first_made(moves)
        for sentence, span, number in sorted(back):
            rule = self._rules[number]
            assert rule is not None, "it has matched"
            if any(since.get(move, sentence) < sentence for move in rule.unless_said):
                continue
            earlier = bisect_left(busy, sentence)
            before = moves[busy[earlier - 1]] if earlier else frozenset[str]()
            if (rule.after and rule.after.isdisjoint(before)) or not rule.unless_after.isdisjoint(before):
                continue
            if sentence not in moves:
                busy.insert(earlier, sentence)
            moves.setdefault(sentence, set()).update(rule.moves)
            for move in rule.moves:
                since.setdefault(move, sentence)
            matches.append((sentence, 0, ((rule, span),)))

    def _match_line(self, line: "LineMatches", lang: str, kind: BlockKind, in_opening: bool, in_closing: bool) -> _LineMoves:
        """What a line does in its language, block and place; matches that a counter-pattern cancels are left out."""
        made: list[tuple[MoveRule, _Folded]] = []
        looking_back: list[tuple[int, _Folded]] = []
        for index, spans in line.spans.items():
            rule = self._rules[index]
            if rule is None or rule.lang != lang or kind not in rule.kinds:
                continue
            if rule.position and not (in_opening if rule.position == "first" else in_closing):
                continue
            against = [span for counter in rule.counters for span in line.spans.get(counter, ())]
            counting = [(span.start, span.end) for span in spans if not _touches(span, against)]
            if rule.looks_back:
                looking_back += [(index, span) for span in counting]
            else:
                made += [(rule, span) for span in counting]
        return _LineMoves(frozenset(move for rule, _ in made for move in rule.moves), tuple(made), tuple(looking_back))


def _entries(files: Iterable[MovesFile]) -> dict[str, dict[str, MoveEntry]]:
    """The moves of all files by language and name."""
    by_lang: dict[str, dict[str, MoveEntry]] = {}
    for file in files:
        entries = by_lang.setdefault(file.lang, {})
        for name, entry in file.moves.items():
            entries[name] = joined(entries[name], entry) if name in entries else entry
    return by_lang


def _expanded(written: Iterable[tuple[str, str]], files: Iterable[MovesFile]) -> tuple[Pattern, ...]:
    """Patterns, each with its language, as the matcher takes them, the names in them filled in by all files of the language."""
    words: dict[str, dict[str, str]] = {}
    for file in files:
        words.setdefault(file.lang, {}).update(file.words)
    return tuple([Pattern(expand(pattern, words[lang]), line=True) for lang, pattern in written])


def _first_made(moves: Mapping[int, set[str]]) -> dict[str, int]:
    """Move → the first sentence that makes it."""
    return {move: sentence for sentence in sorted(moves, reverse=True) for move in moves[sentence]}


def _opening(document: Document) -> range:
    """The sentences up to the first that says something."""
    says = (number for number, sentence in enumerate(document.sentences) if _says(document, sentence))
    return range(next(says, len(document.sentences)) + 1)


def _closing(document: Document) -> range:
    """The sentences of the last paragraphs, after the first that says something; all of these where none says anything."""
    sentences, blocks = document.sentences, document.blocks
    if not sentences:
        return range(0)
    tail = blocks[-1].paragraph - _TAIL + 1
    start = bisect_left(sentences, tail, key=lambda sentence: blocks[sentence.block].paragraph)
    begins = len(_opening(document))
    return range(start if begins > len(sentences) else max(start, begins), len(sentences))


def _says(document: Document, sentence: Sentence) -> bool:
    if sentence.kind != "prose" or sentence.words < _SAID_WHOLE:
        return False
    return sentence.words >= _SAID or document.text[sentence.end - 1] in ".!?:"


def _touches(span: Span, others: Iterable[Span]) -> bool:
    """Whether `span` shares a character with any of the others."""
    return any(other.start < span.end and span.start < other.end for other in others)


def _seen(document: Document, matches: Iterable[_Made]) -> Callable[[int], list[Span]]:
    """For a sentence, the words in it whose move leaves nothing open."""
    by_sentence: dict[int, list[_Made]] = {}
    for match in matches:
        by_sentence.setdefault(match[0], []).append(match)

    def words(number: int) -> list[Span]:
        return [
            document.folded.span(at + start, at + end)
            for _, at, made in by_sentence.get(number, ())
            for rule, (start, end) in made
            if rule.move not in SAYS_LITTLE
        ]

    return words


def _match(item: str | PatternEntry) -> str:
    return item if isinstance(item, str) else item.match
