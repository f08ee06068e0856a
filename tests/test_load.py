"""Message files: what loads, and each fault of a file as one problem at its place."""

import pickle
from pathlib import Path
from typing import Any

import msgspec
import pytest
from case_files import load_cases

from msgreview.catalogue.files import CatalogueFile
from msgreview.catalogue.load import LoadedFile, load_file, load_text
from msgreview.catalogue.validate import convert, describe, nearest
from msgreview.catalogue.yaml_core import core_value
from msgreview.catalogue.yaml_tree import MAX_BYTES, Constructor, FileError, compose, decode
from msgreview.model.finding import Problem

CASES: list[dict[str, Any]] = load_cases("load.yaml")
GOOD = "id: a\nkind: scripted\nchannel: sms\nbody: Hello\n"


def told(file: LoadedFile, problem: Problem) -> list[str]:
    line, column = file.source.position(problem.start)
    words = file.source.text[problem.start : problem.end].partition("\n")[0]
    return [problem.rule, f"{line}:{column}", words, *problem.args]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_file(case: dict[str, Any]) -> None:
    file = load_text(case["file"], "a.yaml")
    assert [told(file, problem) for problem in file.problems] == case.get("problems", [])
    assert [entry.message.id for entry in file.entries] == case.get("ids", [])
    assert list(file.broken) == case.get("broken", [])
    for field, value in case.get("fields", {}).items():
        found = getattr(file.entries[0].message, field)
        assert (list(found) if isinstance(found, tuple) else found) == value


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(b"x" * (MAX_BYTES + 1), ["file.too-large", "1:1", "", "2 MiB"], id="too large"),
        pytest.param(b"\x89PNG\0\x1a", ["file.binary", "1:1", ""], id="binary"),
        pytest.param(b"id: a\nbody: caf\xe9\n", ["file.not-utf8", "2:10", "\ufffd", "0xE9"], id="Latin-1"),
        pytest.param("\ufeffid: é".encode() + b"\xff", ["file.not-utf8", "1:6", "\ufffd", "0xFF"], id="after a mark"),
        pytest.param("id: a\n".encode("utf-16"), ["file.not-utf8", "1:1", "\ufffd", "0xFF"], id="UTF-16"),
        pytest.param(b"", ["file.empty", "1:1", ""], id="empty"),
    ],
)
def test_bytes_that_are_no_message(tmp_path: Path, data: bytes, expected: list[str]) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(data)
    file = load_file(CatalogueFile(path, "a.yaml"))
    assert [told(file, problem) for problem in file.problems] == [expected]
    assert file.entries == ()
    assert file.source.path == "a.yaml"


def test_a_file_that_cannot_be_opened(tmp_path: Path) -> None:
    [problem] = load_file(CatalogueFile(tmp_path, "folder.yaml")).problems
    assert (problem.rule, problem.args) == ("file.unreadable", ("it is not a file",))
    [problem] = load_file(CatalogueFile(tmp_path / "gone.yaml", "gone.yaml")).problems
    assert (problem.rule, problem.args) == ("file.unreadable", ("No such file or directory",))


def test_bytes_that_come_from_no_file_have_a_limit_too() -> None:
    with pytest.raises(FileError) as caught:
        decode(b"x" * (MAX_BYTES + 1), "a.yaml")
    assert caught.value.problem.rule == "file.too-large"


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_byte_order_marks_are_no_fault(tmp_path: Path, line_end: str, mark: str) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes((mark + GOOD + "body2: x\n").replace("\n", line_end).encode())
    file = load_file(CatalogueFile(path, "a.yaml"))
    assert [told(file, problem) for problem in file.problems] == [["file.unknown-key", "5:1", "body2", "body2", "body"]]
    assert file.entries[0].message.body == "Hello"
    assert load_text(mark + GOOD, "a.yaml").problems == ()


def test_a_million_brackets_are_a_problem_and_not_the_end() -> None:
    for text in ("[", "- ", "{a: "):
        [problem] = load_text(text * 400_000, "a.yaml").problems
        assert problem.args == ("values are nested too deeply",)


def test_a_flat_file_may_be_as_long_as_it_likes() -> None:
    items = "".join(f"- {{id: m{number}, body: x, tags: &t{number} [a, b]}}\n" for number in range(3000))
    assert len(load_text(f"kind: scripted\nchannel: sms\nmessages:\n{items}", "a.yaml").entries) == 3000


