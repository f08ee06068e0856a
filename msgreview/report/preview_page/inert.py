"""Markup that cannot do anything: of an HTML text, the elements and attributes that mail clients show, and nothing else.

A page made of it runs no script, follows no link, sends no form and, but for what its styles name, asks for nothing; a frame
that forbids all of that stands around it as well.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from html.parser import HTMLParser

from msgreview.report.preview_page.looks import PRIVATE, unmarked
from msgreview.report.preview_page.model import Look, Token, Words


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


SHOWN = _names(
    "abbr address article b bdi bdo big blockquote br caption center cite code col colgroup dd del dfn div dl dt em figcaption "
    "figure font footer h1 h2 h3 h4 h5 h6 header hr i ins kbd li main mark ol p pre q s samp section small span strike strong "
    "sub sup table tbody td tfoot th thead time tr tt u ul var wbr"
)
"""The elements that mail clients show."""
VOID = frozenset(("br", "hr", "col", "wbr"))
_LEFT_OUT = _names(
    "applet audio canvas embed iframe math object script select svg template textarea title video noembed noframes xmp"
)
"""What is left out with all that it holds."""
_UNWRAPPED = frozenset(("form", "input", "button", "base", "link", "meta", "frameset", "frame", "marquee", "dialog"))
"""What is left out while the words in it stay."""
_NAMED = _LEFT_OUT - {"title"} | _UNWRAPPED - {"meta", "link"}
"""What a user should know to be left out."""
ATTRIBUTES = _names(
    "align bgcolor border cellpadding cellspacing class color colspan dir face height id lang rowspan size start style valign "
    "width"
)
_PLAIN_ATTRIBUTES = frozenset(("colspan", "rowspan", "start"))
_HEADING = re.compile(r"h[1-6]$")
_BLOCK = re.compile(
    r"(?:address|article|blockquote|center|d[ilt]v?|figure|footer|h[1-6r]|header|main|[ou]l|p|pre|section|table)$"
)
_HOLDS = frozenset(("table", "tbody", "thead", "tfoot", "tr", "td", "th", "caption"))
_CELLS = ("td", "th")
_ENDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "li": (("li",), ("ul", "ol")),
    **dict.fromkeys(("dt", "dd"), (("dt", "dd"), ("dl",))),
    **dict.fromkeys(_CELLS, (_CELLS, ("table",))),
    "tr": (("tr",), ("table",)),
    **dict.fromkeys(("tbody", "thead", "tfoot"), (("tbody", "thead", "tfoot", "tr"), ("table",))),
}
"""An element whose end may be left out → those that its beginning ends, and within what."""
_PICTURE = re.compile(r"data:image/(?:png|jpe?g|gif|webp);base64,[A-Za-z0-9+/=\s]+$", re.IGNORECASE)
_NOTHING = Words("", Look())


class Inert:
    """What is left of an HTML text: `tokens` that are balanced, and the names of elements that were left out."""

    def __init__(self, text: str, runs: Sequence[Words], *, styled: bool) -> None:
        """`styled`: with the author's own styles and attributes; a text without them may stand in another's page."""
        reader = _Reader(runs, styled)
        reader.feed(text)
        reader.close()
        reader.finish()
        self.tokens = tuple(reader.tokens)
        self.left_out = tuple(reader.left_out)


class _Reader(HTMLParser):
    def __init__(self, runs: Sequence[Words], styled: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.tokens: list[Token] = []
        self.left_out: dict[str, None] = {}
        self._runs = runs
        self._now = _NOTHING
        self._styled = styled
        self._open: list[tuple[str, str]] = []
        """The elements that are open: as the author names them, and as they are shown."""
        self._links: list[str] = []
        self._inside = ""
        """The element that is being left out, and how deep in elements of its name."""
        self._depth = 0
        self._in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._inside:
            self._depth += tag == self._inside
            return
        given = {name.lower(): (value or "").translate(_GONE) for name, value in attrs}
        if tag in _NAMED:
            self.left_out[tag] = None
        if tag in _LEFT_OUT:
            self._inside, self._depth = tag, 1
        elif tag == "style":
            self._in_style = True
        elif tag == "a":
            self._link(given)
        elif tag == "img":
            self._picture(given)
        elif tag == "body" and self._styled:
            self._element("div", given)
        elif tag in SHOWN:
            self._element(tag, given)
        elif tag == "input" and given.get("type", "").lower() not in ("hidden", "checkbox", "radio"):
            self._words(given.get("value", ""))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag in _LEFT_OUT:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._inside:
            self._depth -= tag == self._inside
            self._inside = self._inside if self._depth else ""
        elif tag == "style":
            self._in_style = False
        elif tag == "a":
            self._unlink()
        else:
            self._close("div" if tag == "body" else tag)

    def handle_data(self, data: str) -> None:
        if self._in_style:
            if self._styled:
                self.tokens.append(Token("style", data.translate(_GONE)))
        elif self._inside:
            for words in unmarked(data, self._runs, self._now):
                self._now = words._replace(text="")
        else:
            self._words(data)

    def finish(self) -> None:
        """Closes what the text left open."""
        self._unlink()
        for _, shown in reversed(self._open):
            self.tokens.append(Token("close", shown))
        self._number_once()

    def _number_once(self) -> None:
        """Lets the number of a note stand behind its last words, in however many elements they are."""
        last: dict[int, int] = {}
        for at, token in enumerate(self.tokens):
            if token.words and token.words.text.strip():
                last |= dict.fromkeys(token.words.look.notes, at)
        for at, token in enumerate(self.tokens):
            if token.words:
                ends = tuple(number for number in token.words.look.notes if last.get(number) == at)
                self.tokens[at] = token._replace(words=token.words._replace(ends=ends))

    def _words(self, text: str) -> None:
        for words in unmarked(text, self._runs, self._now):
            if words.text:
                self.tokens.append(Token("words", words=words))
            self._now = words

    def _element(self, tag: str, given: dict[str, str]) -> None:
        if _BLOCK.match(tag):
            self._close("p")
        if tag in _ENDS:
            self._end(*_ENDS[tag])
        allowed = ATTRIBUTES if self._styled else _PLAIN_ATTRIBUTES
        attributes = tuple((name, value) for name, value in given.items() if name in allowed)
        if not self._styled and _HEADING.match(tag):  # A heading of a text is none of the page around it.
            self._begin(tag, "div", (("class", f"heading {tag}"),))
        else:
            self._begin(tag, tag, attributes)

    def _begin(self, tag: str, shown: str, attributes: tuple[tuple[str, str], ...]) -> None:
        self.tokens.append(Token("open", shown, attributes))
        if shown not in VOID:
            self._open.append((tag, shown))

    def _close(self, tag: str) -> None:
        """Closes the innermost element of a name, and all in it; inside a table, what is open around it stays so."""
        self._end((tag,), () if tag in _HOLDS else _HOLDS)

    def _end(self, names: Collection[str], within: Collection[str]) -> None:
        """Closes the innermost of some elements, and all in it, unless one of those that it must be `within` is nearer."""
        for at in range(len(self._open) - 1, -1, -1):
            if self._open[at][0] in names:
                self.tokens += [Token("close", shown) for _, shown in reversed(self._open[at:])]
                del self._open[at:]
                return
            if self._open[at][0] in within:
                return

    def _link(self, given: dict[str, str]) -> None:
        self._unlink()
        if "href" in given:
            self._links.append(given["href"].strip())
            own = tuple((name, value) for name, value in given.items() if name in ATTRIBUTES)
            self._begin("a", "a" if self._styled else "span", own if self._styled else (("class", "link"),))

    def _unlink(self) -> None:
        if self._links:
            target = self._links.pop()
            self._close("a")
            self.tokens.append(Token("target", target))

    def _picture(self, given: dict[str, str]) -> None:
        source = given.get("src", "").strip()
        embedded = _PICTURE.match(source) is not None
        sizes = tuple((name, given[name]) for name in ("width", "height") if embedded and given.get(name, "").isdecimal())
        self.tokens.append(Token("picture", source, (("alt", given.get("alt", "")), ("embedded", str(embedded)), *sizes)))


_GONE = dict.fromkeys(PRIVATE)
"""Marks do not belong into attributes and styles."""


def css_text(tokens: Sequence[Token]) -> Iterator[str]:
    """The style sheets of a text; nothing in them ends the element that they stand in."""
    for token in tokens:
        if token.kind == "style":
            yield token.name.replace("<", "\\3c ")
