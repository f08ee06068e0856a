"""A preview as a page: what it says of a message, and that nothing a body holds can do anything."""

import json
import re
from datetime import date
from functools import cache
from typing import Any

import pytest
from case_files import load_cases
from hypothesis import given
from hypothesis import strategies as st

from msgreview.catalogue.files import find_files, shipped
from msgreview.catalogue.index import Catalogue, index
from msgreview.catalogue.load import load_bytes
from msgreview.catalogue.settings import load_settings
from msgreview.model.message import Entry
from msgreview.report.preview_page import inert
from msgreview.report.preview_page.build import preview_of
from msgreview.report.preview_page.inert import Inert
from msgreview.report.preview_page.model import Preview
from msgreview.report.preview_page.page import preview_fragment
from msgreview.rubric.load import load_rubrics
from msgreview.rubric.run import Runner


@cache
def shipped_catalogue() -> tuple[Catalogue, Runner]:
    """The shipped messages, and what reads them."""
    folder = shipped("messages")
    settings = load_settings(folder, date(2026, 11, 23))
    return Catalogue(index(find_files([folder], folder))), Runner(load_rubrics([shipped("rubrics")], settings), settings)


def preview_of_message(id_: str) -> Preview:
    """The preview of a shipped message."""
    catalogue, runner = shipped_catalogue()
    entry = catalogue.entry(id_)
    assert entry is not None
    return preview_of(entry, catalogue.entry, runner)


def message(body: str, *, channel: str = "email", format: str = "text", **fields: Any) -> Entry:
    """A message with a body."""
    facts = {"id": "x.y", "kind": "automated", "channel": channel, "format": format, "body": body, **fields}
    [entry] = load_bytes(json.dumps(facts, ensure_ascii=False).encode(), "x.yaml").entries
    return entry


def preview_of_body(body: str, **fields: Any) -> Preview:
    catalogue, runner = shipped_catalogue()
    return preview_of(message(body, **fields), catalogue.entry, runner)


def shown(preview: Preview) -> str:
    """The words of the fragment's first view, markup dropped."""
    return re.sub(r"<[^>]*>", "", preview_fragment(preview))


def test_views_are_headed_by_their_conditions_in_words() -> None:
    html = preview_fragment(preview_of_message("accounts.payment-plan-letter"))
    assert [re.sub("<[^>]*>", "", each) for each in re.findall(r"<h3[^>]*>(.*?) <small>", html)] == [
        "Sample: six months with reminders",
        "When reminders is not set",
    ]


def test_findings_are_underlined_and_numbered() -> None:
    preview = preview_of_message("drafts.overdue-before")
    html = preview_fragment(preview)
    assert re.search(r'<mark class="red">Dear .*?</mark><sup class="number">2</sup>', html) or "<mark" in html
    assert [note.number for note in preview.notes] == list(range(1, len(preview.notes) + 1))
    for note in preview.notes:
        assert note.finding.text in preview_fragment(preview).replace("&#34;", '"').replace("&#39;", "'")


def test_invented_values_are_set_apart_from_those_of_samples() -> None:
    html = preview_fragment(preview_of_body("Dear {{ patron }}, come by {{ when }}.", samples={"one": {"patron": "Bo"}}))
    assert '<span class="value">Bo</span>' in html
    assert re.search(r'<span class="invented"><span class="unseen">made up: </span>\[when\]</span>', html)


@pytest.mark.parametrize("format", ["text", "markdown", "html"])
def test_words_of_every_format_are_underlined_where_they_stand(format: str) -> None:
    body = "- One thing\n- You **must return** it IMMEDIATELY." if format == "markdown" else "You must return it IMMEDIATELY."
    preview = preview_of_body(f"<p>{body}</p>" if format == "html" else body, format=format)
    words = [each.words for each in preview.views[0].tokens if each.words] or list(preview.views[0].words)
    marked = "".join(each.text for each in words if each.look.notes)
    assert "IMMEDIATELY" in marked
    assert not re.search("[\U0010f000-\U0010fffd]", preview_fragment(preview))


CASES = load_cases("previews.yaml")


