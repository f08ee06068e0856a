"""What a rule would write in the place of words: its `fixes`, else what its `action` makes of them, as Vale's rules state it."""

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from html import unescape
from typing import NamedTuple

from msgreview.matching.pattern import STRAIGHT
from msgreview.model.finding import Finding
from msgreview.rubric.kinds import KINDS
from msgreview.rubric.lexical import REFERENCE, compiled, dialect
from msgreview.rubric.ruleset import RuleSet
from msgreview.rubric.schema import Rule


class Replacement(NamedTuple):
    """Words for others."""

    words: str
    """"" where they are left out."""
    safe: bool
    """Whether meaning and grammar surely stay."""
    verbatim: bool = False
    """Whether it stands as it is, also inside a word: it has its case already."""


def replacements(rule: Rule, words: str) -> tuple[Replacement, ...]:
    """What a rule would write for the words of a finding, the likeliest first."""
    key = " ".join(words.translate(STRAIGHT).casefold().split())
    for fixes, safe in ((rule.fixes.safe, True), (rule.fixes.unsafe, False)):
        if key in fixes:
            return (Replacement(fixes[key], safe),)
    action = rule.action
    act = _ACTIONS.get(action.name) if action else None
    if action is None or act is None:
        return ()
    try:
        made = dict.fromkeys(act(rule, words, action.params))
    except (TimeoutError, ValueError):
        return ()
    verbatim = action.name == "convert"
    return tuple(Replacement(each, verbatim, verbatim) for each in made if each != words)


def may_be_mended(finding: Finding, rules: RuleSet, *, safely: bool = False) -> bool:
    """Whether a finding may have a fix (`safely`: a safe one), by its rule and its words alone."""
    if not finding.exact or not finding.quote:
        return False
    rule = rules.all_rules.get(finding.rule)
    made = replacements(rule, finding.quote) if rule else ()
    return any(each.safe for each in made) if safely else bool(made or finding.instead)


def _replaced(rule: Rule, words: str, params: Sequence[str]) -> Iterator[str]:
    instead = KINDS[rule.kind].instead
    for each in params or ([instead(rule.options, words)] if instead else []):
        yield from filter(None, each.split("|"))


def _removed(_: Rule, __: str, ___: Sequence[str]) -> Iterator[str]:
    yield ""


def _edited(_: Rule, words: str, params: Sequence[str]) -> Iterator[str]:
    match params:
        case ["regex", pattern, new]:
            yield compiled(dialect(pattern)).sub(REFERENCE.sub(r"\\g<\1\2>", new), words)
        case ["remove", characters]:
            yield "".join(each for each in words if each not in characters)
        case ["trim", characters]:
            yield words.strip(characters)
        case ["trim_left", characters]:
            yield words.lstrip(characters)
        case ["trim_right", characters]:
            yield words.rstrip(characters)
        case ["truncate", end]:
            yield words.partition(end)[0]
        case ["split", between, number]:
            yield words.split(between)[int(number)]


def _converted(_: Rule, words: str, params: Sequence[str]) -> Iterator[str]:
    """Letters that were read in the wrong encoding, and entities in plain text, where there is only one way to read them."""
    made = (_decoded(words) if each == "letters" else _sign(words) for each in params if each in ("letters", "entities"))
    yield from (each for each in made if len(each) == 1 and unicodedata.category(each)[0] not in "CM" and each not in "{}%#")


def _decoded(words: str) -> str:
    """UTF-8 that was read as Windows-1252, whose five unused bytes are read as controls; ValueError for anything else."""
    return b"".join(each.encode("latin-1" if "\x80" <= each <= "\x9f" else "cp1252") for each in words).decode()


def _sign(entity: str) -> str:
    sign = unescape(entity)
    return " " if sign == "\xa0" else sign


_ACTIONS: dict[str, Callable[[Rule, str, Sequence[str]], Iterator[str]]] = {
    "replace": _replaced,
    "remove": _removed,
    "edit": _edited,
    "convert": _converted,
}
