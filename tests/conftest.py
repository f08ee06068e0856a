"""The command line as a user runs it, in this process and in a folder of its own."""

import io
import os
import shutil
import sys
from collections.abc import Callable
from datetime import date
from itertools import islice
from pathlib import Path
from typing import NamedTuple, Protocol

import pytest
from histories import ISOLATED
from hypothesis import settings
from scale import times
from shared_rules import share

from msgreview.catalogue.caches import history_path
from msgreview.catalogue.files import find_files, shipped
from msgreview.catalogue.settings import load_settings
from msgreview.cli.app import main
from msgreview.history.cache import HistoryCache
from msgreview.history.context import open_context
from msgreview.lint.cached import lint_in_catalogue
from msgreview.model.config import Config, Settings
from msgreview.report.past import Past
from msgreview.rubric import load
from msgreview.train.analysis import Analyser

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

# GNU readline, where the process that starts the workers loads it, leaves them the size of a terminal that they do not have.
os.environ.pop("COLUMNS", None)
# LanguageTool is looked for where `make languagetool` puts it, and never in the user's own folders.
os.environ["LTP_PATH"] = str(Path(__file__).parents[1] / "build" / "languagetool")
# In the short life of its servers, thorough compilation takes longer than what it saves.
os.environ["JDK_JAVA_OPTIONS"] = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"

# How long an example takes says more of the machine than of the code; `benchmarks/` measures.
settings.register_profile("suite", settings(), deadline=None, max_examples=times(75))
settings.load_profile("suite")
share()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Those that take long come first in the part that each worker starts with: at the end, workers share out what is short."""
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    by_file: dict[Path, list[pytest.Item]] = {}
    for item in items:
        if item.get_closest_marker("slow"):
            by_file.setdefault(item.path, []).append(item)
    long = [[item for file in [*by_file.values()][worker::workers] for item in file] for worker in range(workers)]
    short = iter([item for item in items if not item.get_closest_marker("slow")])
    room = -(-len(items) // workers)
    items[:] = [*(item for own in long for item in (*own, *islice(short, max(0, room - len(own))))), *short]


class Ended(NamedTuple):
    """How a run ended, and what it wrote."""

    code: int
    out: str
    err: str


class Cli(Protocol):
    """Runs `msgreview` with arguments, and with what is typed at its questions."""

    def __call__(self, *arguments: str, stdin: io.StringIO | None = None) -> Ended: ...


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder that `make` has filled for the first worker that asks for it; the others wait where files can be locked."""
    base = factory.getbasetemp()
    if fcntl is None:
        make(folder := factory.mktemp(name))
        return folder
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent
    folder, done = base / name, base / f"{name}.done"
    with (base / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            done.touch()
    return folder


@pytest.fixture(scope="session")
def demo_history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo repository, to be read only."""
    import demo_history

    return made_once(tmp_path_factory, "demo-history", demo_history.build)


@pytest.fixture(scope="session")
def demo_cache(demo_history: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the first runs in the demo repository cache, its history and its findings then and now: see `with_cache`."""

    def fill(folder: Path) -> None:
        settings = load_settings(demo_history, date(2026, 11, 23))
        files = find_files([demo_history / "messages"], demo_history)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("MSGREVIEW_CACHE", str(folder))
            open_context(settings, files, HistoryCache(history_path(settings)))
            lint_in_catalogue(files, settings)
            past = Past(settings)
            past.linted((past.last_commit(settings.today) or "", settings.today))

    return made_once(tmp_path_factory, "demo-cache", fill)


def with_cache(first: Path, second: Path, cached: Path, cache: Path) -> None:
    """Gives a copy of a catalogue what was cached of the first, which spares it to read the past and all messages again."""
    old, new = (history_path(load_settings(each, date(2026, 11, 23))).stem for each in (first, second))
    for path in filter(Path.is_file, cached.rglob("*")):
        copy = cache / path.relative_to(cached).with_name(path.name.replace(old, new))
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)


@pytest.fixture
def demo(demo_history: Path, demo_cache: Path, cli: "Cli", tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> "Cli":
    """The command line in a demo repository of one's own; who works there is Wen Li, until git is told something else."""
    shutil.copytree(demo_history, tmp_path / "demo")
    monkeypatch.chdir(tmp_path / "demo")
    act_as(monkeypatch, "Wen Li <wen@library.example>")
    with_cache(demo_history, tmp_path / "demo", demo_cache, tmp_path / ".cache")
    return cli


def act_as(monkeypatch: pytest.MonkeyPatch, person: str) -> None:
    """From here on git takes `Name <mail>` for who works here."""
    name, _, mail = person.rstrip(">").partition(" <")
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", name)
        monkeypatch.setenv(f"GIT_{role}_EMAIL", mail)


@pytest.fixture(scope="session")
def analyser() -> Analyser:
    """Texts read with the shipped rules of the standard profile, on 2027-03-01."""
    settings = Settings(Config(profile="standard"), (), {}, "/", date(2027, 3, 1), "")
    return Analyser(load.load_rubrics([shipped("rubrics")], settings), settings)


@pytest.fixture
def own_git(monkeypatch: pytest.MonkeyPatch) -> None:
    """Git as it comes, without the settings of this machine and its user."""
    for name, value in ISOLATED.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MSGREVIEW_CACHE", str(tmp_path / ".cache"))

    def run(*arguments: str, stdin: io.StringIO | None = None) -> Ended:
        monkeypatch.setattr(sys, "argv", ["msgreview", *arguments])
        monkeypatch.setattr(sys, "stdin", stdin or io.StringIO())
        with pytest.raises(SystemExit) as ended:
            main()
        return Ended(int(ended.value.code or 0), *capsys.readouterr())

    return run
