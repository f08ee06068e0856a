"""stdout carries results, stderr carries talk; colour only on a terminal."""

import os
import sys
from collections.abc import Iterable
from itertools import islice
from time import monotonic
from typing import Any, TextIO

from msgreview.report.lines import Line, Style, plain
from msgreview.report.registry import Format

_BLOCK = 2048
"""Lines printed at a time."""

_ANSI: dict[Style, str] = {"bold": "1", "dim": "2", "red": "31", "yellow": "33", "green": "32", "blue": "34", "underline": "4"}

_PLAIN_LINES = str.maketrans("│┊╵─━┌└✓✗■", "|||--++vx#")
"""For encodings that lack them, such as those of Windows consoles."""


def write(text: str) -> None:
    """Prints a result as it is. Text that the terminal's encoding lacks is shown as escapes."""
    _put(sys.stdout, text)


def show(lines: Iterable[Line]) -> None:
    """Prints result lines, in colour on a terminal."""
    _show(sys.stdout, lines)


def say(*sentences: str) -> None:
    """Tells the user something that is no result."""
    _put(sys.stderr, "".join(sentence + "\n" for sentence in sentences))


def say_lines(lines: Iterable[Line]) -> None:
    """Tells the user something in styled lines."""
    _show(sys.stderr, lines)


def emit(format: Format, subject: Any) -> None:
    """Prints `subject` in a format that is not binary."""
    rendered = format.render(subject, width())
    assert not isinstance(rendered, bytes), "a binary format goes to a file"
    write(rendered) if isinstance(rendered, str) else show(rendered)
    if format.closing:
        say_lines(format.closing(subject))


def has_colour(stream: TextIO) -> bool:
    """Whether colour may be used: on a terminal, unless NO_COLOR is set or the terminal is dumb (see no-color.org)."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def width() -> int:
    """Columns to write for: the terminal's, at most 100 and at least 60."""
    return max(60, min(100, os.get_terminal_size().columns)) if sys.stdout.isatty() else 100


def room() -> int:
    """Columns for a table whose rows must not be cut where nobody looks: the terminal's; without one, as many as it takes."""
    return max(60, os.get_terminal_size().columns) if sys.stdout.isatty() else 1000


def _coloured(lines: Iterable[Line]) -> str:
    def paint(text: str, style: Style) -> str:
        return f"\x1b[{_ANSI[style]}m{text}\x1b[0m" if style else text

    return "".join("".join(paint(*run) for run in each) + "\n" for each in lines)


class Meter:
    """A line on the terminal that says how far work is that takes more than a second; it goes when the work ends."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._start = monotonic()
        self._shown = False

    def __enter__(self) -> "Meter":
        return self

    def __exit__(self, *exception: object) -> None:
        if self._shown:
            _put(sys.stderr, "\r\x1b[K")
            sys.stderr.flush()

    def tell(self, done: int, total: int) -> None:
        """Says that `done` of `total` are done."""
        if sys.stderr.isatty() and done < total and (self._shown or monotonic() - self._start > 1):
            filled = 30 * done // total
            _put(sys.stderr, f"\r{'━' * filled}{'─' * (30 - filled)} {done:,} of {total:,} {self._what}\x1b[K")
            sys.stderr.flush()
            self._shown = True


def finish() -> None:
    """Hands over what is still to be written. A reader that has seen enough (`head`, a pager) ends the run quietly."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _leave_quietly()


def _show(stream: TextIO, lines: Iterable[Line]) -> None:
    """Prints lines as they are made, a good many at a time: a large catalogue has more of them than should be kept."""
    colour, rest = has_colour(stream), iter(lines)
    while block := list(islice(rest, _BLOCK)):
        _put(stream, _coloured(block) if colour else plain(block))


def _put(stream: TextIO, text: str) -> None:
    try:
        stream.write(text)
    except UnicodeEncodeError:
        encoding = stream.encoding or "ascii"
        stream.write(text.translate(_PLAIN_LINES).encode(encoding, "backslashreplace").decode(encoding))
    except BrokenPipeError:
        _leave_quietly()


def _leave_quietly() -> None:
    # Python flushes once more at exit, and would complain.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    raise SystemExit(0)
