"""JSON Schemas of the files that people write, made from the types that the tool checks them with."""

from typing import Any

import msgspec

from msgreview.model.config import Config
from msgreview.model.message import Message
from msgreview.rubric.kinds import KINDS
from msgreview.rubric.schema import Header, RubricFile

_DIALECT = {"$schema": "https://json-schema.org/draft/2020-12/schema"}


def config_schema() -> dict[str, Any]:
    """The schema of msgreview.yaml."""
    return _DIALECT | {"title": "msgreview.yaml"} | msgspec.json.schema(Config)


def message_schema() -> dict[str, Any]:
    """The schema of a message file: one message, or several under `messages:` below the fields they share."""
    (one,), definitions = msgspec.json.schema_components([Message], ref_template="#/$defs/{name}")
    whole = definitions["Message"]
    shared = whole | {"required": ["messages"], "title": "Messages"}
    shared["properties"] = whole["properties"] | {"messages": {"type": "array", "items": {"$ref": "#/$defs/InList"}}}
    inside = whole | {"required": [], "title": "InList"}
    either = {"anyOf": [one, {"$ref": "#/$defs/Messages"}]}
    return (
        _DIALECT | {"title": "msgreview message file"} | either | {"$defs": definitions | {"Messages": shared, "InList": inside}}
    )


def rubric_schema() -> dict[str, Any]:
    """The schema of a rubric file: the keys of a rule are those that all have and those of its kind."""
    types = [RubricFile, Header, *(kind.options for kind in KINDS)]
    (file, *_), definitions = msgspec.json.schema_components(types[:2], ref_template="#/$defs/{name}")
    header = definitions.pop("Header")
    rules = []
    for kind in KINDS:
        (_,), own = msgspec.json.schema_components([kind.options], ref_template=f"#/$defs/{kind.name}-{{name}}")
        options = own.pop("Options")
        definitions |= {f"{kind.name}-{name}": schema for name, schema in own.items()}
        keys = header["properties"] | options.get("properties", {}) | {"extends": {"const": kind.name}}
        required = sorted({*header["required"], *options.get("required", [])})
        rules.append(
            {"type": "object", "title": kind.name, "properties": keys, "required": required, "additionalProperties": False}
        )
    definitions["RubricFile"]["properties"]["rules"] = {"type": "object", "additionalProperties": {"anyOf": rules}}
    return _DIALECT | {"title": "msgreview rubric file"} | file | {"$defs": definitions}
