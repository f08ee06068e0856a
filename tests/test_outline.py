"""Contents read by their outline say what they say when they are read as they are."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from msgreview.history.contents import content_in_full, content_of
from msgreview.history.outline import outline_of

ROOT = Path(__file__).parents[1]
HEAD = "id: {}\nkind: scripted\nchannel: email\n"
LINES = st.sampled_from(
    [
        "  Hello.",
        "  {{ x }}",
        "",
        " ",
        "   ",
        "      deeper",
        " less",
        "  # text",
        "# comment",
        "  ---",
        "---",
        "...",
        "  body: |",
        "body: |",
        "  a: b",
        "\tx",
        "  \tx",
        "  é",
        "  \u2028x",
        "  \x85x",
        "  \x7f",
        "  x\r",
        "  \ufeff",
        "  {% include 'foot' %}",
        "  \ue0000",
        "  - body: |",
        "- x",
        "tags: [a]",
        "title: 'a",
        "  b'",
        "  \U0001f600",
        "  msgreview: ignore tone.x: y",
    ]
)
BODIES = st.lists(LINES, max_size=6).map("\n".join)
HEADERS = st.sampled_from(
    ["body: |", "body: |", "body: |", "body: |-", "body: |+", "body: |2", "body: >", "body: &x |", "body:  |", '"body": |']
)


@st.composite
def files(draw: st.DrawFn) -> str:
    """One message, or several in a list, with bodies of all kinds of lines."""
    bodies = draw(st.lists(st.tuples(HEADERS, BODIES), min_size=1, max_size=3))
    end = draw(st.sampled_from(["\n", "", "\n\n", "\nowner: me\n"]))
    if len(bodies) == 1:
        header, body = bodies[0]
        return HEAD.format("a") + f"{header}\n{body}{end}"
    text = "kind: scripted\nchannel: email\nmessages:\n"
    for number, (header, body) in enumerate(bodies):
        text += f"- id: m{number}\n  {header}\n" + "\n".join("  " + line if line else line for line in body.split("\n")) + "\n"
    return text.removesuffix("\n") + end.replace("owner", "  owner")


@given(files())
@example(HEAD.format("a") + "body: |\n  Hello.\n \n  more\n")
@example(HEAD.format("a") + "body: |\n  Hello.\n     \n")
@example(HEAD.format("a") + "body: |\n  \n  Hello.\n")
@example(HEAD.format("a") + "body: |\n  Hello.")
@example("body: |\n  Hello.\n" + HEAD.format("a"))
@example("- body: |\n  Hello.\n")
@example("{id: a, kind: scripted, channel: email, title: 'x\nbody: |\n  y\n', body: z}\n")
@example(HEAD.format("a") + "body: |\n  One.\nbody: |\n  Two.\n")
@example("body: |\n  All.\nkind: scripted\nchannel: email\nmessages:\n- id: a\n- id: b\n")
@example("\ufeff" + HEAD.format("a") + "body: |\n  Hello.\n")
@example(HEAD.format("a") + "body: |\n  Hello.\n" + "# more\n" * 300_000)
def test_the_outline_loses_nothing(text: str) -> None:
    data = text.encode()
    assert content_of(data) == content_in_full(data)
    assert content_of(data.replace(b"Hello", b"Hullo")) == content_in_full(data.replace(b"Hello", b"Hullo"))


@pytest.mark.parametrize("data", [b"\xff", b"", b"id: a\0", HEAD.encode() + b"body: |\n  \xe9\n"])
def test_what_is_no_text_is_read_as_it_is(data: bytes) -> None:
    assert outline_of(data) is None
    assert content_of(data) == content_in_full(data)


def test_versions_that_differ_in_the_body_share_an_outline() -> None:
    one, two = (
        outline_of((HEAD.format("a") + f"body: |\n  {word}\n    and more\n\n  end\n\n\ntags: [x]\n").encode())
        for word in ("One", "Two")
    )
    assert one
    assert two
    assert one.text == two.text
    assert (one.blocks, two.blocks) == (["One\n  and more\n\nend\n"], ["Two\n  and more\n\nend\n"])


def test_the_sample_catalogue_says_the_same() -> None:
    files = [path.read_bytes() for path in (ROOT / "messages").rglob("*.yaml")]
    assert any(map(outline_of, files))
    assert list(map(content_of, files)) == list(map(content_in_full, files))
