"""A rule's view of a document: the texts of its scope, cut into blocks, with the matches of its own patterns.

A `ScannedDocument` is made once for a document and shared by all rules; a `View` is a rule's window on it.
Patterns match in folded text (see `Folded`), so the blocks here are spans of folded text, and a `Passage` leads back.
"""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Literal, NamedTuple

from msgreview.model.config import Settings
from msgreview.model.document import NO_SENTENCES, Document, Folded
from msgreview.model.finding import Hit
from msgreview.model.message import Entry
from msgreview.model.span import Span
from msgreview.rubric.accepted_words import Exceptions
from msgreview.rubric.gloss import explains
from msgreview.rubric.written import select

if TYPE_CHECKING:
    import regex

    from msgreview.matching.matcher import Matcher, Scan
    from msgreview.rubric.grammar.proofreader import DocumentSlip, Proofreader
    from msgreview.template.variant_set import VariantSet

Scope = Literal["body", "subject", "text", "sentence", "paragraph", "heading", "list"]


CARRIED = ("way-forward", "softening")
"""What a sentence with bad news may do besides its moves, as the message is read."""

_SPACE = re.compile(r"\s")
_ADDRESS = re.compile(r"\W*(?:https?://|www\.|[\w.+-]+@[\w-]+\.)")
"""How a web or mail address begins, with what may stand before it."""


class Match(NamedTuple):
    """A match in folded text, and which of the rule's patterns it is a match of."""

    start: int
    end: int
    pattern: int


class MessageView(NamedTuple):
    """What rules on a message's facts and names see: once for all its variants."""

    entry: Entry
    variants: "VariantSet"
    settings: Settings
    twin: "MessageView | None" = None
    """The message that it is a translation of; None where it names none that can be read."""


class Passage:
    """One text of a document, body or subject, cut into the blocks of a scope."""

    def __init__(self, field: str, folded: Folded, scan: "Scan", blocks: tuple[Span, ...], *, as_written: bool = False) -> None:
        self.field = field
        self.as_written = as_written
        """Whether the text is not folded: its lines are not its sentences."""
        self.folded = folded
        self.text = folded.text
        self.scan = scan
        self.blocks = blocks
        self._starts = tuple(block.start for block in blocks)
        self._is_one_block = len(blocks) == 1 and blocks[0] == (0, len(folded.text))

    def block_of(self, start: int, end: int) -> int | None:
        """The index of the block that folded `[start:end]` lies in; None outside the scope or across two blocks."""
        index = bisect_right(self._starts, start) - 1
        return index if index >= 0 and end <= self.blocks[index].end else None

    def spans(self, index: int) -> tuple[Span, ...]:
        """The matches of pattern `index` of the matcher that lie in a block."""
        spans = self.scan.spans(index)
        if self._is_one_block or not spans:
            return spans
        return tuple(span for span in spans if self.block_of(*span) is not None)

    def hit(self, start: int, end: int, *args: str) -> Hit:
        """The hit for folded `[start:end]`."""
        span = self.folded.span(start, end)
        return Hit(span.start, span.end, self.field, args)


