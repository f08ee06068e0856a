"""Rewrite a text so that it helps its reader and still says what it says.

`given` is the text, and each of its facts must be in the answer: dates, amounts, times, numbers, links, addresses, names,
variables. `keep` are texts whose facts must stay, where not all of them may: a name that is private, a day that was wrong.
`facts` are more texts whose facts may be there, such as what the learner knows of the case; those of `must` have to be.
`says_no` tells whether a no must stay a no; where it is left out, it must if the text says one. `moves` are what the answer
has to do (`apology`, or `offer|promise` for either), and it must keep the exercise's `rules`. `models` are two good ways to
write it.
"""

from msgreview.train.analysis import Analyser
from msgreview.train.course import Exercise
from msgreview.train.free_words import WantedMoves, with_notes
from msgreview.train.grade import Grade
from msgreview.train.kind import ExerciseKind, Task
from msgreview.train.rewriting import Rewriting, grade_rewriting


class Options(WantedMoves, frozen=True, kw_only=True):
    """The options of `rewrite`."""

    given: str
    facts: tuple[str, ...] = ()
    must: tuple[str, ...] = ()
    keep: tuple[str, ...] | None = None
    says_no: bool | None = None


def pose(exercise: Exercise, _: Analyser) -> Task:
    """The text, and what else the learner knows."""
    options: Options = exercise.options
    given = with_notes(options.given, "What you know besides", (*options.must, *options.facts))
    return Task(given, how="Write it as you would send it.", long=True)


def grade(exercise: Exercise, answer: str, analyser: Analyser) -> Grade:
    """What became of the facts, the no and the practices."""
    options: Options = exercise.options
    task = Rewriting(
        options.given,
        exercise.practice,
        exercise.channel,
        must=options.must,
        may=(exercise.prompt, *options.facts),
        keep=options.keep,
        says_no=options.says_no,
        moves=options.moves,
        rules=exercise.rules,
        models=options.models,
    )
    return grade_rewriting(task, answer, analyser)


KIND = ExerciseKind("rewrite", __doc__, Options, pose, grade)
