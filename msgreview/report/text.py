"""Findings for a person at a terminal: the words in their line, underlined, what is wrong, and what to try."""

import unicodedata
from collections.abc import Iterable, Iterator
from textwrap import wrap

from msgreview.model.finding import COLOUR, Finding
from msgreview.report.lines import Line, Run, line, safe

_INDENT = "    "
_TRY = "Try: "


def finding_lines(findings: Iterable[Finding], width: int) -> Iterator[Line]:
    """The findings one after the other, a blank line between two; each starts `path:line:column`. `width` is in columns."""
    for finding in findings:
        yield from _one(finding, width)
        yield ()


def concise_lines(findings: Iterable[Finding]) -> Iterator[Line]:
    """One line a finding: `path:line:column: colour rule: what is wrong`."""
    for finding in findings:
        colour = COLOUR[finding.level]
        yield line(
            _where(finding) + ": ",
            (colour, colour),
            f" {finding.rule}: {safe(finding.text)}",
            f" ({finding.when})" if finding.when else "",
        )


def _where(finding: Finding) -> str:
    return f"{safe(finding.path)}:{finding.line}:{finding.column}"


def _one(finding: Finding, width: int) -> Iterator[Line]:
    colour = COLOUR[finding.level]
    yield line(
        (_where(finding), "bold"),
        " ",
        (colour, colour),
        " " + finding.rule,
        (f"  {finding.message}" if finding.message else "", "dim"),
    )
    if finding.excerpt.strip():
        yield from _excerpt(finding, width - 10)
    told = f"{finding.text} This happens {finding.when}." if finding.when else finding.text
    yield from (line(_INDENT + row) for row in wrap(safe(told), width - len(_INDENT)))
    for number, row in enumerate(wrap(safe(finding.advice), width - len(_INDENT) - len(_TRY))):
        yield line((_INDENT + _TRY, "green"), row) if number == 0 else line(_INDENT + " " * len(_TRY) + row)


def _excerpt(finding: Finding, width: int) -> Iterator[Line]:
    """The line with the words, and carets under them; of words over several lines, those on the first."""
    colour = COLOUR[finding.level]
    before, words, after = (_shown(part) for part in _parts(finding))
    before, after = before.lstrip(), after.rstrip()
    if finding.excerpt_column > 1:
        before = "…" + before
    room = max(0, width - len(words) - min(len(after), width // 3))
    if room < len(before):
        before = "…" + before[len(before) - room + 1 :] if room else ""
    words, after = _cut(words, width), _cut(after, max(0, width - len(before) - len(words)))
    yield line((f"{finding.line:>5} | ", "dim"), before, Run(words, colour), after)
    yield line(("      | ", "dim"), " " * _columns(before), ("^" * max(1, _columns(words.rstrip())), colour))


def _parts(finding: Finding) -> tuple[str, str, str]:
    """The excerpt before the words, the words that stand in it, and the rest."""
    low = max(0, finding.column - finding.excerpt_column)
    high = finding.end_column - finding.excerpt_column if finding.end_line == finding.line else len(finding.excerpt)
    high = max(low, min(high, len(finding.excerpt)))
    return finding.excerpt[:low], finding.excerpt[low:high], finding.excerpt[high:]


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: max(0, width - 1)] + "…"


def _shown(text: str) -> str:
    return safe(text.replace("\t", "    "))


def _columns(text: str) -> int:
    """Terminal columns that `text` takes: wide characters take two, combining ones none (Unicode Standard Annex 11)."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
