"""Placeholders: what each prints by its name, and that whatever a template does with one works."""

from typing import Any

import pytest
from by_hand import read
from hypothesis import given, settings
from hypothesis import strategies as st
from scale import times

from msgreview.template.placeholder import Placeholder, kind_of, singular
from msgreview.template.values import knows, layered


def text(body: str, **fields: Any) -> str:
    found = read(body, **fields)
    assert not found.problems, found.problems
    return found.variants[0].body.text


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("patron.first_name", "Sam"),
        ("patron.firstName", "Sam"),
        ("last_name", "Lee"),
        ("customer.surname", "Lee"),
        ("name", "Sam Lee"),
        ("patron_name", "Sam Lee"),
        ("agent.name", "Sam Lee"),
        ("branch.name", "Main Branch"),
        ("library_name", "Main Branch"),
        ("product.name", "[product name]"),
        ("due_date", "14 May 2027"),
        ("hold.expires", "14 May 2027"),
        ("pickup_by", "14 May 2027"),
        ("visit.time", "10:30"),
        ("account.balance", "12.50"),
        ("fines", "12.50"),
        ("ticket.id", "3"),
        ("number_of_items", "3"),
        ("help.url", "https://library.example/page"),
        ("patron.email", "sam.lee@library.example"),
        ("branch.phone", "555-0142"),
        ("item.title", "The Garden Path"),
        ("customer.title", "Ms"),
        ("event.title", "The Garden Path"),
        ("job_title", "[job title]"),
        ("is_staff", "yes"),
        ("pickup_location", "[pickup location]"),
        ("ticket.status", "[ticket status]"),
        ("zoë.straße", "[zo? stra?e]"),
    ],
)
def test_a_name_tells_the_type(name: str, shown: str) -> None:
    assert text("{{ " + name + " }}") == shown


@pytest.mark.parametrize(
    ("expression", "shown"),
    [
        ("due_date.strftime('%d %B %Y')", "14 May 2027"),
        ("(due_date - now()).days > 0", "True"),
        ("now() < due_date", "True"),
        ("'%.2f'|format(balance)", "12.50"),
        ("'%d of %s'|format(count, title)", "3 of The Garden Path"),
        ("'{:.1f}'.format(balance)", "12.5"),
        ("'{:>5}'.format(thing)", "[thing]"),
        ("'{:%d %B}'.format(due_date)", "14 May"),
        ("balance + 1", "13.5"),
        ("1 + balance", "13.5"),
        ("count - 1", "2"),
        ("10 - count", "7"),
        ("count * 2", "6"),
        ("count / 2", "1.5"),
        ("6 / count", "2.0"),
        ("count // 2", "1"),
        ("7 // count", "2"),
        ("count % 2", "1"),
        ("7 % count", "1"),
        ("count ** 2", "9"),
        ("2 ** count", "8"),
        ("-count", "-3"),
        ("+count", "3"),
        ("count|abs", "3"),
        ("balance|round", "12.0"),
        ("balance|round(1)", "12.5"),
        ("balance|int", "12"),
        ("count|float", "3.0"),
        ("balance > 10 and count <= 3 and count >= 3", "True"),
        ("count == 3 and thing == '[thing]'", "False"),
        ("thing == other", "False"),
        ("thing != other", "True"),
        ("thing < 'a'", "False"),
        ("thing < [1]", "False"),
        ("thing - []", "[thing]"),
        ("thing + ' more'", "[thing] more"),
        ("'more ' + thing", "more [thing]"),
        ("thing|upper", "[THING]"),
        ("thing.upper()", "[THING]"),
        ("thing.split(' ')[0]", "[thing]"),
        ("thing[0:3]", "[thi]"),
        ("thing|wordwrap(3)|length", "9"),
        ("copies|length", "2"),
        ("copies|first", "[copy]"),
        ("copies|last", "[copy]"),
        ("copies|reverse|join('+')", "[copy]+[copy]"),
        ("copies|map(attribute='title')|join(', ')", "The Garden Path, The Garden Path"),
        ("copies|sort|join(' ')", "[copy] [copy]"),
        ("copies|sum(attribute='price')", "25.0"),
        ("copies|groupby('kind')|length", "1"),
        ("copies[0].title", "The Garden Path"),
        ("facts['kind']", "[facts kind]"),
        ("facts.get('kind')", "[facts kind]"),
        ("facts.items()|length", "2"),
        ("facts.keys()|length", "2"),
        ("facts.compute(1, 2)", "[facts compute]"),
        ("'a' in copies", "False"),
        ("thing is defined", "False"),
        ("thing|tojson", '"[thing]"'),
        ("[1, 2]|first + count", "4"),
        ("range(count)|join", "012"),
        ("{thing: 1}[thing]", "1"),
        ("[]|first", ""),
        ("thing|list|length", "2"),
    ],
)
def test_a_placeholder_takes_part(expression: str, shown: str) -> None:
    assert text("{{ " + expression + " }}") == shown


