"""`msgreview import records`, as a user runs it."""

import io
import json
import os
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from case_files import load_cases
from conftest import Cli
from jinja2.sandbox import SandboxedEnvironment
from openpyxl import Workbook

from msgreview.catalogue.files import CatalogueFile
from msgreview.catalogue.load import load_file
from msgreview.model.message import Message

CORPUS = Path(__file__).parents[1].parent / "shared" / "corpus"


@pytest.fixture
def run(cli: Cli) -> Cli:
    return partial(cli, "import", "records")


def put(name: str, content: Any) -> str:
    Path(name).write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8", newline="")
    return name


def messages(folder: str = "m") -> dict[str, Message]:
    found: dict[str, Message] = {}
    for path in sorted(Path(folder).rglob("*.yaml")):
        loaded = load_file(CatalogueFile(path, str(path)))
        assert loaded.problems == ()
        found |= {entry.message.id: entry.message for entry in loaded.entries}
    return found


def snapshot(folder: str = "m") -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in Path(folder).rglob("*") if path.is_file()}


RECORDS = [
    {
        "id": "hold.ready",
        "type": "E-mail",
        "subject": "Ready",
        "text": "Dear Sam,\n\nIt is here.\n",
        "source_repo": "a/b",
        "usage": 7,
    },
    {"id": "hold.late", "type": "Text message", "subject": None, "text": "It is late.", "source_repo": "a/b", "usage": 9},
]


def test_records_become_message_files(run: Cli) -> None:
    ended = run(put("a.json", RECORDS), "--into", "m")
    assert ended.code == 0
    assert ended.out == "Messages in m: 2 new. Next: msgreview lint m\n"
    assert "Columns: id ← id; subject ← subject; body ← text; channel ← type; source ← source_repo. Left out: usage." in ended.err
    assert "No column says the kind, so all are taken to be 'scripted'. Another: --kind VALUE." in ended.err
    text = Path("m/hold/ready.yaml").read_text("utf-8")
    assert text.startswith(
        "# yaml-language-server: $schema=../.msgreview/schemas/message.schema.json\n"
        "id: hold.ready\nkind: scripted\nchannel: email\nsubject: Ready\nbody: |\n  Dear Sam,\n\n  It is here.\n"
        "source:\n  source_repo: a/b\n  imported: "
    )
    assert messages()["hold.late"].channel == "sms"
    assert messages()["hold.late"].body == "It is late."


def test_a_second_run_changes_nothing_wherever_the_files_are(run: Cli) -> None:
    run(put("a.json", RECORDS), "--into", "m")
    Path("m/elsewhere").mkdir()
    Path("m/hold/ready.yaml").rename("m/elsewhere/renamed.yaml")
    Path("m/hold/late.yaml").write_bytes(Path("m/hold/late.yaml").read_bytes().replace(b"\n", b"\r\n"))
    before = snapshot()
    ended = run("a.json", "--into", "m")
    assert (ended.code, ended.out) == (0, "Messages in m: 2 unchanged. Nothing had to be changed. Next: msgreview lint m\n")
    assert snapshot() == before


def test_a_changed_record_updates_a_file_that_nobody_edited(run: Cli) -> None:
    run(put("a.json", RECORDS), "--into", "m")
    Path("m/hold/late.yaml").write_text(Path("m/hold/late.yaml").read_text("utf-8").replace("is late", "is a bit late"))
    edited = snapshot()["m/hold/late.yaml"]
    put("a.json", [{**record, "text": "New words."} for record in RECORDS])
    ended = run("a.json", "--into", "m")
    assert ended.code == 1
    assert ended.out == "Messages in m: 1 updated, 1 not imported. Next: msgreview lint m\n"
    assert (
        "error: record 2: 'hold.late' was edited in m/hold/late.yaml since it was imported; keep that, or add --force"
        in ended.err
    )
    assert messages()["hold.ready"].body == "New words."
    assert snapshot()["m/hold/late.yaml"] == edited
    assert run("a.json", "--into", "m", "--force").out == "Messages in m: 1 updated, 1 unchanged. Next: msgreview lint m\n"
    assert messages()["hold.late"].body == "New words."


def test_what_options_said_once_stays_in_an_import_without_them(run: Cli) -> None:
    texts = [{"id": "a", "text": "Hallo"}]
    stated = ("--owner", "desk@x.example", "--service", "desk", "--lang", "de", "--channel", "sms")
    run(put("a.json", texts), "--into", "m", *stated)
    assert run("a.json", "--into", "m").out.startswith("Messages in m: 1 unchanged.")
    put("a.json", [{"id": "a", "text": "Moin"}])
    run("a.json", "--into", "m", "--channel", "chat")
    [message] = messages().values()
    assert (message.body, message.owner, message.service, message.lang) == ("Moin", "desk@x.example", "desk", "de")
    assert message.channel == "chat"


