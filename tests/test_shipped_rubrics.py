"""The shipped rubrics keep their own promises: every rule is explained, sourced and proven by its examples."""

import re
from datetime import date
from pathlib import Path

import pytest

from msgreview.catalogue.files import shipped
from msgreview.catalogue.load import load_text
from msgreview.model.config import PROFILES, Config, Settings
from msgreview.proof.examples import prove
from msgreview.prose.document import parse_document
from msgreview.rubric.load import load_rubrics
from msgreview.rubric.ruleset import with_all
from msgreview.rubric.run import Runner
from msgreview.rubric.schema import PRACTICES, Rubric, Rule
from msgreview.template.variants import render_variants

FOLDERS = (shipped("rubrics"),)
SETTINGS = Settings(Config(), (), {}, ".", date(2026, 11, 23), "shipped rubrics")
RULES = load_rubrics(FOLDERS, SETTINGS.under("strict"))
EVERY = with_all(RULES)
OFF = {rule.id for rule in RULES.all_rules.values() if rule.level == "off"}
NO_TEXT = {"file.too-large", "file.binary", "file.not-utf8", "file.unreadable", "template.too-many-paths"}
"""Faults that a few lines of text cannot show; the tests of loading and rendering do."""
RED = {"privacy", "placeholders", "policy", "no-softening", "file", "template", "catalogue", "waiver", "ignore"}
MISSION = ("tone", "no-softening", "positive-ending", "clarity", "review-date")

every_rule = pytest.mark.parametrize("rule", EVERY.rules, ids=lambda rule: rule.id)


@every_rule
def test_a_rule_says_what_why_and_from_where(rule: Rule) -> None:
    shipped_rule = RULES.all_rules[rule.id]
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.name), "kebab-case"
    assert rule.practice in PRACTICES
    assert all((rule.message, rule.try_, rule.why))
    assert re.search(r"https?://|R\d|\(\d{4}|evidence", rule.source), "a citation"
    assert rule.message.rstrip("]")[-1] in ".:?", "a sentence"
    assert rule.message[0] in "'%" or rule.message[0].isupper()
    if shipped_rule.level == "off":
        assert rule.why.startswith("Off"), "a rule that is off says why"


@every_rule
def test_a_rule_has_examples(rule: Rule) -> None:
    if rule.id in NO_TEXT:
        assert not rule.examples.bad, "now it can be shown: take it out of NO_TEXT"
    else:
        assert len(rule.examples.bad) >= 2
        assert len(rule.examples.good) >= 2


@every_rule
def test_examples_hold(rule: Rule) -> None:
    results = prove(rule, EVERY, SETTINGS)
    assert not [(result.kind, result.text, result.why) for result in results if not result.ok]


def test_red_is_kept_for_what_never_bends() -> None:
    assert {rule.rubric for rule in RULES.rules if rule.level == "error"} <= RED
    assert [rule.id for rule in RULES.rules if rule.rubric == "no-softening" and rule.level == "error"] == [
        "no-softening.bare-no"
    ]


def test_what_never_bends_is_in_every_profile() -> None:
    assert [rule.id for rule in RULES.all_rules.values() if rule.level == "error" and rule.profile != "minimal"] == []


def test_a_profile_is_a_part_of_the_next() -> None:
    asked = [{rule.id for rule in load_rubrics(FOLDERS, SETTINGS.under(name)).rules} for name in PROFILES]
    assert asked[0] < asked[1] < asked[2]
    assert OFF.isdisjoint(asked[2])


def test_a_rule_yields_only_to_those_that_every_profile_of_its_own_has() -> None:
    """Else a smaller profile would lose the finding, and `lint --statistics`, which reads once, would not see it."""
    rules = RULES.all_rules
    yielding = {(rule.id, other): (rule.profile, rules[other].profile) for rule in rules.values() for other in rule.yields_to}
    assert [pair for pair, (own, other) in yielding.items() if PROFILES.index(other) > PROFILES.index(own)] == []


def test_unsupported_rules_are_off() -> None:
    assert {
        "tone.any-exclamation",
        "no-softening.exclamation-in-bad-news",
        "tone.negation-words",
        "tone.contractions",
        "tone.please-first",
    } <= OFF


def test_there_are_enough_rules_for_every_practice() -> None:
    on = [rule for rule in RULES.rules if rule.kind != "reported"]
    assert len(on) >= 75
    assert {rule.practice for rule in on} >= set(PRACTICES)
    assert {rubric.name for rubric in RULES.rubrics} >= {*MISSION, "structure", "referral", "privacy", "placeholders", "policy"}


@pytest.mark.parametrize("rubric", RULES.rubrics, ids=lambda rubric: rubric.name)
def test_a_rubric_is_introduced(rubric: Rubric) -> None:
    assert all((rubric.title, rubric.about, rubric.source))
    written = Path(rubric.path).read_text("utf-8")
    assert re.search(r"^profile: ", written, re.MULTILINE), "a profile that is left out is minimal: a flood for newcomers"


def test_the_rules_speak_as_they_ask_others_to() -> None:
    """No rule of tone finds anything in what the rules themselves say; words that they quote are left out.

    They may speak of "the reader": they are said to staff.
    """
    runner = Runner(RULES, SETTINGS)
    found = []
    for rule in EVERY.rules:
        said = re.sub(
            r"'[^']*%(?:\[\d\])?s[^']*'|\"[^\"]*\"|`[^`]*`|\{\{.*?\}\}|%(?:\[\d\])?s", "it", f"{rule.message} {rule.try_}"
        )
        body = "\n".join(f"  {line}" for line in said.splitlines())
        text = f"id: rule.said\nkind: scripted\nchannel: letter\nbody: |\n{body}\n"
        (entry,) = load_text(text, "said.yaml").entries
        (variant,) = render_variants(entry, lambda _: None, SETTINGS).variants
        scanned, _ = runner.scan(parse_document(entry.message, variant))
        found += [
            (rule.id, hit.id, said)
            for hit, _ in runner.on_text(scanned).hits
            if hit.rubric == "tone" and hit.name != "third-person"
        ]
    assert not found


def test_patterns_are_such_as_other_readers_of_rules_know() -> None:
    """Vale, with which `benchmarks/lint.py` runs them too, knows no quantifiers that give nothing back, such as `?+`."""
    texts = {path.name: path.read_text("utf-8") for path in shipped("rubrics").glob("*.yaml")}
    assert [name for name, text in texts.items() if re.search(r"[)\]](?:[?*+]|\{\d+(?:,\d*)?\})\+", text)] == []
