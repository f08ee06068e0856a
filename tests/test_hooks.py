"""What runs the tool by itself: hooks of pre-commit, the action, the workflow; each with the real program where there is one."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import Cli
from histories import ISOLATED, Repo
from scale import times

ROOT = Path(__file__).parents[1]
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
PRE_COMMIT = (sys.executable, "-m", "pre_commit")
OLD = "kind: scripted\nchannel: chat\nowner: desk@library.example\nbody: Send us your PIN.\n"
NEW = "kind: scripted\nchannel: chat\nowner: desk@library.example\nbody: Tell us your password.\n"


def run(*command: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | ISOLATED | {"MSGREVIEW_CACHE": str(folder.parent / "cache")} | environment
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the repository of each test lies: the rules are loaded once for all, as their cache is named by the place."""
    return tmp_path_factory.mktemp("place")


@pytest.fixture
def catalogue(place: Path) -> Repo:
    """A repository with a catalogue in a folder, in which a red finding has stood for long."""
    if (place / "repo").exists():
        shutil.rmtree(place / "repo")
    repo = Repo(place / "repo")
    files = {"lib/msgreview.yaml": "{}\n", "lib/messages/old.yaml": f"id: old\n{OLD}", "other.yaml": "a: b\n"}
    repo.commit(files, "ann", "2027-01-01")
    return repo


def hooks(folder: Path, language: str) -> Path:
    """A repository that offers our hooks, in this language: `system` spares the making of an environment for each."""
    source = Repo(folder)
    offered = [{**each, "language": language} for each in HOOKS]
    for each in offered if language == "system" else ():
        each.pop("additional_dependencies", None)
        each["entry"] = each["entry"].replace("msgreview", f"{sys.executable} -m msgreview", 1)
    source.commit({".pre-commit-hooks.yaml": yaml.safe_dump(offered)}, "ann", "2027-01-01")
    return folder


def test_the_hook_reads_the_files_of_a_commit_without_flooding(catalogue: Repo, tmp_path: Path) -> None:
    """With the real pre-commit: what has stood there stops nobody, and one new red is shown alone."""
    source, top = hooks(tmp_path / "hooks", "system"), catalogue.folder
    revision = subprocess.run(["git", "rev-parse", "HEAD"], cwd=source, capture_output=True, text=True, check=True).stdout.strip()
    where = {"msgreview-catalogue": {"args": ["--config", "lib/msgreview.yaml"]}}
    ids = [{"id": each["id"], **where.get(each["id"], {})} for each in HOOKS]
    wanted = {"repos": [{"repo": str(source), "rev": revision, "hooks": ids}]}
    (top / ".pre-commit-config.yaml").write_text(yaml.safe_dump(wanted))
    home = {"PRE_COMMIT_HOME": str(tmp_path / "home")}
    (top / "lib/messages/old.yaml").write_text(f"# Moved on.\nid: old\n{OLD}")
    (top / "lib/messages/new.yaml").write_text(f"id: new\n{NEW}")
    catalogue.git("add", ".")
    stopped = run(*PRE_COMMIT, "run", folder=top, **home)
    assert stopped.returncode == 1
    assert "lib/messages/new.yaml:5:7 red privacy.asks-for-secret" in stopped.stdout, stopped.stdout + stopped.stderr
    assert "old.yaml" not in stopped.stdout
    assert "(no files to check)Skipped" in stopped.stdout


@pytest.mark.skipif(times(1) == 1, reason="an environment is made for each hook: see MSGREVIEW_TEST_SCALE")
def test_the_hooks_in_environments_of_their_own(catalogue: Repo, tmp_path: Path) -> None:
    (catalogue.folder / "lib/messages/new.yaml").write_text(f"id: new\n{NEW}")
    catalogue.git("add", ".")
    tried = run(*PRE_COMMIT, "try-repo", str(ROOT), "msgreview", folder=catalogue.folder, PRE_COMMIT_HOME=str(tmp_path / "home"))
    assert tried.returncode == 1
    assert "lib/messages/new.yaml:5:7 red privacy.asks-for-secret" in tried.stdout, tried.stdout + tried.stderr


