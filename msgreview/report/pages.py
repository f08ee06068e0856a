"""Pages from templates: HTML and Markdown in which what a catalogue says is text, whatever markup it holds."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, TypeVar

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from msgreview.report.lines import count, safe

T = TypeVar("T")

_MOST = 60_000
"""Characters of an issue or a comment; GitHub takes 65,536."""
_FOLDER = Path(__file__).parent
_ESCAPED = str.maketrans({sign: f"\\{sign}" for sign in r"\`*_{}[]<>#|~!"})
_MENTION = re.compile(r"(?<![\w.+-])@(?=\w)")
_FENCE = re.compile(r"`{3,}")


def render(
    template: str, *, filters: Mapping[str, Callable[..., Any]] = {}, tests: Mapping[str, Callable[..., bool]] = {}, **values: Any
) -> str:
    """The page that a template below this folder makes, ended by one line feed. Its suffix says how values are escaped."""
    environment = _with(Path(template).suffix, tuple(filters.items()), tuple(tests.items()))
    return environment.get_template(template).render(values).rstrip("\n") + "\n"


@lru_cache(maxsize=32)
def _with(
    suffix: str, filters: tuple[tuple[str, Callable[..., Any]], ...], tests: tuple[tuple[str, Callable[..., bool]], ...]
) -> Environment:
    """The environment of a suffix with more filters and tests; it has compiled each of its templates once."""
    environment = environment_of(suffix).overlay()
    environment.filters = {**environment.filters, **dict(filters)}
    environment.tests = {**environment.tests, **dict(tests)}
    return environment


def source(file: str) -> str:
    """The text of a file below this folder, such as a style sheet."""
    return (_FOLDER / file).read_text("utf-8")


def fitting(items: Sequence[T], page: Callable[[Sequence[T]], str]) -> str:
    """The page with as many of the items as an issue or a comment has room for."""
    text = page(items)
    while len(text) > _MOST and items:
        items = items[: min(len(items) - 1, len(items) * _MOST // len(text))]
        text = page(items)
    return text


@cache
def environment_of(suffix: str, *more: Path) -> Environment:
    """Renders the templates of a suffix below this folder, and below `more`.

    Every value is escaped when it is printed, unless a filter returns `Markup`.
    """
    is_html = suffix == ".html"
    environment = Environment(
        loader=FileSystemLoader([*more, _FOLDER]),
        autoescape=is_html,
        finalize=_lines if is_html else markdown_text,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"count": count, "code": code, "fenced": _fenced}
    environment.tests["date"] = lambda value: isinstance(value, date)
    return environment


def day_in_words(day: date) -> str:
    """`3 May 2027`."""
    return f"{day.day} {day:%B %Y}"


def _lines(value: object) -> object:
    """A text whose control characters show as escapes, line by line."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return "\n".join(map(safe, value.split("\n")))
    return value


def markdown_text(value: object) -> str:
    """A value that Markdown shows as it is, on one line; an @ in it mentions nobody."""
    if isinstance(value, Markup):
        return value
    text = safe(" ".join(str(value).split())).translate(_ESCAPED)
    return _MENTION.sub("@\u200b", text) if "@" in text else text


def code(value: str) -> Markup:
    """Markdown code."""
    return Markup(f"`{safe(value).replace('`', '')}`")


def _fenced(value: str) -> Markup:
    """A text in a Markdown fence that nothing in it ends."""
    fence = "`" * max([3, *(len(ticks) + 1 for ticks in _FENCE.findall(value))])
    return Markup(f"{fence}text\n{_lines(value.rstrip(chr(10)))}\n{fence}")
