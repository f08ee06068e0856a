"""What a report hands over to be printed: lines of styled text, tables, and the words in them that must be safe to show."""

from collections.abc import Iterable, Iterator, Sequence
from json import dumps
from typing import Literal, NamedTuple

import msgspec

from msgreview.model.later import later
from msgreview.model.phrases import series

Style = Literal["", "bold", "dim", "red", "yellow", "green", "blue", "underline"]

# C0 and C1 controls except tab, and the characters that change the direction of text: none may reach a terminal. What takes no
# room is shown too, but for joiners between letters that are not ASCII, where scripts and emoji need them.
_UNSAFE = later(
    "[\x00-\x08\x0a-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff"
    "\ufff9-\ufffb\U000e0000-\U000e007f]"
    "|(?<![^\x00-\x7f])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\x7f])"
)

_LONGEST_NAME = 80
"""Characters of a name that was typed which are shown."""
_CONDITION = 240
"""Characters of a path's conditions that are shown."""


class Run(NamedTuple):
    """Text in one style. The style never carries meaning alone."""

    text: str
    style: Style = ""


Words = tuple[str, Style]
Line = tuple[Words, ...]
"""Runs of text, each with its style."""


class Passage(NamedTuple):
    """Several lines in one, which are `safe` and each end in a line feed: what a large catalogue has thousands of."""

    runs: Sequence[Words]

    def text(self) -> str:
        """The lines without colour."""
        return "".join([text for text, _ in self.runs])

    def lines(self) -> Iterator[Line]:
        """The lines one by one."""
        runs: list[Run] = []
        for text, style in self.runs:
            *ended, rest = text.split("\n")
            for each in ended:
                yield (*runs, Run(each, style)) if each else tuple(runs)
                runs = []
            if rest:
                runs.append(Run(rest, style))


def line(*runs: str | Words) -> Line:
    """A line of `runs`: plain strings, or (text, style) pairs."""
    return tuple(Run(run) if isinstance(run, str) else Run(*run) for run in runs)


def part_of(runs: Line, start: int, end: int) -> Iterator[Run]:
    """The runs of a part of a line, by its offsets."""
    at = 0
    for text, style in runs:
        if part := text[max(0, start - at) : max(0, end - at)]:
            yield Run(part, style)
        at += len(text)


def plain(lines: list[Line]) -> str:
    """The lines as text without colour, each ended by a line feed and `safe`."""
    rows = ["".join([text for text, _ in each]) for each in lines]
    return "".join([(row if row.isascii() and row.isprintable() else safe(row)) + "\n" for row in rows])


def safe(text: str) -> str:
    r"""`text` with control, direction-changing and invisible characters shown as escapes: an ESC becomes `\x1b`."""
    if text.isascii() and text.isprintable():
        return text
    return _UNSAFE.sub(lambda match: match[0].encode("unicode_escape").decode("ascii"), text)


def typed(path: str) -> str:
    """A path as it is typed in a command: in quotes where a shell would read it otherwise."""
    from shlex import quote  # Takes time to import.

    return quote(safe(path))


def text_rows(text: str, width: int, first: str = "", rest: str = "", *, whole_words: bool = False) -> list[str]:
    """`text`, safe, in rows of at most `width` characters that break at blanks, and never at the hyphens of ids and options.

    The first row begins with `first`, the others with `rest`. A word that is longer than a row is cut unless `whole_words`.
    """
    from textwrap import wrap

    flat = safe(text.replace("\n", " "))
    return wrap(
        flat, width, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False, break_long_words=not whole_words
    )


def paragraph(
    text: str, width: int, lead: str | Line = "", rest: str | None = None, *, style: Style = "", whole_words: bool = False
) -> Iterator[Line]:
    """`text` in one style, in lines of at most `width` characters (see `text_rows`); none where there is no text.

    `lead` stands before the first, `rest` before the others: blanks as wide as `lead` where nothing is said.
    """
    first = (line(lead) if lead else ()) if isinstance(lead, str) else lead
    head = "".join([words for words, _ in first])
    below = " " * len(head) if rest is None else rest
    for number, row in enumerate(text_rows(text, width, head, below, whole_words=whole_words)):
        if number:
            first, head = line(below) if below else (), below
        yield (*first, Run(row[len(head) :], style))


def named(name: str) -> str:
    """A name that was typed, in quotes, cut where no name is as long."""
    return f"'{cut(name, _LONGEST_NAME)}'"


