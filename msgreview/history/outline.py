"""Files without the text of their bodies: what versions of a file have in common, to be read as YAML once for all of them.

Nearly every version of a message file differs from another one in a body alone, and a body is nearly always a literal block
(`body: |`), whose lines YAML takes as they are. Such blocks are taken out here, and a mark is put in the place of each. Whether
they were bodies at all is seen by who reads what is left: there the mark is the whole body of a message.
"""

import re
from functools import cache
from typing import NamedTuple

from msgreview.catalogue.yaml_tree import MAX_BYTES

_MARK = "\ue000"
_BLOCK = re.compile(r"^( *(?:- +)?body: \|\n)(( +)(?=\S).*\n(?:\3.*\n|\n)*)", re.MULTILINE)
"""A body as a literal block: its first line tells how far it is indented, the others are empty or stand at least as far in."""
_PLAIN = bytes([0x09, 0x0A, *range(0x20, 0x7F), *range(0x80, 0x100)])


class Outline(NamedTuple):
    """A file's text with marks, and the text of each block as YAML would give it."""

    text: str
    blocks: list[str]


def outline_of(data: bytes) -> Outline | None:
    """The outline of what a file holds; None where it has to be read as it is."""
    text = _decoded(data)
    if text is None:
        return None
    rest: list[str] = []
    blocks: list[str] = []
    at = 0
    for found in _BLOCK.finditer(text):
        rest += (text[at : found.end(1)], found[3], mark(len(blocks)))
        blocks.append(_without_indent(found[2], found[3]))
        at = found.end()
    rest.append(text[at:])
    return Outline("".join(rest), blocks) if blocks else None


def mark(number: int) -> str:
    """What a block is replaced by; a body that is this is that block."""
    return f"{_MARK}{number}\n"


def _decoded(data: bytes) -> str | None:
    """The text of a file, if none of its characters may mean more to YAML than to us."""
    if len(data) > MAX_BYTES or data.translate(None, _PLAIN):
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return text if data.isascii() or not _odd().search(text) else None


@cache
def _odd() -> re.Pattern[str]:
    """What ends a line in YAML and in no other place, what it does not allow, and the mark; compiled where it is needed."""
    return re.compile("[\x80-\x9f\u2028\u2029\ud800-\udfff\ue000\ufeff\ufffe\uffff]")


def _without_indent(block: str, indent: str) -> str:
    """The text of a literal block; it ends with one line end, however many empty lines follow it."""
    return block[len(indent) :].replace("\n" + indent, "\n").rstrip("\n") + "\n"
