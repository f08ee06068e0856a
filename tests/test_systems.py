"""Exports of systems: each message as one of ours, and edited words back in the file that they came from."""

import csv
import io
import json
import random
import re
import shutil
import zipfile
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from case_files import load_cases
from conftest import Cli
from scale import SCALE, times

from msgreview.catalogue.load import load_text
from msgreview.importing.exports import Load, load_export, to_imported, translated
from msgreview.importing.give_back import body_of, give_back, says_the_same
from msgreview.importing.messages import sealed
from msgreview.importing.records import Export
from msgreview.importing.systems import SYSTEMS
from msgreview.model.errors import UsageError
from msgreview.model.message import Message, Variable

FOLDER = Path(__file__).parent / "cases" / "systems"
CASES = load_cases("systems.yaml")
FILES = sorted(path.name for path in FOLDER.iterdir())
_WORD = re.compile(r"\b[^\W\d_]{3,}(?= |,|\.)")
_CODE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#[\s\S]*?#\}|<[^>]*>")


def export_of(name: str) -> Export:
    """An export of the test cases: a file, a folder, or what is packed into a document of Word."""
    path = FOLDER / name
    if path.is_dir():
        files = {each.relative_to(path).as_posix(): each.read_bytes() for each in path.rglob("*") if each.is_file()}
        return Export(b"", name, files=files)
    if name == "docx.xml":
        return Export(docx(path.read_bytes()), "answers.docx")
    return Export(path.read_bytes(), name)


def docx(document: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", document)
    return made.getvalue()


def content(files: dict[str, bytes]) -> bytes:
    """All that an export holds, one file after the other, those in an archive unpacked."""
    if [*files] == [""] and files[""].startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(files[""])) as archive:
            return b"".join(map(archive.read, archive.namelist()))
    return b"".join(files.values())


def load(name: str) -> Load:
    return load_export(export_of(name), name.partition(".")[0])


def messages_of(load: Load) -> dict[str, Message]:
    imported, rejected = to_imported(load, {})
    assert not rejected
    return {each.message.source["key"]: each.message for each in imported}


def test_every_system_has_an_export_to_be_tried_on() -> None:
    assert {name.partition(".")[0] for name in FILES} == set(SYSTEMS)
    assert set(CASES) <= set(FILES)


@pytest.mark.parametrize("name", CASES)
def test_messages_of_an_export(name: str) -> None:
    made = {message.id: message for message in messages_of(load(name)).values()}
    assert list(made) == list(CASES[name])
    for message_id, wanted in CASES[name].items():
        facts = msgspec.json.decode(msgspec.json.encode(made[message_id]))
        assert load_text(sealed(made[message_id]), message_id).problems == ()
        assert {field: facts.get(field, "") for field in wanted} == wanted


