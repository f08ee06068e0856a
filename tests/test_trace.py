"""The source map: words of the rendered text lead to the template that made them, as data and for any template."""

from typing import Any

import jinja2
import pytest
from by_hand import check_map, read
from case_files import load_cases
from hypothesis import given, settings
from hypothesis import strategies as st
from scale import times

from msgreview.template import fast_path

CASES = load_cases("trace.yaml")
VALUES: dict[str, Any] = {"name": "Zoë", "vip": True, "no": False, "copies": ["x", "y"], "amp": "R&D <b>", "empty": "", "n": 3}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case: dict[str, Any]) -> None:
    fields = {"samples": {"sample": case["values"]} if "values" in case else {}, **case.get("fields", {})}
    found = read(case.get("body", ""), others=case.get("others"), config={"filters": ("format_date",)}, **fields)
    texts = _texts(case)
    for variant in found.variants:
        check_map(variant.body, texts)
    body = found.variants[0].body
    if "text" in case:
        assert body.text == case["text"]
    for words, place in case.get("at", {}).items():
        start = body.text.index(words)
        located = body.map.locate(start, start + len(words))
        assert located is not None
        origin = texts[located.origin]
        message = (
            "" if located.origin.message == "desk.note" and located.origin.field == "body" else f" in {'/'.join(located.origin)}"
        )
        exact = "=" if located.exact else "~"
        value = "value " if body.map.only_values(start, start + len(words)) else ""
        assert f"{value}{exact} {origin[located.start : located.end]}{message}" == place


def _texts(case: dict[str, Any]) -> dict[tuple[str, str], str]:
    messages = {"desk.note": {"body": case.get("body", ""), **case.get("fields", {})}, **case.get("others", {})}
    texts = {}
    for message, fields in messages.items():
        fields = {"body": fields} if isinstance(fields, str) else fields
        texts |= {(message, field): fields[field] for field in ("body", "subject") if field in fields}
        for number, part in enumerate(fields.get("parts", ())):
            texts |= {(message, f"parts.{number}.{key}"): text for key, text in part.items()}
    return texts


def plain_jinja(*, autoescape: bool) -> jinja2.Environment:
    environment = jinja2.Environment(
        keep_trailing_newline=True,
        autoescape=autoescape,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"],
    )
    environment.install_null_translations()  # type: ignore[attr-defined]
    return environment


SPACE = st.sampled_from(["", " ", "\n", "  \n ", "\n\n"])
LITERAL = st.tuples(SPACE, st.sampled_from(["Dear", "hello", "a b", "é😀", "{", "}", "ß", "100%"]), SPACE).map("".join)
EXPRESSION = st.sampled_from(
    [
        "name",
        "name|upper",
        "'x' if vip else 'y'",
        "empty",
        "amp",
        "copies|join(', ')",
        "'}}'",
        "{'a': {'b': n}}.a.b",
        "empty or 'you'",
        "missing is defined",
        "n + 1",
        "name ~ ' and ' ~ n",
        "empty|default('there', true)",
        "_('100%')",
        "-1",
        '"quoted"',
        "copies[0].upper()",
    ]
)
TAG = st.tuples(st.sampled_from(["", "-", "+"]), EXPRESSION, st.sampled_from(["", "-"])).map(
    lambda parts: "{{" + " ".join(parts) + "}}"
)
FILTERS = [
    *("upper", "lower", "trim", "title", "capitalize", "length", "first", "reverse", "urlencode", "striptags"),
    *("replace('e','ee')", "wordwrap(8)", "truncate(5)", "indent(2)", "center(20)"),
]


def _block(draw: st.DrawFn, depth: int) -> str:
    open_, close = "{%" + draw(st.sampled_from(["", "-", "+"])) + " ", " " + draw(st.sampled_from(["", "-"])) + "%}"

    def tag(words: str) -> str:
        return open_ + words + close

    def body() -> str:
        return draw(template_source(depth + 1))

    number = draw(st.integers(0, 10**6))
    match draw(st.integers(0, 10)):
        case 0:
            return tag("if vip") + body() + tag("else") + body() + tag("endif")
        case 1:
            return tag("if no") + body() + tag("elif not vip") + body() + tag("elif n > 2") + body() + tag("endif")
        case 2:
            inner = "{{ c }}{{ loop.index }}{% if loop.last %}.{% else %},{% endif %}"
            return tag("for c in copies") + body() + inner + tag("else") + body() + tag("endfor")
        case 3:
            return tag("filter " + draw(st.sampled_from(FILTERS))) + body() + tag("endfilter")
        case 4:
            use = draw(st.sampled_from(["", "|trim", "|length", "|upper", "|tojson"]))
            test = f"{{% if s{number} == 'hello' %}}eq{{% endif %}}{{% if s{number}|trim %}}tr{{% endif %}}"
            return tag(f"set s{number}") + body() + tag("endset") + f"[{{{{ s{number}{use} }}}}]" + test
        case 5:
            calls = f"{{{{ m{number}(1) }}}}{{{{ m{number}(name)|trim }}}}"
            return tag(f"macro m{number}(p, q=2)") + body() + "{{ p }}" + tag("endmacro") + calls
        case 6:
            use = draw(st.sampled_from(["", f"{{{{ self.b{number}()|length }}}}", f"{{{{ self.b{number}() }}}}"]))
            return tag(f"block b{number}") + body() + tag("endblock") + use
        case 7:
            use = draw(st.sampled_from(["", "|trim"]))
            macro = tag(f"macro k{number}()") + f"<{{{{ caller(){use} }}}}>" + tag("endmacro")
            return macro + tag(f"call k{number}()") + body() + tag("endcall")
        case 8:
            trimmed = draw(st.sampled_from(["", " trimmed"]))
            plural = draw(st.booleans())
            more = tag("pluralize") + "{{ n }} of\n them" if plural else ""
            return (
                tag(f"trans{trimmed} n=n")
                + draw(LITERAL).replace("{", "")
                + "{{ n }}"
                + draw(LITERAL).replace("{", "")
                + more
                + tag("endtrans")
            )
        case 9:
            return tag(f"set v{number} = name") + tag(f"with w = v{number}") + "{{ w }}" + body() + tag("endwith")
        case _:
            return (
                tag("for i in range(4)")
                + "{% if i == 1 %}{% continue %}{% endif %}{% if i == 3 %}{% break %}{% endif %}"
                + body()
                + tag("endfor")
            )


