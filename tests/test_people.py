"""Who is who: whether two may well be one person, and what is said about it."""

import pytest

from msgreview.history.people import is_meant, looks_like, mailmap_line, one_person
from msgreview.model.review import Person

ALIKE = [
    ("Ann <ann@library.example>", "ann <ANN@library.example>"),
    ("Ann Lee <ann@library.example>", "Ann Lee <ann.lee@mail.example>"),
    ("Ann Lee <ann@library.example>", "Lee, Ann <x@mail.example>"),
    ("Zoë Lee <zoe@library.example>", "Zoe Lee <zl@mail.example>"),
    ("Ruth Ray <ruth@library.example>", "ruthray <77+ruthray@users.noreply.github.com>"),
    ("Ruth Ray <ruthray@library.example>", "RR <77+ruthray@users.noreply.github.com>"),
    ("Ruth Ray <ruth@library.example>", "R. Ray <rr@mail.example>"),
    ("Ruth Ray <ruth@library.example>", "Ruth Mary Ray <rmr@mail.example>"),
    ("Ruth Ray <ruth@library.example>", "Ruth <rr@mail.example>"),
    ("Ruth Ray <ruth@library.example>", "X <ruth+work@library.example>"),
    ("Ruth Ray <ruth@library.example>", "Ruth Ray (Library) <rr@mail.example>"),
    ("Ruth Ray <ruth@library.example>", "Ruth Ray-Moss <rrm@mail.example>"),
    ("Ruth Ray <ruth@library.example>", "rray <rray@library.example>"),
    ("Ruth Ray <ruth@library.example>", "RR <ruthr@users.noreply.github.com>"),
    ("Wen Li <wen@library.example>", "Wen Li <9-wenli@users.noreply.gitlab.com>"),
]
APART = [
    ("Ann <ann@library.example>", "Bob <bob@library.example>"),
    ("Ann Lee <ann@library.example>", "Ann Ray <ann.ray@library.example>"),
    ("Ann Lee <a.lee@library.example>", "Bob Lee <b.lee@library.example>"),
    ("Robert Ray <rray@library.example>", "Ruth Ray <ruth@library.example>"),
    ("Ann-Marie Lee <aml@library.example>", "Ann Ray <ar@library.example>"),
    ("John Smith <john@library.example>", "John Doe <john@partner.example>"),
    ("", "Bob <bob@library.example>"),
    ("", ""),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_two_that_may_be_one(one: str, other: str) -> None:
    assert looks_like(Person.of(one), Person.of(other))
    assert looks_like(Person.of(other), Person.of(one))


@pytest.mark.parametrize(("one", "other"), APART)
def test_two_that_are_two(one: str, other: str) -> None:
    assert not looks_like(Person.of(one), Person.of(other))
    assert not looks_like(Person.of(other), Person.of(one))


def test_the_line_for_the_mailmap_has_the_real_address_first() -> None:
    work, web = Person("Ruth Ray", "ruth@library.example"), Person("ruthray", "7+ruthray@users.noreply.github.com")
    line = "Ruth Ray <ruth@library.example> <7+ruthray@users.noreply.github.com>"
    assert mailmap_line(work, web) == mailmap_line(web, work) == line
    home = Person("ray, ruth", "rr@mail.example")
    assert mailmap_line(home, work) == mailmap_line(work, home) == "Ruth Ray <ruth@library.example> <rr@mail.example>"
    tagged = Person("Ruth M. Ray", "ruth+git@library.example")
    assert mailmap_line(tagged, work) == "Ruth M. Ray <ruth@library.example> <ruth+git@library.example>"
    short = Person("Ruth", "rr@mail.example")
    assert mailmap_line(short, work) == mailmap_line(work, short) == "Ruth Ray <ruth@library.example> <rr@mail.example>"


def test_a_name_without_an_address_is_to_be_given_in_full() -> None:
    assert "give the name in full: “Ruth Ray <ruth@library.example>”" in one_person(
        Person("ruth"), Person("Ruth Ray", "ruth@library.example")
    )


def test_people_are_asked_for_by_the_whole_address_or_name() -> None:
    who = "Ruth Ray <ruth@library.example>"
    assert all(is_meant(text, who) for text in ("ruth@library.example", "RUTH RAY", who))
    assert is_meant("Ruth Ray <RUTH@library.example>", "ruth@library.example")
    assert not any(is_meant(text, who) for text in ("ruth", "h@library.example", "ruth@library", ""))
