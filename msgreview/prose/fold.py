"""The text as patterns see it: one sentence after the other, straight quotes, "-" for every dash, single spaces."""

from collections.abc import Sequence

from msgreview.model.document import Folded
from msgreview.model.later import later
from msgreview.model.span import Span

INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
"""Characters without width: soft hyphen, joiners, direction marks, byte order mark."""

_QUOTES = {"‘": "'", "’": "'", "‚": "'", "‛": "'", "′": "'", "´": "'", "“": '"', "”": '"', "„": '"', "‟": '"', "″": '"'}
_DASHES = dict.fromkeys("‐‑‒–—―−", "-")
_PLAIN = str.maketrans(_QUOTES | _DASHES)
_UNEVEN = later(rf"[\s{INVISIBLE}]{{2,}}|[^\S ]|[{INVISIBLE}]")
"""White space that is not one space, and what has no width."""


def fold(text: str, sentences: Sequence[Span]) -> Folded:
    """Fold the `sentences` of `text`; they must be in order and apart."""
    flat = text if text.isascii() else text.translate(_PLAIN)
    pieces: list[str] = []
    places: list[Sequence[int]] = []
    starts: list[int] = []
    size = 0
    for start, end in sentences:
        starts.append(size)
        words = flat[start:end]
        if "  " in words or not words.isprintable():
            words, inside = _even(words, start)
            places.append((*inside, end))
        else:
            places.append(range(start, end + 1))
        pieces.append(words)
        size += len(words) + 1
    pieces.append("")
    places.append((len(text),))
    return Folded("\n".join(pieces), tuple(places), tuple(starts))


def _even(words: str, start: int) -> tuple[str, list[int]]:
    """`words` with single spaces only, and where each character stands in the text that has them at `start`."""
    pieces: list[str] = []
    places: list[int] = []
    at = 0
    for run in _UNEVEN.finditer(words):
        low, high = run.span()
        pieces.append(words[at:low])
        places += range(start + at, start + low)
        if low > 0 and high < len(words) and run[0].strip(INVISIBLE):
            pieces.append(" ")
            places.append(start + low)
        at = high
    pieces.append(words[at:])
    places += range(start + at, start + len(words))
    return "".join(pieces), places