def test_samples_are_typed_and_numbers_print_as_typed() -> None:
    samples = (
        "samples:\n  one: {n: 1.10, i: 007, d: 2026-03-14, t: 12:30, no: no, yes: true, q: '1.10', "
        "z: ~, e: , l: [1, 2.0], s: !!str 5}"
    )
    [entry] = load_text(f"{GOOD}{samples}\n", "a.yaml").entries
    one = entry.message.samples["one"]
    assert f"{one['n']} {one['i']}" == "1.10 007"
    assert one["n"] == 1.1
    assert one["i"] > 6
    assert (one["d"], one["t"], one["no"], one["yes"], one["q"]) == ("2026-03-14", "12:30", "no", True, "1.10")
    assert (one["z"], one["e"], one["l"], one["s"]) == (None, None, [1, 2.0], "5")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1), ("-0", 0), ("+12", 12), ("0o17", 15), ("0x1F", 31), ("1.", 1.0), (".5", 0.5), ("1e3", 1000.0), ("-1.50", -1.5),
        ("TRUE", True), ("False", False), ("Null", None), ("-.inf", float("-inf")), (".5e-1", 0.05),
        ("1_000", "1_000"), ("yes", "yes"), ("1.2.3", "1.2.3"), ("0b1", "0b1"), ("--1", "--1"), ("9" * 500, "9" * 500),
        (".", "."),
    ],
)  # fmt: skip
def test_core_value(text: str, value: object) -> None:
    found = core_value(text)
    assert found == value
    if isinstance(found, float | int) and not isinstance(found, bool):
        assert (str(found), repr(found), f"{found}") == (text, text, text)
        again = pickle.loads(pickle.dumps(found))
        assert (str(again), type(again)) == (text, type(found))


def test_numbers_still_format_and_compare() -> None:
    cost, count, void = core_value("1.10"), core_value("007"), core_value(".NaN")
    assert (f"{cost:.1f}", f"{count:d}", f"{cost:+}", round(cost, 1), count + 1) == ("1.1", "7", "+1.1", 1.1, 8)
    assert void != void
    assert str(void) == ".NaN"


def test_places_and_texts() -> None:
    text = (
        "id: a\nkind: mixed\nchannel: sms\nsubject: &s !!str 'Hi'\n"
        'parts:\n- text: |  # c\n    Hello\n\n- write: "why"\n  example: x\n'
    )
    [entry] = load_text(text, "a.yaml").entries
    read = {field: (text[scalar.start : scalar.end], scalar.style, scalar.value) for field, scalar in entry.texts.items()}
    assert read == {
        "subject": ("'Hi'", "'", "Hi"),
        "parts.0.text": ("|  # c\n    Hello", "|", "Hello\n"),
        "parts.1.write": ('"why"', '"', "why"),
        "parts.1.example": ("x", "", "x"),
    }
    place = entry.span("parts.1.write")
    assert (text[place.key_start : place.key_end], text[place.start : place.end]) == ("write", '"why"')
    assert entry.span("parts.1.use") == entry.spans["parts.1"]
    assert entry.span("owner") == entry.spans["id"]


def test_a_message_field_replaces_the_shared_one_with_its_places() -> None:
    text = (
        "kind: scripted\nchannel: sms\nowner: Jo\nreview: {last: 2026-01-01, by: Jo}\n"
        "messages: [{id: a, body: x, review: {last: 2026-02-02}}]\n"
    )
    [entry] = load_text(text, "a.yaml").entries
    assert entry.message.review is not None
    assert entry.message.review.by == ""
    assert "review.by" not in entry.spans
    assert text[entry.spans["review.last"].start :].startswith("2026-02-02")
    assert text[entry.spans["owner"].start :].startswith("Jo")


def test_problems_name_the_message() -> None:
    assert [problem.message for problem in load_text(GOOD + "z: 1\n", "a.yaml").problems] == ["a"]


