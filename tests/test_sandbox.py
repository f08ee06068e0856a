"""What a template may not do: each case comes to an end, says what was refused and where, and the rest is read."""

import time
from typing import Any

import pytest
from by_hand import check_map, read
from case_files import load_cases
from scale import times
from test_variants import told

from msgreview.template import marks, template
from msgreview.template.limits import MOST_TEXT

CASES = load_cases("sandbox.yaml")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case: dict[str, Any]) -> None:
    started = time.process_time()
    samples = {"sample": case["values"]} if "values" in case else {}
    found = read(case["body"], others=case.get("others"), samples=samples, config={"filters": ("money",)})
    text = found.variants[0].body.text
    if "text" in case:
        assert text == case["text"]
    assert text.endswith(case.get("text_end", ""))
    assert len(text) < MOST_TEXT
    problems = found.problems
    broken = {"template.syntax"} & {problem.rule for problem in problems}
    assert {problem.rule for problem in found.unreadable} >= broken, "what cannot be read is said to be so"
    if "rules" in case:
        assert [problem.rule for problem in problems] == case["rules"]
    else:
        texts = {"desk.note/body": case["body"]}
        assert [told(problem, texts) for problem in problems] == case.get("problems", [])
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    "body", ["{{ " + "(" * 500 + "1" + ")" * 500 + " }} ok", "{% for a in x %}" * 30 + "ok" + "{% endfor %}" * 30]
)
def test_nesting_without_end(body: str) -> None:
    found = read(body)
    assert [(problem.rule, problem.start, problem.args) for problem in found.problems] == [
        ("template.too-much", 0, ("its parts are nested too deep",))
    ]
    assert found.variants[0].body.text.endswith("ok")


def test_more_pieces_than_there_are_marks(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a long run as many as there are, else as if there were fewer."""
    most = min(marks.MOST_PIECES, times(4_000))
    monkeypatch.setattr(marks, "MOST_PIECES", most)
    monkeypatch.setattr(template, "MOST_PIECES", most)
    body = "{% if 1 %}" + "a{{ b }}" * (most // 2 + 1) + "{% endif %}"
    found = read(body)
    assert [problem.rule for problem in found.problems] == ["template.too-much"]
    assert found.variants[0].body.text.startswith("a[b]a[b]")
    check_map(found.variants[0].body, {("desk.note", "body"): body})


def test_many_pieces() -> None:
    body = "{% if 1 %}" + "a{{ b }}" * 5_000 + "{% endif %}"
    found = read(body)
    assert not found.problems
    assert len(found.variants[0].body.map.segments) == 10_000


def test_the_time_of_the_run_is_the_only_time() -> None:
    first, second = read("{{ now() }} {{ x.y }} {{ z|random }}"), read("{{ now() }} {{ x.y }} {{ z|random }}")
    assert first.variants[0].body.text == second.variants[0].body.text
