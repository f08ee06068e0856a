"""Nothing is left out: every command, option, setting, field and kind is told of where people look for it."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import typer
from conftest import Cli

from msgreview.catalogue.files import shipped
from msgreview.cli.app import command_line
from msgreview.model.config import Config
from msgreview.model.message import Message
from msgreview.rubric.kinds import KINDS

DOCS = Path(__file__).parents[1] / "docs"
README = (DOCS.parent / "README.md").read_text("utf-8")


def page(name: str) -> str:
    return (DOCS / f"{name}.md").read_text("utf-8")


def commands(group: Any = None, above: str = "") -> Iterator[tuple[str, Any]]:
    """Every command and group of commands, by what is typed."""
    group = group or typer.main.get_command(command_line())
    yield above, group
    for name, command in getattr(group, "commands", {}).items():
        yield from commands(command, f"{above} {name}".strip())


COMMANDS = dict(commands())


def test_every_command_has_its_section() -> None:
    headings = re.findall(r"^## msgreview ?(.*)$", page("commands"), re.MULTILINE)
    assert sorted(headings) == sorted(COMMANDS)


@pytest.mark.parametrize("name", [name for name in COMMANDS if name])
def test_a_command_is_told_in_one_line_of_the_list(name: str, cli: Cli) -> None:
    """Its first sentence is whole where commands are listed."""
    group, _, command = name.rpartition(" ")
    row = re.search(rf"^  {command} +(.*)$", cli(*group.split(), "--help").out, re.MULTILINE)
    assert row is not None
    assert row[1].endswith((".", "?")), row[1]
    assert not row[1].endswith("...")
    assert COMMANDS[name].help.startswith(row[1])


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_option_says_what_it_does(name: str) -> None:
    for parameter in COMMANDS[name].params:
        assert getattr(parameter, "help", None), parameter.name


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_every_kind_has_a_manual_page_and_stands_in_the_docs(kind: Any) -> None:
    first, *rest = kind.about.strip().split("\n\n")
    assert len(first.splitlines()) == 1
    assert first.endswith(".")
    assert rest
    rules = page("rules")
    if kind.name != "reported":
        assert f"| `{kind.name}` |" in rules
    for field in msgspec.structs.fields(kind.options):
        if field.name not in kind.settled:
            assert f"`{field.encode_name}`" in rules, field.name


@pytest.mark.parametrize("path", sorted(shipped("rubrics").glob("*.yaml")), ids=lambda path: path.stem)
def test_every_rubric_stands_in_the_readme(path: Path) -> None:
    assert path.stem.split(".")[0] == "moves" or f"`{path.stem}`" in README


def test_every_rule_is_explained(cli: Cli) -> None:
    rules = [rule["id"] for rule in json.loads(cli("rubric", "list", "--format", "json").out)["rules"]]
    explained = cli("explain", *rules)
    assert explained.code == 0
    for rule in rules:
        assert f"\n{rule}  " in f"\n{explained.out}"
    assert explained.out.count("\n  Try      ") == len(rules)
    assert explained.out.count("\n  Source   ") == len(rules)


def keys(struct: type[msgspec.Struct], above: str = "") -> Iterator[str]:
    for field in msgspec.structs.fields(struct):
        if isinstance(field.type, type) and issubclass(field.type, msgspec.Struct):
            yield from keys(field.type, f"{above}{field.encode_name}.")
        else:
            yield above + field.encode_name


@pytest.mark.parametrize("key", list(keys(Config)))
def test_every_setting_stands_in_the_docs_with_its_default(key: str) -> None:
    row = re.search(rf"^\| `{re.escape(key)}` \| `(.*?)` \| .+ \|$", page("configuration"), re.MULTILINE)
    assert row is not None
    value: Any = Config()
    for name in key.split("."):
        value = getattr(value, name)
    assert row[1] == as_yaml(value)


def as_yaml(value: Any) -> str:
    if value is None:
        return "off"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {as_yaml(each)}" for key, each in value.items()) + "}"
    return f"[{', '.join(value)}]" if isinstance(value, tuple) else str(value) or '""'


def test_no_setting_is_made_up() -> None:
    named = re.findall(r"^\| `([a-z_.]+)` \| `", page("configuration"), re.MULTILINE)
    assert named == list(keys(Config))


def test_every_field_of_a_message_stands_in_the_docs() -> None:
    table = "".join(re.findall(r"^\| `.*$", page("messages"), re.MULTILINE))
    for field in msgspec.structs.fields(Message):
        assert f"`{field.encode_name}`" in table or f"`{field.encode_name}`" in page("messages"), field.name


def test_every_module_says_what_it_is() -> None:
    modules = list(Path(__file__).parents[1].joinpath("msgreview").rglob("*.py"))
    assert len(modules) > 500
    assert [module for module in modules if not module.read_text("utf-8").startswith('"""')] == []
