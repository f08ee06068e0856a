"""A rule's examples, proven: each bad one makes that rule fire, each good one does not.

An example is the body of a message, or a mapping of message fields; what it leaves out is filled with a message that fits
the rule's `applies`. A field it leaves empty is taken away. `file` (or `files`, by name) is the whole text of a message
file. `policies` as a mapping (name → value and `says`) are the catalogue's policies for that example.
"""

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, Literal

import msgspec

from msgreview.model.config import Policy, Settings
from msgreview.model.message import Entry
from msgreview.rubric.facts import facts
from msgreview.rubric.load import resettled, with_only
from msgreview.rubric.run import Runner
from msgreview.rubric.schema import Rule, RuleSet
from msgreview.rubric.view import MessageView
from msgreview.text.core import core_value
from msgreview.text.document import read_document
from msgreview.text.load import load_text
from msgreview.text.variants import VariantSet, read_variants

Files = Mapping[str, str]
"""File name → text."""

_FILE = "example.yaml"
_TAKEN_AWAY = (None, "", "null", "~")


class ExampleResult(msgspec.Struct, frozen=True):
    """What became of one example. `text` is the example as one may quote it; `why` says what went wrong, where something did."""

    kind: Literal["bad", "good"]
    index: int
    text: str
    fired: bool
    ok: bool
    why: str = ""


def prove(
    rule: Rule, rules: RuleSet, settings: Settings, find: Callable[[Files], Collection[str]] | None = None
) -> list[ExampleResult]:
    """The results of a rule's examples. The rule must be on in `rules` (see `with_all`).

    `find` tells the ids of the rules whose problems come up when some files are read, for rules of kind `reported`;
    without it, those found by reading the files one by one and rendering their messages.
    """
    runner = Runner(rules, settings)
    return list(_results(rule, runner, find))


def _results(rule: Rule, runner: Runner, find: Callable[[Files], Collection[str]] | None) -> Iterator[ExampleResult]:
    kinds: tuple[tuple[Literal["bad", "good"], tuple[Any, ...]], ...] = (("bad", rule.examples.bad), ("good", rule.examples.good))
    for kind, examples in kinds:
        for index, example in enumerate(examples):
            own, example = _with_policies(rule, runner, example)
            files = example_files(rule, example, runner.settings)
            if rule.kind == "reported":
                fired = rule.id in (find or (lambda files: _reported(files, runner)))(files)
                problem = ""
            else:
                fired, problem = _fires(own, files)
            ok = fired == (kind == "bad") and not problem
            yield ExampleResult(kind, index, _quoted(example), fired, ok, problem)


def example_files(rule: Rule, example: Any, settings: Settings) -> Files:
    """The message files that an example stands for."""
    if isinstance(example, Mapping) and "files" in example:
        return {str(name): str(text) for name, text in example["files"].items()}
    if isinstance(example, Mapping) and "file" in example:
        return {_FILE: str(example["file"])}
    given = dict(example) if isinstance(example, Mapping) else {"body": str(example)}
    fields = {**_filled(rule, given, settings), **given}
    lines = [f"{name}: {_flow(value, core=name == 'samples')}" for name, value in fields.items() if value not in _TAKEN_AWAY]
    return {_FILE: "\n".join(lines) + "\n"}


def _filled(rule: Rule, given: dict[str, Any], settings: Settings) -> dict[str, Any]:
    """A message that fits `applies` and has every field that a rule may ask for."""
    applies = rule.applies
    kind = given.get("kind", (applies.kind or ("scripted",))[0])
    fields: dict[str, Any] = {
        "id": "example.message",
        "title": "An example",
        "kind": kind,
        "channel": given.get("channel", (applies.channel or ("email",))[0]),
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
    if kind == "mixed" and "parts" not in given:
        fields["parts"] = [{"text": given.pop("body", "Hello.")}]
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


def _with_policies(rule: Rule, runner: Runner, example: Any) -> tuple[Runner, Any]:
    """The runner for an example, and the example without the catalogue policies that it brings."""
    if not isinstance(example, Mapping) or not isinstance(example.get("policies"), Mapping):
        return _only(rule, runner.rules, runner.settings), example
    policies = tuple(_policy(str(name), stated) for name, stated in example["policies"].items())
    values: dict[str, Any] = {}
    for policy in policies:
        *above, last = policy.name.split(".")
        place = values
        for key in above:
            place = place.setdefault(key, {})
        place[last] = policy.value
    settings = msgspec.structs.replace(runner.settings, policies=policies, policy_values=values)
    rest = {key: value for key, value in example.items() if key != "policies"}
    alone = resettled(rule, settings)
    return Runner(with_only(runner.rules, alone), settings), rest


def _policy(name: str, stated: Any) -> Policy:
    if not isinstance(stated, Mapping):
        return Policy(name, str(stated))
    says = stated.get("says", ())
    return Policy(name, str(stated.get("value", "")), (says,) if isinstance(says, str) else tuple(says))


def _only(rule: Rule, rules: RuleSet, settings: Settings) -> Runner:
    """A runner that runs one rule, with the matcher of all of them."""
    return Runner(msgspec.structs.replace(rules, rules=(rule,)), settings)


def _entries(files: Files) -> list[Entry]:
    return [entry for name, text in files.items() for entry in load_text(text, name).entries]


def _fires(runner: Runner, files: Files) -> tuple[bool, str]:
    """Whether the runner's one rule finds anything in the messages of some files, and what keeps it from telling."""
    entries = _entries(files)
    problems = [problem.rule for name, text in files.items() for problem in load_text(text, name).problems]
    if not entries:
        return False, f"the example is no message: {', '.join(problems)}"
    by_id = {entry.message.id: entry for entry in entries}
    (rule,) = runner.rules.rules
    kept, fired, failures = [], False, []
    for entry in entries:
        variants = read_variants(entry, by_id.get, runner.settings)
        texts = [read_document(entry.message, variant) for variant in variants.variants]
        kept.append(facts(entry, texts[0].text))
        found = runner.on_message(MessageView(entry, variants, runner.settings))
        fired |= bool(found.hits)
        failures += found.failures
        for text in texts:
            reader, slow = runner.read(text)
            found = runner.on_text(reader)
            fired |= bool(found.hits)
            failures += slow + found.failures
    whole = runner.on_catalogue(kept)
    failures += whole.failures
    fits = any(rule.applies.fits(entry.message) for entry in entries)
    words = failures[0].words if failures else "" if fits else "the rule does not apply to this message"
    return fired or bool(whole.hits), words


def _reported(files: Files, runner: Runner) -> set[str]:
    """The rules whose problems come up when files are read and their messages are rendered."""
    entries = _entries(files)
    by_id = {entry.message.id: entry for entry in entries}
    found = {problem.rule for name, text in files.items() for problem in load_text(text, name).problems}
    for entry in entries:
        variants: VariantSet = read_variants(entry, by_id.get, runner.settings)
        found |= {problem.rule for problem in variants.problems}
    return found


def _quoted(example: Any) -> str:
    """An example as text: its body, its file, or its fields."""
    if isinstance(example, str):
        return example
    for key in ("body", "file"):
        if isinstance(example.get(key), str):
            return str(example[key])
    return ", ".join(f"{key}: {value}" for key, value in example.items())
