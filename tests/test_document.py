"""Blocks, sentences and the folded text, as data in cases/document.yaml and as properties of any text."""

import re
from collections.abc import Iterable
from textwrap import fill
from typing import Any

import pytest
from case_files import load_cases
from hypothesis import given
from hypothesis import strategies as st

from msgreview.model.document import Document, Origin, Rendered, Segment, SourceMap, Variant
from msgreview.model.message import Message
from msgreview.prose.document import parse_document
from msgreview.prose.fold import INVISIBLE

CASES = load_cases("document.yaml")
WORDS = load_cases("document-words.yaml")


def rendered(text: str) -> Rendered:
    segments = [Segment(0, len(text), 0, 0, len(text), exact=True)] if text else []
    return Rendered(text, SourceMap.of(segments, [Origin("desk.note", "body")]))


def read(text: str, subject: str | None = None, **fields: Any) -> Document:
    message = Message(**{"id": "desk.note", "kind": "automated", "channel": "email", **fields})
    return parse_document(message, Variant("plain", "", None if subject is None else rendered(subject), rendered(text)))


def folded_sentences(document: Document) -> list[str]:
    return document.folded.text.split("\n")[:-1]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_sentences(case: dict[str, Any]) -> None:
    document = read(case["text"], channel=case.get("channel", "email"))
    found = [{s.kind: words} for s, words in zip(document.sentences, folded_sentences(document), strict=True)]
    assert found == [{kind: straight(words) for kind, words in item.items()} for item in case["sentences"]]
    if "paragraphs" in case:
        assert [document.blocks[s.block].paragraph for s in document.sentences] == case["paragraphs"]


@pytest.mark.parametrize("case", WORDS, ids=lambda case: case["text"])
def test_words(case: dict[str, Any]) -> None:
    assert sum(sentence.words for sentence in read(case["text"]).sentences) == case["words"]


def straight(words: str) -> str:
    return words.translate(str.maketrans("‘’“”–—", "''\"\"--")).replace("\t", " ")


def test_cases_are_many() -> None:
    assert len(CASES) >= 40


def test_subject_is_one_sentence() -> None:
    document = read("Hello.", subject="  Ready.  Come ‘now’ ")
    assert document.subject == "  Ready.  Come ‘now’ "
    assert document.subject_map is not None
    assert document.subject_folded.text == "Ready. Come 'now'\n"
    assert document.subject_folded.starts == (0,)
    assert document.subject_folded.span(0, 6) == (2, 8)
    assert document.subject_folded.span(7, 17) == (10, 20)


@pytest.mark.parametrize("subject", [None, "", "  "])
def test_no_subject(subject: str | None) -> None:
    document = read("Hello.", subject=subject)
    assert document.subject == (subject or "")
    assert (document.subject_map is None) == (subject is None)
    assert document.subject_folded.text == ""
    assert document.subject_folded.span(0, 0).start == len(subject or "")


def test_markup_is_read_first() -> None:
    document = read("<h1>Closed</h1><p>We are <b>closed</b>.</p><ul><li>Monday</li><li>Tuesday</li></ul>", format="html")
    assert [(s.kind, document.text[s.start : s.end]) for s in document.sentences] == [
        ("heading", "# Closed"),
        ("prose", "We are closed."),
        ("list", "- Monday"),
        ("list", "- Tuesday"),
    ]


def test_variant_and_message_are_kept() -> None:
    document = read("Hello.")
    assert (document.variant, document.when, document.message.id, document.reading) == ("plain", "", "desk.note", None)
    assert document.sentences[0].moves == ()


def test_folding() -> None:
    text = "We\u00a0can’t  re\u00adnew\n“it” — now\ufeff. \u200b Ask\u200b"
    document = read(text)
    assert document.folded.text == 'We can\'t renew "it" - now.\nAsk\n'
    for words, source in {"can't": "can’t", "renew": "re\u00adnew", '"it" -': "“it” —", "Ask": "Ask"}.items():
        start = document.folded.text.index(words)
        span = document.folded.span(start, start + len(words))
        assert text[span.start : span.end] == source


SHAPES = [
    *(
        "",
        "Dear Sam,",
        "Title: The Long Way",
        "-----",
        "- one thing",
        "2. two things.",
        "a | b | c",
        "> so",
        "# Head",
        "Kind regards",
    ),
    *(
        "  indented text",
        "and so on",
        "We wrote this line to be just about as wide as a hard-wrapped one is",
        "20 Harbour Road",
        "Ada",
    ),
    *(
        "Notes:",
        "The following books:",
        "e.g. this",
        "overdue.Your card",
        "now 🎉 Come",
        "Ready?  ",
        "\u200b",
        "a\tb",
        "=====",
        "Mr.",
    ),
]
LINES = st.sampled_from(SHAPES) | st.text(alphabet="aA b.!?,:;-|>#*1\t\u00a0\u200b\u2028’”…🎉é\r\x0b", max_size=30)
TEXTS = st.lists(LINES, max_size=12).map("\n".join)


@given(TEXTS)
def test_sentences_hold_every_character_once_and_in_order(text: str) -> None:
    document = read(text)
    at = 0
    for sentence in document.sentences:
        assert not text[at : sentence.start].strip()
        assert at <= sentence.start < sentence.end
        block = document.blocks[sentence.block]
        assert block.kind == sentence.kind
        assert block.start <= sentence.start
        assert sentence.end <= block.end
        at = sentence.end
    assert not text[at:].strip()
    assert [block.paragraph for block in document.blocks] == sorted(block.paragraph for block in document.blocks)


