"""Code of a sending system that has no counterpart in our templates and stands in comments: whether its tags are balanced."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from msgreview.model.span import Span
from msgreview.template.notations import NOTATIONS
from msgreview.template.tag_languages import LANGUAGES

_TAG = re.compile(r"\{#-?\s*(?P<code>[\s\S]*?)\s*-?#\}|\{%[-+]?\s*(?P<word>if|for|endif|endfor)\b[\s\S]*?%\}")
_ELEMENT = re.compile(r"(?:<|\[\[)(?P<closes>/?)(?P<name>[a-z][\w:-]*)[^<>\[\]]*?(?P<alone>/?)(?:>|\]\])")
_LANGUAGES = {name: re.compile(NOTATIONS[name].pattern) for name in ("toolkit", "erb", "mustache", "liquid")}


class Half(NamedTuple):
    """A piece that has lost the one that it goes with."""

    span: Span
    """Of the comment, or of the tag of ours."""
    code: str
    """What the sending system has there, on one line."""
    lost: str
    """"end" or "beginning"."""


def codes(template: str) -> list[str]:
    """The code in each comment of a template, on one line."""
    return [_code(tag) for tag in _TAG.finditer(template) if not tag["word"]]


def lost_half(template: str) -> Half | None:
    """The first piece of a template that has no end, or that ends what nothing begins; None where all go together."""
    stack: list[tuple[str, re.Match[str]]] = []
    for tag in _TAG.finditer(template):
        for opens, what in _steps(tag):
            if opens:
                stack.append((what, tag))
            elif stack and stack[-1][0] == what:
                stack.pop()
            else:
                return _half(tag, "beginning")
    return _half(stack[0][1], "end") if stack else None


def _half(tag: re.Match[str], lost: str) -> Half:
    return Half(Span(*tag.span()), _code(tag), lost)


def _code(tag: re.Match[str]) -> str:
    return " ".join((tag["code"] or tag[0]).split())


def _steps(tag: re.Match[str]) -> Iterator[tuple[bool, str]]:
    """What a tag of ours, or the code in a comment, opens (else closes): which language or which element that is of, in order."""
    if tag["word"]:
        yield not tag["word"].startswith("end"), ""
        return
    for language, pattern in _LANGUAGES.items():
        for match in pattern.finditer(tag["code"]):
            kind = LANGUAGES[language](next(group for group in match.groups() if group is not None)).kind
            if kind in ("if", "for", "opens", "end"):
                yield kind != "end", language
    element = _ELEMENT.fullmatch(tag["code"])
    if element and not element["alone"]:
        yield not element["closes"], element["name"]