def test_nothing_is_lost_from_a_file_of_several_messages(run: Cli) -> None:
    Path("m").mkdir()
    both = "kind: scripted\nchannel: chat\nmessages:\n  - {id: hold.ready, body: One}\n  - {id: other, body: Two}\n"
    Path("m/both.yaml").write_text(both)
    ended = run(put("a.json", RECORDS[:1]), "--into", "m", "--force")
    assert ended.code == 1
    assert "'hold.ready' is in m/both.yaml with other messages, which an import would lose" in ended.err
    assert snapshot() == {"m/both.yaml": both.encode()}


def test_a_broken_file_is_not_doubled(run: Cli) -> None:
    put_yaml = {"m/hold/ready.yaml": "id: [\n", "m/moved.yaml": "id: hold.late\nkind: wrong\nchannel: sms\nbody: x\n"}
    Path("m/hold").mkdir(parents=True)
    for path, text in put_yaml.items():
        Path(path).write_text(text)
    ended = run(put("a.json", RECORDS), "--into", "m")
    assert ended.code == 1
    assert "'hold.ready' belongs in m/hold/ready.yaml, which cannot be read" in ended.err
    assert "'hold.late' belongs in m/moved.yaml, which cannot be read" in ended.err
    assert snapshot().keys() == put_yaml.keys()


def test_an_id_of_the_catalogue_around_is_not_taken_twice(run: Cli) -> None:
    Path("msgreview.yaml").write_text("messages: [messages, gone]\n")
    Path("messages/new").mkdir(parents=True)
    Path("messages/mine.yaml").write_text("id: hold.ready\nkind: scripted\nchannel: chat\nbody: Mine.\n")
    ended = run(put("a.json", RECORDS), "--into", "messages/new")
    assert ended.code == 1
    assert "'hold.ready' is already in messages/mine.yaml, outside of messages/new" in ended.err
    assert messages("messages").keys() == {"hold.ready", "hold.late"}


def test_ids_that_are_none_here_are_made_and_kept_as_source(run: Cli) -> None:
    rows = ["Hold ready!", "Hold-ready", "é", "日本", "x" * 250, "ok.id"]
    ended = run(put("a.json", [{"id": raw, "text": f"Text {raw[:3]}"} for raw in rows]), "--into", "m")
    found = messages()
    assert ended.code == 0
    assert "record 3: 'é' is not an id here; it is now 'e'." in ended.err
    assert found["e"].source["id"] == "é"
    assert found["Hold-ready"].body == "Text Hol"
    assert "id" not in found["ok.id"].source
    assert {message.source.get("id", message.id) for message in found.values()} == set(rows)
    before = snapshot()
    assert "6 unchanged" in run("a.json", "--into", "m").out
    assert snapshot() == before


def test_ids_that_differ_only_in_case_get_files_of_their_own(run: Cli) -> None:
    ended = run(put("a.json", [{"id": raw, "text": raw} for raw in ("a.HOLD", "a.hold", "A.Hold")]), "--into", "m")
    assert ended.code == 0
    assert {message.id: message.body for message in messages().values()} == {
        "a.HOLD": "a.HOLD",
        "a.hold": "a.hold",
        "A.Hold": "A.Hold",
    }
    assert len({path.casefold() for path in snapshot() if path.endswith(".yaml")}) == 3


def test_duplicate_ids_and_rows_without_text_or_id_are_named(run: Cli) -> None:
    csv = 'id,text\nx.1,One\nx.1,Two\nx.2,""\n,Three\nx.3,  \nx.4,Four\n'
    ended = run(put("a.csv", csv), "--into", "m")
    assert ended.code == 1
    assert ended.out == "Messages in m: 1 new, 2 without text, 3 not imported. Next: msgreview lint m\n"
    assert "error: line 2: the id 'x.1' is also in line 3; give each its own, or make ids of several columns" in ended.err
    assert "error: line 3: the id 'x.1' is also in line 2; give each its own, or make ids of several columns" in ended.err
    assert "line 4: has no text, so it was left out." in ended.err
    assert "error: line 5: has no id; fill it in, or name the column of ids with --id." in ended.err
    assert {key: message.body for key, message in messages().items()} == {"x.4": "Four"}


