"""The practices in an answer: what the rules say of its words and of those it was made from, and its moves."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

import msgspec

from msgreview.catalogue.validate import did_you_mean
from msgreview.model.finding import Hit
from msgreview.rubric.schema import Rule
from msgreview.train.analysis import Analysed, advice
from msgreview.train.english import English
from msgreview.train.grade import Remark

_WEIGHT = {"error": 3, "warning": 2, "suggestion": 1}
_MOST = 3
"""Hints on things that do not keep an answer from passing."""


class MoveWords(msgspec.Struct, frozen=True):
    """What one does to make a move, and how that may sound."""

    does: str
    sounds: str = ""


MOVE_WORDS: dict[str, MoveWords] = msgspec.convert(English("moves").tables, dict[str, MoveWords])
"""The moves that can be taught."""


class Change(NamedTuple):
    """What the rules say of an answer beside what they said of the text it was made from."""

    mended: tuple[Rule, ...]
    left: tuple[tuple[Rule, Hit], ...]
    """Hits of rules that the given text broke as well."""
    new: tuple[tuple[Rule, Hit], ...]

    @property
    def share_left(self) -> float:
        """How much is left of what there was to mend, red weighing three times as much as green; 1 where there was nothing."""
        left = sum(_WEIGHT.get(rule.level, 0) for rule in {rule.id: rule for rule, _ in self.left}.values())
        whole = left + sum(_WEIGHT.get(rule.level, 0) for rule in self.mended)
        return left / whole if whole else 1.0


def compare_hits(given: Analysed, answer: Analysed, excused: Collection[str] = ()) -> Change:
    """What became of the rules that the given text broke. Hits of `excused` rules are left out of the answer's."""
    before = {rule.id: rule for rule, _ in given.hits}
    after = [(rule, hit) for rule, hit in answer.hits if rule.id not in excused]
    ids = {rule.id for rule, _ in after}
    return Change(
        tuple(rule for id_, rule in before.items() if id_ not in ids),
        tuple((rule, hit) for rule, hit in after if rule.id in before),
        tuple((rule, hit) for rule, hit in after if rule.id not in before),
    )


def rule_remarks(change: Change, wanted: Collection[str]) -> Iterator[Remark]:
    """What a learner reads of it; the `wanted` rules must be kept, and a red one never be broken anew."""
    hints: list[Remark] = []
    counted: Counter[str] = Counter()
    for rule, hit, must in _judged(change, wanted):
        counted[rule.id] += 1
        if counted[rule.id] > 1:
            continue
        place = (hit.start, hit.end) if hit.field == "body" else (0, 0)
        if must:
            yield Remark(False, advice(rule, hit), rule.id, *place)
        else:
            hints.append(Remark(True, f"For a next version: {advice(rule, hit)}", rule.id, *place))
    if change.mended:
        yield Remark(True, _mended(change.mended))
    yield from hints[:_MOST]


def _judged(change: Change, wanted: Collection[str]) -> Iterator[tuple[Rule, Hit, bool]]:
    for rule, hit in change.left:
        yield rule, hit, rule.id in wanted
    for rule, hit in change.new:
        yield rule, hit, rule.id in wanted or rule.level == "error"


def _mended(rules: Sequence[Rule]) -> str:
    if len(rules) == 1:
        return f"You mended what {rules[0].id} marked."
    return f"You mended {len(rules)} things that the rules marked in the text: {', '.join(rule.id for rule in rules[:_MOST])}."


def alternatives(wanted: Iterable[str]) -> list[str]:
    """All the moves or acts that these name, in their order: `a|b` is either of two."""
    return [one for either in wanted for one in either.split("|")]


def unknown_moves(wanted: Collection[str]) -> str:
    """What is wrong with moves that an exercise wants; "" where they all can be taught."""
    unknown = next((move for move in alternatives(wanted) if move not in MOVE_WORDS), None)
    if unknown is None:
        return ""
    return f"`moves` does not know '{unknown}'. {did_you_mean(unknown, MOVE_WORDS, 'It takes moves of rubrics/moves.yaml.')}"


def sounds_like(words: str) -> str:
    """A sentence that says how something may sound, after a space; "" for no words."""
    return f" It may sound like this: {words}" if words else ""


def move_remarks(answer: Analysed, moves: Collection[str]) -> Iterator[Remark]:
    """Which of the wanted moves an answer makes, and which are missing; `a|b` wants either."""
    for wanted in moves:
        either = wanted.split("|")
        there = next((move for move in either if move in answer.moves), None)
        own = MOVE_WORDS.get(there or either[0], MoveWords(f"make the move “{there or either[0]}”"))
        if there is None:
            yield Remark(False, f"One thing is missing: {own.does}.{sounds_like(own.sounds)}")
        else:
            start, end = next((one.start, one.end) for one in answer.document.sentences if there in one.moves)
            yield Remark(True, f"You {own.does}.", start=start, end=end)
