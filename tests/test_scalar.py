"""From the value of a YAML scalar back to the characters of the file that made it."""

from typing import Any

import pytest
import yaml
from case_files import load_cases
from hypothesis import given
from hypothesis import strategies as st

from msgreview.catalogue.edits import edited
from msgreview.catalogue.load import load_text
from msgreview.catalogue.scalar_spans import file_span, scalar_at, value_span
from msgreview.catalogue.text_edits import TextEdit, in_file, is_exact
from msgreview.catalogue.yaml_tree import Constructor, compose
from msgreview.model.message import Scalar
from msgreview.model.span import Source

CASES: list[dict[str, Any]] = load_cases("scalar.yaml")
WHITE = " \t\r\n\x85\u2028\u2029"
ESCAPES = {"0": "\0", "a": "\a", "b": "\b", "e": "\x1b", "f": "\f", "v": "\v", '"': '"', "/": "/", "\\": "\\", "_": "\xa0"}


def scalars(text: str) -> list[tuple[Source, Scalar]]:
    """Every scalar value in a YAML text, keys left out."""
    source = Source.of("a.yaml", text)
    tree = Constructor(source).construct(next(iter(compose(source))))
    found = []

    def walk(value: Any, path: str) -> None:
        if isinstance(value, str):
            found.append((source, scalar_at(source, tree.spans[path], value)))
        else:
            for key, item in value.items() if isinstance(value, dict) else enumerate(value):
                walk(item, f"{path}.{key}" if path else str(key))

    walk(tree.value, "")
    return found


def unescaped(text: str) -> str:
    """What a piece of YAML source stands for: itself, or the one character that it escapes."""
    if text == "''":
        return "'"
    if text[0] != "\\" or len(text) == 1:
        return text
    return chr(int(text[2:], 16)) if text[1] in "xuU" else ESCAPES[text[1]]


def holds(source: Source, scalar: Scalar) -> None:
    """Every character but white space leads to itself, or to its escape; spans never run backwards."""
    last = scalar.start
    for at, character in enumerate(scalar.value):
        start, end = file_span(source, scalar, at, at + 1)
        assert scalar.start <= start <= end <= len(source.text)
        if character not in WHITE:
            assert unescaped(source.text[start:end]) == character
            assert last <= start
            last = end


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_words_in_the_file(case: dict[str, Any]) -> None:
    text = case["file"].replace("<CR>", "\r").replace("<TAB>", "\t")
    [(source, scalar)] = scalars(text)
    assert scalar.style == case["style"]
    holds(source, scalar)
    for words, (line, column, raw) in case["find"].items():
        at = scalar.value.index(words)
        span = file_span(source, scalar, at, at + len(words))
        assert (*source.position(span.start), source.text[span.start : span.end]) == (line, column, raw)


WORD = st.sampled_from(
    ["Dear", "{{ name }}", "it's", '"q"', "é😀", "a:b", "-x", "#h", "\\n", "no-break\xa0space", "''", "# msg", "long" * 6]
)
GAP = st.sampled_from([" ", "\n", "  ", "\n\n", "\n  ", " \n", "", "\t", "\n\n\n ", "\r\n", "\u2028", "\x85", "\x07"])
VALUE = st.lists(st.tuples(WORD, GAP), min_size=1, max_size=9).map(lambda pairs: "".join(word + gap for word, gap in pairs))