TWICE = {
    "an unreadable date": 'A,"First text",mail,01/05/2024\nA,"ANOTHER RECORD",mail,2024-05-01\n',
    "a channel that is none": "A,First text,fax,\nA,ANOTHER RECORD,mail,\n",
    "a row that is refused": "A,First, text,mail,\nA,ANOTHER RECORD,mail,\n",
    "a row without text": "A,,mail,\nA,ANOTHER RECORD,mail,\n",
    "the other way round": "A,ANOTHER RECORD,mail,\nA,First text,fax,\n",
}


@pytest.mark.parametrize("rows", TWICE.values(), ids=TWICE)
@pytest.mark.parametrize("force", [(), ("--force",)])
def test_an_id_that_occurs_twice_never_overwrites_a_message(run: Cli, rows: str, force: tuple[str, ...]) -> None:
    header = "id,text,channel,reviewed\n"
    run(put("a.csv", f"{header}A,First text,mail,2024-05-01\nB,Other,mail,\n"), "--into", "m")
    before = snapshot()
    ended = run(put("a.csv", f"{header}{rows}B,Other,mail,\n"), "--into", "m", *force)
    assert ended.code == 1
    assert "the id 'A' is also in line " in ended.err
    assert snapshot() == before


def test_rows_without_text_alone_are_no_error(run: Cli) -> None:
    ended = run(put("a.csv", "id,text\nx.1,\n"), "--into", "m")
    assert (ended.code, ended.out) == (
        0,
        "Messages in m: 1 without text. Nothing had to be changed. Next: msgreview import records --help\n",
    )


def test_ids_from_titles_and_from_several_columns(run: Cli) -> None:
    koha = "code,name,title,content,message_transport_type\nHOLD,Hold ready,Ready!,Hello,email\nHOLD,Hold ready,,Hi,print\n"
    ended = run(put("a.csv", koha), "--into", "m", "--id", "code, message_transport_type")
    assert ended.code == 0
    assert "id ← code.message_transport_type; title ← name; subject ← title; body ← content;" in ended.err
    assert messages().keys() == {"HOLD.email", "HOLD.print"}
    assert messages()["HOLD.print"].channel == "letter"
    assert messages()["HOLD.email"].subject == "Ready!"
    ended = run(put("b.csv", "name,text\nHold ready,Hello\nHold ready,Hi\n"), "--into", "n")
    assert "No column of ids was found, so ids are made of the titles. Name it with --id." in ended.err
    assert "line 3: the title 'Hold ready', which stands for its id, is also in line 2" in ended.err
    assert not Path("n").exists()
    run(put("b.csv", "name,text\nHold ready,Hello\n"), "--into", "n")
    assert messages("n")["Hold-ready"].source.keys() == {"imported"}


def test_columns_and_values_that_were_asked_for(run: Cli) -> None:
    csv = "ref;words;via;desk;who;kw;When\nx.1;Hello;Live Chat;;Jo;a, b;2026-03-14\nx.2;Hi;;loans;;;\n"
    ended = run(
        put("a.csv", csv), "--into", "m", "--id", "ref", "--body", "words", "--channel", "VIA", "--service", "desk", "--owner",
        "team@library.example", "--kind", "macro", "--tags", "kw", "--reviewed", "when",
    )  # fmt: skip
    assert ended.code == 0, ended.err
    first, second = messages().values()
    assert (first.channel, first.kind, first.tags, first.owner) == ("chat", "scripted", ("a", "b"), "team@library.example")
    assert first.review is not None
    assert str(first.review.last) == "2026-03-14"
    assert (second.channel, second.service, second.review) == ("email", "loans", None)
    assert "Left out: who." in ended.err


WRONG = {
    "--body nowhere": "--body nowhere: there is no such column. The columns are: id, text, via.",
    "--body txet": "--body txet: there is no such column. Did you mean 'text'?",
    "--channel fax": "--channel fax: there is no such column, nor one of email, chat, sms, phone, letter.",
    "--id id,nowhere": "--id nowhere: there is no such column.",
}


@pytest.mark.parametrize("options", WRONG)
def test_columns_that_do_not_exist(run: Cli, options: str) -> None:
    ended = run(put("a.csv", "id,text,via\nx.1,Hello,mail\n"), "--into", "m", *options.split())
    assert ended.code == 2
    assert WRONG[options] in ended.err
    assert not Path("m").exists()


def test_values_that_no_field_holds(run: Cli) -> None:
    csv = "id,text,channel,last_reviewed\nx.1,Hello,mail,\nx.2,Hello,fax,\nx.3,Hello,sms,soon\n"
    ended = run(put("a.csv", csv), "--into", "m")
    assert ended.code == 1
    assert "line 3: 'fax' in 'channel' cannot be read as a channel; write one of email, chat, sms, phone, letter." in ended.err
    assert messages().keys() == {"x.1", "x.3"}


