"""Parses a template, analyses it (names, paths, problems), marks what it prints, wraps its tests and compiles it, once."""

import re
from collections.abc import Iterator
from functools import lru_cache
from types import CodeType
from typing import NamedTuple

import msgspec
from jinja2 import TemplateSyntaxError, nodes

from msgreview.model.document import Origin
from msgreview.model.finding import Problem
from msgreview.template.marks import MOST_PIECES, Piece, Pieces
from msgreview.template.names import AvailableNames, Names, Use
from msgreview.template.paths import Paths
from msgreview.template.provenance import OWN_WORDS, Authored
from msgreview.template.repair import Repair, repair
from msgreview.template.sandbox import AS_IS, COUNT, FORCED, LOOP, OUTCOME, SIZED, Sandbox, shared_sandbox
from msgreview.template.tokens import Tag, Tokens
from msgreview.template.unclosed import unclosed
from msgreview.template.variant_set import CLOCK

_AT = re.compile(r"\bat (\d+)$")
_GOT = re.compile(r"(?:got|unknown tag) '([^']+)'")
_CACHED = 2048
"""Templates that stay in memory: those of shared messages are parsed once, however many use them."""
_REFERRING_WORDS = {"extends", "include", "import", "from"}
_STANDALONE_TAGS = {"", "if", "elif", "else", "endif", "for", "endfor"}
_REFERRING = (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)


class Reference(NamedTuple):
    """Another message that a template names, how (`include`, `extends`, `import`), and the span of the name."""

    name: str
    how: str
    start: int
    end: int
    optional: bool


class Template(msgspec.Struct, frozen=True, eq=False):
    """A parsed and compiled template, with what static analysis tells about it."""

    origin: Origin
    text: str
    marked: CodeType
    captures: bool
    pieces: tuple[Piece, ...]
    tags: tuple[Tag, ...]
    tag_tokens: tuple[int, ...]
    paths: Paths
    uses: tuple[Use, ...]
    calls: tuple[Use, ...]
    problems: tuple[Problem, ...]
    references: tuple[Reference, ...]
    library: bool
    """It has macros at its top and prints nothing else."""
    standalone: bool
    """Nothing in it is seen outside of it, so that it can stand in any text as it stands alone."""


