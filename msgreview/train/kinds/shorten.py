"""Shorten a text to what goes out as one text message, and keep what the reader needs.

`given` is the long text. `keep` are texts whose facts must stay; where it is left out, all facts of the text must. `segments`
is how many parts of a text message it may take: one holds 160 characters, or 70 where there is one that text messages do not
have, such as a curly quote or an emoji. `models` are two good ways to say it.
"""

from msgreview.rubric import sms
from msgreview.train.analysis import Analyser
from msgreview.train.course import Exercise
from msgreview.train.free_words import FreeWords
from msgreview.train.grade import Grade, Remark
from msgreview.train.kind import ExerciseKind, Task
from msgreview.train.rewriting import Rewriting, grade_rewriting


class Options(FreeWords, frozen=True, kw_only=True):
    """The options of `shorten`."""

    given: str
    keep: tuple[str, ...] | None = None
    segments: int = 1
    says_no: bool | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.segments < 1:
            raise ValueError("`segments` is 1 or more")


def pose(exercise: Exercise, _: Analyser) -> Task:
    """The long text."""
    options: Options = exercise.options
    parts = "one text message" if options.segments == 1 else f"{options.segments} text messages"
    return Task(options.given.strip(), how=f"Write it so that it fits into {parts}.", long=True)


def grade(exercise: Exercise, answer: str, analyser: Analyser) -> Grade:
    """Whether it fits, and what became of the facts."""
    options: Options = exercise.options
    task = Rewriting(
        options.given,
        exercise.practice,
        "sms",
        may=(exercise.prompt,),
        keep=options.keep,
        anew=False,
        says_no=options.says_no,
        rules=exercise.rules,
        models=options.models,
    )
    return grade_rewriting(task, answer, analyser, length_remark(answer.strip(), options.segments))


def length_remark(text: str, most: int) -> Remark:
    """Whether a text fits into so many parts of a text message, and if not, from which character on."""
    sent = sms.segments(text)
    room = sms.UCS2 if sent.encoding == "UCS-2" else sms.GSM7
    limit = room[0] if most == 1 else room[1] * most
    if sent.count <= most:
        return Remark(True, f"It fits: {sent.units} of {limit} characters.")
    over = sms.past(text, most) or 0
    words = f"It takes {sent.units} characters, and there is room for {limit}. Leave out what the reader knows already."
    if sent.forced_by is not None:
        words += f" The character “{text[sent.forced_by]}” takes more than half of the room away: use a plain one."
    return Remark(False, words, start=over, end=len(text))


KIND = ExerciseKind("shorten", __doc__, Options, pose, grade)
