"""Targets: the texts that a variant has to show, those not covered yet, and the path to take next."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from msgreview.model.document import Origin
from msgreview.model.span import Span
from msgreview.template.paths import Path
from msgreview.template.rendering import Rendering
from msgreview.template.template import Template

_WORD = re.compile(r"\w")


class Target(NamedTuple):
    """Something that prints, and the path to it: a piece of a template, or a string in an arm of an inline `if`."""

    template: int
    piece: int
    """-1 for an arm."""
    arm: tuple[str, bool]
    path: Path
    origin: Origin
    span: Span
    words: bool
    """The author's own words, so that a reader misses something where they are never read."""


def targets(rendering: Rendering, message: str) -> list[Target]:
    """All that the message's own templates print, in the order of the text."""
    found: list[Target] = []
    for number, template in enumerate(rendering.templates):
        if template.origin.message == message:
            found += sorted(_targets(number, template), key=lambda target: target.span)
    return found


def _targets(number: int, template: Template) -> Iterable[Target]:
    for index, piece in enumerate(template.pieces):
        path = template.paths.at.get(piece.token)
        if path is not None:
            span = Span(piece.start, piece.end)
            words = piece.literal and bool(_WORD.search(template.text, piece.start, piece.end))
            if words or not piece.literal:
                yield Target(number, index, ("", True), path, template.origin, span, words)
    for arm in template.paths.arms:
        yield Target(number, -1, (arm.site, arm.truth), arm.path, template.origin, arm.span, True)


def unmet(wanted: Iterable[Target], met: frozenset[tuple[int, int]], sites: set[tuple[str, bool]]) -> list[Target]:
    """Those of `wanted` that did not come out."""
    return [one for one in wanted if (one.arm not in sites if one.piece < 0 else (one.template, one.piece) not in met)]


def merged(todo: list[Target], rendering: Rendering) -> dict[str, bool]:
    """The outcomes that lead to the first target, and to as many of the others as agree with it."""
    chosen: dict[str, bool] = {}
    for target in todo:
        if rendering.templates[target.template].paths.agree(chosen, target.path.hard):
            chosen |= target.path.hard
    return chosen
