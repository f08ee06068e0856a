"""Reading patterns: whether they are any, and what can be told of them before a text is met."""

from collections.abc import Sequence

from msgreview.text.patterns.engines import by_re2, by_regex
from msgreview.text.patterns.needed import needed_texts
from msgreview.text.patterns.pattern import Pattern, PatternError, Prepared, straight
from msgreview.text.patterns.syntax import is_alike, stays_in_line


def prepare(patterns: Sequence[Pattern]) -> tuple[Prepared, ...]:
    """What a matcher wants to know of each pattern. Raises PatternError for one that is none."""
    return tuple(_prepared(pattern, index) for index, pattern in enumerate(straight(patterns)))


def _prepared(pattern: Pattern, index: int) -> Prepared:
    if pattern.literal:
        if not pattern.regex:
            raise PatternError(index, "there are no words in it")
        return Prepared(alike=False, in_line=True)
    in_line = pattern.line or stays_in_line(pattern.regex)
    if is_alike(pattern.regex) and by_re2(pattern) is not None:
        needs = tuple(tuple(sorted(texts)) for texts in needed_texts(pattern.regex))
        return Prepared(alike=True, in_line=in_line, needs=needs)
    by_regex(pattern, index)
    return Prepared(alike=False, in_line=in_line)
