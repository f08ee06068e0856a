"""Tables: aligned text for programs and files, drawn on a terminal."""

import io
import sys

import pytest

from msgreview.cli import output
from msgreview.report.grid import Column, Grid
from msgreview.report.lines import Run, plain

GRID = Grid(
    (Column("name"), Column("number", "right"), Column("level", width=6), Column("why")),
    ((Run("a [b] :smile:"), Run("1"), Run("red", "red"), Run("x")), (Run("c"), Run("1,234,567"), Run("green", "green"), Run(""))),
    footer=((Run("all", "bold"), Run("2", "bold"), Run("of them", "bold")),),
)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_it_is_aligned_text() -> None:
    assert plain(GRID.lines()) == (
        "name              number  level   why\n"
        "a [b] :smile:          1  red     x\n"
        "c              1,234,567  green   \n"
        "all                    2  of them\n"
    )


def test_text_goes_where_nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    output.show([GRID, ()])
    assert sys.stdout.getvalue() == plain([*GRID.lines(), ()])  # type: ignore[attr-defined]


def test_it_is_drawn_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr(sys, "stdout", Terminal())
    output.show([GRID, ()])
    shown = sys.stdout.getvalue()  # type: ignore[attr-defined]
    assert "─" * 20 in shown
    assert "a [b] :smile:" in shown
    assert "\x1b[31mred" in shown
    assert shown.endswith("\n\n")
