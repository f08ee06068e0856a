"""The sheets of a blind reading, and what is made of them when they are filled in."""

import csv
import importlib
import io
import json
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

RECORDS = [
    {"id": "one", "text": "Please be advised that the hall is yours, {{ name }}."},
    {"id": "two", "subject": "Late", "text": "You failed to return the key."},
]


@pytest.fixture
def reading(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(Path(__file__).parents[1] / "benchmarks"))
    return importlib.import_module("blind_reading")


def test_a_sheet_is_drawn_and_tallied(reading: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    records = tmp_path / "records.json"
    records.write_text(json.dumps(RECORDS))
    reading.draw(100, [records], 7, date(2027, 3, 1))
    printed = capsys.readouterr().out
    rows = list(csv.DictReader(io.StringIO(printed)))
    assert {"tone.form-letter", "tone.blame"} <= {row["rule"] for row in rows}
    [blame] = [row for row in rows if row["rule"] == "tone.blame"]
    assert (blame["message"], blame["text"]) == ("m1.two", "Subject: Late\n\nYou failed to return the key.")
    assert all(row["why"] and row["says"] for row in rows)
    reading.draw(2, [records], 7, date(2027, 3, 1))
    again = capsys.readouterr().out
    reading.draw(2, [records], 7, date(2027, 3, 1))
    assert len(list(csv.DictReader(io.StringIO(again)))) == 2
    assert capsys.readouterr().out == again


def test_what_raters_say_is_told_by_rule(reading: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheets = []
    for name, said in (("ann", ["y", "y", "n", ""]), ("bob", ["Yes", "n", "0", "y"])):
        rows = [
            f"{number},{rule},{keep}" for number, (rule, keep) in enumerate(zip(("a.x", "a.x", "b.y", "b.y"), said, strict=True))
        ]
        sheets.append(tmp_path / f"{name}.csv")
        sheets[-1].write_text("\n".join(["number,rule,keep", *rows]) + "\n")
    reading.tally(sheets)
    assert capsys.readouterr().out == (
        "| rule | ann.csv | bob.csv |\n| --- | --- | --- |\n"
        "| b.y | 0 % of 1 | 50 % of 2 |\n"
        "| a.x | 100 % of 2 | 50 % of 2 |\n"
        "| all | 67 % of 3 | 50 % of 4 |\n"
        "\nann.csv and bob.csv agree on 2 of 3.\n"
    )
    sheets[0].write_text("number,rule,keep\n4,a.x,maybe\n")
    with pytest.raises(SystemExit, match="`keep` is y or n; look at 4"):
        reading.tally(sheets)
