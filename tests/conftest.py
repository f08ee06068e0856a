"""The command line as a user runs it, in this process and in a folder of its own."""

import io
import sys
from pathlib import Path
from typing import NamedTuple, Protocol

import pytest
from histories import ISOLATED
from hypothesis import settings

from msgreview.cli.app import main

# How long an example takes says more of the machine than of the code; `benchmarks/` measures.
settings.register_profile("suite", settings(), deadline=None)
settings.load_profile("suite")


class Ended(NamedTuple):
    """How a run ended, and what it wrote."""

    code: int
    out: str
    err: str


class Cli(Protocol):
    """Runs `msgreview` with arguments, and with what is typed at its questions."""

    def __call__(self, *arguments: str, stdin: io.StringIO | None = None) -> Ended: ...


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
