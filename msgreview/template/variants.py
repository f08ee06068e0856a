"""Every way in which a message can read: its samples, then a forced path to each text that no sample shows."""

from msgreview.catalogue.locate import Lookup
from msgreview.model.config import Settings
from msgreview.model.document import Origin, Rendered, Segment, SourceMap, Variant
from msgreview.model.message import Entry
from msgreview.template.variant_set import VariantSet

_SPECIAL = "\ue000"
"""From here on there are characters that need a closer look."""


def render_variants(entry: Entry, lookup: Lookup, settings: Settings, *, limit: int = 64) -> VariantSet:
    """Every variant of a message."""
    message = entry.message
    if not message.parts and _is_plain(message.subject) and _is_plain(message.body):
        return _as_it_stands(entry, limit)

    from msgreview.template.coverage import cover  # Jinja takes time to import.

    return cover(entry, lookup, settings, limit)


def _is_plain(text: str) -> bool:
    """Whether there is certainly no template in a text, and nothing that must be changed before it is read."""
    return "{" not in text and "\r" not in text and (text.isascii() or max(text) < _SPECIAL)


def _as_it_stands(entry: Entry, limit: int) -> VariantSet:
    """The variants of a message that reads the same whatever the values are."""
    message = entry.message
    origins = [Origin(message.id, "body"), *([Origin(message.id, "subject")] if message.subject else [])]
    body = as_written(message.body, origins)
    subject = as_written(message.subject, origins, 1) if message.subject else None
    names = list(message.samples or ("example",))
    return VariantSet(tuple(Variant(name, "", subject, body) for name in names[:limit]), (), (), len(names) > limit)


def as_written(text: str, origins: list[Origin], number: int = 0) -> Rendered:
    """A text that is its own source, the origin with this number."""
    segments = [Segment(0, len(text), number, 0, len(text), exact=True)] if text else []
    return Rendered(text, SourceMap.of(segments, origins))
