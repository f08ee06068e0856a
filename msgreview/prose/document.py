"""A rendered variant as the customer reads it: paragraphs, sentences, and the folded text that patterns see."""

import re
from collections.abc import Iterator
from functools import lru_cache

from msgreview.language import language
from msgreview.language.language import Stops
from msgreview.model.document import NO_SENTENCES, Block, Document, Reference, Rendered, Sentence, Variant
from msgreview.model.later import later
from msgreview.model.message import Message, MessageFormat
from msgreview.model.span import Span
from msgreview.prose.blocks import Chunked, cut_blocks
from msgreview.prose.fold import fold
from msgreview.prose.line_kinds import HEADING, LIST, line_kinds
from msgreview.prose.mapped_text import Builder
from msgreview.prose.sentences import split_sentences

MOST_TEXT = 50_000
"""Characters of a body that are read; no letter or email comes near."""
MOST_SENTENCE = 2_000
"""Characters of a sentence, a line of facts or a subject that are read as one."""

_CACHED_RUNS = 4096
"""Runs of prose whose sentences stay in memory."""

_WORD = re.compile(r"[^\W_]")


def parse_document(message: Message, variant: Variant) -> Document:
    """The document of a variant; what its sentences do is not yet read.

    The time that patterns take grows faster than what they look at, so it is bounded: a text is read up to `MOST_TEXT`, a subject
    up to `MOST_SENTENCE`, and a longer sentence becomes several.
    """
    body = strip_markup(variant.body, message.format)
    text = _start(body.text, MOST_TEXT)
    blocks: list[Block] = []
    sentences: list[Sentence] = []
    tongue = language(message.lang)
    for chunked in cut_blocks(text, line_kinds(tongue), body.map.values):
        sentences += _sentences(text, chunked, len(blocks), tongue.stops)
        blocks.append(chunked.block)
    full = variant.subject.text if variant.subject else ""
    subject = _start(full, MOST_SENTENCE)
    return Document(
        message=message,
        variant=variant.name,
        when=variant.when,
        text=text,
        map=body.map,
        folded=fold(text, [_words(text, sentence) for sentence in sentences]),
        subject=subject,
        subject_map=variant.subject.map if variant.subject else None,
        subject_folded=fold(subject, _one_sentence(subject)),
        blocks=tuple(blocks),
        sentences=tuple(sentences),
        cut_fields=tuple([field for field, cut in (("subject", subject != full), ("body", text != body.text)) if cut]),
    )


def strip_markup(rendered: Rendered, format: MessageFormat) -> Rendered:
    """`rendered` without the markup of a `format`; every character still leads to its fields. Broken markup never raises."""
    words = parse_markup(rendered.text, format)
    return rendered if words is None else words.through(rendered)


def parse_markup(text: str, format: MessageFormat) -> Builder | None:
    """The words of a text, each with its place in it; None for plain text, which has no markup."""
    if format == "html":
        from msgreview.prose.html import parse_html

        return parse_html(text)
    if format == "markdown":
        from msgreview.prose.markdown import parse_markdown

        return parse_markdown(text)
    return None


def references(text: str, format: MessageFormat) -> list[Reference]:
    """What a rendered text gives its reader besides its words; nothing for plain text, which shows all it has."""
    if format == "html":
        from msgreview.prose.html import html_references

        return html_references(text)
    if format == "markdown":
        from msgreview.prose.markdown import markdown_references

        return markdown_references(text)
    return []


def _sentences(text: str, chunked: Chunked, number: int, stops: Stops) -> Iterator[Sentence]:
    """The sentences of one block; a line of facts, or a heading, is one as it stands."""
    kind = chunked.block.kind
    if kind in NO_SENTENCES:
        for chunk in chunked.chunks:
            yield from (Sentence(start, end, number, kind, 0) for start, end in _within_bound(text, chunk))
        return
    for chunk in chunked.chunks:
        marker = LIST.match(text, chunk.start) if kind == "list" else None
        words_from = marker.end() if marker else chunk.start
        start = chunk.start
        for low, high, words in _parts(text[words_from : chunk.end], stops, whole=kind == "heading"):
            yield Sentence(words_from + low if low else start, words_from + high, number, kind, words)


@lru_cache(maxsize=_CACHED_RUNS)
def _parts(run: str, stops: Stops, *, whole: bool) -> tuple[tuple[int, int, int], ...]:
    """Start, end and words of the sentences in a run of prose. Cached, as the paths of a message share most of their runs."""
    spans = [Span(0, len(run))] if whole else split_sentences(run, stops)
    return tuple([(low, high, count_words(run[low:high])) for span in spans for low, high in _within_bound(run, span)])


def _start(text: str, most: int) -> str:
    """The text up to the last word that ends within `most` characters; all of a shorter one."""
    return text if len(text) <= most else text[: _break(text, 0, most)].rstrip()


def _within_bound(text: str, span: Span) -> Iterator[Span]:
    """A span of at most `MOST_SENTENCE` characters as it is, a longer one in parts between words."""
    start, end = span
    while end - start > MOST_SENTENCE:
        at = _break(text, start, start + MOST_SENTENCE)
        yield Span(start, at)
        start = at + len(text[at:end]) - len(text[at:end].lstrip())
    yield Span(start, end)


def _break(text: str, start: int, end: int) -> int:
    """Where to cut `text[start:]` so that it ends by `end`: before white space, if there is any in the second half."""
    if text[end].isspace() or text[end - 1].isspace():
        return start + len(text[start:end].rstrip())
    words = text[start:end].rsplit(None, 1)[0]
    return start + len(words) if len(words) > (end - start) // 2 else end


def _words(text: str, sentence: Sentence) -> Span:
    """The sentence as patterns see it: a heading without the signs that make it one, so that its words begin the line."""
    marker = HEADING.match(text, sentence.start) if sentence.kind == "heading" else None
    return Span(marker.end() if marker else sentence.start, sentence.end)


STAND_IN = later(r"\[[\w' -]{1,40}\]")
"""What stands for a value, which is mostly one word."""


def count_words(words: str) -> int:
    """How many words a text has: numbers, addresses and links count one each, signs by themselves none."""
    if not words.isascii():
        words = words.replace("—", " ")
    return len([word for word in words.split() if word[0].isalnum() or _WORD.search(word)])


def _one_sentence(text: str) -> list[Span]:
    """A text as one sentence, without the white space around it."""
    words = text.strip()
    if not words:
        return []
    start = text.index(words)
    return [Span(start, start + len(words))]
