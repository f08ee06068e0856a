"""What is of one language: how its sentences and lines are told, as data in cases/languages.yaml."""

import pytest
from case_files import load_cases

from msgreview.language import TAGS, language, recognised
from msgreview.model.document import Document, Origin, Rendered, Segment, SourceMap, Variant
from msgreview.model.message import Message
from msgreview.prose.document import parse_document
from msgreview.prose.line_kinds import line_kinds

CASES = load_cases("languages.yaml")


def read(text: str, lang: str) -> Document:
    body = Rendered(text, SourceMap.of([Segment(0, len(text), 0, 0, len(text), exact=True)], [Origin("note", "body")]))
    return parse_document(Message("note", "automated", "email", body=text, lang=lang), Variant("plain", "", None, body))


@pytest.mark.parametrize(
    ("lang", "sentences"), [(lang, sentences) for lang, cases in CASES.items() for sentences in cases["sentences"]], ids=str
)
def test_sentences(lang: str, sentences: list[str]) -> None:
    document = read(" ".join(sentences), lang)
    assert [document.text[one.start : one.end] for one in document.sentences] == sentences


@pytest.mark.parametrize(
    ("lang", "kind", "line"),
    [(lang, kind, line) for lang, cases in CASES.items() for kind, lines in cases["lines"].items() for line in lines],
    ids=str,
)
def test_lines(lang: str, kind: str, line: str) -> None:
    assert line_kinds(language(lang)).shape(line) == kind


@pytest.mark.parametrize(
    ("tag", "named"),
    [("en", "en"), ("en-GB", "en"), ("de_AT", "de"), ("ES-419", "es"), ("fr", "en"), ("language", "en"), ("", "en")],
)
def test_the_language_of_a_tag(tag: str, named: str) -> None:
    assert language(tag).tag == named


def test_every_language_has_a_module_of_its_name() -> None:
    assert [language(tag).tag for tag in TAGS] == list(TAGS)


@pytest.mark.parametrize(("tag", "text"), load_cases("recognised.yaml"))
def test_a_language_is_recognised_only_where_it_is_clear(tag: str, text: str) -> None:
    assert recognised(text) == tag
