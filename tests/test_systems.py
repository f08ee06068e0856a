"""Exports of systems: each message as one of ours, and edited words back in the file that they came from."""

import io
import re
import zipfile
from pathlib import Path

import msgspec
import pytest
import yaml
from conftest import Cli

from msgreview.importing.exports import Load, load_export, to_imported, translated
from msgreview.importing.give_back import body_of, give_back
from msgreview.importing.records import Export
from msgreview.importing.systems import SYSTEMS
from msgreview.model.message import Message

FOLDER = Path(__file__).parent / "cases" / "systems"
CASES = yaml.safe_load((FOLDER.parent / "systems.yaml").read_text("utf-8"))
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
        assert {field: facts.get(field, "") for field in wanted} == wanted


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
