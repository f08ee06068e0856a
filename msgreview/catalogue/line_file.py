"""YAML files that are a list with a line for each item, so that two people seldom write at the same place.

    - {on: 2027-03-14, rule: tone.curt, …}

A line is read by itself: what is wrong with one says nothing of the others.
"""

import re
from collections.abc import Iterator
from typing import TypeVar

import msgspec

from msgreview.catalogue.keyed_file import FileProblem, KeyedFile
from msgreview.catalogue.yaml_tree import Constructor, FileError, compose
from msgreview.model.span import Source

T = TypeVar("T", bound=msgspec.Struct)

_CONFLICT = re.compile(r"<{7}|={7}|>{7}|\|{7}")
_BOTH = "git left two versions here. Take out the lines of '<<<<<<<', '=======' and '>>>>>>>', and keep all others"
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")


def rows(text: str) -> Iterator[str]:
    """The lines with their ends."""
    return (match[0] for match in _LINE.finditer(text) if match[0])


def item_rows(text: str) -> Iterator[tuple[int, str]]:
    """The lines that should hold an item, each with its number from 1: all but empty ones and comments."""
    return ((number, row) for number, row in enumerate(rows(text), 1) if row.strip() and not row.lstrip().startswith("#"))


def item_in(row: str, schema: type[T], path: str, number: int, otherwise: str, after_merge: str = ".") -> T | FileProblem:
    """The item on a line, or the first thing that is wrong with it: `otherwise`, where it is no item at all.

    `after_merge` ends the sentence on lines that git left where two versions met.
    """
    if _CONFLICT.match(row):
        return FileProblem(path, number, 1, f"{_BOTH}{after_merge}")
    source = Source.of(path, row)
    problems: list[FileProblem] = []
    file = KeyedFile(source, problems)
    try:
        tree = Constructor(source).construct(next(compose(source)))
    except FileError:
        return FileProblem(path, number, 1, otherwise)
    if not (isinstance(tree.value, list) and len(tree.value) == 1 and isinstance(tree.value[0], dict)):
        return FileProblem(path, number, 1, otherwise)
    file.tree = tree
    item = file.part("0", tree.value[0], schema)
    if item is not None and not problems:
        return item
    return problems[0]._replace(line=number)
