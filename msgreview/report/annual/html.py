"""The report as one HTML page: nothing is fetched, it prints well, and it reads well aloud."""

from collections.abc import Iterator
from datetime import date
from html import escape

from msgreview.report.annual.charts import bars
from msgreview.report.annual.model import Annual, Cell, Example, Table
from msgreview.report.annual.words import figure, period, written
from msgreview.report.lines import safe

_STYLE = """
:root { color-scheme: light; }
body { font: 16px/1.5 Georgia, 'Times New Roman', serif; color: #1c1c1c; background: #fff; max-width: 60rem;
  margin: 2rem auto; padding: 0 1rem; }
h1, h2, h3, th, .figures, svg text { font-family: system-ui, sans-serif; }
h1 { font-size: 1.8rem; line-height: 1.2; } .when { display: block; font-size: 1.3rem; font-weight: 400; color: #444; }
 h2 { font-size: 1.25rem; margin-top: 2.5rem; } h3 { font-size: 1rem; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 1rem; }
th, td { text-align: left; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid #d8d8d8; vertical-align: top; }
th { font-size: .8rem; color: #444; } td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
tbody th { font-weight: 600; font-size: .95rem; color: #1c1c1c; }
.counted { color: #555; font-size: .9rem; margin: .2rem 0; }
svg { width: 100%; height: auto; max-width: 48rem; } svg text { font-size: 11px; fill: #1c1c1c; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; background: #f5f3ee; padding: .8rem;
  font: 14px/1.45 Georgia, serif; margin: 0; }
.wide { overflow-x: auto; } table.narrow { width: auto; min-width: 18rem; } .date { white-space: nowrap; }
@media (max-width: 40rem) { .pair { grid-template-columns: 1fr; } }
@media print {
  body { margin: 0; max-width: none; font-size: 11pt; } .wide { overflow: visible; }
  h2 { break-after: avoid; }
  section, tr, .pair { break-inside: avoid; }
}
"""

_NARROW = 2
"""Columns of a table that is not stretched over the page."""


def html(report: Annual) -> str:
    """The whole page."""
    return "\n".join(_page(report)) + "\n"


def _page(report: Annual) -> Iterator[str]:
    title = _say(f"{report.title}, {period(report.start, report.end)}")
    yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    yield f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>"
    yield f'<h1>{_say(report.title)} <span class="when">{_say(period(report.start, report.end))}</span></h1>'
    yield f'<p class="counted">The catalogue at commit <code>{_say(report.revision)}</code>.</p>'
    yield "<ul>" + "".join(f"<li>{_say(note)}</li>" for note in report.notes) + "</ul>"
    yield from _figures(report)
    for table in report.tables:
        yield from _table(table)
    if report.examples:
        yield "<h2>Before and after</h2>"
    for example in report.examples:
        yield from _example(example)
    yield "</main>\n</body>\n</html>"


def _figures(report: Annual) -> Iterator[str]:
    yield '<section class="figures"><h2>At a glance</h2><table><thead><tr><th scope="col">Figure</th>'
    yield '<th scope="col" class="number">Value</th><th scope="col">Counted as</th></tr></thead><tbody>'
    for each in report.figures:
        yield f'<tr><th scope="row">{_say(each.name)}</th><td class="number">{figure(each)}</td>'
        yield f"<td>{_say(each.counted)}</td></tr>"
    yield "</tbody></table></section>"


def _table(table: Table) -> Iterator[str]:
    yield f"<section><h2>{_say(table.title)}</h2>"
    yield f'<p class="counted">Counted: {_say(table.counted)}.</p>'
    if table.chart:
        yield bars(table)
    numbers = [all(isinstance(row[at], int | float | None) for row in table.rows) for at in range(len(table.columns))]
    heads = (f'<th scope="col"{_numeric(is_)}>{_say(name)}</th>' for name, is_ in zip(table.columns, numbers, strict=True))
    narrow = ' class="narrow"' if len(table.columns) == _NARROW else ""
    yield f'<div class="wide"><table{narrow}><thead><tr>{"".join(heads)}</tr></thead><tbody>'
    yield from (_row(row, numbers) for row in table.rows)
    yield "</tbody></table></div></section>"


def _numeric(is_number: bool) -> str:
    return ' class="number"' if is_number else ""


def _row(row: tuple[Cell, ...], numbers: list[bool]) -> str:
    cells = "".join(f"<td{_kind(cell, is_)}>{_say(written(cell))}</td>" for cell, is_ in zip(row[1:], numbers[1:], strict=True))
    return f'<tr><th scope="row">{_say(written(row[0]))}</th>{cells}</tr>'


def _kind(cell: Cell, is_number: bool) -> str:
    return ' class="date"' if isinstance(cell, date) else _numeric(is_number)


def _example(example: Example) -> Iterator[str]:
    yield f"<section><h3>{_say(example.id)}</h3>"
    yield f"<p>Changed on {example.changed} by {_say(', '.join(example.by))}. Before, the rubrics said:</p>"
    yield "<ul>" + "".join(f"<li>{_say(told)}</li>" for told in example.found_before) + "</ul>"
    texts = (("Before", example.before), ("After", example.after))
    sides = (f"<div><p>{title}</p><pre>{escape(_lines(text))}</pre></div>" for title, text in texts)
    yield f'<div class="pair">{"".join(sides)}</div></section>'


def _lines(text: str) -> str:
    """A text whose controls show as escapes, line by line."""
    return "\n".join(map(safe, text.splitlines()))


def _say(text: str) -> str:
    """Text of a message or a person: no markup, and no control characters."""
    return escape(safe(text))
