"""HTML as a mail program shows it: one line a block, entities decoded, white space collapsed.

The tags are read here rather than by `html.parser` because every run of text needs its exact place, in broken HTML too.
"""

import html
import re
from collections import Counter
from collections.abc import Mapping

from msgreview.markup.hidden import StyleSheets, pictures
from msgreview.markup.outlook import outlook
from msgreview.model.document import Reference, ReferenceKind
from msgreview.model.later import later
from msgreview.prose.mapped_text import Builder

_WORDS = (
    r"(?P<entity>&(?:\#[0-9]{1,7}|\#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});?)"
    r"|(?P<space>[ \t\n\r\f]+)"
    r"|(?P<text>[^<&\s]+(?: [^<&\s]+)*|.)"
)
_LABEL = 200
"""Most characters of a link's words."""
_FOLLOWING = 40
"""Characters of the words that follow, where nothing else names what a tag belongs to."""

_TOKEN = later(
    r"<!--.*?(?:-->|\Z)"
    r"|<!\[CDATA\[(?P<cdata>.*?)(?:\]\]>|\Z)"
    r"|<[!?][^>]*>"
    r"|<(?P<close>/?)(?P<name>[a-zA-Z][a-zA-Z0-9:-]*)(?=[\s/>])(?:(?:\"[^\"]*\"|'[^']*'|[^'\">]++)*+>|[^>]*>)"
    rf"|{_WORDS}",
    re.DOTALL,
)
_NO_TAG = later(
    rf"<!--.*|<!\[CDATA\[(?P<cdata>.*)|{_WORDS}|(?P<close>(?!))(?P<name>)",
    re.DOTALL,
)
"""The same behind the last ">", where no tag can end: looking for its end at each "<" would take ever longer."""
_HIDDEN = frozenset(("head", "script", "style", "template", "title"))
_APART = frozenset(
    ("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "blockquote", "table", "pre", "hr", "form", "fieldset", "figure")
)
"""Blocks with a blank line around them."""

_LINES = later(
    r"(?:address|article|aside|body|caption|center|d[dt]|details|div|figcaption|footer|header|html|legend|li|main|nav|option|section"
    r"|summary|t(?:body|foot|head|r))$"
)
"""Blocks that start a line."""

_ATTRIBUTE = later(r"""([a-zA-Z][\w:-]*)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+))?""")
_LINKS = frozenset(("a", "area", "v:rect", "v:roundrect", "v:shape"))
_DESCRIBES = ("alt", "title", "aria-label", "placeholder", "value", "label")
_IN_HEAD = later(r"<(base|meta)\b([^>]*)>", re.IGNORECASE)
_PICTURES = ("background", "poster", "data", "xlink:href")
_VOID = frozenset(("area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"))
_LIFTED, _LOWERED = (str.maketrans("0123456789", digits) for digits in ("⁰¹²³⁴⁵⁶⁷⁸⁹", "₀₁₂₃₄₅₆₇₈₉"))
_STRUCK = frozenset(("s", "strike", "del"))
_HEADING = later(r"h([1-6])$")


def parse_html(text: str) -> Builder:
    """The words of an HTML text. Headings keep a "#", list items a "-" or number, cells of a row a "|" between them."""
    return _Reader(text).read()


def html_references(text: str) -> list[Reference]:
    """Where the links and forms of an HTML text lead, its pictures, what is said of them, and what is hidden."""
    reader = _Reader(text)
    words = reader.read().text
    made = []
    for kind, start, end, label, target in reader.references:
        shown = words[start : min(end, start + _LABEL) if end >= 0 else start + _FOLLOWING].lstrip("#| ")
        made.append(Reference(kind, label or " ".join(shown.split()) or "a place without words", target))
    return made


def _attributes(written: str) -> dict[str, str]:
    """The values of a tag's attributes by name."""
    return {key.lower(): html.unescape(value.strip("\"'")).strip() for key, value in _ATTRIBUTE.findall(written)}


def _file(source: str) -> str:
    """The name of the file that a picture comes from."""
    return source.rpartition("/")[2] or source


def _number(text: str) -> int:
    """The number of a list's item, 1 for what is none."""
    return int(text) if text.isascii() and text.isdecimal() and 0 < len(text) < len("10000") else 1


class _Reader:
    """A pass over the page, tag by tag."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._out = Builder(text)
        self._at_line_start = True
        self._gap = 0
        self._breaks = 0
        self._gap_span = (0, 0)
        self._space: tuple[int, int] | None = None
        self._marker: tuple[str, int, int] | None = None
        self._numbers: list[int] = []
        self._cells = 0
        self._pre = 0
        self.references: list[tuple[ReferenceKind, int, int, str, str]] = []
        """Kind, where its label starts and ends in the words (-1: nowhere), the label itself where a tag states it, target."""
        self._open_links: list[int] = []
        self._depths: Counter[str] = Counter()
        """How many tags of a name are open."""
        self._to_end: dict[str, list[tuple[int, int]]] = {}
        """By a tag's name: how many were open, and the number of the reference of which the words end with that one."""
        self._sheets = StyleSheets(text)
        self._tiny: list[tuple[str, int, bool]] = []
        """The open tags that say how large letters are: their name, how many were open, and whether nobody can see them."""

    def read(self) -> Builder:
        """The words of the page; its references are in `references` then."""
        at = 0
        last = self._text.rfind(">")
        self.references += [("picture", 0, 0, _file(each), each) for each in self._sheets.pictures]
        self.references += [("description", 0, 0, "what a style writes", each) for each in self._sheets.words]
        while match := (_TOKEN if at <= last else _NO_TAG).match(self._text, at):
            at = match.end()
            if match["name"]:
                at = self._tag(match)
            elif match["entity"]:
                self._entity(match["entity"], match.start(), at)
            elif match["space"] and not self._pre:
                self._space = self._space or (match.start(), at)
            elif match["space"] or match["text"]:
                self._words(match.start(), at)
            elif match["cdata"]:
                self._words(*match.span("cdata"))
            else:
                for shown in outlook(match[0]):
                    self._outlook(shown)
        return self._out

    def _outlook(self, text: str) -> None:
        """Adds what the readers of Outlook get in the place of what others get."""
        at = self._out.size
        if words := " ".join(parse_html(text).text.split()):
            self.references.append(("description", at, at, "what Outlook alone shows", words))
        self.references += [(kind, at, at, label, target) for kind, label, target in html_references(text)]

    def _tag(self, match: "re.Match[str]") -> int:
        """Applies a tag; returns the offset to read on from."""
        name, closing = match["name"].lower(), bool(match["close"])
        start, end = match.span()
        if name in _HIDDEN and not closing:
            hidden = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(self._text, end)
            if hidden and name == "head":
                for tag in _IN_HEAD.finditer(self._text, end, hidden.start()):
                    self._refer(tag[1].lower(), _attributes(tag[2]))
            return hidden.end() if hidden else end
        if name == "br":
            self._breaks += 1
            self._gap_span = (start, end)
        elif name in _APART:
            lists = name in ("ul", "ol")
            inside = len(self._numbers) > (lists and closing) and (lists or name == "p")
            self._break(1 if inside else 2, start, end)
        elif _LINES.match(name):
            self._break(1, start, end)
        if closing:
            self._close(name)
        else:
            self._depths[name] += 1
            attributes = _attributes(match[0][1 + len(name) :]) if "=" in match[0] or "hidden" in match[0].lower() else {}
            self._open(name, start, end, attributes)
            if attributes or name in _STRUCK or self._sheets.rules:
                self._refer(name, attributes)
        return end

    def _refer(self, name: str, attributes: Mapping[str, str]) -> None:
        """Adds the references of a tag: what it gives besides words."""
        at = self._out.size
        source = " ".join(attributes[key] for key in ("src", "srcset") if attributes.get(key))
        look = self._sheets.look(name, attributes)
        if "href" in attributes and name == "base":
            self.references.append(("link", at, at, "where all other links start", attributes["href"]))
        if attributes.get("http-equiv", "").lower() == "refresh":
            self.references.append(("link", at, at, "a page that opens by itself", attributes.get("content", "")))
        if name in _STRUCK or look.struck:
            self._covering(name, "struck", "")
        if "href" in attributes and name in _LINKS:
            self.references.append(("link", at, -1, attributes.get("alt", "") if name == "area" else "", attributes["href"]))
            self._open_links.append(len(self.references) - 1)
        if action := attributes.get("action", "") or attributes.get("formaction", ""):
            self.references.append(("form", at, -1, attributes.get("value", ""), action))
        if source:
            self.references.append(("picture", at, at, attributes.get("alt", "") or _file(source), source))
        for picture in (*filter(None, map(attributes.get, _PICTURES)), *pictures(attributes.get("style", ""))):
            self.references.append(("picture", at, -1, "", picture))
        for key in _DESCRIBES:
            if attributes.get(key) and (name != "input" or attributes.get("type", "") != "hidden"):
                self.references.append(("description", at, -1, source, attributes[key]))
        if look.hidden is not None:
            self._covering(name, "hidden", look.hidden, _file(source) if name in _VOID else "")
        elif attributes.get("aria-hidden", "").lower() == "true":
            self._covering(name, "hidden", "where a page is read out", _file(source) if name in _VOID else "")
        if look.tiny is not None and name not in _VOID:
            self._tiny.append((name, self._depths[name], look.tiny))

    def _covering(self, name: str, kind: ReferenceKind, target: str, label: str = "") -> None:
        """Adds a reference to the words up to where a tag is closed."""
        self._to_end.setdefault(name, []).append((self._depths[name], len(self.references)))
        self.references.append((kind, self._out.size, -1, label, target))

    def _break(self, lines: int, start: int, end: int) -> None:
        if lines > self._gap:
            self._gap = lines
            self._gap_span = (start, end)

    def _open(self, name: str, start: int, end: int, attributes: Mapping[str, str]) -> None:
        """Applies a tag that opens: what it puts before the next words, such as the marker of a list item."""
        if name in ("ul", "ol"):
            self._numbers.append(_number(attributes.get("start", "1")) - 1 if name == "ol" else -1)
        elif name == "li":
            if self._numbers and self._numbers[-1] >= 0 and "value" in attributes:
                self._numbers[-1] = _number(attributes["value"]) - 1
            self._marker = (self._item_marker(), start, end)
        elif name == "tr":
            self._cells = 0
        elif name in ("td", "th"):
            self._cells += 1
            if self._cells > 1:
                self._marker = (" | ", start, end)
        elif name == "pre":
            self._pre += 1
        elif name == "hr":
            self._marker = ("---", start, end)
            self._flush()
            self._break(2, start, end)
        elif level := _HEADING.match(name):
            self._marker = ("#" * int(level[1]) + " ", start, end)

    def _close(self, name: str) -> None:
        """Applies a tag that closes: references to the words in it end here."""
        waiting = self._to_end.get(name, [])
        while waiting and waiting[-1][0] >= self._depths[name]:
            kind, start, _, label, target = self.references[waiting[-1][1]]
            self.references[waiting.pop()[1]] = (kind, start, self._out.size, label, target)
        self._tiny = [each for each in self._tiny if each[0] != name or each[1] < self._depths[name]]
        self._depths[name] = max(0, self._depths[name] - 1)
        if name in _LINKS and self._open_links:
            number = self._open_links.pop()
            kind, start, _, label, target = self.references[number]
            self.references[number] = (kind, start, self._out.size, label, target)
        if name in ("ul", "ol") and self._numbers:
            self._numbers.pop()
        elif name == "pre" and self._pre:
            self._pre -= 1
        if name not in ("td", "th"):
            self._marker = None

    def _item_marker(self) -> str:
        if not self._numbers or self._numbers[-1] < 0:
            return "- "
        self._numbers[-1] += 1
        return f"{self._numbers[-1]}. "

    def _entity(self, entity: str, start: int, end: int) -> None:
        decoded = html.unescape(entity)
        if decoded.isspace() and decoded != "\xa0" and not self._pre:
            self._space = self._space or (start, end)
        else:
            self._flush()
            self._out.put(decoded.replace("\xa0", " "), start, end)

    def _words(self, start: int, end: int) -> None:
        self._flush()
        words, at = self._text[start:end], self._out.size
        lifted = _LIFTED if self._depths["sup"] else _LOWERED if self._depths["sub"] else None
        if lifted and words.isascii() and words.isdecimal():
            for number, digit in enumerate(words.translate(lifted), start):
                self._out.put(digit, number, number + 1)
        else:
            self._out.keep(start, end)
        if self._tiny and self._tiny[-1][2]:
            self._cannot_be_seen(at)

    def _cannot_be_seen(self, at: int) -> None:
        """Adds a reference to words in letters that are too small, from an offset on; what follows at once goes with them."""
        kind, start, end, *_ = self.references[-1] if self.references else ("", 0, 0)
        follows = kind == "hidden" and 0 <= end <= at <= end + 1
        if follows:
            self.references.pop()
        self.references.append(("hidden", start if follows else at, self._out.size, "", ""))

    def _flush(self) -> None:
        """Write what was waiting for the next words: a line break, a list item's marker, or a space."""
        lines = max(self._gap, self._breaks)
        if lines and not self._at_line_start:
            self._out.put("\n" * lines, *self._gap_span)
        marker = self._marker
        if marker and marker[0] == " | ":
            marker = None if lines or self._at_line_start else marker
        if marker:
            self._out.put(*marker)
        elif self._space and not lines and not self._at_line_start:
            self._out.put(" ", *self._space)
        self._gap = self._breaks = 0
        self._space = self._marker = None
        self._at_line_start = False
