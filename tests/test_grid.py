"""Tables: aligned text for programs and files, drawn on a terminal."""

import io
import re
import sys

import pytest

from msgreview.cli import output
from msgreview.report.lines import Column, Grid, Run, line, plain

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


@pytest.mark.parametrize("colour", [True, False])
def test_words_break_at_spaces_on_a_narrow_terminal(monkeypatch: pytest.MonkeyPatch, colour: bool) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "44")
    monkeypatch.setenv("NO_COLOR", "" if colour else "1")
    monkeypatch.setattr(sys, "stdout", Terminal())
    words = "  Every word of this line stays whole, however narrow the terminal is that shows it."
    output.show([line("  ", (words.strip()[:30], "bold"), words.strip()[30:]), line("x" * 60), line("short")])
    shown = re.sub(r"\x1b\[\d*m", "", sys.stdout.getvalue())  # type: ignore[attr-defined]
    rows = shown.splitlines()
    assert all(len(row) <= 44 for row in rows if "x" * 60 not in row)
    assert " ".join(" ".join(rows[:-2]).split()) == words.strip()
    assert all(row.startswith("  ") for row in rows[:-2])
    assert rows[-2:] == ["x" * 60, "short"]


NARROW = """\
loans.reminder
  files 2  share 12
      a rather long title of it
fees.paid
  files 1  share 3  short
all
  files 3
"""
"""A table of five columns on forty."""


@pytest.mark.parametrize("colour", [True, False])
def test_a_narrow_terminal_shows_the_cells_of_a_row_below_each_other(monkeypatch: pytest.MonkeyPatch, colour: bool) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("NO_COLOR", "" if colour else "1")
    monkeypatch.setattr(sys, "stdout", Terminal())
    columns = (Column("message"), Column("files", "right"), Column("share", "right"), Column("title"))
    rows = (("loans.reminder", "2", "12", "a rather long title of it"), ("fees.paid", "1", "3", "short"))
    footer = ((Run("all", "bold"), Run("3")),)
    output.show([Grid(columns, tuple(tuple(map(Run, row)) for row in rows), footer)])
    assert re.sub(r"\x1b\[\d*m", "", sys.stdout.getvalue()) == NARROW  # type: ignore[attr-defined]


CELLS = [
    (
        "unreviewed       spaces.lost-property-call                ask a colleague",
        ["unreviewed  spaces.lost-property-call", "    ask a colleague"],
    ),
    (
        "  due   loans.a      a title that is longer than one row is",
        ["  due  loans.a", "      a title that is longer than one", "      row is"],
    ),
    ("12  a row of words that is longer than forty columns", ["12  a row of words that is longer than", "    forty columns"]),
]


@pytest.mark.parametrize(("text", "rows"), CELLS)
def test_cells_stay_whole_where_they_have_room(text: str, rows: list[str]) -> None:
    assert ["".join(words for words, _ in row) for row in output.folded(line(text), 40)] == rows
