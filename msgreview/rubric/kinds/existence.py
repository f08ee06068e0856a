"""Words or patterns that should not be there.

Every place where one of `tokens` stands is a hit. Tokens are regular expressions, taken as whole words unless `nonword`.
`raw` patterns are put together as they are written, one behind the other, before the tokens (or after, with `append`).
Where a pattern of `unless` matches anywhere in subject or body, nothing is a hit: the reader finds there what the words alone
leave open. A match in a sentence that does any of the moves in `but_not` is left alone (see `move`).
With `explained`, words that the message explains anywhere (in brackets, in a definition, as a label) are left alone.
"""

from collections.abc import Iterator

import msgspec

from msgreview.matching.pattern import Pattern
from msgreview.model.finding import Hit
from msgreview.rubric.kind import Kind, of_words_alone
from msgreview.rubric.lexical import dialect, is_plain, pattern, template
from msgreview.rubric.view import CARRIED, Scope, View

_ALL: tuple[Scope, ...] = ("text",)


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The options of `existence`."""

    tokens: tuple[str, ...] = ()
    raw: tuple[str, ...] = ()
    ignorecase: bool = True
    nonword: bool = False
    append: bool = False
    unless: tuple[str, ...] = ()
    but_not: tuple[str, ...] = ()
    explained: bool = False

    def __post_init__(self) -> None:
        if not any(self.tokens) and not any(self.raw):
            raise ValueError("it needs `tokens` (or `raw`): the words to look for")


def patterns(options: Options) -> tuple[Pattern, ...]:
    """What there must not be, then `unless`."""
    return (*_unwanted(options), *(Pattern(dialect(each), options.ignorecase) for each in options.unless))


def _unwanted(options: Options) -> tuple[Pattern, ...]:
    """Plain words one by one, everything else as one alternation, but what looks at other lines apart: few texts need it."""
    from msgreview.matching.re2_syntax import stays_in_line

    tokens = [dialect(token) for token in options.tokens if token.strip()]
    raw = dialect("".join(options.raw))
    if raw:
        words = template(tokens, nonword=options.nonword) if tokens else ""
        parts = (words, f"(?:{raw})") if options.append else (f"(?:{raw})", words)
        return (Pattern("".join(parts), options.ignorecase),)
    plain = [] if options.nonword else [token for token in tokens if is_plain(token)]
    others = [token for token in tokens if token not in plain]
    made = [pattern(token, ignorecase=options.ignorecase, nonword=False) for token in plain]
    in_line = [token for token in others if stays_in_line(token)]
    across = [token for token in others if token not in in_line]
    made += [Pattern(template(some, nonword=options.nonword), options.ignorecase) for some in (in_line, across) if some]
    return tuple(made)


def check(view: View, options: Options) -> Iterator[Hit]:
    """One hit a match."""
    first = view.count - len(options.unless)
    if any(view.spans(passage, number) for number in range(first, view.count) for passage in view.scanned.passages(_ALL)):
        return
    for passage in view.passages:
        for start, end, _ in view.merged(passage):
            if not view.left_alone(passage, start, end, options.but_not, explained=options.explained):
                yield passage.hit(start, end, passage.text[start:end])


KIND = Kind(
    "existence",
    __doc__,
    Options,
    args=("match",),
    arms=lambda _: ("tokens",),
    patterns=patterns,
    check_text=check,
    exceptions=True,
    moves=("but_not",),
    carried=CARRIED,
    of_line=of_words_alone,
)
