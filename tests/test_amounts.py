"""Statements of facts in words and figures: which say the same. The pairs are in tests/cases/amounts*.yaml."""

import pytest
from case_files import load_cases
from hypothesis import given
from hypothesis import strategies as st

from msgreview.rubric.statements.amounts import compare

CASES = load_cases("amounts.yaml", texts=True)
ELSEWHERE = load_cases("amounts_elsewhere.yaml", texts=True)
PAIRS = [(verdict, *pair) for verdict, pairs in CASES.items() for pair in pairs]


@pytest.mark.parametrize(("verdict", "pair"), [(verdict, pair) for verdict, *pair in PAIRS], ids=str)
def test_pairs(verdict: str, pair: list[str]) -> None:
    assert compare(*pair) == verdict


@pytest.mark.parametrize(("verdict", "pair"), [(verdict, pair) for verdict, *pair in PAIRS if len(pair) == 2], ids=str)
def test_the_order_does_not_matter(verdict: str, pair: list[str]) -> None:
    assert compare(*reversed(pair)) == verdict


@pytest.mark.parametrize(
    ("lang", "verdict", "pair"),
    [(lang, verdict, pair) for lang, verdicts in ELSEWHERE.items() for verdict, pairs in verdicts.items() for pair in pairs],
    ids=str,
)
def test_pairs_in_other_languages(lang: str, verdict: str, pair: list[str]) -> None:
    assert compare(*pair, lang=lang) == verdict
    assert compare(*reversed(pair), lang=lang) == verdict


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_has_one_verdict_in_either_order(one: str, other: str) -> None:
    assert compare(one, other) == compare(other, one)
    assert compare(one, one) == "same"


@given(
    st.text("0123456789.,-+ $%()/:apmhto", max_size=24),
    st.sampled_from(["28 days", "$0.25", "20:00", "2-3 weeks", "3 May", "1-2"]),
)
def test_odd_figures_are_no_error(said: str, value: str) -> None:
    assert compare(said, value) in ("same", "different", "unclear")
