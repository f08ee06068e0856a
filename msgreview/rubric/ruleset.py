"""The rules of a run, with the matcher of all their patterns."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache, cached_property, partial
from typing import TYPE_CHECKING, NamedTuple

import msgspec
from msgspec.structs import replace

from msgreview.matching.pattern import Demand, Pattern
from msgreview.model.config import Profile, Settings
from msgreview.moves.moves import Moves
from msgreview.rubric.accepted_words import Exceptions
from msgreview.rubric.kinds import KINDS
from msgreview.rubric.schema import Rubric, Rule

if TYPE_CHECKING:
    from msgreview.matching.matcher import Matcher


class RuleSet(msgspec.Struct, frozen=True, dict=True, eq=False):
    """The rules that are applied, and what they need.

    `digest` stands for the text of all rubric files and of the moves. `ranges` are the indices of each rule's patterns in
    the matcher; those of the moves come first. `phrases` are the indices of its exceptions of several words.
    """

    rubrics: tuple[Rubric, ...]
    rules: tuple[Rule, ...]
    """The rules that are on."""
    moves: Moves
    ready: Callable[[], "Matcher"]
    """Makes the matcher, or returns it if it is made. RubricError names the patterns that cannot be read."""
    ranges: Mapping[str, range]
    phrases: Mapping[str, tuple[int, ...]]
    digest: str
    notes: tuple[str, ...] = ()
    """What the rules of Vale's styles ask for that is not done here, each with its `path:line:column`."""

    def why_unused(self, name: str) -> str:
        """Why a rule of a style of Vale that is there is not among the rules; "" where it is, or is not there."""
        return next((note for note in self.notes if f"{name} is not used" in note), "")

    @property
    def matcher(self) -> "Matcher":
        """The matcher of all patterns, made at first use: a run with a warm cache needs none."""
        return self.ready()

    @cached_property
    def all_rules(self) -> dict[str, Rule]:
        """Every rule by its id, those that are off included."""
        return {rule.id: rule for rubric in self.rubrics for rule in rubric.rules}


def with_all(rules: RuleSet) -> RuleSet:
    """The same with every rule on, for proving examples: rules that are off as warnings."""
    every = rules.all_rules.values()
    return with_only(rules, *(replace(rule, on=True, level="warning" if rule.level == "off" else rule.level) for rule in every))


def with_only(rules: RuleSet, *on: Rule) -> RuleSet:
    """The same with some rules on and no other."""
    patterns, ranges, phrases = gathered(rules.moves, on)
    return replace(
        rules, rules=on, ready=cache(partial(make_matcher, patterns, rules.moves.demands)), ranges=ranges, phrases=phrases
    )


def resettled(rule: Rule, settings: Settings) -> Rule:
    """The rule as other settings would have it."""
    settle = KINDS[rule.kind].settle
    return replace(rule, options=settle(rule.options, settings, rule.applies)) if settle else rule


def under(rules: RuleSet, profile: Profile) -> RuleSet:
    """The same under a smaller profile, to report a part of a run's findings. The matcher stays the same."""
    rubrics = tuple(
        replace(rubric, rules=tuple(replace(rule, on=rule.within(profile)) for rule in rubric.rules)) for rubric in rules.rubrics
    )
    return replace(rules, rubrics=rubrics, rules=tuple(rule for rule in rules.rules if rule.within(profile)))


class Gathered(NamedTuple):
    """The patterns of the moves, which come first, and of the rules, in the order in which one matcher has them."""

    patterns: list[Pattern]
    ranges: dict[str, range]
    phrases: dict[str, tuple[int, ...]]


def gathered(moves: Moves, rules: Sequence[Rule]) -> Gathered:
    """The patterns of moves and rules; phrases that several rules leave alone are one pattern."""
    patterns: list[Pattern] = list(moves.patterns)
    ranges: dict[str, range] = {}
    for rule in rules:
        first = len(patterns)
        own = KINDS[rule.kind].patterns_of(rule.options)
        patterns += [pattern._replace(layer=rule.selector) for pattern in own] if rule.selector else own
        ranges[rule.id] = range(first, len(patterns))
    numbers: dict[Pattern, int] = {}
    phrases: dict[str, tuple[int, ...]] = {}
    for rule in rules:
        own = Exceptions(rule.exceptions).phrases
        if own:
            phrases[rule.id] = tuple(
                [numbers.setdefault(each._replace(layer=rule.selector), len(patterns) + len(numbers)) for each in own]
            )
    return Gathered([*patterns, *numbers], ranges, phrases)


def make_matcher(patterns: Sequence[Pattern], demands: Sequence[Demand] = ()) -> "Matcher":
    """The matcher, whose modules take time to import. Raises PatternError."""
    from msgreview.matching.matcher import Matcher

    return Matcher(patterns, demands=demands)
