"""Proofreads documents with an engine: which texts it is given, and which of its slips are the author's.

It checks what the reader sees, not the template: tags are gone, values stand in their places, and a branch is checked on its
own path. (In a template with its tags blanked out, most of what engines report is the holes.) A text is a run of sentences of
one block, folded: hard line wraps, curly quotes and double spaces are no concern of grammar. Lines of facts, addresses and
tables are left out. The slips of a block are cached, for other paths and messages with the same block.

A text that starts with a small letter may go on from the lines of facts above it, so its first word is not judged for that.
Slips that depend on a variable's value are left out: "a {{ item }}" is right or wrong with each item, and so is a space before a
full stop where a value is empty.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import groupby, pairwise
from typing import NamedTuple

from msgreview.model.config import Settings
from msgreview.model.document import Document, Folded, Segment, SourceMap
from msgreview.model.errors import EngineError
from msgreview.model.span import Span
from msgreview.prose.line_kinds import LIST
from msgreview.rubric.grammar.engine import Engine, Slip
from msgreview.rubric.grammar.names import Accepted

_READ = frozenset(("prose", "list", "heading", "quote"))
_CACHED = 16384
"""Blocks whose slips stay in memory."""
_LONGEST = 8000
"""Characters an engine is given at once: they take more than twice as long for twice as many."""

_OPAQUE = re.compile(
    r"\S*(?:://|@|www\.)\S*[^\s.,;:!?)\]]|\b[\w-]+(?:\.[\w-]+)*\.(?:com|edu|example|gov|info|net|org)\b|`[^`]{1,80}`|\S{48,}"
)
"""Addresses, code, and words so long that they are none: an engine may take any time, and memory, over them."""

_LEANING = frozenset(("agreement", "article", "grammar", "wording"))
"""Categories of slips that depend on the words beside them."""

_JOINTS = frozenset(("punctuation", "typography"))
"""Categories of slips that come up where an empty value leaves its spaces and its comma behind."""


class DocumentSlip(NamedTuple):
    """A slip with its span in the folded subject or body of a document."""

    field: str
    start: int
    end: int
    slip: Slip


class Proofreader:
    """Proofreads documents with one engine. Once the engine fails, it is not used again, and `failure` says why."""

    def __init__(self, opened: Callable[[], Engine], settings: Settings) -> None:
        self.failure = ""
        self._opened = opened
        self._engine: Engine | None = None
        self._any_english = settings.config.proofing.english == "en"
        self._accepted = Accepted(settings.config)
        self._slips = lru_cache(maxsize=_CACHED)(self._check_block)

    def ready(self) -> None:
        """Open the engine, and have it load what it needs for the first text."""
        self._check("Hello.", "en")

    def proofread(self, document: Document) -> Iterator[DocumentSlip]:
        """The author's slips in a document, in order."""
        subject = document.subject_folded
        spans = [Span(0, len(subject.text.rstrip("\n")))] if subject.text else []
        yield from self._in("subject", document, subject, document.subject_map, spans)
        yield from self._in("body", document, document.folded, document.map, _runs(document))

    def _in(
        self, field: str, document: Document, folded: Folded, origins: SourceMap | None, spans: Iterable[Span]
    ) -> Iterator[DocumentSlip]:
        for start, end in (piece for span in spans for piece in _pieces(folded.text, *span)):
            text = folded.text[start:end].replace("\n", " ")
            for slip in self._check(text, document.message.lang):
                located = DocumentSlip(field, start + slip.start, start + slip.end, slip)
                if not self._accepted.allow(slip, text, document.message) and not _depends_on_value(located, folded, origins):
                    yield located

    def _check(self, text: str, lang: str) -> tuple[Slip, ...]:
        if self.failure:
            return ()
        try:
            return self._slips(text, lang)
        except EngineError as error:
            self.failure = str(error)
            return ()

    def _check_block(self, text: str, lang: str) -> tuple[Slip, ...]:
        if self._engine is None:
            self._engine = self._opened()
        if not self._engine.supports(lang):
            return ()
        opaque = [Span(*match.span()) for match in _OPAQUE.finditer(text)]
        for start, end in opaque:
            text = text[:start] + "X" + " " * (end - start - 1) + text[end:]
        return tuple(
            slip
            for slip in self._engine.check(text, lang)
            if not any(low - 1 <= slip.end and slip.start <= high + 1 for low, high in opaque)
            and not (slip.category == "capitals" and slip.start == 0)
            and not (slip.category == "spelling" and self._any_english and lang == "en" and self._is_british(text, slip))
        )

    def _is_british(self, text: str, slip: Slip) -> bool:
        """Whether a word is spelled as in Britain."""
        assert self._engine is not None
        return not any(each.category == "spelling" for each in self._engine.check(text[slip.start : slip.end], "en-GB"))


def _runs(document: Document) -> Iterator[Span]:
    """The runs of prose sentences of each block, without the marks of lists."""
    folded = document.folded
    edges = (*folded.starts, len(folded.text))
    for block, numbers in groupby(range(len(document.sentences)), lambda number: document.sentences[number].block):
        if document.blocks[block].kind not in _READ:
            continue
        start = end = -1
        for number in numbers:
            low, high = edges[number], edges[number + 1] - 1
            item = document.sentences[number].kind == "list" and LIST.match(folded.text, low)
            if start >= 0 and item:
                yield Span(start, end)
                start = -1
            start, end = (start if start >= 0 else item.end() if item else low), high
        yield Span(start, end)


def _pieces(text: str, start: int, end: int) -> Iterator[Span]:
    """A long text in several: cut between sentences, or between words where one sentence is as long."""
    while end - start > _LONGEST:
        within = (start + 1, start + _LONGEST)
        cut = text.rfind("\n", *within)
        cut = cut if cut >= 0 else text.rfind(" ", *within)
        cut = cut if cut >= 0 else start + _LONGEST
        yield Span(start, cut)
        start = cut
    yield Span(start, end)


def _depends_on_value(located: DocumentSlip, folded: Folded, origins: SourceMap | None) -> bool:
    """Whether a variable's value is part of the slip, or beside a slip that depends on the words beside it."""
    if origins is None:
        return False
    low, high = located.start, located.end
    if located.slip.category in _LEANING:
        low = folded.text.rfind(" ", 0, max(0, low - 1)) + 1
        after = folded.text.find(" ", high + 1)
        high = len(folded.text) if after < 0 else after
    elif located.slip.category in _JOINTS:
        low, high = max(0, low - 1), high + 1
    start, end = folded.span(low, min(high, len(folded.text)))
    touched = origins.touching(start, end)
    return any(segment.value for segment in touched) or (located.slip.category in _JOINTS and _is_joint(touched))


def _is_joint(segments: tuple[Segment, ...]) -> bool:
    """Whether there is template code between the words."""
    return any(one.end != other.start or one.origin != other.origin for one, other in pairwise(segments))