def test_an_unreadable_review_date_does_not_cost_the_text(run: Cli) -> None:
    rows = [
        {"id": "x.1", "text": "Hello", "reviewed": "01/05/2024"},
        {"id": "x.2", "text": "Hi", "reviewed": {"at": 1}},
        {"id": "x.3", "text": "Yes", "reviewed": "2024-05-01T10:00:00Z"},
    ]
    ended = run(put("a.json", rows), "--into", "m")
    assert ended.code == 0
    words = "record 1: the date of the review is left out: it is '01/05/2024', which cannot be read as a date such as 2026-03-14."
    assert words in ended.err
    assert "record 2: the date of the review is left out: it is a list or an object, not a text." in ended.err
    assert [message.review and str(message.review.last) for message in messages().values()] == [None, None, "2024-05-01"]
    assert "3 unchanged" in run("a.json", "--into", "m").out


def test_other_columns_are_kept_as_source(run: Cli) -> None:
    kept = {"shelf mark": "no", "größe": "1.10", "note: x": "- a # b", "url": "https://library.example/\xa0?a=1"}
    left = {
        "long": "x" * 501,
        "lines": "a\nb",
        "nested": {"a": 1},
        "created_by": "Jo",
        "use_count": 7,
        "imported": "x",
        "half": "\ud83d",
    }
    put("a.json", [{"id": "x.1", "text": "Hello", **kept, **left}, {"id": "x.2", "text": "Hi", "shelf mark": "B"}])
    ended = run("a.json", "--into", "m")
    assert ended.code == 0
    assert f"source ← {', '.join(kept)}. Left out: {', '.join(left)}." in ended.err
    source = messages()["x.1"].source
    assert {key: text for key, text in source.items() if key != "imported"} == kept
    assert messages()["x.2"].source["shelf mark"] == "B"
    before = snapshot()
    assert "2 unchanged" in run("a.json", "--into", "m").out
    assert snapshot() == before


def test_no_column_of_texts(run: Cli) -> None:
    ended = run(put("a.csv", "id,colour\nx.1,red\n"), "--into", "m")
    assert ended.code == 2
    assert "No column looks like the text of the messages. Name it with --body: id, colour." in ended.err


def test_a_workbook_with_formulas(run: Cli) -> None:
    book = Workbook()
    for row in (["id", "text"], ["x.1", "Hello"], ["x.2", "=A2"], ["=A2", "Hi"]):
        book.active.append(row)
    data = io.BytesIO()
    book.save(data)
    Path("a.xlsx").write_bytes(data.getvalue())
    ended = run("a.xlsx", "--into", "m")
    assert ended.code == 1
    assert "error: row 3: 'text' holds a formula in B3; put the plain text there. It was not imported." in ended.err
    assert "error: row 4: 'id' holds a formula in A4" in ended.err
    assert messages().keys() == {"x.1"}


def test_many_lines_of_one_kind_are_counted(run: Cli) -> None:
    ended = run(put("a.csv", "id,text\n" + "x.1,Hello\n" * 30), "--into", "m")
    assert ended.err.count("error: line") == 20
    assert "… and 10 more like these." in ended.err
    assert "the id 'x.1' is also in line 3 and 28 more; give each its own" in ended.err


HARD = [
    "Dear {{ name }},\n{% if x %}yes{% endif %} {# no #}\n",
    "{% raw %}{{ x }}{% endraw %}",
    "Open {{ and never close\n",
    "A line\r\nand\ranother {\r\n",
    " leading\n\ttab\n  \n",
    "ends in spaces  \n\n\n",
    "\n\nstarts with lines",
    "emoji 👩🏽‍💻 and \u2028 separators \u2029 \x85 \x0b \x0c \x1c bom \ufeff nul \x00 end",
    "# no comment\n---\n...\n- no list\nkey: value\n",
    "'single' \"double\" \\back\\n\n",
    "<<name>> ((name)) [%name%] %s {name}",
]


@pytest.mark.parametrize("kind", ["scripted", "mixed"])
def test_texts_are_kept_character_for_character(run: Cli, kind: str) -> None:
    rows = [{"id": f"x.{number}", "text": text, "subject": text, "kind": kind} for number, text in enumerate(HARD)]
    ended = run(put("a.json", rows), "--into", "m", "--literal")
    assert ended.code == 0
    assert "In 4 what looks like template code is kept as text" in ended.err
    jinja = SandboxedEnvironment(keep_trailing_newline=True, autoescape=False)
    for row in rows:
        message = messages()[row["id"]]
        template = message.body
        assert jinja.from_string(template or "").render() == row["text"]
        assert jinja.from_string(message.subject).render() == row["subject"]


