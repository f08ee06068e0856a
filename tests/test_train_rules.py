"""Exercises that the examples of rules make."""

from msgreview.rubric.schema import Rule
from msgreview.train.analysis import Analyser
from msgreview.train.check import check_exercise
from msgreview.train.from_rules import rule_exercises
from msgreview.train.kinds import KINDS


def test_every_rule_teaches_itself(analyser: Analyser) -> None:
    """But those on files that cannot be read, of which there is no example to show."""
    made = {rule.id: list(rule_exercises(rule, analyser)) for rule in analyser.rules.rules}
    assert [str(flaw) for every in made.values() for one in every for flaw in check_exercise(one, analyser)] == []
    assert [id_ for id_, every in made.items() if not every and analyser.rules.all_rules[id_].examples.bad] == []
    assert sum(exercise.kind == "spot" for every in made.values() for exercise in every) > 50


def test_a_rule_of_ones_own(analyser: Analyser) -> None:
    rule: Rule = analyser.rules.all_rules["clarity.agentless-passive"]
    spot, choose = rule_exercises(rule, analyser)
    assert (spot.id, choose.id) == ("rule:clarity.agentless-passive.spot", "rule:clarity.agentless-passive.choose")
    assert KINDS["spot"].grade(spot, spot.options.spots[0], analyser).passed
    assert spot.channel == "email"
    assert rule.why in KINDS["choose"].grade(choose, "1", analyser).practices[0].text
