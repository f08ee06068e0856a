"""Messages that say the same in two languages: what of them is compared, and which is behind after an approval."""

import json
from pathlib import Path

import pytest
from case_files import load_cases
from conftest import Cli, act_as
from histories import Repo

from msgreview.model.message import Message
from msgreview.rubric.statements.twins import only_in_one

CASES = load_cases("twins.yaml")
ENGLISH, GERMAN = "messages/due.yaml", "messages/due-de.yaml"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_what_only_one_of_them_has(case: dict[str, str]) -> None:
    one, other = (Message(lang, "automated", "email", body=case[lang], lang=lang) for lang in case if len(lang) == 2)
    here, there = only_in_one(one, other, case["aspect"])  # type: ignore[arg-type]
    assert [piece.words for piece in here] == case.get("here", [])
    assert [piece.words for piece in there] == case.get("there", [])
    for piece in here:
        assert one.body[piece.span.start : piece.span.end] == piece.words


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    repo = Repo(tmp_path / "repo")
    repo.commit({ENGLISH: {"id": "due", "body": "Your book is due."}}, "ann", "2026-01-10")
    repo.commit(
        {GERMAN: {"id": "due.de", "lang": "de", "twin_of": "due", "body": "Ihr Buch ist bald zu bringen."}}, "ann", "2026-01-10"
    )
    for path, id_ in ((ENGLISH, "due"), (GERMAN, "due.de")):
        repo.commit({path: repo.stamp(path, id_, "bob", "2026-02-01")}, "bob", "2026-02-01")
    return repo


def behind(repo: Repo) -> list[str]:
    return [id_ for id_, state in repo.review().states.items() if "twin-behind" in state.overlays]


def change(repo: Repo, path: str, was: str, now: str, day: str) -> None:
    file = repo.folder / path
    assert was in file.read_text("utf-8")
    repo.commit({path: file.read_text("utf-8").replace(was, now)}, "ann", day)


def test_an_approval_of_other_words_leaves_the_twin_behind(repo: Repo, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    assert behind(repo) == []
    change(repo, ENGLISH, "is due.", "is due on Monday.", "2026-03-01")
    assert behind(repo) == []  # not approved yet
    repo.commit({ENGLISH: repo.stamp(ENGLISH, "due", "bob", "2026-03-05")}, "bob", "2026-03-05")
    assert behind(repo) == ["due.de"]
    monkeypatch.chdir(repo.folder)
    page = json.loads(cli("review", "show", "due.de", "--format", "json").out)["show"]
    assert [(twin["id"], word["now"]) for twin in page["twins"] for word in twin["words"]] == [
        ("due", "Your book is due on Monday.")
    ]
    assert "changed in its twin due since 2026-02-01" in cli("review", "show", "due.de").out
    act_as(monkeypatch, "Bob <bob@library.example>")
    assert cli("review", "keep", "due.de", "--yes").code == 0
    assert behind(repo) == []


def test_a_review_that_changes_nothing_leaves_nobody_behind(repo: Repo) -> None:
    repo.commit({ENGLISH: repo.stamp(ENGLISH, "due", "bob", "2026-03-05")}, "bob", "2026-03-05")
    assert behind(repo) == []


def test_what_is_written_and_approved_on_the_day_of_a_review_is_later_by_its_commit(repo: Repo) -> None:
    change(repo, ENGLISH, "is due.", "is due on Monday.", "2026-02-01")
    repo.commit({GERMAN: repo.stamp(GERMAN, "due.de", "cleo", "2026-02-01")}, "cleo", "2026-02-01")
    repo.commit({ENGLISH: repo.stamp(ENGLISH, "due", "bob", "2026-02-01")}, "bob", "2026-02-01")
    assert behind(repo) == []  # They could read it.
    change(repo, ENGLISH, "on Monday.", "on Tuesday.", "2026-02-01")
    repo.commit({ENGLISH: repo.stamp(ENGLISH, "due", "bob", "2026-02-01")}, "bob", "2026-02-01")
    assert behind(repo) == ["due.de"]


def test_the_original_falls_behind_its_translation(repo: Repo) -> None:
    change(repo, GERMAN, "zu bringen", "wieder zu bringen", "2026-03-01")
    repo.commit({GERMAN: repo.stamp(GERMAN, "due.de", "bob", "2026-03-05")}, "bob", "2026-03-05")
    assert behind(repo) == ["due"]