def test_a_mixed_message_that_was_imported_as_a_part_is_one_still(run: Cli) -> None:
    row = {"id": "a.b", "kind": "mixed", "text": "It is here.\n"}
    run(put("a.json", [row]), "--into", "m")
    path = Path("m/a/b.yaml")
    review = "review: {last: 2026-01-01, by: Jo Doe <jo@library.example>, decision: keep}"
    before = (
        path.read_text("utf-8").replace("body: |\n  It", "parts:\n  - text: |\n      It").replace("kind:", f"{review}\nkind:")
    )
    path.write_text(before, "utf-8")
    assert "1 unchanged" in run(put("a.json", [row]), "--into", "m").out
    assert path.read_text("utf-8") == before
    run(put("a.json", [row | {"text": "It is there.\n"}]), "--into", "m")
    assert path.read_text("utf-8").partition("source:")[0] == before.replace("here", "there").partition("source:")[0]


SYSTEMS = load_cases("notations.yaml")


@pytest.mark.parametrize("case", SYSTEMS, ids=lambda case: case["text"])
def test_placeholders_of_other_systems_are_names_of_the_template(run: Cli, cli: Cli, case: dict[str, Any]) -> None:
    ended = run(put("a.json", [{"id": "x.1", "subject": case["text"], "text": case["text"]}]), "--into", "m")
    assert ended.code == 0, ended.err
    message = messages()["x.1"]
    assert message.body == case["template"]
    assert message.subject == case["template"]
    names = case.get("names", {})
    assert {name: variable.written for name, variable in message.variables.items()} == names
    assert all(f"{shown} is the name '{name}' now" in ended.err for name, shown in names.items() if shown)
    if names and "raw" not in case["template"]:
        assert "placeholders." not in cli("lint", "m", "--exit-zero", "--select", "placeholders", "--format", "concise").out


REVIEWED = """\
# Agreed with the desk.
id: hold.ready
title: The hold is ready
kind: scripted
channel: email
subject: Ready   # short
samples: {one: {patron: Sam}}
body: |
  Dear Sam,

  It is here.
source:
  source_repo: a/b
SEAL
waivers:
  - {rule: tone.form-letter, reason: law, by: Jo, until: 2027-01-01}
review: {last: 2026-02-01, by: Jo <jo@library.example>}
"""


def test_a_reviewed_file_stays_as_it_is_but_for_new_words(run: Cli) -> None:
    run(put("a.json", RECORDS[:1]), "--into", "m")
    path = Path("m/hold/ready.yaml")
    reviewed = REVIEWED.replace("SEAL", path.read_text("utf-8").splitlines()[-1])
    path.write_text(reviewed, "utf-8")
    assert run("a.json", "--into", "m").out == "Messages in m: 1 unchanged. Nothing had to be changed. Next: msgreview lint m\n"
    assert run("a.json", "--into", "m", "--service", "desk").out.startswith("Messages in m: 1 unchanged.")
    assert path.read_text("utf-8") == reviewed
    put("a.json", [{**RECORDS[0], "text": "Dear ((name)),\n\nIt waits.\n", "subject": "Waits"}])
    assert run("a.json", "--into", "m").out == "Messages in m: 1 updated. Next: msgreview lint m\n"
    seal = next(line for line in path.read_text("utf-8").splitlines() if line.startswith("  imported: "))
    assert path.read_text("utf-8") == (
        REVIEWED.replace("SEAL", seal)
        .replace("Ready   #", "Waits   #")
        .replace("body:", 'variables:\n  name: {written: "((name))"}\nbody:')
        .replace("Dear Sam,\n\n  It is here.", "Dear {{ name }},\n\n  It waits.")
    )
    put("a.json", [{**RECORDS[0], "text": "((who)), it waits.", "subject": ""}])
    assert "1 updated" in run("a.json", "--into", "m").out
    assert messages()["hold.ready"].variables.keys() == {"name", "who"}
    assert messages()["hold.ready"].subject == ""
    assert messages()["hold.ready"].review is not None


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("deeper", [False, True])
def test_new_words_in_files_of_other_shapes(run: Cli, line_end: str, deeper: bool) -> None:
    run(put("a.json", RECORDS[:1]), "--into", "m")
    path = Path("m/hold/ready.yaml")
    lines = [line for line in path.read_text("utf-8").replace("subject: Ready\n", "").splitlines() if line] + ["tags: [loans]"]
    lines = ["messages:", f"  - {lines[0]}", *(f"    {line}" for line in lines[1:])] if deeper else lines
    path.write_bytes(b"\xef\xbb\xbf" + line_end.join([*lines, ""]).encode())
    put("a.json", [{**RECORDS[0], "text": "One\n\n  two\n", "subject": "Now"}])
    assert "was edited in m/hold/ready.yaml" in run("a.json", "--into", "m").err
    assert run("a.json", "--into", "m", "--force").out == "Messages in m: 1 updated. Next: msgreview lint m\n"
    message = messages()["hold.ready"]
    assert (message.subject, message.body, message.tags) == ("Now", "One\n\n  two\n", ("loans",))
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\r\n") == (data.count(b"\n") if line_end == "\r\n" else 0)
    assert run("a.json", "--into", "m").out.startswith("Messages in m: 1 unchanged.")


