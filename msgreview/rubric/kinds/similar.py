"""Messages that say nearly the same.

Bodies of one language and channel that share at least `threshold` of their three-word runs. The hit is on the message
whose id comes later in the alphabet, whatever the files are called, and names the earlier one it is most like. Bodies of fewer
than `min_words` words, stand-ins for values not counted, are left alone: short messages are alike without being copies. So are
the two forms of one mail, such as `welcome-html` and `welcome-text`, which are sent together.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec

from msgreview.model.config import Settings
from msgreview.model.finding import Hit
from msgreview.rubric.kind import Kind
from msgreview.rubric.message_facts import BINS, Facts, likeness, piece

_FORM = re.compile(r"[-_.](?:html?|te?xt|plain)$")
_MOST = 8
"""Messages compared under one key: enough for families of near-copies, and a limit to the work for large ones."""
_LEAST_ROWS = 4
"""Bins of a piece for low thresholds; a piece for high ones is made of whole ones of these."""


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The options of `similar`."""

    threshold: float = 0.9
    min_words: int = 20

    def __post_init__(self) -> None:
        if not 0.5 <= self.threshold <= 1:
            raise ValueError("`threshold` is a share between 0.5 and 1")


def check(facts: Sequence[Facts], options: Options, settings: Settings) -> Iterator[tuple[Facts, Hit]]:
    """One hit a message that is like an earlier one."""
    long = sorted((fact for fact in facts if fact.words >= options.min_words), key=lambda fact: fact.id)
    for fact, rivals in zip(long, _rivals(long, 8 if options.threshold >= 0.85 else _LEAST_ROWS), strict=True):
        others = (rival for rival in rivals.values() if _FORM.sub("", rival.id) != _FORM.sub("", fact.id))
        best = max(((likeness(fact.sketch, rival.sketch), rival.id) for rival in others), default=(0.0, ""))
        if best[0] >= options.threshold:
            location = fact.location("id")
            yield fact, Hit(location.start, location.end, "id", (best[1], str(round(100 * best[0]))))


def _rivals(facts: Sequence[Facts], rows: int) -> list[dict[str, Facts]]:
    """For each message the earlier ones, by id, that it shares a language, a channel, a format and a piece of the sketch with."""
    rivals: list[dict[str, Facts]] = [{} for _ in facts]
    for number in range(BINS // rows):  # One piece after the other: the keys of all at once would take too much room.
        parts = [piece(fact.sketch, rows, number) for fact in facts]
        shared = {part for part, messages in Counter(parts).items() if part and messages > 1}
        buckets: dict[tuple[str, str, str, bytes], list[Facts]] = {}
        for fact, near, part in zip(facts, rivals, parts, strict=True):
            if part in shared:
                messages = buckets.setdefault((fact.lang, fact.channel, fact.format, part), [])
                near |= {rival.id: rival for rival in messages}
                if len(messages) < _MOST:
                    messages.append(fact)
    return rivals


def likeness_keys(fact: Facts) -> Iterator[tuple[object, ...]]:
    """What a message shares with those that it may be like, whatever the threshold."""
    for number in range(BINS // _LEAST_ROWS):
        if part := piece(fact.sketch, _LEAST_ROWS, number):
            yield fact.lang, fact.channel, fact.format, number, part


KIND = Kind(
    "similar", __doc__, Options, args=("id of the other", "per cent alike"), check_catalogue=check, likeness=likeness_keys
)
