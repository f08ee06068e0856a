"""The tree of values that every container gives: mappings, lists, texts, and None for what is no text."""

from collections.abc import Iterator
from typing import Any, TypeAlias

from msgreview.importing.texts import Text

Row: TypeAlias = dict[str, Any]
"""A mapping of the tree, which has names for its values."""


def said(value: Any, *names: str) -> str:  # a tree holds anything
    """What the first of `names` says in a mapping that has text there; "" where none does."""
    text = text_of(value, *names)
    return text.value if text else ""


def text_of(value: Any, *names: str) -> Text | None:
    """The text at the first of `names` in a mapping that holds more than white space there."""
    row = value if isinstance(value, dict) else {}
    return next((row[name] for name in names if isinstance(row.get(name), Text) and row[name].value.strip()), None)


def rows(value: Any) -> list[Row]:
    """The mappings in a list; none of anything else."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def listed(tree: Any, *names: str) -> list[Row]:
    """The mappings that an export is about: the list at the top, those of several pages, or the list under one of `names`.

    A mapping at the top that is no envelope stands for itself.
    """
    if isinstance(tree, list):
        pages = [listed(each, *names) for each in tree if isinstance(each, dict) and any(name in each for name in names)]
        return [row for page in pages for row in page] if pages else rows(tree)
    if isinstance(tree, dict):
        inner = next((tree[name] for name in names if isinstance(tree.get(name), list | dict)), None)
        return [tree] if inner is None else rows(inner) if isinstance(inner, list) else [inner]
    return []


def mappings(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Row]]:
    """Every mapping in a tree with the names that lead to it, from the top."""
    if isinstance(value, dict):
        yield path, value
        for name, each in value.items():
            yield from mappings(each, (*path, name))
    elif isinstance(value, list):
        for each in value:
            yield from mappings(each, path)