def test_ignores_are_comments_only() -> None:
    text = (
        "# msgreview: ignore clarity.jargon agreed with the desk\n"
        "id: a  #msgreview:ignore facts.owner: - later\n"
        "kind: scripted\n"
        "channel: sms # msgreview: ignore\n"
        "title: '# msgreview: ignore x in quotes'\n"
        "notes: plain#msgreview:ignore x in text\n"
        "trigger: !!str # msgreview: ignore tone.cold behind a tag\n  soon\n"
        "body: |  # msgreview: ignore tone.shouting we shout\n"
        "  Hello # msgreview: ignore x in the body\n"
        "  # msgreview: ignore x in the body\n"
        "# msgreview: ignored nothing\n"
        "# msgreview: ignore tone.cold, clarity.long,tone.warm the county's words\n"
        "# msgreview: ignore tone.cold, the county's words\n"
        "# msgreview: ignore sms.long at the end"
    )
    file = load_text(text, "a.yaml")
    assert [(problem.rule, file.source.position(problem.start).line) for problem in file.problems] == [
        ("ignore.in-text", 5),
        ("ignore.in-text", 6),
        ("ignore.in-text", 10),
        ("ignore.in-text", 11),
    ]
    assert [(i.line, i.own_line, i.rule, i.reason) for i in file.ignores] == [
        (1, True, "clarity.jargon", "agreed with the desk"),
        (2, False, "facts.owner", "later"),
        (4, False, "", ""),
        (7, False, "tone.cold", "behind a tag"),
        (9, False, "tone.shouting", "we shout"),
        (13, True, "tone.cold", "the county's words"),
        (13, True, "clarity.long", "the county's words"),
        (13, True, "tone.warm", "the county's words"),
        (14, True, "tone.cold", "the county's words"),
        (15, True, "sms.long", "at the end"),
    ]
    first = file.ignores[0]
    assert text[first.start : first.end] == "# msgreview: ignore clarity.jargon agreed with the desk"


def test_ignores_in_several_documents_come_once_and_in_a_broken_file_never() -> None:
    first = "# msgreview: ignore a.b why\n{id: a, kind: scripted, channel: sms, body: one}\n"
    text = first + "---\nid: b\nbody: '# msgreview: ignore c.d x'\n"
    assert [ignore.rule for ignore in load_text(text, "a.yaml").ignores] == ["a.b"]
    assert load_text(text + "---\n[", "a.yaml").ignores == ()


def test_an_empty_block_header_at_the_end_of_the_file() -> None:
    assert [i.rule for i in load_text("id: a\nbody: | # msgreview: ignore a.b c", "a.yaml").ignores] == ["a.b"]


class _Nested(msgspec.Struct, forbid_unknown_fields=True):
    size: int
    on: bool = False
    both: int | list[str] = 0
    names: dict[str, list[float]] = {}
    free: Any = None
    limit: int | None = None


class _Open(msgspec.Struct):
    inner: _Nested | None = None


def _typed(text: str) -> tuple[object, list[str]]:
    source = decode(text.encode(), "x.yaml")
    tree = Constructor(source).construct(next(compose(source)))
    value, problems = convert(tree, _Open)
    return value, [describe(source, problem) for problem in problems]


def test_any_schema_is_held_to_its_types() -> None:
    value, problems = _typed("inner: {size: 3, on: true, both: [a], names: {x: [1.5]}, free: no}\nother: x\n")
    assert problems == []
    assert value == _Open(_Nested(3, True, ["a"], {"x": [1.5]}, "no"))
    value, problems = _typed("inner:\n  size: big\n  on: yes\n  both: x\n  names: {x: [a]}\n  limt: 3\n  limit: ten\n")
    assert value is None
    assert problems == [
        "x.yaml:2:9: 'inner.size' should be a whole number, and is 'big'.",
        "x.yaml:3:7: 'inner.on' should be true or false, and is 'yes'.",
        "x.yaml:4:9: 'inner.both' should be a whole number or a list, and is 'x'.",
        "x.yaml:5:15: 'inner.names.x.0' should be a number, and is 'a'.",
        "x.yaml:6:3: 'limt' is not known here. Did you mean 'limit'?",
        "x.yaml:7:10: 'inner.limit' should be a whole number, and is 'ten'.",
    ]
    assert _typed("inner: {}\n")[1] == ["x.yaml:1:1: 'inner.size' is missing. Add it."]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "x.yaml:1:1: this file is empty."),
        ("a: b: c", "x.yaml:1:5: this does not read as YAML: a ':' stands where YAML expects none; put the text in quotes."),
        ("%YAML 3.0\n---\na: b", "x.yaml:1:1: this does not read as YAML: found incompatible YAML document."),
    ],
)
def test_what_is_refused_says_so(text: str, words: str) -> None:
    source = decode(text.encode(), "x.yaml")
    with pytest.raises(FileError) as caught:
        list(compose(source))
    assert describe(source, caught.value.problem) == words


@pytest.mark.parametrize("word", ["chanel", "chnnael", "Channel"])
def test_nearest(word: str) -> None:
    assert nearest(word, ["channel", "kind", "id"]) == "channel"


def test_nothing_is_near() -> None:
    assert nearest("zzz", ["channel", "kind"]) == ""
    assert nearest("zzz", []) == ""