class BrokenTemplateError(Exception):
    """A template that cannot be parsed; holds the problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(*problem.args)
        self.problem = problem


@lru_cache(maxsize=4)
def available_names(configured: tuple[str, ...]) -> AvailableNames:
    """The names that Jinja knows, and those that the sending system knows."""
    shared = shared_sandbox(autoescape=False)
    own = {AS_IS, COUNT, FORCED, LOOP, OUTCOME, SIZED}
    filters = frozenset(shared.filters)
    return AvailableNames(
        filters - own, frozenset(shared.tests) - own, frozenset((*shared.globals, *CLOCK)), frozenset(configured) - filters
    )


@lru_cache(maxsize=_CACHED)
def parse_template(
    origin: Origin,
    text: str,
    configured: tuple[str, ...],
    *,
    autoescape: bool,
    orphan: bool = False,
    repairs: tuple[Repair, ...] = (),
) -> Template:
    """The template of a field. `orphan`: read it as if it did not extend another. Raises `BrokenTemplateError`."""
    environment = shared_sandbox(autoescape=autoescape)
    try:
        return _read(environment, origin, text, configured, orphan=orphan, repairs=repairs)
    except (RecursionError, MemoryError, SyntaxError) as nested:
        # Python's own compiler gives up on blocks nested some twenty deep, and on brackets nested a hundred deep.
        deep = Problem("template.too-much", 0, len(text), ("its parts are nested too deep",))
        leap = unclosed(text) if "loop" in str(nested) else None  # "'break' outside loop"
        raise BrokenTemplateError(leap or deep) from nested


def _read(
    environment: Sandbox, origin: Origin, text: str, configured: tuple[str, ...], *, orphan: bool, repairs: tuple[Repair, ...]
) -> Template:
    """The template, analysed, marked and compiled; see `parse_template`."""
    tokens = Tokens(environment, text)
    pieces = Pieces(tokens)
    tree = _parse(tokens, pieces)
    references = tuple(_references(tree, tokens)) if tokens.words & _REFERRING_WORDS else ()
    if orphan:
        tree.body = [node for node in tree.body if not isinstance(node, nodes.Extends)]
    names = Names(tokens, available_names(configured))
    names.read(tree)
    for fix in repairs:
        repair(tree, tokens, fix)
    library = _is_library(tree)
    paths = Paths(tokens, f"{origin.message} {origin.field}")
    authored = Authored(tree, tokens.words)
    pieces.values = authored.only_values
    paths.read(tree, extends=any(isinstance(node, nodes.Extends) for node in tree.body))
    pieces.mark(tree.body)
    if len(pieces.all) > MOST_PIECES:
        raise BrokenTemplateError(Problem("template.too-much", 0, len(text), (f"it has more than {MOST_PIECES:,} pieces",)))
    return Template(
        origin=origin,
        text=text,
        marked=_compile(environment, tree, tokens, origin.message),
        captures=pieces.captures,
        pieces=tuple(pieces.all),
        tags=tuple(tokens.tags),
        tag_tokens=tuple(tokens.tag_tokens),
        paths=paths,
        uses=tuple(names.uses),
        calls=tuple(names.calls),
        problems=tuple(names.problems),
        references=references,
        library=library,
        standalone=tokens.words <= _STANDALONE_TAGS and not pieces.captures and authored.names == OWN_WORDS,
    )


def _parse(tokens: Tokens, pieces: Pieces) -> nodes.Template:
    if tokens.error is not None:
        raise BrokenTemplateError(unclosed(tokens.text) or _token_problem(tokens, tokens.error))
    try:
        return pieces.parse()
    except TemplateSyntaxError as error:
        raise BrokenTemplateError(unclosed(tokens.text) or _syntax_problem(tokens, error)) from error


def _compile(environment: Sandbox, tree: nodes.Template, tokens: Tokens, name: str) -> CodeType:
    try:
        return environment.compile(tree, name=name)
    except TemplateSyntaxError as error:
        raise BrokenTemplateError(_syntax_problem(tokens, error)) from error


def _token_problem(tokens: Tokens, error: TemplateSyntaxError) -> Problem:
    """The error that stopped the lexer, at the character or at the tag that it stopped in."""
    at = tokens.ends[-1] if tokens.ends else 0
    named = _AT.search(error.message or "")
    if named:
        at = int(named[1])
        what = "is never closed" if tokens.text[at] in "\"'" else "does not belong in a tag"
        return Problem("template.syntax", at, at + 1, (f"`{tokens.text[at]}` {what}",))
    return Problem("template.syntax", at, len(tokens.text), (error.message or "it cannot be read",))


def _syntax_problem(tokens: Tokens, error: TemplateSyntaxError) -> Problem:
    what = error.message or "it cannot be read"
    at = tokens.span(error.lineno)
    if named := _GOT.search(what):
        what = f"`{tokens.text[at.start : at.end].strip() or named[1]}` does not belong here"
    return Problem("template.syntax", *at, (what,))


def _references(tree: nodes.Template, tokens: Tokens) -> Iterator[Reference]:
    for node in tree.find_all(_REFERRING):
        assert isinstance(node, _REFERRING)
        how = "extends" if isinstance(node, nodes.Extends) else "include" if isinstance(node, nodes.Include) else "import"
        listed = node.template.items if isinstance(node.template, nodes.Tuple | nodes.List) else [node.template]
        optional = len(listed) > 1 or bool(getattr(node, "ignore_missing", False))
        for name in listed:
            if isinstance(name, nodes.Const) and isinstance(name.value, str):
                span = tokens.span(name.lineno)
                yield Reference(name.value, how, span.start + 1, span.end - 1, optional)


def _is_library(tree: nodes.Template) -> bool:
    """Whether there are macros and nothing is printed but white space."""
    prints = any(
        not isinstance(child, nodes.TemplateData) or child.data.strip()
        for node in tree.body
        if isinstance(node, nodes.Output)
        for child in node.nodes
    )
    return not prints and any(isinstance(node, nodes.Macro) for node in tree.body)
