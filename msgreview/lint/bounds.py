"""The longest, usual and shortest that a message gets: its variables' `max`, `typical` and `min` in its samples' place."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from msgspec.structs import replace

from msgreview.catalogue.locate import Lookup
from msgreview.model.config import Settings
from msgreview.model.document import Document, Variant
from msgreview.model.finding import Hit
from msgreview.model.message import Entry, Message
from msgreview.model.phrases import series
from msgreview.prose.document import parse_document
from msgreview.rubric.kinds import length
from msgreview.rubric.run import Runner
from msgreview.rubric.schema import Rule
from msgreview.template.variants import render_variants

_BOUNDS = ("max", "longest"), ("typical", "typical"), ("min", "shortest")
_NAMED = 3
"""Variables that are named; more are "and others"."""


DocumentHit: TypeAlias = tuple[Rule, Hit, Document | None]
"""A rule's hit with the document that it is in; None for one in the message's fields."""


def with_sample(rule: Rule, hit: Hit, document: Document | None, message: Message) -> DocumentHit:
    """The hit; that of a length that values make says with which of several samples."""
    if document is None or document.when or len(message.samples) < 2 or not _depends_on_values(rule):
        return rule, hit, document
    return rule, hit, replace(document, when=f"with the sample `{document.variant}`")


def at_bounds(entry: Entry, lookup: Lookup, runner: Runner, reported: Iterable[DocumentHit]) -> list[DocumentHit]:
    """For each rule on a length that values make, the worst hit at the bounds of the values, if it is worse than `reported`."""
    excess: dict[str, int] = {}
    for rule, hit, _ in reported:
        if _depends_on_values(rule):
            excess[rule.id] = max(_excess(hit), excess.get(rule.id, 0))
    worst: dict[str, DocumentHit] = {}
    for variant in variants_at_bounds(entry, lookup, runner.settings):
        scanned, _ = runner.scan(parse_document(entry.message, variant))
        for rule, hit in runner.on_text(scanned).hits:
            if _depends_on_values(rule) and _excess(hit) > excess.get(rule.id, 0):
                excess[rule.id] = _excess(hit)
                worst[rule.id] = (rule, hit, scanned.document)
    return list(worst.values())


def _depends_on_values(rule: Rule) -> bool:
    return isinstance(rule.options, length.Options) and rule.options.of in length.OF_VALUES


def _excess(hit: Hit) -> int:
    """How far a length is from its limit."""
    count, limit = map(int, hit.args[:2])
    return abs(count - limit)


def variants_at_bounds(entry: Entry, lookup: Lookup, settings: Settings) -> Iterator[Variant]:
    """The variants with the longest values, then the typical, then the shortest, each saying so; none where none is stated."""
    for field, word in _BOUNDS:
        values = {name: getattr(variable, field) for name, variable in entry.message.variables.items()}
        stated = {name: value for name, value in values.items() if value is not None}
        if stated:
            for variant in render_variants(_varied(entry, stated), lookup, settings).variants:
                yield replace(variant, when=", ".join(filter(None, (f"with the {word} {_listed(stated)}", variant.when))))


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
    return series(quoted if len(quoted) <= _NAMED else [*quoted[:_NAMED], "others"])
