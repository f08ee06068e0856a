"""The cache of loaded rules, so that a run need not parse rubrics again that nobody has changed.

It is valid for a key that covers the text of every rubric, the settings and the program itself. A missing or damaged cache, or
one of another key, is as good as none.
"""

from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

import msgspec

from msgreview.catalogue.atomic import write_atomic
from msgreview.matching.pattern import Pattern
from msgreview.matching.plan import Plan
from msgreview.moves.moves import Moves
from msgreview.moves.schema import MovesFile
from msgreview.rubric.kinds import KINDS
from msgreview.rubric.ruleset import RuleSet
from msgreview.rubric.schema import Rubric

if TYPE_CHECKING:
    from msgreview.matching.matcher import Matcher


_SUM = 4
"""Bytes before the content that tell whether it is whole: compiled patterns are in it."""


class _Cached(msgspec.Struct, frozen=True, array_like=True):
    key: str
    digest: str
    rubrics: tuple[Rubric, ...]
    """Their options are plain values here, to be converted to the types of their kinds."""
    on: frozenset[str]
    moves: tuple[MovesFile, ...]
    patterns: tuple[Pattern, ...]
    plan: Plan
    ranges: dict[str, tuple[int, int]]
    phrases: dict[str, tuple[int, ...]]
    notes: tuple[str, ...]


def load_rules(path: Path, key: str) -> RuleSet | None:
    """The rules cached at `path` for `key`; None where there are none."""
    try:
        data = path.read_bytes()
        if int.from_bytes(data[:_SUM]) != crc32(memoryview(data)[_SUM:]):
            return None
        cached = msgspec.msgpack.decode(memoryview(data)[_SUM:], type=_Cached)
        return _rules(cached) if key and cached.key == key else None
    except (OSError, UnicodeDecodeError, msgspec.DecodeError):
        return None


def save_rules(path: Path, key: str, rules: RuleSet) -> None:
    """Caches rules whose matcher could be made. Errors are ignored: the next run takes a little longer."""
    cached = _Cached(
        key=key,
        digest=rules.digest,
        rubrics=rules.rubrics,
        on=frozenset(rule.id for rule in rules.rules),
        moves=rules.moves.files,
        patterns=rules.matcher.patterns,
        plan=rules.matcher.plan,
        ranges={rule: (numbers.start, numbers.stop) for rule, numbers in rules.ranges.items()},
        phrases=dict(rules.phrases),
        notes=rules.notes,
    )
    data = msgspec.msgpack.encode(cached)
    with suppress(OSError):
        write_atomic(path, crc32(data).to_bytes(_SUM) + data, lasting=False)


def _rules(cached: _Cached) -> RuleSet:
    rubrics = tuple(map(_typed, cached.rubrics))

    @cache
    def ready() -> "Matcher":
        from msgreview.matching.matcher import Matcher

        return Matcher(cached.patterns, cached.plan)

    return RuleSet(
        rubrics,
        tuple(rule for rubric in rubrics for rule in rubric.rules if rule.id in cached.on),
        Moves(cached.moves, patterns=cached.patterns),
        ready,
        {rule: range(*numbers) for rule, numbers in cached.ranges.items()},
        cached.phrases,
        cached.digest,
        cached.notes,
    )


def _typed(rubric: Rubric) -> Rubric:
    """The rubric with the options of each rule as its kind has them."""
    for rule in rubric.rules:
        options = msgspec.convert(rule.options, KINDS[rule.kind].options)
        msgspec.structs.force_setattr(rule, "options", options)
    return rubric