@pytest.mark.parametrize("case", CASES["markup"], ids=lambda case: case["name"])
def test_markup_is_shown_as_its_author_meant_it(case: dict[str, Any]) -> None:
    preview = preview_of_body(case["body"], format=case["format"], samples=case.get("samples", {}))
    signs = {"open": "<{}>", "close": "</{}>", "target": "⟨{}⟩"}
    shown = (token.words.text if token.words else signs[token.kind].format(token.name) for token in preview.views[0].tokens)
    assert re.sub(r"\n+", "", "".join(shown)) == case["tokens"]


@pytest.mark.parametrize("case", CASES["lines"], ids=lambda case: case["body"])
def test_an_inbox_shows_the_words_on_one_line(case: dict[str, Any]) -> None:
    assert preview_of_body(case["body"], format=case["format"]).views[0].line == case["line"]


def test_a_note_has_its_number_once_however_many_elements_its_words_are_in() -> None:
    preview = preview_of_body("<p>You <b>MUST</b> <i>return</i> it</p><p>by Friday.</p>", format="html")
    ends = [number for token in preview.views[0].tokens if token.words for number in token.words.ends]
    assert len(ends) == len(set(ends)) > 0


@pytest.mark.parametrize(
    ("text", "kept", "left_out"),
    [
        ("<p onclick=x()>Hello<script>alert(1)</script></p>", ["open p", "words Hello", "close p"], ("script",)),
        ("<a href=javascript:x()>here</a>", ["open a", "words here", "close a", "target javascript:x()"], ()),
        ("<form action=/x><input value=Go></form>", ["words Go"], ("form", "input")),
        ("</div></section><b>open", ["open b", "words open", "close b"], ()),
        ("<svg><script>x</script><b>y</b></svg>z", ["words z"], ("svg",)),
        ("<table><tr><td><p>a</table>", ["open table", "open tr", "open td", "open p", "words a", *["close"] * 4], ()),
        ("<meta http-equiv=refresh content='0;url=//x'><base href=//x><link rel=stylesheet href=//x>", [], ("base",)),
    ],
)
def test_markup_that_is_left_can_do_nothing(text: str, kept: list[str], left_out: tuple[str, ...]) -> None:
    inert = Inert(text, (), styled=True)
    made = [f"{token.kind} {token.words.text if token.words else token.name}" for token in inert.tokens]
    assert len(made) == len(kept)
    assert all(one.startswith(other) for one, other in zip(made, kept, strict=True)), made
    assert inert.left_out == left_out
    assert not any(name.startswith("on") for token in inert.tokens for name, _ in token.attributes)


EVIL = "https://evil.example"
HOSTILE: dict[str, str] = load_cases("hostile_bodies.yaml")
"""Format → a body that tries to run something, to load something, or to break out of where it stands."""


def hostile_previews(address: str = EVIL) -> list[Preview]:
    """Messages that are hostile in their bodies, their subjects, their facts and their values."""
    out = f'"><script>top.ran = 1</script><img src="{address}/fact.png">'
    samples = {out: {"name": out, "url": "javascript:top.ran='url'"}}
    facts: dict[str, Any] = {"title": out, "service": out, "owner": out, "subject": out + "{{ name }}", "samples": samples}
    bodies = [(each, "{{ name | safe }} {{ url }} " + body.replace(EVIL, address)) for each, body in HOSTILE.items()]
    bodies.append(("html", "<a href='{{ url }}'>{{ name | safe }}</a>{% if x %}<script>top.ran = 1</script>{% endif %}"))
    chat = preview_of_body(HOSTILE["text"], channel="chat", title=out)
    return [*(preview_of_body(body, format=each, **facts) for each, body in bodies), chat]


@given(pieces=st.lists(st.sampled_from(CASES["pieces"]), max_size=30), styled=st.booleans())
def test_whatever_markup_there_is_what_is_left_is_balanced_and_allowed(pieces: list[str], styled: bool) -> None:
    text = "".join(pieces)
    opened: list[str] = []
    for token in Inert(text, (), styled=styled).tokens:
        if token.kind == "open":
            assert token.name in inert.SHOWN | {"a"}
            assert {name for name, _ in token.attributes} <= inert.ATTRIBUTES
            opened += [token.name] if token.name not in inert.VOID else []
        elif token.kind == "close":
            assert opened.pop() == token.name
    assert opened == []


