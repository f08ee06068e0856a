"""JSON Schemas of the files that people write, made from the types that the tool checks them with."""

from typing import Any

import msgspec

from msgreview.model.config import Config
from msgreview.model.message import Message
from msgreview.rubric.kind import Kind
from msgreview.rubric.kinds import KINDS
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
    return (
        _DIALECT | {"title": "msgreview message file"} | either | {"$defs": definitions | {"Messages": shared, "InList": inside}}
    )


def rubric_schema() -> dict[str, Any]:
    """The schema of a rubric file: the keys of a rule are those that all have and those of its kind."""
    (file, *_), definitions = msgspec.json.schema_components([RubricFile, Header], ref_template="#/$defs/{name}")
    header = definitions.pop("Header")
    definitions["Applies"]["properties"] = _one_or_several(definitions["Applies"]["properties"])
    rules = []
    for kind in KINDS.values():
        (_,), own = msgspec.json.schema_components([kind.options], ref_template=f"#/$defs/{kind.name}-{{name}}")
        options = own.pop("Options")
        definitions |= {f"{kind.name}-{name}": schema for name, schema in own.items()}
        rules.append(_rule(kind, header, options))
    definitions["RubricFile"]["properties"]["rules"] = {"type": "object", "additionalProperties": {"anyOf": rules}}
    return _DIALECT | {"title": "msgreview rubric file"} | file | {"$defs": definitions}


def _rule(kind: Kind, header: dict[str, Any], options: dict[str, Any]) -> dict[str, Any]:
    """A rule of `kind`. What the settings fill in is no key of it."""
    own = {name: schema for name, schema in options.get("properties", {}).items() if name not in kind.settled}
    shared = _EXCEPTIONS if kind.exceptions else {}
    keys = _one_or_several(header["properties"] | shared | own) | {"extends": {"const": kind.name}}
    required = sorted({*header["required"], *options.get("required", [])})
    return {"type": "object", "title": kind.name, "properties": keys, "required": required, "additionalProperties": False}


def _one_or_several(properties: dict[str, Any]) -> dict[str, Any]:
    """Where a list is asked for, one value will do."""
    return {
        name: {"anyOf": [schema["items"], schema]} if schema.get("type") == "array" else schema
        for name, schema in properties.items()
    }