class ScannedDocument:
    """A document with the scans of its texts, cut into scopes as rules ask for them."""

    def __init__(
        self,
        document: Document,
        body: "Scan",
        subject: "Scan | None",
        matcher: "Matcher",
        proofreader: "Proofreader | None" = None,
    ) -> None:
        self.document = document
        self.body = body
        self._subject = subject
        self._matcher = matcher
        self._proofreader = proofreader
        self._passages: dict[tuple[Scope, ...], tuple[Passage, ...]] = {}
        self._layers: dict[str, tuple[Passage, ...]] = {}

    def passages(self, scope: tuple[Scope, ...]) -> tuple[Passage, ...]:
        """The passages of a scope, the subject before the body."""
        if scope not in self._passages:
            self._passages[scope] = tuple(self._cut(scope))
        return self._passages[scope]

    def layer(self, selector: str) -> tuple[Passage, ...]:
        """The blocks that a selector picks (see `written`), each a passage by itself, as it is written."""
        if selector not in self._layers:
            self._layers[selector] = tuple(self._pick(selector))
        return self._layers[selector]

    def _pick(self, selector: str) -> Iterator[Passage]:
        for field, (start, end), _ in select(selector, self.document):
            text = self.document.text_of(field)[start:end]
            folded = Folded(text, (range(start, end + 1),), (0,))
            yield Passage(field, folded, self._matcher.scan(folded, selector), (Span(0, len(text)),), as_written=True)

    def _cut(self, scope: tuple[Scope, ...]) -> Iterator[Passage]:
        subject = self.document.subject_folded
        if self._subject is not None and subject.text and {"subject", "text"} & set(scope):
            yield Passage("subject", subject, self._subject, (Span(0, len(subject.text)),))
        blocks = sorted({span for part in scope if part != "subject" for span in self._blocks(part)})
        if blocks:
            yield Passage("body", self.document.folded, self.body, tuple(blocks))

    def _blocks(self, scope: Scope) -> Iterator[Span]:
        if scope in ("body", "text"):
            yield Span(0, len(self.document.folded.text))
        elif scope == "sentence":
            yield from (self.folded_sentence(i) for i, s in enumerate(self.document.sentences) if s.kind not in NO_SENTENCES)
        elif scope == "paragraph":
            yield from self._groups([self.document.blocks[s.block].paragraph for s in self.document.sentences])
        else:
            yield from self._groups([s.block if s.kind == scope else -1 for s in self.document.sentences])

    def _groups(self, keys: list[int]) -> Iterator[Span]:
        """The folded spans of runs of sentences with one key; a key of -1 is left out."""
        for key, run in groupby(range(len(keys)), keys.__getitem__):
            if key >= 0:
                numbers = list(run)
                yield Span(self.folded_sentence(numbers[0]).start, self.folded_sentence(numbers[-1]).end)

    def folded_sentence(self, number: int) -> Span:
        """The span of a sentence in the folded body, its line feed not counted."""
        starts, text = self.document.folded.starts, self.document.folded.text
        end = starts[number + 1] if number + 1 < len(starts) else len(text)
        return Span(starts[number], end - 1 if text[end - 1 : end] == "\n" else end)

    def line(self, number: int) -> str:
        """A sentence of the body as patterns see it."""
        start, end = self.folded_sentence(number)
        return self.document.folded.text[start:end]

    @cached_property
    def candidates(self) -> frozenset[int]:
        """The patterns that may match in the body, in the subject, or in a block of a layer."""
        blocks = [passage.scan.candidates for layer in self._matcher.layers for passage in self.layer(layer)]
        return self.body.candidates.union(self._subject.candidates if self._subject else (), *blocks)

    @cached_property
    def first_content(self) -> int | None:
        """The first sentence that is neither a greeting nor a heading nor a line of facts."""
        sentences = enumerate(self.document.sentences)
        return next((n for n, s in sentences if s.words and s.kind != "heading" and "greeting" not in s.moves), None)

    @cached_property
    def doing(self) -> dict[str, list[int]]:
        """Move → numbers of the sentences with it, in order."""
        numbers: dict[str, list[int]] = {}
        for number, sentence in enumerate(self.document.sentences):
            for move in sentence.moves:
                numbers.setdefault(move, []).append(number)
        return numbers

    def numbers(self, moves: Iterable[str]) -> set[int]:
        """Numbers of the sentences that do any of some moves."""
        return {number for move in moves for number in self.doing.get(move, ())}

    def engaged(self, moves: Collection[str]) -> set[int]:
        """Numbers of the sentences that do any of some moves, or whose bad news carries any of them."""
        return self.numbers(moves) | self.carrying(moves)

    def carrying(self, wanted: Collection[str]) -> set[int]:
        """Sentences whose bad news is softened (`softening` is wanted) or has an alternative (`way-forward` is wanted)."""
        way, soft = "way-forward" in wanted, "softening" in wanted
        reading = self.document.reading
        if reading is None or not (way or soft):
            return set()
        return {news.sentence for news in reading.bad_news if (way and news.alternative) or (soft and news.softened)}

    @cached_property
    def slips(self) -> "tuple[DocumentSlip, ...]":
        """The grammar engine's slips in the texts; none without one."""
        return tuple(self._proofreader.proofread(self.document)) if self._proofreader else ()

    @cached_property
    def words(self) -> int:
        """Words of prose in the body."""
        return sum(sentence.words for sentence in self.document.sentences)


