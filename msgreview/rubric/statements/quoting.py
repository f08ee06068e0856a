"""Whether a fact in a message is typed by its author or is a variable's value."""

from typing import Literal, NamedTuple

from msgreview.model.document import Document, Segment
from msgreview.model.finding import Hit
from msgreview.model.later import later

_TAG = later(r"\{\{[-+]?\s*([A-Za-z_]\w*(?:\.\w+)*)")


class Stated(NamedTuple):
    """`author`: typed by hand. `fact`: at least partly the value of `name`, which is the catalogue's. `other`: a variable's."""

    by: Literal["author", "fact", "other"]
    name: str = ""


_BY_HAND = Stated("author")
_BY_OTHERS = Stated("other")


def stated(document: Document, hit: Hit, roots: frozenset[str]) -> Stated:
    """Who states the words of a hit. Variables below `roots` ("policy") are the catalogue's unless a sample has its own."""
    source_map = document.subject_map if hit.field == "subject" else document.map
    if source_map is None:
        return _BY_HAND
    result = _BY_HAND
    for segment in source_map.touching(hit.start, hit.end):
        if segment.value:
            name = _name(document, source_map.origins[segment.origin].field, segment)
            if source_map.origins[segment.origin].message != document.message.id or not _is_ours(document, name, roots):
                return _BY_OTHERS
            result = Stated("fact", name)
    return result


def _name(document: Document, field: str, segment: Segment) -> str:
    """The variable that a tag prints, dotted; "" where it is more than that."""
    match = _TAG.match(document.message.text_of(field), segment.start, segment.end)
    return match[1] if match else ""


def _is_ours(document: Document, name: str, roots: frozenset[str]) -> bool:
    root = name.partition(".")[0]
    message = document.message
    return root in roots and root not in message.variables and all(root not in sample for sample in message.samples.values())
