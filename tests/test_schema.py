"""The schemas that `msgreview schema` prints: everything shipped fits them, and what is wrong does not."""

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from msgreview.report.json import indented
from msgreview.report.schema import config_schema, message_schema, rubric_schema
from msgreview.train.schema import course_schema, scene_schema

ROOT = Path(__file__).parents[1]
FRESH = ROOT / "msgreview" / "cli" / "fresh"
SETTINGS = [ROOT / "messages" / "msgreview.yaml", FRESH / "msgreview.yaml"]
NO_MESSAGES = {"msgreview.yaml", "policies.yaml"}
MESSAGES = [path for folder in (ROOT / "messages", FRESH / "messages") for path in sorted(folder.rglob("*.yaml"))]
RUBRICS = [*sorted((ROOT / "rubrics").glob("*.yaml")), *(FRESH / "rubrics").glob("*.yaml")]
COURSES = sorted((ROOT / "training").glob("*.yaml"))
SCENES = sorted((ROOT / "training" / "scenes").glob("*.yaml"))
MAKERS = {
    "message": message_schema,
    "config": config_schema,
    "rubric": rubric_schema,
    "course": course_schema,
    "scene": scene_schema,
}


@lru_cache
def validator(what: str) -> Draft202012Validator:
    """The schema as a program reads it: what is printed, parsed."""
    schema = json.loads(indented(MAKERS[what]()))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


class Typed(yaml.CSafeLoader):
    """YAML as editors read it, by YAML 1.2: dates and `no` are texts."""


Typed.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith((":timestamp", ":bool", ":int", ":float"))]
    for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Typed.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf"))
Typed.add_implicit_resolver("tag:yaml.org,2002:int", re.compile("^-?[0-9]+$"), list("-0123456789"))
Typed.add_implicit_resolver("tag:yaml.org,2002:float", re.compile(r"^-?[0-9]+\.[0-9]+$"), list("-0123456789"))


def read(text: str) -> Any:
    return yaml.load(text, Typed)


def faults(what: str, value: Any) -> list[str]:
    return [f"{'.'.join(map(str, fault.absolute_path))}: {fault.message[:200]}" for fault in validator(what).iter_errors(value)]


def names(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", [path for path in MESSAGES if path.name not in NO_MESSAGES], ids=names)
def test_shipped_messages(path: Path) -> None:
    assert faults("message", read(path.read_text("utf-8"))) == []


@pytest.mark.parametrize("path", SETTINGS, ids=names)
def test_shipped_settings(path: Path) -> None:
    assert faults("config", read(path.read_text("utf-8"))) == []


@pytest.mark.parametrize("path", [path for path in RUBRICS if not path.stem.startswith("moves")], ids=names)
def test_shipped_rubrics(path: Path) -> None:
    assert faults("rubric", read(path.read_text("utf-8"))) == []


@pytest.mark.parametrize("path", COURSES, ids=names)
def test_shipped_courses(path: Path) -> None:
    assert faults("course", read(path.read_text("utf-8"))) == []


@pytest.mark.parametrize("path", SCENES, ids=names)
def test_shipped_scenes(path: Path) -> None:
    assert faults("scene", read(path.read_text("utf-8"))) == []


EXERCISE = "title: t\nexercises:\n  x: "
RULE = "title: t\npractice: clear\nrules:\n  x: "


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("message", "id: a\nkind: scripted\nchannel: fax\nbody: x"),
        ("message", "id: a\nkind: scripted\nbody: x"),
        ("message", "id: a b\nkind: scripted\nchannel: sms\nbody: x"),
        ("message", "id: a\nkind: scripted\nchannel: sms\nbody: x\nonwer: me"),
        ("message", "id: a\nkind: scripted\nchannel: sms\nbody: x\nreview: {last: yesterday}"),
        ("message", "id: a\nkind: scripted\nchannel: sms\nbody: x\nwaivers: [{rule: a.b}]"),
        ("message", "messages: [{id: a, kind: odd}]"),
        ("message", "[]"),
        ("config", "messages: 3"),
        ("config", "servces: {}"),
        ("config", "levels: {tone: loud}"),
        ("config", "require: {owner: [fax]}"),
        ("rubric", "title: t\nrules: []"),
        ("rubric", RULE + "{extends: nothing, message: x}"),
        ("rubric", RULE + "{extends: existence, tokens: [a]}"),
        ("rubric", RULE + "{extends: existence, message: x, tokens: {a: b}}"),
        ("rubric", RULE + "{extends: existence, message: x, tokens: [a], swap: {a: b}}"),
        ("rubric", RULE + "{extends: substitution, message: x}"),
        ("rubric", RULE + "{extends: existence, message: x, tokens: [a], level: loud}"),
        ("course", "title: t"),
        ("course", EXERCISE + "{kind: chose, prompt: Why.}"),
        ("course", EXERCISE + "{kind: choose, prompt: Why.}"),
        ("course", EXERCISE + "{kind: roleplay, prompt: Why., scene: wrong-fine, given: Hi}"),
        ("course", EXERCISE + "{kind: reflect, prompt: Why., example: So., questions: [When.], practice: kind}"),
        ("scene", "title: t"),
    ],
)
def test_what_is_wrong_does_not_fit(what: str, text: str) -> None:
    assert faults(what, read(text))


@pytest.mark.parametrize(
    "rule",
    [
        "{extends: existence, message: x, tokens: one, scope: [text, subject], exceptions: [a], vocab: false}",
        "{extends: move, message: x, on: refusal, needs: [offer], applies: {channel: sms, lang: [any]}}",
        "{extends: length, message: x, of: words, max: 20, examples: {bad: [a, {channel: sms, body: a}], good: [b]}}",
    ],
)
def test_rules_that_fit(rule: str) -> None:
    assert faults("rubric", read(RULE + rule)) == []


def test_several_messages_share_what_stands_above_them() -> None:
    shared = "kind: scripted\nchannel: sms\nmessages:\n- {id: a, body: x}\n- {id: b, body: y, channel: chat}"
    assert faults("message", read(shared)) == []