def test_a_loop_in_a_loop_ends() -> None:
    assert text("{% for a in tree recursive %}.{{ loop(a.branches) }}{% endfor %}").startswith("....")


VARIABLES: dict[str, Any] = {
    "patron.first_name": {"type": "name", "example": "Ada"},
    "patron.joined": {"type": "date"},
    "patron": {"about": "who it is for"},
    "due": {"type": "date", "example": "3 May"},
    "owed": {"type": "amount", "typical": "4.25"},
    "free": {"type": "flag", "example": "no"},
    "shelf": {"example": "Blue"},
    "copies": {"type": "list", "example": "a1, b2"},
    "place": {"type": "url"},
    "thing": {"about": "no type"},
}


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("{{ patron.first_name }} {{ patron.joined }} {{ patron.email }}", "Ada 14 May 2027 sam.lee@library.example"),
        ("{{ due }} {{ due.strftime('%B') }}", "3 May May"),
        ("{{ owed }} {% if owed > 4 %}more{% endif %}", "4.25 more"),
        ("{% if free %}free{% else %}paid{% endif %}", "paid"),
        ("{% if shelf %}{{ shelf }}{% endif %}", "Blue"),
        ("{% for c in copies %}{{ c }};{% endfor %}", "a1;b2;"),
        ("{{ place }} {{ thing }}", "https://library.example/page [thing]"),
    ],
)
def test_declared_variables_come_before_placeholders(body: str, shown: str) -> None:
    assert text(body, variables=VARIABLES) == shown


def test_a_sample_comes_before_what_is_declared() -> None:
    body = "{{ patron.first_name }} {{ patron.last_name }} {{ shelf }} {{ library }}"
    samples = {"one": {"patron": {"last_name": "Byron"}, "shelf": "Red"}}
    config = {"variables": {"library": "Rivermouth Library"}}
    assert text(body, samples=samples, variables=VARIABLES, config=config) == "Ada Byron Red Rivermouth Library"


def test_what_is_declared_with_a_used_message_counts() -> None:
    others = {"desk.hello": {"body": "Dear {{ who }}", "variables": {"who": {"example": "reader"}}}}
    found = read(parts=[{"use": "desk.hello"}], others=others)
    assert found.variants[0].body.text == "Dear reader"
    assert [name.defined for name in found.names] == [True]


def test_names_are_known_or_not() -> None:
    body = (
        "{{ patron.first_name }} {{ patron.age }} {{ policy.loans.days }} {{ policy.loans.weeks }} {{ library }} {{ shelf.row }}"
        "{% set x = y %}{{ x }}{% for c in copies %}{{ c.z }}{{ loop.index }}{% endfor %}"
        "{% macro m(p) %}{{ p }}{% endmacro %}{{ m(q.r()) }}"
        "{{ range(3) }}{{ now() }}{{ _('a') }}{{ order['id'].x }}{{ 'a'.upper() }}"
    )
    samples = {"one": {"patron": {"first_name": "Sam"}}, "two": {"y": 1}}
    found = read(body, samples=samples, variables={"shelf": {}}, config={"variables": {"library": "R"}})
    assert {name.name: name.defined for name in found.names} == {
        "patron.first_name": True,
        "patron.age": False,
        "policy.loans.days": True,
        "policy.loans.weeks": False,
        "library": True,
        "shelf.row": True,
        "y": True,
        "copies": False,
        "q": False,
        "order": False,
    }
    assert all(body[name.start : name.end] == name.name for name in found.names)


@given(st.from_regex(r"[a-z_]{1,12}(\.[a-z_]{1,12}){0,2}", fullmatch=True))
@settings(max_examples=times(100), deadline=None)
def test_any_placeholder_is_steady_and_ascii_but_for_its_brackets(path: str) -> None:
    root, *steps = path.split(".")
    one, other = Placeholder(name=root), Placeholder(name=root)
    for step in steps:
        one, other = one[step], other[step]
    assert str(one)[1:-1].isascii()
    assert str(one) == str(other) == repr(one)
    assert one == other
    assert hash(one) == hash(other)
    assert not one
    assert len(list(one)) == len(one) == 2


def test_private_attributes_are_none() -> None:
    with pytest.raises(AttributeError):
        _ = Placeholder(name="thing").__html__


def test_small_words() -> None:
    assert [singular(word) for word in ("copies", "holds", "boss", "ties", "us", "sheep")] == [
        "copy",
        "hold",
        "boss",
        "tie",
        "us",
        "sheep",
    ]
    assert kind_of("webPage") == "url"
    assert layered({"a": {"b": 1}}, {"a": {"c": [1, "x"]}, "d": 2}) == {"a": {"b": 1, "c": [1, "x"]}, "d": 2}
    assert knows({"a": {"b": "text"}}, "a.b.c")
