"""What a learner gets back: three lines, never one score.

Facts kept, practices met, and questions for self-assessment. An answer that is empty, copied or stuffed is refused with
a kind reason, and is not graded at all.
"""

import msgspec


class Remark(msgspec.Struct, frozen=True):
    """One thing that the answer does, or does not do yet."""

    ok: bool
    text: str
    """A whole sentence for the learner; one that is not `ok` says what to try."""
    rule: str = ""
    """Id of the rule it comes from; "" where it comes from none."""
    start: int = 0
    end: int = 0
    """The words of the answer that it is on: 0-based code points; empty where it is on the answer as a whole."""


class Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A question for self-assessment, with what a weak and a strong answer to it look like."""

    ask: str
    weak: str
    strong: str


class Grade(msgspec.Struct, frozen=True):
    """The three lines on an answer."""

    facts: tuple[Remark, ...] = ()
    """Dates, amounts, names, links, variables, the "no" itself."""
    practices: tuple[Remark, ...] = ()
    """Rules that are broken or mended at their words, and moves that are there or missing."""
    questions: tuple[Question, ...] = ()
    refused: str = ""
    """Why the answer is not graded, and what to do instead; "" where it is."""
    models: tuple[str, ...] = ()
    """Good ways to answer, for the learner to compare with once the answer has passed."""

    @property
    def passed(self) -> bool:
        """Whether nothing is left to mend."""
        return not self.refused and all(remark.ok for remark in (*self.facts, *self.practices))


def refuse(reason: str) -> Grade:
    """The grade of an answer that cannot be graded."""
    return Grade(refused=reason)
