"""Messages built by hand, for tests of what happens after they are loaded."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from msgreview.model.config import Config, Settings
from msgreview.model.document import Rendered
from msgreview.model.message import Entry, FieldSpan, Message, Part, Variable
from msgreview.model.span import Source
from msgreview.template.variant_set import VariantSet
from msgreview.template.variants import render_variants

POLICIES = {"loans": {"days": "28"}, "fines": {"adult": {"daily": "0.25"}}}


def settings(**config: Any) -> Settings:
    return Settings(Config(**config), (), POLICIES, ".", date(2026, 11, 22), "digest")


def entry(id: str = "desk.note", **fields: Any) -> Entry:
    fields["parts"] = tuple(Part(**part) for part in fields.get("parts", ()))
    fields["variables"] = {name: Variable(**facts) for name, facts in fields.get("variables", {}).items()}
    message = Message(**{"id": id, "kind": "automated", "channel": "email", **fields})
    return Entry(message, Source.of("note.yaml", ""), {"": FieldSpan(0, 0, 0, 0)}, {})


def read(
    body: str = "",
    *,
    others: Mapping[str, str | dict[str, Any]] | None = None,
    config: dict[str, Any] | None = None,
    **fields: Any,
) -> VariantSet:
    """The variants of a message; `others` are the bodies, or the fields, of the rest of the catalogue by id."""
    arguments = {"limit": fields.pop("limit")} if "limit" in fields else {}
    mine = entry(body=body, **fields)
    catalogue = {
        name: entry(name, **({"body": other} if isinstance(other, str) else other)) for name, other in (others or {}).items()
    }
    catalogue[mine.message.id] = mine
    return render_variants(mine, catalogue.get, settings(**(config or {})), **arguments)


def check_map(rendered: Rendered, texts: Mapping[tuple[str, str], str]) -> None:
    """Segments tile the text; exact ones equal their origin; all stay inside it."""
    at = 0
    for segment in rendered.map.segments:
        assert segment.at == at
        assert segment.length > 0
        origin = texts[rendered.map.origins[segment.origin]]
        assert 0 <= segment.start <= segment.end <= len(origin)
        run = rendered.text[at : at + segment.length]
        if segment.exact:
            assert origin[segment.start : segment.end] == run
            assert segment.value is rendered.map.origins[segment.origin].field.endswith("example")
        at += segment.length
    assert at == len(rendered.text)
