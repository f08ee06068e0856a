"""A message for each row of a table: which columns give what, what a row lacks, and the sheet for a mail program."""

import csv
import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import Cli
from test_preview_page import message

from msgreview.importing.formats import parse_records
from msgreview.model.config import Config, Settings
from msgreview.report.lines import plain
from msgreview.report.mail_merge.columns import matched, nested, typed
from msgreview.report.mail_merge.merge import Merge, merge_rows
from msgreview.report.mail_merge.sheet import lack_lines, sheet

CASES = Path(__file__).parent / "cases" / "mail_merge.yaml"


def merge(rows: Sequence[Sequence[str]], body: str, **fields: Any) -> Merge:
    """The rows of a table, the first with its columns, in a message."""
    settings = Settings(Config(), (), {}, "/", date(2026, 11, 23), "")
    table = io.StringIO()
    csv.writer(table).writerows(rows)
    records = parse_records(table.getvalue().encode(), "people.csv")
    return merge_rows(message(body, **fields), lambda _: None, settings, records)


def bodies(merge: Merge) -> list[str | None]:
    return [row.variant.body.text if row.variant and row.is_complete else None for row in merge.rows]


def told(merge: Merge) -> str:
    return plain(list(lack_lines(merge, "people.csv", 200)))


def test_columns_are_matched_by_name_however_it_is_written() -> None:
    names = ["patron.first_name", "due_on", "branch.name", "staff.name"]
    assert matched(names, ["First name", "DUE ON", "Branch-Name", "name", "town"]) == {
        "patron.first_name": "First name",
        "due_on": "DUE ON",
        "branch.name": "Branch-Name",
    }
    assert matched(["name", "patron.name"], ["name"]) == {"name": "name"}


def test_values_are_what_a_sample_would_hold() -> None:
    assert [str(typed(text, "x", None)) for text in ("007", "1.10", "no", " a ", "null")] == ["007", "1.10", "no", "a", "null"]
    assert typed("3", "days", None) == 3
    assert [typed(text, "is_adult", None) for text in ("yes", "No", "1", "")] == [True, False, True, False]
    assert nested({"a.b": 1, "items.0.title": "x", "items.10.title": "z", "items.2.title": "y"}) == {
        "a": {"b": 1},
        "items": [{"title": "x"}, {"title": "y"}, {"title": "z"}],
    }


def test_each_row_makes_a_message() -> None:
    body = "Dear {{ patron.first_name }},{% if days > 7 %} it is late.{% endif %}{% if fine %} You owe {{ fine }}.{% endif %}"
    rows = merge([("First name", "Days", "Fine"), ("Bo", "1", ""), ("Cy", "12", "$3")], body)
    assert bodies(rows) == ["Dear Bo,", "Dear Cy, it is late. You owe $3."]
    assert told(rows) == "2 of 2 rows can go out.\n"


def test_what_rows_lack_is_told_with_row_column_and_remedy() -> None:
    variables = {"town": {"example": "Rivermouth"}}  # An example is nobody's town.
    rows = merge([("name", "age", "shoe"), ("Bo", "40", "7"), ("", "50", "8")], "{{ name }} {{ town }}", variables=variables)
    assert bodies(rows) == [None, None]
    assert told(rows) == (
        "Not used: age, shoe.\n"
        "people.csv: no column gives town. Add a column 'town'.\n"
        "people.csv, line 3: lacks name; fill in its 'name'.\n"
        "0 of 2 rows can go out.\n"
    )


def test_a_row_that_does_not_fit_spoils_no_other() -> None:
    body = "{% if days > 7 %}late{% else %}soon{% endif %}"
    table = [("days", "fine"), ("many", ""), ("9", ""), ("1", ""), ("", "x"), ("8", "")]
    rows = merge(table, body)
    assert bodies(rows) == [None, "late", "soon", None, "late"]
    assert "line 2: column 'days' holds 'many', and a number is expected, such as 3." in told(rows)
    assert "line 5: lacks days; fill in its 'days'." in told(rows)


def test_what_the_template_compares_is_never_taken_for_nothing() -> None:
    rows = merge(
        [("count", "day"), ("1", "Friday"), ("", "Monday")], "{{ count }} {{ 'item is' if count == 1 else 'items are' }} due"
    )
    assert bodies(rows) == ["1 item is due", None]
    assert "line 3: lacks count; fill in its 'count'." in told(rows)


def test_cells_beyond_the_columns_are_told() -> None:
    rows = merge([("name",), ("Bo", "x"), ("Cy",)], "{{ name }}")
    assert sorted(map(str, bodies(rows))) == ["Cy", "None"]
    assert "2 cells under 1 columns" in told(rows)


def test_the_sheet_holds_no_formula_and_nothing_of_rows_that_lack_something() -> None:
    rows = merge([("name", "=cmd"), ("=1+1", "+2"), ("", "x")], "{{ name }}\n- x", subject="@{{ name }}")
    made = list(csv.reader(io.StringIO(str(sheet(rows, ".csv")).removeprefix("\ufeff"))))
    assert made == [
        ["name", "'=cmd", "message_subject", "message_body"],
        ["'=1+1", "'+2", "'@=1+1", "'=1+1\n- x"],
    ]
    openpyxl = pytest.importorskip("openpyxl")
    data = sheet(rows, ".xlsx")
    assert isinstance(data, bytes)
    page = openpyxl.load_workbook(io.BytesIO(data)).active
    assert [[cell.value for cell in row] for row in page] == [
        ["name", "=cmd", "message_subject", "message_body"],
        ["=1+1", "+2", "@=1+1", "=1+1\n- x"],
    ]
    assert all(cell.data_type in "sn" for row in page for cell in row if cell.value)
    assert page["A2"].quotePrefix


