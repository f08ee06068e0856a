"""Tables that a spreadsheet opens: no cell is a formula, and what a program reads back is what was written."""

import csv
from io import StringIO
from pathlib import Path

import pytest
import yaml

from msgreview.report.spreadsheet import cell, csv_text

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "csv_cells.yaml").read_text("utf-8"))


@pytest.mark.parametrize(("says", "stands"), CASES)
def test_no_cell_is_a_formula(says: str, stands: str) -> None:
    assert cell(says) == stands


def test_a_table_reads_back() -> None:
    text = csv_text(("id", "why"), [("a.one", 'He said "no", twice.'), ("a.two", "=1")])
    assert list(csv.reader(StringIO(text.removeprefix("\ufeff")))) == [
        ["id", "why"],
        ["a.one", 'He said "no", twice.'],
        ["a.two", "'=1"],
    ]
