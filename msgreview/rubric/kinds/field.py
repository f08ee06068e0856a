"""What a message's facts must say.

A `field` (dotted: `review.last`) must be there, unless `required` is false. Where it is there, `matches` is a pattern
that must be found in it, and `one_of` lists what it may say. A dotted field that leads through a list (`parts.write`) is
there if any of its items has it; it is not asked of a single part or a body. The hit is the field, or the message's id where
it is missing.
"""

from collections.abc import Iterator
from typing import Any

import msgspec

from msgreview.model.document import Origin
from msgreview.model.finding import Hit
from msgreview.model.message import Entry, Message
from msgreview.rubric.kind import Kind
from msgreview.rubric.lexical import compiled, dialect
from msgreview.rubric.view import MessageView


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The options of `field`."""

    field: str
    required: bool = True
    matches: str = ""
    one_of: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        root = self.field.partition(".")[0]
        if root not in Message.__struct_fields__:
            raise ValueError(f"a message has no field `{root}`")


def check(view: MessageView, options: Options) -> Iterator[Hit]:
    """At most one hit."""
    entry = view.entry
    values = _values(entry.message, options.field)
    if not values:
        whole = len(entry.message.parts) < 2 and options.field.startswith("parts.")
        if options.required and not whole:
            span = entry.span("id")
            yield Hit(span.start, span.end, "id", ("", options.field))
        return
    for value in values:
        if not _fits(value, options):
            yield _on_field(entry, options.field, value)
            return


def _values(message: Message, field: str) -> list[str]:
    """What the field says, as text; a list's items one by one, a group of lines as its keys."""
    values: list[Any] = [message]
    for key in field.split("."):
        values = [_item(value, key) for value in _each(values)]
    return [text for value in _each(values) for text in _texts(value)]


def _each(values: list[Any]) -> Iterator[Any]:
    """The values, a list's items one by one."""
    for value in values:
        if isinstance(value, tuple):
            yield from value
        else:
            yield value


def _item(value: Any, key: str) -> Any:
    return value.get(key) if isinstance(value, dict) else getattr(value, key, None)


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return list(value)
    text = "" if value is None else str(value).strip()
    return [text] if text else []


def _fits(value: str, options: Options) -> bool:
    if options.one_of and value not in options.one_of:
        return False
    return not options.matches or compiled(dialect(options.matches)).search(value) is not None


def _on_field(entry: Entry, field: str, value: str) -> Hit:
    """The hit on a field: in its template where it is one that a customer reads, else at its place in the file."""
    if field in entry.texts:
        template = entry.texts[field].value
        return Hit(0, len(template.rstrip()), field, (value, field), value, Origin(entry.message.id, field))
    span = entry.span(field)
    return Hit(span.start, span.end, field, (value, field))


KIND = Kind("field", __doc__, Options, args=("value", "field"), check_message=check, expressions=("matches",))
