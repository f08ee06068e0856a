"""What the styles of HTML hide from the reader, strike out or add: of a tag, and in style sheets by tag, class and id."""

import re
from collections.abc import Iterator, Mapping
from operator import attrgetter
from typing import NamedTuple

from msgreview.model.later import later

_SHEET = later(r"<style\b(?P<attributes>[^<>]*)>(?P<css>.*?)(?:</style|\Z)|<!--.*?(?:-->|\Z)", re.DOTALL | re.IGNORECASE)
_MEDIA = later(r"""\bmedia\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_COMMENT = later(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.DOTALL)
_PIECE = later(r"([^{};]*)([{};]|\Z)")
_FIRST_NAMES = frozenset(("display", "visibility", "opacity", "max-height", "color", "text-indent", "left", "margin-left"))
_FIRST = later(
    r"display:none|visibility:(?:hidden|collapse)|(?:opacity|max-height):0(?:\.0*)?(?:px|em|%)?|color:transparent"
    r"|(?:text-indent|left|margin-left):-\d{3,}(?:\.\d+)?[a-z]*",
    re.IGNORECASE,
)
"""What shows nothing, or far off the page, as fingerprints of version 4 know it."""
_ZERO = r"(?:0+(?:\.0*)?|\.0+)(?:px|pt|r?em|%|v[hw])?"
_FAR = r".*-(?:\d{4,}(?:\.\d+)?(?:px|pt)?|\d{3,}(?:\.\d+)?(?:r?em|%|v[hw])).*"
_SINCE = {
    "opacity": rf"{_ZERO}|0*\.0\d*|\d(?:\.\d*)?%",
    "(?:max-)?(?:width|height)|line-height|scale|zoom": _ZERO,
    "left|right|top|bottom|margin(?:-left|-top)?|translate": _FAR,
    "transform": rf"{_FAR}|.*scale[xy]?\(\s*{_ZERO}\s*[,)].*",
    "overflow": "(?:hidden|clip).*",
    "color|-webkit-text-fill-color": "transparent|#(?:[0-9a-f]{3}0|[0-9a-f]{6}00)"
    rf"|(?:rgb|hsl)a?\((?:(?:[^,]*,){{3}}|[^/]*/)\s*{_ZERO}\s*\)",
    "clip": r"rect\(\s*(?P<edge>\d+)(?:px)?(?:[\s,]+(?P=edge)(?:px)?){3}\s*\)",
    "clip-path": r"(?:inset\((?:[5-9]\d|100)%|circle\(0).*",
    "filter": rf".*\bopacity\(\s*{_ZERO}\s*\).*",
    "content-visibility": "hidden",
    "mso-hide": "all",
    "font-size": rf"{_ZERO}|0*(?:\.\d+|1(?:\.0*)?)(?:px|pt)|0*\.0\d*r?em|\d(?:\.\d*)?%",
    "text-decoration": r".*\bline-through\b.*",
}
"""What else hides or strikes out, by properties."""
_HIDING = later("|".join(f"(?:{names}):(?:{values})" for names, values in _SINCE.items()), re.IGNORECASE | re.DOTALL)
_DECLARATION = later(
    rf"(?<![\w-])(display|visibility|text-indent|font|background(?:-color)?|text-decoration-line|{'|'.join(_SINCE)})"
    r"\s*:\s*([^;!]*)(!\s*important)?",
    re.IGNORECASE,
)
_SAME = {"font": "font-size", "background-color": "background", "text-decoration-line": "text-decoration"}
_NOT_ALONE = frozenset(("width", "height", "max-width", "line-height"))
"""What hides where what flows over is hidden."""
_ELSEWHERE = frozenset(("overflow", "font-size", "text-decoration"))
"""What hides nothing by itself, and the size of letters, which words within may change."""
_IN_OUTLOOK = "in Outlook"
_TINY = later(r"font(?:-size)?\s*:\s*[01.]", re.IGNORECASE)
_SIZE = later(r"(?:^|\s)((?:\d*\.)?\d+(?:px|pt|r?em|%)|0)(?=[\s/])", re.IGNORECASE)
"""The size of letters in a declaration of `font`."""
_ESCAPE = later(r"\\([0-9a-fA-F]{1,6})\s?")
_PICTURE = later(r"""(?<!@import )\burl\(\s*["']?([^"')]+)""", re.IGNORECASE)
_FONTS = (".woff", ".woff2", ".ttf", ".otf", ".eot")
_CONTENT = later(r"""(?<![\w-])content\s*:\s*["']([^"']*\w[^"']*)["']""", re.IGNORECASE)
_APART = later(r"[\s>+~]+")
_NAME = later(
    r"""([.#]?)((?:[\w-]|[^\x00-\x7f])+)|\[\s*(class|id)\s*[~|^$*]?=\s*["']?([^"'\]\s]+)[^\]]*\]|\[[^\]]*\]"""
    r"|:+[\w-]+(?:\([^)]*\))?"
)
_ONLY_WHILE = later(r":(?:hover|focus|active|checked|target|before|after|empty|not\()", re.IGNORECASE)
_SPECIFIC, _TAGS = later(r"[.\[:]"), later(r"(?:^|[\s>+~])[a-zA-Z]")
_GROUPS = ("@media", "@supports", "@container", "@layer")

_MOST = 200
"""Characters of a selector's last part, and of a value, that are read."""
_DEEPEST = 8
"""How many conditions may stand around a rule."""


class Rule(NamedTuple):
    """A rule about what is shown: which tags it is for, and whether it hides them by one of its properties."""

    names: frozenset[str]
    """Its tag, classes with a dot and id with a `#`."""
    weight: tuple[bool, int, int, int, int]
    """Of two rules the one with the higher counts: important, ids, classes, tags, its place."""
    property: str
    hides: bool
    where: str
    """The condition that it holds under, "" where it always does."""


class Look(NamedTuple):
    """How a tag shows its words."""

    hidden: str | None = None
    """Where they are hidden: "" everywhere, or under which condition; None where they are not."""
    tiny: bool | None = None
    """Whether its letters are too small to be seen; None where nothing is said of their size."""
    struck: bool = False


class StyleSheets:
    """The style sheets of an HTML text, as far as they hide or show; `first`: as fingerprints of version 4 know it."""

    def __init__(self, text: str, first: bool = False) -> None:
        self._first = first
        has_sheets = "<style" in text.lower()
        last: dict[tuple[object, ...], Rule] = {}
        for rule in sorted(_rules(text, first), key=attrgetter("weight")) if has_sheets else ():
            last[rule.names, rule.property, rule.where] = rule
        hiding = {rule.property for rule in last.values() if rule.hides}
        if not first and _TINY.search(text):
            hiding.add("font-size")
        self.rules = tuple(rule for rule in last.values() if rule.property in hiding)
        css = [sheet["css"] or "" for sheet in _SHEET.finditer(text)] if has_sheets and not first else []
        self.pictures = [picture for each in css for picture in pictures(each)]
        self.words = [words for each in css for words in _CONTENT.findall(each)]
        """What they write before or after words."""
        self._by_name: dict[str, list[Rule]] = {}
        for rule in self.rules:
            self._by_name.setdefault(max(rule.names), []).append(rule)

    def look(self, tag: str, attributes: Mapping[str, str]) -> Look:
        """How a tag with these attributes shows its words."""
        style = attributes.get("style", "")
        if not (style or self.rules):
            return Look("" if "hidden" in attributes else None)
        names = {tag, "#" + attributes.get("id", ""), *("." + name for name in attributes.get("class", "").split())}
        rules = [rule for name in names for rule in self._by_name.get(name, ()) if rule.names <= names]
        last: dict[str, dict[str, Rule]] = {"": {}}
        for rule in sorted((*rules, *_of(style, frozenset(), (1000, 0, 0, 0), "", self._first)), key=attrgetter("weight")):
            last.setdefault(rule.where, {})[rule.property] = rule
        always = last[""]
        tiny = always["font-size"].hides if "font-size" in always else None
        struck = "text-decoration" in always and always["text-decoration"].hides
        hidden = {where for where, own in last.items() if _is_hidden(always, own)}
        if "hidden" in attributes:
            return Look("", tiny, struck)
        if "" not in hidden:
            return Look(", ".join(sorted(hidden)) or None, tiny, struck)
        shown = last.keys() - hidden
        return Look(f"but {', '.join(sorted(shown))}" if shown else "", tiny, struck)


def _is_hidden(always: Mapping[str, Rule], own: Mapping[str, Rule]) -> bool:
    """Whether something is hidden by rules, by property, that always hold and those of one condition."""
    last = (max(filter(None, (always.get(name), own.get(name))), key=attrgetter("weight")) for name in {*always, *own})
    hiding = {rule.property for rule in last if rule.hides}
    return bool(hiding - _NOT_ALONE - _ELSEWHERE) or ("overflow" in hiding and not hiding.isdisjoint(_NOT_ALONE))


def _rules(text: str, first: bool) -> Iterator[Rule]:
    place = 0
    for sheet in _SHEET.finditer(text):
        media = _MEDIA.search(sheet["attributes"] or "")
        outer = next(filter(None, media.groups()), "all") if media else "all"
        for selectors, groups, declarations in _blocks(sheet["css"] or ""):
            where = " ".join((*([f"@media {outer}"] if outer.casefold() not in ("all", "screen") else ()), *groups))
            for selector in selectors.split(","):
                place += 1
                names = frozenset() if _ONLY_WHILE.search(selector) else _names(selector)
                if names:
                    specific = selector.count("#"), len(_SPECIFIC.findall(selector)), len(_TAGS.findall(selector)), place
                    yield from _of(declarations, names, specific, where, first)


def _of(declarations: str, names: frozenset[str], specific: tuple[int, int, int, int], where: str, first: bool) -> Iterator[Rule]:
    declared = [(name.lower(), value.strip()[:_MOST], important) for name, value, important in _declared(declarations, first)]
    behind = {_colour(each) for name, value, _ in declared if name == "background" for each in value.split()}
    for name, value, important in declared:
        text = f"{name}:{value}"
        hides = _FIRST.fullmatch(text) or (
            not first and (_HIDING.fullmatch(text) or (name == "color" and _colour(value) in behind))
        )
        yield Rule(names, (bool(important), *specific), name, bool(hides), where or _IN_OUTLOOK * (name == "mso-hide"))


def _declared(declarations: str, first: bool) -> Iterator[tuple[str, str, str]]:
    """Each declaration that may count: its property, its value, and whether it is important."""
    if first:
        yield from (each for each in _DECLARATION.findall(declarations) if each[0].lower() in _FIRST_NAMES)
        return
    plain = _ESCAPE.sub(lambda code: chr(min(int(code[1], 16), 0x10FFFF)), _COMMENT.sub("", declarations))
    for name, value, important in _DECLARATION.findall(plain):
        size = _SIZE.search(value[:_MOST]) if name.lower() == "font" else None
        yield _SAME.get(name.lower(), name), size[1] if size else value, important


def _colour(text: str) -> str:
    """A colour as six digits, where it is black, white or given in three."""
    text = {"white": "#ffffff", "black": "#000000"}.get(text.lower(), text.lower())
    return "#" + "".join(2 * each for each in text[1:]) if len(text) == len("#fff") and text.startswith("#") else text


def pictures(css: str) -> list[str]:
    """Where the pictures of some style come from; its fonts are none."""
    return [each.strip() for each in _PICTURE.findall(css) if not each.strip().lower().endswith(_FONTS)]


def _names(selector: str) -> frozenset[str]:
    """The tag, classes and id that the last part of a selector asks for."""
    *_, last = _APART.split(selector.strip())
    marks = {"class": ".", "id": "#"}
    names = set()
    for mark, name, key, value in _NAME.findall(last[:_MOST]):
        names.add(mark + name if mark else name.lower() or marks.get(key, "") + value)
    return frozenset(names - {""})


def _blocks(css: str) -> Iterator[tuple[str, list[str], str]]:
    """The blocks of a style sheet: selectors, the conditions around them, declarations."""
    open_: list[tuple[str, list[str]]] = []
    for piece, mark in _PIECE.findall(_COMMENT.sub(" ", css)):
        if mark == "{":
            open_.append((" ".join(piece.split()), []))
        elif open_ and piece.strip():
            open_[-1][1].append(piece)
        if mark == "}" and open_:
            selectors, declarations = open_.pop()
            if declarations and not selectors.startswith("@") and len(open_) <= _DEEPEST:
                around = [each for each, _ in open_]
                if all(each.lower().startswith(_GROUPS) for each in around):
                    yield selectors, around, ";".join(declarations)
