"""What is asked before something is recorded, one question after the other; whoever shows them sends the answers.

choice = carry_on(deciding(review, page, "retire"), ask)
"""

from collections.abc import Callable, Generator, Sequence
from typing import NamedTuple, TypeVar

from msgreview.history.context import ReviewContext
from msgreview.model.finding import Finding
from msgreview.model.review import MessageState
from msgreview.report.sitting.decisions import Choice, SittingPage, owner
from msgreview.report.sitting.session import Did

_T = TypeVar("_T")


class Question(NamedTuple):
    """A question; nothing is recorded without an answer, unless it is not `required`."""

    text: str
    required: bool = True
    what: str = ""
    """What an answer is, such as "its number"; "" for words."""
    note: str = ""
    """What is taken for the answer where nothing else is typed."""


Dialogue = Generator[Question, str | None, _T]
"""Takes an answer to each question, None or "" where there is none; returns what is to be recorded."""


def carry_on(dialogue: Dialogue[_T], ask: Callable[[Question], str | None]) -> _T:
    """What is to be recorded after all questions are asked."""
    answer = None
    while True:
        try:
            answer = ask(dialogue.send(answer))
        except StopIteration as end:
            outcome: _T = end.value
            return outcome


def deciding(review: ReviewContext, page: SittingPage, did: Did, why: str = "", note: str = "") -> Dialogue[Choice | None]:
    """The decision with what is said with it: `why`, else an answer or a `note`; None where it is left."""
    to = owner(review, page.item.id) if did == "recommend" else ""
    question = _about(page, did, to)
    if question and not why:
        why = (yield question._replace(note=note)) or ""
        if question.required and not why:
            return None
    if did == "recommend" and not to:
        to = (yield Question("Nobody answers for it. Who is to decide?", what="a mail address")) or ""
        if not to:
            return None
    is_refusal = did == "keep" and page.is_recommended
    return Choice("refuse" if is_refusal else did, why or note, to)


def _about(page: SittingPage, did: Did, owner: str) -> Question | None:
    """What is asked before a decision is recorded; None for nothing."""
    if did == "keep" and page.is_recommended:
        assert page.message
        return why_not(page.message.state)
    if did == "recommend":
        return Question(f"What should {owner} change?" if owner else "What should change?")
    if did == "retire":
        return Question("Why is it not sent any more?", required=False)
    return None


def why_not(state: MessageState) -> Question:
    """What is asked of whoever approves a message for which a change is recommended."""
    recommended = next(each.text for each in state.reasons if each.state == "recommended")
    return Question(f"{recommended.rstrip('.')}. Why not?")


def disputing(findings: Sequence[Finding]) -> Dialogue[tuple[Finding, str] | None]:
    """Which of some findings, all of which can be disputed, is wrong, and why; None where it is left."""
    number = "1"
    if len(findings) > 1:
        rows = (f"{at} {each.path}:{each.line} {each.rule}: {each.text}" for at, each in enumerate(findings, 1))
        number = (yield Question("\n".join([*rows, "Which one is wrong?"]), what="its number")) or ""
    finding = {str(at): each for at, each in enumerate(findings, 1)}.get(number)
    if finding is None:
        return None
    because = yield Question(f"Why is {finding.rule} wrong there?")
    return (finding, because) if because else None
