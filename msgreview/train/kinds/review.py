"""Review a message against the policies of the day: keep it, edit it or retire it, and say why.

`message` is the text under review, `policies` is what holds now, in words. `decision` is the right one, and `reasons` are
what a good "why" names: for each, some `words` of which one must be there, and what it `says`.
"""

import re

import msgspec

from msgreview.model.message import Decision
from msgreview.train.analysis import Analyser
from msgreview.train.course import Exercise
from msgreview.train.grade import Grade, Remark, refuse
from msgreview.train.kind import ExerciseKind, Task

_DECISION = re.compile(r"\s*(keep|edit|retire)\b[\s:,.;–—-]*(?:because\b|as\b|since\b)?(.*)", re.IGNORECASE | re.DOTALL)
_FEW = 4
"""Words that a reason has at least."""


class Reason(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something that a good "why" names."""

    words: tuple[str, ...]
    says: str


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The options of `review`."""

    message: str
    policies: tuple[str, ...]
    decision: Decision
    reasons: tuple[Reason, ...]
    models: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.reasons or not self.models:
            raise ValueError("it needs `reasons` and `models`: what a good answer names, and what one looks like")


def pose(exercise: Exercise, _: Analyser) -> Task:
    """The message and what holds now."""
    options: Options = exercise.options
    today = "\n".join(f"- {policy}" for policy in options.policies)
    given = f"{options.message.strip()}\n\nWhat holds today:\n{today}"
    return Task(given, how="Type keep, edit or retire, and why: “edit, because …”.", long=True)


def grade(exercise: Exercise, answer: str, _: Analyser) -> Grade:
    """Whether the decision is right, and whether the "why" names the reasons."""
    options: Options = exercise.options
    match = _DECISION.match(answer)
    if match is None:
        return refuse("Start with your decision: keep, edit or retire. Then say why.")
    why = " ".join(match[2].split())
    if len(re.findall(r"\w+", why)) < _FEW:
        return refuse("Say why in a sentence: whoever reviews this next year will want to know.")
    decided = match[1].lower() == options.decision
    words = (
        f"{options.decision.capitalize()} is right here." if decided else f"Read it once more: {match[1].lower()} does not fit."
    )
    practices = [Remark(decided, words)]
    for reason in options.reasons:
        named = any(re.search(rf"\b{re.escape(word)}", why, re.IGNORECASE) for word in reason.words)
        said = (
            f"You name it: {reason.says}."
            if named
            else "Your reason leaves out something that decides this. Compare the text with what holds today, line by line."
        )
        practices.append(Remark(named, said))
    return Grade(practices=tuple(dict.fromkeys(practices)), models=options.models)


def _other(exercise: Exercise) -> str:
    """A wrong decision with a reason that names nothing."""
    return (
        "keep, because nothing about it seems wrong to me"
        if exercise.options.decision != "keep"
        else "retire, because it is old now"
    )


KIND = ExerciseKind(
    "review",
    __doc__,
    Options,
    pose,
    grade,
    given=lambda exercise, _: _other(exercise),
)
