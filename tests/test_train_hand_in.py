"""A hand-in: what is in it, what is not, and what happens to files that are no good any more."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from test_train_survey import COURSE, NOON, did, said

from msgreview.model.errors import UsageError
from msgreview.train.hand_in import HandIn, Results, hand_in_text, load_folder, load_hand_in, make_hand_in, pseudonym
from msgreview.train.journal import Record
from msgreview.train.sample import Score
from msgreview.train.survey import Answers

RECORDS = [
    did("handle", "maya"),
    did("answer", "c.a", missed=("tone.curt",)),
    did("answer", "c.a", passed=True),
    did("answer", "other.b", missed=("tone.curt", "tone.blame"), words="Mine alone."),
    did("scene", "angry-parent"),
    did("scene", "angry-parent", passed=True),
    did("sample", item="before.A.tone.curt"),
    did("sample", item="before.A.tone.blame", passed=True),
    did("sample", item="after.B.tone.curt", passed=True),
    did("sample", "other", item="before.A.tone.curt"),
    said("before.greet", 2),
    said("open.comment", words="Shorter."),
]
MADE = make_hand_in([COURSE], RECORDS, NOON + timedelta(days=90), comments=True)


def test_what_is_in_it() -> None:
    assert (
        HandIn(
            learner=pseudonym(RECORDS),
            made=date(2027, 5, 30),
            days=1,
            answers=3,
            courses={"c": Results(1, 1, 0, 1)},
            missed={"tone.curt": 2, "tone.blame": 1},
            surveys={"c": Answers({"greet": 2}, comment="Shorter.")},
            samples={"c": {"before": Score(1, 2), "after": Score(1, 1)}},
            scenes={"angry-parent": True},
        )
        == MADE
    )


def test_what_is_not_in_it() -> None:
    text = hand_in_text(make_hand_in([COURSE], RECORDS, NOON))
    for words in ("maya", "Mine alone.", "Shorter.", RECORDS[0].id + '"', "12:00", "T12"):
        assert words not in text


def test_only_some_courses() -> None:
    made = make_hand_in([COURSE], RECORDS, NOON, ["c"])
    assert (made.answers, made.missed, made.scenes) == (2, {"tone.curt": 1}, {})


def test_a_learner_has_one_name_on_every_machine() -> None:
    assert pseudonym(RECORDS) == pseudonym(RECORDS[:1])
    assert pseudonym(RECORDS) != pseudonym([Record(id="another", at=NOON, did="start", of="c")])
    assert len(pseudonym(RECORDS)) == 9


def test_it_is_read_as_it_was_written() -> None:
    data = hand_in_text(MADE).encode()
    assert load_hand_in(data, "x.json") == MADE
    assert load_hand_in(b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n"), "x.json") == MADE


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"passed": 1', '"passed": 2', "x.json was changed after it was written, so it does not count."),
        ('"made": "2027-05-30"', '"made": "2027-05-31"', "was changed after it was written"),
        ('"checksum": "', '"checksum": "0', "was changed after it was written"),
        ('"version": 1', '"version": 2', "was written by a later msgreview. Update msgreview"),
        ('"version": 1', '"version": "1"', "was written by a later msgreview"),
        ('"hand-in"', '"practice"', "is no hand-in of msgreview"),
        ("{", "", "is cut off, or no hand-in at all."),
        ("{", "[" * 5000, "is cut off, or no hand-in at all."),
    ],
)
def test_a_file_that_is_no_good_is_told_in_a_sentence(old: str, new: str, words: str) -> None:
    text = hand_in_text(MADE)
    assert old in text
    with pytest.raises(UsageError, match=r"^x\.json ") as error:
        load_hand_in(text.replace(old, new, 1).encode(), "x.json")
    assert words in str(error.value)
    assert "\n" not in str(error.value)


def test_values_that_no_hand_in_has() -> None:
    from msgreview.train.hand_in import checksum_of

    for path, value in (("days", -1), ("learner", None), ("surveys", {"c": {"before": {"greet": 9}}}), ("made", "soon")):
        fields = json.loads(hand_in_text(MADE)) | {path: value}
        del fields["checksum"]
        with pytest.raises(UsageError, match="holds values that no hand-in has"):
            load_hand_in(json.dumps(fields | {"checksum": checksum_of(fields)}).encode(), "x.json")


@pytest.mark.parametrize("cut", [0, 1, 20, 200, -3])
def test_a_file_cut_short(cut: int) -> None:
    with pytest.raises(UsageError, match="is cut off"):
        load_hand_in(hand_in_text(MADE).encode()[:cut], "x.json")


def test_a_folder_counts_each_learner_once_and_all_that_is_good(tmp_path: Path) -> None:
    def put(name: str, records: list[Record], day: int) -> HandIn:
        made = make_hand_in([COURSE], records, NOON + timedelta(days=day))
        (tmp_path / name).write_text(hand_in_text(made), "utf-8")
        return made

    put("a.json", RECORDS, 1)
    later = put("b.json", RECORDS, 2)
    put("c.json", RECORDS, 0)
    other = put("d.json", [did("answer", "c.a", passed=True)], 1)
    (tmp_path / "e.json").write_text(hand_in_text(MADE).replace('"days": 1', '"days": 7'), "utf-8")
    (tmp_path / "f.json").write_text("{", "utf-8")
    (tmp_path / "g.json").mkdir()
    (tmp_path / "notes.txt").write_text("Ask Jo.", "utf-8")
    folder = load_folder(tmp_path, tmp_path)
    assert sorted(folder.hand_ins, key=lambda each: each.made) == [other, later]
    assert folder.problems == (
        "a.json is from the same learner as b.json, which is the later one and counts.",
        "c.json is from the same learner as b.json, which is the later one and counts.",
        "e.json was changed after it was written, so it does not count. Ask for it to be handed in once more.",
        "f.json is cut off, or no hand-in at all. Ask for it to be handed in once more.",
        "g.json:1:1: this file cannot be opened (it is not a file). Check its name and who may read it.",
    )


def test_a_folder_without_hand_ins(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no hand-in in"):
        load_folder(tmp_path, tmp_path)
    with pytest.raises(UsageError, match="there is no folder"):
        load_folder(tmp_path / "none", tmp_path)
