"""The ways of reading, in the terminal and as HTML."""

from collections.abc import Iterator

from msgreview.report.lines import Line, Run, line, one_line, part_of, safe
from msgreview.report.pages import render
from msgreview.report.preview import head, wrapped
from msgreview.report.preview_page.model import Preview, View
from msgreview.report.preview_page.page import ticked
from msgreview.report.reading_as import Way, lock_screen, read_aloud, second_language
from msgreview.report.reading_as.passages import Passage, Piece

_NO_NOTICE = "A call or a letter shows on no lock screen."
_STAMP = 6
"""Columns of a time and the space behind it."""


def way_lines(preview: Preview, way: Way, width: int) -> Iterator[Line]:
    """The message in one way of reading, view by view."""
    yield head(preview.message)
    yield ()
    for view in preview.views:
        yield line((one_line(view.heading.replace("`", ""), width), "bold"))
        if way == "lock-screen":
            yield from _notice_lines(view, preview, width)
        elif way == "read-aloud":
            yield from _aloud_lines(view, preview, width)
        else:
            yield from _language_lines(view, preview, width)
        yield ()


def way_fragment(preview: Preview, way: Way, name: str = "message") -> str:
    """The same as HTML, for a page that has the style of previews."""
    return render(
        "reading_as/templates/fragment.html",
        filters={"ticked": ticked, "clock": _clock},
        preview=preview,
        name=name,
        way=way,
        notices=lock_screen.notices,
        aloud=read_aloud.passages,
        language=second_language.passages,
        not_covered=second_language.not_covered(preview.message.lang),
        covered=second_language.covers(preview.message.lang),
        hard=_hard,
        no_notice=_NO_NOTICE,
    )


def _notice_lines(view: View, preview: Preview, width: int) -> Iterator[Line]:
    shown = lock_screen.notices(view, preview)
    if not shown:
        yield line(_NO_NOTICE)
    for notice in shown:
        yield line((f"┌─ {notice.width} characters ", "dim"))
        rows = [(notice.sender, "bold"), (notice.title, ""), (notice.text, "")]
        for text, style in rows:
            if text:
                yield from (line(("│ ", "dim"), (row, "bold" if style else "")) for row in wrapped(text, width - 2))
        left = f"{notice.left_out:,} characters are not shown" if notice.left_out else "all of it is shown"
        yield line((f"└─ {left}", "dim"))


def _aloud_lines(view: View, preview: Preview, width: int) -> Iterator[Line]:
    for passage in read_aloud.passages(view, preview):
        what = f"{passage.what}: " if passage.pieces and passage.what else passage.what
        text = what + "".join(f"{piece.text} [{piece.remark}]" if piece.remark else piece.text for piece in passage.pieces)
        for number, row in enumerate(wrapped(" ".join(text.split()), width - _STAMP)):
            yield line((f"{_clock(passage.at):<{_STAMP}}" if not number else " " * _STAMP, "dim"), row)


def _language_lines(view: View, preview: Preview, width: int) -> Iterator[Line]:
    passages = second_language.passages(view, preview)
    for passage in passages:
        yield from _underlined(passage, width)
    yield ()
    covered = second_language.covers(preview.message.lang)
    if not covered:
        yield from map(line, wrapped(safe(second_language.not_covered(preview.message.lang)), width))
    for piece in _hard(passages):
        plainer = f", plainer: {piece.remark}" if piece.remark else ""
        yield line("  ", (safe(" ".join(piece.text.split())), "underline"), f"  {piece.kind}{plainer}")
    if covered and not _hard(passages):
        yield line(f"There are no {covered} in it.".replace(" and ", " or "))


def _underlined(passage: Passage, width: int) -> Iterator[Line]:
    """The lines of a passage, folded, what is hard in them underlined."""
    runs = [Run(passage.what + ": ", "dim")] if passage.what else []
    for piece in passage.pieces:
        first, *more = piece.text.split("\n")
        runs.append(Run(first, "underline" if piece.kind else ""))
        for text in more:
            yield from _folded(runs, width)
            runs = [Run(text, "underline" if piece.kind else "")]
    yield from _folded(runs, width)


def _folded(runs: list[Run], width: int) -> Iterator[Line]:
    text = "".join(run.text for run in runs)
    at = 0
    for row in wrapped(text, width):
        start = text.find(row, at)
        yield tuple(Run(safe(part), style) for part, style in part_of(tuple(runs), start, start + len(row)))
        at = start + len(row)


def _hard(passages: tuple[Passage, ...]) -> list[Piece]:
    """What is marked, each once."""
    marked = {piece.text.lower(): piece for passage in passages for piece in passage.pieces if piece.kind}
    return sorted(marked.values(), key=lambda piece: (piece.kind, piece.text.lower()))


def _clock(seconds: int) -> str:
    """Minutes and seconds, as a clock shows them."""
    return f"{seconds // 60}:{seconds % 60:02}"