class View:
    """One rule's window on a document: its scope, its patterns (from 0), its exceptions and the numbers of their phrases."""

    def __init__(
        self,
        scanned: ScannedDocument,
        passages: tuple[Passage, ...],
        patterns: range,
        exceptions: Exceptions,
        phrases: Sequence[int],
    ) -> None:
        self.scanned = scanned
        self.document = scanned.document
        self.passages = passages
        self.exceptions = exceptions
        self._phrases = phrases
        self._patterns = patterns

    def spans(self, passage: Passage, pattern: int) -> tuple[Span, ...]:
        """The matches of one of the rule's patterns in a passage, in folded text."""
        return passage.spans(self._patterns[pattern])

    def matches(self, passage: Passage, pattern: int) -> "tuple[regex.Match[str], ...]":
        """The same as `spans`, with their groups."""
        return tuple(
            match for match in passage.scan.matches(self._patterns[pattern]) if passage.block_of(*match.span()) is not None
        )

    @property
    def count(self) -> int:
        """How many patterns the rule has."""
        return len(self._patterns)

    def possible(self) -> list[int]:
        """Those of the rule's patterns that may match; all others do not."""
        candidates = self.scanned.candidates
        return [number for number, index in enumerate(self._patterns) if index in candidates]

    def merged(self, passage: Passage) -> list[Match]:
        """The matches of all the rule's patterns, as one alternation of them finds them.

        Of two that overlap the earlier stays; of two that start together, the one whose pattern comes first.
        """
        matches: list[Match] = []
        spans = ((start, number, end) for number in self.possible() for start, end in self.spans(passage, number))
        for start, number, end in sorted(spans):
            if not matches or start >= matches[-1].end:
                matches.append(Match(start, end, number))
        return matches

    def allowed(self, passage: Passage, start: int, end: int) -> bool:
        """Whether folded `[start:end]` passes: a word inside an address, which is no word there, or by the rule's exceptions."""
        if not passage.as_written and _is_in_address(passage.text, start, end):
            return True
        if not self.exceptions:
            return False
        phrases = (span for index in passage.scan.candidates.intersection(self._phrases) for span in passage.scan.spans(index))
        return self.exceptions.allow(passage.text[start:end]) or any(low <= start and end <= high for low, high in phrases)

    def left_alone(self, passage: Passage, start: int, end: int, but_not: Collection[str], *, explained: bool) -> bool:
        """Whether folded `[start:end]` is no hit: it is allowed, or in a sentence that does any move in `but_not`.

        Where `explained`, words that the message explains are none either.
        """
        if self.allowed(passage, start, end) or (explained and self._explained(passage, start, end)):
            return True
        return self._left_to(passage, start, but_not)

    def _explained(self, passage: Passage, start: int, end: int) -> bool:
        """Whether subject or body explains folded `[start:end]`; what stands there as a label explains nothing itself."""
        starts_line = not passage.text[passage.text.rfind("\n", 0, start) + 1 : start].strip(" *#-")
        is_label = starts_line and passage.text[end : end + 2].lstrip().startswith(":")
        texts = (self.document.subject_folded.text, self.document.folded.text)
        words, tag = passage.text[start:end], self.document.message.lang
        return not is_label and any(explains(text, words, tag) for text in texts)

    def _left_to(self, passage: Passage, start: int, moves: Collection[str]) -> bool:
        """Whether folded `start` is in a sentence of the body that does any of some moves."""
        if not moves or passage.field != "body" or passage.as_written:
            return False
        return bisect_right(passage.folded.starts, start) - 1 in self.scanned.engaged(moves)

    def sentence(self, number: int, *args: str) -> Hit:
        """The hit on a sentence of the body, its words in `args` unless others are given."""
        span = self.document.span(number)
        return Hit(span.start, span.end, "body", args or (" ".join(self.document.text[span.start : span.end].split()),))


def _is_in_address(text: str, start: int, end: int) -> bool:
    """Whether `[start:end]` is letters within a web or mail address, and not all of it."""
    if not text[start:end].isalpha():
        return False
    low = max(text.rfind(" ", 0, start), text.rfind("\n", 0, start)) + 1
    after = _SPACE.search(text, end)
    around = text[low : after.start() if after else len(text)]
    return _ADDRESS.match(around) is not None
