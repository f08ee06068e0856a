"""stdout carries results, stderr carries talk; colour only on a terminal."""

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from shutil import get_terminal_size
from time import monotonic
from typing import TYPE_CHECKING, Any, TextIO

from msgreview.catalogue.atomic import encoded, write_atomic
from msgreview.model.later import later
from msgreview.report.json import versioned_json
from msgreview.report.lines import Block, Grid, Line, Run, Style, as_lines, as_text, as_texts, line, part_of, safe
from msgreview.report.registry import Format, Pieces

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

_BLOCK = 2048
"""Lines, tables and passages printed at a time."""
_NARROW = 40
"""Columns that every terminal has."""
_WIDE = 60
"""Columns from which on tables are drawn that have room there."""
_HANGS = later(r"\s*(?:(?:\d+|[a-z]) {2}|[✓✗] )?")
"""What stands before the text of a line, such as a number and two spaces; later rows begin below the text."""
_IN = 4
"""Columns by which later rows of cells stand further right."""

_ANSI: dict[Style, str] = {"bold": "1", "dim": "2", "red": "31", "yellow": "33", "green": "32", "blue": "34", "underline": "4"}

_PLAIN_LINES = str.maketrans("│┊╵─━┌└✓✗■", "|||--++vx#")
"""For encodings that lack them, such as those of Windows consoles."""


listeners: list[Callable[[bool, str], None]] = []
"""Called with all that is printed, and whether it went to stderr."""


def write(text: str) -> None:
    """Prints a result as it is. Text that the terminal's encoding lacks is shown as escapes."""
    _put(sys.stdout, text)


def write_json(fields: dict[str, Any]) -> None:
    """Prints an object of the JSON contract."""
    write(versioned_json(fields))


def show(blocks: Iterable[Block]) -> None:
    """Prints result lines and tables, in colour on a terminal."""
    _show(sys.stdout, blocks)


def say(*sentences: str) -> None:
    """Tells the user something that is no result."""
    say_lines(line(row) for sentence in sentences for row in sentence.split("\n"))


def say_notes(notes: Iterable[str]) -> None:
    """Tells the user what the tool itself has to say of a run."""
    say(*(f"msgreview: {safe(note)}" for note in notes))


def say_lines(lines: Iterable[Line]) -> None:
    """Tells the user something in styled lines."""
    _show(sys.stderr, lines)


def emit(format: Format, subject: Any) -> None:
    """Prints `subject` in a format that is not binary."""
    rendered = format.render(subject, width())
    assert not isinstance(rendered, bytes), "a binary format goes to a file"
    if isinstance(rendered, str | Pieces):
        for text in (rendered,) if isinstance(rendered, str) else rendered:
            write(text)
    else:
        show(rendered)
    if format.closing:
        say_lines(format.closing(subject))


def save(format: Format, subject: Any, file: Path) -> None:
    """Writes `subject` to a file, atomically where that is a file and no device or pipe."""
    rendered = format.render(subject, width())
    data = rendered if isinstance(rendered, str | bytes | Pieces) else as_texts(rendered)
    if file.exists() and not file.is_file():
        with file.open("wb") as opened:
            opened.writelines(encoded(data))
    else:
        write_atomic(file, data)


def is_terminal() -> bool:
    """Whether results go to a terminal, where control characters must not be printed."""
    return sys.stdout.isatty()


def has_colour(stream: TextIO) -> bool:
    """Whether colour may be used: on a terminal, unless NO_COLOR is set or the terminal is dumb (see no-color.org)."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def width() -> int:
    """Columns to write for: the terminal's, or those that COLUMNS names, at most 100 and at least 40."""
    if not (sys.stdout.isatty() or os.environ.get("COLUMNS")):
        return 100
    return max(40, min(100, get_terminal_size().columns))


def room() -> int:
    """Columns for a table whose cells are cut only on a terminal that draws none: as many as it has."""
    columns = get_terminal_size().columns if sys.stdout.isatty() and not has_colour(sys.stdout) else 0
    return columns if columns >= _WIDE else 1000


def _coloured(runs: Line) -> str:
    return "".join([f"\x1b[{_ANSI[style]}m{safe(text)}\x1b[0m" if style else safe(text) for text, style in runs]) + "\n"


class Meter:
    """A bar on the terminal that says how far work is that takes more than a second; it goes when the work ends."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._start = monotonic()
        self._progress: Progress | None = None

    def __enter__(self) -> "Meter":
        return self

    def __exit__(self, *exception: object) -> None:
        if self._progress:
            self._progress.stop()

    def update(self, done: int, total: int) -> None:
        """Says that `done` of `total` are done."""
        if not has_colour(sys.stderr) or done >= total or not (self._progress or monotonic() - self._start > 1):
            return
        if self._progress is None:
            from rich.progress import BarColumn, Progress, TextColumn

            shown = TextColumn("{task.completed:,.0f} of {task.total:,.0f} {task.description}")
            self._progress = Progress(BarColumn(), shown, console=_console(sys.stderr), transient=True, auto_refresh=False)
            self._progress.add_task(self._what, total=total)
            self._progress.start()
        self._progress.update(self._progress.task_ids[0], completed=done)
        self._progress.refresh()


def finish() -> None:
    """Hands over what is still to be written. A reader that has seen enough (`head`, a pager) ends the run quietly."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _leave_quietly()


