"""What changed for the customer, marked word by word."""

from datetime import date
from typing import Any

import pytest
import yaml
from case_files import load_cases

from msgreview.catalogue.load import load_text
from msgreview.history.received import Side, with_facts
from msgreview.model.config import Config, Settings
from msgreview.model.message import Entry
from msgreview.report.diff import MarkedText, diff_lines, difference_dict, differences
from msgreview.report.lines import plain

CASES = load_cases("diff.yaml")
SETTINGS = Settings(Config(), (), {"loans": {"days": "28"}}, "/", date(2026, 11, 23), "x")


def entry(body: str, subject: str = "") -> Entry:
    facts = {"id": "a.one", "kind": "scripted", "channel": "email", "subject": subject, "body": body}
    facts["samples"] = {"some": {"name": "Bo", "day": "8 May", "late": False}}  # type: ignore[assignment]
    [found] = load_text(yaml.safe_dump(facts), "a.yaml").entries
    return found


def side(body: str, subject: str = "") -> Side:
    return Side(entry(body, subject), lambda _: None, SETTINGS)


def marked(words: tuple[MarkedText, ...], sign: str) -> str:
    return " ".join(f"[{sign}{each.text}{sign}]" if each.marked else each.text for each in words)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_words_that_changed_are_marked(case: dict[str, Any]) -> None:
    found = [[marked(each.before, "-"), marked(each.now, "+")] for each in differences(side(case["was"]), side(case["now"]))]
    assert found == case["differences"] or (case["differences"] == "any" and found)


def test_a_subject_is_told_as_one() -> None:
    [difference] = differences(side("Hello.", "Your book"), side("Hello.", "Your new book"))
    assert difference_dict(difference) == {
        "field": "subject", "variant": "some", "before": "Your book", "now": "Your new book", "removed": [], "added": ["new"],
        "text": "",
    }  # fmt: skip
    assert plain(list(diff_lines([difference], 80))) == "  subject, before  Your book\n  subject, now     Your [+new+] book\n"


def test_a_long_passage_is_folded_and_its_marks_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    words = " ".join(f"word{number}" for number in range(40))
    [difference] = differences(
        side(f"Start. {words}"), side("Start. " + words.replace("word7 ", "new ").replace("word30 ", "other "))
    )
    lines = list(diff_lines([difference], 60))
    assert all(sum(len(text) for text, _ in line) <= 60 for line in lines)
    assert {text for line in lines for text, style in line if style == "green"} >= {"[+", "new", "other", "+]"}


def test_facts_of_then_stand_in_the_words_of_then() -> None:
    then = with_facts(SETTINGS, {"loans.days": "21", "fines.daily": "$1"})
    assert then.policy_values == {"loans": {"days": "21"}, "fines": {"daily": "$1"}}
    old = side("Keep it for {{ policy.loans.days }} days.")
    [difference] = differences(old._replace(settings=then), old)
    assert marked(difference.now, "+") == "Keep it for [+28+] days."
