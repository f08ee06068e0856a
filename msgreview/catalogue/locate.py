"""From words the reader sees to their location in the file, by the maps alone: the file is never searched for the words."""

from collections.abc import Callable
from sys import intern

from msgreview.catalogue.scalar_spans import file_span
from msgreview.model.document import Document, Origin
from msgreview.model.finding import Hit, Location, Problem
from msgreview.model.message import Entry
from msgreview.model.span import Position, Source, Span

Lookup = Callable[[str], Entry | None]
"""Id of a message → the message as loaded; None where the catalogue has none."""

_WINDOW = 112
"""Most characters of a line that an excerpt shows: a little more than fits on a screen."""


def locate_hit(hit: Hit, document: Document | None, entry: Entry, lookup: Lookup) -> Location:
    """The location of a rule's match; words of a used message are located in that message's own file."""
    if hit.origin is not None:
        return _origin_location(hit.origin, Span(hit.start, hit.end), entry, lookup, hit.quote)
    if document is None:
        return span_location(entry.source, Span(hit.start, hit.end), message=entry.message.id, field=hit.field, quote=hit.quote)
    if hit.field not in ("body", "subject"):
        return field_location(entry, hit.field, hit.quote)
    text, map_ = (document.text, document.map) if hit.field == "body" else (document.subject, document.subject_map)
    source = map_.locate(hit.start, hit.end) if map_ else None
    if source is None:
        return field_location(entry, hit.field, hit.quote)
    return _origin_location(source.origin, Span(source.start, source.end), entry, lookup, hit.quote or text[hit.start : hit.end])


def locate_problem(problem: Problem, entry: Entry, lookup: Lookup) -> Location:
    """The location of a problem in a template."""
    span = Span(problem.start, problem.end)
    if problem.origin is None:
        return span_location(entry.source, span, message=entry.message.id)
    return _origin_location(problem.origin, span, entry, lookup, "")


def field_location(entry: Entry, field: str, quote: str = "") -> Location:
    """The location of a field: its value, or of the nearest field above it, or of the message's id where it is missing."""
    spans = entry.span(field)
    return span_location(entry.source, Span(spans.start, spans.end), message=entry.message.id, field=field, quote=quote)


def span_location(source: Source, span: Span, *, message: str = "", field: str = "", quote: str = "") -> Location:
    """The location of a span of a file. The quote is the file's own words unless others are given."""
    text = source.text[span.start : span.end]
    start, end = source.position(span.start), source.position(span.end)
    excerpt, column = _excerpt(source, start)
    return Location(
        path=source.path,
        line=start.line,
        column=start.column,
        end_line=end.line,
        end_column=end.column,
        start=span.start,
        end=span.end,
        message=message,
        field=field,
        quote=quote or text,
        exact=not quote or quote == text,
        excerpt=excerpt,
        excerpt_column=column,
    )


def _origin_location(origin: Origin, span: Span, entry: Entry, lookup: Lookup, quote: str) -> Location:
    if origin.message != entry.message.id:
        entry = lookup(origin.message) or entry
    scalar = entry.texts.get(origin.field)
    if scalar is None:
        return field_location(entry, origin.field, quote)
    in_file = file_span(entry.source, scalar, span.start, span.end)
    return span_location(entry.source, in_file, message=entry.message.id, field=origin.field, quote=quote)


def _excerpt(source: Source, at: Position) -> tuple[str, int]:
    """The part of the line around `at`, all of it if it is not long, and the column it starts at."""
    start, end = source.line_span(at.line)
    low = start + max(0, min(at.column - 1 - _WINDOW // 3, end - start - _WINDOW))
    return intern(source.text[low : min(end, low + _WINDOW)]), low - start + 1  # Several findings often share a line.