def test_which_files_the_hooks_are_for() -> None:
    """Each path with the hooks that it starts."""
    expected = {
        "messages/a.yaml": ["msgreview"],
        "x/messages/de/a.yml": ["msgreview"],
        "messages/msgreview.yaml": ["msgreview-catalogue"],
        "policies.yaml": ["msgreview-catalogue"],
        "rubrics/house.yaml": ["msgreview-catalogue", "msgreview-rubrics"],
        "messages/votes.yaml": [],
        "docker-compose.yaml": [],
    }
    for path, ids in expected.items():
        started = [
            each["id"] for each in HOOKS if re.search(each["files"], path) and not re.search(each.get("exclude", "^$"), path)
        ]
        assert started == ids, path


def test_the_hooks_take_the_grammar_engine_that_the_package_takes() -> None:
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]["grammar"]
    assert [each["additional_dependencies"] for each in HOOKS if "lint" in each["entry"]] == [wanted, wanted]


def steps(path: Path, *keys: str) -> list[dict[str, Any]]:
    """The steps of a workflow or an action that run something."""
    value = yaml.safe_load(path.read_text("utf-8"))
    for key in keys:
        value = value[key]
    return [each for each in value if "run" in each]


def test_what_the_action_runs(catalogue: Repo, tmp_path: Path) -> None:
    """Its last step as it stands: a new red on the pull request fails it; a comment for the summary and SARIF are written."""
    read = steps(ROOT / "action.yml", "runs", "steps")[-1]
    catalogue.git("checkout", "-q", "-b", "change")
    catalogue.commit({"lib/messages/new.yaml": f"id: new\n{NEW}"}, "ann", "2027-01-02")
    catalogue.git("update-ref", "refs/remotes/origin/main", "main")
    tools = tmp_path / "temp" / "msgreview" / "bin"
    tools.mkdir(parents=True)
    (tools / "msgreview").write_text(f'#!/bin/sh\nexec {sys.executable} -m msgreview "$@"\n')
    (tools / "msgreview").chmod(0o755)
    given = {
        "RUNNER_TEMP": str(tmp_path / "temp"),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
        "SINCE": "origin/main",
        "FAIL_ON": "red",
        "SARIF": "out.sarif",
    }
    assert set(read["env"]) - set(given) == {"MSGREVIEW_CACHE"}
    ended = run("bash", "-e", "-o", "pipefail", "-c", read["run"], folder=catalogue.folder / "lib", **given)
    assert ended.returncode == 1, ended.stderr
    assert ended.stdout.count("::error file=lib/messages/new.yaml,line=5,") == 1
    assert "old.yaml" not in ended.stdout
    assert (tmp_path / "summary.md").read_text("utf-8").startswith("<!-- msgreview -->\n**2 messages read")
    assert (catalogue.folder / "lib" / "out.sarif").exists()


def test_what_the_jobs_of_gitlab_run(catalogue: Repo, cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(catalogue.folder)
    assert cli("init", "lib", "--ci", "gitlab", "--install-from", "msgreview==1").code == 0
    jobs = yaml.safe_load((catalogue.folder / ".gitlab/messages-lib.yml").read_text("utf-8"))
    go, install = jobs[".messages-lib"]["before_script"]
    assert install == "pip install --quiet -r requirements-msgreview.txt"
    catalogue.commit({"lib/messages/new.yaml": f"id: new\n{NEW}"}, "ann", "2027-01-02")
    script = "\n".join([f'msgreview() {{ {sys.executable} -m msgreview "$@"; }}', go, jobs["messages-lib"]["script"][-1]])
    top = str(catalogue.folder)
    ended = run("bash", "-e", "-c", script, folder=catalogue.folder, CI_PROJECT_DIR=top, CI_COMMIT_BEFORE_SHA="HEAD~1")
    assert ended.returncode == 1, ended.stderr
    reports = jobs["messages-lib"]["artifacts"]["reports"]
    assert '"path": "lib/messages/new.yaml"' in (catalogue.folder / reports["codequality"]).read_text("utf-8")
    assert 'name="new"' in (catalogue.folder / reports["junit"]).read_text("utf-8")
