"""JSON Schemas of the files that people write, made from the types that the tool checks them with."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from msgreview.model.config import Config
from msgreview.model.message import Message
from msgreview.rubric.kinds import KINDS as RULE_KINDS
from msgreview.rubric.schema import Header, RubricFile

_DIALECT = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
_EXCEPTIONS = {"exceptions": {"type": "array", "items": {"type": "string"}}, "vocab": {"type": "boolean"}}
"""Keys of the kinds whose rules may leave words alone."""


def config_schema() -> dict[str, Any]:
    """The schema of msgreview.yaml."""
    return _DIALECT | {"title": "msgreview.yaml"} | msgspec.json.schema(Config)


def message_schema() -> dict[str, Any]:
    """The schema of a message file: one message, or several under `messages:` below the fields they share."""
    (one,), definitions = msgspec.json.schema_components([Message], ref_template="#/$defs/{name}")
    message = definitions["Message"]
    shared = message | {"required": ["messages"], "title": "Messages"}
    shared["properties"] = message["properties"] | {"messages": {"type": "array", "items": {"$ref": "#/$defs/InList"}}}
    inside = message | {"required": [], "title": "InList"}
    either = {"anyOf": [one, {"$ref": "#/$defs/Messages"}]}
    return file_schema("message", either, definitions | {"Messages": shared, "InList": inside})


def rubric_schema() -> dict[str, Any]:
    """The schema of a rubric file: the keys of a rule are those that all have and those of its kind."""
    parts = [Part(kind.name, kind.options, kind.settled, _EXCEPTIONS if kind.exceptions else {}) for kind in RULE_KINDS.values()]
    schema = keyed_schema("rubric", RubricFile, Header, ("rules", "extends"), parts)
    definitions = schema["$defs"]
    definitions["Applies"]["properties"] = _one_or_several(definitions["Applies"]["properties"])
    return schema


class Part(NamedTuple):
    """One kind of what a file names."""

    name: str
    options: type[msgspec.Struct]
    without: Sequence[str] = ()
    """Options that are no keys of it."""
    more: Mapping[str, Any] = {}
    """Keys beside the options."""


def keyed_schema(
    what: str, file: type[msgspec.Struct], header: type[msgspec.Struct], keys: tuple[str, str], parts: Iterable[Part]
) -> dict[str, Any]:
    """The schema of a file of named things: under the first of `keys`; the second tells which kind a thing is of."""
    things, kind = keys
    (top, *_), definitions = msgspec.json.schema_components([file, header], ref_template="#/$defs/{name}")
    shared = definitions.pop(header.__name__)
    either = []
    for part in parts:
        (_,), own = msgspec.json.schema_components([part.options], ref_template=f"#/$defs/{part.name}-{{name}}")
        options = own.pop("Options")
        definitions |= {f"{part.name}-{name}": schema for name, schema in own.items()}
        named = {name: schema for name, schema in options.get("properties", {}).items() if name not in part.without}
        properties = _one_or_several(shared["properties"] | part.more | named) | {kind: {"const": part.name}}
        required = sorted({*shared["required"], *options.get("required", [])})
        closed = {"type": "object", "title": part.name, "additionalProperties": False}
        either.append(closed | {"properties": properties, "required": required})
    definitions[file.__name__]["properties"][things] = {"type": "object", "additionalProperties": {"anyOf": either}}
    return file_schema(what, top, definitions)


def file_schema(what: str, top: Mapping[str, Any], definitions: Mapping[str, Any]) -> dict[str, Any]:
    """The schema of a kind of file, such as "rubric"."""
    return _DIALECT | {"title": f"msgreview {what} file"} | dict(top) | {"$defs": definitions}


def _one_or_several(properties: dict[str, Any]) -> dict[str, Any]:
    """Where a list is asked for, one value will do."""
    return {
        name: {"anyOf": [schema["items"], schema]} if schema.get("type") == "array" else schema
        for name, schema in properties.items()
    }
