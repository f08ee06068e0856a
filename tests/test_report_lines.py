"""Lines of styled text, and the small reports made of them."""

import json
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from msgreview.lint.lint_report import Summary
from msgreview.model.finding import Finding
from msgreview.model.review import MessageState, Reason
from msgreview.report.formats.github import github_commands
from msgreview.report.formats.text import finding_lines
from msgreview.report.json import indented, indented_pieces
from msgreview.report.lines import condition, count, line, one_line, paragraph, plain, safe, safe_json
from msgreview.report.states import meaning_after
from msgreview.report.summary import summary_lines

UNSAFE = [*range(9), *range(10, 32), *range(127, 160), 0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
UNSAFE += [0xAD, 0x34F, 0x115F, 0x1160, 0x180E, 0x200B, 0x2028, 0x2029, *range(0x2060, 0x2066), *range(0x206A, 0x2070)]
UNSAFE += [0x3164, 0xFEFF, *range(0xFFF9, 0xFFFC), *range(0xE0000, 0xE0080)]
JOINERS = [0x200C, 0x200D]
"""Safe between letters that are not ASCII: they join and part those of some languages."""


@given(st.text(st.characters() | st.sampled_from([chr(code) for code in UNSAFE])))
def test_nothing_unsafe_gets_through(text: str) -> None:
    shown = safe(text)
    assert not {ord(character) for character in shown} & set(UNSAFE)
    assert shown == text or any(ord(character) in (*UNSAFE, *JOINERS) for character in text)


@pytest.mark.parametrize(
    ("text", "shown"), [("a\tb", "a\tb"), ("\x1b[31m", "\\x1b[31m"), ("a\u202eb", "a\\u202eb"), ("é…", "é…")]
)
def test_what_is_shown_instead(text: str, shown: str) -> None:
    assert safe(text) == shown


@given(st.text(), st.integers(1, 40))
def test_one_line_is_one_line_and_fits(text: str, width: int) -> None:
    shown = one_line(text, width)
    assert "\n" not in shown
    assert len(shown) <= width


def test_a_paragraph_hangs_below_its_lead() -> None:
    lines = [*paragraph("ask review keep --both-wrote\nor \x1b", 21, line(("Next", "bold"), " "), style="dim")]
    assert plain(lines) == "Next ask review keep\n     --both-wrote or\n     \\x1b\n"
    assert lines[0] == line(("Next", "bold"), " ", ("ask review keep", "dim"))
    assert plain([*paragraph("a word thatislong", 8, "- ", "", whole_words=True)]) == "- a word\nthatislong\n"
    assert plain([*paragraph("thatislong", 8)]) == "thatislo\nng\n"
    assert [*paragraph("", 8, "- ")] == []


def test_plain_lines_carry_no_style() -> None:
    assert plain([line("a ", ("b", "red")), (), line("c")]) == "a b\n\nc\n"


@pytest.mark.parametrize(("number", "words"), [(0, "0 paths"), (1, "1 path"), (2, "2 paths"), (12345, "12,345 paths")])
def test_counts(number: int, words: str) -> None:
    assert count(number, "path") == words


def summary(**given: int) -> Summary:
    counts = {"error": 0, "warning": 0, "suggestion": 0} | {
        name: given.pop(name) for name in ("error", "warning", "suggestion") if name in given
    }
    return Summary(
        files=1, messages=given.get("messages", 1), variants=2, counts=counts, waived=given.get("waived", 0), languages={}
    )  # type: ignore[arg-type]


def finding(rule: str, level: str) -> Finding:
    return Finding(
        path="a.yaml",
        line=1,
        column=1,
        end_line=2,
        end_column=3,
        start=0,
        end=9,
        rule=rule,
        level=level,
        practice="clear",
        text="x",
    )  # type: ignore[arg-type]


def test_the_summary_leads_to_the_worst_finding() -> None:
    rows = plain(
        summary_lines(summary(error=1, suggestion=1, waived=2), [finding("a.green", "suggestion"), finding("a.red", "error")])
    )
    assert rows == (
        "1 message read on 2 paths: 1 red, 0 yellow, 1 green (2 waived).\n"
        "Next: `msgreview explain a.red` tells why and shows a better wording.\n"
    )


@pytest.mark.parametrize(("first", "start"), [(1, "be"), (2, "…be"), (5, "…be")])
def test_an_excerpt_that_was_cut_starts_with_an_ellipsis(first: int, start: str) -> None:
    """`first` is the column of the excerpt's first character."""
    cut = replace(
        finding("a.red", "error"), excerpt="be kind", excerpt_column=first, column=first, end_line=1, end_column=first + 2
    )
    rows = plain(list(finding_lines([cut], 100))).splitlines()
    assert rows[1:3] == [f"    1 | {start} kind", "      | " + "^^".rjust(len(start))]


def test_github_of_words_over_several_lines() -> None:
    assert [*github_commands([finding("a.red", "error")])] == ["::error file=a.yaml,line=1,endLine=2,col=1,title=a.red::x\n"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mX\x9b1m\r\x00", "\\x1b[31mX\\x9b1m\\r\\x00"),
        ("a\u202eb\u2066c\u061cd", "a\\u202eb\\u2066c\\u061cd"),
        ("re\u00adnew\u200b no\u2060w\ufeff", "re\\xadnew\\u200b no\\u2060w\\ufeff"),
        ("pay\u200dpal a\u200cb", "pay\\u200dpal a\\u200cb"),
        ("\U0001f469\u200d\U0001f4bb \u0645\u06cc\u200c\u062e", "\U0001f469\u200d\U0001f4bb \u0645\u06cc\u200c\u062e"),
        ("x\U000e0041", "x\\U000e0041"),
        ("caf\u00e9 \u2013 \u4f60\u597d\t.", "caf\u00e9 \u2013 \u4f60\u597d\t."),
    ],
)
def test_what_cannot_be_seen_is_shown(text: str, shown: str) -> None:
    assert safe(text) == safe(shown) == shown
    assert plain([line(text, (text, "red"))]) == f"{shown}{shown}\n"
    encoded = safe_json(json.dumps({"a": text}, ensure_ascii=False))
    assert json.loads(encoded) == {"a": text}
    assert safe(encoded) == encoded


@pytest.mark.parametrize(
    ("when", "shown"),
    [
        ("when `a` is set", "when `a` is set"),
        ("when " + "`a` is set, " * 300 + "and `b` is set", "when " + ", ".join(["`a` is set"] * 19) + ", and more"),
        ("when `" + "a" * 300 + "` is set", "when `" + "a" * 233 + "…"),
    ],
)
def test_the_conditions_of_a_path_are_cut_where_they_are_too_many_to_read(when: str, shown: str) -> None:
    assert condition(when) == shown


def test_what_a_state_means_is_left_out_where_a_reason_says_it() -> None:
    said = MessageState("x.y", "unreviewed", reasons=(Reason("unreviewed", "nobody has recorded a review, and it is of 2026"),))
    assert meaning_after(said) == ""
    assert meaning_after(MessageState("x.y", "draft", reasons=(Reason("draft", "it is not sent yet"),))) == ": not sent yet."


@pytest.mark.parametrize("value", [{}, [], "a\nb", {"a": {"b": [1, {"c": []}], "d": "x\ny\u202e"}, "e": {}, "f": None}], ids=repr)
def test_json_in_pieces_is_the_same_text(value: object) -> None:
    assert "".join(indented_pieces(value)) == indented(value)


def test_a_list_is_written_as_it_is_made() -> None:
    made: list[int] = []

    def numbers() -> Iterator[dict[str, int]]:
        for number in range(3):
            made.append(number)
            yield {"n": number}

    pieces = indented_pieces({"a": [{"numbers": numbers(), "none": iter(())}]})
    texts = [(text, len(made)) for text in pieces]
    assert "".join(text for text, _ in texts) == indented({"a": [{"numbers": [{"n": 0}, {"n": 1}, {"n": 2}], "none": []}]})
    assert [already for text, already in texts if '"n": ' in text] == [1, 2, 3]
