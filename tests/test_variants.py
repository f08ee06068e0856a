"""The variants of a message: its samples and the forced paths, what is said of each, and what no path leads to."""

from typing import Any

import pytest
from by_hand import entry, read, settings
from case_files import load_cases
from hypothesis import given
from hypothesis import strategies as st

from msgreview.catalogue.yaml_core import TypedFloat, TypedInt
from msgreview.model.document import Variant
from msgreview.model.finding import Problem
from msgreview.template.conditions import conditions, listed, source
from msgreview.template.coverage import cover
from msgreview.template.sandbox import shared_sandbox
from msgreview.template.variant_set import VariantSet
from msgreview.template.variants import render_variants

CASES = load_cases("variants.yaml")
WORDS = load_cases("variants-words.yaml")


def shown(variant: Variant) -> str:
    subject = "" if variant.subject is None else variant.subject.text + "|"
    return f"{variant.when or variant.name}: {subject}{variant.body.text}"


def told(problem: Problem, texts: dict[str, str]) -> str:
    assert problem.origin is not None
    words = texts[problem.origin.message + "/" + problem.origin.field][problem.start : problem.end]
    quoted = f'"{words}"' if "'" in words else f"'{words}'"
    return f"{problem.rule} {quoted}: {', '.join(problem.args)}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case: dict[str, Any]) -> None:
    fields = {key: value for key, value in case.items() if key not in ("name", "variants", "problems", "capped")}
    found = read(**fields)
    assert [shown(variant) for variant in found.variants] == case["variants"]
    texts = {"desk.note/body": case["body"], "desk.note/subject": case.get("subject", "")}
    assert [told(problem, texts) for problem in found.problems] == case.get("problems", [])
    assert found.capped is case.get("capped", False)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"body": "Dear {{ name }}, {% if due %}pay.{% endif %}"}, []),
        ({"body": "{{ 1 // 0 }} Its tag is left out."}, []),
        ({"subject": "On {{ x", "body": "Fine."}, ["desk.note subject"]),
        ({"parts": [{"text": "Dear {% if x"}]}, ["desk.note parts.0.text"]),
        ({"parts": [{"use": "broken"}]}, ["broken body"]),
        ({"body": "Hello {% include 'broken' %}"}, ["broken body"]),
    ],
)
def test_texts_that_are_no_templates_are_named_with_the_place(fields: dict[str, Any], expected: list[str]) -> None:
    catalogue = {"broken": entry("broken", body="Bye {{ y")}
    mine = entry(**fields)
    unreadable = render_variants(mine, catalogue.get, settings()).unreadable
    assert [f"{each.origin.message} {each.origin.field}" for each in unreadable if each.origin] == expected


@pytest.mark.parametrize(
    ("value", "test", "expected"),
    [
        (TypedFloat(2.4, "2.40"), "fine", ["owes: Pay 2.40.", "when `fine` is not set: Fine."]),
        (TypedFloat(2.4, "2.40"), "fine < 5.5", ["owes: Pay 2.40.", "when `fine` is at least 5.5: Fine."]),
        (TypedInt(7, "007"), "fine", ["owes: Pay 007.", "when `fine` is not set: Fine."]),
        (TypedInt(7, "007"), "fine != 3", ["owes: Pay 007.", "when `fine` is 3: Fine."]),
        ([TypedFloat(2.4, "2.40")], "fine | sum > 1", ["owes: Pay [2.40].", "when the sum of `fine` is at most 1: Fine."]),
    ],
)
def test_numbers_as_they_are_typed_fit_every_path(value: Any, test: str, expected: list[str]) -> None:
    found = read(f"{{% if {test} %}}Pay {{{{ fine }}}}.{{% else %}}Fine.{{% endif %}}", samples={"owes": {"fine": value}})
    assert [shown(variant) for variant in found.variants] == expected


def placed(found: VariantSet) -> list[tuple[Any, ...]]:
    return [(problem.rule, *(problem.origin or ()), problem.start, problem.end, *problem.args) for problem in found.problems]


