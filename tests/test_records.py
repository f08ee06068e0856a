"""Records as other systems export them, read into rows of text."""

import io
import json
import random
import shutil
import subprocess
import sys
import zipfile
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import msgspec
import pytest
from case_files import load_cases
from hypothesis import given
from hypothesis import strategies as st
from jinja2.sandbox import SandboxedEnvironment
from openpyxl import Workbook
from openpyxl.chart import BarChart

import msgreview
from msgreview.catalogue.load import load_text
from msgreview.importing import formats
from msgreview.importing.columns import choose_columns
from msgreview.importing.formats import parse_records, xlsx
from msgreview.importing.messages import SEAL, apart, file_path, sealed, to_messages
from msgreview.importing.records import Records
from msgreview.importing.translate import literal
from msgreview.model.errors import UsageError

CASES: list[dict[str, Any]] = load_cases("records.yaml")


def read(case: dict[str, Any]) -> Records:
    data = bytes.fromhex(case["bytes"]) if "bytes" in case else case["text"].encode(case.get("encoding", "utf-8"))
    return parse_records(data, case["file"], sheet=case.get("sheet", ""), encoding=case.get("as", ""))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_file_of_records(case: dict[str, Any]) -> None:
    if "error" in case:
        with pytest.raises(UsageError) as raised:
            read(case)
        assert case["error"] in str(raised.value)
        return
    found = read(case)
    assert {record.where: record.values for record in found.records} == case["rows"]
    assert {each.where: each.reason for each in found.rejected}.keys() == case.get("refused", {}).keys()
    assert all(words in each.reason for each, words in zip(found.rejected, case.get("refused", {}).values(), strict=True))
    assert found.columns == tuple(case.get("columns", found.columns))
    assert case.get("notes", "") in "\n".join(found.notes)
    assert bool(found.notes) == ("notes" in case)
    if "faults" in case:
        assert found.records[0].problems == case["faults"]


ODD = [
    "", "default", "English", "x y", "2026-13-45", "2026-03-14", "9999-99-99", "\x07bell", "😀", "a\nb", "a\r\nb", "\u2028",
    "- x: y", "{{ name }}", "{% if x %}", "<b>", "1", "fax", "null", "~", "yes", "#x", "|", "a" * 300, "\ufeffx", "\x85n", "a, b",
    "x\ty", "'\"",
    "!!int", "&a *a", "%", "@", "`", "{x}", "((a b))", "[% IF x %]", "\0",
]  # fmt: skip
FIELDS = [
    "id", "title", "subject", "body", "channel", "kind", "service", "lang", "format", "status", "tags", "trigger", "reviewed",
    "notes", "color", "a:b", "imported",
]  # fmt: skip


def test_no_importer_writes_a_file_that_lint_refuses() -> None:
    for seed in range(12):
        chance = random.Random(seed)
        rows = [{field: chance.choice(ODD) for field in FIELDS} | {"id": f"{chance.choice(ODD)}{row}"} for row in range(4)]
        records = parse_records(json.dumps(rows).encode(), "x.json")
        for each in to_messages(records, choose_columns(records, {"body": "body", "kind": "scripted"}))[0]:
            loaded = load_text(sealed(each.message), "x.yaml")
            assert loaded.problems == ()
            source = {**each.message.source, SEAL: loaded.entries[0].message.source[SEAL]}
            assert loaded.entries[0].message == msgspec.structs.replace(each.message, source=source)


def test_json_nested_without_end() -> None:
    with pytest.raises(UsageError, match=r"a\.json nests its values too deeply"):
        parse_records(b"[" * 200_000, "a.json")
    found = parse_records(b'{"id": "x"}\n' + b"[" * 200_000, "a.jsonl")
    assert [each.where for each in found.rejected] == ["line 2"]


@pytest.mark.parametrize(("rows", "line"), [("id,text\nx.1,{}\n", 2), ("id,{}\nx.1,a\n", 1)])
def test_a_cell_that_is_too_large(rows: str, line: int) -> None:
    with pytest.raises(UsageError, match=rf"the row that starts on line {line}: this is not well-formed CSV \(field larger than"):
        parse_records(rows.format("x" * 200_000).encode(), "a.csv")


def test_a_file_that_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "LARGEST", 10)
    with pytest.raises(UsageError, match=r"a\.csv holds 0 MB, more than"):
        parse_records(b"id,text\nx.1,Hello\n", "a.csv")


def book(*sheets: tuple[str, list[list[Any]]], merge: str = "") -> bytes:
    made = Workbook()
    made.remove(made.active)
    for title, rows in sheets:
        page = made.create_sheet(title)
        for row in rows:
            page.append(row)
        if merge:
            page.merge_cells(merge)
    data = io.BytesIO()
    made.save(data)
    return data.getvalue()


