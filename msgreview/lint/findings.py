"""Builds findings: a rule's texts, filled in, at a location."""

from collections.abc import Iterator, Mapping

from msgspec.structs import asdict, replace

from msgreview.catalogue.locate import Lookup, locate_problem
from msgreview.model.config import Level
from msgreview.model.finding import Finding, Location
from msgreview.model.message import Entry
from msgreview.rubric.actions import replacements
from msgreview.rubric.rule_text import fill
from msgreview.rubric.run import Failure
from msgreview.rubric.schema import Rule
from msgreview.template.variant_set import VariantSet

_BREAKING = frozenset((
    "template.syntax", "template.render-error", "template.too-much", "template.unsafe", "catalogue.missing-message",
    "catalogue.mixed-include", "catalogue.cycle",
))  # fmt: skip
"""Rules of the problems that keep a message from being rendered as it is written."""
_FAILURES = {
    "slow": "The rule %s was left out here, because %s. Make its pattern simpler.",
    "too slow": "The rule %s was left out everywhere, because %s. Make its pattern simpler.",
    "crashed": "The rule %s was left out here, because it failed (%s). Please report this. All other rules were applied.",
}


def rule_findings(
    rule: Rule, location: Location, args: tuple[str, ...], when: str = "", instead: tuple[str, ...] = ()
) -> Iterator[Finding]:
    """The finding of a rule at a location; none where the rule is off, or the profile does not have it."""
    if rule.on and rule.level != "off":
        args = (*args, *_made(rule, args))
        text, advice = fill(rule.message, args), fill(rule.try_, args)
        yield _finding(location, rule.id, rule.level, rule.practice, text, advice, when, instead)


def broken_findings(variants: VariantSet, entry: Entry, lookup: Lookup, rules: Mapping[str, Rule]) -> tuple[Finding, ...]:
    """Why a message cannot be read, whatever rules are on; none where it can."""
    made: list[Finding] = []
    breaking = (each for each in variants.problems if each.rule in _BREAKING)
    for problem in dict.fromkeys((*variants.unreadable, *breaking)):
        if rule := rules.get(problem.rule):
            location = locate_problem(problem, entry, lookup)
            made += rule_findings(replace(rule, on=True, level="error"), location, problem.args)
    return tuple(made)


def _made(rule: Rule, args: tuple[str, ...]) -> Iterator[str]:
    """What a rule of Vale's would make of the words, which its message may tell after them."""
    if rule.selector and rule.action and len(args) == 1:
        yield " or ".join(each.words for each in replacements(rule, args[0])) or args[0]


def failure_finding(failure: Failure, location: Location) -> Finding:
    """The finding that reports a rule's failure, at the message it failed on."""
    words = fill(_FAILURES[failure.why], (failure.rule, failure.words))
    return _finding(location, "internal.crashed" if failure.why == "crashed" else "internal.slow", "error", "", words)


def _finding(
    location: Location,
    rule: str,
    level: Level,
    practice: str,
    text: str,
    advice: str = "",
    when: str = "",
    instead: tuple[str, ...] = (),
) -> Finding:
    finding = Finding(
        **asdict(location), rule=rule, level=level, practice=practice, text=text, advice=advice, when=when, instead=instead
    )
    finding.share_texts()
    return finding
