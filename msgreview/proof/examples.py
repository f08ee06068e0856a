"""Proves a rule's examples: each bad one makes that rule fire, each good one does not.

An example is the body of a message, or a mapping of message fields; what it leaves out is filled with a message that fits
the rule's `applies`. A field it leaves empty is taken away. `file` (or `files`, by name) is the full text of a message
file. `policies` as a mapping (name → value and `says`) are the catalogue's policies for that example.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from msgreview.catalogue.files import find_files
from msgreview.lint.run import lint_files
from msgreview.model.config import GrammarConfig, Settings
from msgreview.proof.diagnosis import Diagnosis, noisy, silent
from msgreview.proof.example_files import Files, example_files, example_text, with_policies
from msgreview.proof.trial import run_trial
from msgreview.rubric.grammar import has_engine, proofreader_for
from msgreview.rubric.kinds import KINDS
from msgreview.rubric.ruleset import RuleSet, resettled, under, with_only
from msgreview.rubric.run import Runner
from msgreview.rubric.schema import Rule

if TYPE_CHECKING:
    from msgreview.rubric.grammar.proofreader import Proofreader


class ExampleResult(msgspec.Struct, frozen=True):
    """The result of one example. `text` is the example as quoted.

    Where it is not `ok`, `why` says what went wrong and `advice` what to do; both go on from "bad example 1".
    """

    kind: Literal["bad", "good"]
    index: int
    text: str
    fired: bool
    ok: bool
    why: str = ""
    advice: str = ""


def prove(rule: Rule, rules: RuleSet, settings: Settings) -> list[ExampleResult]:
    """The results of a rule's examples. The rule must be on in `rules` (see `with_all`).

    Rules of kind `reported` are proven by linting the example's files. Rules of grammar are proven by harper (see
    `is_provable`).
    """
    runner = Runner(rules, settings, _proving(settings) if KINDS[rule.kind].proofread else None)
    return list(_results(rule, runner))


def _results(rule: Rule, runner: Runner) -> Iterator[ExampleResult]:
    kinds: tuple[tuple[Literal["bad", "good"], tuple[Any, ...]], ...] = (("bad", rule.examples.bad), ("good", rule.examples.good))
    for kind, examples in kinds:
        for index, example in enumerate(examples):
            own, example = _situated(rule, runner, example)
            files = example_files(rule, example, runner.settings)
            if rule.kind == "reported":
                fired = rule.id in _reported(files, runner)
                diagnosis = _AS_EXPECTED if fired == (kind == "bad") else _REPORTED[kind]
            else:
                fired, diagnosis = _tried(rule, kind, own, files)
            yield ExampleResult(kind, index, example_text(example), fired, diagnosis is _AS_EXPECTED, *diagnosis)


_AS_EXPECTED = Diagnosis("", "")
_REPORTED = {
    "bad": Diagnosis("does not show the fault", "Write a file in which it comes up when the file is read."),
    "good": Diagnosis("shows the fault", "Write a file without it."),
}


def is_provable(rule: Rule) -> bool:
    """Whether its examples can be proven here: those on grammar need harper."""
    return not KINDS[rule.kind].proofread or has_engine("harper")


@cache
def _proving(settings: Settings) -> "Proofreader | None":
    """The proofreader for examples of grammar: harper, whatever the settings say, since it needs no server."""
    return proofreader_for(GrammarConfig("harper"), settings)


def _tried(rule: Rule, kind: Literal["bad", "good"], runner: Runner, files: Files) -> tuple[bool, Diagnosis]:
    """Whether an example fires the runner's one rule, and what is wrong if it should not, or does not."""
    trial = run_trial(runner, files)
    fired = rule.id in trial.matches
    if trial.problem:
        return fired, Diagnosis(trial.problem, "Correct the example, or the rule that it is for.")
    if fired == (kind == "bad"):
        return fired, _AS_EXPECTED
    return fired, noisy(trial.matches[rule.id]) if fired else silent(rule, files, trial, runner)


def _situated(rule: Rule, runner: Runner, example: Any) -> tuple[Runner, Any]:
    """A runner with the one rule and the policies that the example brings, and the example without them.

    Rules that compare messages leave policies to other rules: their examples have no policies but their own.
    """
    settings, example = with_policies(runner.settings, example)
    kind = KINDS[rule.kind]
    if settings is runner.settings and kind.gather is not None:
        settings = msgspec.structs.replace(settings, policies=())
    own = rule if settings is runner.settings else resettled(rule, settings)
    same = kind.patterns_of(own.options) == kind.patterns_of(rule.options)  # No other matcher need be made.
    rules = msgspec.structs.replace(runner.rules, rules=(own,)) if same else with_only(runner.rules, own)
    return Runner(rules, settings, runner.proofreader), example


def _reported(files: Files, runner: Runner) -> set[str]:
    """The ids of the rules with findings when the files are linted under the strict profile, which has all rules."""
    settings = runner.settings.under("strict")
    with TemporaryDirectory() as name:
        folder = Path(name)
        for file, text in files.items():
            (folder / file).write_text(text, encoding="utf-8")
        paths = find_files([folder], folder)
        report = lint_files(paths, settings, (), rules=under(runner.rules, "strict"), rest=lambda: paths)
    return {finding.rule for finding in report.findings}
