"""Patterns that are compiled late."""

import re
from importlib import import_module
from pkgutil import walk_packages

import pytest

import msgreview
from msgreview.model.later import _Later, later


def test_it_does_what_a_compiled_pattern_does() -> None:
    words = later(r"[a-z]+", re.IGNORECASE)
    compiled = re.compile(r"[a-z]+", re.IGNORECASE)
    assert words.sub("_", "One two") == compiled.sub("_", "One two") == "_ _"
    assert words.findall("One two") == ["One", "two"]
    assert (words.pattern, words.search("1 One")[0]) == ("[a-z]+", "One")  # type: ignore[index]
    assert not hasattr(words, "groups")


def test_a_mistake_is_told_at_the_first_use() -> None:
    wrong = later("(")
    with pytest.raises(re.error):
        wrong.match("")


def test_no_pattern_of_the_program_is_mistaken() -> None:
    names = [module.name for module in walk_packages(msgreview.__path__, "msgreview.") if module.name != "msgreview.__main__"]
    found = [each for name in names for each in vars(import_module(name)).values() if isinstance(each, _Later)]
    assert len(found) > 100
    for each in found:
        re.compile(each.pattern, each.flags)
