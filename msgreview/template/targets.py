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
    """All that the message's own templates print, in the order of the text; then where nothing may be read."""
    texts = [
        target
        for number, template in enumerate(rendering.templates)
        if template.origin.message == message
        for target in sorted(_targets(number, template), key=lambda target: target.span)
    ]
    return sorted(texts, key=_is_empty)


def _targets(number: int, template: Template) -> Iterable[Target]:
    for index, piece in enumerate(template.pieces):
        path = template.paths.at.get(piece.token)
        if path is not None:
            span = Span(piece.start, piece.end)
            words = piece.literal and bool(_WORD.search(template.text, piece.start, piece.end))
            if words or not piece.literal:
                yield Target(number, index, ("", True), path, template.origin, span, words)
    for arm in template.paths.arms:
        yield Target(number, -1, (arm.site, arm.truth), arm.path, template.origin, arm.span, not arm.empty)


def _is_empty(target: Target) -> bool:
    return target.piece < 0 and not target.words


def barest(wanted: Iterable[Target], rendering: Rendering) -> tuple[set[tuple[str, bool]], dict[str, bool]]:
    """How tests come out where two or more texts are left out at once, by site and by key; ends of loops and macros apart."""
    sites: set[tuple[str, bool]] = set()
    way: dict[str, bool] = {}
    for target in filter(_is_empty, wanted):
        path = target.path
        if not (path.soft or path.macro or path.why) and rendering.templates[target.template].paths.agree(way, path.hard):
            way |= path.hard
            sites.add(target.arm)
    return (sites, way) if len(sites) > 1 else (set(), {})


def unmet(wanted: Iterable[Target], printed: frozenset[tuple[int, int]], sites: set[tuple[str, bool]]) -> list[Target]:
    """Those of `wanted` that did not come out."""
    return [one for one in wanted if (one.arm not in sites if one.piece < 0 else (one.template, one.piece) not in printed)]


def merged(todo: list[Target], rendering: Rendering) -> dict[str, bool]:
    """The outcomes that lead to the first target, and to as many of the others of its sort as agree with it."""
    chosen: dict[str, bool] = {}
    for target in todo:
        if _is_empty(target) is _is_empty(todo[0]) and rendering.templates[target.template].paths.agree(chosen, target.path.hard):
            chosen |= target.path.hard
    return chosen
