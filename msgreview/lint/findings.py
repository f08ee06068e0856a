"""A rule's words at a place: how findings are made."""

from collections.abc import Iterator

from msgreview.model.config import Level
from msgreview.model.finding import Finding, Spot
from msgreview.rubric.rule_text import fill
from msgreview.rubric.run import Failure
from msgreview.rubric.schema import Rule

_FAILURES = {
    "slow": "The rule %s was left out here, because %s. Make its pattern simpler.",
    "crashed": "The rule %s was left out here, because it failed (%s). Please report this. All other rules were applied.",
}


def found(rule: Rule, spot: Spot, args: tuple[str, ...], when: str = "") -> Iterator[Finding]:
    """The finding of a rule at a place; none where the rule is off, or the profile does not have it."""
    if rule.on and rule.level != "off":
        yield _finding(spot, rule.id, rule.level, rule.practice, fill(rule.message, args), fill(rule.try_, args), when)


def failure_finding(failure: Failure, spot: Spot) -> Finding:
    """A rule that did not come to its end, told at the message it failed on."""
    words = fill(_FAILURES[failure.why], (failure.rule, failure.words))
    return _finding(spot, f"internal.{failure.why}", "error", "", words)


def _finding(spot: Spot, rule: str, level: Level, practice: str, text: str, advice: str = "", when: str = "") -> Finding:
    return Finding(
        path=spot.path,
        line=spot.line,
        column=spot.column,
        end_line=spot.end_line,
        end_column=spot.end_column,
        start=spot.start,
        end=spot.end,
        message=spot.message,
        field=spot.field,
        quote=spot.quote,
        exact=spot.exact,
        excerpt=spot.excerpt,
        excerpt_column=spot.excerpt_column,
        rule=rule,
        level=level,
        practice=practice,
        text=text,
        advice=advice,
        when=when,
    )
