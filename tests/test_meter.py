"""The line that says how far a long run is."""

import io
import sys

import pytest

from msgreview.cli import output


class Terminal(io.StringIO):
    """Standard error on a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("terminal", "seconds", "written"),
    [
        (Terminal(), 2, True),
        (Terminal(), 0.5, False),
        (io.StringIO(), 2, False),
    ],
    ids=["long work on a terminal", "short work", "no terminal"],
)
def test_it_is_shown_on_a_terminal_once_work_takes_a_second_and_goes(
    terminal: io.StringIO, seconds: float, written: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter([100, 100 + seconds])
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr(output, "monotonic", lambda: next(clock))
    with output.Meter("files read") as meter:
        meter.update(1000, 2000)
        meter.update(2000, 2000)
    shown = terminal.getvalue()
    assert ("1,000 of 2,000 files read" in shown) == written
    assert shown.endswith("\x1b[2K") if written else not shown
