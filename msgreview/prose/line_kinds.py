"""What a single line of a message is: prose, a piece of data, a list item, a rule of dashes.

About half of the lines of automated mail are not prose. What tells them is their form; where the form leaves a doubt,
a line is prose, because rules that hold for sentences are silent about data.
"""

import re

from msgreview.model.document import BlockKind
from msgreview.prose.fold import INVISIBLE

LIST = re.compile(r"(?:[-*•·‣◦▪●○+]|\(?(\d{1,2})[.)]|\(?[a-z]\))[ \t]+(?=\S)")
"""A list item's marker, with its number where it has one."""

UNDERLINE = re.compile(r"(?:={3,}|-{3,}|~{3,})$")

_RULE = re.compile(rf"(?:[-=_*~#+|.:·•–—─━═{INVISIBLE}]\s*){{2,}}$|[{INVISIBLE}\s]+$")
HEADING = re.compile(r"#{1,6}[ \t]+(?=\S)")
"""The signs before a heading's words."""
_TABLE = re.compile(r"\||[^|]*\S\s*\|[^|]*\|")
_COLUMNS = re.compile(r"\S+(?: {1,2}\S+)*?(?:\s*\t\s*| {3,})\S|\S.*? \| \S")

ADDRESSING = re.compile(r"(?:dear|hi|hiya|hello|hey|greetings|welcome|good (?:morning|afternoon|evening|day))\b", re.IGNORECASE)
CLOSING = re.compile(
    r"(?:with |many |kind(?:est)?|best|warm(?:est|ly)?|yours?|all the best|sincerely|respectfully|regards|cheers|thanks|"
    r"thank you|take care|see you)\b[^.!?:\d]{0,40}[,.!]?$",
    re.IGNORECASE,
)

_LABEL = re.compile(r"([^\W_][^:,]{0,38}):(?:\s+(\S.*))?$")
_TIGHT_LABEL = re.compile(r"([A-Z][\w /#()'-]{0,30}):([^\s/\d].*)$")
_NO_LABEL = re.compile(
    r"(?:you|we|i|is|are|was|were|can|will|has|have|please|if|here|this|use|click|visit|see|below|follow|following|these|because|and|"
    r"but|so|then|finally|first|next|also|note|reminder|important|ps|p\.s|tip|update|warning|remember|thanks|thank|sorry|to|"
    r"steps?|questions?|options?)\b|.*\b(?:is|are|was|were|can|will|has|have|please|below|these|following|news|note|tip|this|that|includes?)$"
    r"|.*\b(?:you|we|us)\b",
    re.IGNORECASE,
)
"""Starts and ends of words before a colon that lead into a sentence."""

_TALK = re.compile(
    r"\b(?:you|your|yours|we|our|us|my|please|let|i'm|we're|you're|won't|can't|don't|cannot|should|must|may|might|would|could|"
    r"will|has|have|had|been|thanks|thank|sorry|is|are|was|were)\b(?! \d)",
    re.IGNORECASE,
)
"""Words of sentences. (A small "may" before a number is as good as a month.)"""

_YOU = re.compile(r"\b(?:you|your|we|our|us|please)\b", re.IGNORECASE)

_REQUEST = re.compile(
    r"(?:call|phone|email|text|visit|reply|renew|return|pay|see|ask|bring|collect|go|log|sign|press|enter|use|questions)\b(?!#)"
    r"|.*[!?]",
    re.IGNORECASE,
)
_FULL_STOP = re.compile(r"[.!?…][\"'”’)\]*_]*$")
_LINK = re.compile(r"[<(\[]?(?:https?://|www\.|mailto:)\S+$|[<(\[]?[\w.+-]+@[\w-]+(?:\.[\w-]+)+[>)\]]?[,;]?$", re.IGNORECASE)
_INNER_STOP = re.compile(r"\w{3}[.!?]\s+[A-Z]")
_DIGIT = re.compile(r"\d")
_SMALL_WORD = re.compile(
    r"\b(?!(?:the|and|for|from|with|till|until|due|ext|tel|fax|per|each|cop(?:y|ies)|items?|pages?|vol|days?|weeks?|months?|years?|hours?|"
    r"minutes|noon|midnight|closed|open|usd|eur|gbp|total|sur|der|den|des|del|von|van|los|las)\b)[a-z]{3,}"
)
"""A word of a sentence, as titles, places, dates and amounts do not have it."""

_CODE = re.compile(r"\d{6,}|\([^()]*\d{4,}[^()]*\)\s*$")
_NAME_WORD = re.compile(
    r"[^\w\s]*(?:[^\W\d_a-z]|\d|(?:of|the|and|in|at|on|to|by|for|a|an|or|from|with|de|la|le|von|van|der)\b)|[^\w\s]+$"
)


def shape(line: str) -> BlockKind:
    """The kind of a line by its form alone; `line` is stripped and not empty."""
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
    return "data" if is_data(line) else "prose"


def _is_row(line: str) -> bool:
    if not ("|" in line or "\t" in line or "   " in line):
        return False
    return _TABLE.match(line) is not None or (_COLUMNS.match(line) is not None and not _stops(line))


def is_data(line: str) -> bool:
    """Whether a line states facts without a sentence: `Label: value`, an address, a link, a number, a title with its code."""
    if ":" in line and is_labelled(line):
        return True
    if " " not in line and _LINK.match(line):
        return True
    if _DIGIT.search(line) is None or _stops(line) or ADDRESSING.match(line) or _REQUEST.match(line) or _TALK.search(line):
        return False
    if _INNER_STOP.search(line):
        return False
    return _CODE.search(line) is not None or _SMALL_WORD.search(line) is None


def is_labelled(line: str) -> bool:
    """Whether a line is `Label: value` rather than a sentence with a colon in it."""
    match = _LABEL.match(line) or _TIGHT_LABEL.match(line)
    if match is None or ADDRESSING.match(line):
        return False
    label, value = match[1], match[2]
    if value is None or not (label[0].isupper() or label[0].isdigit()) or label.count(" ") > 4 or _NO_LABEL.match(label):
        return False
    if value.count(" ") < 2:
        return True
    if value[0].islower() or _YOU.search(value) or _INNER_STOP.search(value):
        return False
    return not _stops(value) or _is_titled(value)


def is_bare_label(line: str) -> bool:
    """Whether a line is a short label whose value is missing: `Chapters:`."""
    return line[-1] == ":" and line.count(" ") < 3 and line[0].isupper() and not _NO_LABEL.match(line[:-1])


def is_name(line: str) -> bool:
    """Whether a line is a few words with capitals and no end of a sentence: a title, a place, a person."""
    return line[-1] not in ".!?:;" and not CLOSING.match(line) and not ADDRESSING.match(line) and _is_titled(line)


def _stops(line: str) -> bool:
    return _FULL_STOP.search(line[-4:]) is not None


def _is_titled(words: str) -> bool:
    return all(map(_NAME_WORD.match, words.split()))
