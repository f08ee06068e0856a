"""Validates patterns, and derives the properties that the matcher needs before it compiles them."""

from collections.abc import Sequence
from functools import lru_cache

from msgreview.matching.engines import by_regex, is_valid_re2, program_of
from msgreview.matching.pattern import Pattern, PatternError, Prepared, straight
from msgreview.matching.prefilter import needed_texts
from msgreview.matching.re2_syntax import has_common_syntax, is_alike, stays_in_line, without_looks

_WORDS = Prepared(alike=False, in_line=True)


def prepare(patterns: Sequence[Pattern]) -> tuple[Prepared, ...]:
    """The properties of each pattern. Raises PatternError for one that cannot be read."""
    return tuple(_prepared(pattern, index) for index, pattern in enumerate(straight(patterns)))


def _prepared(pattern: Pattern, index: int) -> Prepared:
    if pattern.literal:
        if not pattern.regex:
            raise PatternError(index, "there are no words in it")
        return _WORDS
    prepared = _by_re2(pattern)
    if prepared is None:
        program = program_of(by_regex(pattern, index))
        return Prepared(alike=False, in_line=_in_line(pattern), needs=_needs_without_looks(pattern.regex), program=program)
    return prepared


@lru_cache(maxsize=8192)
def _by_re2(pattern: Pattern) -> Prepared | None:
    """For a pattern that RE2 reads as `regex` does. Cached, as rules are tried one by one with the same moves."""
    if not is_alike(pattern.regex) or not is_valid_re2(pattern):
        return None
    return Prepared(alike=True, in_line=_in_line(pattern), needs=_needs(pattern.regex))


@lru_cache(maxsize=1024)
def _needs_without_looks(expression: str) -> tuple[tuple[str, ...], ...]:
    """What a pattern needs besides what it looks at, which only takes matches away; nothing where RE2 has no such syntax."""
    plain = without_looks(expression)
    return _needs(plain) if plain is not None and has_common_syntax(plain) else ()


def _needs(expression: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(sorted(texts)) for texts in needed_texts(expression))


def _in_line(pattern: Pattern) -> bool:
    return pattern.line or stays_in_line(pattern.regex)