def test_new_words_that_no_edit_can_write(run: Cli) -> None:
    run(put("a.json", RECORDS[:1]), "--into", "m")
    path = Path("m/hold/ready.yaml")
    seal = path.read_text("utf-8").splitlines()[-1].strip()
    path.write_text('{id: hold.ready, kind: scripted, channel: email, subject: Ready, body: "Dear Sam,\\n\\nIt is here.\\n",\n'
                    f" title: New, source: {{{seal}}}}}\n")  # fmt: skip
    put("a.json", [{**RECORDS[0], "text": "One\ntwo\n"}])
    before = snapshot()
    ended = run("a.json", "--into", "m")
    assert ended.code == 1
    assert "'hold.ready' has new words that cannot be written into m/hold/ready.yaml without changing something" in ended.err
    assert snapshot() == before


def test_a_text_with_the_line_ends_of_the_web_and_one_in_html(run: Cli) -> None:
    rows = [{"id": "x.1", "text": "Dear Sam,\r\n\r\nYours\r\n"}, {"id": "x.2", "text": "<div>Dear <b>Sam</b></div>"}]
    ended = run(put("a.json", rows), "--into", "m")
    assert "In 1 the text is HTML, and so is the format. Another: --format text." in ended.err
    assert messages()["x.1"].body == "Dear Sam,\n\nYours\n"
    assert [message.format for message in messages().values()] == ["text", "html"]
    run("a.json", "--into", "n", "--format", "text", "--lang", "pt-BR")
    assert [(message.format, message.lang) for message in messages("n").values()] == [("text", "pt-BR")] * 2
    ended = run("a.json", "--into", "n", "--lang", "Portuguese")
    assert "--lang Portuguese: there is no such column, nor a language such as en or pt-BR." in ended.err


def test_a_language_is_a_tag_or_left_out(run: Cli) -> None:
    langs = {"a": "default", "b": "Deutsch", "c": "de_AT ", "d": "Klingon"}
    ended = run(put("a.json", [{"id": id_, "text": "Hello.", "lang": lang} for id_, lang in langs.items()]), "--into", "m")
    assert "record 4: the language is left out: 'Klingon' is none, such as en or pt-BR." in ended.err
    assert ended.err.count("left out:") == 1
    assert {id_: message.lang for id_, message in messages().items()} == {"a": "en", "b": "de", "c": "de_AT", "d": "en"}


GERMAN = [
    "Guten Tag, das Buch ist da und liegt bis Freitag für Sie bereit. Bitte bringen Sie Ihre Karte mit, wenn Sie es holen.",
    "Guten Tag, leider ist der Raum schon vergeben, und wir haben an dem Tag keinen anderen. Möchten Sie danach kommen?",
    "Guten Tag, Sie haben uns nach der Gebühr gefragt: Es sind drei Euro, und Sie können sie hier zahlen.",
]
ENGLISH = ["Hello, your book is here and waits for you until Friday. Please bring your card with you when you come."] * 3
PORTUGUESE = [
    "Bom dia, o seu livro chegou e está à sua espera até sexta-feira. Traga por favor o seu cartão quando vier buscá-lo.",
    "Bom dia, infelizmente a sala já está reservada e não temos outra nesse dia. Quer vir para a semana, no dia seguinte?",
    "Bom dia, perguntou-nos pela taxa: são três euros, e pode pagar aqui no balcão ou na nossa página com o seu cartão.",
]
SPANISH = [
    "Buenos días, su libro ya está aquí y lo tenemos hasta el viernes. Por favor, traiga su carné cuando venga a por él.",
    "Buenos días, la sala ya está reservada y no tenemos otra en la biblioteca ese día. ¿Puede venir el martes por la tarde?",
    "Buenos días, nos preguntó por la tarifa: son tres euros, y los puede pagar en la biblioteca o con la tarjeta en la web.",
]


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (GERMAN, "The texts look German, and are read as English. Run it again with --lang de."),
        (SPANISH, "The texts look Spanish, and are read as English. Run it again with --lang es."),
        (GERMAN + ENGLISH, "3 look German, and are read as English: x.0, x.1 and x.2. Write in each: lang: de"),
        (
            ENGLISH + PORTUGUESE,
            "3 read as English do not look like it: x.3, x.4 and x.5. Write in each what it is in, such as lang: cy",
        ),
        (
            PORTUGUESE + GERMAN[:1],
            "4 read as English do not look like it: x.0, x.1, x.2 and x.3. Write in each what it is in, such as lang: cy",
        ),
        (GERMAN[:1], "1 read as English does not look like it: x.0. Write in each what it is in, such as lang: cy"),
        (["Guten Tag, das Buch ist da und liegt bis Freitag für Sie bereit."], ""),
    ],
)
def test_texts_of_a_language_that_nobody_says(run: Cli, texts: list[str], said: str) -> None:
    rows = [{"id": f"x.{number}", "text": text} for number, text in enumerate(texts)]
    ended = run(put("a.json", rows), "--into", "m")
    assert [row for row in ended.err.splitlines() if " look " in row] == ([said] if said else [])
    assert " look " not in run("a.json", "--into", "n", "--lang", "fr").err


