"""The longest and the shortest that a message gets: its variables' `max` and `min` in the place of its samples' values."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from msgspec.structs import replace

from msgreview.catalogue.locate import Lookup
from msgreview.model.config import Settings
from msgreview.model.document import Variant
from msgreview.model.message import Entry
from msgreview.template.variants import render_variants

_BOUNDS = ("max", "longest"), ("min", "shortest")
_NAMED = 3
"""Variables that are named; more are "and others"."""


class Bound(NamedTuple):
    """A message rendered with all bounds of one sort; `words` say so: "with the longest `title`"."""

    words: str
    variants: tuple[Variant, ...]


def bounds(entry: Entry, lookup: Lookup, settings: Settings) -> Iterator[Bound]:
    """The message with the longest values, and with the shortest; nothing where no variable states any."""
    for field, word in _BOUNDS:
        values = {name: getattr(variable, field) for name, variable in entry.message.variables.items()}
        stated = {name: value for name, value in values.items() if value is not None}
        if stated:
            yield Bound(f"with the {word} {_listed(stated)}", render_variants(_varied(entry, stated), lookup, settings).variants)


def _varied(entry: Entry, stated: Mapping[str, str]) -> Entry:
    """The entry with other examples of some variables, for which its samples have no value any more."""
    message = entry.message
    variables = {
        name: replace(variable, example=stated[name]) if name in stated else variable
        for name, variable in message.variables.items()
    }
    samples = {name: _without(sample, stated) for name, sample in (message.samples or {"example": {}}).items()}
    return replace(entry, message=replace(message, samples=samples, variables=variables))


def _without(sample: Mapping[str, Any], names: Iterable[str], above: str = "") -> dict[str, Any]:
    """A sample without the values of some names, dotted ones inside the value of their first part."""
    return {
        name: _without(value, names, f"{above}{name}.") if isinstance(value, dict) else value
        for name, value in sample.items()
        if above + name not in names
    }


def _listed(names: Mapping[str, str]) -> str:
    quoted = [f"`{name}`" for name in names]
    *most, last = quoted if len(quoted) <= _NAMED else [*quoted[:_NAMED], "others"]
    return f"{', '.join(most)} and {last}" if most else last