def cut(text: str, width: int) -> str:
    """`text`, cut with an ellipsis to at most `width` characters."""
    return text if len(text) <= width else (text[: max(0, width - 1)] + "…")[: max(0, width)]


def one_line(text: str, width: int) -> str:
    """`text` on one line, cut with an ellipsis to at most `width` characters."""
    flat = safe(" ".join(text.split()))
    return flat if len(flat) <= width else flat[: width - 1].rstrip() + "…"


def condition(when: str) -> str:
    """When a path is read, in words, without those that are too many to read: a path may have hundreds of conditions."""
    if len(when) > _CONDITION and ", " in when[:_CONDITION]:
        return when[:_CONDITION].rpartition(", ")[0].rstrip(" ,") + ", and more"
    return cut(when, _CONDITION)


def count(number: int, noun: str) -> str:
    """`1 message`, `2 messages`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def first_of(names: Sequence[str], most: int) -> str:
    """`a, b`; of more than `most` the first, and how many more there are: `a, b and 12 more`."""
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


def listed(names: Sequence[str], most: int = 10) -> str:
    """`a, b and c`; of more than `most` the first, and how many more there are: `a, b and 12 more`."""
    return series(names if len(names) <= most else [*names[:most], f"{len(names) - most:,} more"])


def safe_json(text: str) -> str:
    """JSON of the same value, with such characters in its texts escaped."""
    return (
        text if text.isascii() else "\n".join(_UNSAFE.sub(lambda match: dumps(match[0])[1:-1], row) for row in text.split("\n"))
    )


class Column(NamedTuple):
    """A column's title, on which side its cells stand, and its least width in characters."""

    title: str
    align: Literal["left", "right"] = "left"
    width: int = 0


class Grid(msgspec.Struct, frozen=True):
    """Rows of cells under titles. The last cell of a row or footer that has fewer takes the columns that are left over."""

    columns: tuple[Column, ...]
    rows: tuple[Line, ...] = ()
    footer: tuple[Line, ...] = ()
    titled: bool = True
    indent: str = ""

    def lines(self) -> list[Line]:
        """The table as text, two blanks between columns."""
        widths = [max(column.width, len(column.title)) for column in self.columns]
        for row in self.rows:
            own = [len(text) for text, _ in (row if len(row) == len(widths) else row[:-1])]
            widths[: len(own)] = map(max, widths, own)
        head = [Run(column.title, "bold") for column in self.columns]
        return [self._line(cells, widths) for cells in (*([head] if self.titled else []), *self.rows, *self.footer)]

    def records(self) -> Iterator[Line]:
        """The rows where columns have no room: what each is about, and its other cells below, numbers with their titles."""
        about = 0 if self.columns[0].align == "left" else -1
        for cells in (*self.rows, *self.footer):
            yield (Run(self.indent), *line(cells[about]))
            named = [each for each in zip(cells, self.columns, strict=False) if each[0] is not cells[about]]
            runs = [Run(self.indent + "  ")]
            for (text, style), column in named:
                if text.strip():
                    title = f"{column.title} " if column.align == "right" and column.title else ""
                    runs += [*([Run("  ")] if runs[1:] else []), Run(title, "dim"), Run(text.strip(), style)]
            if runs[1:]:
                yield tuple(runs)

    def _line(self, cells: Sequence[Words], widths: Sequence[int]) -> Line:
        runs = [Run(self.indent)] if self.indent else []
        for (text, style), column, width in zip(cells[:-1], self.columns, widths, strict=False):
            runs += [Run(f"{text:>{width}}" if column.align == "right" else f"{text:<{width}}", style), Run("  ")]
        text, style = cells[-1]
        right = len(cells) == len(widths) and self.columns[-1].align == "right"
        return (*runs, Run(f"{text:>{widths[-1]}}" if right else text, style))


Block = Line | Passage | Grid


def as_lines(blocks: Iterable[Block]) -> Iterator[Line]:
    """The blocks line by line, their tables as text."""
    for block in blocks:
        if isinstance(block, Grid | Passage):
            yield from block.lines()
        else:
            yield block


def as_text(blocks: Iterable[Block]) -> str:
    """The blocks without colour, each line ended by a line feed."""
    return "".join(as_texts(blocks))


def as_texts(blocks: Iterable[Block]) -> Iterator[str]:
    """The text of each block without colour."""
    return map(_as_text, blocks)


def _as_text(block: Block) -> str:
    if isinstance(block, Passage):
        return block.text()
    return plain(block.lines() if isinstance(block, Grid) else [block])
