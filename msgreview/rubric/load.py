"""Rubric folders to one set of rules: as it was kept, or read afresh."""

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from msgreview.matching.pattern import Pattern
from msgreview.model.config import Profile, Settings
from msgreview.moves.moves import Moves
from msgreview.rubric.cache import keep_rules, read_rules
from msgreview.rubric.discover import rubric_files, rules_key
from msgreview.rubric.kinds import BY_NAME
from msgreview.rubric.schema import Rule, RuleSet

if TYPE_CHECKING:
    from msgreview.matching.matcher import Matcher


def load_rubrics(folders: Sequence[Path], settings: Settings, *, prove: bool = True, kept: Path | None = None) -> RuleSet:
    """All rubrics of the folders (or files), ready to run. RubricError names every mistake, a line each.

    Without `prove` those in patterns are told when the matcher is first asked for, and it takes no time before.
    `kept` is a file that holds the rules from one run to the next.
    """
    files = rubric_files(folders)
    key = rules_key(files, settings) if kept else ""
    rules = read_rules(kept, key) if kept and key else None
    if rules is None:
        rules = _read(files, settings)
        if prove or kept:
            rules.ready()
        if kept and key:
            keep_rules(kept, key, rules)
    return rules


def _read(files: Sequence[Path], settings: Settings) -> RuleSet:
    from msgreview.rubric.assemble import read_rubrics

    return read_rubrics(files, settings)


def with_all(rules: RuleSet) -> RuleSet:
    """The same with every rule on, for proving examples: rules that are off as warnings."""
    return with_only(rules, *(_on(rule) for rule in rules.all_rules.values()))


def with_only(rules: RuleSet, *on: Rule) -> RuleSet:
    """The same with some rules on and no other."""
    patterns, ranges = gathered(rules.moves, on)
    return replace(rules, rules=on, ready=_once(patterns), ranges=ranges)


def resettled(rule: Rule, settings: Settings) -> Rule:
    """The rule as other settings would have it."""
    settle = BY_NAME[rule.kind].settle
    return replace(rule, options=settle(rule.options, settings)) if settle else rule


def under(rules: RuleSet, profile: Profile) -> RuleSet:
    """The same under another profile, to report what a run with all of its rules found. The matcher stays as it is."""
    rubrics = tuple(
        replace(rubric, rules=tuple(replace(rule, on=rule.within(profile)) for rule in rubric.rules)) for rubric in rules.rubrics
    )
    return replace(rules, rubrics=rubrics, rules=tuple(rule for rule in rules.rules if rule.within(profile)))


def _on(rule: Rule) -> Rule:
    return replace(rule, on=True, level="warning" if rule.level == "off" else rule.level)


def gathered(moves: Moves, rules: Sequence[Rule]) -> tuple[list[Pattern], dict[str, range]]:
    """The patterns of the moves, which come first, and of the rules, in the order in which one matcher has them."""
    gathered: list[Pattern] = list(moves.patterns)
    ranges: dict[str, range] = {}
    for rule in rules:
        kind = BY_NAME[rule.kind]
        first = len(gathered)
        gathered += kind.patterns(rule.options) if kind.patterns else ()
        ranges[rule.id] = range(first, len(gathered))
    return gathered, ranges


def make_matcher(patterns: Sequence[Pattern]) -> "Matcher":
    """The matcher, whose modules take time to import. Raises PatternError."""
    from msgreview.matching.matcher import Matcher

    return Matcher(patterns)


def _once(patterns: Sequence[Pattern]) -> "Callable[[], Matcher]":
    return cache(lambda: make_matcher(patterns))
