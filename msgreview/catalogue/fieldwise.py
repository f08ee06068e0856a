"""A message read field by field. Two versions of a file differ in one or two fields, so most have been read before.

Only files of the plain shape are read so: one message whose fields start at the margin, each of which is YAML by itself. For all
others, and for whatever is wrong, `load.load_bytes` knows what to say.
"""

import re
from functools import lru_cache
from typing import Any

import msgspec

from msgreview.catalogue.load import CORE, contradictions
from msgreview.catalogue.yaml_tree import MAX_BYTES, Constructor, FileError, Tree, compose
from msgreview.model.message import FieldSpan, Message
from msgreview.model.span import Source

_BEFORE = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\r?\n)*+(?:---\r?\n)?(?:[ \t]*(?:#[^\n]*)?\r?\n)*+")
"""Blank lines and comments, and the line that starts a YAML document."""
_FIELD = re.compile(r"\n(?=[a-z])")
_OTHERWISE = re.compile(r"\n(?![a-z#\s]|\Z|-[ \t\r\n])")
"""A line at the margin that is no field, comment or list item."""
_ANCHOR = re.compile(r"[\s\[{,:-]&\S")
"""What joins fields."""
_OLD_END = re.compile(r"\r(?!\n)")
_TEXT = r"[ -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufdcf\ufdf0-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
"""What YAML takes as it stands."""
_LITERAL = re.compile(rf"([a-z]+): \|\n(  (?! ){_TEXT}+\n(?:(?:  {_TEXT}*+)?\n)*+)")
"""A field that is a literal block, indented by two: most of a file, which YAML would take half of its time for."""
_SHORT = 400
"""Characters of a field that is worth remembering; longer ones are texts, which change."""
_NOWHERE = {"": FieldSpan(0, 0, 0, 0)}


class _OtherShape(Exception):  # noqa: N818 - no error of the program
    """The file is not of the plain shape."""


def plain_message(data: bytes) -> Message | None:
    """The message in the bytes of a file of the plain shape in which nothing is wrong; None for any other file."""
    if len(data) > MAX_BYTES:
        return None
    try:
        text = data.decode()
        text = text[_BEFORE.match(text).end() :]  # type: ignore[union-attr]  # it always matches
        if not "a" <= text[:1] <= "z" or _OTHERWISE.search(text):
            return None
        if ("&" in text and _ANCHOR.search(text)) or ("\r" in text and _OLD_END.search(text)):
            return None
        *fields, last = _FIELD.split(text)
        pairs = [pair for field in (*(f"{each}\n" for each in fields), last) for pair in _read(field)]
        values = dict(pairs)
        if len(values) < len(pairs) or "messages" in values:
            return None
        message = msgspec.convert(values, Message, strict=False)
    except (UnicodeDecodeError, FileError, msgspec.ValidationError, _OtherShape):
        return None
    return None if any(contradictions(message, Tree(values, _NOWHERE))) else message


def _read(field: str) -> tuple[tuple[str, Any], ...]:
    return (_remembered if len(field) < _SHORT else _pairs)(field)


def _pairs(field: str) -> tuple[tuple[str, Any], ...]:
    """The keys and values of a piece of a file. FileError, or _OtherShape, where it is not a group of fields by itself."""
    if literal := _LITERAL.fullmatch(field):
        return ((literal[1], f"\n{literal[2]}".replace("\n  ", "\n").strip("\n") + "\n"),)
    source = Source("", field, (0,))  # Nobody is shown a line of it.
    node, *others = compose(source)
    tree = Constructor(source).construct(node, core=CORE)
    if others or not isinstance(tree.value, dict) or tree.problems or tree.blank:
        raise _OtherShape
    return tuple(tree.value.items())


_remembered = lru_cache(maxsize=1 << 15)(_pairs)
