"""Answer a question: all of it, without asking for what was given, and without repeating what is private.

`question` is what somebody wrote, and `facts` is what the learner knows and may say. `asks` are the things that the question
asks, in words of your own where it does so between the lines. Facts of `must` have to be in the answer, `says_no` tells
whether it must be a no that stays one, `moves` are what it has to do, and it must keep the exercise's `rules`. `models` are
two good ways to answer.
"""

from msgreview.train.analysis import Analysed, Analyser
from msgreview.train.course import Exercise
from msgreview.train.fact_check import check_facts, fact_remarks
from msgreview.train.facts import facts_in, facts_of
from msgreview.train.free_words import WantedMoves, with_notes
from msgreview.train.gaming import likeness, refusal_reason
from msgreview.train.grade import Grade, Remark, refuse
from msgreview.train.kind import ExerciseKind, Task
from msgreview.train.practices import Change, move_remarks, rule_remarks
from msgreview.train.questions import ASKED, questions
from msgreview.train.refusals import check_refusal, refusal_remarks
from msgreview.train.replies import Reply, reply_facts, reply_practices
from msgreview.train.rewriting import WAY

_REPEATED = 0.7
"""Share of words in common at which an answer only says the question again."""


_HELD = (
    "structure.next-step", "tone.form-letter", "tone.generic-greeting", "tone.blame", "tone.condescending", "tone.demanding",
    "tone.curt", "tone.curt-status", "tone.impersonal", "tone.no-reply", "tone.minimizer", "referral.sent-elsewhere",
    "referral.not-ours", "referral.start-again", "referral.vague-promise", "referral.internal-routing", "privacy.borrower-named",
)  # fmt: skip
"""Rules that every reply must keep: they say whether it was written to this person."""


_LITTLE = frozenset(("greeting", "closing", "signature", "thanks", "acknowledgement"))
_LEADS_ON = ("no-softening.bare-no", "no-softening.no-way-forward")
"""Rules on a no by itself: a reply that says more than the no is judged by what it answers."""


class Options(WantedMoves, frozen=True, kw_only=True):
    """The options of `reply`."""

    question: str
    facts: tuple[str, ...] = ()
    must: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    says_no: bool = False


def pose(exercise: Exercise, _: Analyser) -> Task:
    """The question, and what the learner knows."""
    options: Options = exercise.options
    given = with_notes(options.question, "What you know", (*options.must, *options.facts))
    return Task(given, how="Write your answer as you would send it.", long=True)


def grade(exercise: Exercise, answer: str, analyser: Analyser) -> Grade:
    """Whether everything is answered, and how."""
    options: Options = exercise.options
    reason = refusal_reason(answer, options.question)
    if not reason and likeness(answer, options.question) > _REPEATED:
        reason = "This says the question again. Tell the person what they did not know before."
    if reason:
        return refuse(reason)
    written = analyser.analyse(answer, channel=exercise.channel)
    reply = Reply.of(options.question, answer, options.asks)
    facts = (*reply_facts(reply), *_facts(exercise, answer, written))
    if options.says_no:
        facts += refusal_remarks(check_refusal(written, options.question))
    said = [one for one in written.document.sentences if one.words > 1 and _LITTLE.isdisjoint(one.moves)]
    excused = _LEADS_ON if WAY.search(answer) or len(said) > 1 else ()
    change = Change((), (), tuple((rule, hit) for rule, hit in written.hits if rule.id not in excused))
    practices = (*reply_practices(reply), *rule_remarks(change, (*exercise.rules, *_HELD)), *move_remarks(written, options.moves))
    return Grade(facts, practices, questions(exercise.practice, ASKED), models=options.models)


def _facts(exercise: Exercise, answer: str, written: Analysed) -> tuple[Remark, ...]:
    """What became of the facts that had to be said; where the learner was told what is so, nothing else may be made up."""
    options: Options = exercise.options
    allowed = facts_in(exercise.prompt, options.question, *options.facts)
    check = check_facts(facts_in(*options.must), facts_of(written.document), answer, allowed)
    return fact_remarks(check if options.facts or options.must else check._replace(new=()))


KIND = ExerciseKind(
    "reply",
    __doc__,
    Options,
    pose,
    grade,
    given=lambda exercise, _: exercise.options.question,
)
