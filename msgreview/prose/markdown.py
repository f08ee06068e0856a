"""Markdown as its reader sees it: without the marks of emphasis, links and code, line by line."""

import html
import re
from collections.abc import Callable
from typing import NamedTuple

from msgreview.model.document import Reference, ReferenceKind
from msgreview.model.later import later
from msgreview.prose.html import html_references
from msgreview.prose.mapped_text import Builder

FENCED = later(r"^ {0,3}(`{3,}+|~{3,}+)[^\n]*\n(.*?)(?:^ {0,3}\1[`~]*[ \t]*$\n?|\Z)", re.DOTALL | re.MULTILINE)
CODE = later(r"(?<![`\\])(`++)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_DEFINITION = later(
    r"^ {0,3}\[(?!\^)([^\]\n]+)\]:[ \t]*(<[^<>\n]*>|[^\s<]\S*)(?:[ \t]+(?:\"[^\"\n]*\"|'[^'\n]*'|\([^()\n]*\)))?[ \t]*(?:\n|\Z)",
    re.MULTILINE,
)
"""Where a link leads that is named elsewhere. With more than a title behind it, the line is words."""
_COMMENT = later(r"<!--.*?-->", re.DOTALL)
_AUTOLINK = later(r"<((?:https?://|mailto:)[^\s<>]+|[^\s<>@]+@[^\s<>@]+)>")
_BREAK = later(r"<br\s*/?>[ \t]*\n?|\\(?=\n)", re.IGNORECASE)
_TAG = later(r"</?[a-zA-Z][a-zA-Z0-9-]*(?:\s(?:\"[^\"]*\"|'[^']*'|[^'\">])*+)?/?>")
_ESCAPED = later(r"\\[!-/:-@\[-`{-~]")
_LABEL = r"\[((?:[^\[\]\n]++|\n(?!\s*\n)|\[[^\[\]\n]*\]){0,200}+)"
_TARGET = r"\](?:\((?:<[^<>\n]*>|(?:[^()\s]|\([^()\s]*\))*)(?:\s+(?:\"[^\"]*\"|'[^']*'))?\s*\)|\[[^\[\]\n]*\])"
# Emphasis and links end within 200 runs of text, so that a text full of openings is read in a time that grows with its length.
_IMAGE = later(rf"!{_LABEL}{_TARGET}")
_LINK = later(rf"(?<!!)(){_LABEL}{_TARGET}")
_SHORT = later(r"(?<![!\]])\[([^\[\]\n]+)\](?![(\[:])")
_UNTITLED = later(r"\s+(?:\"[^\"]*\"|'[^']*')$")
_STRONG = later(r"(?<!\*)(\*{1,3})(?=[^\s*])((?:[^*\n]++|\n(?!\s*\n)|\*(?!\1)){0,200}?)(?<=[^\s*])\1(?!\*)")
_UNDER = later(r"(?<!\w)(_{1,3})(?=[^\s_])((?:[^_\n]++|\n(?!\s*\n)|_(?=\w)){0,200}?)(?<=[^\s_])\1(?!\w)")
_STRIKE = later(r"(~~)(?=\S)([^~\n]+)~~")
_CLOSED_HEADING = later(r"^( {0,3}#{1,6}[ \t][^\n]*?)[ \t]+#+[ \t]*$", re.MULTILINE)
_ENTITY = later(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")

_NOTHING = "\ufffc"
"""Stands, in the copy that is searched, for what has been read already."""


class _Edit(NamedTuple):
    start: int
    end: int
    text: str


def parse_markdown(text: str) -> Builder:
    """The words of a Markdown text. Headings, lists, quotes and tables keep their marks, which show the kind of a line."""
    out = Builder(text)
    at = 0
    for start, end, words in sorted(_Search(text).edits()):
        out.keep(at, start)
        out.put(words, start, end)
        at = end
    out.keep(at, len(text))
    return out


def markdown_references(text: str) -> list[Reference]:
    """Where the links of a Markdown text lead, and its pictures; those of HTML in it follow."""
    search = _Search(text)
    plain = search.without_code()
    defined = {" ".join(label.lower().split()): target for label, target in _DEFINITION.findall(plain)}
    made: list[tuple[int, Reference]] = []
    kinds: tuple[tuple[ReferenceKind, re.Pattern[str], int], ...] = (("picture", _IMAGE, 1), ("link", _LINK, 2))
    for kind, pattern, group in kinds:
        for match in pattern.finditer(plain):
            label, rest = match[group], plain[match.end(group) + 1 : match.end()]
            target = (
                rest[1:-1].strip() if rest.startswith("(") else defined.get(" ".join((rest[1:-1] or label).lower().split()), "")
            )
            if target:
                made.append((match.start(), Reference(kind, " ".join(label.split()), _UNTITLED.sub("", target).strip("<>"))))
    for match in _SHORT.finditer(plain):
        target = defined.get(" ".join(match[1].lower().split()), "")
        made += [(match.start(), Reference("link", " ".join(match[1].split()), target.strip("<>")))] if target else []
    made += [(match.start(), Reference("struck", " ".join(match[2].split()), "")) for match in _STRIKE.finditer(plain)]
    tags = html_references(plain) if _TAG.search(plain) else []
    return [reference for _, reference in sorted(made)] + tags


class _Search:
    """Collects the edits pattern by pattern: what one pattern has matched is hidden from the next."""

    def __init__(self, text: str) -> None:
        self._left = text
        self._edits: list[_Edit] = []

    def without_code(self) -> str:
        """The text with code and comments hidden, as long as it was."""
        self._unwrap(FENCED, 2, verbatim=True)
        self._unwrap(CODE, 2, verbatim=True)
        self._replace(_COMMENT, lambda _: "", close="-->")
        return self._left

    def edits(self) -> list[_Edit]:
        """All edits, apart from each other."""
        self.without_code()
        self._replace(_DEFINITION, lambda _: "")
        self._unwrap(_AUTOLINK, 1, verbatim=True)
        self._replace(_BREAK, lambda mark: "  " if mark == "\\" else "  \n")
        self._replace(_TAG, lambda _: "", close=">")
        self._replace(_ESCAPED, lambda pair: pair[1])
        self._replace(_ENTITY, lambda entity: html.unescape(entity).replace("\xa0", " "))
        self._unwrap(_IMAGE, 1)
        for pattern in (_LINK, _STRONG, _STRONG, _UNDER, _UNDER, _STRIKE):
            self._unwrap(pattern, 2)
        self._unwrap(_CLOSED_HEADING, 1)
        return self._edits

    def _unwrap(self, pattern: re.Pattern[str], group: int, *, verbatim: bool = False) -> None:
        """Drop what stands around `group`; what is in it is read on unless it is `verbatim`."""
        read: list[tuple[int, int]] = []
        for match in pattern.finditer(self._left):
            start, end = match.span(group)
            self._edits += [_Edit(low, high, "") for low, high in ((match.start(), start), (end, match.end())) if low < high]
            read += [match.span()] if verbatim else [(match.start(), start), (end, match.end())]
        self._hide(read)

    def _replace(self, pattern: re.Pattern[str], replacement: Callable[[str], str], close: str = "") -> None:
        """Put other words for each match; what opens behind the last `close` need not be looked at."""
        end = self._left.rfind(close) + len(close)
        matches = [match for match in pattern.finditer(self._left, 0, end) if match[0]]
        self._edits += [_Edit(*match.span(), replacement(match[0])) for match in matches]
        self._hide([match.span() for match in matches])

    def _hide(self, spans: list[tuple[int, int]]) -> None:
        """Puts stand-ins over spans that are in order and apart: once a pattern, as each time copies the text."""
        pieces: list[str] = []
        at = 0
        for start, end in spans:
            pieces += (self._left[at:start], _NOTHING * (end - start))
            at = end
        self._left = "".join((*pieces, self._left[at:]))
