"""What a printed page is made of. The templates show it as HTML and as Markdown."""

from typing import Literal, NamedTuple

from msgreview.report.annual.words import FILTERS
from msgreview.report.pages import render


class Card(NamedTuple):
    """A card to be cut out: a title, what it says, and points below it."""

    title: str
    text: str = ""
    points: tuple[str, ...] = ()
    ticks: bool = False
    """Whether the points are to be ticked off."""


class Block(NamedTuple):
    """A piece of a page."""

    kind: Literal["text", "list", "table", "form", "cards", "scale", "lines"]
    """`form`: a table whose empty cells are written into; `scale`: statements to be rated; `lines`: empty lines to write on."""
    text: str = ""
    items: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    cards: tuple[Card, ...] = ()
    rule: int = 0
    """How many lines there are to write on."""


class Part(NamedTuple):
    """A part of a page, under a heading."""

    title: str
    blocks: tuple[Block, ...]
    apart: bool = False
    """Whether it begins on a sheet of its own when it is printed."""


class Page(NamedTuple):
    """A page that is printed for somebody."""

    name: str
    """The name of its file, without the suffix."""
    title: str
    about: str
    parts: tuple[Part, ...]


def text(words: str) -> Block:
    """A paragraph."""
    return Block("text", text=words)


def points(*items: str) -> Block:
    """A list."""
    return Block("list", items=items)


def table(columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> Block:
    """A table to read."""
    return Block("table", columns=columns, rows=rows)


def form(columns: tuple[str, ...], rows: tuple[str, ...]) -> Block:
    """A table to write into: the first column says what to write about."""
    return Block("form", columns=columns, rows=tuple((row, *("" for _ in columns[1:])) for row in rows))


def cards(*each: Card) -> Block:
    """Cards to be cut out."""
    return Block("cards", cards=each)


def render_page(page: Page, suffix: str) -> str:
    """A page as Markdown (".md") or as HTML to be printed (".html")."""
    return render(f"templates/kit{suffix}", filters=FILTERS, page=page)