def test_parts_that_lead_nowhere() -> None:
    parts = [{"use": "desk.gone"}, {"text": "Hello."}, {"use": "desk.b"}, {"use": "desk.note"}, {"write": ""}]
    others = {
        "desk.b": {"parts": [{"use": "desk.note"}, {"use": "desk.none"}, {"use": "desk.c"}]},
        "desk.c": {"parts": [{"use": "desk.b"}]},
    }
    found = read(parts=parts, others=others)
    assert placed(found) == [
        ("catalogue.missing-message", "desk.note", "parts.0.use", 0, 9, "desk.gone", ""),
        ("catalogue.cycle", "desk.note", "parts.2.use", 0, 6, "desk.note → desk.b → desk.note"),
        ("catalogue.cycle", "desk.note", "parts.3.use", 0, 9, "desk.note → desk.note"),
    ]
    assert found.variants[0].body.text == "Hello.\n\n[what staff write here]"


def test_problems_of_others_are_theirs() -> None:
    others = {"desk.b": "{{ x|uper }}{% if %}", "desk.c": "{{ x|uper }}"}
    assert not read("{% include 'desk.c' %}", others=others).problems
    assert not read(parts=[{"use": "desk.b"}], others=others).problems


def test_what_fails_in_an_included_message_is_placed_there() -> None:
    found = read("a{% include 'desk.b' %}", others={"desk.b": "b {{ 1 // 0 }}"})
    assert placed(found) == [("template.render-error", "desk.b", "body", 2, 14, "integer division or modulo by zero")]
    assert found.variants[0].body.text == "ab "


def test_an_empty_message_has_a_variant() -> None:
    found = read("")
    assert [(variant.name, variant.body.text, variant.subject) for variant in found.variants] == [("example", "", None)]


def test_more_failing_tags_than_are_worth_the_trouble() -> None:
    found = read("{% if 1 %}{{ 1 + 'a' }} ok{% endif %}" * 20, samples={"one": {}, "two": {}})
    assert len(found.problems) >= 10
    assert found.variants[0].body.text == " ok" * 20


SAID = {
    "hold.expired": "whether the hold has expired", "due_on": "the due date", "note": "a note to the reader",
    "n": "how many, in all",
}  # fmt: skip


def test_conditions_in_words() -> None:
    for test, true, false in WORDS:
        tree: Any = shared_sandbox(autoescape=False).parse("{% if " + test + " %}{% endif %}").body[0]
        assert listed(conditions(tree.test, truth=True, labels=SAID)) == f"when {true}"
        assert listed(conditions(tree.test, truth=False, labels=SAID)) == f"when {false}"


def test_expressions_as_written() -> None:
    tree: Any = shared_sandbox(autoescape=False).parse("{{ not (a or b) }}{{ {'a': 1}[x] }}").body[0]
    assert source(tree.nodes[0]) == "not (a or b)"
    assert source(tree.nodes[1]).endswith("[x]")
    assert source(None) == ""
    assert listed([]) == ""


PLAIN = st.text(st.sampled_from("ab .\n\r\té—\x00\u2028\ue000\U0001f389\U000f0001{}%#-"), max_size=12)


@given(PLAIN, PLAIN, st.lists(st.sampled_from(["one", "two", "three"]), max_size=3, unique=True))
def test_what_is_no_template_reads_as_a_template_without_tags_does(body: str, subject: str, samples: list[str]) -> None:
    mine = entry(body=body, subject=subject, samples={name: {} for name in samples})
    quick = render_variants(mine, {}.get, settings(), limit=2)
    whole = cover(mine, {}.get, settings(), limit=2)
    assert (quick.problems, quick.names, quick.capped) == (whole.problems, whole.names, whole.capped)
    assert list(map(shown, quick.variants)) == list(map(shown, whole.variants))
    for one, other in zip(quick.variants, whole.variants, strict=True):
        for text, same in ((one.body, other.body), (one.subject, other.subject)):
            if text is not None and same is not None:
                assert (text.map.segments, text.map.origins) == (same.map.segments, same.map.origins)
