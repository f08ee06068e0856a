"""How a heading, a subject or a sentence is capitalised.

`match` is `$title`, `$sentence`, `$lower`, `$upper`, or a pattern that must be found. Each block of the rule's scope is
judged as a whole, and the hit is the block. For `$title` and `$sentence` the share of words that are right must reach
`threshold`. `exceptions` (words or phrases) are right as they are written. After a word ending in one of `indicators`
a `$sentence` starts anew. `prefix` is a pattern skipped at the block's start.
"""

import re
from collections.abc import Iterator
from typing import Literal

import msgspec

from msgreview.model.finding import Hit
from msgreview.rubric.kind import Kind
from msgreview.rubric.lexical import compiled, dialect
from msgreview.rubric.view import View

_STYLES = ("$title", "$sentence", "$lower", "$upper")
_TOKEN = r"[\p{N}\p{L}*]+[^\s]*"
_NUMBERING = re.compile(r"\d+\.$")
_WORD_END = re.compile(r"[\W_]+$")
_AP = "a an and as at but by en for if in nor of on or per the to vs via v"
_CHICAGO = (
    f"{_AP} about above across after against along among around before behind below beneath beside between beyond during from "
    "into near off onto over through under with within"
)
"""Words that a title has in small letters."""


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The options of `capitalization`."""

    match: str
    style: Literal["AP", "Chicago"] = "AP"
    indicators: tuple[str, ...] = ()
    threshold: float = 0.8
    prefix: str = ""

    def __post_init__(self) -> None:
        if self.match.startswith("$") and self.match not in _STYLES:
            raise ValueError(f"`match` is {', '.join(_STYLES)} or a pattern, not {self.match}")


def check(view: View, options: Options) -> Iterator[Hit]:
    """One hit a block that is not capitalised as `match` says."""
    for passage in view.passages:
        for block in passage.blocks:
            text = passage.text[block.start : block.end].rstrip("\n")
            skipped = _prefix(text, options)
            expected = _expected(text[skipped:], options, view.exceptions.words)
            if expected is not None:
                yield passage.hit(block.start, block.start + len(text), text, text[:skipped] + expected)


def _prefix(text: str, options: Options) -> int:
    match = compiled(dialect(options.prefix)).match(text) if options.prefix else None
    return int(match.end()) if match else 0


def _expected(text: str, options: Options, exceptions: tuple[str, ...]) -> str | None:
    """The text as it should be; None where it is right or holds no words."""
    tokens = _tokens(text, exceptions)
    if not tokens:
        return None
    if options.match == "$lower":
        return None if text == text.lower() else text.lower()
    if options.match == "$upper":
        return None if text == text.upper() else text.upper()
    if options.match in ("$title", "$sentence"):
        return _cased(text, tokens, options)
    return None if compiled(dialect(options.match)).search(text) else text


def _tokens(text: str, exceptions: tuple[str, ...]) -> list[tuple[int, str, bool]]:
    """Offset, token, and whether it is an exception; exceptions of several words are one token."""
    if not exceptions:
        return [(match.start(), match[0], False) for match in compiled(_TOKEN).all(text)]
    phrases = compiled(rf"(?P<exception>\b(?:{'|'.join(exceptions)})\b)|{_TOKEN}")
    return [(match.start(), match[0], match["exception"] is not None) for match in phrases.all(text)]


def _cased(text: str, tokens: list[tuple[int, str, bool]], options: Options) -> str | None:
    title = options.match == "$title"
    wanted = _title(text, tokens, options) if title else _sentence(tokens, options)
    right = [word == token or (title and _is_all_capitals(token)) for (_, token, _), word in zip(tokens, wanted, strict=True)]
    first_wrong = not title and not right[0]
    if not first_wrong and sum(right) / len(right) >= options.threshold:
        return None
    made, at = [], 0
    for (start, token, _), word in zip(tokens, wanted, strict=True):
        made += [text[at:start], word]
        at = start + len(token)
    return "".join([*made, text[at:]])


def _title(text: str, tokens: list[tuple[int, str, bool]], options: Options) -> list[str]:
    small = (_AP if options.style == "AP" else _CHICAGO).split()
    made = []
    for number, (start, token, exception) in enumerate(tokens):
        ends = number in (0, len(tokens) - 1) or text[:start].rstrip().endswith((":", "-"))
        if exception:
            made.append(token)
        elif not ends and _WORD_END.sub("", token).lower() in small:
            made.append(token.lower())
        else:
            made.append(token[0].upper() + token[1:])
    return made


def _sentence(tokens: list[tuple[int, str, bool]], options: Options) -> list[str]:
    made: list[str] = []
    fresh = True
    for _, token, exception in tokens:
        lower = token.lower()
        made.append(token if exception or lower == "i" else lower[0].upper() + lower[1:] if fresh else lower)
        numbering = len(made) == 1 and _NUMBERING.match(token) is not None
        fresh = numbering or token.endswith(options.indicators or ("\0",))
    return made


def _is_all_capitals(token: str) -> bool:
    return token == token.upper() and any(letter.isalpha() for letter in token)


KIND = Kind(
    "capitalization",
    __doc__,
    Options,
    args=("text", "expected"),
    check_text=check,
    exceptions=True,
    expressions=("match", "prefix"),
)
