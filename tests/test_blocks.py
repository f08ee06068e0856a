"""Blocks that stand apart: what is read block by block is what is read as a whole."""

from typing import Any

import pytest
from by_hand import entry, settings
from hypothesis import assume, example, given
from hypothesis import strategies as st
from test_trace import VALUES, template_source

from msgreview.model.document import Rendered
from msgreview.template.blocks import block_end
from msgreview.template.coverage import cover_fields
from msgreview.template.fast_path import parse_simple
from msgreview.template.fields import Fields, NotStandaloneError
from msgreview.template.variant_set import VariantSet

TESTS = [
    "vip",
    "no",
    "not vip",
    "n > 2",
    "n == 1",
    "n == 3",
    "name == 'Zoë'",
    "copies",
    "vip and no",
    "vip or other",
    "true",
    "missing",
]
WORDS = st.sampled_from(
    ["Yes", "no. ", "\nMore", " {{ name }}, ", "{{ 'x' if vip else 'y' }}", "{{ missing|default('you') }}", ""]
)
EDGE = st.sampled_from(["", "", "", "-"])


@st.composite
def blocks(draw: st.DrawFn, depth: int = 0) -> str:
    """An `if` or a `for`, others inside it."""

    def tag(words: str) -> str:
        return "{%" + draw(EDGE) + f" {words} " + draw(EDGE) + "%}"

    def body() -> str:
        inner = draw(blocks(depth + 1)) if depth < 2 and draw(st.integers(0, 3)) == 0 else ""
        return draw(WORDS) + inner + draw(WORDS)

    if draw(st.integers(0, 3)) == 0:
        items = draw(st.sampled_from(["copies", "missing", "order.items", "[1, 2]", "['a', 'b']", "copies if vip"]))
        return (
            tag(f"for item in {items}")
            + body()
            + "{{ item }}"
            + (tag("else") + body() if draw(st.booleans()) else "")
            + tag("endfor")
        )
    arms = [tag("if " + draw(st.sampled_from(TESTS))) + body()]
    arms += [tag("elif " + draw(st.sampled_from(TESTS))) + body() for _ in range(draw(st.integers(0, 1)))]
    return "".join([*arms, *([tag("else") + body()] if draw(st.booleans()) else []), tag("endif")])


PIECE = (
    blocks()
    | WORDS
    | st.sampled_from(["\n\n", "  ", " — ", "{{ item }}", "{{- name -}}", "{{ name|nosuch }}", "{{ 1 // 0 }}", "{% set x = 1 %}"])
)
TEXTS = st.lists(PIECE, max_size=5).map("".join) | template_source()


def shown(found: VariantSet) -> list[Any]:
    def mapped(text: Rendered | None) -> Any:
        return text and (text.text, text.map.segments, text.map.origins)

    return [(each.name, each.when, mapped(each.subject), mapped(each.body)) for each in found.variants]


@example("{% if n == 1 %}a{% endif %}{% if n == 3 %}b{% endif %}{% if n == 4 %}c{% endif %}", "", False)
@example("{% if vip %}a{% endif %} {% for vip in vip %}b{% endfor %}{% if vip %}a{% endif %}", "{{ 'x' if vip else 'y' }}", False)
@example("{% for item in ['a'] %}{{ item }}{% endfor %}{{ item }}", "", False)
@given(TEXTS, st.just("") | TEXTS, st.booleans())
def test_block_by_block_reads_as_the_whole_does(body: str, subject: str, html: bool) -> None:
    samples = {"one": VALUES, "two": {"vip": False, "n": 1}}
    mine = entry(body=body, subject=subject, samples=samples, format="html" if html else "text")
    known = settings()
    try:
        apart = cover_fields(Fields(mine, {}.get, (), standalone=True), known, 64)
    except NotStandaloneError:
        return
    whole = cover_fields(Fields(mine, {}.get, ()), known, 64)
    assert shown(apart) == shown(whole)
    assert (apart.problems, apart.names, apart.capped) == (whole.problems, whole.names, whole.capped)


@given(st.lists(blocks(), min_size=1, max_size=3).map(" and ".join))
def test_plain_blocks_do_stand_apart(body: str) -> None:
    assume("['a', 'b']" not in body)
    Fields(entry(body=body), {}.get, (), standalone=True)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "{% set x = 1 %}",
            "{% if a %}{% set x = 1 %}{% endif %}",
            "{% if a %}",
            "{% endif %}",
            "{% if a %}{% endfor %}",
            "{# a #}",
        ),
        *("{% if a %}{# b #}{% endif %}", "{% if a %}{% include 'b' %}{% endif %}", "{% raw %}{% endraw %}", "{% for x in y %}"),
        *("{% if '%}' %}{% endif %}", "{% for x in ['a'] %}{% endfor %}", "{% if self %}{% endif %}", "{% if a b %}{% endif %}"),
    ],
)
def test_what_does_not_stand_apart(text: str) -> None:
    assert parse_simple(f"Dear {text}", (), autoescape=False, standalone=True) is None


def test_where_a_block_ends() -> None:
    text = "a {% if a %}{% for b in c %}{{ d }}{% endfor -%} {% endif %} e"
    assert text[2 : block_end(text, 2)] == "{% if a %}{% for b in c %}{{ d }}{% endfor -%} {% endif %}"
    assert block_end(text, 12) == text.index("{% endif") - 1
    assert block_end(text, text.index("{% endif")) == -1
