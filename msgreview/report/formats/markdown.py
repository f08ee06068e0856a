"""Findings as a comment on a pull request: what is wrong and what to try, the reddest first, and what reads differently."""

import re
from collections.abc import Sequence

from markupsafe import Markup

from msgreview.model.finding import COLOUR, Finding, gravest_first
from msgreview.report.changes import MessageChange, change_rows
from msgreview.report.diff import MarkedText
from msgreview.report.formats import FindingsReport, closing
from msgreview.report.lines import plain, safe
from msgreview.report.pages import fitting, markdown_text, render
from msgreview.report.registry import Format

_CODE = re.compile(r"`([^`|\n]+)`")
_ROWS = 50
"""Rows of a table; nobody reads more of them in a comment."""
_WORDS = 300
"""Characters of a text before or after a change."""
_MARKS = {"before": "~~", "now": "**"}


def _render(report: FindingsReport, width: int) -> str:
    run = report.run
    findings = gravest_first(run.findings)
    changes = change_rows(report.changes(), run.before, run.narrowed_from)
    summary, *rest = (plain([row]).strip() for row in closing(report))

    def page(rows: Sequence[Finding]) -> str:
        return render(
            "templates/findings.md",
            filters={"marked": _marked, "sentence": _sentence, "name": _name},
            summary=summary,
            ending=rest[-1],
            notes=run.notes,
            findings=[(each, COLOUR[each.level], f"{report.path(each.path)}:{each.line}") for each in rows],
            more=len(findings) - len(rows),
            changes=changes[:_ROWS],
            more_changes=len(changes[_ROWS:]),
            has_before=bool(run.before),
        )

    return fitting(findings[:_ROWS], page)


def _sentence(text: str) -> Markup:
    """A sentence in which what stands between backticks is code."""
    pieces = _CODE.split(" ".join(text.split()))
    return Markup("".join(f"`{safe(piece)}`" if at % 2 else _with_edges(piece) for at, piece in enumerate(pieces)))


def _with_edges(text: str) -> str:
    """A text that Markdown shows as it is, with the blanks before and after it."""
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    return text[:start] + markdown_text(text) + text[max(start, end) :]


def _name(change: MessageChange) -> Markup:
    earlier = f", earlier `{safe(change.earlier_id)}`" if change.earlier_id else ""
    return Markup(f"`{safe(change.id)}`{earlier}")


def _marked(words: Sequence[MarkedText], side: str) -> Markup:
    """Words of a difference, those marked that the other side does not have."""
    mark, room, shown = _MARKS[side], _WORDS, []
    for each in words:
        text = markdown_text(each.text[:room])
        shown.append(f"{mark}{text}{mark}" if each.marked and text.strip() else text)
        room -= len(each.text)
        if room <= 0:
            shown.append("…")
            break
    return Markup(" ".join(shown) or "*nothing*")


FORMAT = Format(".md", _render, closing)
