"""The comment by which files name their schema: written, kept, and mended where it leads nowhere."""

import os
from pathlib import Path

import pytest
from conftest import Cli, act_as

from msgreview.catalogue.load import load_text
from msgreview.catalogue.schema_line import schema_line, with_schema_line, without_schema_line

MESSAGE = "id: a.one\nkind: automated\nchannel: email\nbody: It is open.\n"
LINE = "# yaml-language-server: $schema=../.msgreview/schemas/message.schema.json\n"


@pytest.fixture
def run(cli: Cli) -> Cli:
    Path("messages/deep").mkdir(parents=True)
    Path("msgreview.yaml").write_text("messages: [messages]\n")
    return cli


def test_where_the_schema_is() -> None:
    root = Path("/library")
    assert schema_line(root, root / "messages/one.yaml") == LINE
    assert schema_line(root, root / "msgreview.yaml", "config").endswith("$schema=.msgreview/schemas/config.schema.json\n")
    assert schema_line(root, Path("/elsewhere/one.yaml")) == ""


@pytest.mark.parametrize("before", ["", "# Ours.\n", "\n# Ours.\n\n", "\ufeff# Ours.\n"])
def test_the_line_is_found_above_all_else_and_nowhere_below(before: str) -> None:
    assert without_schema_line(f"{before}{LINE}{MESSAGE}") == (LINE, before + MESSAGE)
    assert without_schema_line(f"{before}{MESSAGE}{LINE}") == ("", f"{before}{MESSAGE}{LINE}")


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_line_is_added_and_says_nothing_to_the_tool(end: str, mark: str, tmp_path: Path) -> None:
    text = mark + f"# Ours.\n{MESSAGE}".replace("\n", end)
    named = with_schema_line(text, tmp_path, tmp_path / "messages/one.yaml")
    assert named == mark + LINE.replace("\n", end) + text.removeprefix("\ufeff")
    assert [each.message for each in load_text(named, "").entries] == [each.message for each in load_text(text, "").entries]
    assert with_schema_line(named, tmp_path, tmp_path / "messages/one.yaml") == named


def test_schemas_and_lines_are_written_once(run: Cli) -> None:
    paths = [Path("messages/one.yaml"), Path("messages/deep/two.yaml")]
    for number, path in enumerate(paths):
        path.write_text(MESSAGE.replace("one", str(number)))
    ended = run("schema", "--write")
    assert ended.code == 0
    assert ended.err == "5 schemas and 3 files written. Editors that know YAML complete and check your files now.\n"
    assert paths[0].read_text() == LINE + MESSAGE.replace("one", "0")
    assert paths[1].read_text().startswith("# yaml-language-server: $schema=../../.msgreview/")
    assert "5 schemas and 0 files" in run("schema", "--write").err
    assert "schemas for editors: .msgreview/schemas" in run("doctor").out
    paths[1].rename("messages/two.yaml")
    assert "5 schemas and 1 files" in run("schema", "--write").err
    assert Path("messages/two.yaml").read_text() == LINE + MESSAGE.replace("one", "1")
    Path(".msgreview/schemas/config.schema.json").write_text("{}")
    assert "config.schema.json is of another version: `msgreview schema --write`" in run("doctor").out


def test_another_schema_that_somebody_named_stays(run: Cli) -> None:
    path = Path("messages/one.yaml")
    path.write_text("# yaml-language-server: $schema=https://library.example/ours.json\n" + MESSAGE)
    run("schema", "--write")
    assert path.read_text() == "# yaml-language-server: $schema=https://library.example/ours.json\n" + MESSAGE


def test_new_and_import_name_the_schema_and_write_it_where_there_is_none(run: Cli) -> None:
    run("new", "a.one", "--no-input", "--service", "")
    assert Path("messages/one.yaml").exists() or Path("messages/a").exists()
    Path("old.csv").write_text("id,subject,body\nold.one,Hello,We are open.\n")
    arguments = ("import", "records", "old.csv", "--into", "messages/old", "--channel", "email", "--kind", "automated")
    assert "1 new" in run(*arguments).out
    for path in Path("messages").rglob("*.yaml"):
        named, rest = without_schema_line(path.read_text())
        assert (path.parent / named.split("=")[1].strip()).exists()
        assert rest.startswith("id: ")
    assert "1 unchanged" in run(*arguments).out
    Path("old.csv").write_text("id,subject,body\nold.one,Hello,We are shut.\n")
    assert "1 updated" in run(*arguments).out
    text = Path("messages/old/old/one.yaml").read_text()
    assert text.startswith("# yaml-language-server: $schema=../../../.msgreview/")
    assert "We are shut." in text


def test_a_review_and_a_mended_word_keep_the_line(run: Cli, own_git: None, monkeypatch: pytest.MonkeyPatch) -> None:
    path = Path("messages/one.yaml")
    path.write_text(LINE + MESSAGE.replace("open", "open prior to noon"))
    commands = "git init -q . && git add . && git -c user.name=Jo -c user.email=jo@library.example commit -qm All"
    assert os.system(commands) == 0
    assert run("lint", "--fix", "--select", "clarity.wordy").code == 0
    assert path.read_text() == LINE + MESSAGE.replace("open", "open before noon")
    os.system("git -c user.name=Jo -c user.email=jo@library.example commit -qam Words")
    act_as(monkeypatch, "Lee <lee@library.example>")
    assert run("review", "keep", "a.one", "--yes").code == 0
    assert path.read_text().startswith(LINE + "id: a.one\n")
    assert "\nreview: {" in path.read_text()
