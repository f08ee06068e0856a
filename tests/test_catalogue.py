"""The files of a catalogue, its messages by id, and which uses which."""

import os
from pathlib import Path

import pytest

from msgreview.catalogue.files import CatalogueFile, find_files, shown_path
from msgreview.catalogue.index import Catalogue, closure, index, references
from msgreview.catalogue.validate import did_you_mean
from msgreview.model.errors import UsageError
from msgreview.model.message import Message, Part


def text(*ids: str) -> str:
    items = "".join(f"- {{id: {id_}, body: {id_}}}\n" for id_ in ids)
    return f"kind: scripted\nchannel: sms\nmessages:\n{items}"


def make(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text(path.stem), "utf-8")


def shown(folder: Path, *paths: str) -> list[str]:
    return [file.shown for file in find_files([folder / path for path in paths], folder)]


def test_folders_are_walked_in_order_and_settings_left_out(tmp_path: Path) -> None:
    make(tmp_path, "b.YAML", "a/z.Yml", "a/b/c.yaml", "a.yaml", "-x.yaml", "é é.yaml", "rubric/r.yaml")
    make(
        tmp_path, ".hidden.yaml", ".git/x.yaml", "a/.b/x.yaml", "msgreview.yaml", "a/policies.yaml", "rubrics/r.yaml", "note.txt"
    )
    assert shown(tmp_path, "") == ["-x.yaml", "a.yaml", "a/b/c.yaml", "a/z.Yml", "b.YAML", "rubric/r.yaml", "é é.yaml"]
    assert shown(tmp_path, "a") == ["a/b/c.yaml", "a/z.Yml"]


def test_files_are_taken_as_given_and_each_once(tmp_path: Path) -> None:
    make(tmp_path, "b.yaml", "a/z.yml", ".hidden.txt")
    assert shown(tmp_path, "b.yaml", ".hidden.txt", "a", "a/../a", "", "b.yaml") == ["b.yaml", ".hidden.txt", "a/z.yml"]


def test_links_in_a_folder_are_not_followed_and_named_ones_are(tmp_path: Path) -> None:
    make(tmp_path, "in/a.yaml", "out/b.yaml")
    (tmp_path / "in" / "loop").symlink_to(tmp_path / "in", target_is_directory=True)
    (tmp_path / "in" / "leaves.yaml").symlink_to(tmp_path / "out" / "b.yaml")
    (tmp_path / "in" / "self.yaml").symlink_to("self.yaml")
    (tmp_path / "named").symlink_to(tmp_path / "in", target_is_directory=True)
    assert shown(tmp_path, "in") == ["in/a.yaml"]
    assert shown(tmp_path, "named", "in", "in/loop") == ["named/a.yaml"]
    with pytest.raises(UsageError, match=r"leaves\.yaml' is a link that leads out of the catalogue, so it is not read"):
        shown(tmp_path, "in/leaves.yaml")
    make(tmp_path, "msgreview.yaml")
    assert shown(tmp_path, "in/leaves.yaml", "out", "in/self.yaml") == ["in/leaves.yaml", "in/self.yaml"]


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"there is no file or folder '.*messags'"):
        find_files([tmp_path / "messags"], tmp_path)


def test_the_shorter_path_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown_path(Path("/a/b/c.yaml"), Path("/a/b")) == "c.yaml"
    assert shown_path(Path("c.yaml"), Path("/a/b")) == "c.yaml"
    assert shown_path(Path("/a/x.yaml"), Path("/a/b")) == "../x.yaml"
    assert shown_path(Path("/x.yaml"), Path("/a/b/c/d")) == "/x.yaml"
    make(tmp_path, "in/a.yaml")
    assert [file.shown for file in find_files([Path("/") / tmp_path.relative_to("/")], Path("/"))] == [
        str(tmp_path.relative_to("/") / "in/a.yaml")
    ]

    def other_drive(*_: object) -> str:
        raise ValueError("path is on mount 'D:', start on mount 'C:'")

    monkeypatch.setattr(os.path, "relpath", other_drive)
    assert shown_path(Path("/a/b/c.yaml"), Path("/a/b")) == "/a/b/c.yaml"


def test_messages_by_id(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(text("one", "two"), "utf-8")
    (tmp_path / "b.yaml").write_text(text("two", "three"), "utf-8")
    files = find_files([tmp_path], tmp_path)
    by_id = index(files)
    assert {id_: file.shown for id_, file in by_id.items()} == {"one": "a.yaml", "two": "a.yaml", "three": "b.yaml"}
    catalogue = Catalogue(by_id, cached=1)
    for id_ in ("one", "three", "two", "three"):
        entry = catalogue.entry(id_)
        assert entry is not None
        assert (entry.message.id, entry.source.path) == (id_, by_id[id_].shown)
    assert catalogue.entry("four") is None
    assert did_you_mean("thre", catalogue.files) == "Did you mean 'three'?"
    assert did_you_mean("loans.due", catalogue.files, "There is none.") == "There is none."


def test_all_that_a_message_uses_in_the_order_of_its_words() -> None:
    uses = {"a": ("b", "c"), "b": ("d", "missing"), "c": ("d", "a"), "d": ()}
    assert closure(["a"], lambda id_: uses.get(id_, ())) == ("a", "b", "d", "missing", "c")
    assert closure(["c", "b"], lambda id_: uses.get(id_, ())) == ("c", "d", "a", "b", "missing")
    assert closure([], lambda id_: uses[id_]) == ()


def test_a_message_that_went_away_is_not_there(tmp_path: Path) -> None:
    assert Catalogue({"a": CatalogueFile(tmp_path / "gone.yaml", "gone.yaml")}).entry("a") is None


@pytest.mark.parametrize(
    ("body", "used"),
    [
        ("Hello {{ name }}", ()),
        ("{% include 'common.footer' %}", ("common.footer",)),
        ('{%- extends "a.b" -%}{% block x %}{% endblock %}', ("a.b",)),
        ("{% import 'm' as m %}{% from 'n' import x, y %}{% from 'm' import z %}", ("m", "n")),
        ("{% include ['a', 'b'] ignore missing with context %}", ("a", "b")),
        ("{% include ('a', 'b') %}", ("a", "b")),
        ("{% include 'a' if kind == 'x' else 'b' %}", ("a", "b")),
        ("{% include 'a' ~ 'b' %}{% include name %}", ()),
        ("{% set x = 'a' %}{% if include == 'b' %}{% endif %}", ()),
        ("{# {% include 'a' %} #}{% raw %}{% include 'b' %}{% endraw %}{% include 'c' %}", ("c",)),
        ("{% include 'a' %}{% include 'b", ("a",)),
        ("{% %}{% include %}", ()),
    ],
)
def test_references(body: str, used: tuple[str, ...]) -> None:
    assert references(Message("id", "scripted", "email", body=body)) == used


def test_references_of_parts_come_first() -> None:
    parts = (Part(use="b"), Part(text="{% include 'a' %}"), Part(write="a closing"), Part(use="b"))
    assert references(Message("id", "mixed", "email", parts=parts, subject="{% include 's' %}")) == ("b", "s", "a")
