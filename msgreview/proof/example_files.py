"""A rule's example as message files, and as a text to quote."""

import json
from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from msgreview.catalogue.yaml_core import core_value
from msgreview.model.config import Policy, Settings
from msgreview.rubric.schema import Rule

Files = Mapping[str, str]
"""File name → text."""

_FILE = "example.yaml"
_TAKEN_AWAY = (None, "", "null", "~")


def example_files(rule: Rule, example: Any, settings: Settings) -> Files:
    """The message files that an example stands for."""
    if isinstance(example, Mapping) and "files" in example:
        return {str(name): str(text) for name, text in example["files"].items()}
    if isinstance(example, Mapping) and "file" in example:
        return {_FILE: str(example["file"])}
    stated = dict(example) if isinstance(example, Mapping) else {"body": str(example)}
    fields = {**_filled(rule, stated, settings), **stated}
    lines = [f"{name}: {_flow(value, core=name == 'samples')}" for name, value in fields.items() if value not in _TAKEN_AWAY]
    return {_FILE: "\n".join(lines) + "\n"}


def _filled(rule: Rule, stated: dict[str, Any], settings: Settings) -> dict[str, Any]:
    """A message that fits `applies` and has every field that a rule may ask for."""
    applies = rule.applies
    kind = stated.get("kind", (applies.kind or ("scripted",))[0])
    fields: dict[str, Any] = {
        "id": "example.message",
        "title": "An example",
        "kind": kind,
        "channel": stated.get("channel", (applies.channel or ("email",))[0]),
        "service": (applies.service or ("circulation",))[0],
        "owner": "circulation@library.example",
        "sent_by": "the service desk",
        "trigger": "a reader asks",
        "lang": next((lang for lang in applies.lang if lang != "any"), "en"),
        "format": (applies.format or ("text",))[0],
        "status": "published" if "published" in applies.status else (*applies.status, "published")[0],
        "audience": (applies.audience or ("readers",))[0],
        "tags": list(applies.tags[:1]),
        "escalate_to": "desk@library.example",
        "review": {"last": settings.today.isoformat(), "by": "Jo Doe <jo@library.example>", "decision": "keep"},
    }
    if fields["channel"] == "email":
        fields["subject"] = "Your library account"
    if kind == "mixed" and "parts" not in stated:
        fields["parts"] = [{"text": stated.pop("body", "Hello.")}]
    return fields


def _flow(value: Any, *, core: bool) -> str:
    """A value as YAML on one line; `core` texts that YAML reads as numbers or flags stay as they were typed."""
    if isinstance(value, Mapping):
        return (
            "{"
            + ", ".join(f"{json.dumps(str(key), ensure_ascii=False)}: {_flow(item, core=core)}" for key, item in value.items())
            + "}"
        )
    if isinstance(value, list | tuple):
        return f"[{', '.join(_flow(item, core=core) for item in value)}]"
    text = str(value)
    plain = core and text and not isinstance(core_value(text), str)
    return text if plain else json.dumps(text, ensure_ascii=False)


def example_text(example: Any) -> str:
    """An example as text: its body, its file, or its fields."""
    if isinstance(example, str):
        return example
    for key in ("body", "file"):
        if isinstance(example.get(key), str):
            return str(example[key])
    return ", ".join(f"{key}: {value}" for key, value in example.items())


def with_policies(settings: Settings, example: Any) -> tuple[Settings, Any]:
    """The settings with the catalogue policies that an example brings, if it brings any; and the example without them."""
    if not isinstance(example, Mapping) or not isinstance(example.get("policies"), Mapping):
        return settings, example
    policies = tuple(_policy(str(name), stated) for name, stated in example["policies"].items())
    values: dict[str, Any] = {}
    for policy in policies:
        *above, last = policy.name.split(".")
        group = values
        for key in above:
            group = group.setdefault(key, {})
        if policy.value:
            group[last] = policy.value
    rest = {key: value for key, value in example.items() if key != "policies"}
    return replace(settings, policies=policies, policy_values=values), rest


def _policy(name: str, stated: Any) -> Policy:
    if not isinstance(stated, Mapping):
        return Policy(name, str(stated))
    says = stated.get("says", ())
    return Policy(name, str(stated.get("value", "")), (says,) if isinstance(says, str) else tuple(says))
