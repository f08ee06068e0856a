"""The report as Markdown, for a wiki or a pull request."""

import re
from collections.abc import Iterator

from msgreview.report.annual.model import Annual, Example, Table
from msgreview.report.annual.words import figure, period, written
from msgreview.report.lines import safe

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")
_FENCE = re.compile(r"`{3,}")


def markdown(report: Annual) -> str:
    """The whole report."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Annual) -> Iterator[str]:
    yield f"# {report.title}, {period(report.start, report.end)}"
    yield ""
    yield f"The catalogue at commit `{report.revision}`."
    yield ""
    yield from (f"- {_text(note)}" for note in report.notes)
    yield ""
    yield "| | | counted as |"
    yield "| --- | ---: | --- |"
    yield from (f"| {_text(each.name)} | {figure(each)} | {_text(each.counted)} |" for each in report.figures)
    for table in report.tables:
        yield ""
        yield from _table(table)
    if report.examples:
        yield ""
        yield "## Before and after"
    for example in report.examples:
        yield ""
        yield from _example(example)


def _table(table: Table) -> Iterator[str]:
    yield f"## {_text(table.title)}"
    yield ""
    yield f"Counted: {_text(table.counted)}."
    yield ""
    yield "| " + " | ".join(map(_text, table.columns)) + " |"
    yield "| " + " | ".join("---:" if _is_number(table, at) else "---" for at in range(len(table.columns))) + " |"
    yield from ("| " + " | ".join(_text(written(cell)) for cell in row) + " |" for row in table.rows)


def _is_number(table: Table, at: int) -> bool:
    return all(isinstance(row[at], int | float | None) for row in table.rows)


def _example(example: Example) -> Iterator[str]:
    yield f"### {_text(example.id)}"
    yield ""
    yield f"Changed on {example.changed} by {_text(', '.join(example.by))}. Before, the rubrics said:"
    yield ""
    yield from (f"- {_text(told)}" for told in example.found_before)
    for title, text in (("Before", example.before), ("After", example.after)):
        fence = "`" * max(3, *(len(found) + 1 for found in _FENCE.findall(text)), 3)
        yield ""
        yield f"{title}:"
        yield ""
        yield f"{fence}text"
        yield "\n".join(map(safe, text.rstrip("\n").split("\n")))
        yield fence


def _text(text: str) -> str:
    """Text that Markdown leaves as it is, on one line."""
    return _SPECIAL.sub(r"\\\1", safe(" ".join(text.split())))