def test_many_rows_keep_their_order() -> None:
    body = "Dear {{ name }},{% if days > 7 %} it is late.{% else %} it is due.{% endif %}"
    rows = merge([("name", "days"), *((f"Name {n}", str(n % 20)) for n in range(500))], body)
    assert [row.where for row in rows.rows] == [f"line {n + 2}" for n in range(500)]
    assert bodies(rows)[9:11] == ["Dear Name 9, it is late.", "Dear Name 10, it is late."]


def test_rows_are_shown_written_and_counted_on_the_command_line(cli: Cli, tmp_path: Path) -> None:
    file, people, out, page = (tmp_path / name for name in ("message.yaml", "people.csv", "out.csv", "page.html"))
    file.write_text("{id: x.y, kind: automated, channel: email, subject: Hi, body: 'Dear {{ name }}.'}", "utf-8")
    people.write_text("Name\nBo\n", "utf-8")
    shown = cli("preview", str(file), "--data", str(people))
    assert (shown.code, shown.err) == (0, "1 of 1 row can go out.\n")
    assert "Dear Bo." in shown.out
    people.write_text("Name;Town\nBo;X\n;Y\n", "utf-8")
    written = cli("preview", str(file), "--data", str(people), "--output", str(out), "--html", str(page))
    assert written.code == 1
    assert "people.csv, line 3: lacks name; fill in its 'Name'." in written.err
    assert "Dear Bo." in out.read_text("utf-8")
    assert "Line 3" in page.read_text("utf-8")
    assert "Lacks name: fill in its &#39;Name&#39;." in page.read_text("utf-8")


def test_the_user_says_how_a_table_is_written(cli: Cli, tmp_path: Path) -> None:
    file, people = tmp_path / "message.yaml", tmp_path / "people.csv"
    file.write_text("{id: x.y, kind: automated, channel: sms, body: 'Dear {{ name }}.'}", "utf-8")
    people.write_bytes("People of May\nname\nZoë\n".encode("utf-16-le"))
    shown = cli("preview", str(file), "--data", str(people), "--encoding", "utf-16-le", "--header-row", "2")
    assert (shown.code, "Dear Zoë." in shown.out) == (0, True)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--data", "people.csv", "--output", "out.docx"], "a .csv or an .xlsx file"),
        (["--output", "out.csv"], "--output is for the sheet of --data"),
        (["--data", "none.csv"], "cannot be read"),
        (["--data", "people.csv", "--sample", "one"], "Leave out --sample"),
        (["--data", "empty.csv"], "no row below them"),
        (["--data", "people.csv", "--output", "folder.csv"], "is a folder"),
        (["message.yaml", "--data", "people.csv"], "is for one message"),
    ],
)
def test_what_cannot_be_merged_is_told(arguments: list[str], words: str, cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "message.yaml").write_text("{id: x.y, kind: automated, channel: sms, body: 'Dear {{ name }}.'}", "utf-8")
    (tmp_path / "people.csv").write_text("name\nBo\n", "utf-8")
    (tmp_path / "empty.csv").write_text("name\n", "utf-8")
    (tmp_path / "folder.csv").mkdir()
    paths = [str(tmp_path / each) if each.endswith((".csv", ".yaml", ".docx")) else each for each in arguments]
    ended = cli("preview", str(tmp_path / "message.yaml"), *paths)
    assert ended.code == 2
    assert words in ended.err


@pytest.mark.parametrize("case", yaml.safe_load(CASES.read_text("utf-8")), ids=str)
def test_a_cell_that_is_not_of_its_kind_is_named_with_what_is_expected(case: dict[str, Any]) -> None:
    fields = {key: value for key, value in case.items() if key not in ("columns", "row", "says")}
    rows = merge([case["columns"], case["row"]], fields.pop("body"), **fields)
    problem = [row.problem or "; ".join(lack.remedy for lack in row.lacks) for row in rows.rows]
    assert problem == [case.get("says", "")]


def test_columns_that_give_a_list_are_named_and_then_taken() -> None:
    body = "{% for item in loans | sort %}{{ item.title }}, {{ item.due }}. {% endfor %}"
    assert "no column gives loans. Add columns 'loans.0.title' and 'loans.0.due'" in told(merge([("x",), ("1",)], body))
    table = [
        ("loans.0.title", "loans.0.due", "loans.1.title", "loans.1.due"),
        ("A", "3 May", "B", "4 May"),
        ("A", "3 May", "B", ""),
    ]
    rows = merge(table, "{% for one in loans %}{{ one.title }}, {{ one.due }}. {% endfor %}")
    assert [body and body.strip() for body in bodies(rows)] == ["A, 3 May. B, 4 May.", None]
    assert "line 3: lacks loans.1.due; fill in its 'loans.1.due'." in told(rows)
