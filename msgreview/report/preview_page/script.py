"""A phone script to read aloud: the lines of one path, and at their places what other paths say instead."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple, TypeAlias

from msgreview.prose.document import count_words
from msgreview.report.preview_page.model import Step, View, Words

_WORDS_A_MINUTE = 150
"""How fast people read aloud to be followed on the phone."""

_Line: TypeAlias = tuple[Words, ...]


class _Branch(NamedTuple):
    start: int
    end: int
    lines: tuple[_Line, ...]
    when: str


def script_of(views: Sequence[View]) -> tuple[Step, ...]:
    """The script with its branches; none where all paths say the same but for values."""
    main = _lines(views[0])
    branches: dict[tuple[int, int, tuple[str, ...]], _Branch] = {}
    for view in sorted(views[1:], key=lambda each: not each.when):
        for branch in _branches(main, view):
            branches.setdefault((branch.start, branch.end, tuple(map(_text, branch.lines))), branch)
    return () if not branches else tuple(_steps(main, sorted(branches.values(), key=lambda each: (each.end, each.start))))


def time_aloud(text: str) -> str:
    """How long it takes to read a text aloud, in words."""
    seconds = round(count_words(text) / _WORDS_A_MINUTE * 60, -1)
    minutes, rest = divmod(max(10, int(seconds)), 60)
    return " ".join(filter(None, (f"{minutes} min" if minutes else "", f"{rest} s" if rest else "")))


def _lines(view: View) -> list[_Line]:
    """The lines of a view that say something."""
    lines: list[list[Words]] = [[]]
    for run in view.words:
        first, *more = run.text.split("\n")
        pieces = [first, *more]
        for number, piece in enumerate(pieces):
            if number:
                lines.append([])
            if piece:
                lines[-1].append(run._replace(text=piece, ends=run.ends if number == len(pieces) - 1 else ()))
    return [tuple(line) for line in lines if any(run.text.strip() for run in line)]


def _text(line: _Line) -> str:
    """The author's words of a line, whatever the values are."""
    return "".join("\0" if run.look.value else run.text for run in line).strip()


def _branches(main: Sequence[_Line], view: View) -> Iterator[_Branch]:
    """Where a path leaves the script, and what is said there."""
    lines = _lines(view)
    matcher = SequenceMatcher(None, [_text(line) for line in main], [_text(line) for line in lines], autojunk=False)
    for what, start, end, low, high in matcher.get_opcodes():
        if what != "equal":
            yield _Branch(start, end, tuple(lines[low:high]), view.when or f"in the sample `{view.name}`")


def _steps(main: Sequence[_Line], branches: Sequence[_Branch]) -> Iterator[Step]:
    at = 0
    for branch in branches:
        for until in (branch.start, branch.end):
            if at < until:
                yield Step(tuple(main[at:until]))
                at = until
        yield Step(branch.lines, branch.when, instead=branch.start < branch.end)
    if at < len(main):
        yield Step(tuple(main[at:]))
