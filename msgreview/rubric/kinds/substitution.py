"""A word that has a better one.

`swap` leads from what is written (a regular expression, whole words unless `nonword`) to what to write instead. There is
no hit where the text already is what the right side says. The right side may use `$1` for what the first group matched.
A match in a sentence that does any of the moves in `but_not` is left alone (see `move`).
With `explained`, words that the message explains anywhere (in brackets, in a definition, as a label) are left alone.
"""

import re
from collections.abc import Iterator

import msgspec

from msgreview.matching.pattern import Pattern
from msgreview.model.finding import Hit
from msgreview.rubric.kind import Kind, of_words_alone
from msgreview.rubric.lexical import REFERENCE, compiled, dialect, pattern, ungrouped
from msgreview.rubric.view import CARRIED, View

_LITERAL = re.compile(r"[A-Za-z0-9 -]*")
_BAR = re.compile(r"(?<!\\)\|")


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The options of `substitution`. `swap` is sorted, longest key first; keys of one length in the order of the file."""

    swap: dict[str, str]
    ignorecase: bool = True
    nonword: bool = False
    capitalize: bool = False
    but_not: tuple[str, ...] = ()
    explained: bool = False
    alternatives: str = ""
    """Where it is given, a right side is no pattern but texts with `|` between them, and this joins them in a message."""

    def __post_init__(self) -> None:
        if not self.swap:
            raise ValueError("`swap` needs at least one pair: what is written, and what to write instead")
        msgspec.structs.force_setattr(self, "swap", dict(sorted(self.swap.items(), key=lambda pair: -len(pair[0]))))


def patterns(options: Options) -> tuple[Pattern, ...]:
    """One pattern a swap."""
    return tuple(pattern(ungrouped(key), ignorecase=options.ignorecase, nonword=options.nonword) for key in options.swap)


def check(view: View, options: Options) -> Iterator[Hit]:
    """One hit a match that is not yet what it should be."""
    pairs: list[tuple[str, str]] = []
    for passage in view.passages:
        for start, end, number in view.merged(passage):
            pairs = pairs or list(options.swap.items())
            observed = passage.text[start:end]
            expected = _expected(observed, *pairs[number], options)
            if _is_already(observed, expected, options):
                continue
            if not view.left_alone(passage, start, end, options.but_not, explained=options.explained):
                yield passage.hit(start, end, _shown(expected, observed, options), observed)


def _expected(observed: str, key: str, value: str, options: Options) -> str:
    """The right side, with `$1` filled from the key's own groups."""
    if "$" not in value:
        return value
    match = compiled(dialect(key), ignorecase=options.ignorecase).search(observed)

    def group(reference: re.Match[str]) -> str:
        number = int(reference[1] or reference[2])
        return (match[number] or "") if match and number <= len(match.groups()) else ""

    return REFERENCE.sub(group, value)


def instead(options: Options, observed: str) -> str:
    """The right side for a match, whose left side is told by the match alone."""
    for key, value in options.swap.items():
        if compiled(dialect(ungrouped(key)), ignorecase=options.ignorecase).fullmatch(observed):
            return _expected(observed, key, value, options)
    return ""


def _is_already(observed: str, expected: str, options: Options) -> bool:
    """Whether the text is what the right side says: letter by letter for plain words, else as a pattern of good forms."""
    if observed == expected:
        return True
    if options.alternatives:
        return observed in texts(expected)
    if _LITERAL.fullmatch(expected):
        return False
    try:
        return compiled(dialect(expected)).fullmatch(observed) is not None
    except ValueError:  # a right side that is prose, such as "(say what you mean"
        return False


def texts(expected: str) -> list[str]:
    """The texts that a right side offers; `\\|` is a bar in one of them."""
    return [text.replace(r"\|", "|") for text in _BAR.split(expected)]


def _shown(expected: str, observed: str, options: Options) -> str:
    offered = texts(expected) if options.alternatives else [expected]
    if options.capitalize and observed[:1].isupper():
        offered = [text[:1].upper() + text[1:] for text in offered]
    return options.alternatives.join(offered)


KIND = Kind(
    "substitution",
    __doc__,
    Options,
    args=("expected", "observed"),
    arms=lambda _: ("swap",),
    patterns=patterns,
    check_text=check,
    exceptions=True,
    moves=("but_not",),
    carried=CARRIED,
    of_line=of_words_alone,
    instead=instead,
)
