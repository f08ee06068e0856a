"""The report on a team's training: its figures, what it does not show, and findings before and after from git."""

import csv
import json
import re
import sys
from collections import Counter
from datetime import date
from io import StringIO
from pathlib import Path
from subprocess import run
from typing import Any

import pytest
from conftest import Cli
from test_train_survey import COURSE

from msgreview.report.annual.formats import FORMATS
from msgreview.report.annual.model import Cell, Report
from msgreview.report.preview_page.browser import VARIABLE, Browser
from msgreview.train.assignment import Assignment
from msgreview.train.hand_in import HandIn, Results, hand_in_text
from msgreview.train.outcome import Outcome, before_and_after
from msgreview.train.sample import Score
from msgreview.train.survey import Answers
from msgreview.train.team_report import Team, team_report

DAY = date(2027, 3, 1)


def learner(number: int, **fields: Any) -> HandIn:
    return HandIn(f"aaaa-{number:04}", DAY, days=number, answers=10 * number, **fields)


def surveyed(number: int, before: int, after: int, then: int, comment: str = "") -> HandIn:
    said = Answers({"greet": before}, {"greet": after}, {"greet": then}, {"worth": 4}, comment)
    return learner(number, courses={"c": Results(8, 6, 2, number)}, surveys={"c": said})


def rows(report: Report, key: str) -> list[tuple[Cell, ...]]:
    return [row for table in report.tables if table.key == key for row in table.rows]


def made(*hand_ins: HandIn, **fields: Any) -> Report:
    return team_report(Team(hand_ins, [COURSE], **fields))


SEVEN = [surveyed(number, 2, 2 + number % 3, 1) for number in range(1, 8)]
SAMPLED = [learner(n, samples={"c": {"before": Score(n % 2, 4), "after": Score(3, 4)}}) for n in range(6)]


def test_figures_are_medians_of_learners() -> None:
    assert [(each.name, each.value) for each in made(*SEVEN).figures] == [
        ("Learners", 7), ("Days practised", 4.0), ("Answers", 40.0), ("Due again", 4.0),
    ]  # fmt: skip


def test_a_course_with_who_is_to_take_it() -> None:
    assigned = [Assignment("maya", "c", DAY), Assignment("Maya", "c", date(2027, 4, 1)), Assignment("jo", "d", DAY)]
    assert rows(made(*SEVEN, assigned=assigned), "courses") == [("A course", 1, date(2027, 4, 1), 7, 7, 75.0, 4.0)]
    everybody = [Assignment("everybody", "c", DAY)]
    assert rows(made(*SEVEN, assigned=everybody), "courses")[0][1] == "everybody"
    others = [learner(number) for number in range(7)]
    assert rows(made(*others, assigned=everybody), "courses") == [("A course", "everybody", DAY, 0, 0, None, None)]


def test_confidence_before_after_and_looking_back() -> None:
    report = made(*SEVEN)
    assert rows(report, "confidence") == [("c: greet", 7, 2.0, 3.0, 1.0, None, None, 0)]
    assert rows(report, "looking-back") == [("c: greet", 7, 1.0, 3.0, 2.0, 7, 0, 0)]
    assert rows(report, "reactions") == [("c: It was worth my time.", 7, 4.0)]


def test_samples() -> None:
    assert rows(made(*SAMPLED), "samples") == [("c", 6, 12.5, 75.0, 62.5, 6, 0, 0)]
    half = learner(9, samples={"c": {"before": Score(1, 4)}})
    assert rows(made(*SAMPLED[:5], half), "samples") == []  # five of six


def test_rules_that_many_miss() -> None:
    missed = [learner(n, missed={"tone.curt": 3, "tone.blame": 1} if n < 6 else {"clarity.wordy": 9}) for n in range(10)]
    assert rows(made(*missed), "rules") == [("tone.blame", "over 5"), ("tone.curt", "over 5")]


def test_what_learners_say_is_listed_from_five_on_in_no_order_of_theirs() -> None:
    words = ["Shorter.", "More chats.", "Fewer words.", "Nothing.", "A break."]
    said = [surveyed(number, 1, 2, 1, comment) for number, comment in enumerate(words)]
    assert rows(made(*said[:4], learner(9)), "comments") == []
    assert [row[1] for row in rows(made(*said), "comments")] == sorted(words)


def test_of_four_learners_nothing_is_shown() -> None:
    report = made(*[surveyed(number, 2, 3, 1, "Shorter.") for number in range(4)], uncounted=2)
    assert report.figures == ()
    assert [table.key for table in report.tables] == ["courses"]
    assert rows(report, "courses") == [("A course", None, None, None, None, None, None)]
    assert any("fewer than 5 hand-ins" in note for note in report.notes)
    assert any("2 of the files in the folder did not count" in note for note in report.notes)


