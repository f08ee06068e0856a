"""Which column of a table gives which variable of a message, by name."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgreview.catalogue.yaml_core import core_value
from msgreview.model.message import Variable
from msgreview.report.mail_merge.kinds import YES
from msgreview.template.placeholder import kind_of

_SIGNS = re.compile(r"[\W_]+")
_LIST = re.compile(r"\s*[;\n]\s*")


def matched(names: Iterable[str], columns: Sequence[str]) -> dict[str, str]:
    """Variable → its column: one of its own name ("patron.first_name", "Patron first name"), else of its last part alone.

    The last part must be that of no other variable. Names that lead into a list, `items.0.title`, count their items from 0.
    """
    names = tuple(dict.fromkeys(names))
    plain = {_plain(column): column for column in reversed(columns)}
    last = Counter(_plain(name.rpartition(".")[2]) for name in names)
    columns_of: dict[str, str] = {}
    for name in names:
        end = _plain(name.rpartition(".")[2])
        column = plain.get(_plain(name)) or (plain.get(end) if last[end] == 1 else None)
        if column is not None:
            columns_of[name] = column
    return columns_of


def parts_of(name: str, columns: Sequence[str]) -> dict[str, str]:
    """Columns that give parts of a list or a mapping, `items.0.title`: the path in it → the column."""
    start = name.lower() + "."
    return {column[len(start) :].lower(): column for column in columns if column.lower().startswith(start)}


def nested(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values by dotted names as a template sees them; numbers in a name are places in a list."""
    tree: dict[str, Any] = {}
    for path, value in sorted(values.items()):
        *above, name = path.split(".")
        here = tree
        for step in above:
            inside = here.setdefault(step, {})
            here = inside if isinstance(inside, dict) else {}
        here[name] = value
    return {name: _listed(value) for name, value in tree.items()}


def typed(text: str, name: str, variable: Variable | None) -> Any:
    """What a cell means to a template: a number prints as it was typed, a flag is true or false, a list has parts."""
    text = text.strip()
    kind = (variable.type if variable else None) or kind_of(name.rpartition(".")[2])
    if kind == "flag":
        return text.casefold() in YES
    if kind == "list":
        parts = _LIST.split(text) if _LIST.search(text) else re.split(r"\s*,\s*", text)
        return [part for part in parts if part]
    value = core_value(text)
    return text if value is None or isinstance(value, bool) else value


def _plain(name: str) -> str:
    return _SIGNS.sub("", name.casefold())


def _listed(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    below = {name: _listed(each) for name, each in value.items()}
    return [below[name] for name in sorted(below, key=int)] if below and all(map(str.isdecimal, below)) else below
