"""What is opened in a template and never closed, by its text alone: a parser reports it only where it can go no further."""

import re
import sys

from msgreview.catalogue.fingerprint import CLOSING
from msgreview.model.finding import Problem
from msgreview.model.span import Span
from msgreview.template.tokens import BLOCKS

_PAIRS = {"(": ")", "[": "]", "{": "}"}
_OPENING = re.compile(r"\{[{%#]")
_INSIDE = re.compile(r"""(?P<quote>["'])(?:\\.|(?!(?P=quote))[^\\\n])*(?P=quote)|\{[{%#]|%\}|[(\[{}\])]""")
"""What counts inside a tag: a text in quotes, which is passed over, another tag, an end, a bracket."""
_NAME = re.compile(r"\{%[-+]?\s*(\w+)")
_RAW_END = re.compile(r"\{%[-+]?\s*endraw\s*[-+]?%\}")


def unclosed(text: str) -> Problem | None:
    """The problem of the first tag or block that is not closed, an end of none, or a leap out of no loop; None if all fit."""
    stack: list[tuple[str, Span]] = []
    at = 0
    while (opening := _OPENING.search(text, at)) is not None:
        start = opening.start()
        at, bracket = _end(text, start)
        span = Span(start, at)
        if not text.startswith(CLOSING[opening[0]], at - 2):
            return _problem(_open_tag(text, span), span)
        if bracket >= 0:
            return _problem(f"`{text[bracket]}` is never closed; write `{_PAIRS[text[bracket]]}`", Span(bracket, bracket + 1))
        match = _NAME.match(text, start)
        name = match[1] if match else ""
        if name == "raw":
            raw_end = _RAW_END.search(text, at)
            if raw_end is None:
                return _problem(_open_block(name), span)
            at = raw_end.end()
        elif name in ("break", "continue") and not any(opened == "for" for opened, _ in stack):
            return _problem(f"`{name}` stands in no loop; take it out, or put it into its `for`", span)
        elif name in BLOCKS and not (name == "set" and "=" in text[start:at]):
            stack.append((name, span))
        elif name[:3] == "end" and name[3:] in BLOCKS:
            if not any(opened == name[3:] for opened, _ in stack):
                return _problem(f"`{name}` closes nothing; take it out, or write its `{name[3:]}` before it", span)
            opened, opening_span = stack.pop()
            if opened != name[3:]:
                return _problem(_open_block(opened), opening_span)
    return _problem(_open_block(stack[-1][0]), stack[-1][1]) if stack else None


def _end(text: str, start: int) -> tuple[int, int]:
    """Where the tag at `start` ends, by an end of any sort or because another begins, and a bracket in it that is open, or -1."""
    opens = text[start : start + 2]
    if opens == "{#":
        end = text.find("#}", start)
        return (end + 2 if end >= 0 else _line_end(text, start)), -1
    brackets: list[int] = []
    at = start + 2
    while (match := _INSIDE.search(text, at)) is not None:
        sign, at = match[0], match.end()
        if brackets and sign == _PAIRS[text[brackets[-1]]]:
            brackets.pop()
        elif sign in ("}", "%}"):
            return at + (sign == "}" and text.startswith("}", at)), brackets[-1] if brackets else -1
        elif sign in CLOSING:
            return _line_end(text, start, match.start()), -1
        elif sign in _PAIRS:
            brackets.append(match.start())
    return _line_end(text, start), -1


def _line_end(text: str, at: int, most: int = sys.maxsize) -> int:
    """The end of the words in a line from `at` on."""
    return at + len(text[at:most].partition("\n")[0].rstrip())


def _problem(what: str, span: Span) -> Problem:
    return Problem("template.syntax", span.start, span.end, (what,))


def _open_tag(text: str, span: Span) -> str:
    opens = text[span.start : span.start + 2]
    for end in ("}}", "%}", "}"):
        if text.startswith(end, span.end - len(end)) and span.end - len(end) >= span.start + 2:
            return f"`{opens}` is closed with `{end}`; write `{CLOSING[opens]}`"
    what = {"{{": "name", "{%": "tag", "{#": "comment"}[opens]
    return f"`{opens}` is never closed; write `{CLOSING[opens]}` where the {what} ends"


def _open_block(name: str) -> str:
    return f"`{name}` has no `end{name}`; write `{{% end{name} %}}` where what belongs to it ends"