@pytest.mark.parametrize("case", load_cases("capitals.yaml"), ids=lambda case: case["name"])
def test_capitals_in_brackets_are_names_where_a_system_fills_them_in(cli: Cli, case: dict[str, Any]) -> None:
    for name, text in case["files"].items():
        path = Path("replies", name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    cli("import", "folder", "replies", "--into", "m")
    made = [yaml.safe_load(path.read_text("utf-8")) for path in Path("m").rglob("*.yaml")]
    bodies = {message["id"]: message["body"] for message in made}
    names = {name: each["written"] for message in made for name, each in message.get("variables", {}).items()}
    assert bodies | case["bodies"] == bodies
    assert names == case.get("names", {})
    found = json.loads(cli("lint", "m", "--exit-zero", "--select", "placeholders", "--format", "json").out)["findings"]
    assert sorted(finding["quote"] for finding in found) == sorted(case["red"])


@pytest.mark.parametrize("name", FILES)
def test_one_word_edited_is_all_that_differs(name: str) -> None:
    export = load(name)
    messages = messages_of(export)
    original = export.opened.save({})
    before = content(original)
    unedited = give_back(export, messages)
    assert (unedited.files, unedited.changed, unedited.refused) == (original, (), ())
    for key, message in messages.items():
        body = body_of(message)
        word = _WORD.search(_CODE.sub(lambda code: "-" * len(code[0]), body))
        assert word, body
        edited = body[: word.start()] + "Zebra" + body[word.end() :]
        new = msgspec.structs.replace(message, body=edited if message.body else "", parts=())
        given = give_back(export, {**messages, key: new})
        after = content(given.files)
        assert (given.changed, given.refused) == ((message.id,), ())
        assert after.count(b"Zebra") == 1
        assert after.replace(b"Zebra", word[0].encode()) == before
        again = next(item for item in export.reopened(given.files) if item.label == key)
        assert translated(export.system, again)[1].template == edited


def test_words_go_out_and_come_in(cli: Cli) -> None:
    Path("koha.yml").write_bytes((FOLDER / "koha.yml").read_bytes())
    assert cli("import", "koha", "koha.yml", "--into", "messages").out.startswith("Messages in messages: 3 new.")
    path = Path("messages/reserves/hold-waits.email.yaml")
    path.write_text(path.read_text("utf-8").replace("We keep", "Good news: we keep"), "utf-8")
    ended = cli("export", "koha", "koha.yml", "messages", "-o", "new.yml")
    assert (ended.code, ended.out) == (0, "Messages in new.yml: 1 with new words, 2 as they were.\n")
    old, new = Path("koha.yml").read_text("utf-8"), Path("new.yml").read_text("utf-8")
    assert new == old.replace('"We keep', '"Good news: we keep')
    assert cli("import", "koha", "new.yml", "--into", "messages").out.startswith("Messages in messages: 3 unchanged.")


def test_what_was_edited_there_stays_where_nothing_was_edited_here(cli: Cli) -> None:
    live = (FOLDER / "koha.yml").read_text("utf-8")
    Path("koha.yml").write_text(live, "utf-8")
    cli("import", "koha", "koha.yml", "--into", "messages")
    live = live.replace("Abholbereit:", "Liegt bereit:")
    Path("koha.yml").write_text(live, "utf-8")
    cli("export", "koha", "koha.yml", "messages", "-o", "new.yml")
    assert Path("new.yml").read_text("utf-8") == live


def test_what_was_edited_on_both_sides_is_refused(cli: Cli) -> None:
    live = (FOLDER / "koha.yml").read_text("utf-8")
    Path("koha.yml").write_text(live, "utf-8")
    cli("import", "koha", "koha.yml", "--into", "messages")
    hold, slip = Path("messages/reserves/hold-waits.email.yaml"), Path("messages/circulation/slip.print.yaml")
    hold.write_text(hold.read_text("utf-8").replace("We keep", "We hold"), "utf-8")
    slip.write_text(slip.read_text("utf-8").replace("See you soon", "Come again"), "utf-8")
    Path("koha.yml").write_text(live.replace("We keep", "Now we keep"), "utf-8")
    ended = cli("export", "koha", "koha.yml", "messages", "-o", "new.yml")
    assert (ended.code, ended.out) == (1, "Messages in new.yml: 1 with new words, 1 as they were, 1 not written.\n")
    assert ended.err.splitlines() == [
        "reserves.hold-waits.email was edited here, and in koha.yml too since it was imported, so it stays there as it is. Both: "
        "msgreview drift koha.yml. To take its words in, and then put yours in again: "
        "msgreview import koha koha.yml --into FOLDER --force.",
        "1 of these has not been approved since it changed: circulation.slip.print. `msgreview review due` says why.",
    ]
    assert Path("new.yml").read_text("utf-8") == live.replace("We keep", "Now we keep").replace("See you soon", "Come again")


def test_code_that_goes_is_named_and_code_that_never_went_together_may_stay_so(cli: Cli) -> None:
    live = (FOLDER / "koha.yml").read_text("utf-8").replace('            - "</item>"\n', "")
    Path("koha.yml").write_text(live, "utf-8")
    cli("import", "koha", "koha.yml", "--into", "messages")
    hold = Path("messages/reserves/hold-waits.email.yaml")
    hold.write_text(
        hold.read_text("utf-8").replace("  {# [%- USE KohaDates -%] -#}\n", "").replace("We keep", "We hold"), "utf-8"
    )
    assert "template.torn" not in cli("lint", "messages", "--exit-zero").out
    ended = cli("export", "koha", "koha.yml", "messages", "-o", "new.yml")
    assert ended.err.splitlines()[0] == (
        "reserves.hold-waits.email has no [%- USE KohaDates -%] any more. See that the system does without."
    )
    before = live.replace("We keep", "We hold").replace('            - "[%- USE KohaDates -%]"\n', "")
    assert (ended.code, Path("new.yml").read_text("utf-8")) == (0, before)


def test_words_between_placeholders_that_are_text_go_out(cli: Cli) -> None:
    live = (FOLDER / "koha.yml").read_text("utf-8")
    Path("koha.yml").write_text(live, "utf-8")
    cli("import", "koha", "koha.yml", "--into", "messages", "--literal")
    hold = Path("messages/reserves/hold-waits.email.yaml")
    hold.write_text(hold.read_text("utf-8").replace("We keep", "We hold"), "utf-8")
    assert cli("export", "koha", "koha.yml", "messages", "-o", "new.yml").code == 0
    assert Path("new.yml").read_text("utf-8") == live.replace("We keep", "We hold")
    assert cli("drift", "koha.yml").out.splitlines()[0] == "     1  edited here, and not approved yet"


def test_a_macro_without_a_title_has_its_number(cli: Cli) -> None:
    macro = {"id": 7, "title": "  ", "actions": [{"field": "comment_value", "value": "Your card is ready."}]}
    Path("z.json").write_text(json.dumps({"macros": [macro]}), "utf-8")
    assert cli("import", "zendesk", "z.json", "--into", "messages").out.startswith("Messages in messages: 1 new.")


def test_what_is_left_out_and_what_stays_beside_a_text_is_named(cli: Cli) -> None:
    actions = [
        {"field": "comment_value", "value": "Hello {{#if late}}again{{/if}} {{ticket.id}}"},
        {"field": "comment_value_html", "value": "<p>Hello {{ticket.id}}</p>"},
    ]
    titles = {"Both": actions, "Plain": actions[:1], "Close": [{"field": "status", "value": "solved"}], "Open": []}
    macros = [{"id": title, "title": title, "actions": each} for title, each in titles.items()]
    Path("z.json").write_text(json.dumps({"macros": macros}), "utf-8")
    beside = "Their comment_value_html is the text here; the comment_value beside it stays as it is there: 1 (Both)."
    ended = cli("import", "zendesk", "z.json", "--into", "messages")
    assert ended.err.splitlines()[:2] == [beside, "Left out, as they write no comment: 2 (Close and Open)."]
    plain = Path("messages/plain.yaml").read_text("utf-8")
    assert "Hello {# {{#if late}} #}again{# {{/if}} #} {{ ticket.id }}\n" in plain
    both = Path("messages/both.yaml")
    both.write_text(both.read_text("utf-8").replace("Hello", "Welcome"), "utf-8")
    assert beside in cli("export", "zendesk", "z.json", "messages").err
    live = (
        (FOLDER / "koha.yml")
        .read_text("utf-8")
        .replace("content: |\n            <h3>", "content: ''\n          other: |\n            <h3>")
    )
    Path("koha.yml").write_text(live, "utf-8")
    assert (
        cli("import", "koha", "koha.yml", "--into", "m").err.splitlines()[0] == "Left out, as their text is empty: 1 (Loan slip)."
    )
    Path("koha.yml").write_text(live.replace("We keep", "We hold").replace("code: HOLD_WAITS", "code: NEW", 1), "utf-8")
    assert {"New: reserves.new.email."} <= set(cli("import", "koha", "koha.yml", "--into", "m").err.splitlines())
    Path("koha.yml").write_text(live.replace("We keep", "We hold"), "utf-8")
    assert "Updated: reserves.hold-waits.email." in cli("import", "koha", "koha.yml", "--into", "m").err.splitlines()


def outcome(export: Export, system: str) -> str:
    """What comes of an export that may be none: a sentence, or the number of its messages."""
    try:
        return f"{len(to_imported(load_export(export, system), {})[0])} messages"
    except UsageError as error:
        return str(error)


@pytest.mark.parametrize("name", [name for name in FILES if "." in name])
def test_a_file_that_is_cut_off_empty_or_something_else(name: str) -> None:
    export, system = export_of(name), name.partition(".")[0]
    whole = outcome(export, system)
    for data in (b"", b" \n\n", b"\0\0\0", b"hello there\n", bytes(range(256)) * 9, b"[" * 9000, b'{"a":' * 9000, b"- " * 9000):
        said = outcome(msgspec.structs.replace(export, data=data), system)
        assert re.fullmatch(rf"{re.escape(export.name)}\b[^\n]+\.( [^\n]*)?|[^\n]+: msgreview import [^\n]+", said), said
    for part in range(1, 24):
        cut = msgspec.structs.replace(export, data=export.data[: len(export.data) * part // 24])
        said = outcome(cut, system)
        assert "\n" not in said
        assert said.startswith(export.name) or said[0].isdigit()
        if name.endswith(".json"):
            assert "the file ends too early; export it again, whole" in said
        elif said[0].isdigit():
            assert int(said.split()[0]) <= int(whole.split()[0])


def test_an_export_of_another_system_is_told() -> None:
    for name in FILES:
        assert load_export(export_of(name), "").system.name == name.partition(".")[0]
    with pytest.raises(UsageError, match="It looks like an export of Zendesk: msgreview import zendesk"):
        load_export(export_of("zendesk.json"), "gorgias")
    with pytest.raises(UsageError, match=r"a workbook or an archive\. Save the sheet as CSV UTF-8"):
        load_export(Export(b"PK\x03\x04", "letters.xlsx"), "koha")
    for name in FILES:
        for system in SYSTEMS:
            if system != name.partition(".")[0]:
                assert "messages" not in outcome(export_of(name), system)[:12]


def test_many_messages_take_time_and_memory_in_proportion() -> None:
    rows = 400 * SCALE
    head = "module,code,branchcode,lang,message_transport_type,name,title,content,is_html\n"
    row = 'reserves,N{},,default,email,A notice,Here,"Dear <<borrowers.firstname>>,\n\nnumber {} is here.",0\n'
    export = Export((head + "".join(row.format(number, number) for number in range(rows))).encode(), "koha.csv")
    loaded = load_export(export, "koha")
    messages = messages_of(loaded)
    last = f"reserves/N{rows - 1}/email"
    messages[last] = msgspec.structs.replace(messages[last], body=messages[last].body.replace("is here", "waits here"))
    given = give_back(loaded, messages)
    assert given.files[""] == export.data.replace(f"number {rows - 1} is".encode(), f"number {rows - 1} waits".encode())


SAID = load_cases("said.yaml")


@pytest.mark.parametrize("case", SAID, ids=lambda case: case["name"])
def test_what_can_be_said_there(case: dict[str, Any]) -> None:
    export = load(case["file"])
    messages = messages_of(export)
    message = messages[case["key"]]
    assert body_of(message).count(case["old"]) == 1
    body = body_of(message).replace(case["old"], case["new"])
    variables = message.variables | {name: Variable(written=text) for name, text in case.get("variables", {}).items()}
    given = give_back(export, {**messages, case["key"]: msgspec.structs.replace(message, body=body, variables=variables)})
    before = content(export.opened.save({})).decode()
    if "refused" in case:
        [refusal] = given.refused
        assert refusal.reason == case["refused"]
        assert content(given.files).decode() == before
    else:
        assert given.refused == ()
        assert before.count(case["was"]) == 1
        assert content(given.files).decode() == before.replace(case["was"], case["is"])


def test_a_better_name_for_a_placeholder_stays(cli: Cli) -> None:
    Path("koha.yml").write_bytes((FOLDER / "koha.yml").read_bytes())
    cli("import", "koha", "koha.yml", "--into", "messages")
    path = Path("messages/reserves/hold-waits.email.yaml")
    path.write_text(path.read_text("utf-8").replace("hold.expirationdate_2", "until"), "utf-8")
    text = path.read_text("utf-8")
    assert cli("drift", "koha.yml").out.startswith("     3  the same")
    assert cli("import", "koha", "koha.yml", "--into", "messages").out.startswith("Messages in messages: 3 unchanged.")
    Path("koha.yml").write_text(Path("koha.yml").read_text("utf-8").replace("We keep", "We hold"), "utf-8")
    assert cli("import", "koha", "koha.yml", "--into", "messages").out.startswith("Messages in messages: 1 updated, 2 unchanged.")
    seals = (text.splitlines()[-1], path.read_text("utf-8").splitlines()[-1])
    assert path.read_text("utf-8") == text.replace("We keep", "We hold").replace(*seals)
    assert cli("export", "koha", "koha.yml", "messages").out.startswith("Messages of koha.yml: 3 as they were.")


def test_new_words_come_into_a_reviewed_file_and_nothing_else_is_lost(cli: Cli) -> None:
    Path("zendesk.json").write_bytes((FOLDER / "zendesk.json").read_bytes())
    cli("import", "zendesk", "zendesk.json", "--into", "messages")
    path = Path("messages/greeting.yaml")
    moved = Path("messages/desk/hello.yaml")
    moved.parent.mkdir()
    review = (
        "samples: {one: {ticket: {requester: {first_name: Sam}, organization: {name: Harbour}}}}\n"
        "review: {last: 2026-03-14, by: Jo <jo@library.example>, decision: keep}  # read aloud\n"
        "waivers:\n  - {rule: tone.form-letter, reason: law, by: Jo, until: 2027-01-01}\nnotes: mine\n"
    )
    text = path.read_text("utf-8").replace("id: greeting\ntitle: Greeting", "id: desk.hello  # ours\ntitle: Hello")
    moved.write_text(text.replace("source:\n", review + "source:\n"), "utf-8")
    path.unlink()
    before = moved.read_text("utf-8")
    assert cli("import", "zendesk", "zendesk.json", "--into", "messages").out.startswith("Messages in messages: 2 unchanged.")
    export = Path("zendesk.json").read_text("utf-8")
    Path("zendesk.json").write_text(export.replace("thanks &amp; welcome", "welcome").replace('"Greeting"', '"Hi"'), "utf-8")
    assert cli("import", "zendesk", "zendesk.json", "--into", "messages").out.startswith(
        "Messages in messages: 1 updated, 1 unch"
    )
    seals = (re.findall("  imported: .*", before)[0], re.findall("  imported: .*", moved.read_text("utf-8"))[0])
    assert moved.read_text("utf-8") == before.replace("thanks &amp; welcome", "welcome").replace(*seals)


def test_two_messages_that_would_have_one_id(cli: Cli) -> None:
    def put(**titles: str) -> None:
        macros = [
            {"id": number, "title": title, "actions": [{"field": "comment_value", "value": f"Hello {number}."}]}
            for number, title in titles.items()
        ]
        Path("x.json").write_text(json.dumps({"macros": macros}))

    put(a1="Say hello", a2="Say: hello")
    cli("import", "zendesk", "x.json", "--into", "messages")
    ids = sorted(re.findall(r"^id: (.*)$", "".join(path.read_text() for path in Path("messages").rglob("*.yaml")), re.MULTILINE))
    assert len(ids) == 2
    assert all(re.fullmatch(r"say-hello-[0-9a-f]{6}", each) for each in ids)
    put(a3="Say hello")
    assert cli("import", "zendesk", "x.json", "--into", "messages").out.startswith("Messages in messages: 1 new.")
    Path("messages/own.yaml").write_text("id: greet\nkind: scripted\nchannel: chat\nbody: Hello\n")
    put(a4="Greet")
    assert cli("import", "zendesk", "x.json", "--into", "messages").out.startswith("Messages in messages: 1 new.")
    assert Path("messages/own.yaml").read_text().endswith("body: Hello\n")
    assert cli("import", "zendesk", "x.json", "--into", "messages").out.startswith("Messages in messages: 1 unchanged.")


def test_tags_that_nothing_closes_are_text_however_many(cli: Cli) -> None:
    text = "{% a {{ b {# c <% " * 5_000 + "\n"  # To look for the end of each took minutes.
    Path("mails").mkdir()
    Path("mails/odd.txt").write_text(text)
    assert cli("import", "folder", "mails", "--into", "messages").code == 0
    body = yaml.safe_load(Path("messages/odd.yaml").read_text("utf-8"))["body"]
    assert body.replace("{% raw %}", "").replace("{% endraw %}", "") == text


def test_words_that_a_template_looks_up_are_edited_in_their_quotes(cli: Cli) -> None:
    Path("mails").mkdir()
    written = "{{ _('Hi {who},')|f(who=name(reader)) }}\n{% trans \"It's here.\" %}\n"
    Path("mails/ready.j2").write_text(written)
    cli("import", "folder", "mails", "--into", "messages")
    path = Path("messages/ready.yaml")
    said = path.read_text("utf-8")
    assert yaml.safe_load(said)["body"] == "Hi {{ who }},\nIt's here.\n"
    path.write_text(said.replace("Hi {{ who }},", "Dear {{ who }},").replace("here.", "here now."), "utf-8")
    assert cli("export", "folder", "mails", "messages", "-o", "new").code == 0
    made = written.replace("'Hi", "'Dear").replace("here.", "here now.")
    assert Path("new/ready.j2").read_text() == made
    path.write_text(said.replace("Hi {{ who }},", "How's {{ who }},"), "utf-8")
    assert "which a folder of files would read as something else" in cli("export", "folder", "mails", "messages").err


def test_folders_and_documents_go_out_whole(cli: Cli) -> None:
    shutil.copytree(FOLDER / "folder", "replies")
    cli("import", "folder", "replies", "--into", "messages")
    path = Path("messages/desk/card-ready.yaml")
    path.write_text(path.read_text("utf-8").replace("at the desk", "on the shelf"), "utf-8")
    assert cli("export", "folder", "replies", "messages").out.splitlines()[1:] == [
        "  desk.card-ready",
        "Nothing was written. To write it: -o FILE",
    ]
    ended = cli("export", "folder", "replies", "messages", "-o", "new")
    assert ended.out == "Messages in new: 1 with new words, 6 as they were.\n"
    for old in (each for each in Path("replies").rglob("*") if each.is_file()):
        made = Path("new") / old.relative_to("replies")
        assert made.read_bytes() == old.read_bytes().replace(b"at the desk", b"on the shelf")
    templates = {
        "welcome.html.erb": "<p>Hello <%= @name %></p>",
        "welcome.text.erb": "<!-- Hall 1.0 -->\n<!-- free to use -->\n\nHello <%= @name %>",
        "welcome.js.erb": "show('<%= @name %>')",
        "hall/follow.html": "{% load i18n %}<form method='post'>{% csrf_token %}<p>Follow the hall</p></form>",
        "hall/find.html.erb": "<%= form_with url: hall_path do |f| %><p>Find a hall</p><% end %>",
        "bye.j2": "{% set a = 1 %}\nFrom: the hall\nSubject: So long\nList-Id: <a.hall.example>\n\nBye {{ name }}",
        "much.html.erb": "<% a %>\n" * 60 + "Hello",  # A pattern that tried every way to take the code apart did not end.
    }
    templates |= {"README.md": "Hello {{ name }}", "licence.txt": "Lend it freely."}
    templates["sending.md"] = "# Sending\n\n" + "".join(f"- `hall.send_{each}()` sends a note.\n" for each in "abcde")
    # So did one for the lines before a mail, where no blank line ends them.
    templates["folded.eml"] = "Subject: Bye\n" + ("X: a\n" + " " * 12 + "b\n") * 9 + "no line of that sort\n"
    Path("views").mkdir()
    Path("views/hall").mkdir()
    for name, text in templates.items():
        Path("views", name).write_text(text)
    said = cli("import", "folder", "views", "--into", "templates").err
    assert "Left out, as they are pages of a site" in said
    assert "about the files beside them; no reader gets them: 3 (README.md, licence.txt and sending.md)." in said
    ids = {path.name: yaml.safe_load(path.read_text())["body"] for path in Path("templates").glob("*.yaml")}
    assert ids.pop("much.yaml").endswith("Hello")
    assert ids.pop("folded.yaml").endswith("no line of that sort\n")
    assert ids == {
        "welcome-html.yaml": "<p>Hello {{ name }}</p>",
        "welcome-text.yaml": "Hello {{ name }}",
        "bye.yaml": "Bye {{ name }}",
    }
    assert "subject: So long" in Path("templates/bye.yaml").read_text()
    assert "format:" not in Path("templates/much.yaml").read_text()  # No tag in it: its lines are what its reader sees.
    Path("pages").mkdir()
    Path("pages/hall.md").write_text('---\ntitle: "The hall"\nsubject: It is yours\n---\n# Hello\n\n---\n')
    cli("import", "folder", "pages", "--into", "hall")
    hall = yaml.safe_load(Path("hall/hall.yaml").read_text())
    assert (hall["title"], hall["subject"], hall["body"]) == ("The hall", "It is yours", "# Hello\n\n---\n")
    Path("empty").mkdir()
    Path("empty/~$rooms.txt").write_text("what an office program leaves beside a file that is open")
    assert "empty is no folder with text files" in cli("import", "folder", "empty", "--into", "m").err
    assert "rooms.md is no folder with text files" in cli("import", "folder", "replies/rooms.md", "--into", "m").err


@pytest.mark.parametrize(
    ("paragraphs", "body"),
    [
        (
            ["Dear Sam,", "", "Please bring:", "a pen", "", "Regards", "Ann", ""],
            "Dear Sam,\n\nPlease bring:\na pen\n\nRegards\nAnn",
        ),
        (["Dear Sam,", "Please come.", "", ""], "Dear Sam,\n\nPlease come."),
    ],
)
def test_empty_paragraphs_of_a_document_tell_lines_from_paragraphs(paragraphs: list[str], body: str) -> None:
    text = "".join(f"<w:p><w:t>{words}</w:t></w:p>" for words in ["Subject: Hello", "", *paragraphs])
    document = f'<w:document xmlns:w="x">{text}</w:document>'.encode()
    assert [item.body.value for item in load_export(Export(docx(document), "a.docx"), "docx").items] == [body]


def test_a_document_that_defines_entities_is_not_opened() -> None:
    bomb = b'<!DOCTYPE w [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><w:document xmlns:w="x"><w:p><w:t>&b;</w:t></w:p></w:document>'
    assert "defines names of its own for texts" in outcome(Export(docx(bomb), "a.docx"), "docx")
    assert "is damaged" in outcome(Export(docx(b"<w:document><w:p>"), "a.docx"), "docx")


def test_encodings_and_byte_order_marks_stay() -> None:
    text = (FOLDER / "koha.yml").read_text("utf-8")
    for data, encoding in (
        (text.encode("utf-16"), ""),
        (b"\xef\xbb\xbf" + text.encode(), ""),
        (text.encode("cp1252"), ""),
        (text.encode("mac_roman"), "mac_roman"),
        (text.replace("\n", "\r\n").encode(), ""),
    ):
        export = load_export(Export(data, "koha.yml", encoding=encoding), "koha")
        messages = messages_of(export)
        assert give_back(export, messages).files[""] == data
        key = "reserves/HOLD_WAITS/sms/EAST/de-DE"
        new = messages[key].body.replace("Bücher", "Blätter")
        given = give_back(export, {**messages, key: msgspec.structs.replace(messages[key], body=new)})
        codec = "utf-16-le" if data.startswith(b"\xff\xfe") else encoding or ("cp1252" if b"f\xfcr" in data else "utf-8")
        assert given.files[""] == data.replace("Bücher".encode(codec), "Blätter".encode(codec))
    export = load_export(Export(text.encode("cp1252"), "koha.yml"), "koha")
    messages = messages_of(export)
    new = messages[key].body.replace("Bücher", "Σ")
    with pytest.raises(UsageError, match=r"koha\.yml is written in cp1252, which has no 'Σ'"):
        give_back(export, {**messages, key: msgspec.structs.replace(messages[key], body=new)})


@pytest.mark.parametrize("sign", [",", ";", "\t"])
@pytest.mark.parametrize("ends", [("\r\n", "\n"), ("\n", "\r\n"), ("\r\n", "\r\n"), ("\r", "\n")])
def test_cells_with_signs_and_line_ends_of_their_own(sign: str, ends: tuple[str, str]) -> None:
    end, inner = ends
    rows = [
        ["code", "module", "title", "content"],
        ["A", "loans", 'One, "two"; three', f'Dear "{{}}",{inner}{inner}so; it is\there.{inner}'],
        ["B", "loans", "Four", f"Plain words{inner}here, too."],
        ["C", "loans", "", "Words alone"],
    ]
    made = io.StringIO(newline="")
    csv.writer(made, delimiter=sign, lineterminator=end, quoting=csv.QUOTE_ALL if end == "\r" else csv.QUOTE_MINIMAL).writerows(
        rows
    )
    export = load_export(Export(made.getvalue().encode(), "koha.csv"), "koha")
    assert [item.body.value for item in export.items] == [row[3] for row in rows[1:]]
    messages = messages_of(export)
    for row, key in zip(rows[1:], messages, strict=True):
        message = messages[key]
        new = msgspec.structs.replace(
            message, body=message.body.replace("here", 'by\nus, "yes"').replace("alone", 'so; "and\tso"')
        )
        given = give_back(export, {**messages, key: new}).files[""].decode()
        again = list(csv.reader(io.StringIO(given, newline=""), delimiter=sign))
        want = row[3].replace("here", f'by{inner if inner in row[3] else chr(10)}us, "yes"').replace("alone", 'so; "and\tso"')
        assert again == [[*row[:3], want] if each is row else each for each in rows]


SPLINTERS = [
    "hello", "it's", '"so"', "a\nb", "\n", "\n\n", " ", "", "  x", "ß€", "<b>", "&amp;", "$$", "'", '"', "\\", "\n#", "- x",
    ": y",
    "{", "}", "[%", "<<a>>", "((b))", "%{c}", "\t", "x ", " #y", "|", ";", ",", "\u2028", "😀", "\x07",
]  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_any_edit_comes_back_as_it_was_made_or_is_refused(name: str) -> None:
    chance, export = random.Random(name), load(name)
    messages = messages_of(export)
    for _ in range(times(8)):
        key = chance.choice(list(messages))
        body = body_of(messages[key])
        for _ in range(chance.randint(1, 3)):
            start = chance.randint(0, len(body))
            body = body[:start] + chance.choice(SPLINTERS) + body[start + chance.choice([0, 0, 1, 3, 8]) :]
        given = give_back(export, {**messages, key: msgspec.structs.replace(messages[key], body=body, parts=())})
        assert all("\n" not in reason for _, reason in given.refused)
        if not given.refused:
            again = [item for item in export.reopened(given.files) if item.label == key]
            template = translated(export.system, again[0], messages[key].variables)[1].template
            assert says_the_same(
                msgspec.structs.replace(messages[key], body=template), msgspec.structs.replace(messages[key], body=body)
            )


def test_a_twin_is_named_by_the_id_that_it_has_here(cli: Cli) -> None:
    Path("folio.json").write_bytes((FOLDER / "folio.json").read_bytes())
    cli("import", "folio", "folio.json", "--into", "messages")
    english, german = Path("messages/recall.yaml"), Path("messages/recall/de.yaml")
    english.write_text(english.read_text("utf-8").replace("id: recall\n", "id: loans.recall\n"), "utf-8")
    german.unlink()
    assert cli("import", "folio", "folio.json", "--into", "messages").out.startswith("Messages in messages: 1 new, 1 unchanged.")
    assert "twin_of: loans.recall\n" in german.read_text("utf-8")