def test_findings_a_message() -> None:
    before = Outcome("90 days before", DAY, DAY, 8, 12, 3)
    after = Outcome("90 days after", DAY, DAY, 3, 1, 2)
    assert rows(made(*SEVEN, outcomes=[before, after]), "findings") == [
        ("90 days before", DAY, DAY, 8, 1.5, 37.5),
        ("90 days after", DAY, DAY, "under 5", None, None),
    ]


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2027, 9, 1), [(date(2027, 1, 30), date(2027, 2, 28)), (date(2027, 3, 6), date(2027, 4, 4))]),
        (date(2027, 3, 8), [(date(2027, 1, 30), date(2027, 2, 28)), (date(2027, 3, 6), date(2027, 3, 8))]),
        (date(2027, 3, 5), [(date(2027, 1, 30), date(2027, 2, 28))]),
    ],
)
def test_the_periods_do_not_touch_the_course(today: date, expected: list[tuple[date, date]]) -> None:
    periods = before_and_after(DAY, date(2027, 3, 5), 30, today)
    assert [(start, end) for _, start, end in periods] == expected


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_writes_it(name: str) -> None:
    report = made(*SEVEN, *SAMPLED)
    rendered = FORMATS[name].render(report, 80)
    if isinstance(rendered, str):
        assert "Commit" not in rendered
        assert "Which messages" not in rendered
        assert "aaaa-" not in rendered
    if name == "csv":
        assert isinstance(rendered, str)
        assert rendered.startswith("\ufefftable,row,column,value,counted")
        assert ["confidence", "c: greet", "After", "3.0"] in [row[:4] for row in csv.reader(StringIO(rendered))]


@pytest.fixture
def team(demo: Cli) -> Cli:
    """The demo repository, with seven hand-ins and three files that are none."""
    folder = Path("handed")
    folder.mkdir()
    for number, hand_in in enumerate([*SEVEN, SEVEN[0]]):
        (folder / f"{number}.json").write_text(hand_in_text(hand_in), "utf-8")
    text = hand_in_text(SEVEN[1])
    (folder / "edited.json").write_text(text.replace('"passed": 6', '"passed": 8'), "utf-8")
    (folder / "cut.json").write_text(text[: len(text) // 2], "utf-8")
    return demo


def test_on_the_command_line(team: Cli) -> None:
    ended = team("train", "report", "handed")
    assert ended.code == 0
    files = [row.split(" ", 1)[0] for row in ended.err.splitlines()]
    assert files == ["handed/0.json", "handed/cut.json", "handed/edited.json"]
    assert re.search(r"^Learners +7$", ended.out, re.MULTILINE)
    assert "Findings in new" not in ended.out
    assert team("train", "report", "handed", "--output", "r.html").code == 0
    assert "<h1>Report on our training" in Path("r.html").read_text("utf-8")


def test_a_browser_prints_the_page_as_a_pdf(team: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    printed: list[str] = []
    monkeypatch.setattr(Browser, "pdf", lambda _, page: printed.append(page) or b"%PDF-")
    monkeypatch.setenv(VARIABLE, sys.executable)
    assert team("train", "report", "handed", "--output", "r.PDF").code == 0
    assert (Path("r.PDF").read_bytes(), "<h1>Report on our training" in printed[0]) == (b"%PDF-", True)


@pytest.mark.slow
def test_findings_before_and_after_are_those_of_lint_and_git(team: Cli) -> None:
    head = run(["git", "rev-parse", "HEAD"], check=True, capture_output=True, text=True).stdout.strip()
    taught = ("--taught", "2026-01-01", "--days", "330", "--as-of", "2026-11-23", "--format", "json")
    ended = team("train", "report", "handed", *taught)
    [table] = [table for table in json.loads(ended.out)["tables"] if table["key"] == "findings"]
    for row in table["rows"]:
        period = ("--from", row["From"], "--to", row["To"])
        annual = json.loads(team("report", *period, "--revision", head, "--format", "json", "--as-of", "2026-11-23").out)
        of = {figure["name"]: set(figure["messages"]) for figure in annual["figures"]}
        touched = (of["Words changed"] | of["New"]) & of["Messages in use"]
        run(["git", "checkout", "-q", annual["revision"]], check=True)
        found = json.loads(team("lint", "--format", "json", "--exit-zero", "--no-cache", "--as-of", row["To"]).out)["findings"]
        counts = Counter(each["message"] for each in found if each["level"] != "suggestion" and each["message"] in touched)
        assert row["Messages"] == len(touched) >= 5
        assert row["Findings a message"] == round(counts.total() / len(touched), 2)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["none"], "there is no folder none"),
        (["messages"], "there is no hand-in in messages"),
        (["handed", "--taught", "2026-06-30..2026-06-01"], "before it starts"),
        (["handed", "--taught", "june"], "--taught 'june' is not a date"),
        (["handed", "--format", "xlsx"], "a workbook needs a file"),
        (["handed", "--output", "report.docx"], "no report is written as .docx. Name the file with one of .md, .csv, "),
    ],
)
def test_what_cannot_be_reported(team: Cli, arguments: list[str], words: str) -> None:
    ended = team("train", "report", *arguments)
    assert ended.code == 2
    assert words in ended.err