def _show(stream: TextIO, blocks: Iterable[Block]) -> None:
    """Prints blocks as they are made, a good many at a time: those of a large catalogue would fill the memory."""
    rest = iter(blocks)
    while some := list(islice(rest, _BLOCK)):
        _put(stream, _printed(some, stream))


def _printed(blocks: Iterable[Block], stream: TextIO) -> str:
    if not stream.isatty():
        return as_text(blocks)
    if not has_colour(stream):
        return as_text(_folded(blocks))
    return "".join(
        [
            _drawn(each, stream) if isinstance(each, Grid) and _is_drawable(each) else "".join(map(_coloured, _folded([each])))
            for each in blocks
        ]
    )


def _folded(blocks: Iterable[Block]) -> Iterator[Line]:
    """The blocks in rows that have room on the terminal."""
    columns = get_terminal_size().columns
    for block in blocks:
        lines = list(as_lines([block]))
        if isinstance(block, Grid) and block.titled and max(map(_length, lines), default=0) > columns:
            lines = list(block.records())
        yield from (row for each in lines for row in folded(each))


def _is_drawable(grid: Grid) -> bool:
    """Whether a table has room on the terminal with no more folded than its last cells."""
    columns = get_terminal_size().columns
    return columns >= _WIDE or max(map(_length, grid.lines()), default=0) <= columns


def _length(runs: Line) -> int:
    return sum(len(text) for text, _ in runs)


def folded(runs: Line, columns: int = 0) -> Iterator[Line]:
    """A line as it is or, where the terminal (or `columns`) is narrower, in rows that break at spaces, indented as it is.

    Cells, which two blanks or more keep apart, stay whole where they have room in a row.
    """
    text = "".join(words for words, _ in runs)
    columns = (columns or get_terminal_size().columns) if len(text) > _NARROW else 0
    if not columns or len(text) <= columns:
        yield runs
        return
    hangs = _HANGS.match(text)
    start = len(hangs[0]) if hangs else 0
    cells = [(start + cell.start(), start + cell.end()) for cell in re.finditer(r"\S+(?: \S+)*", text[start:])]
    indent = start + (_IN if len(cells) > 1 else 0)
    row, used = [*part_of(runs, 0, start)], start
    for number, (at, end) in enumerate(cells):
        if number and used + 2 + end - at <= columns:
            row, used = [*row, Run("  ")], used + 2
        elif number:
            yield tuple(row)
            row, used = [Run(" " * indent)], indent
        while end - at > columns - used:
            space = text.rfind(" ", at + 1, at + columns - used + 1)
            if space < 0 and (space := text.find(" ", at + columns - used, end)) < 0:
                break
            yield (*row, *part_of(runs, at, space))
            row, used, at = [Run(" " * indent)], indent, space + 1
        row, used = [*row, *part_of(runs, at, end)], used + end - at
    yield tuple(row)


def _console(stream: TextIO) -> "Console":
    from rich.console import Console

    return Console(file=stream, force_terminal=True, highlight=False, markup=False, emoji=False)


def _drawn(grid: Grid, stream: TextIO) -> str:
    """A table as a terminal shows it."""
    from rich.box import SIMPLE_HEAD
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    table = Table(
        box=SIMPLE_HEAD, show_edge=False, show_header=grid.titled, header_style="bold", padding=(0, 1, 0, 0), pad_edge=False
    )
    for column in grid.columns:
        fixed = bool(column.width)
        table.add_column(Text(column.title), justify=column.align, min_width=column.width or None, no_wrap=fixed, overflow="fold")
    for rows in filter(None, (grid.rows, grid.footer)):
        for *cells, last in rows:
            left_over = [Text("")] * (len(grid.columns) - len(cells) - 1)
            table.add_row(*(Text(safe(text), style) for text, style in cells), *left_over, Text(safe(last[0]), last[1]))
        table.add_section()
    console = _console(stream)
    with console.capture() as drawn:
        console.print(Padding(table, (0, 0, 0, len(grid.indent))) if grid.indent else table)
    return drawn.get()


def _put(stream: TextIO, text: str) -> None:
    try:
        stream.write(text)
    except UnicodeEncodeError:
        encoding = stream.encoding or "ascii"
        text = text.translate(_PLAIN_LINES).encode(encoding, "backslashreplace").decode(encoding)
        stream.write(text)
    except BrokenPipeError:
        _leave_quietly()
    for listener in listeners:
        listener(stream is sys.stderr, text)


def _leave_quietly() -> None:
    listeners.clear()  # Not all was printed.
    # Python flushes once more at exit, and would complain.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    raise SystemExit(0)
