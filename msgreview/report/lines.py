"""Lines of styled text: what a report hands over to be printed in colour, in black and white, or as a picture."""

import re
from typing import Literal, NamedTuple

Style = Literal["", "bold", "dim", "red", "yellow", "green", "blue", "underline"]

# C0 and C1 controls except tab, and the characters that change the direction of text: none may reach a terminal.
_UNSAFE = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class Run(NamedTuple):
    """Text in one style. The style never carries meaning alone."""

    text: str
    style: Style = ""


Line = tuple[tuple[str, Style], ...]
"""Runs of text, each with its style."""


_END = Run("\n")


def line(*runs: str | tuple[str, Style]) -> Line:
    """A line of `runs`: plain strings, or (text, style) pairs."""
    return tuple(Run(run) if isinstance(run, str) else Run(*run) for run in runs)


def plain(lines: list[Line]) -> str:
    """The lines as text without colour, each ended by a line feed."""
    return "".join([text for each in lines for text, _ in (*each, _END)])


def safe(text: str) -> str:
    r"""`text` with control and direction-changing characters shown as escapes: an ESC becomes `\x1b`."""
    if text.isascii() and text.isprintable():
        return text
    return _UNSAFE.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)


def one_line(text: str, width: int) -> str:
    """`text` on one line, cut with an ellipsis to at most `width` characters."""
    flat = safe(" ".join(text.split()))
    return flat if len(flat) <= width else flat[: width - 1].rstrip() + "…"
