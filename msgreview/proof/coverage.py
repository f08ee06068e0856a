"""Which parts of a rule its bad examples reach: each token, swap or move is tried alone, as if the rule had no other."""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from msgspec.structs import replace

from msgreview.model.config import Settings
from msgreview.proof.example_files import example_files, with_policies
from msgreview.proof.trial import run_trial
from msgreview.rubric.kinds import KINDS
from msgreview.rubric.ruleset import RuleSet, with_only
from msgreview.rubric.run import Runner
from msgreview.rubric.schema import Rule


class Arm(msgspec.Struct, frozen=True):
    """One of the things that fire a rule: an item of one of its options, as it is written."""

    option: str
    text: str
    reached: bool
    """Whether a bad example fires a rule that has this arm and none of its neighbours."""


def armed(rules: RuleSet, chosen: Iterable[Rule]) -> RuleSet:
    """A rule for each arm of the `chosen` rules, with one matcher for all of them."""
    return with_only(rules, *(alone for rule in chosen for _, alone in _arms(rule)))


def coverage(rule: Rule, arms: RuleSet, settings: Settings) -> tuple[Arm, ...]:
    """The arms of a rule; none for one that is a single thing. `arms` comes from `armed`."""
    own = tuple(_arms(rule))
    if not own:
        return ()
    alone = replace(arms, rules=tuple(alone for _, alone in own))
    reached: set[str] = set()
    for example in rule.examples.bad:
        here, example = with_policies(settings, example)
        reached.update(run_trial(Runner(alone, here), example_files(rule, example, settings)).matches)
    return tuple(replace(arm, reached=single.id in reached) for arm, single in own)


def _arms(rule: Rule) -> Iterator[tuple[Arm, Rule]]:
    """Each arm, and the rule that has only this one; the limit of the rule holds for each."""
    for option in KINDS[rule.kind].arms(rule.options):
        items = _items(getattr(rule.options, option))
        for text, alone in items if len(items) > 1 else ():
            arm = Arm(option, text, reached=False)
            yield arm, replace(rule, id=f"{rule.id} {option} {text}", options=replace(rule.options, **{option: alone}))


def _items(value: Any) -> list[tuple[str, Any]]:
    """The items of an option as they are written, and the option with only that one."""
    if isinstance(value, dict):
        return [(key, {key: item}) for key, item in value.items()]
    return [(item if isinstance(item, str) else " or ".join(item), (item,)) for item in value]
