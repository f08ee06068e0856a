"""What people install: the wheel, in an empty environment, used from a folder that has nothing to do with this one."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

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
    """The command, in an environment of its own with nothing but the wheel and what it needs."""
    home = wheel.parent / "venv"
    made = run(sys.executable, "-m", "venv", "--without-pip", home, folder=wheel.parent)
    assert made.returncode == 0, made.stderr
    install = ("--python", home / "bin" / "python", "install", "--no-compile", "--constraint", ROOT / "constraints.txt")
    done = run(*PIP, *install, wheel, folder=wheel.parent)
    assert done.returncode == 0, done.stderr
    return home / "bin" / "msgreview"


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


def test_the_first_minutes_in_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    made = run(installed, "init", "--samples", folder=tmp_path)
    assert made.returncode == 0, made.stderr
    assert (tmp_path / "messages" / "circulation").is_dir()
    read = run(installed, "lint", folder=tmp_path)
    assert read.returncode == 0, read.stdout + read.stderr
    assert " messages read on " in read.stdout
    (tmp_path / "answer.txt").write_text("We cannot renew this item.\n")
    checked = run(installed, "check", "answer.txt", "--subject", "Your renewal", "--format", "concise", folder=tmp_path)
    assert checked.returncode == 1, checked.stdout + checked.stderr
    assert "red no-softening.bare-no" in checked.stdout
    listed = run(installed, "rubric", "list", folder=tmp_path)
    assert listed.returncode == 0
    assert "no-softening.bare-no" in listed.stdout
    shown = run(installed, "show", "circulation.overdue", folder=tmp_path)
    assert shown.returncode == 0, shown.stderr


def test_it_is_well_without_its_extras(installed: Path, tmp_path: Path) -> None:
    looked = run(installed, "doctor", folder=tmp_path)
    assert looked.returncode == 0, looked.stdout + looked.stderr
    assert "With `pip install 'msgreview[xlsx]'`" in looked.stdout
    assert run(installed, "--version", folder=tmp_path).stdout.startswith("msgreview ")
