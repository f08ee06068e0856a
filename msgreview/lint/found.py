"""A rule's words at a place: how findings are made."""

from collections.abc import Iterator

import msgspec

from msgreview.model.finding import Finding, Spot
from msgreview.rubric.run import Failure
from msgreview.rubric.schema import Rule
from msgreview.rubric.words import fill

_FAILURES = {
    "slow": "The rule %s was left out here, because %s. Make its pattern simpler.",
    "crashed": "The rule %s was left out here, because it failed (%s). Please report this. All other rules were applied.",
}


def found(rule: Rule, spot: Spot, args: tuple[str, ...], when: str = "") -> Iterator[Finding]:
    """The finding of a rule at a place; none where the rule is off."""
    if rule.level != "off":
        yield Finding(
            **msgspec.structs.asdict(spot),
            rule=rule.id,
            level=rule.level,
            practice=rule.practice,
            text=fill(rule.message, args),
            advice=fill(rule.try_, args),
            when=when,
        )


def failure_finding(failure: Failure, spot: Spot) -> Finding:
    """A rule that did not come to its end, told at the message it failed on."""
    words = fill(_FAILURES[failure.why], (failure.rule, failure.words))
    return Finding(**msgspec.structs.asdict(spot), rule=f"internal.{failure.why}", level="error", practice="", text=words)
