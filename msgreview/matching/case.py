"""Texts and patterns made alike: in one case, character for character; and in outline, for what may be in a text at all."""

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import regex

LONE_SURROGATE = re.compile("[\ud800-\udfff]")
"""What no other library takes in a text."""


class _CaseTable(dict[int, int]):
    """A translation to one case, character for character, that at least makes equal what `regex` takes for equal."""

    def __missing__(self, code: int) -> int:
        char = chr(code)
        forms = (char.casefold(), char.lower())
        self[code] = folded = next((ord(form) for form in forms if len(form) == 1), code)
        return folded


CASE = _CaseTable({ord("ı"): ord("i"), ord("İ"): ord("i"), 0xFB06: 0xFB05, 0x1FD3: 0x390, 0x1FE3: 0x3B0})
"""To one case: what `regex` takes for equal is equal in it, and some more."""


def one_case(text: str) -> str:
    """`text` in one case, without lone surrogates."""
    return text.lower() if text.isascii() else LONE_SURROGATE.sub("\ufffd", text).translate(CASE)


EDGE = "\0"
"""Stands in an outline where a word begins or ends."""
_ASCII_EDGE = re.compile(r"\b", re.ASCII)
_DIGITS = str.maketrans("123456789", "000000000")


def outline(text: str) -> str:
    """`text` in one case, every digit as "0", with an `EDGE` wherever `\\b` matches: " fee" is in no outline of "coffee"."""
    if text.isascii():
        return _ASCII_EDGE.sub(EDGE, text.lower().translate(_DIGITS))
    edge, digit = _unicode()
    return one_case(edge.sub(EDGE, digit.sub("0", text)))


@cache
def _unicode() -> "tuple[regex.Pattern[str], regex.Pattern[str]]":
    """The edges of words and the digits, as patterns see them in any text."""
    import regex

    return regex.compile(r"\b", regex.V0), regex.compile(r"\d", regex.V0)
