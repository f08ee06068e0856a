"""A text's lines as blocks of one kind, and the places where a line break ends a sentence."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from msgreview.model.document import Block, BlockKind
from msgreview.model.span import Span
from msgreview.prose.line_kinds import LIST, UNDERLINE, LineKinds

_WRAP = range(45, 101)
"""Lengths of a hard-wrapped line, in characters; mail is wrapped near 72, and values filled in move the edge."""

_WIDTHS = range(18, 101)
"""Widths at which every line that is full goes on in the next."""

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


def cut_blocks(text: str, kinds: LineKinds, values: Sequence[Span] = ()) -> Iterator[Chunked]:
    """The blocks of `text` in order; every character that is not white space is in one chunk of one of them.

    `values` are the spans of values that were filled in, which make a line longer or shorter than it was wrapped.
    """
    lines = _in_context(_unwrapped(list(_lines(text, kinds)), kinds, values), kinds)
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


def _unwrapped(lines: list[_Line], kinds: LineKinds, values: Sequence[Span]) -> list[_Line]:
    """The lines with those joined that go on over line breaks set by a width, which the text's own widest line tells."""
    units = list(_units(lines, kinds))
    if not units:
        return lines
    filled = _filled(units, values)
    own = {unit[0].start: _width(unit, filled) for unit in units}
    wrapped = [unit for unit in units if len(unit) > 2 and _is_wrapped(unit, own[unit[0].start], filled) and _goes_over(unit)]
    width = max(own[unit[0].start] for unit in wrapped or units)
    joined = list(lines)
    at = {line.start: number for number, line in enumerate(lines)}
    for unit in units:
        sure = _goes_over(unit) or (wrapped and unit[-1].text[-1] in ".!?:")
        if unit in wrapped or (sure and width in _WIDTHS and _is_wrapped(unit, width, filled)):
            first = at[unit[0].start]
            kind = kinds.shape(" ".join(line.text for line in unit))
            joined[first : first + len(unit)] = [line._replace(kind=kind, joins=number > 0) for number, line in enumerate(unit)]
    return joined


def _width(unit: list[_Line], filled: frozenset[int]) -> int:
    """The length of the widest line; one that is a single word, or holds a value, counts where there are no others."""
    words = [line for line in unit if " " in line.text] or unit
    return max(len(line.text) for line in ([line for line in words if line.start not in filled] or words))


def _is_wrapped(unit: list[_Line], width: int, filled: frozenset[int]) -> bool:
    """Whether no line but the last has room for the next word."""
    return all(_is_full(*pair, width, filled) for pair in pairwise(unit))


def _goes_over(unit: list[_Line]) -> bool:
    """Whether a good part of the lines end within a sentence: the next goes on in small letters, or all are in capitals."""
    capitals = all(line.text.isupper() for line in unit)
    on = [line for line, below in pairwise(unit) if line.text[-1] not in ".!?…" and (capitals or _starts_small(below))]
    return len(on) * 3 >= len(unit) - 1


def _starts_small(line: _Line) -> bool:
    return line.kind == "prose" and line.text[0].islower()


def _units(lines: list[_Line], kinds: LineKinds) -> Iterator[list[_Line]]:
    """Runs of two lines or more that may be one wrapped line: parts of a paragraph without a greeting, or one list item."""
    run: list[_Line] = []
    for line in lines:
        above = run[-1] if run else None
        new = line.kind not in ("prose", "data") or above is None or above.paragraph != line.paragraph or above.breaks
        if new or (above is not None and above.kind not in ("prose", "data", "list")) or _stands_alone(run, line, kinds):
            if len(run) > 1:
                yield run
            run = []
        run.append(line)
    if len(run) > 1:
        yield run


def _stands_alone(run: list[_Line], following: _Line, kinds: LineKinds) -> bool:
    """Whether a run is a greeting or a closing formula, which ends with its line."""
    text = run[0].text
    if len(run) > 1 or text.count(" ") > 4 or (following.text[0].islower() and text[-1] not in ",!"):
        return False
    return bool(kinds.addressing.match(text) or kinds.closing.match(text))


def _filled(units: list[list[_Line]], values: Sequence[Span]) -> frozenset[int]:
    """The starts of the lines that a value stands in."""
    starts = [line.start for unit in units for line in unit]
    return frozenset(starts[at] for value in values if (at := bisect_right(starts, value.end - 1) - 1) >= 0)


def _is_full(line: _Line, following: _Line, width: int, filled: frozenset[int]) -> bool:
    """Whether the next word did not fit into the line; values filled in move the edge."""
    slack = _SLACK if line.start in filled or following.start in filled else 0
    return len(line.text) + 1 + len(following.text.partition(" ")[0]) + slack > width


def _in_context(lines: list[_Line], kinds: LineKinds) -> list[_Line]:
    """The lines with the kinds that their neighbours give them."""
    if len(lines) == 1 and lines[0].kind in ("data", "table"):
        return [lines[0]._replace(kind="prose")]
    number = 0
    listing = False
    for index in range(_letterhead(lines, kinds)):
        lines[index] = lines[index]._replace(kind="data")
    for index, line in enumerate(lines):
        above = lines[index - 1] if index else None
        below = lines[index + 1] if index + 1 < len(lines) else None
        if line.joins:
            continue
        if line.kind == "list":
            lines[index], number = _as_item(line, above, below, number, kinds)
        elif line.kind == "prose" and below is not None and _heads_facts(line, above, below, kinds):
            lines[index] = line._replace(kind="table" if below.kind == "table" else "heading")
        elif above is not None and line.kind == "prose":
            lines[index] = _as_neighbour(line, above, below, kinds, listing=listing)
        elif above is not None and line.kind == "rule" and _is_underlined(above, line):
            lines[index - 1] = above._replace(kind="heading")
        if line.kind != "rule":
            listing = _lists(lines[index], below, listing=listing)
    return lines


def _letterhead(lines: list[_Line], kinds: LineKinds) -> int:
    """How many lines at the top say who writes to whom: a name, and more names or an address, before another paragraph."""
    first = [line for line in lines if line.paragraph == lines[0].paragraph]
    names = [line for line in first if line.kind == "prose" and kinds.is_name(line.text)]
    facts = [line for line in first if line.kind == "data" and ":" not in line.text]
    if len(first) < 2 or len(first) == len(lines) or first[0] not in names or len(names) + len(facts) < len(first):
        return 0
    return len(first) if facts or any(kinds.is_in_capitals(line.text) for line in names) else 0


def _heads_facts(line: _Line, above: _Line | None, below: _Line, kinds: LineKinds) -> bool:
    """Whether a line in capitals begins a paragraph, and what it heads are facts: a list, data, a table, a rule of dashes."""
    if below.kind not in ("data", "list", "table", "rule") or not kinds.is_in_capitals(line.text):
        return False
    if above is None or above.text[-1] in ".!?":
        return True
    return above.paragraph != line.paragraph and not kinds.closing.match(above.text)


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
        signed = following is last and line.text[-1] == "," and kinds.is_name(following.text) and following.text[-1] not in ".!?,"
        if not (following.joins or (first.kind == "prose" and not signed and _goes_on(line, following.text, width, kinds))):
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