def test_a_workbook() -> None:
    rows = [
        ["id", "text", "date", "when", "at", "number", "large", "half", "yes"],
        ["x.1", "One\ntwo", date(2026, 3, 14), datetime(2026, 3, 14, 9, 30), time(9, 30), 3, 1e20, 0.5, True],
        [None] * 9,
        ["x.2", "Three_x000D_\n"],
    ]
    found = parse_records(book(("Sheet1", rows)), "a.xlsx")
    assert [record.where for record in found.records] == ["row 2", "row 4"]
    assert found.records[0].values == {
        "id": "x.1",
        "text": "One\ntwo",
        "date": "2026-03-14",
        "when": "2026-03-14T09:30:00",
        "at": "09:30:00",
        "number": "3",
        "large": "100000000000000000000",
        "half": "0.5",
        "yes": "true",
    }
    assert found.records[1].values == {"id": "x.2", "text": "Three\r\n"}
    assert parse_records(book(("Sheet1", rows)), "no-ending") == found


def test_a_sheet_by_name() -> None:
    data = book(("Notes", [["about"]]), ("Macros", [["id", "text"], ["x.1", "Hello"]]))
    assert parse_records(data, "a.xlsx", sheet="Macros").records[0].values == {"id": "x.1", "text": "Hello"}
    with pytest.raises(UsageError, match=r"a\.xlsx has no sheet 'Makros'\. It has: Notes, Macros"):
        parse_records(data, "a.xlsx", sheet="Makros")
    found = parse_records(book(("Cover", []), ("Macros", [["id", "text"], ["x.1", "Hello"]]), ("More", [["id"]])), "a.xlsx")
    assert found.records[0].values == {"id": "x.1", "text": "Hello"}
    assert found.notes == ("Only the sheet 'Macros' of a.xlsx was read. Others, with --sheet: More.",)


def test_formulas_and_errors_are_faults_with_their_address() -> None:
    found = parse_records(
        book(("S", [["id", "text", "more"], ["x.1", '=A2&"!"', "#N/A"], ["x.2", "=1 is a text", "'+x"]])), "a.xlsx"
    )
    assert found.records[0].problems == {"text": "a formula in B2", "more": "an error in C2 (#N/A)"}
    assert found.records[0].values == {"id": "x.1"}
    assert found.records[1].problems == {"text": "a formula in B3"}  # as typed in Excel: it is one


def test_merged_cells_are_refused() -> None:
    with pytest.raises(UsageError, match=r"a\.xlsx, sheet 'S': merged cells at A2:A3\."):
        parse_records(book(("S", [["id", "text"], ["x.1", "a"], [None, "b"]]), merge="A2:A3"), "a.xlsx")
    made = Workbook()
    for row in range(1, 8):
        made.active.merge_cells(f"A{row}:B{row}")
    data = io.BytesIO()
    made.save(data)
    with pytest.raises(UsageError, match=r"A5:B5 and 2 more"):
        parse_records(data.getvalue(), "a.xlsx")


def test_a_workbook_without_openpyxl(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(UsageError, match=r"pip install 'msgreview\[xlsx\]'"):
        parse_records(book(("S", [["id"]])), "a.xlsx")


def test_a_workbook_that_unpacks_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "LARGEST_UNPACKED", 100)
    with pytest.raises(UsageError, match="unpacks to 0 MB"):
        parse_records(book(("S", [["id"]])), "a.xlsx")


def test_a_zip_file_that_is_no_workbook() -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("hello.txt", "hello")
    with pytest.raises(UsageError, match="is no XLSX workbook"):
        parse_records(data.getvalue(), "a.xlsx")


def test_a_workbook_of_charts_only() -> None:
    made = Workbook()
    made.create_chartsheet("Chart").add_chart(BarChart())
    made.remove(made.worksheets[0])
    data = io.BytesIO()
    made.save(data)
    with pytest.raises(UsageError, match="has no sheet with cells"):
        parse_records(data.getvalue(), "a.xlsx")


INI = '''
"""Records in an INI file."""

from configparser import ConfigParser

from msgreview.importing.records import Export, Importer, Records, from_objects


def _records(export: Export) -> Records:
    parser = ConfigParser()
    parser.read_string(export.text()[0])
    return from_objects(((name, {"id": name, **parser[name]}) for name in parser.sections()), export.name)


IMPORTER = Importer("INI", ("ini",), "a section a record", _records)
'''


