"""Put the pieces of a good answer in order.

`pieces` are written in their right order, each with `text` and what it `does`. Pieces with the same `place` may stand either
way round; without one, a piece has its place in the list.
"""

import re
from itertools import pairwise

import msgspec

from msgreview.train.analysis import Analyser
from msgreview.train.course import Exercise
from msgreview.train.grade import Grade, Remark, refuse
from msgreview.train.kind import ExerciseKind, Task
from msgreview.train.shuffle import shuffled


class Piece(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A piece of the answer."""

    text: str
    does: str
    """What it does for the reader, such as "says what happens next"."""
    place: int | None = None


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The options of `order`."""

    pieces: tuple[Piece, ...]
    given: str = ""

    def __post_init__(self) -> None:
        if len({_place(self, number) for number in range(len(self.pieces))}) < 3:
            raise ValueError("it needs three `pieces` at least that have places of their own")


def _place(options: Options, number: int) -> int:
    own = options.pieces[number].place
    return number if own is None else own


def _shown(exercise: Exercise) -> list[int]:
    """The pieces in the order in which they are shown, which is not a right one."""
    options: Options = exercise.options
    return shuffled(range(len(options.pieces)), exercise.id, lambda order: not _is_right(options, order))


def _is_right(options: Options, order: list[int]) -> bool:
    places = [_place(options, number) for number in order]
    return places == sorted(places)


def pose(exercise: Exercise, _: Analyser) -> Task:
    """The pieces, numbered as they are shown."""
    options: Options = exercise.options
    pieces = tuple(options.pieces[number].text for number in _shown(exercise))
    return Task(options.given, pieces, how="Type the numbers in the right order, such as 2 1 3.")


def grade(exercise: Exercise, answer: str, _: Analyser) -> Grade:
    """What each piece that stands too early would rather follow."""
    options, shown = exercise.options, _shown(exercise)
    numbers = [int(number) for number in re.findall(r"[0-9]{1,3}", answer)]
    if sorted(numbers) != list(range(1, len(shown) + 1)):
        return refuse(f"Type each number from 1 to {len(shown)} once, in the order that you would send the pieces.")
    order = [shown[number - 1] for number in numbers]
    models = ("\n".join(piece.text for piece in options.pieces),)
    for before, after in pairwise(order):
        if _place(options, before) > _place(options, after):
            first, second = options.pieces[after].does, options.pieces[before].does
            late = Remark(False, f"The piece that {first} comes before the piece that {second}. Try it that way round.")
            return Grade(practices=(late,), models=models)
    steps = ", then ".join(options.pieces[number].does for number in order)
    return Grade(practices=(Remark(True, f"Your answer {steps}."),), models=models)


def _numbers(exercise: Exercise) -> str:
    shown = _shown(exercise)
    return " ".join(str(shown.index(number) + 1) for number in range(len(shown)))


KIND = ExerciseKind(
    "order",
    __doc__,
    Options,
    pose,
    grade,
    models=lambda exercise, _: (_numbers(exercise),),
    given=lambda exercise, _: " ".join(str(number) for number in range(1, len(exercise.options.pieces) + 1)),
)
