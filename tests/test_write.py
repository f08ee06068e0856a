"""A new file says what the message says, in YAML a person would have written."""

import errno
import stat
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from case_files import load_cases
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scale import times

from msgreview.catalogue.atomic import write_atomic
from msgreview.catalogue.load import load_text
from msgreview.catalogue.write import as_yaml, scalar
from msgreview.model.message import Message, Part, Stamp, Variable, Waiver

CASES: list[dict[str, str]] = load_cases("records_scalars.yaml")

# Everything a file in UTF-8 can hold: all code points but half characters.
TEXT = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from("\n\n\t \r{}%#'\"\\:-|>&*!?,[]\u2028\x85\ufeff\U0001f4da")
)
WORD = st.text(st.sampled_from("abz .:-#'\"{}[],\n\té"), min_size=1, max_size=12)


def message(**fields: Any) -> Message:
    return Message(**({"id": "a.b", "kind": "scripted", "channel": "email", "body": "Hello.\n"} | fields))


def loaded(text: str) -> Message:
    found = load_text(text, "a.yaml")
    assert found.problems == ()
    [entry] = found.entries
    return entry.message


@pytest.mark.parametrize("case", CASES, ids=lambda case: repr(case["text"]))
def test_scalar_style(case: dict[str, str]) -> None:
    assert scalar(case["text"], flow=case.get("where") == "flow") == case["yaml"]


@given(TEXT, st.booleans())
def test_scalar_means_the_text(text: str, flow: bool) -> None:
    written = scalar(text, flow=flow)
    assert "\n" not in written
    read = yaml.safe_load(f"k: [{written}, x]\n" if flow else f"k: {written}\n")["k"]
    assert (read[0] if flow else read) == text


@settings(max_examples=times(100))
@given(TEXT)
@example("\n")
@example("  two spaces first\n")
@example("\tTab first")
@example("\n\n  x\n  y")
@example("a\n  \n")
@example("a\n\n\n")
@example(" ")
@example("a\u2028b\n c\n")
@example("---\n...\n# no comment\n")
def test_a_body_is_kept_character_for_character(text: str) -> None:
    written = as_yaml(message(body=text, notes=text))
    assert yaml.safe_load(written).get("body", "") == text
    if text.strip():
        assert loaded(written).body == text
        assert loaded(written).notes == text


@given(st.dictionaries(WORD, st.dictionaries(WORD, WORD, max_size=3), max_size=3), st.lists(WORD, max_size=3), WORD)
def test_nested_fields_come_back(samples: dict[str, Any], words: list[str], word: str) -> None:
    whole = message(
        title=word,
        samples=samples,
        tags=tuple(words),
        review=Stamp(last=date(2026, 3, 14), by=word, policies={"loans.days": "28"}),
        waivers=(Waiver(rule="clarity.x", reason=word * 12, by="head@library.example", until=date(2027, 1, 31)),),
        variables={"patron.name": Variable(about=word, type="name")},
        source={"id": word},
    )
    assert yaml.safe_load(as_yaml(whole))["samples" if samples else "title"] == (samples or word)
    assert loaded(as_yaml(whole)) == whole


def test_a_list_too_long_for_a_line() -> None:
    whole = message(tags=tuple(f"some-tag-{number}" for number in range(20)))
    assert "tags:\n  - some-tag-0\n  - some-tag-1\n" in as_yaml(whole)
    assert loaded(as_yaml(whole)) == whole


def test_parts_come_back() -> None:
    whole = Message(
        id="m",
        kind="mixed",
        channel="chat",
        parts=(Part(use="a.b"), Part(text="One.\n\nTwo.\n"), Part(write="x: y", example="z")),
    )
    assert loaded(as_yaml(whole)) == whole


def test_a_file_reads_as_a_person_would_have_written_it() -> None:
    whole = message(
        id="circulation.hold-ready",
        title="Hold ready for pickup",
        kind="automated",
        service="circulation",
        owner="circulation@library.example",
        sent_by='Alma, "On Hold Shelf Letter"',
        subject="Your item is ready, {{ patron.first_name }}",
        tags=("holds", "no"),
        body="Dear {{ patron.first_name }},\n\n  Good news.\n",
        samples={"one item": {"branch": {"name": "Main"}, "pickup_by": "3 May", "count": 2, "late": False, "note": None}},
        parts=(Part(use="common.footer"), Part(text="One.\nTwo.\n")),
        review=Stamp(last=date(2026, 3, 14), by="Jo Doe <jo@library.example>"),
        waivers=(
            Waiver(
                rule="clarity.sentence-length", reason="wording fixed by county law, " * 3, by="head", until=date(2027, 1, 31)
            ),
        ),
    )
    assert as_yaml(whole) == (Path(__file__).parent / "cases" / "records_written.txt").read_text("utf-8")


def test_written_whole_with_the_folder_and_the_permissions_kept(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "er" / "a.yaml"
    write_atomic(path, "é\r\n")
    assert path.read_bytes() == b"\xc3\xa9\r\n"
    path.chmod(0o640)
    write_atomic(path, "b\n")
    assert path.read_text() == "b\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [each.name for each in path.parent.iterdir()] == ["a.yaml"]


def test_a_full_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("old\n")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("msgreview.catalogue.atomic.os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_atomic(path, "new\n")
    assert path.read_text() == "old\n"
    assert [each.name for each in tmp_path.iterdir()] == ["a.yaml"]
