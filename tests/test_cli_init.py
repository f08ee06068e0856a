"""`msgreview init`, as a user runs it."""

import json
import os
import re
import shlex
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
from histories import Repo

from msgreview import __version__
from msgreview.catalogue.files import CatalogueFile, shipped
from msgreview.catalogue.load import load_file
from msgreview.catalogue.settings import load_settings
from msgreview.cli.install_line import InstallLine, install_line, named_line
from msgreview.model.config import Config

FRESH = {
    ".github/workflows/messages.yml",
    ".gitattributes",
    ".gitignore",
    ".pre-commit-config.yaml",
    ".msgreview/schemas/config.schema.json",
    ".msgreview/schemas/message.schema.json",
    ".msgreview/schemas/rubric.schema.json",
    "messages/welcome/new-reader.yaml",
    "msgreview.yaml",
    "policies.yaml",
    "requirements-msgreview.txt",
    "rubrics/house.yaml",
}
AT_COMMIT = "msgreview[grammar] @ git+https://a.example/m@c"
AS_INDEXED = f"msgreview[grammar]=={__version__}"
HAD = InstallLine("msgreview[grammar] @ git+https://code.example/msgreview@abc")


@pytest.fixture(autouse=True)
def had(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tool was installed from a repository that everybody can reach."""
    monkeypatch.setattr("msgreview.cli.init.install_line", lambda: HAD)


def files(folder: str = ".") -> set[str]:
    return {path.relative_to(folder).as_posix() for path in Path(folder).rglob("*") if path.is_file()}


def test_a_fresh_folder(cli: Cli) -> None:
    ended = cli("init", "new one")
    assert (ended.code, ended.err) == (0, "12 files written, 0 kept. Next: cd 'new one' && msgreview lint\n")
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
@pytest.mark.slow
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
    loaded = [load_file(CatalogueFile(path, str(path))) for path in Path("messages").rglob("*.yaml")]
    assert len(loaded) >= 50
    assert not any(each.problems for each in loaded)
    messages = [entry.message for each in loaded for entry in each.entries]
    assert {(message.status, message.review) for message in messages} == {("draft", None), ("retired", None)}
    assert "The samples are drafts, as nobody has reviewed them here" in ended.err


def test_what_exists_is_kept_and_named(cli: Cli) -> None:
    Path(".gitignore").write_text("*.pyc\n.msgreview-cache/\n")
    Path("policies.yaml").symlink_to("nowhere.yaml")
    ended = cli("init")
    assert ended.code == 0
    assert ".gitignore is there already and was kept as it is. Add to it: .msgreview-*.tmp  *.bak  *~\n" in ended.err
    assert "policies.yaml is there already and was kept as it is.\n" in ended.err
    assert "10 files written, 2 kept. Next: msgreview lint\n" in ended.err
    assert Path(".gitignore").read_text() == "*.pyc\n.msgreview-cache/\n"
    before = {path: Path(path).read_bytes() for path in files()}
    again = cli("init")
    assert (again.code, again.out) == (0, "")
    assert "0 files written, 9 kept." in again.err
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
    assert workflow["on"]["push"] == {"branches": ["main", "master"]}
    *_, install, prove, read = workflow["jobs"]["lint"]["steps"]
    assert install == {"run": "pip install -r requirements-msgreview.txt"}
    assert prove == {"run": "test ! -d rubrics || msgreview rubric test rubrics"}
    assert read["run"] == 'msgreview lint --new-since "$SINCE" --format github --format "markdown:$GITHUB_STEP_SUMMARY"'
    assert Path("requirements-msgreview.txt").read_text("utf-8").splitlines()[-1] == HAD.requirement
    hook = yaml.safe_load(Path(".pre-commit-config.yaml").read_text("utf-8"))["repos"][0]["hooks"][0]
    assert hook["entry"] == "msgreview lint --new-since HEAD"


@pytest.fixture
def nested(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder deep in a repository, which is the current one; its top."""
    top = Path.cwd()
    subprocess.run(["git", "init", "-q"], check=True)
    (top / "our texts" / "de").mkdir(parents=True)
    monkeypatch.chdir("our texts/de")
    return top


def test_in_a_repository_workflow_and_hook_go_to_its_top(cli: Cli, nested: Path) -> None:
    ended = cli("init")
    assert ended.code == 0
    where = ".github/workflows/messages-our-texts-de.yml, .pre-commit-config.yaml"
    assert f"our texts/de is in the repository {nested}. What belongs at its top was put there: {where}.\n" in ended.err
    assert "../../.pre-commit-config.yaml\n" in ended.out
    assert files() == {path for path in FRESH if not path.startswith((".github", ".pre-commit"))}
    workflow = yaml.safe_load((nested / ".github/workflows/messages-our-texts-de.yml").read_text("utf-8"))
    assert workflow["defaults"] == {"run": {"working-directory": "our texts/de"}}
    paths = [step["with"]["cache-dependency-path"] for step in workflow["jobs"]["lint"]["steps"] if "cache: pip" in str(step)]
    assert set(paths) <= {"our texts/de/requirements-msgreview.txt"}
    [hook] = yaml.safe_load((nested / ".pre-commit-config.yaml").read_text("utf-8"))["repos"][0]["hooks"]
    assert shlex.split(hook["entry"]) == ["msgreview", "lint", "--config", "our texts/de/msgreview.yaml", "--new-since", "HEAD"]
    assert re.search(hook["files"], "our texts/de/messages/a/b.yaml")
    assert re.search(hook["files"], "our texts/de/policies.yaml")
    assert not re.search(hook["files"], "messages/a.yaml")
    again = cli("init")
    assert (again.code, again.out) == (0, "")


def test_the_hook_of_a_team_that_has_others(cli: Cli, nested: Path) -> None:
    (nested / ".pre-commit-config.yaml").write_text("repos: []\n")
    said = cli("init").err
    advice = re.search(r"Add to its `repos`:\n(.*?pass_filenames: false)", said, re.DOTALL)
    assert advice
    assert yaml.safe_load(advice[1])[0]["hooks"][0]["id"] == "msgreview-our-texts-de"


def test_a_catalogue_that_has_messages_elsewhere(cli: Cli, nested: Path) -> None:
    """The hook reads the folders that the settings name, no first message is added, and doctor says what a hook passes over."""
    Path("msgreview.yaml").write_text("messages: [./text files, one.yaml]\nrubrics: [rubrics, 'vale:styles']\n")
    Path("text files").mkdir()
    Path("text files/a.yml").write_text("id: a\nkind: scripted\nchannel: chat\nbody: Hello.\n")
    cli("init", "--ci", "none")
    assert not Path("messages").exists()
    hook = nested / ".pre-commit-config.yaml"
    text = hook.read_text("utf-8")
    pattern = yaml.safe_load(text)["repos"][0]["hooks"][0]["files"]
    started = ("text files/a.yml", "one.yaml", "rubrics/r.yaml", "styles/House/x.yml", "msgreview.yaml")
    assert all(re.search(pattern, f"our texts/de/{path}") for path in started)
    assert not re.search(pattern, "our texts/de/messages/a.yaml")
    assert "the commit hook" not in cli("doctor").out
    hook.write_text(text.replace("text\\ files", "messages"))
    said = " ".join(cli("doctor").out.split())
    assert "the commit hook passes over 1 message file, such as our texts/de/text files/a.yml." in said
    assert f"files: '{pattern}'" in said
    hook.write_text("repos: [{repo: local, hooks: [{id: msgreview, files: '('}]}]\n")
    assert "the commit hook" not in cli("doctor").out


def test_the_hook_of_a_second_catalogue(cli: Cli, nested: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hook = nested / ".pre-commit-config.yaml"
    monkeypatch.chdir(nested)
    cli("init", "a")
    assert "entry: msgreview lint --config b/msgreview.yaml --new-since HEAD\n" in cli("init", "b").err
    assert "Add to its `repos`" in cli("init").err  # at the top
    for entry in (
        "entry: msgreview lint a b --new-since HEAD",
        "- repo: https://code.example/msgreview\n  hooks: [{id: msgreview}]",
    ):
        hook.write_text(f"repos:\n  {entry}\n")
        assert "Add to its `repos`" not in cli("init", "b").err


def test_for_gitlab(cli: Cli, nested: Path) -> None:
    subprocess.run(["git", "remote", "add", "origin", "https://gitlab.example/a/b.git"], check=True)
    assert cli("init").code == 0
    assert not (nested / ".github").exists()
    included = yaml.safe_load((nested / ".gitlab-ci.yml").read_text("utf-8"))["include"]
    assert included == [{"local": ".gitlab/messages-our-texts-de.yml"}]
    jobs = yaml.safe_load((nested / included[0]["local"]).read_text("utf-8"))
    assert set(jobs) == {".messages-our-texts-de", "messages-our-texts-de", "messages-our-texts-de-review"}
    assert jobs[".messages-our-texts-de"]["before_script"][0] == "cd 'our texts/de'"
    (nested / ".gitlab-ci.yml").write_text("test: {script: make}\n")
    assert "Add to it: include: [{local: .gitlab/messages-our-texts-de.yml}]" in cli("init").err
    assert "--monthly-issue writes a workflow for GitHub." in cli("init", "--monthly-issue").err
    assert cli("init", "elsewhere", "--ci", "none").code == 0
    assert ".gitlab" not in "".join(files("elsewhere"))


@pytest.mark.parametrize(
    ("where", "line"),
    [
        ("git+https://code.example/m@v1", "msgreview[grammar] @ git+https://code.example/m@v1"),
        ("https://code.example/m.git", "msgreview[grammar] @ git+https://code.example/m.git"),
        (
            "https://code.example/msgreview-1-py3-none-any.whl",
            "msgreview[grammar] @ https://code.example/msgreview-1-py3-none-any.whl",
        ),
        ("msgreview[all]>=1.2", "msgreview[all]>=1.2"),
        ("==1.2", "msgreview[grammar]==1.2"),
        ("git@code.example:us/m.git", "msgreview[grammar] @ git+https://code.example/us/m.git"),
        ("https://code.example/us/m", "msgreview[grammar] @ git+https://code.example/us/m"),
        ("Msgreview ==1.2; python_version > '3'", "Msgreview ==1.2; python_version > '3'"),
    ],
)
def test_where_ci_gets_the_tool(where: str, line: str) -> None:
    assert named_line(where) == (line, "")


@pytest.mark.parametrize(
    ("where", "why"),
    [
        ("requests", "that is requests, and not msgreview"),
        ("requests-2-py3-none-any.whl", "that is requests, and not msgreview"),
        ("requests @ https://a.example/m.zip", "that is requests, and not msgreview"),
        *((path, "that is a path of this machine") for path in (".", "/srv/m", "~/m", "src/m", r"C:\m", "msgreview @ file:///m")),
        *((nonsense, "pip reads no requirement in it") for nonsense in ("some words", "msgreview>>1", "!")),
        ("git+https://", "no site is named in it"),
    ],
)
def test_what_ci_cannot_install(where: str, why: str) -> None:
    assert named_line(where).problem == (
        f"CI cannot install msgreview by '{where}': {why}. "
        f"Write a repository (git+https://…), a wheel of msgreview, or a version in an index (msgreview=={__version__})."
    )


def test_a_wheel_is_copied(cli: Cli) -> None:
    ended = cli("init", "here", "--install-from", "msgreview-1-py3-none-any.whl")
    assert ended.code == 2
    assert "there is no wheel" in ended.err
    Path("msgreview-1-py3-none-any.whl").write_bytes(b"zip")
    assert cli("init", "here", "--install-from", "msgreview-1-py3-none-any.whl").code == 0
    assert Path("here/wheels/msgreview-1-py3-none-any.whl").read_bytes() == b"zip"
    assert (
        Path("here/requirements-msgreview.txt").read_text("utf-8").endswith("\n./wheels/msgreview-1-py3-none-any.whl[grammar]\n")
    )
    Path("here/wheels/msgreview-1-py3-none-any.whl").unlink()
    looked = cli("doctor", "--config", "here/msgreview.yaml")
    assert looked.code == 2
    assert "mend  CI installs msgreview from ./wheels/msgreview-1-py3-none-any.whl, and there is no such file" in looked.out


class Installed:
    """A distribution, with what pip wrote down of its origin."""

    def __init__(self, origin: dict[str, Any] | None) -> None:
        self._origin = origin

    def read_text(self, _: str) -> str | None:
        return None if self._origin is None else json.dumps(self._origin)


@pytest.mark.parametrize(
    ("origin", "line", "problem"),
    [
        (None, AS_INDEXED, ""),
        ({"url": "https://a.example/m", "vcs_info": {"commit_id": "c"}}, AT_COMMIT, ""),
        ({"url": "ssh://git@a.example/m", "vcs_info": {"commit_id": "c"}}, AT_COMMIT, ""),
        (
            {"url": "https://jo:token@a.example/m", "vcs_info": {"commit_id": "c"}},
            "msgreview[grammar] @ git+https://a.example/m@c",
            "",
        ),
        ({"url": "https://a.example/m.whl", "archive_info": {}}, "msgreview[grammar] @ https://a.example/m.whl", ""),
        (
            {"url": "file:///home/jo/m%201.whl", "archive_info": {}},
            f"msgreview[grammar]=={__version__}",
            "from /home/jo/m 1.whl,",
        ),
        ({"url": "file:///nowhere", "dir_info": {}}, f"msgreview[grammar]=={__version__}", "from /nowhere,"),
    ],
)
def test_where_it_came_from(monkeypatch: pytest.MonkeyPatch, origin: dict[str, Any] | None, line: str, problem: str) -> None:
    monkeypatch.setattr("msgreview.cli.install_line.distribution", lambda _: Installed(origin))
    told = install_line()
    assert told.requirement == line
    assert problem in told.problem
    assert bool(told.problem) == bool(problem)


def test_a_checkout_is_had_from_its_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = Repo(tmp_path / "source")
    repo.commit({"a.txt": "a"}, "ann", "2027-01-01")
    monkeypatch.setattr(
        "msgreview.cli.install_line.distribution",
        lambda _: Installed({"url": repo.folder.as_uri(), "dir_info": {"editable": True}}),
    )
    assert "CI cannot get it from there" in install_line().problem
    repo.git("remote", "add", "origin", "git@code.example:us/msgreview.git")
    commit = repo.git("rev-parse", "HEAD").strip()
    told = install_line()
    assert told.requirement == f"msgreview[grammar] @ git+https://code.example/us/msgreview.git@{commit}"
    assert "Push it, so that CI can have it." in told.problem
    repo.git("update-ref", "refs/remotes/origin/main", commit)
    assert install_line().problem == ""


def test_init_says_what_ci_cannot_have(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("msgreview.cli.init.install_line", lambda: HAD._replace(problem="It is here alone."))
    assert "It is here alone.\n" in cli("init").err
    monkeypatch.setattr("msgreview.cli.doctor.install_line", lambda: HAD._replace(problem="It is here alone."))
    assert "note  It is here alone." in cli("doctor").out
    Path("requirements-msgreview.txt").write_text("# Ours.\nmsgreview==9\n")
    assert "CI installs msgreview by requirements-msgreview.txt: msgreview==9" in cli("doctor").out
    Path("requirements-msgreview.txt").write_text("--index-url https://a.example\n-e ../msgreview\n")
    assert "mend  CI cannot install msgreview by '-e ../msgreview': that is a path of this machine." in cli("doctor").out
    Path("requirements-msgreview.txt").unlink()
    ended = cli("init", "--install-from", "requests")
    assert (ended.code, "not msgreview" in ended.err, Path("requirements-msgreview.txt").exists()) == (2, True, False)


def test_shipped_data_is_found_in_a_checkout_and_in_a_wheel(tmp_path: Path) -> None:
    assert shipped("messages").is_dir()
    (tmp_path / "shipped" / "rubrics").mkdir(parents=True)
    assert shipped("rubrics", tmp_path) == tmp_path / "shipped" / "rubrics"
    assert shipped("messages", tmp_path) == tmp_path.parent / "messages"
