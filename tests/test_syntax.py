"""What can be told of a pattern from how it is written. That it is true is proven in test_matcher.py."""

import pytest

from msgreview.matching.prefilter import DIGIT, FOREIGN, needed_texts
from msgreview.matching.re2_syntax import is_alike, stays_in_line


@pytest.mark.parametrize(
    "pattern",
    [
        *(r"\bno\b", r"^dear .*$", r"[\w.'-]+@\w+", r"[^\n,]*", r"[^\s\n<>]*", r"(?i:b)", r"(?<=a)b", r"\b(\w+) \1\b"),
        *(r"a{2,3}?", r"(?P<x>a)", "x]", "(?>a|b)c", r"(?P<x>[/.])a(?P=x)"),
    ],
)
def test_stays_in_line(pattern: str) -> None:
    assert stays_in_line(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        *(r"a\sb", r"\W", r"\D", r"[^a]", r"[\s,]", r"[^\\n]", r"a\nb", "a\nb", r"(?s).", r"(?<!\s)a", r"\Aa", r"a\Z", r"\B"),
        *(r"\012", r"\12", r"[\t-~]", r"\p{Z}", r"(?:no){e<1}", "[[:space:]]", r"\x0a", "(?r)a", "[\t-~]"),
    ],
)
def test_may_leave_its_line(pattern: str) -> None:
    assert not stays_in_line(pattern)


@pytest.mark.parametrize(
    ("pattern", "alike"), [(r"\bno\b", True), ("é+", True), ("[é-z]", False), ("(?=a)", False), ("ſ", False)]
)
def test_alike(pattern: str, alike: bool) -> None:
    assert is_alike(pattern) is alike


@pytest.mark.parametrize(
    ("pattern", "needs"),
    [
        (r"\bno\b", [{"no"}]),
        (r"(?i)\b(?:fines?|fees?)\b", [{"fine", "fee"}]),
        (r"we (?:can't|cannot) .* your (?:card|account)", [{"we can't ", "we cannot "}, {" your card", " your account"}]),
        (r"[Ww]e'll [a-z]+ (?:it|them)", [{"we'll "}, {" it", " them"}]),
        (r"a{2,3}b?c+", [{"a"}, {"c"}]),
        (r"\b(\w+) and \1, \12", [{" and "}, {", "}]),
        (r"\.{3}|…", [{".", "…"}]),
        (r"(?<=\[)[A-Z]+(?=\]|:)", [{"["}, {"]", ":"}]),
        (r"fine(?!s) (?<!no )due", [{"fine due"}]),
        (r"(?>no|never) (?>due)\d", [{"no due", "never due"}, {DIGIT}]),
        (r"\d+", [{DIGIT}]),
        ("[\u2600-\u27bf☎-]?[\u2600-\u27bf☎]", [{FOREIGN}]),
        ("[\u2600-\u27bf-]|no", []),
        *((pattern, []) for pattern in (r"\d?", r"a?", r"a*b?", r"(?:no|)", "[^a]", "[a-f]", r"x{0,2}", r"(?:no|\w)", "")),
    ],
)
def test_needed_texts(pattern: str, needs: list[set[str]]) -> None:
    found = needed_texts(pattern)
    assert sorted(map(sorted, found)) == sorted(map(sorted, needs))


def test_of_many_needs_the_rarest_are_asked_for() -> None:
    assert set(needed_texts(r"a.*b.*card.*account.*please")) == {
        frozenset({"account"}),
        frozenset({"please"}),
        frozenset({"card"}),
    }
