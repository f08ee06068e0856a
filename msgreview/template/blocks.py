"""Blocks that stand apart: an `{% if %}` or `{% for %}` with all in it, which reads the same in whatever text it stands.

Messages have many of them in common, and each is read and compiled once. What they cannot do without the rest of their text
(set a name, extend another message, be captured) makes them part of a template that is read as a whole.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

import jinja2
import msgspec
from jinja2.runtime import Context
from msgspec.structs import replace

from msgreview.model.document import Origin
from msgreview.template.names import Fault, Use
from msgreview.template.paths import Paths
from msgreview.template.sandbox import shared_sandbox
from msgreview.template.template import BrokenTemplateError, Template, read_template

_TAG = re.compile(
    r"""\{\{[^{}]*\}\}
      | \{%[-+]?\s*(?:(?P<opens>if|for)|(?P<closes>endif|endfor)|else|elif)\b
        (?:[^{}%'"\\]|'[^'{}%\\]*'|"[^"{}%\\]*")*?(?P<strips>-?)%\}
      | (?P<other>\{[{%#])""",
    re.VERBOSE,
)
"""Tags written so plainly that there is no doubt where they end."""


class Block(msgspec.Struct, frozen=True, eq=False):
    """A block read and compiled. Places count from its start."""

    template: Template
    prints: Callable[[Context], Iterator[str]]

    @property
    def uses(self) -> tuple[Use, ...]:
        """The variables in it."""
        return self.template.uses

    @property
    def calls(self) -> tuple[Use, ...]:
        """The functions that nobody knows."""
        return self.template.calls

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What is wrong with it."""
        return self.template.faults


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
def read_block(text: str, configured: tuple[str, ...], *, autoescape: bool) -> Block | None:
    """The block, or None where it is not one that stands apart."""
    try:
        template = read_template(Origin("", text), text, configured, autoescape=autoescape)
    except BrokenTemplateError:
        return None
    if not template.apart:
        return None
    code = jinja2.Template.from_code(shared_sandbox(autoescape=autoescape), template.marked, {})
    return Block(template, code.root_render_func)


def placed(blocks: Sequence[tuple[int, Block]], origin: Origin, text: str) -> list[Template]:
    """The templates of the blocks of a text, each with its start, as they stand in it."""
    paths = Paths.of_blocks([(start, block.template.paths) for start, block in blocks])
    return [_placed(block.template, start, origin, text, path) for (start, block), path in zip(blocks, paths, strict=True)]


def _placed(template: Template, start: int, origin: Origin, text: str, paths: Paths) -> Template:
    pieces = tuple([replace(piece, start=piece.start + start, end=piece.end + start) for piece in template.pieces])
    return replace(template, origin=origin, text=text, pieces=pieces, paths=paths, uses=(), calls=(), faults=())
