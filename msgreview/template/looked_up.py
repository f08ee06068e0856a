"""Words that a system looks up in the reader's language, quoted in a tag."""

import re
from typing import NamedTuple

from msgreview.model.later import later
from msgreview.template.tags import STRING, as_name, printed_name

FILLED_IN = r"\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)"
LOOKED_UP = (
    rf"(?:(?:_|__|l|lang|loc|t|u?gettext(?:_lazy)?)\s*\(\s*u?(?:{STRING})\s*(?:,\s*\[[^\[\]]*\]\s*)?\)"
    rf"(?:\s*(?:\.|\|\s*)(?:f|fe|format)\s*{FILLED_IN}|\s*%\s*(?:{FILLED_IN}|\{{[^{{}}]*\}}|\[[^\[\]]*\]))?)"
)
"""A call with words to look up in the reader's language, and with the values that are filled into them."""
_WORDS_OF_ITS_OWN = later(
    rf"[-=\s]*(?:{LOOKED_UP}|trans(?:late)?\s+(?:{STRING})(?:\s+noop|\s+context\s+(?:{STRING}))*"
    rf"|(?:{STRING})\s*\|\s*(?:loc|t|trans)\b(?:{FILLED_IN}|[\w\s|])*)[-+~\s]*"
)
_QUOTED = later(rf"(?P<words>{STRING})(?P<rest>[\s\S]*)")
_KEY = later(r"\.?(?:[a-z\d_]|[#%]\{[^{}]*\})+(?:[.:/_-](?:[\w-]|[#%]\{[^{}]*\})+)*|\.[\w.]+")
"""What names words that stand elsewhere."""


class Quoted(NamedTuple):
    """Words in a tag: where they start and end inside of it, and what is filled into them, by name or in order."""

    start: int
    end: int
    by_name: bool
    values: tuple[str, ...]


def quoted(inside: str) -> Quoted | None:
    """The words that a tag looks up in the reader's language; None for a tag of another kind and for a key to words.

    >>> quoted(" _('Hi {who}')|f(who=name(user)) ").values
    ('who',)
    >>> quoted("loc('mail.hello')")
    """
    match = _QUOTED.search(inside) if _WORDS_OF_ITS_OWN.fullmatch(inside) else None
    if match is None or _KEY.fullmatch(match["words"][1:-1]):
        return None
    code = re.sub(STRING, "''", match["rest"])
    named = re.findall(r"['\"](\w+)['\"]\s*=>", match["rest"]) or re.findall(r"([^\W\d]\w*)\s*(?:=(?!=)|:)", code)
    listed = re.search(r"[(\[]([\s\S]*)[)\]]", code)
    values = named or [printed_name(each) for each in re.findall(r"(?:[^(),]|\([^()]*\))+", listed[1] if listed else "")]
    return Quoted(match.start("words") + 1, match.end("words") - 1, bool(named), tuple(map(as_name, values)))
