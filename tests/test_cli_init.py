"""`msgreview init`, as a user runs it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from conftest import Cli

from msgreview.catalogue.files import shipped
from msgreview.catalogue.load import load_file
from msgreview.catalogue.settings import load_settings
from msgreview.model.config import Config

FRESH = {
    ".github/workflows/messages.yml",
    ".gitignore",
    ".pre-commit-config.yaml",
    "messages/welcome/new-reader.yaml",
    "msgreview.yaml",
    "policies.yaml",
    "rubrics/house.yaml",
}


def files(folder: str = ".") -> set[str]:
    return {path.relative_to(folder).as_posix() for path in Path(folder).rglob("*") if path.is_file()}


def test_a_fresh_folder(cli: Cli) -> None:
    ended = cli("init", "new one")
    assert (ended.code, ended.err) == (0, "7 files written, 0 kept. Next: cd 'new one' && msgreview lint\n")
    assert set(ended.out.splitlines()) == {f"new one/{path}" for path in FRESH}
    assert files("new one") == FRESH


def test_every_setting_is_there_and_is_the_default(cli: Cli) -> None:
    cli("init")
    settings = load_settings(Path(), date(2026, 11, 23))
    assert settings.config == msgspec.structs.replace(Config(), rubrics=("rubrics",), grammar="harper")
    assert settings.policy_values == {"loans": {"days": 28}}
    stated = yaml.safe_load(Path("msgreview.yaml").read_text("utf-8"))
    assert set(names(stated)) == set(names(msgspec.to_builtins(Config())))


def names(value: dict[str, Any], above: str = "") -> Iterator[str]:
    for key, each in value.items():
        yield above + key
        if isinstance(each, dict):
            yield from names(each, f"{above}{key}.")


@pytest.mark.parametrize("options", [[], ["--samples"]])
def test_what_it_makes_lints_clean(cli: Cli, options: list[str]) -> None:
    cli("init", *options)
    ended = cli("lint")
    assert ended.code == 0, ended.out + ended.err


def test_the_first_message_has_nothing_to_mend(cli: Cli) -> None:
    cli("init")
    ended = cli("lint", "--format", "concise")
    assert (ended.code, ended.out) == (0, "")


def test_the_rule_of_the_team_finds_what_it_should(cli: Cli) -> None:
    cli("init")
    Path("messages/x.yaml").write_text("id: x\nkind: scripted\nchannel: chat\nbody: Come to the circulation desk.\n")
    assert "house.our-name" in cli("lint", "--format", "concise").out


def test_with_the_sample_messages(cli: Cli) -> None:
    ended = cli("init", "--samples")
    assert ended.code == 0
    assert (FRESH - {"messages/welcome/new-reader.yaml"}) < files()
    assert not Path("messages/msgreview.yaml").exists()
    assert not Path("messages/drafts").exists()
    settings = load_settings(Path(), date(2026, 11, 23))
    assert settings.config.messages == ("messages",)
    assert settings.config.variables["library"]["name"] == "Rivermouth Library"
    assert settings.config.services.keys() >= {"circulation"}
    loaded = [load_file(path, str(path)) for path in Path("messages").rglob("*.yaml")]
    assert len(loaded) >= 50
    assert not any(each.problems for each in loaded)


def test_what_exists_is_kept_and_named(cli: Cli) -> None:
    Path(".gitignore").write_text("*.pyc\n.msgreview-cache/\n")
    Path("policies.yaml").symlink_to("nowhere.yaml")
    ended = cli("init")
    assert ended.code == 0
    assert ".gitignore is there already and was kept as it is. Add to it: .msgreview-*.tmp  *.bak  *~\n" in ended.err
    assert "policies.yaml is there already and was kept as it is.\n" in ended.err
    assert "5 files written, 2 kept. Next: msgreview lint\n" in ended.err
    assert Path(".gitignore").read_text() == "*.pyc\n.msgreview-cache/\n"
    before = {path: Path(path).read_bytes() for path in files()}
    again = cli("init")
    assert (again.code, again.out) == (0, "")
    assert "0 files written, 7 kept." in again.err
    assert {path: Path(path).read_bytes() for path in files()} == before


def test_a_gitignore_that_knows_is_not_talked_about(cli: Cli) -> None:
    cli("init")
    assert ".gitignore is there already and was kept as it is.\n" in cli("init").err
    Path(".gitignore").unlink()
    Path(".gitignore").mkdir()
    assert ".gitignore is there already" in cli("init").err


def test_a_file_is_no_folder(cli: Cli) -> None:
    Path("taken").write_text("")
    ended = cli("init", "taken")
    assert ended.code == 2
    assert "taken is a file. Name a folder; it is made if need be." in ended.err


def test_a_full_disk(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("msgreview.catalogue.atomic.os.fsync", full)
    ended = cli("init", "new")
    assert ended.code == 2
    assert "new could not be written: No space left on device. Run it again: it goes on." in ended.err
    assert files() == set()


@pytest.mark.parametrize(("titles", "opened"), [("", True), ("Messages to review in 1999-01", True), ("$THIS", False)])
def test_the_monthly_workflow_opens_one_issue(demo: Cli, tmp_path: Path, titles: str, opened: bool) -> None:
    """Its script runs as it stands, against a `gh` that keeps what it is given."""
    assert demo("init", "--monthly-issue").code == 0
    workflow = yaml.safe_load(Path(".github/workflows/reviews.yml").read_text("utf-8"))
    steps = workflow["jobs"]["issue"]["steps"]
    assert steps[0]["with"] == {"fetch-depth": 0}
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "msgreview").write_text(f'#!/bin/sh\nexec {sys.executable} -m msgreview "$@" --as-of 2026-11-23\n')
    title = "Messages to review in $(date -u +%Y-%m)"
    known = titles.replace("$THIS", title)
    (tools / "gh").write_text(
        f'#!/bin/bash\nif [ "$2" = list ]; then echo "{known}"; else cp due.md opened.md; echo "$4" > title; fi\n'
    )
    for tool in tools.iterdir():
        tool.chmod(0o755)
    subprocess.run(["bash", "-e", "-c", steps[-1]["run"]], env=os.environ | {"PATH": f"{tools}:{os.environ['PATH']}"}, check=True)
    assert Path("opened.md").exists() == opened
    if opened:
        assert Path("opened.md").read_text("utf-8").count("- [ ] ") == 12  # 11 messages, and a policy for two more
        assert Path("title").read_text("utf-8").startswith("Messages to review in 20")


def test_only_who_asks_gets_the_monthly_workflow(cli: Cli) -> None:
    cli("init")
    assert not Path(".github/workflows/reviews.yml").exists()


def test_the_review_gate_has_all_of_the_history(cli: Cli) -> None:
    cli("init")
    steps = yaml.safe_load(Path(".github/workflows/messages.yml").read_text("utf-8"))["jobs"]["review"]["steps"]
    assert steps[0]["with"] == {"fetch-depth": 0}
    assert steps[-1] == {"run": "msgreview review due --fail-on overdue"}


def test_the_workflow_and_the_hook_are_yaml_that_runs_lint(cli: Cli) -> None:
    cli("init")
    workflow = yaml.safe_load(Path(".github/workflows/messages.yml").read_text("utf-8"))
    assert workflow["on"]["push"] == {"branches": ["main"]}
    steps = [step for step in workflow["jobs"]["lint"]["steps"] if "lint" in step.get("run", "")]
    assert steps == [
        {
            "run": 'msgreview lint --format github --new-since "origin/$GITHUB_BASE_REF"',
            "if": "github.event_name == 'pull_request'",
        },
        {"run": "msgreview lint --format github", "if": "github.event_name == 'push'"},
    ]
    hook = yaml.safe_load(Path(".pre-commit-config.yaml").read_text("utf-8"))["repos"][0]["hooks"][0]
    assert hook["entry"] == "msgreview lint --new-since HEAD"


def test_shipped_data_is_found_in_a_checkout_and_in_a_wheel(tmp_path: Path) -> None:
    assert shipped("messages").is_dir()
    (tmp_path / "shipped" / "rubrics").mkdir(parents=True)
    assert shipped("rubrics", tmp_path) == tmp_path / "shipped" / "rubrics"
    assert shipped("messages", tmp_path) == tmp_path.parent / "messages"
