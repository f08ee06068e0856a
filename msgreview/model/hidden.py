"""What of HTML its styles hide from the reader: those of a tag, and the rules of style sheets by tag, class and id."""

import re
from collections.abc import Iterator, Mapping
from operator import attrgetter
from typing import NamedTuple

from msgreview.model.later import later

_SHEET = later(r"<style\b(?P<given>[^<>]*)>(?P<css>.*?)(?:</style|\Z)|<!--.*?(?:-->|\Z)", re.DOTALL | re.IGNORECASE)
_MEDIA = later(r"""\bmedia\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_COMMENT = later(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.DOTALL)
_PIECE = later(r"([^{};]*)([{};]|\Z)")
_DECLARATION = later(
    r"(?<![\w-])(display|visibility|opacity|max-height|color|text-indent|left|margin-left)\s*:\s*([^;!]*)(!\s*important)?",
    re.IGNORECASE,
)
_HIDING = later(
    r"display:none|visibility:(?:hidden|collapse)|(?:opacity|max-height):0(?:\.0*)?(?:px|em|%)?|color:transparent"
    r"|(?:text-indent|left|margin-left):-\d{3,}(?:\.\d+)?[a-z]*",
    re.IGNORECASE,
)
"""What shows nothing, or far off the page."""
_APART = later(r"[\s>+~]+")
_NAME = later(
    r"""([.#]?)((?:[\w-]|[^\x00-\x7f])+)|\[\s*(class|id)\s*[~|^$*]?=\s*["']?([^"'\]\s]+)[^\]]*\]|\[[^\]]*\]"""
    r"|:+[\w-]+(?:\([^)]*\))?"
)
_ONLY_WHILE = later(r":(?:hover|focus|active|checked|target|before|after|empty|not\()", re.IGNORECASE)
_SPECIFIC, _TAGS = later(r"[.\[:]"), later(r"(?:^|[\s>+~])[a-zA-Z]")
_GROUPS = ("@media", "@supports", "@container", "@layer")

_MOST = 200
"""Characters of a selector's last part that are read."""
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


class StyleSheets:
    """The style sheets of an HTML text, as far as they hide or show."""

    def __init__(self, text: str) -> None:
        last: dict[tuple[object, ...], Rule] = {}
        for rule in sorted(_rules(text), key=attrgetter("weight")) if "<style" in text.lower() else ():
            last[rule.names, rule.property, rule.where] = rule
        hiding = {rule.property for rule in last.values() if rule.hides}
        self.rules = tuple(rule for rule in last.values() if rule.property in hiding)
        self._by_name: dict[str, list[Rule]] = {}
        for rule in self.rules:
            self._by_name.setdefault(max(rule.names), []).append(rule)

    def hides(self, tag: str, given: Mapping[str, str]) -> str | None:
        """Where a tag with these attributes is hidden: "" everywhere, or under which condition; None where it is not."""
        style = given.get("style", "")
        if "hidden" in given:
            return ""
        if not (style or self.rules):
            return None
        names = {tag, "#" + given.get("id", ""), *("." + name for name in given.get("class", "").split())}
        rules = [rule for name in names for rule in self._by_name.get(name, ()) if rule.names <= names]
        last: dict[str, dict[str, Rule]] = {"": {}}
        for rule in sorted((*rules, *_of(style, frozenset(), (1000, 0, 0, 0), "")), key=attrgetter("weight")):
            last.setdefault(rule.where, {})[rule.property] = rule
        hidden = {where for where, own in last.items() if _is_hidden(last[""], own)}
        if "" not in hidden:
            return ", ".join(sorted(hidden)) or None
        shown = last.keys() - hidden
        return f"but {', '.join(sorted(shown))}" if shown else ""


def _is_hidden(always: Mapping[str, Rule], own: Mapping[str, Rule]) -> bool:
    """Whether something is hidden by rules, by property, that always hold and those of one condition."""
    last = (max(filter(None, (always.get(name), own.get(name))), key=attrgetter("weight")) for name in {*always, *own})
    return any(rule.hides for rule in last)


def _rules(text: str) -> Iterator[Rule]:
    place = 0
    for sheet in _SHEET.finditer(text):
        media = _MEDIA.search(sheet["given"] or "")
        outer = next(filter(None, media.groups()), "all") if media else "all"
        for selectors, groups, declarations in _blocks(sheet["css"] or ""):
            where = " ".join((*([f"@media {outer}"] if outer.casefold() not in ("all", "screen") else ()), *groups))
            for selector in selectors.split(","):
                place += 1
                names = frozenset() if _ONLY_WHILE.search(selector) else _names(selector)
                if names:
                    specific = selector.count("#"), len(_SPECIFIC.findall(selector)), len(_TAGS.findall(selector)), place
                    yield from _of(declarations, names, specific, where)


def _of(declarations: str, names: frozenset[str], specific: tuple[int, int, int, int], where: str) -> list[Rule]:
    return [
        Rule(names, (bool(important), *specific), name.lower(), _HIDING.fullmatch(f"{name}:{value.strip()}") is not None, where)
        for name, value, important in _DECLARATION.findall(declarations)
    ]


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
