"""The annual report on the demo repository: its figures against a slow count made another way, its formats, its refusals."""

import csv
import html
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from io import BytesIO, StringIO
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml
from conftest import Cli
from histories import Repo
from openpyxl import load_workbook

from msgreview.cli import report
from msgreview.lint.file import FileLinter
from msgreview.report.annual.formats import FORMATS
from msgreview.report.annual.model import Example, Figure, Report, Table

AS_OF = ("--as-of", "2026-11-23")
PERIODS = [(date(2025, 10, 1), date(2026, 3, 31)), (date(2026, 3, 12), date(2026, 3, 12))]


def git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], capture_output=True, text=True, check=True).stdout


def facts(cli: Cli, *arguments: str) -> dict[str, Any]:
    ended = cli("report", *arguments, "--format", "json", *AS_OF)
    assert ended.code == 0, ended.err
    return dict(json.loads(ended.out))


@pytest.fixture(scope="module")
def this_year(demo_history: Path, demo_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The report on the demo repository's last year, as JSON."""
    command = [sys.executable, "-m", "msgreview", "report", "2026", "--format", "json", *AS_OF]
    kept = {"MSGREVIEW_CACHE": str(shutil.copytree(demo_cache, tmp_path_factory.mktemp("annual") / "cache"))}
    run = subprocess.run(command, cwd=demo_history, env=os.environ | kept, capture_output=True, text=True, check=True)
    return dict(json.loads(run.stdout))


# Counted another way: every commit's tree read with PyYAML, one by one, and compared with that of the commit before.


@cache
def messages_at(commit: str) -> dict[str, dict[str, Any]]:
    blobs = [row.split()[2] for row in git("ls-tree", "-r", commit, "messages").splitlines()]
    return {message["id"]: message for blob in blobs for message in messages_in(blob)}


@cache
def messages_in(blob: str) -> list[dict[str, Any]]:
    try:
        documents = list(yaml.load_all(blobs()[blob], yaml.CBaseLoader))
    except yaml.YAMLError:
        return []
    return [message for document in documents for message in document.get("messages", [document])]


@cache
def blobs() -> dict[str, bytes]:
    """Everything that the repository holds: object name → content."""
    command = ["git", "cat-file", "--batch-all-objects", "--batch", "--unordered"]
    stream = BytesIO(subprocess.run(command, capture_output=True, check=True).stdout)
    found = {}
    while head := stream.readline().split():
        found[head[0].decode()] = stream.read(int(head[2]))
        stream.readline()
    return found


def words(message: dict[str, Any]) -> Any:
    return [message.get(field) for field in ("channel", "subject", "body", "parts")]


def tip(day: date) -> str:
    return git("log", "-1", "--first-parent", "--format=%H", f"--until={day}T23:59:59Z").strip()


def pairs(*revisions: str) -> Iterator[tuple[str, str]]:
    """The commits that are no merges, and the one before each; what a merge brought counts when it came, in its parts."""
    chosen = ("--no-merges", "--full-history", "--topo-order", *revisions, "--", "messages")
    for line in git("log", "--format=%H %P", *chosen).splitlines():
        commit, *parents = line.split()
        if parents:
            yield commit, parents[0]


def slow_count(start: date, end: date) -> dict[str, int]:
    changed, came, read, stamps, left = set(), set(), set(), 0, set()
    for commit, parent in pairs("HEAD"):
        before, after = messages_at(parent), messages_at(commit)
        for id_, message in after.items():
            review = message.get("review")
            if review and review != before.get(id_, {}).get("review") and str(start) <= review["last"] <= str(end):
                read.add(id_)
                stamps += 1
    for commit, parent in pairs(tip(end), f"^{tip(start - timedelta(days=1))}"):
        before, after = messages_at(parent), messages_at(commit)
        for id_, message in after.items():
            old = before.get(id_)
            if old is None:
                came.add(id_)
            elif words(old) != words(message):
                changed.add(id_)
            if message.get("status") == "retired" and old and old.get("status") != "retired":
                left.add(id_)
    old, new = messages_at(tip(start - timedelta(days=1))), messages_at(tip(end))
    changed -= {id_ for id_ in changed & old.keys() & new.keys() if words(old[id_]) == words(new[id_])}  # It was put back.
    live = {id_: each for id_, each in messages_at(tip(end)).items() if each.get("status", "published") == "published"}
    return {
        "Read in the period": len(read),
        "Reviews recorded": stamps,
        "Words changed": len(changed),
        "New": len(came),
        "Retired": len(left),
        "Never read": sum(1 for each in live.values() if "review" not in each),
    }


@pytest.mark.parametrize("period", PERIODS, ids=str)
def test_figures_agree_with_a_slow_count(demo: Cli, period: tuple[date, date]) -> None:
    start, end = period
    figures = {each["name"]: each["value"] for each in facts(demo, "--from", str(start), "--to", str(end))["figures"]}
    counted = slow_count(start, end)
    assert {name: figures[name] for name in counted} == counted


def test_stamps_agree_with_the_trailers_of_git(demo: Cli, this_year: dict[str, Any]) -> None:
    trailers = git("log", "--since=2026-01-01T00:00:00Z", "--format=%(trailers:key=Reviewed-message,valueonly)").split("\n")
    ids = [trailer.split()[0] for trailer in trailers if trailer]
    figures = {each["name"]: each["value"] for each in this_year["figures"]}
    assert (figures["Reviews recorded"], figures["Read in the period"]) == (len(ids), len(set(ids)))


def test_what_was_recommended_is_told_from_what_was_edited(this_year: dict[str, Any]) -> None:
    rows = next(each["rows"] for each in this_year["tables"] if each["key"] == "reads")
    assert {row["What"] for row in rows} == {"kept", "edited", "recommended a change", "retired"}


def test_figures_agree_with_status_and_with_each_other(demo: Cli, this_year: dict[str, Any]) -> None:
    report = this_year
    figures = {each["name"]: each["value"] for each in report["figures"]}
    states = json.loads(demo("status", "--format", "json", *AS_OF).out)["status"]["states"]
    tables = {each["key"]: each["rows"] for each in report["tables"]}
    assert {row["State"]: row["Messages"] for row in tables["states"]} == {
        name: number for name, number in states.items() if number
    }
    assert figures["Messages in use"] == sum(states.values()) - sum(states[name] for name in ("draft", "retired", "invalid"))
    due = json.loads(demo("review", "due", "--format", "json", *AS_OF).out)["due"]
    late = sorted(each["id"] for each in due if "overdue" in each["holds"])
    assert next(each["messages"] for each in report["figures"] if each["name"] == "Overdue at the end") == late
    for key in ("by-service", "by-kind", "by-channel", "by-owner"):
        total = {column: sum(row[column] for row in tables[key]) for column in list(tables[key][0])[1:]}
        assert total["In use"] == figures["Messages in use"]
        assert total["Changed"] == figures["Words changed"]
        assert (total["New"], total["Retired"], total["Overdue"]) == tuple(
            figures[n] for n in ("New", "Retired", "Overdue at the end")
        )
        assert round(100 * total["Read"] / total["In use"], 1) == figures["Share read"]
        assert all(row["Read"] <= row["In use"] for row in tables[key])
    assert sum(row["Reviews"] for row in tables["load"]) == figures["Messages in use"]
    assert len(tables["load"]) == 12
    assert [row["On"] for row in tables["oldest"]] == sorted(row["On"] for row in tables["oldest"])


def test_findings_at_the_end_are_those_of_lint(demo: Cli, this_year: dict[str, Any]) -> None:
    found = json.loads(demo("lint", "--format", "json", "--exit-zero", *AS_OF).out)
    messages = found["summary"]["messages"]
    rows = next(each["rows"] for each in this_year["tables"] if each["key"] == "practices")
    for colour in ("red", "yellow", "green"):
        number = sum(1 for each in found["findings"] if each["colour"] == colour and not each["rule"].startswith("review-date."))
        shares = sum(row[f"{colour.capitalize()}, end"] for row in rows)
        assert shares == pytest.approx(100 * number / messages, abs=0.5)


def test_before_and_after(this_year: dict[str, Any]) -> None:
    examples = this_year["examples"]
    assert examples
    for each in examples:
        assert each["before"] != each["after"]
        assert each["found_after"] < len(each["found_before"])
    assert examples[0]["id"] == "circulation.not-on-shelf"
    assert examples[0]["by"] == ["Ines Alvarez"]


def test_the_same_commit_and_days_give_the_same_bytes(demo: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the work tree holds, and whenever it runs."""
    monkeypatch.setattr(report, "annual_at", cache(report.annual_at))  # Counted once on each day, not for each format.
    head = git("rev-parse", "HEAD").strip()
    chosen = ("--from", "2026-01-01", "--to", "2026-11-23", "--revision", head)
    for name in FORMATS:
        assert demo("report", *chosen, "--format", name, "--output", f"first.{name}", *AS_OF).code == 0
    git("checkout", "-q", "HEAD~30", "--", "messages")
    Path("messages/circulation/overdue.yaml").write_text("id: [")
    for name in FORMATS:
        assert demo("report", *chosen, "--format", name, "--output", f"second.{name}", "--as-of", "2026-11-25").code == 0
        assert Path(f"second.{name}").read_bytes() == Path(f"first.{name}").read_bytes(), name
    assert Path("messages/circulation/overdue.yaml").read_text() == "id: ["


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("2024", "--from", "2024-01-01"), "name a year, or a period"),
        (("--from", "0001-01-01"), "--from takes a day of the years 1970 to 9000"),
        (("--from", "soon"), "--from 'soon' is not a date"),
        (("--from", "2026-05-01", "--to", "2026-04-01"), "the period ends on 2026-04-01, before it starts on 2026-05-01"),
        (("2027",), "2027 has not begun. `msgreview report` alone tells of this year up to today."),
        (("2023",), "there is no commit up to 2023-12-31"),
        (("--revision", "nowhere"), "nowhere"),
        (("--format", "xlsx"), "add --output report.xlsx"),
    ],
    ids=str,
)
def test_mistakes_are_told(demo: Cli, arguments: tuple[str, ...], says: str) -> None:
    ended = demo("report", *arguments, *AS_OF)
    assert (ended.code, ended.out) == (2, "")
    assert says in ended.err


def test_a_period_that_git_knows_only_the_end_of(demo: Cli) -> None:
    """The catalogue came in it: nothing to compare with, and all that came is new."""
    report = facts(demo, "--from", "2024-01-01", "--to", "2024-12-31")
    assert any("was not in git before this period" in note for note in report["notes"])
    assert report["examples"] == []
    practices = next(each["rows"] for each in report["tables"] if each["key"] == "practices")
    assert {row["All, start"] for row in practices} == {None}
    figures = {each["name"]: each["value"] for each in report["figures"]}
    assert figures["New"] == figures["Messages in use"] + 1  # One is a draft.
    assert (figures["Read in the period"], figures["Share read"], figures["Read and left as they were"]) == (0, 0.0, 0.0)


def test_a_period_in_which_nothing_happened(demo: Cli) -> None:
    report = facts(demo, "--from", "2026-11-22", "--to", "2026-11-22")
    figures = {each["name"]: each["value"] for each in report["figures"]}
    assert {figures[name] for name in ("Read in the period", "Words changed", "New", "Retired")} == {0}


def test_without_the_whole_history_nothing_is_counted(demo: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git("clone", "-q", "--depth", "1", f"file://{Path.cwd()}", str(tmp_path / "shallow"))
    monkeypatch.chdir(tmp_path / "shallow")
    ended = demo("report", "2026", *AS_OF)
    assert (ended.code, ended.out) == (2, "")
    assert "git fetch --unshallow" in ended.err


def test_a_message_whose_id_is_another_is_neither_new_nor_retired(cli: Cli, own_git: None, tmp_path: Path) -> None:
    words = {"subject": "Hello", "body": "Your book is here."}
    repo = Repo(tmp_path)
    repo.commit({"messages/a.yaml": {"id": "a", **words}}, day="2025-01-05")
    repo.commit({"messages/a.yaml": repo.stamp("messages/a.yaml", "a", "bob", "2025-12-20")}, by="bob", day="2026-01-02")
    stamped = yaml.safe_load((tmp_path / "messages/a.yaml").read_text("utf-8"))
    repo.commit({"messages/a.yaml": stamped | {"id": "desk.a", "supersedes": ["a"]}}, by="cleo", day="2026-02-01")

    def figures(year: str) -> dict[str, tuple[float, list[str]]]:
        return {each["name"]: (each["value"], each["messages"]) for each in facts(cli, year)["figures"]}

    assert {name: figures("2025")[name] for name in ("New", "Read in the period", "Retired", "Never read")} == {
        "New": (1, ["a"]),
        "Read in the period": (1, ["a"]),
        "Retired": (0, []),
        "Never read": (0, []),
    }
    assert {name: figures("2026")[name] for name in ("New", "Retired", "Never read", "Messages in use")} == {
        "New": (0, []),
        "Retired": (0, []),
        "Never read": (0, []),
        "Messages in use": (1, ["desk.a"]),
    }


def test_what_came_and_went_adds_up(cli: Cli, own_git: None, tmp_path: Path) -> None:
    repo = Repo(tmp_path)
    one, two = ({"id": id_, "title": id_.upper(), "service": id_, "body": f"Your {id_} is here."} for id_ in ("book", "film"))
    repo.commit({"messages/book.yaml": one, "messages/film.yaml": two}, day="2025-01-05")
    repo.commit({"messages/film.yaml": None}, day="2025-02-05")
    report = facts(cli, "2025")
    figures = {each["name"]: each["messages"] for each in report["figures"]}
    assert (figures["New"], figures["Retired"], figures["Messages in use"]) == (["book", "film"], ["film"], ["book"])
    tables = {each["key"]: each["rows"] for each in report["tables"]}
    assert [(each["Service"], each["New"], each["Retired"]) for each in tables["by-service"]] == [("book", 1, 0), ("film", 1, 1)]
    assert [(each["Title"], each["What"]) for each in tables["changes"]] == [
        ("BOOK", "new"),
        ("FILM", "new"),
        ("FILM", "taken out"),
    ]


def test_the_first_page_says_what_the_figures_say(this_year: dict[str, Any]) -> None:
    figures = {each["name"]: each for each in this_year["figures"]}
    read, changed, overdue, asked = (" ".join(each["sentences"]) for each in this_year["first_page"])
    assert f"We read 95 of the {figures['Messages in use']['value']} messages that are in use." in read
    assert f"{figures['Reviews recorded']['value']} reviews in all" in read
    assert "1 message cannot be read, as something in the file is wrong: collections.gift-offer. We read it before that." in read
    for name, text in (("Words changed", changed), ("New", changed), ("Retired", changed), ("Overdue at the end", overdue)):
        assert all(id_ in text for id_ in figures[name]["messages"])
    assert "1 message was never read: spaces.lost-property-call." in overdue
    assert "Time to read 7 messages: 3 weeks, at the 3 a week that we plan with." in asked
    assert "Somebody who answers for 1 message (digital.device-call)." in asked


def test_text_fits_the_terminal(demo: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    lines = demo("report", "2026", "--format", "text", *AS_OF).out.splitlines()
    assert max(map(len, lines)) == 80
    assert "Friendly, efficient," in next(row for row in lines if row.startswith("Friendly"))
    monkeypatch.setenv("COLUMNS", "60")
    lines = demo("report", "2026", "--format", "text", *AS_OF).out.splitlines()
    assert max(map(len, lines)) <= 60
    assert sum(row.startswith("Friendly") for row in lines) == 2


def test_what_lint_found_holds_whatever_the_stamps_say(
    cli: Cli, own_git: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of messages that read as they did a year ago, neither end of the year is linted, whatever their stamps say now and then."""
    repo = Repo(tmp_path)
    words = {"body": "Dear reader, due to the fact that you are late, please revert asap.{% include 'foot' %}"}
    foot = {"body": "Kindly do the needful."}
    texts = {f"messages/{id_}.yaml": {"id": id_, **fields} for id_, fields in {"a": words, "b": words, "foot": foot}.items()}
    repo.commit(texts, day="2025-01-05")
    repo.commit({path: repo.stamp(path, fields["id"], "bob", "2025-12-20") for path, fields in texts.items()}, day="2025-12-20")
    repo.commit({"messages/b.yaml": {"id": "b", "body": "Please revert asap."}}, day="2026-02-01")
    repo.commit({path: repo.stamp(path, path[9:-5], "bob", "2026-02-20") for path in texts}, day="2026-02-20")
    linted: list[str] = []
    lint = FileLinter.lint_entry
    monkeypatch.setattr(FileLinter, "lint_entry", lambda *given: linted.append(given[1].message.id) or lint(*given))
    alone = facts(cli, "2026")
    assert sorted(linted) == ["a", "b", "b", "foot"]
    shutil.rmtree(os.environ["MSGREVIEW_CACHE"])
    assert cli("lint", "--exit-zero", *AS_OF).code == 0
    linted.clear()
    assert facts(cli, "2026") == alone
    assert linted == ["b"]


def test_what_a_file_held_is_read_once(cli: Cli, own_git: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever period a report is on, whatever name the file has then, and wherever in its repository the catalogue lies."""
    repo = Repo(tmp_path)
    words = "Dear reader, due to the fact that you are late, please revert asap."
    repo.commit({"letters/msgreview.yaml": "{}", "letters/messages/a.yaml": {"id": "a", "body": words}}, day="2024-01-05")
    repo.git("mv", "letters/messages/a.yaml", "letters/messages/z.yaml")
    repo.commit({"letters/messages/foot.yaml": {"id": "foot", "body": "Kindly do the needful."}}, day="2025-02-01")
    used = {"id": "a", "body": words + "{% include 'foot' %}"}
    repo.commit({"letters/messages/z.yaml": used}, day="2025-03-01")
    repo.commit({"letters/messages/foot.yaml": {"id": "foot", "body": "Kindly do it."}}, day="2026-02-01")
    monkeypatch.chdir("letters")
    cold = {}
    for year in ("2024", "2025", "2026"):
        cold[year] = facts(cli, year)
        shutil.rmtree(os.environ["MSGREVIEW_CACHE"])
    linted: list[str] = []
    lint = FileLinter.lint_entry
    monkeypatch.setattr(FileLinter, "lint_entry", lambda *given: linted.append(given[1].message.id) or lint(*given))
    assert cli("lint", "--exit-zero", *AS_OF).code == 0
    assert sorted(linted) == ["a", "foot"]
    linted.clear()
    for year, new in [("2026", ["a", "foot"]), ("2024", ["a"]), ("2025", []), ("2026", []), ("2024", []), ("2025", [])]:
        assert facts(cli, year) == cold[year]
        assert sorted(linted) == new
        linted.clear()


def test_an_evening_of_the_last_day_belongs_to_its_year(cli: Cli, own_git: None, tmp_path: Path) -> None:
    repo = Repo(tmp_path)
    repo.commit({"messages/a.yaml": {"id": "a", "body": "Your book is here."}}, day="2024-01-05")
    edits = [("Your book has come.", "2024-12-31", "20:00:00-0800"), ("Come and see.", "2026-01-01", "08:00:00+1300")]
    for body, day, at in edits:
        repo.write({"messages/a.yaml": {"id": "a", "body": body}})
        repo.write({"messages/a.yaml": repo.stamp("messages/a.yaml", "a", "ann", day)})
        when = f"{day}T{at}"
        repo.git("commit", "-qam", "Read", f"--date={when}", GIT_COMMITTER_DATE=when)

    def of(year: str) -> tuple[list[list[str]], list[str]]:
        report = facts(cli, year)
        figures = {each["name"]: each["messages"] for each in report["figures"]}
        days = [row["On"] for table in report["tables"] if table["key"] in ("changes", "reads") for row in table["rows"]]
        return [figures[name] for name in ("Read in the period", "Words changed", "Never read")], days

    assert of("2024") == ([["a"], ["a"], []], ["2024-01-05", "2024-12-31", "2024-12-31"])
    assert of("2025") == ([[], [], []], [])
    assert of("2026") == ([["a"], ["a"], []], ["2026-01-01", "2026-01-01"])


def test_outside_of_git(cli: Cli) -> None:
    Path("msgreview.yaml").write_text("")
    ended = cli("report", "2026", *AS_OF)
    assert ended.code == 2
    assert "git" in ended.err


def test_a_team_of_one_is_named_in_the_report(cli: Cli, tmp_path: Path) -> None:
    settings = "messages: [messages]\nreview: {four_eyes: false, solo: true}\n"
    files = {"msgreview.yaml": settings, "messages/a.yaml": {"id": "a", "body": "Your book is here."}}
    Repo(tmp_path).commit(files, day="2025-02-01")
    notes = facts(cli, "2026")["notes"]
    assert any("one person" in note for note in notes)
    assert any("Four eyes are not asked for" in note for note in notes)


def test_what_was_approved_together_is_named(demo: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = ("spaces.room-taken", "spaces.noise-chat")
    assert demo("review", "keep", *ids, "--yes").code == 0
    today = json.loads(demo("status", "--format", "json").out)["status"]["today"]
    report = json.loads(demo("report", "--from", today, "--to", today, "--format", "json", "--as-of", today).out)
    [row] = next(each["rows"] for each in report["tables"] if each["key"] == "together")
    assert (row["Reviewer"], row["Messages"]) == ("Wen Li <wen@library.example>", 2)


# Formats

EVIL = "=1+1</td><script>alert(1)</script>|`*_[x](javascript:y)\x1b[31m\u202e & \"q'"
HOSTILE = Report(
    title="Annual report on our messages",
    start=date(2026, 1, 1),
    end=date(2026, 12, 31),
    revision="0" * 40,
    notes=(EVIL,),
    figures=(Figure("Read", 1_234, "counted", messages=("a", EVIL)), Figure("Share", 12.5, "share", "%")),
    tables=(
        Table("t", "A title", ("Name", "In use", "Read"), ((EVIL, 3, 2.5), ("b", 0, None)), "so", ("In use", "Read")),
        Table("d", "Days of one and two, with a long name", ("Name", "Day"), (("b", date(2026, 3, 1)), ("-x", "@SUM(A1)")), "so"),
        Table("zero", "No bars", ("Name", "Number"), (("b", 0),), "so", ("Number",)),
    ),
    examples=(Example("a", EVIL, f"Before\n```\n{EVIL}\n````\n", EVIL, date(2026, 3, 1), (EVIL,), (EVIL,), 0),),
)


def rendered(name: str) -> Any:
    return FORMATS[name].render(HOSTILE, 100)


def test_html_is_well_formed_and_holds_no_foreign_markup() -> None:
    page = rendered("html")
    assert "<script" not in page
    assert "\x1b" not in page
    assert "\u202e" not in page
    assert not re.search(r"(?:src|href|on\w+)\s*=|@import|url\(", page.split("</head>")[1].replace("javascript:y", ""))
    xml = re.sub(r"<(meta[^>]*)>", r"<\1/>", page.removeprefix("<!doctype html>\n"))
    root = ElementTree.fromstring(xml)
    texts = [html.unescape("".join(each.itertext())) for each in root.iter("th")]
    assert EVIL.replace("\x1b", "\\x1b").replace("\u202e", "\\u202e") in texts
    assert root.get("lang") == "en"
    charts = [each for each in root.iter() if each.tag.endswith("svg")]
    assert len(charts) == 1  # A table of zeros has none.
    assert charts[0].get("role") == "img"
    assert "A title: In use, Read." in str(charts[0].get("aria-label"))
    for cell in root.iter("th"):
        assert cell.get("scope") in ("col", "row")


def test_html_can_be_found_through_by_headings_landmarks_and_keyboard() -> None:
    """What axe-core asks of the page and a parser can see; tests/test_in_browser.py asks axe-core itself."""
    page = rendered("html")
    levels = [int(level) for level in re.findall(r"<h(\d)", page)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(now <= before + 1 for before, now in pairwise(levels))
    assert page.count("<main>") == 1
    for region in re.findall(r'<div class="wide"[^>]*>', page):
        assert re.fullmatch(r'<div class="wide" role="region" aria-label="[^"]+" tabindex="0">', region)
    names = re.findall(r'aria-label="([^"]+)" tabindex', page)
    assert len(set(names)) == len(names) > 3
    style = page.split("</style>")[0]
    for rule in ("prefers-color-scheme: dark", "@media print", "max-width: 40rem"):
        assert rule in style


def test_markdown_keeps_its_tables_and_fences() -> None:
    text = rendered("markdown")
    rows = [line for line in text.splitlines() if line.startswith("| ") and "script" in line]
    assert rows
    assert all(len(re.findall(r"(?<!\\)\|", row)) == 4 for row in rows)
    assert "\\<script\\>" in text
    assert "\\[x\\](javascript:y)" in text
    assert "\x1b" not in text
    fences = re.findall(r"^(`{3,})(?:text)?$", text, re.MULTILINE)
    assert "`````" in fences


def test_csv_has_no_formula() -> None:
    text = rendered("csv")
    assert text.startswith("\ufefftable,")  # Excel takes it for UTF-8 then.
    rows = list(csv.reader(StringIO(text.removeprefix("\ufeff"))))
    assert ["messages", "Read", "1", "a", "counted"] in rows
    assert rows[0] == ["table", "row", "column", "value", "counted"]
    assert {len(row) for row in rows} == {5}
    assert not [cell for row in rows for cell in row if cell[:1] in "=@+" and cell]
    assert ["t", "'" + EVIL.replace("\x1b", "\\x1b").replace("\u202e", "\\u202e"), "In use", "3", "so"] in rows
    assert ["d", "b", "Day", "2026-03-01", "so"] in rows


def test_a_workbook_opens_with_a_sheet_a_table_and_no_formula() -> None:
    data = rendered("xlsx")
    book = load_workbook(BytesIO(data))
    assert len(book.sheetnames) == 5
    assert book["Which messages"]["B2"].value == "a"
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    assert book["A title"]["B2"].value == 3
    assert [book["A title"].column_dimensions[each].width for each in "BC"] == [8, 6]
    assert rendered("xlsx") == data
    with zipfile.ZipFile(BytesIO(data)) as parts:
        assert {part.date_time[:3] for part in parts.infolist()} == {(2026, 12, 31)}


def test_without_the_library_of_workbooks(demo: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    ended = demo("report", "--from", "2026-11-22", "--format", "xlsx", "--output", "r.xlsx", *AS_OF)
    assert ended.code == 2
    assert "pip install 'msgreview[xlsx]'" in ended.err
    assert not Path("r.xlsx").exists()


def test_a_year_has_its_number_and_another_period_its_days(cli: Cli, tmp_path: Path) -> None:
    Repo(tmp_path).commit({"messages/a.yaml": {"id": "a", "body": "Your book is here."}}, day="2025-02-01")
    assert cli("report", "2025", *AS_OF).out.startswith("# Annual report on our messages, 2025\n")
    assert cli("report", *AS_OF).out.startswith("# Annual report on our messages, 2026-01-01 to 2026-11-23\n")


def test_what_lint_found_is_not_looked_for_again(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = Repo(tmp_path / "repo")
    repo.commit({f"messages/{id_}.yaml": {"id": id_, "body": "Your book is here."} for id_ in "ab"}, day="2026-02-01")
    monkeypatch.chdir(repo.folder)
    assert cli("lint", "--exit-zero").code == 0
    linted: list[str] = []
    lint = FileLinter.lint
    monkeypatch.setattr(FileLinter, "lint", lambda self, file, lookup: linted.append(file.shown) or lint(self, file, lookup))
    assert cli("report", "2026", *AS_OF).code == 0
    assert not linted
    repo.commit({"messages/b.yaml": {"id": "b", "body": "Your film is here."}}, day="2026-03-01")
    assert cli("report", "2026", *AS_OF).code == 0
    assert linted == ["messages/b.yaml"]
