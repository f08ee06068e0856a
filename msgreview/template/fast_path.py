"""The fast path: of a text of literals, `{{ }}` and standalone blocks, each part is compiled once and cached."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

import jinja2
import msgspec
from jinja2 import nodes
from jinja2.runtime import Context
from markupsafe import escape

from msgreview.model.document import Segment
from msgreview.model.finding import Problem
from msgreview.model.span import Span
from msgreview.template.blocks import Block, block_end, compile_block
from msgreview.template.limits import MOST_TEXT
from msgreview.template.marks import TracedOutput, string_span
from msgreview.template.names import Names, Use
from msgreview.template.paths import Paths
from msgreview.template.placeholder import bracketed
from msgreview.template.provenance import Authored
from msgreview.template.sandbox import STATE, RenderState, Sandbox, printed, shared_sandbox
from msgreview.template.template import available_names
from msgreview.template.tokens import Tokens

_TAG = re.compile(r"\{\{([-+]?)([^{}]*?)(-?)\}\}|\{[{%#]")
_ANY_TAG = re.compile(
    r"\{\{([-+]?)((?:(?!\{[{%#]).)*?)(-?)\}\}|\{%(?:(?!\{[{%#]).)*?%\}|\{#.*?#\}|\{[{%#](?:(?!\{[{%#])[^\n])*", re.DOTALL
)
"""A tag, ended by another that begins, or by the line, where nothing closes it."""
_SPACE = re.compile(r"\s*")

_NOTHING = TracedOutput("", [], frozenset())


class Expression(msgspec.Struct, frozen=True, eq=False):
    """What stands between `{{` and `}}`, compiled. Places count from the start of `{{`."""

    prints: Callable[[Context], Iterable[str]]
    value: bool
    uses: tuple[Use, ...]
    calls: tuple[Use, ...]
    problems: tuple[Problem, ...]


class Cut(NamedTuple):
    """A literal `text[start:end]` that prints, and the tag or block `text[tag:tag_end]` after it."""

    start: int
    end: int
    tag: int
    tag_end: int
    base: int
    """From where the places of what is in it count."""
    expression: Expression | Block | None


class SimpleTemplate(msgspec.Struct, frozen=True, eq=False):
    """A text cut into literals, expressions and blocks."""

    text: str
    cuts: tuple[Cut, ...]
    blanked: bool = False
    """It is no template, and its tags are left out where they cannot be shown by themselves."""

    def bare(self) -> "SimpleTemplate":
        """The literals alone."""
        return SimpleTemplate(self.text, tuple(cut._replace(expression=None) for cut in self.cuts), blanked=True)

    @property
    def blocks(self) -> list[tuple[int, Block]]:
        """The blocks, each with its start."""
        return [(cut.base, cut.expression) for cut in self.cuts if isinstance(cut.expression, Block)]

    def render(
        self, context: Context, origin: int, blocks: Callable[[int], TracedOutput] | None = None
    ) -> tuple[str, list[Segment]]:
        """The text and its segments. `blocks` renders the next block, whose segments count from a place in the text.

        Raises whatever an expression or block raises, and OverflowError where expressions print too much.
        """
        at = printed = 0
        state: RenderState = context.parent[STATE]
        texts: list[str] = []
        segments: list[Segment] = []
        for start, end, tag, tag_end, _, expression in self.cuts:
            if end > start:
                texts.append(self.text[start:end])
                segments.append(Segment(at, end - start, origin, start, end, True))
                at += end - start
            if isinstance(expression, Block):
                output = blocks(at) if blocks else _NOTHING
                texts.append(output.text)
                segments += output.segments
                at += len(output.text)
            elif expression is not None:
                state.invented = False
                made = "".join(expression.prints(context))
                shown = bracketed(made)
                if shown:
                    texts.append(shown)
                    words = None if expression.value else string_span(self.text, Span(tag, tag_end), shown)
                    low, high = words or (tag, tag_end)
                    invented = state.invented or shown != made
                    segments.append(Segment(at, len(shown), origin, low, high, words is not None, expression.value, invented))
                    at += len(shown)
                    printed += len(shown)
        if printed > MOST_TEXT:  # The literals are as many as the file holds, and so have their limit.
            raise OverflowError(f"its text grows past {MOST_TEXT:,} characters")
        return "".join(texts), segments

    def uses(self) -> Iterator[Use]:
        """The variables, at their places in the text."""
        for cut in self.cuts:
            for use in cut.expression.uses if cut.expression is not None else ():
                yield Use(use.name, use.start + cut.base, use.end + cut.base)

    def calls(self) -> Iterator[Use]:
        """The functions that nobody knows, at their places in the text."""
        for cut in self.cuts:
            for use in cut.expression.calls if cut.expression is not None else ():
                yield Use(use.name, use.start + cut.base, use.end + cut.base)

    def problems(self) -> Iterator[Problem]:
        """What is wrong, at its place in the text."""
        for cut in self.cuts:
            for one in cut.expression.problems if cut.expression is not None else ():
                yield Problem(one.rule, one.start + cut.base, one.end + cut.base, one.args)


def parse_simple(text: str, configured: tuple[str, ...], *, autoescape: bool, standalone: bool = False) -> SimpleTemplate | None:
    """The parts of a text, or None if it takes more than the fast path. `standalone`: it may hold standalone blocks."""
    if "{#" in text or ("{%" in text and not standalone):
        return None
    cuts: list[Cut] = []
    start = 0
    while (tag := _TAG.search(text, start)) is not None:
        parts = _tag(tag, configured, autoescape=autoescape, standalone=standalone)
        if parts is None:
            return None
        expression, base, tag_end = parts
        end = tag.start()
        if text.startswith("-", end + 2):
            end = start + len(text[start:end].rstrip())
        cuts.append(Cut(start, end, tag.start(), tag_end, base, expression))
        start = tag_end
        if text.startswith("-", tag_end - 3):
            start = _SPACE.match(text, start).end()  # type: ignore[union-attr]
    cuts.append(Cut(start, len(text), len(text), len(text), 0, None))
    return SimpleTemplate(text, tuple(cuts))


def _tag(
    tag: re.Match[str], configured: tuple[str, ...], *, autoescape: bool, standalone: bool
) -> tuple[Expression | Block, int, int] | None:
    """What a tag begins, from where its places count, and where it ends; None for what takes more than the fast path."""
    text, start, end = tag.string, tag.start(), tag.end()
    if tag[2] is not None:
        expression = compile_expression(tag[2], configured, autoescape=autoescape)
        if expression is not None:
            return expression, start + len(tag[1]), end
    if not standalone:
        return None
    end = end if tag[2] is not None else block_end(text, start)
    block = compile_block(text[start:end], configured, autoescape=autoescape) if end > 0 else None
    return (block, start, end) if block else None


def parse_blanked(text: str, configured: tuple[str, ...], *, autoescape: bool) -> SimpleTemplate:
    """A text that is no template, cut so that it can be read all the same: each tag prints what it can alone."""
    cuts: list[Cut] = []
    start = 0
    for tag in _ANY_TAG.finditer(text):
        inner = tag[2]
        expression = compile_expression(inner, configured, autoescape=autoescape) if inner is not None else None
        cuts.append(Cut(start, tag.start(), tag.start(), tag.end(), tag.start() + len(tag[1] or ""), expression))
        start = tag.end()
    cuts.append(Cut(start, len(text), len(text), len(text), 0, None))
    return SimpleTemplate(text, tuple(cuts), blanked=True)


@lru_cache(maxsize=8192)
def compile_expression(inner: str, configured: tuple[str, ...], *, autoescape: bool) -> Expression | None:
    """The expression compiled, or None if it cannot be or if it holds a choice, which takes more than the fast path."""
    environment = shared_sandbox(autoescape=autoescape)
    try:
        tokens = Tokens(environment, "{{" + inner + "}}")
        tree = _parse(tokens)
        if tree is None:
            return None
        names = Names(tokens, available_names(configured))
        names.read(tree)
        value = Authored(tree, tokens.words).only_values(tree.body[0])
        paths = Paths(tokens, "")
        paths.read(tree, extends=False)
        if paths.tests:
            return None
        steps = _steps(tree.body[0])
        prints = _printer(environment, steps) if steps else _compiled(environment, tree)
    except (jinja2.TemplateSyntaxError, RecursionError, MemoryError, SyntaxError):
        return None
    return Expression(prints, value, tuple(names.uses), tuple(names.calls), tuple(names.problems))


def _parse(tokens: Tokens) -> nodes.Template | None:
    """The parsed tag; None where it is not one tag and nothing else."""
    if tokens.error is not None or len(tokens.tags) != 1:
        return None
    tree = tokens.parse()
    return tree if len(tree.body) == 1 and isinstance(tree.body[0], nodes.Output) and len(tree.body[0].nodes) == 1 else None


def _steps(output: nodes.Node) -> tuple[str, ...]:
    """The parts of a dotted name that is all there is to print; () for anything else."""
    steps: list[str] = []
    node = output.nodes[0] if isinstance(output, nodes.Output) else output
    while isinstance(node, nodes.Getattr):
        steps.append(node.attr)
        node = node.node
    return (node.name, *reversed(steps)) if isinstance(node, nodes.Name) else ()


def _printer(environment: Sandbox, steps: tuple[str, ...]) -> Callable[[Context], Iterable[str]]:
    """What Jinja's code for a dotted name does, without a generator for each: it is most of what messages print."""
    name, *attributes = steps
    to_text = escape if environment.autoescape else str

    def prints(context: Context) -> tuple[str]:
        value = context.resolve(name)
        for attribute in attributes:
            value = environment.getattr(value, attribute)
        return (to_text(printed(context, value)),)

    return prints


def _compiled(environment: Sandbox, tree: nodes.Template) -> Callable[[Context], Iterable[str]]:
    return jinja2.Template.from_code(environment, environment.compile(tree), {}).root_render_func
