"""What other systems do differently, simulated on this one: how processes start, what `os` has, paths, line ends."""

import multiprocessing
import os
from collections.abc import Callable
from pathlib import Path, PureWindowsPath

import pytest
from conftest import Cli

from msgreview.catalogue.files import CatalogueFile, is_message_path, shown_path
from msgreview.catalogue.load import load_file
from msgreview.lint import workers

MESSAGE = "id: a.b\nkind: scripted\nchannel: chat\nbody: |\n  Dear Sam,\n\n  Unfortunately, the desk is closed.\n"


def test_processes_that_are_spawned_find_the_same(tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(4):
        (tmp_path / f"{number}.yaml").write_text(MESSAGE.replace("a.b", f"a.{number}"), "utf-8")
    options = ("lint", ".", "--no-cache", "--exit-zero", "--format", "json")
    alone = cli(*options, "--jobs", "1")
    monkeypatch.setattr(multiprocessing, "get_all_start_methods", lambda: ["spawn"])
    monkeypatch.setattr(workers, "WORTH_A_PROCESS", 1)
    assert cli(*options, "--jobs", "2").out == alone.out
    assert "softening" in alone.out


def test_a_file_is_opened_as_bytes_where_that_has_to_be_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(MESSAGE.replace("\n", "\r\n").encode())
    modes = []

    def opened(path: Path, mode: int, open_: Callable[[Path, int], int] = os.open) -> int:
        modes.append(mode)
        return open_(path, os.O_RDONLY)

    monkeypatch.setattr(os, "O_BINARY", 0x8000, raising=False)
    monkeypatch.setattr(os, "open", opened)
    [entry] = load_file(CatalogueFile(path, "a.yaml")).entries
    assert [mode & 0x8000 for mode in modes] == [0x8000]
    assert entry.source.text.count("\r\n") == 7
    assert entry.message.body == "Dear Sam,\n\nUnfortunately, the desk is closed.\n"


def test_a_path_on_another_drive_is_shown_in_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def other_drive(*_: object) -> str:
        raise ValueError("path is on mount 'C:', start on mount 'D:'")

    monkeypatch.setattr(os.path, "relpath", other_drive)
    assert shown_path(tmp_path / "a.yaml", Path("/elsewhere")) == (tmp_path / "a.yaml").as_posix()


@pytest.mark.parametrize(
    ("path", "is_message"),
    [
        (r"holds\ready.yaml", True),
        (r"holds\.drafts\ready.yaml", False),
        (r"rubrics\tone.yaml", False),
        ("policies.yaml", False),
    ],
)
def test_names_decide_with_backslashes_too(path: str, is_message: bool) -> None:
    assert is_message_path(PureWindowsPath(path)) is is_message
