"""A text as it is written, cut into the blocks that Vale's scopes name.

A rubric of ours reads folded text (see `Folded`). A rule of Vale reads what its author typed: curly quotes, dashes, double spaces
and line ends are what it may be about. A selector names the blocks that it reads, in Vale's words: `text`, `heading.h1`,
`sentence`; `a & b` where both hold, `~a` where it does not, and `|` between selectors any of which will do.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from msgreview.model.document import NO_SENTENCES, Block, BlockKind, Document
from msgreview.model.message import MessageFormat
from msgreview.model.span import Span
from msgreview.prose.line_kinds import HEADING, LIST

PARTS = frozenset(
    ["text", "paragraph", "sentence", "heading", "list", "table", "cell", "header", "caption", "blockquote", "summary", "raw"]
    + [f"h{level}" for level in range(1, 7)]
)
"""What a selector may name, besides a format."""
_FORMATS: dict[MessageFormat, str] = {"text": "txt", "markdown": "md", "html": "html"}
_KINDS: dict[BlockKind, tuple[str, ...]] = {
    "heading": ("heading", *(f"h{level}" for level in range(1, 7))),
    "list": ("list",),
    "table": ("table", "cell"),
    "quote": ("blockquote",),
}
_SELECTOR = re.compile(r"~?[\w.]+")


class WrittenBlock(NamedTuple):
    """A run of a message's subject or body, and what it is in Vale's words."""

    field: str
    span: Span
    parts: frozenset[str]


def unread_parts(scope: str) -> list[str]:
    """Those parts of a rule's scope that no message has, in order."""
    return [name for _, names in _terms(scope) for name in names if name not in PARTS and name not in _FORMATS.values()]


def select(selector: str, document: Document) -> list[WrittenBlock]:
    """The blocks of a document that a selector picks, those of the subject first."""
    return [block for block in _blocks(document) if any(_holds(one, block.parts) for one in selector.split("|"))]


def _holds(scope: str, parts: frozenset[str]) -> bool:
    terms = _terms(scope)
    if all(negated for negated, _ in terms) and "text" not in parts:
        return False
    return all(parts.issuperset(names) != negated for negated, names in terms)


@lru_cache(maxsize=256)
def _terms(scope: str) -> tuple[tuple[bool, tuple[str, ...]], ...]:
    """Each term of a scope: whether it is negated, and its parts."""
    terms = [term.strip() for term in scope.split("&")]
    return tuple([(term.startswith("~"), tuple(term.removeprefix("~").strip().split("."))) for term in terms])


def _blocks(document: Document) -> Iterator[WrittenBlock]:
    suffix = _FORMATS[document.message.format]
    subject = Span(len(document.subject) - len(document.subject.lstrip()), len(document.subject.rstrip()))
    if subject.end > subject.start:
        yield WrittenBlock("subject", subject, frozenset(("text", *_KINDS["heading"], suffix)))
    if not document.sentences:
        return
    for span, parts in _body(document):
        yield WrittenBlock("body", span, frozenset((*parts, suffix)))


def _words(text: str, block: Block) -> Span:
    """A block without the signs that make it a heading or a list item."""
    sign = {"heading": HEADING, "list": LIST}.get(block.kind)
    match = sign.match(text, block.start) if sign else None
    return Span(match.end() if match else block.start, block.end)


def _body(document: Document) -> Iterator[tuple[Span, tuple[str, ...]]]:
    whole = Span(0, len(document.text))
    is_plain = document.message.format == "text"
    yield whole, ("summary",)
    yield whole, ("raw",)
    if is_plain:
        yield whole, ("text",)
    for block in (block for block in document.blocks if block.kind != "rule"):
        kinds = _KINDS.get(block.kind, ())
        if kinds or not is_plain:
            yield _words(document.text, block), kinds if is_plain else ("text", *kinds)
    for _, group in groupby(document.blocks, key=lambda block: block.paragraph):
        blocks = list(group)
        yield Span(blocks[0].start, blocks[-1].end), ("paragraph",)
    for sentence in document.sentences:
        if sentence.kind not in NO_SENTENCES:
            yield Span(sentence.start, sentence.end), ("sentence",)
