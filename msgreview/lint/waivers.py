"""Signed exceptions: what waivers and inline ignores take out of the findings, and what is wrong with them themselves."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Literal, TypeAlias

import msgspec

from msgreview.lint.findings import rule_findings
from msgreview.model.finding import Finding, Location
from msgreview.rubric.ruleset import RuleSet


class Exemption(msgspec.Struct, frozen=True):
    """A waiver or an inline ignore, as its file states it."""

    kind: Literal["waiver", "ignore"]
    scope: str
    """Id of the message that a waiver is for; path of the file that an ignore is in."""
    rule: str
    signed: bool
    """Whether it states its reason and, for a waiver, who answers for it."""
    location: Location
    first: int = 0
    """For an ignore, the first and the last line that it speaks for, from 1."""
    last: int = 0
    until: date | None = None
    """The last day of a waiver."""
    until_location: Location | None = None


Exempted: TypeAlias = tuple[Literal["waiver", "ignore"], str]
"""What takes findings of a rule out, and the rule."""
_InForce: TypeAlias = dict[tuple[str, str, str], list[Exemption]]
"""Kind, scope and rule → the exemptions that hold today."""


def apply_exemptions(
    findings: Iterable[Finding], exemptions: Iterable[Exemption], rules: RuleSet, today: date
) -> tuple[list[Finding], list[Finding], Counter[Exempted]]:
    """The findings that stand, those about the exemptions themselves included, those that are taken out, and by how many of what.

    Red findings are taken out only where their rule bends. A waiver holds to the end of its `until` day.
    """
    exemptions = tuple(exemptions)
    in_force: _InForce = defaultdict(list)
    for exemption in exemptions:
        if exemption.signed and (exemption.until or today) >= today:
            in_force[exemption.kind, exemption.scope, exemption.rule].append(exemption)
    standing: list[Finding] = []
    waived: list[Finding] = []
    used: set[int] = set()
    red: set[int] = set()
    for finding in findings:
        match = next(_covering(finding, in_force), None) if in_force else None
        if match is None or (finding.level == "error" and not _bends(finding, rules)):
            standing.append(finding)
            red.add(id(match))
        else:
            waived.append(finding)
            used.add(id(match))
    for exemption in exemptions:
        standing += _findings(exemption, rules, today, is_red=id(exemption) in red, is_used=id(exemption) in used)
    exempted = Counter((exemption.kind, exemption.rule) for exemption in exemptions if id(exemption) in used)
    return standing, waived, exempted


def _bends(finding: Finding, rules: RuleSet) -> bool:
    rule = rules.all_rules.get(finding.rule)
    return rule is not None and rule.bends


def _covering(finding: Finding, in_force: _InForce) -> Iterator[Exemption]:
    """The exemptions from a finding: waivers, the last one first, then ignores."""
    yield from reversed(in_force.get(("waiver", finding.message, finding.rule), ()))
    for ignore in in_force.get(("ignore", finding.path, finding.rule), ()):
        if ignore.first <= finding.line <= ignore.last:
            yield ignore


def _findings(exemption: Exemption, rules: RuleSet, today: date, *, is_red: bool, is_used: bool) -> Iterator[Finding]:
    """What is wrong with an exemption. One that nothing needs is left alone where the profile lacks its rule."""
    rule = rules.all_rules.get(exemption.rule)
    location, args = exemption.location, [exemption.rule]
    if rule is None:
        problem = "unknown-rule"
    elif not exemption.signed:
        problem = "unsigned" if exemption.kind == "waiver" else "no-reason"
    elif is_red:
        problem = "red"
    elif exemption.until and exemption.until < today:
        problem, location, args = "expired", exemption.until_location or location, [*args, exemption.until.isoformat()]
    elif not is_used and (rule.on or rule.level == "off"):
        problem = "unused"
    else:
        return
    yield from rule_findings(rules.all_rules[f"{exemption.kind}.{problem}"], location, tuple(args))
