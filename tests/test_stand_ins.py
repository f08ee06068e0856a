"""What is made up for a name without a sample sets off no rule: `tests/cases/stand-ins.yaml`."""

from typing import Any

import pytest
from by_hand import entry, read, settings
from case_files import load_cases

from msgreview.catalogue.files import shipped
from msgreview.lint.message import lint_message
from msgreview.model.document import Rendered
from msgreview.rubric.load import load_rubrics
from msgreview.rubric.run import Runner

CASES = load_cases("stand-ins.yaml")


@pytest.fixture(scope="module")
def runner() -> Runner:
    return Runner(load_rubrics([shipped("rubrics")], settings(), prove=False), settings())


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in CASES])
def test_what_is_found(case: dict[str, Any], runner: Runner) -> None:
    fields = {"subject": "Your card is ready", **{key: case[key] for key in ("subject", "body", "format") if key in case}}
    linted = lint_message(entry(**fields), lambda _: None, runner)
    assert sorted({rule.id for rule, _, document in linted.hits if document}) == case["rules"]


@pytest.mark.parametrize(
    ("body", "invented"),
    [
        ("{{ a }} b", ["[a]"]),
        ("{{ a|upper }} {{ first_name }} {{ due_date }}", ["[A]", "Sam", "14 May 2027"]),
        ("{% if x %}{{ a }} {{ b.c|title }}{% endif %} {{ given }}", ["[a]", "[b C]"]),
        ("{% for one in many %}{{ one.title }};{% endfor %}", ["The Garden Path", "The Garden Path"]),
        ("{% macro m(x) %}{{ x }}!{% endmacro %}{{ m(a) }}{{ m(given) }}", ["[a]"]),
        ("{% trans x=a %}So {{ x }} it is.{% endtrans %}", ["[a]"]),
        ("{% trans first_name %}Dear {{ first_name }}, {{ given }}{% endtrans %}", ["Sam"]),
        ("https://x.example/?q={{ a|urlencode }} {{ a|tojson }} {{ given }}", ["%5Ba%5D", '"[a]"']),
    ],
)
def test_what_is_invented_is_marked(body: str, invented: list[str]) -> None:
    def marked(rendered: Rendered) -> list[str]:
        return [rendered.text[one.at : one.at + one.length] for one in rendered.map.segments if one.invented]

    assert marked(read(body, samples={"one": {"given": "[typed]", "x": 1}}).variants[0].body) == invented
