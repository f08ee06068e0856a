"""A text's lines as blocks of one kind, and the places where a line break ends a sentence."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from msgreview.model.document import Block, BlockKind
from msgreview.model.span import Span
from msgreview.prose.line_kinds import LIST, UNDERLINE, LineKinds

_WRAP = range(45, 101)
"""Lengths of a hard-wrapped line, in characters; mail is wrapped near 72, and values filled in move the edge."""

_SLACK = 14
"""How far short of the widest line a wrapped one may fall, beyond the word that did not fit."""

_LINK_AT_END = re.compile(r"(?:://|www\.|@)\S+$")

_OPENERS = "(\"'“‘[*_"


class _Line(NamedTuple):
    kind: BlockKind
    start: int
    end: int
    indent: int
    paragraph: int
    text: str
    breaks: bool
    """Ends in two spaces or more: a line break meant as one."""
    joins: bool = False
    """Goes on with the list item above."""


class Chunked(NamedTuple):
    """A block, and the runs of it that line breaks keep apart."""

    block: Block
    chunks: tuple[Span, ...]


def cut_blocks(text: str, kinds: LineKinds) -> Iterator[Chunked]:
    """The blocks of `text` in order; every character that is not white space is in one chunk of one of them."""
    lines = _in_context(list(_lines(text, kinds)), kinds)
    width = max((len(line.text) for line in lines if line.kind == "prose"), default=0)
    run: list[_Line] = []
    for line in lines:
        if run and not _same_block(run[-1], line):
            yield _block(run, width, kinds)
            run = []
        run.append(line)
    if run:
        yield _block(run, width, kinds)


def _lines(text: str, kinds: LineKinds) -> Iterator[_Line]:
    """The lines that are not blank, each with the kind that its form alone gives it."""
    at = 0
    paragraph = -1
    blank = True
    for raw in text.split("\n"):
        line = raw.strip()
        if line:
            paragraph += blank
            indent = len(raw) - len(raw.lstrip())
            start = at + indent
            yield _Line(kinds.shape(line), start, start + len(line), indent, paragraph, line, raw.endswith("  "))
        blank = not line
        at += len(raw) + 1


def _in_context(lines: list[_Line], kinds: LineKinds) -> list[_Line]:
    """The lines with the kinds that their neighbours give them."""
    if len(lines) == 1 and lines[0].kind in ("data", "table"):
        return [lines[0]._replace(kind="prose")]
    number = 0
    listing = False
    for index, line in enumerate(lines):
        above = lines[index - 1] if index else None
        below = lines[index + 1] if index + 1 < len(lines) else None
        if line.kind == "list":
            lines[index], number = _as_item(line, above, below, number, kinds)
        elif above is not None and line.kind == "prose":
            lines[index] = _as_neighbour(line, above, below, kinds, listing=listing)
        elif above is not None and line.kind == "rule" and _is_underlined(above, line):
            lines[index - 1] = above._replace(kind="heading")
        if line.kind != "rule":
            listing = _lists(lines[index], below, listing=listing)
    return lines


def _lists(line: _Line, below: _Line | None, *, listing: bool) -> bool:
    """Whether names may follow: `line` ends in a colon, or stands in such a list that goes on."""
    if line.kind == "prose":
        return line.text[-1] == ":"
    return listing and line.kind == "data" and below is not None and below.paragraph == line.paragraph


def _as_item(line: _Line, above: _Line | None, below: _Line | None, number: int, kinds: LineKinds) -> tuple[_Line, int]:
    """A list item, or the prose it is when its number does not go on from `number`, or when it is a lone signature."""
    match = LIST.match(line.text)
    shown = match[1] if match else None
    if shown is not None:
        if int(shown) > 1 and int(shown) != number + 1:
            rest: BlockKind = "data" if kinds.is_data(line.text) else "prose"
            return line._replace(kind=rest), number
        return line, int(shown)
    alone = below is None and above is not None and above.kind != "list" and line.text[0] == "-"
    if match and alone and kinds.is_name(line.text[match.end() :]) and line.text.count(" ") < 5:
        return line._replace(kind="prose"), number
    return line, number


def _as_neighbour(line: _Line, above: _Line, below: _Line | None, kinds: LineKinds, *, listing: bool) -> _Line:
    """A line that looks like prose: what it is after the line `above`. `listing`: a colon above leads into names."""
    near = above.paragraph == line.paragraph
    followed = below is not None and below.paragraph == line.paragraph and below.kind == "data"
    if near and above.kind == "list" and _continues_item(line, above):
        return line._replace(kind="list", joins=True)
    if listing and kinds.is_name(line.text) and " " in line.text:
        return line._replace(kind="data")
    if near and above.kind == "data":
        labelled = ":" in above.text
        if kinds.is_bare_label(line.text) and labelled and (followed or below is None or below.paragraph != line.paragraph):
            return line._replace(kind="data")
        if (followed or not labelled) and kinds.is_name(line.text) and line.text.count(" ") < 6:
            return line._replace(kind="data")
    return line


def _continues_item(line: _Line, above: _Line) -> bool:
    """Whether a line below a list item is part of it: indented further, or the rest of a wrapped sentence."""
    if line.indent > above.indent or (above.joins and line.indent == above.indent):
        return True
    return line.text[0].islower() and len(above.text) >= _WRAP.start and above.text[-1] not in ".!?"


def _is_underlined(line: _Line, rule: _Line) -> bool:
    """Whether `rule` is a line of dashes drawn under a title."""
    if line.kind != "prose" or line.paragraph != rule.paragraph or line.text[-1] in ".,;" or not UNDERLINE.match(rule.text):
        return False
    return abs(len(rule.text) - len(line.text)) <= 4


def _same_block(above: _Line, line: _Line) -> bool:
    if line.joins:
        return True
    return line.kind == above.kind and line.paragraph == above.paragraph and line.kind in ("prose", "data", "table", "quote")


def _block(run: list[_Line], width: int, kinds: LineKinds) -> Chunked:
    first, last = run[0], run[-1]
    chunks: list[Span] = []
    start = first.start
    for line, following in pairwise(run):
        if not (following.joins or (first.kind == "prose" and _goes_on(line, following.text, width, kinds))):
            chunks.append(Span(start, line.end))
            start = following.start
    chunks.append(Span(start, last.end))
    return Chunked(Block(first.kind, first.start, last.end, first.paragraph), tuple(chunks))


def _goes_on(line: _Line, following: str, width: int, kinds: LineKinds) -> bool:
    """Whether a line of prose goes on in the `following` one; sentences that end at the break are split later."""
    text = line.text
    last = text[-1]
    words = text.count(" ") + 1
    if words < 6 and last != "." and (kinds.addressing.match(text) or kinds.closing.match(text)):
        return False
    if last in ".!?…":
        return not line.breaks
    if following[0].islower() or (following[0] in _OPENERS and following[1:2].islower()):
        return True
    if last in ":;" or line.breaks or _LINK_AT_END.search(text):
        return False
    if kinds.dangling.search(text[-8:]):
        return True
    if last == ",":
        return words > 4
    next_word = following.partition(" ")[0]
    return width < _WRAP.stop and len(text) in _WRAP and len(text) + 1 + len(next_word) + _SLACK > width
