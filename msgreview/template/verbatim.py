"""Where a text is no prose: code, addresses and tags of other systems, in which no word may be changed."""

import re
from collections.abc import Iterator
from functools import lru_cache

from msgreview.model.later import later
from msgreview.model.message import MessageFormat
from msgreview.model.span import Span
from msgreview.prose.line_kinds import LIST
from msgreview.prose.markdown import CODE, FENCED
from msgreview.template.notations import ANY, NOTATIONS

_RAW = later(r"\{%[-+]?\s*raw\b.*?\{%[-+]?\s*endraw\b|\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_CODE_TAGS = "pre|code|script|style|kbd|samp|textarea|template"
_MARKUP = later(rf"<({_CODE_TAGS})\b.*?(?:</\1\s*>|\Z)|<!--.*?-->|</?[a-z][^<>]*>", re.DOTALL | re.IGNORECASE)
_ADDRESS = later(r"(?:\w+://|www\.|mailto:)\S+|\S+@\S+\.\S+", re.IGNORECASE)
_INDENTED = later(r"(?: {4}|\t)")
_TAGS = later("|".join(f"(?:{NOTATIONS[name].pattern})" for name in ANY))


def is_verbatim(text: str, format: MessageFormat, start: int, end: int) -> bool:
    """Whether a span of a message's template touches a part of it that must stay as it is."""
    return any(low < end and start < high for low, high in _verbatim(text, format))


@lru_cache(maxsize=64)
def _verbatim(text: str, format: MessageFormat) -> tuple[Span, ...]:
    patterns = (_RAW, _MARKUP, _ADDRESS, _TAGS) if format == "html" else (_RAW, _MARKUP, _ADDRESS, _TAGS, FENCED, CODE)
    spans = [Span(*match.span()) for pattern in patterns for match in pattern.finditer(text) if match[0]]
    return tuple(spans if format == "html" else [*spans, *_indented(text)])


def _indented(text: str) -> Iterator[Span]:
    """The lines of indented code: after a blank line, and not below a list item, which may go on so."""
    at = 0
    blank, code, in_list = True, False, False
    for line in text.splitlines(keepends=True):
        stripped = line.strip()
        if stripped:
            indented = _INDENTED.match(line) is not None
            code = indented and (code or blank) and not in_list
            in_list = in_list if indented else LIST.match(stripped) is not None or (in_list and not blank)
            if code:
                yield Span(at, at + len(line))
        blank = not stripped
        at += len(line)
