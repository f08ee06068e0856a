"""Findings that take all messages together: ids used twice, spellings of services, and hits of the catalogue's rules."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from msgreview.lint.findings import failure_finding, rule_findings
from msgreview.lint.related import RelatedFacts
from msgreview.model.config import Settings
from msgreview.model.finding import Finding
from msgreview.rubric.kinds import KINDS
from msgreview.rubric.message_facts import Facts
from msgreview.rubric.ruleset import RuleSet
from msgreview.rubric.run import Runner


def file_findings(path: str, related: RelatedFacts, runner: Runner) -> Iterator[Finding]:
    """What `catalogue_findings` has for the messages of one file, and perhaps for others."""
    yield from _twice(related.with_id(path), runner.rules)
    yield from _spellings(related.of_file(path), related.services(), runner.rules, runner.settings)
    for rule, (location, args) in runner.on_related(lambda rule: related.of_rule(path, rule)).hits:
        yield from rule_findings(rule, location, args)


def catalogue_findings(facts: Sequence[Facts], rules: RuleSet, settings: Settings) -> Iterator[Finding]:
    """The findings of the catalogue, from the facts of all its messages in order."""
    for of_texts in (False, True):
        yield from part_findings(facts, rules, settings, of_texts=of_texts)


def part_findings(facts: Sequence[Facts], rules: RuleSet, settings: Settings, *, of_texts: bool) -> Iterator[Finding]:
    """Those of the rules that compare whole texts (`of_texts`), or those of all others, which need no sketch of the texts."""
    if not of_texts:
        yield from _twice(facts, rules)
        yield from _spellings(facts, Counter(fact.service for fact in facts if fact.service), rules, settings)
    results = Runner(rules, settings).on_related(lambda rule: facts if of_texts == bool(KINDS[rule.kind].likeness) else ())
    for rule, (location, args) in results.hits:
        yield from rule_findings(rule, location, args)
    for failure in results.failures:
        yield failure_finding(failure, facts[0].locations["id"])


def _twice(facts: Sequence[Facts], rules: RuleSet) -> Iterator[Finding]:
    """A finding on every message whose id an earlier one has."""
    rule = rules.all_rules.get("catalogue.duplicate-id")
    first: dict[str, Facts] = {}
    for fact in facts:
        earlier = first.setdefault(fact.id, fact)
        if earlier is not fact and rule is not None:
            location = earlier.locations["id"]
            yield from rule_findings(rule, fact.locations["id"], (fact.id, f"{location.path}:{location.line}"))


def _spellings(facts: Sequence[Facts], used: Counter[str], rules: RuleSet, settings: Settings) -> Iterator[Finding]:
    """A finding on every message whose service is elsewhere written in another way: in the settings, or by more messages."""
    rule = rules.all_rules.get("catalogue.service-spelling")
    right: dict[str, str] = {}
    for service in (*settings.config.services, *(service for service, _ in used.most_common())):
        right.setdefault(_plain(service), service)
    for fact in facts if rule is not None else ():
        meant = right.get(_plain(fact.service), fact.service)
        if rule is not None and meant != fact.service:
            yield from rule_findings(rule, fact.location("service"), (fact.service, meant), instead=(meant,))


def _plain(service: str) -> str:
    return re.sub(r"[\W_]", "", service.casefold())
