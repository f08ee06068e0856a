"""Grades a new version of a text: what the kinds rewrite and shorten have in common."""

import re
from collections.abc import Collection
from typing import NamedTuple

from msgreview.model.message import Channel
from msgreview.rubric.schema import Practice
from msgreview.train.analysis import Analysed, Analyser
from msgreview.train.fact_check import FactCheck, check_facts, fact_remarks
from msgreview.train.facts import facts_in, facts_of
from msgreview.train.gaming import likeness, refusal_reason
from msgreview.train.grade import Grade, Remark, refuse
from msgreview.train.practices import Change, compare_hits, move_remarks, rule_remarks
from msgreview.train.questions import NO, questions
from msgreview.train.refusals import check_refusal, refusal_remarks, refuses

_ALIKE = 0.6
_SAME = 0.85
"""Shares of words in common: from the first on, an answer must mend something; from the second, it is the given text."""

_MENDED = 0.5
"""Of what there was to mend, by weight."""

WAY = re.compile(
    r"\b(?:(?:you|he|she|they|we|i)(?:'ll| will| can| could| may| might)(?! not)|(?:another|instead|however|but"
    r"|though|appeal|welcome|until then|alternatively|try|ask|if you|next time)\b)",
    re.IGNORECASE,
)
"""Words that open a way, however clumsily."""
NO_WAY = ("no-softening.bare-no", "no-softening.no-way-forward", "structure.next-step")
"""Rules that a way forward keeps."""


class Rewriting(NamedTuple):
    """What a new version of a text is held to."""

    given: str
    practice: Practice
    channel: Channel = "email"
    must: tuple[str, ...] = ()
    """Texts whose facts must be there as well."""
    may: tuple[str, ...] = ()
    """Texts whose facts may be there."""
    keep: tuple[str, ...] | None = None
    """Texts whose facts must stay; None: those of the given text."""
    anew: bool = True
    """Whether it must be said in other words: an answer that only shortens a text need not."""
    says_no: bool | None = None
    """Whether a no must stay a no; None: if the given text says one."""
    moves: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    """Rules that the answer must keep."""
    models: tuple[str, ...] = ()


def grade_rewriting(task: Rewriting, answer: str, analyser: Analyser, *more: Remark) -> Grade:
    """The grade of a new version; `more` is what else is to be said of its practices."""
    reason = refusal_reason(answer, task.given)
    if reason:
        return refuse(reason)
    given = analyser.analyse(task.given, channel=task.channel)
    written = analyser.analyse(answer, channel=task.channel)
    check = _check(task, given, written)
    if check.is_empty:
        return refuse(
            f"Almost nothing of what the reader needs is left, such as “{check.lost[0].text}”."
            " Be kind around the facts, and keep every one of them."
        )
    says_no = refuses(given) if task.says_no is None else task.says_no
    change = compare_hits(given, written, NO_WAY if _takes_up(task, written) or WAY.search(answer) else ())
    if task.anew and _is_hardly_changed(likeness(answer, task.given), change, task.rules):
        return refuse(
            "Most of it is still as it was. Put the text aside, say aloud what you would tell the reader, and write that down."
        )
    facts = [*fact_remarks(check)]
    if says_no:
        facts += refusal_remarks(check_refusal(written, "\n".join((task.given, *task.may))))
    practices = [*more, *rule_remarks(change, task.rules), *move_remarks(written, task.moves)]
    return Grade(tuple(facts), tuple(practices), questions(task.practice, *((NO,) if says_no else ())), models=task.models)


def _is_hardly_changed(alike: float, change: Change, wanted: Collection[str]) -> bool:
    """Whether an answer is the text it was made from, and mends next to nothing of it; or not what it should mend."""
    left = {rule.id for rule, _ in change.left}
    if wanted and left.isdisjoint(wanted):
        return False
    return alike > _SAME or (alike > _ALIKE and change.share_left >= _MENDED)


def _check(task: Rewriting, given: Analysed, written: Analysed) -> FactCheck:
    own = facts_of(given.document)
    required = own if task.keep is None else facts_in(*task.keep)
    allowed = [*own, *facts_in(*task.may)]
    return check_facts([*required, *facts_in(*task.must)], facts_of(written.document), written.document.text, allowed)


def _takes_up(task: Rewriting, written: Analysed) -> bool:
    """Whether an answer has a fact of the extra texts, which bring the way forward."""
    extra = check_facts(facts_in(*task.must, *task.may), facts_of(written.document), written.document.text)
    return len(extra.lost) < len(extra.required)
