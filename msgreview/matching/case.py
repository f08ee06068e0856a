"""One case for texts and patterns, character for character, so that places stay what they are."""

import re

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
