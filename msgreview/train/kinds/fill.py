"""Fill the personal part of a message that is joined from ready parts.

`given` is the message with `[...]` where the personal part goes; `about` is what is known of this reader, and at least one
thing of it has to be taken up. `must` are texts whose facts have to be there, `says_no` tells whether the part says a no
that must stay one, `moves` are what it has to do. `most` is how many words it may have. `models` are two good ways to fill it.
"""

from msgreview.train.analysis import Analyser
from msgreview.train.course import Exercise
from msgreview.train.fact_check import check_facts, fact_remarks
from msgreview.train.facts import facts_in, words_of
from msgreview.train.free_words import WantedMoves
from msgreview.train.gaming import likeness, main_words, refusal_reason
from msgreview.train.grade import Grade, Remark, refuse
from msgreview.train.kind import ExerciseKind, Task
from msgreview.train.practices import compare_hits, move_remarks, rule_remarks
from msgreview.train.questions import questions
from msgreview.train.refusals import check_refusal, refusal_remarks

GAP = "[...]"
_REPEATED = 0.6
"""Share of words in common at which the part only says again what is known, or what the message says anyway."""


class Options(WantedMoves, frozen=True, kw_only=True):
    """The options of `fill`."""

    given: str
    about: str
    must: tuple[str, ...] = ()
    says_no: bool = False
    most: int = 60

    def __post_init__(self) -> None:
        if self.given.count(GAP) != 1:
            raise ValueError(f"`given` needs {GAP} once, where the personal part goes")
        super().__post_init__()


def pose(exercise: Exercise, _: Analyser) -> Task:
    """The message with its gap, and what is known of the reader."""
    options: Options = exercise.options
    given = f"{options.given.strip()}\n\nWhat you know of the reader:\n{options.about.strip()}"
    return Task(given, how=f"Write what goes in place of {GAP}.", long=True)


def grade(exercise: Exercise, answer: str, analyser: Analyser) -> Grade:
    """Whether the part is for this reader and for nobody else."""
    options: Options = exercise.options
    around = options.given.replace(GAP, "")
    reason = refusal_reason(answer)
    if not reason and max(likeness(answer, around), likeness(answer, options.about)) > _REPEATED:
        reason = "This is what stands there already. Say to this reader what only you can say, in a sentence or two."
    if reason:
        return refuse(reason)
    whole = options.given.replace(GAP, answer.strip())
    before, after = (analyser.analyse(text, channel=exercise.channel) for text in (around, whole))
    part = analyser.analyse(answer, channel=exercise.channel)
    allowed = facts_in(exercise.prompt, options.about, around)
    facts = fact_remarks(check_facts(facts_in(*options.must), facts_in(answer), answer, allowed))
    if options.says_no:
        facts += refusal_remarks(check_refusal(part, options.about))
    change = compare_hits(before, after)
    personal = _personal(answer, options.about, around)
    practices = (personal, *_size(answer, options.most), *rule_remarks(change._replace(left=()), exercise.rules))
    practices += tuple(move_remarks(part, options.moves))
    return Grade(facts, practices, questions(exercise.practice), models=options.models)


def _personal(answer: str, about: str, around: str) -> Remark:
    """Whether the part takes up something that is known of the reader and that the message does not say anyway."""
    own = main_words(about) - main_words(around)
    taken = own & main_words(answer)
    if taken:
        return Remark(True, "You take up what this reader told us.")
    return Remark(
        False, "This would fit any reader, as far as one can tell. Name one thing that this one told us, in words of theirs."
    )


def _size(answer: str, most: int) -> tuple[Remark, ...]:
    count = len(words_of(answer))
    words = f"It has {count} words, and {most} will do: a line of your own is enough, the rest of the message does the work."
    return (Remark(False, words),) if count > most else ()


KIND = ExerciseKind(
    "fill",
    __doc__,
    Options,
    pose,
    grade,
    given=lambda exercise, _: exercise.options.about,
)