def test_names_of_columns_in_another_row(run: Cli) -> None:
    put("a.csv", "All replies\nas of May,\nref,words\nx.1,Hello\n")
    ended = run("a.csv", "--into", "m")
    assert (
        "Name it with --body: All replies. If these are no names of columns, say which row has them: --header-row." in ended.err
    )
    assert run("a.csv", "--into", "m", "--header-row", "3", "--id", "ref", "--body", "words").code == 0
    assert messages()["x.1"].body == "Hello"
    assert "a.csv has no row 9. Name another" in run("a.csv", "--into", "m", "--header-row", "9").err


def test_macros_whose_text_is_one_of_a_list_of_actions(run: Cli) -> None:
    actions = [{"field": "status", "value": "pending"}, {"field": "comment_value", "value": ["channel:all", "Hello."]}]
    ended = run(put("a.json", {"data": {"macros": [{"id": 1, "active": True, "actions": actions}]}}), "--into", "m")
    assert "body ← actions.comment_value; status ← active; source ← actions.status." in ended.err
    assert messages()["1"].body == "Hello."


def test_a_stray_cell_far_out_on_a_sheet(run: Cli) -> None:
    book = Workbook()
    for row in (["id", "text"], ["x.1", "Hello"]):
        book.active.append(row)
    book.active["XFD1048576"] = "z"
    book.save("a.xlsx")
    ended = run("a.xlsx", "--into", "m")
    assert (ended.code, ended.out) == (0, "Messages in m: 1 new. Next: msgreview lint m\n")


@pytest.mark.parametrize("column", ["id", "title", "subject", "text", "service"])
def test_half_a_character_anywhere_is_told(run: Cli, column: str) -> None:
    Path("a.json").write_bytes(json.dumps([{"id": "x.1", "text": "Hello"} | {column: "\ud800 a"}]).encode())
    ended = run("a.json", "--into", "m")
    assert ended.code == 1
    assert f"record 1: '{column}' holds half a character, which no file can keep" in ended.err


def test_half_a_character_is_refused(run: Cli) -> None:
    Path("a.json").write_bytes(b'[{"id": "x.1", "text": "Hello \\ud83d"}]')
    ended = run("a.json", "--into", "m")
    assert "record 1: 'text' holds half a character, which no file can keep" in ended.err


def test_files_that_cannot_be_read_and_folders_that_are_none(run: Cli) -> None:
    ended = run("gone.csv", "--into", "m")
    assert ended.code == 2
    assert "gone.csv cannot be read: No such file or directory. Look at the path, and that you may read the file." in ended.err
    ended = run(put("a.json", RECORDS), "--into", "a.json")
    assert ended.code == 2
    assert "--into a.json: this is a file. Name a folder" in ended.err


def test_a_link_does_not_lead_out_of_the_folder(run: Cli) -> None:
    Path("m").mkdir()
    Path("outside").mkdir()
    Path("m/hold").symlink_to(Path("outside").resolve())
    ended = run(put("a.json", RECORDS), "--into", "m")
    assert ended.code == 1
    assert "'hold.ready' would go to m/hold/ready.yaml, which a link leads out of m; remove the link" in ended.err
    assert list(Path("outside").iterdir()) == []


