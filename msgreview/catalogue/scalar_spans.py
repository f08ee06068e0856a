"""From a YAML scalar's value back to its file: which characters of the source made which characters of the value.

Without quotes YAML changes nothing but white space at the ends of lines, so each line of the source, trimmed, stands in the
value, and in order. Quoted text is read token by token: runs of text, escapes, and line ends that are folded.
Every run is compared with the source; a scalar with one that differs maps as one piece.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache

from msgreview.model.document import Piece
from msgreview.model.later import later
from msgreview.model.message import FieldSpan, Scalar
from msgreview.model.span import Source, Span

_PROPERTIES = later(r"(?:[ \t\r\n]+|[&!][^ \t\r\n]*|(?<=[ \t\r\n])#[^\r\n]*)*")
_HEADER = later(r"[^\r\n]*(?:\r\n|\r|\n|$)")
_BREAK = r"(?:\r\n|[\r\n])"
_LINE = later(r"[^ \t\r\n](?:[^\r\n]*[^ \t\r\n])?")
_WHITE = later(r"[ \t\r\n]*")
_FOLDED = rf"(?P<folded>[ \t]*{_BREAK}(?:[ \t]*{_BREAK})*[ \t]*)"
_SINGLE = later(rf"(?P<escape>'')|{_FOLDED}|[^' \t\r\n]+(?:[ \t]+[^' \t\r\n]+)*|[ \t]+")
_DOUBLE = later(
    rf"(?P<joined>\\{_BREAK}(?:[ \t]*{_BREAK})*[ \t]*)|(?P<escape>\\(?:x.{{2}}|u.{{4}}|U.{{8}}|.))|{_FOLDED}"
    r"|[^\\ \t\r\n]+(?:[ \t]+[^\\ \t\r\n]+)*|[ \t]+"
)
_ONE_BREAK = later(_BREAK)


def content_start(source: Source, start: int) -> int:
    """Where a node's own text starts: at `start`, or after the anchor, tag and comments in front of it."""
    match = _PROPERTIES.match(source.text, start)
    return match.end() if match else start


def scalar_at(source: Source, span: FieldSpan, value: str) -> Scalar:
    """The scalar whose node is at `span`."""
    start = min(content_start(source, span.start), span.end)
    first = source.text[start : start + 1]
    return Scalar(start, span.end, first if start < span.end and first in "'\"|>" else "", value)


def file_span(source: Source, scalar: Scalar, start: int, end: int) -> Span:
    """The span in the file's text of `scalar.value[start:end]`, in 0-based code points.

    Escapes and doubled quotes are covered whole; an empty range has an empty span.
    """
    pieces, starts = _pieces(source, scalar)
    low = _edge(source, pieces, starts, start, start, scalar.value)
    if end <= start:
        return Span(low, low)
    return Span(low, max(low, _edge(source, pieces, starts, end - 1, end, scalar.value)))


def value_span(source: Source, scalar: Scalar, start: int, end: int) -> Span | None:
    """The span in `scalar.value` of `source.text[start:end]`; None where these characters are not in the value one by one."""
    pieces, _ = _pieces(source, scalar)
    piece = next((each for each in pieces if each.exact and each.start <= start <= each.end), None)
    if piece is None:
        return None
    low = piece.at + start - piece.start
    span = Span(low, low + end - start)
    exact = scalar.value[slice(*span)] == source.text[start:end] and file_span(source, scalar, *span) == (start, end)
    return span if exact else None


def _edge(source: Source, pieces: tuple[Piece, ...], starts: tuple[int, ...], inside: int, edge: int, value: str) -> int:
    """The source offset of the value's offset `edge`, seen from the character at `inside`, which is `edge` or just before it."""
    piece = pieces[max(0, bisect_right(starts, inside) - 1)]
    if piece.exact:
        return piece.start + min(edge - piece.at, piece.length)
    done, left = value[piece.at : edge], value[edge : piece.at + piece.length]
    if not done or not left:
        return piece.end if done else piece.start
    made_by = source.text[piece.start : piece.end]
    if (done + left).isspace():
        if not _ONE_BREAK.search(left) and made_by.endswith(left):  # Spaces in front of a word: its indentation is not counted.
            return piece.end - len(left)
        if made_by.startswith(done):
            return piece.start + len(done)
    return piece.start if inside == edge else piece.end


@lru_cache(maxsize=16)
def _pieces(source: Source, scalar: Scalar) -> tuple[tuple[Piece, ...], tuple[int, ...]]:
    """Pieces that tile the value in order, and where each starts; never none. Cached, as a text has several findings."""
    start = content_start(source, scalar.start)
    match scalar.style:
        case '"':
            pieces = _tokens(_DOUBLE, source.text, start + 1, scalar.end - 1)
        case "'":
            pieces = _tokens(_SINGLE, source.text, start + 1, scalar.end - 1)
        case "|" | ">":
            header = _HEADER.match(source.text, start)
            pieces = _lines(source.text, header.end() if header else start, scalar.end, scalar.value)
        case _:
            pieces = _lines(source.text, start, scalar.end, scalar.value)
    tiles = _tiled(pieces, source.text, scalar)
    return tiles, tuple(tile.at for tile in tiles)


def _lines(text: str, start: int, end: int, value: str) -> Iterator[Piece]:
    """Each line of the source, trimmed, with what comes next in the value after its white space."""
    at = 0
    for line in _LINE.finditer(text, start, end):
        white = _WHITE.match(value, at)
        at = white.end() if white else at
        yield Piece(at, len(line[0]), line.start(), line.end(), exact=True)
        at += len(line[0])


def _tokens(pattern: re.Pattern[str], text: str, start: int, end: int) -> Iterator[Piece]:
    """The runs of a quoted scalar: plain ones are exact, escapes and folded line ends are not."""
    at = 0
    for token in pattern.finditer(text, start, end):
        kind = token.lastgroup
        if kind in ("joined", "folded"):
            breaks = len(_ONE_BREAK.findall(token[0]))
            length = breaks - 1 if kind == "joined" or breaks > 1 else 1
        else:
            length = 1 if kind == "escape" else len(token[0])
        if length:
            yield Piece(at, length, token.start(), token.end(), exact=kind is None)
        at += length


def _tiled(pieces: Iterator[Piece], text: str, scalar: Scalar) -> tuple[Piece, ...]:
    """The pieces with the white space between them as pieces too; a single piece where they do not fit the value."""
    value = scalar.value
    single = (Piece(0, len(value), scalar.start, scalar.end, exact=False),)
    tiles: list[Piece] = []
    at, start = 0, scalar.start
    for piece in pieces:
        if piece.exact and value[piece.at : piece.at + piece.length] != text[piece.start : piece.end]:
            return single
        if piece.at > at:
            before = start if tiles else max(scalar.start, piece.start - piece.at)
            tiles.append(Piece(at, piece.at - at, before, piece.start, exact=False))
        tiles.append(piece)
        at, start = piece.at + piece.length, piece.end
    if at > len(value) or not _WHITE.fullmatch(value, at):
        return single
    if at < len(value) or not tiles:
        tiles.append(Piece(at, len(value) - at, start, scalar.end, exact=False))
    return tuple(tiles)
