"""A message as a lock screen shows it, as it is read aloud, and for somebody who learns its language."""

from pathlib import Path
from typing import Any

import pytest
from case_files import load_cases
from conftest import Cli
from test_preview_page import preview_of_body

from msgreview.report.lines import plain
from msgreview.report.reading_as import lock_screen, read_aloud, second_language
from msgreview.report.reading_as.ways import way_fragment, way_lines

CASES = load_cases("ways_of_reading.yaml")


@pytest.mark.parametrize("case", CASES["spoken"], ids=lambda case: case["text"])
def test_what_is_no_plain_word_is_spoken(case: dict[str, Any]) -> None:
    preview = preview_of_body(case["text"], lang=case.get("lang", "en"), channel="chat")
    *said, end = read_aloud.passages(preview.views[0], preview)
    assert " ".join(passage.spoken for passage in said) == case["heard"]
    assert "".join(piece.text for passage in said for piece in passage.pieces) == case["text"]
    assert end.what == "End"


@pytest.mark.parametrize("case", CASES["hard"], ids=lambda case: case["text"])
def test_what_learners_stumble_over_is_marked(case: dict[str, Any]) -> None:
    preview = preview_of_body(case["text"], lang=case.get("lang", "en"), samples=case.get("samples", {}))
    pieces = [piece for passage in second_language.passages(preview.views[0], preview) for piece in passage.pieces]
    assert {piece.text: piece.kind for piece in pieces if piece.kind} == case["marked"]
    assert "".join(piece.text for piece in pieces) == preview.views[0].text


def test_reading_aloud_goes_block_by_block_and_takes_time() -> None:
    body = "# Hello\n\nDear Bo,\n\n- one thing\n- another\n\n![a cat](x.png)"
    preview = preview_of_body(body, format="markdown", subject="Your books", owner="Noor <noor@library.example>")
    passages = read_aloud.passages(preview.views[0], preview)
    assert [passage.what for passage in passages] == [
        "From", "Subject", "Heading", "", "List item", "List item", "", "Picture", "End",
    ]  # fmt: skip
    assert [passage.at for passage in passages] == sorted(passage.at for passage in passages)
    assert passages[-1].at > 8


def test_a_lock_screen_shows_the_first_40_and_90_characters() -> None:
    preview = preview_of_body("one two\n" * 20, subject="s" * 50)
    narrow, wide = lock_screen.notices(preview.views[0], preview)
    assert (narrow.title, narrow.text) == ("s" * 40 + "…", ("one two " * 20)[:40] + "…")
    assert (wide.title, wide.text) == ("s" * 50, ("one two " * 20)[:90] + "…")
    assert narrow.left_out == 10 + 159 - 40
    call = preview_of_body("Hello.", channel="phone")
    assert lock_screen.notices(call.views[0], call) == ()


@pytest.mark.parametrize("way", ["lock-screen", "read-aloud", "second-language"])
def test_every_way_is_shown_in_the_terminal_and_as_html(way: Any, cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "message.yaml"
    file.write_text("{id: x.y, kind: automated, channel: email, subject: <b>, body: 'Pick it up <i> at 9:00.'}", "utf-8")
    assert cli("preview", str(file), "--as", way).code == 0
    page = tmp_path / "page.html"
    assert cli("preview", str(file), "--as", way, "--html", str(page)).err == f"Wrote {page}.\n"
    assert "<i>" not in page.read_text("utf-8")
    empty = preview_of_body("{{ x }}", channel="sms", samples={"none": {"x": ""}})
    assert plain(list(way_lines(empty, way, 60)))
    assert "<h3>" in way_fragment(empty, way)


def test_values_that_an_expression_joins_with_words_are_no_rare_words_and_uncovered_languages_are_told() -> None:
    preview = preview_of_body(
        '{% set t = title %}{{ "the %s" | format(t) }} is perspicuous.', samples={"a": {"title": "perspicacity"}}
    )
    [passage] = second_language.passages(preview.views[0], preview)
    assert [piece.text for piece in passage.pieces if piece.kind] == ["perspicuous"]
    assert "in Spanish rare words" in way_fragment(preview_of_body("Guten Tag.", lang="de"), "second-language")