@given(
    VALUE,
    st.sampled_from([None, "|", ">", "'", '"']),
    st.sampled_from([20, 40, 80]),
    st.booleans(),
    st.sampled_from([2, 4]),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_dumped_scalars(value: str, style: str | None, width: int, unicode: bool, indent: int, line_end: str) -> None:
    if style in ("|", ">"):  # PyYAML writes these, line ends of YAML 1.1, in the place of a line feed: then it is no YAML 1.2
        value = value.replace("\u2028", " ").replace("\x85", " ")
    dumped = yaml.dump(
        {"k": value, "z": [value]}, default_style=style, width=width, allow_unicode=unicode, indent=indent, line_break=line_end
    )
    for source, scalar in scalars(dumped):
        holds(source, scalar)


@given(
    VALUE,
    VALUE,
    st.sampled_from(["before", "it's", '"so"', "a\\b", "é", "x: y", "x #y", "- ", "", "%", "{ z }", "'"]),
    st.sampled_from([None, "|", ">", "'", '"']),
    st.sampled_from([20, 80]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_words_are_put_in_place_in_every_style(
    before: str, after: str, words: str, style: str | None, width: int, line_end: str
) -> None:
    value = f"{before}prior to{after}".replace("\u2028", " ").replace("\x85", " ")
    fields = {"id": "a.b", "kind": "automated", "channel": "email", "notes": "prior to", "body": value}
    file = load_text(yaml.dump(fields, default_style=style, width=width, sort_keys=False, line_break=line_end), "a.yaml")
    source, [entry] = file.source, file.entries
    start = value.index("prior to")
    edit = TextEdit(entry, "body", start, start + 8, words)
    made = in_file(edit)
    is_there = source.text[made.start : made.end] == "prior to"
    if is_there:
        assert value_span(source, entry.texts["body"], made.start, made.end) == (start, start + 8)
    if is_exact(file, [edit]):
        text = edited(b"", source.text, [made]).decode()
        assert yaml.safe_load(text) == fields | {"body": f"{value[:start]}{words}{value[start + 8 :]}"}
    else:
        assert not is_there or words != "before"


LINE = st.sampled_from(
    ["", "words of text", "  more indented", "it's {{ x }}", "trailing  ", "\ttab", "# no comment", "é😀", "- item"]
)


@given(
    st.lists(LINE, min_size=1, max_size=8),
    st.sampled_from(["|", ">"]),
    st.sampled_from(["", "-", "+"]),
    st.booleans(),
    st.sampled_from(["", " # why", " "]),
    st.sampled_from(["", "&a ", "!!str ", "&a !!str "]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_hand_made_blocks(
    lines: list[str], style: str, chomp: str, indicator: bool, comment: str, properties: str, line_end: str
) -> None:
    digit = "2" if indicator or lines[0].lstrip() != lines[0] or not lines[0] else ""
    header = f"k: {properties}{style}{digit}{chomp}{comment}"
    text = line_end.join([header, *("  " + line if line else "" for line in lines), "# after", "z: end"])
    for source, scalar in scalars(text):
        holds(source, scalar)


@given(
    st.lists(st.sampled_from(["word", "{{ x }}", "it''s", "a  b", "é😀", "x#y"]), min_size=1, max_size=6), st.sampled_from("'p")
)
def test_hand_made_flow(lines: list[str], style: str) -> None:
    quote = "" if style == "p" else "'"
    text = "k: x " + "\n\n   ".join(lines) if not quote else "k: 'x" + "\n   ".join(lines) + "'"
    for source, scalar in scalars(text):
        holds(source, scalar)


def test_an_empty_range_has_an_empty_span() -> None:
    [(source, scalar)] = scalars("k: some words\n")
    assert file_span(source, scalar, 5, 5) == (8, 8)


def test_an_empty_scalar() -> None:
    [(source, scalar)] = scalars('k: ""\n')
    assert file_span(source, scalar, 0, 0) == (3, 5)[:1] * 2


def test_a_value_that_is_not_the_source_maps_as_a_whole() -> None:
    source = Source.of("a.yaml", "k: some words\n")
    for value in ("other words", "some words more", "some"):
        assert file_span(source, Scalar(3, 13, "", value), 1, 3) == (3, 13)


def test_white_space_counts_from_the_nearer_end() -> None:
    [(source, scalar)] = scalars("k: |\n  a\n\n     b\n")
    assert scalar.value == "a\n\n   b\n"
    spans = [file_span(source, scalar, at, at) for at in range(1, 6)]
    assert [source.text[span.start] for span in spans] == ["\n", "\n", " ", " ", " "]
    assert spans[-1].start == source.text.index("b") - 1


def test_shared_and_aliased_text_leads_to_where_it_is_written() -> None:
    file = load_text("x: 1\nsubject: &s Hello there\nmessages:\n- {id: a, kind: scripted, channel: sms, body: *s}\n", "a.yaml")
    [entry] = file.entries
    assert file_span(entry.source, entry.texts["body"], 6, 11) == file_span(entry.source, entry.texts["subject"], 6, 11)
    span = file_span(entry.source, entry.texts["body"], 6, 11)
    assert entry.source.text[span.start : span.end] == "there"
