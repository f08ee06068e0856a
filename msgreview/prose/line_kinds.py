"""What a single line of a message is: prose, a piece of data, a list item, a rule of dashes.

About half of the lines of automated mail are not prose. What tells them is their form; where the form leaves a doubt,
a line is prose, because rules that hold for sentences are silent about data.
"""

import re
from functools import cache, lru_cache

from msgreview.language.language import Language
from msgreview.model.document import BlockKind
from msgreview.model.later import later
from msgreview.prose.fold import INVISIBLE

LIST = later(r"(?:[-*•·‣◦▪●○+]|\(?(\d{1,2})[.)]|\(?[a-z]\))[ \t]+(?=\S)")
"""A list item's marker, with its number where it has one."""

UNDERLINE = later(r"(?:={3,}|-{3,}|~{3,})$")

_RULE = later(rf"(?:[-=_*~#+|.:·•–—─━═{INVISIBLE}]\s*){{2,}}$|[{INVISIBLE}\s]+$|<!--.*-->$")
"""A line that says nothing: of signs, of what nobody sees, or a comment of HTML."""
HEADING = later(r"#{1,6}[ \t]+(?=\S)")
"""The signs before a heading's words."""
_TABLE = later(r"\||[^|]*\S\s*\|[^|]*\|")
_COLUMNS = later(r"\S+(?: {1,2}\S+)*?(?:\s*\t\s*| {3,})\S|\S.*? \| \S")

_LABEL = later(r"([^\W_][^:,]{0,38}):(?:\s+(\S.*))?$")
_TIGHT_LABEL = later(r"([A-Z][\w /#()'-]{0,30}):([^\s/\d].*)$")
_FULL_STOP = later(r"[.!?…][\"'”’)\]*_]*$")
_LINK = later(r"[<(\[]?(?:https?://|www\.|mailto:)\S+$|[<(\[]?[\w.+-]+@[\w-]+(?:\.[\w-]+)+[>)\]]?[,;]?$", re.IGNORECASE)
_INNER_STOP = later(r"\w{3}[.!?]\s+[A-Z]")
_DIGIT = later(r"\d")
_CAPITALS = later(r"[^\W\d_]{3}")
_CODE = later(r"\d{6,}|\([^()]*\d{4,}[^()]*\)\s*$")


_CACHED_LINES = 4096
"""Lines whose kind stays in memory."""


class LineKinds:
    """Tells the lines of one language."""

    def __init__(self, tongue: Language) -> None:
        lines = tongue.lines
        self.addressing = later(rf"(?:{lines.addressing})\b", re.IGNORECASE)
        """The beginning of a greeting."""
        self.closing = later(rf"(?:{lines.closing})\b[^.!?:\d]{{0,40}}[,.!]?$", re.IGNORECASE)
        """A closing formula, the whole line."""
        self.dangling = later(rf"(?:^|\s)(?:{lines.dangling})$", re.IGNORECASE)
        """A word at the end that no sentence ends on."""
        self._no_label = later(rf"(?:{lines.leads_in})\b|.*\b(?:{lines.leads_out})$|.*\b(?:{lines.people})\b", re.IGNORECASE)
        # A small "may" before a number is as good as a month.
        self._talk = later(rf"\b(?:{lines.talk})\b(?! \d)", re.IGNORECASE)
        self._you = later(rf"\b(?:{lines.you})\b", re.IGNORECASE)
        self._request = later(rf"(?:{lines.request})\b(?!#)|.*[!?]", re.IGNORECASE)
        # A word of a sentence, as titles, places, dates and amounts do not have it.
        self._small_word = later(rf"\b(?!(?:{lines.small})\b)[a-zß-öø-ÿ]{{3,}}")
        self._name_word = later(rf"[^\w\s]*(?:[^\W\d_a-z]|\d|(?:{lines.particles})\b)|[^\w\s]+$")
        self.shape = lru_cache(maxsize=_CACHED_LINES)(self._shape)
        """The kind of a line by its form alone; it is stripped and not empty. Cached, as paths and messages share lines."""

    def _shape(self, line: str) -> BlockKind:
        first = line[0]
        if not first.isalnum():
            if _RULE.match(line):
                return "rule"
            if first == ">":
                return "quote"
            if first == "#" and HEADING.match(line):
                return "heading"
        if LIST.match(line):
            return "list"
        if _is_row(line):
            return "table"
        return "data" if self.is_data(line) else "prose"

    def is_data(self, line: str) -> bool:
        """Whether a line states facts without a sentence: `Label: value`, an address, a link, a number, a title with its code."""
        if ":" in line and self.is_labelled(line):
            return True
        if " " not in line and _LINK.match(line):
            return True
        if _DIGIT.search(line) is None or _stops(line) or self.addressing.match(line):
            return False
        if self._request.match(line) or self._talk.search(line) or _INNER_STOP.search(line):
            return False
        return _CODE.search(line) is not None or self._small_word.search(line) is None

    def is_labelled(self, line: str) -> bool:
        """Whether a line is `Label: value` rather than a sentence with a colon in it."""
        match = _LABEL.match(line) or _TIGHT_LABEL.match(line)
        if match is None or self.addressing.match(line):
            return False
        label, value = match[1], match[2]
        if value is None or not (label[0].isupper() or label[0].isdigit()) or label.count(" ") > 4 or self._no_label.match(label):
            return False
        if value.count(" ") < 2:
            return True
        if value[0].islower() or self._you.search(value) or _INNER_STOP.search(value):
            return False
        return not _stops(value) or self._is_titled(value)

    def is_bare_label(self, line: str) -> bool:
        """Whether a line is a short label whose value is missing: `Chapters:`."""
        return line[-1] == ":" and line.count(" ") < 3 and line[0].isupper() and not self._no_label.match(line[:-1])

    def is_name(self, line: str) -> bool:
        """Whether a line is a few words with capitals and no end of a sentence: a title, a place, a person."""
        if line[-1] in ".!?:;" or self.closing.match(line) or self.addressing.match(line):
            return False
        return self._is_titled(line)

    def is_in_capitals(self, line: str) -> bool:
        """Whether a line is a few words all in capitals and no sentence: it heads what follows, or says who writes."""
        if not line.isupper() or line[-1] in ".!,;" or line.count(" ") > 7 or _CAPITALS.search(line) is None:
            return False
        return not (self.closing.match(line) or self.addressing.match(line))

    def _is_titled(self, words: str) -> bool:
        return all(map(self._name_word.match, words.split()))


@cache
def line_kinds(tongue: Language) -> LineKinds:
    """What tells the lines of a language."""
    return LineKinds(tongue)


def _is_row(line: str) -> bool:
    if not ("|" in line or "\t" in line or "   " in line):
        return False
    return _TABLE.match(line) is not None or (_COLUMNS.match(line) is not None and not _stops(line))


def _stops(line: str) -> bool:
    return _FULL_STOP.search(line[-4:]) is not None
