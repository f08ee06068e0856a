"""Standalone blocks: an `{% if %}` or `{% for %}` with all in it, which reads the same in whatever text it stands.

Messages have many of them in common, and each is compiled once. One that needs the rest of its text (it sets a name,
extends another message, is captured) makes the text a template that is compiled as a whole.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

import jinja2
import msgspec
from jinja2.runtime import Context
from msgspec.structs import replace

from msgreview.model.document import Origin
from msgreview.model.finding import Problem
from msgreview.template.names import Use
from msgreview.template.paths import Paths
from msgreview.template.sandbox import shared_sandbox
from msgreview.template.template import BrokenTemplateError, Template, parse_template

_TAG = re.compile(
    r"""\{\{[^{}]*\}\}
      | \{%[-+]?\s*(?:(?P<opens>if|for)|(?P<closes>endif|endfor)|else|elif)\b
        (?:[^{}%'"\\]|'[^'{}%\\]*'|"[^"{}%\\]*")*?(?P<strips>-?)%\}
      | (?P<other>\{[{%#])""",
    re.VERBOSE,
)
"""Tags written so plainly that there is no doubt where they end."""


class Block(msgspec.Struct, frozen=True, eq=False):
    """A compiled block. Offsets count from its start."""

    template: Template
    prints: Callable[[Context], Iterator[str]]

    @property
    def uses(self) -> tuple[Use, ...]:
        """The variables in it."""
        return self.template.uses

    @property
    def calls(self) -> tuple[Use, ...]:
        """The functions that neither Jinja nor the settings know."""
        return self.template.calls

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with it."""
        return self.template.problems


def block_end(text: str, start: int) -> int:
    """Where the block ends that starts with the tag at `start`; -1 where that is not plain to see."""
    depth = 0
    for tag in _TAG.finditer(text, start):
        if tag["other"] or (tag.start() == start and not tag["opens"]):
            return -1
        depth += bool(tag["opens"]) - bool(tag["closes"])
        if not depth:
            return tag.end()
    return -1


@lru_cache(maxsize=4096)
def compile_block(text: str, configured: tuple[str, ...], *, autoescape: bool) -> Block | None:
    """The compiled block, or None where it cannot be compiled without the rest of its text."""
    try:
        template = parse_template(Origin("", text), text, configured, autoescape=autoescape)
    except BrokenTemplateError:
        return None
    if not template.standalone:
        return None
    code = jinja2.Template.from_code(shared_sandbox(autoescape=autoescape), template.marked, {})
    return Block(template, code.root_render_func)


def placed(blocks: Sequence[tuple[int, Block]], origin: Origin, text: str) -> list[Template]:
    """The templates of the blocks of a text, each with its start, as they stand in it."""
    paths = Paths.of_blocks([(start, block.template.paths) for start, block in blocks])
    return [_placed(block.template, start, origin, text, path) for (start, block), path in zip(blocks, paths, strict=True)]


def _placed(template: Template, start: int, origin: Origin, text: str, paths: Paths) -> Template:
    pieces = tuple([replace(piece, start=piece.start + start, end=piece.end + start) for piece in template.pieces])
    return replace(template, origin=origin, text=text, pieces=pieces, paths=paths, uses=(), calls=(), problems=())