@st.composite
def template_source(draw: st.DrawFn, depth: int = 0) -> str:
    out = []
    for _ in range(draw(st.integers(1, 4))):
        kind = draw(st.integers(0, 19))
        if kind < 7:
            out.append(draw(LITERAL))
        elif kind < 10:
            out.append(draw(TAG))
        elif kind == 10:
            out.append("{#" + draw(st.sampled_from(["", "-"])) + " note {{ }} " + draw(st.sampled_from(["", "-"])) + "#}")
        elif kind == 11:
            out.append("{% raw %}{{ n }} {% if %}{% endraw %}")
        elif depth < 3:
            out.append(_block(draw, depth))
    return "".join(out)


@given(template_source(), st.booleans())
@settings(max_examples=times(100), deadline=None)
@pytest.mark.slow
def test_any_template_reads_as_jinja_renders_it(source: str, html: bool) -> None:
    check_template(source, html=html)


def check_template(source: str, *, html: bool) -> str:
    """Compares with Jinja; says what the comparison came to."""
    try:
        plain = plain_jinja(autoescape=html).from_string(source).render(VALUES)
    except jinja2.TemplateSyntaxError:
        found = read(source, samples={"sample": VALUES})
        assert [problem.rule for problem in found.problems if problem.rule == "template.syntax"] == ["template.syntax"], source
        check_map(found.variants[0].body, {("desk.note", "body"): source})
        return "syntax"
    except (TypeError, jinja2.TemplateError):
        check_map(read(source, samples={"sample": VALUES}).variants[0].body, {("desk.note", "body"): source})
        return "error"
    found = read(source, format="html" if html else "text", samples={"sample": VALUES})
    for variant in found.variants:
        check_map(variant.body, {("desk.note", "body"): source})
    assert found.variants[0].body.text == plain
    assert not [problem for problem in found.problems if problem.rule != "template.unreachable"]
    whole = [one for one in found.variants[0].body.map.segments if not one.exact and (one.start, one.end) == (0, len(source))]
    return "whole" if whole else "mapped"


@given(st.lists(st.one_of(LITERAL, TAG), max_size=8).map("".join), st.booleans())
@settings(max_examples=times(75), deadline=None)
def test_the_fast_way_reads_as_the_full_way(source: str, html: bool) -> None:
    format_ = "html" if html else "text"
    fast = read(source, format=format_, samples={"sample": VALUES})
    full = read("{# full #}" + source, format=format_, samples={"sample": VALUES})
    shift = len("{# full #}")
    assert fast.variants[0].body.text == full.variants[0].body.text
    assert [
        (one.at, one.length, one.start + shift, one.end + shift, one.exact, one.value)
        for one in fast.variants[0].body.map.segments
    ] == [(one.at, one.length, one.start, one.end, one.exact, one.value) for one in full.variants[0].body.map.segments]
    assert [(one.name, one.start + shift, one.defined) for one in fast.names] == [
        (one.name, one.start, one.defined) for one in full.names
    ]


def test_simple_texts_take_the_fast_way() -> None:
    cut = fast_path.parse_simple("Dear {{ patron.first_name }}, {{- x | upper -}}  !", (), autoescape=False)
    assert cut is not None
    assert [(cut.text[one.start : one.end], cut.text[one.tag : one.tag_end]) for one in cut.cuts] == [
        ("Dear ", "{{ patron.first_name }}"),
        (",", "{{- x | upper -}}"),
        ("!", ""),
    ]


@pytest.mark.parametrize(
    "text", ["{{ 'a' if b else 'c' }}", "{% if a %}b{% endif %}", "{# a #}", "{{ {'a': 1}.a }}", "{{{ a }}}", "{{ a", "{{ a b }}"]
)
def test_other_texts_do_not(text: str) -> None:
    assert fast_path.parse_simple(text, (), autoescape=False) is None