def test_markup_without_words_holds_no_marks() -> None:
    assert not re.search("[\U0010f000-\U0010fffd]", preview_fragment(preview_of_body("<br/>", format="markdown")))


def test_a_text_message_says_how_it_is_sent_and_which_bound_overflows() -> None:
    variables = {"title": {"about": "the title", "max": "A very long title " * 5}}
    body = "Rivermouth Library: {{ title }} is here for you until Friday, at the desk by the door of the main hall."
    preview = preview_of_body(body, channel="sms", variables=variables, samples={"one": {"title": "Dune"}})
    fits, long = preview.views
    assert (fits.heading, long.heading) == ("Sample: one", "With the longest `title`")
    assert fits.sent is not None
    assert long.sent is not None
    assert (fits.sent.segments.count, fits.sent.segments.left, fits.sent.is_over) == (1, 160 - len(fits.text), False)
    assert (long.sent.segments.count, long.sent.is_over) == (2, True)
    html = preview_fragment(preview)
    assert "1 text message, 96 characters (GSM-7), 64 left." in html
    assert '<span class="cut">text message 2</span>' in html
    assert "1 is the limit." in html
    wide = preview_of_body("Hooray ☺ it is here.", channel="sms")
    assert "For <code>☺</code> a text message has room for 70 characters instead of 160." in preview_fragment(wide)


def test_a_phone_script_has_its_branches_at_their_places_and_its_time() -> None:
    body = (
        "Hello.\n{% if here %}It is here.{% else %}It is not here.{% endif %}\n{% if late %}It is late.{% endif %}\n"
        "Thank you, {{ name }}."
    )
    preview = preview_of_body(body, channel="phone", samples={"one": {"here": True, "name": "Bo"}})
    steps = [(step.when, step.instead, ["".join(run.text for run in line) for line in step.lines]) for step in preview.script]
    assert steps == [
        ("", False, ["Hello."]),
        ("", False, ["It is here."]),
        ("when `here` is not set and `late` is set", True, ["It is not here.", "It is late."]),
        ("", False, ["Thank you, Bo."]),
    ]
    assert "say instead:" in preview_fragment(preview)
    assert "About 10 s to read aloud" in preview_fragment(preview)
    assert preview_of_body("Hello {{ name }}.", channel="phone", samples={"a": {"name": "Bo"}, "b": {"name": "Cy"}}).script == ()


def test_words_that_staff_write_are_set_apart() -> None:
    parts = [{"text": "Hello."}, {"write": "what you have looked up", "example": "I have looked it up."}]
    [entry] = load_bytes(json.dumps({"id": "x.z", "kind": "mixed", "channel": "chat", "parts": parts}).encode(), "z.yaml").entries
    catalogue, runner = shipped_catalogue()
    html = preview_fragment(preview_of(entry, catalogue.entry, runner))
    assert '<span class="slot"><span class="unseen">staff write: </span>I have looked it up.</span>' in html


@pytest.mark.parametrize(
    "body", ["Dear {{ patron }}, {% if late %}it is late.", "Come by {{ a b }}.", '{% include "nowhere" %}.', "{# open"]
)
def test_a_message_that_cannot_be_read_is_not_shown_and_says_why(body: str) -> None:
    preview = preview_of_body(body)
    assert not preview.views
    html = preview_fragment(preview)
    assert "This message cannot be read" in html
    assert "x.yaml, line 1" in html
    assert "As the reader gets it" not in html


def test_what_keeps_a_used_message_from_being_read_is_named_in_its_own_file() -> None:
    _, runner = shipped_catalogue()
    used = message("Dear {{ patron", id="x.used")
    preview = preview_of(message('{% include "x.used" %}'), {"x.used": used}.get, runner)
    assert [finding.message for finding in preview.broken] == ["x.used"]


def test_a_text_message_says_the_most_that_it_takes_as_the_rule_does() -> None:
    body = "Harbour Library: {{ title }} is ready.{% if late %} Bring it back.{% endif %}"
    preview = preview_of_body(body, channel="sms", samples={"one": {"title": "It"}}, variables={"title": {"max": "A" * 150}})
    html = preview_fragment(preview)
    assert "Up to 2 text messages, 192 characters (GSM-7), with the longest <code>title</code>" in html
    assert any("takes 2 text messages" in note.finding.text for note in preview.notes)