PIGEON = '''
"""Notes that pigeons carry."""

from collections.abc import Iterator

from msgreview.importing.container import Opened
from msgreview.importing.system import Item, System, whole
from msgreview.importing.tree import rows, said, text_of


def _items(opened: Opened) -> Iterator[Item]:
    for row in rows(opened.tree):
        body = whole(text_of(row, "note"))
        if body and "pigeon" in row:
            yield Item((said(row, "pigeon"),), (said(row, "pigeon"),), body)


SYSTEM = System("pigeon", "Pigeon Post", "notes as CSV", ("csv",), _items, ("braces",))
'''


def test_a_new_format_or_system_is_one_new_file(tmp_path: Path) -> None:
    shutil.copytree(Path(msgreview.__file__).parent, tmp_path / "msgreview")
    (tmp_path / "msgreview" / "importing" / "formats" / "ini.py").write_text(INI, "utf-8")
    (tmp_path / "msgreview" / "importing" / "systems" / "pigeon.py").write_text(PIGEON, "utf-8")
    (tmp_path / "notes.csv").write_text('pigeon,note\nMrs Grey,"Hello {name}, we open at 9."\n', "utf-8")
    (tmp_path / "replies.ini").write_text("[desk.open]\nbody = We open at 9.\n", "utf-8")

    def run(*arguments: str) -> str:
        command = [sys.executable, "-m", "msgreview", *arguments]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=True).stdout

    assert "CSV, INI, JSON, JSON Lines or XLSX: one record, one message." in run("import", "records", "--help")
    assert "1 new" in run("import", "records", "replies.ini", "--into", "messages")
    assert "We open at 9." in (tmp_path / "messages" / "desk" / "open.yaml").read_text("utf-8")
    assert "1 new" in run("import", "pigeon", "notes.csv", "--into", "messages")
    note = tmp_path / "messages" / "mrs-grey.yaml"
    note.write_text(note.read_text("utf-8").replace("at 9", "at 10"), "utf-8")
    run("export", "pigeon", "notes.csv", "messages", "-o", "new.csv")
    assert (tmp_path / "new.csv").read_text("utf-8") == 'pigeon,note\nMrs Grey,"Hello {name}, we open at 10."\n'


PIECES = st.sampled_from(
    ["{%", "endraw", "%}", "raw", "{{", "}}", "{#", "#}", " ", "\n", "\r", "\r\n", "{", "}", "'", "-", "+", "é", "\u2028", "📚"]
)


@given(st.lists(PIECES).map("".join) | st.text())
def test_any_text_is_rendered_as_it_was(text: str) -> None:
    template = SandboxedEnvironment(keep_trailing_newline=True, autoescape=False).from_string(literal(text))
    assert template.render() == text


def test_a_text_without_tags_is_its_own_template() -> None:
    assert literal("Dear {name}, 50% off # no tag }}\n") == "Dear {name}, 50% off # no tag }}\n"
    assert literal("Dear {{ name }}, {x") == "Dear {% raw %}{{ name }}{% endraw %}, {x"


PATHS = {
    "circulation.hold-ready": "circulation/hold-ready.yaml",
    "koha.HOLD.email": "koha/hold.email.yaml",
    "alone": "alone.yaml",
    "a/../../etc/passwd": "a/etc.passwd.yaml",
    "a..b": "a/b.yaml",
    "a.": "a.yaml",
    "a:b": "a/b.yaml",
    "con.aux": "_con/_aux.yaml",
    "com1": "_com1.yaml",
    "x.nul.txt": "x/_nul.txt.yaml",
    "console.x": "console/x.yaml",
    "rubrics.x": "_rubrics/x.yaml",
    "policies": "_policies.yaml",
}


@pytest.mark.parametrize("message_id", PATHS)
def test_paths_are_safe_everywhere(message_id: str) -> None:
    assert str(file_path(message_id)) == PATHS[message_id]


@given(st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9_.:/-]{0,199}", fullmatch=True))
def test_a_path_never_leaves_the_folder(message_id: str) -> None:
    for path in (file_path(message_id), apart(file_path(message_id), message_id)):
        assert not path.is_absolute()
        assert ".." not in path.parts
        assert len(path.parts) <= 2
        assert all(part.strip(". ") == part and len(part) <= 120 and not set(part) & set('<>:"\\|?*') for part in path.parts)


@given(st.lists(st.dictionaries(st.sampled_from(["id", "text"]), st.text(min_size=1), min_size=1), min_size=1))
def test_json_texts_are_kept_character_for_character(rows: list[dict[str, str]]) -> None:
    found = parse_records(json.dumps(rows).encode(), "a.json")
    assert [record.values for record in found.records] == rows
