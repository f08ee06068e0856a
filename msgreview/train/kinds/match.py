"""Match things with what belongs to them, such as a service with what it promises.

`pairs` have a `left` and a `right`. In the place of `right` may stand `policy`, the dotted name of one of the catalogue's
policies: then the right side is its value in this catalogue, and `right` is what stands there where it has no such policy.
`decoys` are right sides that belong to nothing.
"""

import re
from string import ascii_lowercase

import msgspec

from msgreview.train.analysis import Analyser
from msgreview.train.course import Exercise
from msgreview.train.grade import Grade, Remark, refuse
from msgreview.train.kind import ExerciseKind, Task
from msgreview.train.shuffle import shuffled


class Pair(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Two things that belong together."""

    left: str
    right: str = ""
    policy: str = ""


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The options of `match`."""

    pairs: tuple[Pair, ...]
    decoys: tuple[str, ...] = ()
    given: str = ""

    def __post_init__(self) -> None:
        if not 2 < len(self.pairs) + len(self.decoys) <= len(ascii_lowercase) or len(self.pairs) < 2:
            raise ValueError(f"it needs two `pairs` at least, three right sides, and {len(ascii_lowercase)} of them at most")
        if not all(pair.right for pair in self.pairs):
            raise ValueError("each of the `pairs` needs a `right`, also beside a `policy`: not every catalogue has it")


def settle(options: Options, analyser: Analyser) -> Options:
    """The options with what this catalogue promises."""
    values = {policy.name: policy.value for policy in analyser.settings.policies if policy.value}
    pairs = tuple(msgspec.structs.replace(pair, right=values.get(pair.policy, pair.right)) for pair in options.pairs)
    return msgspec.structs.replace(options, pairs=pairs)


def _targets(exercise: Exercise) -> list[str]:
    """The right sides, each once, as they are shown: not in the order of the left ones."""
    options: Options = exercise.options
    rights = list(dict.fromkeys([*(pair.right for pair in options.pairs), *options.decoys]))
    return shuffled(rights, exercise.id, lambda order: len(rights) < 2 or order != rights)


def pose(exercise: Exercise, _: Analyser) -> Task:
    """The left sides, numbered, and the right ones, lettered."""
    options: Options = exercise.options
    lefts = tuple(pair.left for pair in options.pairs)
    return Task(options.given, lefts, tuple(_targets(exercise)), how="Type each number with its letter, such as 1b 2a.")


def grade(exercise: Exercise, answer: str, _: Analyser) -> Grade:
    """Which pairs belong together, and which do not."""
    options, targets = exercise.options, _targets(exercise)
    pairs = re.findall(r"([0-9]{1,3})\s*[-=:.)]?\s*([a-zA-Z])\b", answer)
    chosen = {int(number): letter.lower() for number, letter in pairs}
    letters = ascii_lowercase[: len(targets)]
    if (
        len(pairs) != len(chosen)
        or chosen.keys() != set(range(1, len(options.pairs) + 1))
        or not set(chosen.values()) <= set(letters)
    ):
        return refuse(f"Give each number from 1 to {len(options.pairs)} one letter from a to {letters[-1]}, such as 1b 2a.")
    remarks = []
    for number, pair in enumerate(options.pairs, 1):
        target = targets[letters.index(chosen[number])]
        if target == pair.right:
            remarks.append(Remark(True, f"{pair.left}: {pair.right}."))
        else:
            remarks.append(Remark(False, f"{pair.left} does not go with “{target}”. Look at it once more."))
    return Grade(facts=tuple(remarks), models=("\n".join(f"{pair.left}: {pair.right}" for pair in options.pairs),))


def _answer(exercise: Exercise) -> str:
    targets = _targets(exercise)
    return " ".join(
        f"{number}{ascii_lowercase[targets.index(pair.right)]}" for number, pair in enumerate(exercise.options.pairs, 1)
    )


def _unthinking(exercise: Exercise) -> str:
    """The letters one after the other, or all the same where that would be right."""
    count = len(exercise.options.pairs)
    letters = len(_targets(exercise))
    straight = " ".join(f"{number}{ascii_lowercase[(number - 1) % letters]}" for number in range(1, count + 1))
    turned = " ".join(f"{number}{ascii_lowercase[number % letters]}" for number in range(1, count + 1))
    return straight if straight != _answer(exercise) else turned


KIND = ExerciseKind(
    "match",
    __doc__,
    Options,
    pose,
    grade,
    models=lambda exercise, _: (_answer(exercise),),
    given=lambda exercise, _: _unthinking(exercise),
    settle=settle,
)
