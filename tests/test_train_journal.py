"""The learner's own file: nothing in it is lost, whatever happens to it."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msgreview.model.errors import UsageError
from msgreview.train.journal import Journal, add, forget, load_journal

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)


def filled(path: Path, count: int = 3) -> Journal:
    journal = load_journal(path)
    for number in range(count):
        journal = add(journal, NOON + timedelta(minutes=number), "answer", f"course.{number}", passed=bool(number % 2))
    return journal


def test_what_is_added_is_there_when_it_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "practice.jsonl"
    journal = filled(path)
    assert load_journal(path) == journal
    assert [record.of for record in journal.records] == ["course.0", "course.1", "course.2"]
    if os.name == "posix":
        assert path.stat().st_mode & 0o077 == 0


@given(cut=st.integers(min_value=0, max_value=600))
def test_a_file_that_is_cut_short_keeps_every_whole_record(cut: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("cut") / "practice.jsonl"
    whole = filled(path)
    data = path.read_bytes()
    head = data.index(b"\n") + 1
    cut = min(len(data), head + cut)
    path.write_bytes(data[:cut])
    left = data[:cut].count(b"\n") - 1
    if data[cut : cut + 1] == b"\n":  # all but the line feed of a record is a whole record
        left += 1
    journal = load_journal(path)
    assert journal.records == whole.records[:left]
    again = add(journal, NOON + timedelta(hours=1), "answer", "course.9")
    assert load_journal(path).records == again.records


def test_two_copies_put_together_count_each_record_once(tmp_path: Path) -> None:
    path = tmp_path / "practice.jsonl"
    records = filled(path).records
    path.write_bytes(path.read_bytes() + path.read_bytes().partition(b"\n")[2])
    assert load_journal(path).records == records


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b'{"msgreview":"practice","version":2}\n', "was written by a later msgreview. Update msgreview"),
        (b"a letter\n", "is not a practice file"),
        (b'{"msgreview":"training","version":1}\n', "is not a practice file"),
        (b"\xff\xfe\x00", "is not a practice file"),
    ],
)
def test_a_file_of_something_else_stays_as_it_is(data: bytes, words: str, tmp_path: Path) -> None:
    path = tmp_path / "practice.jsonl"
    path.write_bytes(data)
    with pytest.raises(UsageError, match=words):
        load_journal(path)
    assert path.read_bytes() == data


def test_what_cannot_be_read_is_told_and_left_there(tmp_path: Path) -> None:
    path = tmp_path / "practice.jsonl"
    filled(path, 1)
    with path.open("ab") as file:
        file.write(b'{"id": "x", "at": "yesterday", "did": "answer", "of": "a.b"}\nnot json\n')
    journal = load_journal(path)
    assert len(journal.records) == 1
    assert journal.note.startswith("2 entries of your practice file")
    add(journal, NOON, "answer", "course.1")
    assert b"yesterday" in path.read_bytes()


def test_a_place_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "folder").write_text("a file")
    with pytest.raises(UsageError, match="so this is not kept"):
        add(Journal(tmp_path / "folder" / "practice.jsonl"), NOON, "start", "course")


def test_forgetting(tmp_path: Path) -> None:
    filled(tmp_path / "practice.jsonl", 1)
    assert forget(tmp_path / "practice.jsonl")
    assert not forget(tmp_path / "practice.jsonl")
    assert load_journal(tmp_path / "practice.jsonl").records == ()
