"""What people install: the wheel, in an empty environment, used from a folder that has nothing to do with this one."""

import os
import re
import shutil
import subprocess
import sys
import zipfile
from email import message_from_bytes
from importlib.metadata import Distribution, distribution
from importlib.util import cache_from_source
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from scale import times

ROOT = Path(__file__).parents[1]
PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")
pytestmark = pytest.mark.slow


def run(*command: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHONPATH", "COVERAGE", "COV_CORE"))}
    environment["MSGREVIEW_CACHE"] = str(folder / ".cache")
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built afresh; skips where the tools that build it cannot be fetched."""
    folder = tmp_path_factory.mktemp("wheel")
    if run(*PIP, "download", "--no-deps", "--dest", folder / "tools", "hatchling", folder=folder).returncode:
        pytest.skip("the package index cannot be reached, and building and installing a wheel needs it")
    built = run(*PIP, "wheel", "--no-deps", "--wheel-dir", folder, ROOT, folder=folder)
    assert built.returncode == 0, built.stderr
    (found,) = folder.glob("msgreview-*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path) -> Path:
    """The command, in an environment of its own with nothing but the wheel and what it needs: as pip gets it where tests may take
    longer, else copied from the environment that is here, with what Python has compiled of it.
    """
    home = wheel.parent / "venv"
    made = run(sys.executable, "-m", "venv", "--without-pip", home, folder=wheel.parent)
    assert made.returncode == 0, made.stderr
    into = (*PIP, "--python", home / "bin" / "python", "install", "--no-compile")
    if times(1) > 1:
        done = run(*into, "--constraint", ROOT / "constraints.txt", wheel, folder=wheel.parent)
    else:
        (packages,) = home.glob("lib/*/site-packages")
        for name in needed(wheel):
            copy(distribution(name), packages)
        done = run(*into, "--no-deps", wheel, folder=wheel.parent)
    assert done.returncode == 0, done.stderr
    return home / "bin" / "msgreview"


def needed(wheel: Path) -> set[str]:
    """The packages that a wheel asks for without its extras, and those that they ask for."""
    with zipfile.ZipFile(wheel) as archive:
        (metadata,) = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        asked = message_from_bytes(archive.read(metadata)).get_all("Requires-Dist", [])
    names: set[str] = set()
    while asked:
        requirement = Requirement(asked.pop())
        if requirement.name not in names and (not requirement.marker or requirement.marker.evaluate({"extra": ""})):
            names.add(requirement.name)
            asked += distribution(requirement.name).requires or []
    return names


def copy(package: Distribution, to: Path) -> None:
    for file in package.files or []:
        source = Path(str(file.locate()))
        compiled = Path(cache_from_source(source))
        for path, place in ((source, to / file), (compiled, to / file.parent / "__pycache__" / compiled.name)):
            if file.parts[0] != ".." and path.exists():  # what stands in bin/ is not among what is imported
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(path, place)


def test_what_is_in_it(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    for folder in ("rubrics", "messages"):
        shipped = {path.relative_to(ROOT).as_posix() for path in (ROOT / folder).rglob("*.yaml")}
        assert shipped <= {name.removeprefix("msgreview/shipped/") for name in names}
    fresh = {path.relative_to(ROOT).as_posix() for path in (ROOT / "msgreview" / "cli" / "fresh").rglob("*") if path.is_file()}
    assert fresh <= names
    tables = {path.relative_to(ROOT).as_posix() for path in (ROOT / "msgreview").rglob("*.yaml")}
    assert len(tables) > 8
    assert tables <= names
    templates = {path.relative_to(ROOT).as_posix() for path in (ROOT / "msgreview" / "report").rglob("templates/*")}
    assert len(templates) > 4
    assert templates <= names
    assert {name.split("/")[0].split("-")[0] for name in names} == {"msgreview"}
    assert not [name for name in names if "__pycache__" in name or "tests" in name]


@pytest.mark.slow
def test_the_first_minutes_in_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    made = run(installed, "init", "--samples", folder=tmp_path)
    assert made.returncode == 0, made.stderr
    assert (tmp_path / "messages" / "circulation").is_dir()
    for folder in set((tmp_path / "messages").iterdir()) - {tmp_path / "messages" / name for name in ("circulation", "shared")}:
        shutil.rmtree(folder)  # Some are enough.
    read = run(installed, "lint", folder=tmp_path)
    assert read.returncode == 0, read.stdout + read.stderr
    assert " messages read on " in read.stdout
    (tmp_path / "answer.txt").write_text("We cannot renew this item.\n")
    checked = run(installed, "check", "answer.txt", "--subject", "Your renewal", "--format", "concise", folder=tmp_path)
    assert checked.returncode == 1, checked.stdout + checked.stderr
    assert "red no-softening.bare-no" in checked.stdout
    (tmp_path / "elsewhere").mkdir()
    listed = run(installed, "rubric", "list", folder=tmp_path / "elsewhere")  # where there are no messages to read for it
    assert listed.returncode == 0
    assert "no-softening.bare-no" in listed.stdout
    shown = run(installed, "show", "circulation.overdue", folder=tmp_path)
    assert shown.returncode == 0, shown.stderr


def test_it_is_well_without_its_extras(installed: Path, tmp_path: Path) -> None:
    looked = run(installed, "doctor", folder=tmp_path)
    assert looked.returncode == 0, looked.stdout + looked.stderr
    assert "With `pip install 'msgreview[xlsx]'`" in looked.stdout
    assert run(installed, "--version", folder=tmp_path).stdout.startswith("msgreview ")


def test_the_workflow_does_what_it_says(wheel: Path, installed: Path, tmp_path: Path) -> None:
    """Its steps as they stand, in a clone and a home that hold nothing else: a new red on a pull request is shown, and alone.

    Pip makes an environment of its own for it where tests may take longer; else the one that is there is used.
    """
    repo, home = tmp_path / "repo", tmp_path / "home"
    home.mkdir()
    tools = installed.parent
    if times(1) > 1:
        assert run(sys.executable, "-m", "venv", tmp_path / "venv", folder=tmp_path).returncode == 0
        tools = tmp_path / "venv" / "bin"
    passed_on = {name: value for name, value in os.environ.items() if re.match(r"(?i)pip_|ssl_|https?_proxy|no_proxy", name)}
    clean = passed_on | {
        "HOME": str(home), "PATH": f"{tools}:/usr/bin:/bin", "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"), "SINCE": "main",
        "MSGREVIEW_CACHE": str(repo / ".msgreview-cache"),
    }  # fmt: skip

    def typed(line: str, folder: Path = repo) -> subprocess.CompletedProcess[str]:
        return subprocess.run(["bash", "-e", "-c", line], cwd=folder, env=clean, capture_output=True, text=True, check=False)

    repo.mkdir()
    assert typed("git init -q -b main && git config user.name Jo && git config user.email jo@library.example").returncode == 0
    made = run(installed, "init", "lib", "--install-from", wheel, folder=repo)
    assert made.returncode == 0, made.stderr
    assert typed("git add . && git commit -qm 'Our messages' && git checkout -qb change").returncode == 0
    message = "id: new\nkind: scripted\nchannel: chat\nowner: desk@library.example\nbody: Tell us your password.\n"
    (repo / "lib" / "messages" / "new.yaml").write_text(message)
    assert typed("git add . && git commit -qm 'One more'").returncode == 0
    workflow = yaml.safe_load((repo / ".github/workflows/messages-lib.yml").read_text("utf-8"))
    folder = repo / workflow["defaults"]["run"]["working-directory"]
    lines = [step["run"] for step in workflow["jobs"]["lint"]["steps"] if "run" in step]
    assert lines[0] == "pip install -r requirements-msgreview.txt"
    for line in lines[0 if times(1) > 1 else 1 : -1]:
        done = typed(line, folder)
        assert done.returncode == 0, done.stdout + done.stderr
    read = typed(lines[-1], folder)
    assert read.returncode == 1, read.stdout + read.stderr
    assert [row for row in read.stdout.splitlines() if row.startswith("::error")] == [
        row for row in read.stdout.splitlines() if "file=lib/messages/new.yaml," in row and "::error" in row
    ]
    assert "file=lib/messages/new.yaml,line=5," in read.stdout
    assert "| `new` |" in (tmp_path / "summary.md").read_text("utf-8")
    assert [path.name for path in home.iterdir() if path.name != ".cache"] == []
