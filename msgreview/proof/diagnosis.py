"""Why an example did not have the expected result, and what to do about it: for the people who write rules."""

from collections.abc import Iterator
from typing import NamedTuple

from msgspec.structs import replace

from msgreview.proof.example_files import Files
from msgreview.proof.trial import Trial, run_trial
from msgreview.rubric.kinds import KINDS
from msgreview.rubric.ruleset import with_only
from msgreview.rubric.run import Runner
from msgreview.rubric.schema import Rule

_STRICTER = {
    "ignorecase": ("has '{words}' in other capitals, and the rule minds them", "Match the capitals, or say `ignorecase: true`."),
    "nonword": ("has '{words}' only inside longer words", "Write the whole word into the pattern, such as `hush\\w*`."),
}
"""Options that make a rule match more when they are true."""

_MOST = 8
"""Most sentences whose moves are listed."""


class Diagnosis(NamedTuple):
    """What happened, and what to do. Both go on from "bad example 1"."""

    why: str
    advice: str


def noisy(words: str) -> Diagnosis:
    """A good example that fires the rule, at `words`."""
    return Diagnosis(f"fires the rule at '{words}'", "Write it without these words, or make the rule narrower.")


def silent(rule: Rule, files: Files, trial: Trial, runner: Runner) -> Diagnosis:
    """A bad example that does not fire its rule."""
    words = max((scanned.words for scanned in trial.texts), default=0)
    least = getattr(rule.options, "min_words", 0)
    if words < least:
        why = f"is not judged: the rule begins at {least} words of prose, and here the count is {words}"
        return Diagnosis(why, "Make it longer, or lower `min_words`.")
    kind = KINDS[rule.kind]
    if kind.moves and kind.patterns is None:
        return Diagnosis(
            f"does not fire the rule. Read as: {_moves(trial)}",
            "Say it in words that the move knows, or add a pattern to a moves.yaml of yours.",
        )
    if kind.patterns is None:
        return Diagnosis("does not fire the rule", "Write a message in which the fault is there, or change the rule's options.")
    return _unmatched(rule, files, runner)


def _unmatched(rule: Rule, files: Files, runner: Runner) -> Diagnosis:
    """The diagnosis from variants of the rule that match more: the first that fires shows what the rule lacks."""
    widenings = list(_widenings(rule))
    rules = with_only(runner.rules, *(wider for wider, _ in widenings))
    matches = run_trial(Runner(rules, runner.settings), files).matches
    for wider, (why, advice) in widenings:
        if wider.id in matches:
            return Diagnosis(why.format(words=matches[wider.id]), advice)
    return Diagnosis("does not fire the rule: none of its patterns is in it", "Use its words, or add yours to the rule.")


def _widenings(rule: Rule) -> Iterator[tuple[Rule, Diagnosis]]:
    """The rule made to match more in one respect, and the diagnosis if it fires then."""

    def wider(why: str, advice: str, changed: Rule) -> tuple[Rule, Diagnosis]:
        return replace(changed, id=f"{rule.id}: {why}"), Diagnosis(why, advice)

    if rule.exceptions:
        why = "has '{words}', and an exception or an accepted word of the settings lets it pass"
        yield wider(why, "Use other words, or take the exception out.", replace(rule, exceptions=()))
    if "text" not in rule.scope:
        why = f"has '{{words}}' where the rule does not look: its `scope` is {' and '.join(rule.scope)}"
        yield wider(why, "Move the words, or widen `scope`.", replace(rule, scope=("text",)))
    for option, (why, advice) in _STRICTER.items():
        if getattr(rule.options, option, True) is False:
            yield wider(why, advice, replace(rule, options=replace(rule.options, **{option: True})))


def _moves(trial: Trial) -> str:
    """The moves of the message's sentences, in order."""
    sentences = trial.texts[0].document.sentences if trial.texts else ()
    moves = [" + ".join(sentence.moves) or "(nothing in particular)" for sentence in sentences if sentence.words]
    return "; ".join(moves[:_MOST]) + ("; …" if len(moves) > _MOST else "")
