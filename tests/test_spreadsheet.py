"""Tables that a spreadsheet opens: no cell is a formula, and what a program reads back is what was written."""

import csv
from io import StringIO

import pytest
from case_files import load_cases

from msgreview.report.spreadsheet import cell, csv_text

CASES = load_cases("csv_cells.yaml")


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
