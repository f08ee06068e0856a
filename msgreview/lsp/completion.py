"""What may be written where the cursor is: keys, values, names, and what a template may go on with."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from lsprotocol import types
from lsprotocol.types import CompletionItemKind

from msgreview.lsp.documents import Document
from msgreview.lsp.keys import Key, is_list, keys_at, values_at
from msgreview.lsp.offers import Names, Offer
from msgreview.lsp.place import Place, keys_below, place_at
from msgreview.lsp.project import Project

_TAGS = ("if", "elif", "else", "endif", "for", "endfor", "include", "set", "macro", "endmacro", "from", "import", "extends")
_STRING = re.compile(r"""\{%[-+]?\s*(?:include|extends|import|from)\b[^'"]*['"](?P<id>[^'"]*)$""")
_FILTER = re.compile(r"\|\s*\w*$")
_TAG = re.compile(r"\{%[-+]?\s*\w*$")
_EXTENDS = re.compile(r"^[ ]*(?:[\w-]+:[ ]*\{.*?)?extends:[ ]*(\w+)", re.MULTILINE)
_IGNORE = re.compile(r"#[ \t]*msgreview:[ \t]*ignore[ \t]+(?:[\w.-]+,[ \t]*)*[\w.-]*$")
_GROUPS = frozenset({"parts", "samples", "variables", "review", "waivers", "source"})


def completions(document: Document, project: Project, position: types.Position) -> list[types.CompletionItem]:
    """What may stand where the cursor is, the likeliest first."""
    offset = document.positions.offset(position)
    place = place_at(document.source, offset)
    kind = project.kind_of(document)
    offers = sorted(_Here(place, kind, document, Names(document, project)).offers(offset), key=lambda offer: offer.rank)
    return [_completion(number, offer, place, document) for number, offer in enumerate(offers)]


def _completion(number: int, offer: Offer, place: Place, document: Document) -> types.CompletionItem:
    text = offer.before + offer.text
    if offer.kind != CompletionItemKind.Property or document.source.text[place.span.end : place.span.end + 1] != ":":
        text += offer.after
    return types.CompletionItem(
        label=offer.text,
        kind=offer.kind,
        detail=offer.detail or None,
        documentation=types.MarkupContent(types.MarkupKind.Markdown, offer.about) if offer.about else None,
        sort_text=f"{number:05}",
        filter_text=offer.text,
        text_edit=types.TextEdit(document.positions.range(*place.span), text),
    )


class _Here(NamedTuple):
    """A place in a file of a kind."""

    place: Place
    kind: str
    document: Document
    names: Names

    @property
    def path(self) -> tuple[str, ...]:
        """The keys that lead to it, from where those of the kind begin."""
        if self.kind == "message":
            return self.place.field
        return self.place.path[1:] if self.kind == "votes" else self.place.path

    def offers(self, offset: int) -> Iterator[Offer]:
        """What may be written there, with the cursor at an offset of the text."""
        if self.place.role == "comment":
            line = self.document.source.line_span(self.document.source.position(offset).line)
            return self.names.rules() if _IGNORE.search(self.document.source.text[line.start : offset]) else iter(())
        if self.place.role == "template":
            return self._in_template()
        return self._keys() if self.place.role == "key" else self._values(self.path)

    def _keys(self) -> Iterator[Offer]:
        place, kind, path = self.place, self.kind, self.path
        if place.above:
            above = self._replace(place=place._replace(path=place.above))
            yield from (offer._replace(rank=offer.rank - 100) for offer in above._new_items())
        if place.indent >= 0:
            yield from self._new_items()
        there = self._siblings()
        for offer in _key_offers(kind, path, self._extends(place.path)):
            if offer.text not in there or offer.text == place.word:
                yield offer
        if kind == "message" and not path and place.path == ():
            yield Offer(
                "messages", "several messages, below what they share", kind=CompletionItemKind.Property, after=":", rank=90
            )
        for offer in self.names.free_keys(kind, path):
            if offer.text not in there:
                yield offer._replace(kind=CompletionItemKind.Property, after=": ")

    def _new_items(self) -> Iterator[Offer]:
        """What a new item of a list begins with, its dash included, where the place is in one and behind no dash."""
        kind, path, extends = self.kind, self.path, self._extends(self.place.path)
        if self.place.path == ("messages",) and kind == "message":
            offers = [*_key_offers(kind, ())]
        elif path and is_list(kind, path, extends):
            first = (*path, "0")
            offers = [*_key_offers(kind, first, extends)] or [*self._values(first)]
        else:
            return
        yield from (offer._replace(before="- ") for offer in offers)

    def _values(self, path: tuple[str, ...]) -> Iterator[Offer]:
        kind = CompletionItemKind.EnumMember
        yield from (Offer(value, kind=kind) for value in values_at(self.kind, path, self._extends(path)))
        yield from self.names.values(self.kind, path)

    def _in_template(self) -> Iterator[Offer]:
        code = self.place.code
        if _STRING.search(code):
            return self.names.ids()
        if _FILTER.search(code):
            return self.names.filters()
        return _tags() if _TAG.search(code) else self.names.variables(self.place.word)

    def _siblings(self) -> set[str]:
        """The keys that stand beside the one that is written."""
        source = self.document.source
        number = source.position(self.place.span.start).line
        if self.place.indent < 0:  # on one line, between braces
            line = source.line_span(number)
            return set(re.findall(r"([\w.-]+)[ ]*:", source.text[line.start : line.end]))
        return keys_below(source, self.place.path, number)

    def _extends(self, path: tuple[str, ...]) -> str:
        """The kind of the rule that is written, told by the lines from its name to the next one."""
        if self.kind != "rubric" or len(path) < 2:
            return ""
        text = self.document.source.text
        start = re.search(rf"^([ ]+){re.escape(path[1])}[ ]*:", text, re.MULTILINE)
        if start is None:
            return ""
        end = re.compile(rf"^[ ]{{0,{len(start[1])}}}[^ #\n]", re.MULTILINE).search(text, start.end())
        match = _EXTENDS.search(text, start.start(), end.start() if end else len(text))
        return match[1] if match else ""


def _key_offers(kind: str, path: tuple[str, ...], extends: str = "") -> Iterator[Offer]:
    return (_key(key, number) for number, key in enumerate(keys_at(kind, path, extends)))


def _key(key: Key, number: int) -> Offer:
    after = ":" if key.name in _GROUPS else ": "
    detail = "required" if key.required else ""
    return Offer(key.name, detail, key.about, CompletionItemKind.Property, after, number - 50 * key.required)


def _tags() -> Iterator[Offer]:
    for tag in _TAGS:
        yield Offer(tag, kind=CompletionItemKind.Keyword, after="" if tag.startswith(("end", "else")) else " ")