@given(TEXTS)
def test_folding_goes_there_and_back(text: str) -> None:
    document = read(text)
    folded = document.folded
    places = [folded.span(at, at).start for at in range(len(folded.text) + 1)]
    assert places == sorted(places)
    assert places[-1] == len(document.text)
    ends = [*folded.starts, len(folded.text)][1:]
    for sentence, start, end in zip(document.sentences, folded.starts, ends, strict=True):
        words = folded.text[start:end]
        assert words.endswith("\n")
        expected = text[sentence.start : sentence.end]
        if sentence.kind == "heading":
            expected = re.sub(r"^#+[ \t]+", "", expected)
        assert words[:-1].split() == seen(expected)
        assert "  " not in words
        if words.strip():
            span = folded.span(start, end - 1)
            assert seen(text[span.start : span.end]) == seen(expected)


@given(TEXTS)
def test_facts_have_no_words(text: str) -> None:
    assert all(s.words == 0 for s in read(text).sentences if s.kind in ("data", "table", "rule"))


def seen(text: str) -> list[str]:
    return straight(without(text, INVISIBLE)).split()


def without(text: str, characters: Iterable[str]) -> str:
    for character in characters:
        text = text.replace(character, "")
    return text


def wrapped(length: int, width: int, word: str = "Branches") -> bool:
    """Whether a line of `length` goes on in one that starts with `word`, below a line of `width`."""

    def line(size: int) -> str:
        return ("Readers borrow books " * 10)[: size - 1] + "s"

    return len(read(f"{line(width - 1)}.\n{line(length)}\n{word} open.").sentences) == 2


def test_a_wrapped_line_falls_short_of_the_widest_by_the_next_word_and_a_little() -> None:
    assert [wrapped(60, width) for width in (82, 83, 98)] == [True, False, False]
    assert [wrapped(60, 83, word) for word in ("Branches", "Libraries")] == [False, True]


def test_lines_that_are_too_short_or_too_long_are_not_wrapped() -> None:
    assert [wrapped(length, 66) for length in (44, 45)] == [False, True]
    assert [wrapped(90, width) for width in (100, 101)] == [True, False]


@pytest.mark.parametrize(("dashes", "kind"), [(9, "heading"), (17, "heading"), (18, "prose"), (8, "prose")])
def test_a_title_is_underlined_by_a_line_about_as_long(dashes: int, kind: str) -> None:
    assert read(f"Opening times\n{'-' * dashes}\n\nCome in.").sentences[0].kind == kind


@pytest.mark.parametrize(("words", "sentences"), [("Please bring your card,", 2), ("Please bring your library card,", 1)])
def test_a_line_of_few_words_ends_at_its_comma(words: str, sentences: int) -> None:
    assert len(read(f"{words}\nSam and Jo.").sentences) == sentences


def test_a_sentence_without_end_is_several_and_a_text_without_end_is_cut() -> None:
    document = read("The hall is yours " * 10_000, "A subject " * 500)
    assert document.cut_fields == ("subject", "body")
    assert document.subject.endswith((" A", " subject"))
    assert 1_990 < len(document.subject) <= 2_000
    assert document.text.endswith(("The", "hall", "is", "yours"))
    assert 49_990 < len(document.text) <= 50_000
    assert max(one.end - one.start for one in document.sentences) <= 2_000
    assert " ".join(document.text[one.start : one.end] for one in document.sentences) == document.text


@pytest.mark.parametrize(
    ("text", "lengths"), [("a" * 2_000, [2_000]), ("a" * 4_500, [2_000, 2_000, 500]), ("Due: " + "b " * 1_200, [2_000, 403])]
)
def test_a_long_line_is_cut_between_words_if_there_are_any(text: str, lengths: list[int]) -> None:
    document = read(text)
    assert [one.end - one.start for one in document.sentences] == lengths
    assert document.cut_fields == ()


LETTER = """\
Dear Ms Rao,

Your library card has been blocked because five items are overdue and 12 days late, and Head Librarian Jonas Weber \
of the Rivermouth Library must ask you to return them. You have failed to reply to our notices of 3 May and 10 May.

Per Policy 12.4 Of The House Rules a fine of $12.50 has been added to your account. Please be advised that your \
request for the Large Hall on Saturday was denied.

- the first of the items is long overdue and you must bring it to the desk of Harbour Branch at once
- the Sea Road

Rivermouth Central Library
12 High Street
Rivermouth RV1 2AB

The tide goes out,
The tide comes in,
And all I lent
Comes home again.

Kind regards,
Jonas Weber
Head Librarian
"""


def test_sentences_do_not_depend_on_where_lines_break() -> None:
    """So neither do the rule and the words of a finding."""

    def broken(paragraph: str, width: int) -> str:
        return paragraph if "\n" in paragraph else fill(paragraph, width, break_on_hyphens=False)

    sentences = folded_sentences(read(LETTER))
    for width in range(20, 101):
        body = "\n\n".join(broken(paragraph, width) for paragraph in LETTER.split("\n\n"))
        assert folded_sentences(read(body)) == sentences, width
