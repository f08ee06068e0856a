"""Stamps written into files: as data (`cases/stamps.yaml`), and over all shapes that a message file may have."""

from datetime import date
from typing import Any

import msgspec
import pytest
from case_files import load_cases
from hypothesis import assume, given
from hypothesis import strategies as st

from msgreview.catalogue.load import load_bytes
from msgreview.history.stamp import StampError, flow, with_stamp
from msgreview.model.message import Stamp

CASES = load_cases("stamps.yaml")
STAMP = Stamp(last=date(2026, 3, 1), by="Bob <bob@x>", seen="aaaa")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_stamp_is_an_edit(case: dict[str, Any]) -> None:
    decision = case.get("decision", "keep")
    stamp = msgspec.structs.replace(STAMP, decision=decision, every="6 months" if decision == "keep" else "")
    before = case["before"].encode()
    if case.get("refused"):
        with pytest.raises(StampError, match=r"cannot be written into f\.yaml .* by hand: review: \{last: 2026-03-01"):
            with_stamp(before, "f.yaml", "a", stamp)
    else:
        assert with_stamp(before, "f.yaml", "a", stamp).decode() == case["after"].replace("STAMP", flow(stamp))


def test_a_message_that_is_gone() -> None:
    with pytest.raises(StampError, match="does not hold the message 'b' any more"):
        with_stamp(CASES[0]["before"].encode(), "f.yaml", "b", STAMP)


# All shapes

HEAD = ("kind: scripted", "channel: email", "owner: 'desk'  # who", 'title: "A: title"')
BODIES = (
    ("body: Hello there.",),
    ("body: Hello", "  there.", "  # no text"),
    ("body: 'It''s", "", "  here.'"),
    ('body: "Hello\\', '  there."'),
    ("body: |", "  Hello {{ name }}:", "", "    there.  ", "  # text"),
    ("body: |-", "  Hello", "  there."),
    ("body: |+", "  Hello", "", ""),
    ("body: >2", "   Hello", "  there.", ""),
)
REVIEWS = (
    (),
    ("review: {last: 2025-01-01, by: Old <o@x>}  # was",),
    ("review: {last: 2025-01-01,", "  note: 'a", "", "    b'}"),
    ("review:",),
    ("review: null",),
    (
        "review: # old",
        "  last: 2025-01-01  # day",
        "  # by whom",
        "  by: Old",
        "  policies:",
        "    a.b: '1'",
        "  note: >",
        "    long",
        "",
    ),
    ('"review":', "    seen: bbbb", "    last: 2025-01-01"),
)
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12) | st.sampled_from(
    [
        "Bob <bob@x>",
        "a: b",
        "# no",
        "- x",
        "{}",
        "it's",
        '"',
        "\\",
        "yes",
        "1.10",
        "a\n b\n",
        "*x",
        "&x",
        "'",
        ", ]",
        "\x85\u2028",
    ]
)
STAMPS = st.builds(
    Stamp,
    last=st.dates(),
    by=TEXTS,
    decision=st.sampled_from(["keep", "edit"]),
    seen=st.sampled_from(["", "0123456789", "1e10"]),
    every=st.sampled_from(["", "6 months"]),
    policies=st.dictionaries(TEXTS.filter(bool), TEXTS, max_size=2),
    note=TEXTS,
    to=TEXTS,
)


@st.composite
def _message(draw: st.DrawFn, id_: str) -> list[str]:
    """The lines of a message in block style."""
    comment = draw(st.sampled_from([(), ("# a comment",), ("",)]))
    fields = draw(st.permutations([(f"id: {id_}",), *((each,) for each in HEAD), draw(st.sampled_from(BODIES)), comment]))
    review = draw(st.sampled_from(REVIEWS))
    at = draw(st.integers(0, len(fields)))
    return [line for field in (*fields[:at], review, *fields[at:]) for line in field]


@st.composite
def _file(draw: st.DrawFn) -> str:
    """The text of a file that holds message `a`, and others."""
    ids = draw(st.permutations(["a", "b", "c"][: draw(st.integers(1, 3))]))
    messages = [draw(_message(id_)) for id_ in ids]
    shape = draw(st.sampled_from(["list", "documents", "braces"]))
    if shape == "braces":
        review = draw(st.sampled_from(["", ", review: {last: 2025-01-01}", ", review: {last: 2025-01-01, note: '}'}"]))
        items = [f"{{id: {id_}, kind: scripted, channel: email, body: 'Hello, {id_}'{review}}}" for id_ in ids]
        text = "messages: [" + draw(st.sampled_from([", ", ",\n  "])).join(items) + "]\n"
    elif shape == "list":
        dash = draw(st.sampled_from(["- ", "  - ", "-   "]))
        lines = [dash + line if not at else " " * len(dash) + line for each in messages for at, line in enumerate(_first(each))]
        text = "\n".join(["# top", "service: desk", "messages:", *lines]) + "\n"
    else:
        text = "\n---\n".join("\n".join(each) for each in messages) + "\n"
    text = text.removesuffix("\n") if draw(st.booleans()) else text + draw(st.sampled_from(["", "# end\n", "\n"]))
    return draw(st.sampled_from(["", "\ufeff"])) + text.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))


def _first(lines: list[str]) -> list[str]:
    """The lines of a message with a field, and not a comment, at their head."""
    return [each for each in lines if each.startswith("id:")] + [each for each in lines if not each.startswith("id:")]


@given(_file(), STAMPS)
def test_all_but_the_stamp_is_loaded_as_before(text: str, stamp: Stamp) -> None:
    before = load_bytes(text.encode(), "f.yaml")
    assume("a" in [entry.message.id for entry in before.entries])
    after = load_bytes(with_stamp(text.encode(), "f.yaml", "a", stamp), "f.yaml")
    wanted = [
        msgspec.structs.replace(entry.message, review=stamp) if entry.message.id == "a" else entry.message
        for entry in before.entries
    ]
    assert [entry.message for entry in after.entries] == wanted


@given(_file(), STAMPS)
def test_all_but_the_review_stays_as_it_is_to_the_byte(text: str, stamp: Stamp) -> None:
    loaded = load_bytes(text.encode(), "f.yaml")
    entry = next((each for each in loaded.entries if each.message.id == "a"), None)
    assume(entry)
    assert entry
    source, place = loaded.source.text, entry.spans.get("review")
    after = with_stamp(text.encode(), "f.yaml", "a", stamp).decode().removeprefix("\ufeff")
    if place is None:
        head = next((at for at, (was, now) in enumerate(zip(source, after, strict=False)) if was != now), len(source))
        tail = len(source) - head
        assert after.endswith(source[head:])
        assert after[head : len(after) - tail].strip(" ,\r\n").endswith(flow(stamp).strip())
        return
    end = source.find("\n", place.end) + 1 or len(source)
    assert after.startswith(source[: place.key_end])
    assert after.endswith(source[end:])