def test_a_full_disk_says_how_to_go_on(run: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    real, count = os.fsync, iter(range(9))

    def full(handle: int) -> None:
        if next(count) > 1:  # The schema comes first.
            raise OSError(28, "No space left on device")
        real(handle)

    monkeypatch.setattr("msgreview.catalogue.atomic.os.fsync", full)
    ended = run(put("a.json", RECORDS), "--into", "m")
    assert ended.code == 2
    assert "m could not be written: No space left on device. 1 files before it are written." in ended.err
    assert snapshot().keys() == {"m/.msgreview/schemas/message.schema.json", "m/hold/ready.yaml"}


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not beside this checkout")
@pytest.mark.parametrize("name", ["koha", "evergreen", "cx", "support"])
def test_the_corpus_comes_back(run: Cli, name: str) -> None:
    rows = json.loads((CORPUS / f"{name}.json").read_text("utf-8"))
    assert run(str(CORPUS / f"{name}.json"), "--into", "m", "--body", "text", "--literal").code == 0
    found = messages()
    jinja = SandboxedEnvironment(keep_trailing_newline=True, autoescape=False)
    assert found.keys() == {row["id"] for row in rows}
    for row in rows:
        message = found[row["id"]]
        assert jinja.from_string(message.body or "").render() == row["text"]
        assert (message.channel, message.kind, message.subject) == (row["channel"], row["kind"], row["subject"] or "")


def test_as_a_program_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(RECORDS))
    command = [sys.executable, "-m", "msgreview", "import", "records", "a.json", "--into", "my messages"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stdout) == (0, "Messages in my messages: 2 new. Next: msgreview lint 'my messages'\n")


def test_columns_of_a_german_table_are_found_and_it_is_not_taken_for_another_systems(run: Cli) -> None:
    table = "Code;Kanal;Macro title;Text\nA1;sms;Ready;Hello Sam, your atlas is ready at the desk.\n"
    ended = run(put("a.csv", table), "--into", "m")
    assert "id ← Code; title ← Macro title; body ← Text; channel ← Kanal." in ended.err
    assert "looks like an export" not in ended.err


def test_columns_are_found_by_what_they_hold_where_their_names_do_not_tell(run: Cli) -> None:
    rows = (
        'Nummer,Stichwort,Antworttext\n1,Buch,"Guten Tag, Ihr Buch liegt bereit."\n2,Buch,"Guten Tag, Ihre Karte liegt bereit."\n'
    )
    ended = run(put("a.csv", rows), "--into", "m", "--lang", "de")
    assert ended.code == 0
    assert "Columns: body ← Antworttext; id ← Nummer; source ← Stichwort." in ended.err
    assert (
        "'Antworttext' is not a name of a text here, but has the longest ones, so it is taken for the body. Another: --body"
        in ended.err
    )
    assert "'Nummer' has a word of its own for each record, so it is taken for the id. Another: --id COLUMN." in ended.err
    assert messages()["2"].body == "Guten Tag, Ihre Karte liegt bereit."
    both = "eins,zwei\nGuten Tag und auf Wiedersehen,Danke sehr und bis bald\n"
    assert "No column looks like the text of the messages. Name it with --body" in run(put("b.csv", both), "--into", "n").err
    above = f"Antworten der Ausleihe\n{rows}"
    ended = run(put("c.csv", above), "--into", "n")
    assert "say which row has them: --header-row" in ended.err
    assert run("c.csv", "--into", "n", "--header-row", "2", "--lang", "de").code == 0


def test_columns_with_german_names(run: Cli) -> None:
    rows = (
        "Kürzel;Bezeichnung;Kanal;Betreff;Wortlaut\nA1;Gebühr;Brief;Ihre Gebühr;Bitte zahlen Sie.\nA2;Raum;E-Mail;;Er ist frei.\n"
    )
    assert run(put("a.csv", rows), "--into", "m").code == 0
    fee, room = messages().values()
    assert (fee.id, fee.title, fee.channel, fee.subject) == ("A1", "Gebühr", "letter", "Ihre Gebühr")
    assert (room.title, room.channel, room.body) == ("Raum", "email", "Er ist frei.")
    ended = run(put("b.csv", "a;b\nx;Come to the desk.\nx;Go to the desk.\n"), "--into", "n", "--body", "b")
    assert "No column of ids or titles was found. Name one: --id COLUMN or --title COLUMN." in ended.err
    assert ended.out.startswith("Messages in n: 2 not imported. Next: ")


def test_an_export_of_a_system_is_told_from_a_table(run: Cli) -> None:
    macros = {"macros": [{"id": 1, "title": "Hello", "actions": [{"field": "comment_value", "value": "Hello there, Sam."}]}]}
    ended = run(put("a.json", macros), "--into", "m")
    assert ended.code == 0
    assert "This looks like an export of Zendesk. `msgreview import zendesk` reads all of it" in ended.err
    assert "This looks like" not in run(put("b.json", RECORDS), "--into", "m").err
