"""The extension for Visual Studio Code: which program it starts, what it says, and that it builds."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from scale import SCALE

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "editors" / "vscode"
NODE, NPM = shutil.which("node"), shutil.which("npm")
needs_node = pytest.mark.skipif(NODE is None, reason="Node is not here: apt-get install nodejs")


def activated(folder: Path, *, command: list[str] = [], fails: bool = False) -> Any:  # noqa: B006 - only read
    arguments = [str(NODE), str(ROOT / "tests" / "vscode.js"), str(folder), json.dumps(command), "fails" * fails]
    done = subprocess.run(arguments, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@needs_node
def test_it_starts_the_program_of_the_folder_or_of_the_settings(tmp_path: Path) -> None:
    seen = activated(tmp_path)
    assert seen["started"] == [["msgreview", "lsp"]] * 2, "once, and once again by the command"
    assert seen["commands"] == ["msgreview.restart"]
    assert {each["language"] for each in seen["selector"]} == {"yaml"}
    assert {each["scheme"] for each in seen["selector"]} == {"file", "untitled"}
    program = tmp_path / ".venv" / "bin" / "msgreview"
    program.parent.mkdir(parents=True)
    program.touch()
    assert activated(tmp_path)["started"][0] == [str(program), "lsp"]
    assert activated(tmp_path, command=["/opt/msgreview", "lsp"])["started"][0] == ["/opt/msgreview", "lsp"]


@needs_node
def test_it_says_how_to_install_what_is_not_there(tmp_path: Path) -> None:
    assert "pip install 'msgreview[lsp]'" in activated(tmp_path, fails=True)["said"][0]


def test_what_it_declares_is_what_it_does() -> None:
    package = json.loads((FOLDER / "package.json").read_text("utf-8"))
    code = (FOLDER / "extension.js").read_text("utf-8")
    names = [each["command"] for each in package["contributes"]["commands"]]
    assert all(f'"{name}"' in code for name in names)
    assert list(package["contributes"]["configuration"]["properties"]) == ["msgreview.command"]
    assert not (FOLDER / "package-lock.json").exists()


@pytest.mark.slow
@pytest.mark.skipif(
    NPM is None or SCALE == 1, reason="it asks npm for its tools; `make vscode` builds it, and so does a long run"
)
def test_it_builds(tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path / "editors" / "vscode", ignore=shutil.ignore_patterns("node_modules", "dist"))
    for name in ("Makefile", "LICENSE", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, tmp_path / name)
    done = subprocess.run(["make", "vscode"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "editors" / "vscode" / "msgreview.vsix").stat().st_size > 50_000
