"""Small messages and how they read: `tests/cases/reading.yaml`."""

from pathlib import Path
from typing import Any

import pytest
from case_files import load_cases

from msgreview.catalogue.files import shipped
from msgreview.matching.matcher import Matcher
from msgreview.model.document import Document, Origin, Reading, Rendered, Segment, SourceMap, Variant
from msgreview.model.message import Message
from msgreview.moves import reading
from msgreview.moves.moves_file import load_moves
from msgreview.moves.news import Evidence, news_sentences
from msgreview.prose.document import parse_document

CASES = [
    pytest.param(case, id=case["name"])
    for file in sorted((Path(__file__).parent / "cases").glob("reading*.yaml"))
    for case in load_cases(file.name)
]
MOVES = load_moves(shipped("rubrics") / "moves.yaml")
MATCHER = Matcher(MOVES.patterns)
FLAGS = {
    "greeting": "greeting",
    "signoff": "signoff",
    "positive": "ends_positive",
    "step": "next_step",
    "contact": "contact_path",
}


def read(body: str, channel: str = "email") -> tuple[Document, Reading]:
    segments = [Segment(0, len(body), 0, 0, len(body), True)] if body else []
    rendered = Rendered(body, SourceMap.of(segments, [Origin("m", "body")]))
    message = Message(id="m", kind="scripted", channel=channel, body=body)  # type: ignore[arg-type]
    cut = parse_document(message, Variant("only", "", None, rendered))
    document = MOVES.annotate(cut, MATCHER.scan(cut.folded))
    assert document.reading is not None
    return document, document.reading


@pytest.mark.parametrize("case", CASES)
def test_reading(case: dict[str, Any]) -> None:
    document, found = read(case["text"], case.get("channel", "email"))
    assert {flag for flag, field in FLAGS.items() if getattr(found, field)} == set(case["flags"])
    expected = case.get("bad", [])
    assert len(found.bad_news) == len(expected)
    for news, want in zip(found.bad_news, expected, strict=True):
        assert want["says"] in document.text[news.start : news.end]
        assert (news.softened, news.alternative) == (want.get("soft", False), want.get("way", False)), want["says"]


def test_the_clause_that_carries_the_news() -> None:
    document, found = read("Thanks for asking - I can't tell you who has the book, but I can place a request for you.")
    [news] = found.bad_news
    assert document.text[news.start : news.end] == "I can't tell you who has the book"
    whole = reading.assess(document, tuple(news_sentences(document, Evidence({}, {}, {}))))
    assert (whole.bad_news[0].start, whole.bad_news[0].end) == (0, len(document.text))


def test_what_softens() -> None:
    _, found = read("I'm afraid we cannot lend it, because it is fragile. We know how annoying this is.")
    assert found.bad_news[0].soft_by == ("empathy", "hedge", "explanation")


def test_the_last_content() -> None:
    document, found = read("Hello Sam,\n\nIt is here.\n\nTitle: Tides and Time\n\nBest,\nLena\n\nThis mailbox is not monitored.")
    assert found.last_content == 1
    assert document.text[slice(*document.span(1))] == "It is here."
