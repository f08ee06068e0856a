"""What a template sees: the sample's values over those that the message's facts declare."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from msgreview.model.message import Variable
from msgreview.template.marks import without_marks
from msgreview.template.placeholder import Placeholder
from msgreview.template.variant_set import CLOCK


class _Now(datetime):
    """A time that may be called: some systems have a function there, others the time itself."""

    __repr__ = datetime.__str__

    def __call__(self, *_: Any) -> datetime:
        return self


def clock(today: date) -> dict[str, Any]:
    """What tells the time: in every template it is nine o'clock on the day of the run."""
    return dict.fromkeys(CLOCK, _Now.combine(today, time(9)))


def declared_value(name: str, variable: Variable) -> Any:
    """The value of a declared variable: its example, else what is typical, else a placeholder of its type."""
    text = variable.example if variable.example is not None else variable.typical
    kind = variable.type
    if text is None:
        return Placeholder(name=name, kind=kind) if kind else Placeholder(name=name)
    if kind == "flag":
        return text.strip().lower() in ("yes", "true", "on", "1")
    if kind == "list":
        return [part.strip() for part in text.split(",") if part.strip()]
    if kind in ("number", "amount", "date", "time"):
        return Placeholder(name=name, kind=kind, text=without_marks(text))
    return without_marks(text)


def declared(variables: Mapping[str, Variable]) -> dict[str, Any]:
    """The values of declared variables; a dotted name is a part of the value of its first step."""
    tree: dict[str, Any] = {}
    for path, variable in variables.items():
        *above, name = path.split(".")
        here = tree
        for step in above:
            inside = here.get(step)
            if not isinstance(inside, dict):
                inside = here[step] = {}
            here = inside
        if not isinstance(here.get(name), dict):
            here[name] = declared_value(path if not above else name, variable)
    return {name: _inside(name, value) for name, value in tree.items()}


def _inside(name: str, value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return Placeholder(name=name, parts={key: _inside(key, below) for key, below in value.items()})


def layered(*layers: Mapping[str, Any]) -> dict[str, Any]:
    """The values of all `layers`, later ones first; mappings are merged, so that a sample need not repeat what is declared."""
    values: dict[str, Any] = {}
    for layer in layers:
        for name, value in layer.items():
            values[name] = _over(values.get(name), value)
    return values


def _over(below: Any, value: Any) -> Any:
    if isinstance(value, str):
        return without_marks(value)
    if isinstance(value, list | tuple):
        return [_over(None, item) for item in value]
    if isinstance(value, dict):
        parts = below.parts if isinstance(below, Placeholder) else below if isinstance(below, dict) else {}
        return {**parts, **{key: _over(parts.get(key), item) for key, item in value.items()}}
    return value


def knows(values: Mapping[str, Any], path: str) -> bool:
    """Whether `path` ("patron.first_name") is among `values`: every step is there, as far as they are mappings."""
    here: Any = values
    for step in path.split("."):
        if isinstance(here, Placeholder):
            here = here.parts
            if not here:
                return True
        if not isinstance(here, Mapping):
            return True
        if step not in here:
            return False
        here = here[step]
    return True
