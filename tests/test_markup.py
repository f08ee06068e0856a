"""Markup dropped as in cases/markup.yaml, and every character left led back to where it came from."""

from collections.abc import Callable
from time import process_time
from typing import Any

import pytest
from case_files import load_cases
from hypothesis import given
from hypothesis import strategies as st

from msgreview.model.document import Origin, Rendered, Segment, SourceMap
from msgreview.model.message import MessageFormat
from msgreview.prose.document import strip_markup
from msgreview.prose.html import parse_html
from msgreview.prose.markdown import parse_markdown

CASES = load_cases("markup.yaml")
BODY = Origin("desk.note", "body")
FOOTER = Origin("common.footer", "body")


def of(text: str) -> Rendered:
    """A rendering that is its template, character for character."""
    return Rendered(text, SourceMap.of([Segment(0, len(text), 0, 0, len(text), exact=True)] if text else [], [BODY]))


def check_tiles(shown: Rendered, source: str) -> None:
    at = 0
    for segment in shown.map.segments:
        assert segment.at == at
        assert segment.length > 0
        assert 0 <= segment.start <= segment.end <= len(source)
        if segment.exact:
            assert source[segment.start : segment.end] == shown.text[at : at + segment.length]
        at += segment.length
    assert at == len(shown.text)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_shown(case: dict[str, Any]) -> None:
    shown = strip_markup(of(case["source"]), case["format"])
    assert shown.text == case["shown"]
    check_tiles(shown, case["source"])


def test_text_is_the_same_object() -> None:
    rendered = of("a <b>")
    assert strip_markup(rendered, "text") is rendered


PARTS = [
    *(
        "<p>",
        "</p>",
        "<br>",
        "<",
        ">",
        "&amp;",
        "&lt",
        "&#10;",
        "&#0;",
        "&#xffffff;",
        "&nbsp;",
        " ",
        "\n",
        "a",
        "Bé",
        "<!--",
        "-->",
        "<script>",
    ),
    *(
        "</script>",
        "<li>",
        "<td>",
        "<tr>",
        "<ol>",
        "</ol>",
        "<pre>",
        "</pre>",
        '"',
        "'",
        "<a href=",
        "<![CDATA[",
        "]]>",
        "<h2>",
        "<hr>",
        "</",
    ),
    *(
        "*",
        "**",
        "_",
        "`",
        "```\n",
        "~~",
        "[",
        "]",
        "(",
        ")",
        "![",
        "](x)",
        "\\",
        "# ",
        "- ",
        "1. ",
        "{{ x }}",
        "{% if a < b %}",
        "\ufffc",
        "\u00a0",
    ),
]
SOURCES = st.lists(st.sampled_from(PARTS), max_size=25).map("".join)
FORMATS: list[MessageFormat] = ["html", "markdown"]


@given(SOURCES, st.sampled_from(FORMATS))
def test_any_source_is_read_and_led_back(source: str, form: MessageFormat) -> None:
    check_tiles(strip_markup(of(source), form), source)


@given(st.lists(st.tuples(SOURCES, st.sampled_from(["exact", "whole", "value", "footer"])), max_size=4), st.sampled_from(FORMATS))
def test_two_maps_are_one(runs: list[tuple[str, str]], form: MessageFormat) -> None:
    """Looking up in the map of the shown text is looking up in one map after the other."""
    template, segments, text = "", [], ""
    for run, kind in runs:
        if run:
            made = run if kind == "exact" else "{{ x }}"
            place = (len(template), len(template) + len(made))
            segments.append(Segment(len(text), len(run), kind == "footer", *place, exact=kind == "exact", value=kind == "value"))
            template, text = template + made, text + run
    rendered = Rendered(text, SourceMap.of(segments, [BODY, FOOTER]))
    first, both = strip_markup(of(text), form), strip_markup(rendered, form)
    assert both.text == first.text
    check_tiles(both, template) if all(kind == "exact" for _, kind in runs) else None
    for at in range(len(both.text)):
        step = first.map.locate(at, at + 1)
        found = both.map.locate(at, at + 1)
        assert step is not None
        assert found is not None
        direct = rendered.map.locate(step.start, step.end)
        assert direct is not None
        assert (found.origin, found.start, found.end) == (direct.origin, direct.start, direct.end)
        assert found.exact == (step.exact and direct.exact)
        assert both.map.only_values(at, at + 1) == rendered.map.only_values(step.start, step.end)


def test_an_entity_leads_to_all_of_itself() -> None:
    source = "<p>Ada &amp; Sam</p>"
    shown = strip_markup(of(source), "html")
    found = shown.map.locate(shown.text.index("&"), shown.text.index("&") + 1)
    assert found is not None
    assert (source[found.start : found.end], found.exact) == ("&amp;", False)


def test_words_across_a_tag_lead_to_the_span_with_the_tag() -> None:
    source = "Your bo<b>ok</b> here"
    shown = strip_markup(of(source), "html")
    found = shown.map.locate(5, 9)
    assert found is not None
    assert (shown.text[5:9], source[found.start : found.end], found.exact) == ("book", "bo<b>ok", False)


@pytest.mark.parametrize(
    "piece", ["**a", "_a ", "~~a", "<a ", "<!--", "<script", "[a](", "![", "[", "`", "```\n", "&amp", "a b "]
)
@pytest.mark.parametrize("parse", [parse_html, parse_markdown])
def test_a_text_of_one_opening_after_the_other_takes_no_time(parse: Callable[[str], object], piece: str) -> None:
    before = process_time()
    parse(piece * (60_000 // len(piece)))
    assert process_time() - before < 5
