"""Findings for a person at a terminal: the words in their line, underlined, what is wrong, and what to try."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from heapq import merge
from textwrap import wrap

from msgreview.lint.disputes import Disputed
from msgreview.lint.ordering import order
from msgreview.model.config import Level
from msgreview.model.finding import COLOUR, Finding
from msgreview.report.formats import FindingsReport
from msgreview.report.grouping import MANY, Group, Repeated, grouped, repeated
from msgreview.report.lines import Block, Line, Passage, Words, condition, count, cut, line, safe
from msgreview.report.registry import Format
from msgreview.report.summary import summary_lines
from msgreview.report.tallies import tally_blocks

_INDENT = "    "
_TRY = "Try: "
_ALSO = "Also: "
_END: Words = ("\n", "")
_NARROW = re.compile("[\0-\u02ff\u2010-\u2027]*+")
"""Text without the characters that take two columns or none."""


def finding_lines(findings: Iterable[Finding], width: int, disputed: Iterable[Disputed] = ()) -> Iterator[Line]:
    """The findings one after the other, a blank line below each; those on the same words together, below the gravest.

    Each starts `path:line:column`; those in dispute are dimmed. `width` is in columns.
    """
    for passage in _entries(grouped(findings), disputed, width):
        yield from passage.lines()


def _entries(groups: Iterable[Group], disputed: Iterable[Disputed], width: int) -> Iterator[Passage]:
    entries: Iterable[Group | Disputed] = groups
    if disputed := list(disputed):
        entries = merge(groups, disputed, key=lambda each: order(each.finding))
    for entry in entries:
        yield Passage([*(_disputed(entry, width) if isinstance(entry, Disputed) else _one(entry, width)), _END])


def _render(report: FindingsReport, width: int) -> Iterator[Block]:
    """Red findings first and then the others, message by message; last, what is said of the whole catalogue, and the summary."""
    findings, summary, disputed = report.run.findings, report.run.summary, report.run.disputed
    everywhere = repeated(findings, summary.messages, report.apart)
    listed = {(one.rule, one.text) for each in everywhere for one in each.group.all}
    groups = list(grouped([each for each in findings if (each.rule, each.text) not in listed] if listed else findings))
    yield from _entries((group for group in groups if group.finding.level == "error"), (), width)
    yield from _entries((group for group in groups if group.finding.level != "error"), disputed, width)
    for each in everywhere:
        yield from _everywhere(each, width)
    if len(findings) > MANY:
        yield from tally_blocks(findings)
    yield from summary_lines(summary, findings, report.clean)


def _disputed(disputed: Disputed, width: int) -> Iterator[Words]:
    """A finding that somebody disputes, all of it dimmed, and why."""
    finding, because = disputed
    message = f"  {safe(finding.message)}" if finding.message else ""
    yield (f"{safe(finding.path)}:{finding.line}:{finding.column} disputed {finding.rule}{message}\n", "dim")
    if finding.excerpt.strip():
        yield ("".join([text for text, _ in _excerpt(finding, width - 10)]), "dim")
    rows = (*_rows(_text(finding), width - len(_INDENT)), *_rows(f"Disputed: {because}", width - len(_INDENT)))
    yield ("".join([f"{_INDENT}{row}\n" for row in rows]), "dim")


def _everywhere(repeated: Repeated, width: int) -> Iterator[Line]:
    """What a rule says of many messages, once."""
    finding = repeated.group.finding
    colour = COLOUR[finding.level]
    yield line((count(repeated.messages, "message"), "bold"), " ", (colour, colour), f" {finding.rule}")
    also = (runs for other in repeated.group.also for runs in _also(other.level, other.rule, other.text, width))
    yield from Passage([*_advice(finding.text, finding.advice, width), *also]).lines()
    yield line((f"{_INDENT}Add `--select {finding.rule}` to see each.", "dim"))
    yield ()


def _one(group: Group, width: int) -> list[Words]:
    finding = group.finding
    colour = COLOUR[finding.level]
    runs: list[Words] = [
        (f"{safe(finding.path)}:{finding.line}:{finding.column}", "bold"),
        (" ", ""),
        (colour, colour),
        (safe(f" {finding.rule}"), ""),
        (f"  {safe(finding.message)}\n" if finding.message else "\n", "dim"),
    ]
    if finding.excerpt.strip():
        runs += _excerpt(finding, width - 10)
    runs += _advice(_text(finding), finding.advice, width)
    for other in group.also:
        runs += _also(other.level, other.rule, _text(other), width)
    return runs


def _text(finding: Finding) -> str:
    return f"{finding.text} This happens {condition(finding.when)}." if finding.when else finding.text


@lru_cache(maxsize=1024)
def _also(level: Level, rule: str, text: str, width: int) -> list[Words]:
    """What another rule says of the same words."""
    colour = COLOUR[level]
    first, *rows = _rows(f"{_ALSO}{colour} {rule}: {text}", width - len(_INDENT) - len(_ALSO))
    return [(_INDENT + _ALSO, ""), (colour, colour), (first[len(_ALSO) + len(colour) :] + "\n", ""), *_below(_ALSO, rows)]


@lru_cache(maxsize=1024)
def _advice(text: str, advice: str, width: int) -> list[Words]:
    """What is wrong and what to try: mostly the same for all findings of a rule."""
    said = _below("", _rows(text, width - len(_INDENT)))
    rows = _rows(advice, width - len(_INDENT) - len(_TRY))
    return [*said, *(((_INDENT + _TRY, "green"), (f"{rows[0]}\n", "")) if rows else ()), *_below(_TRY, rows[1:])]


def _below(first: str, rows: Iterable[str]) -> list[Words]:
    """Rows that begin below the end of `first`."""
    return [("".join([f"{_INDENT}{' ' * len(first)}{row}\n" for row in rows]), "")]


def _rows(text: str, width: int) -> list[str]:
    """The text in rows of at most `width`, as `wrap` has them, which is slow: most texts are words and single blanks."""
    text = safe(text)
    if not text.isprintable() or text[-1:] in ("", " ") or (len(text) > width and "  " in text):
        return wrap(text, width, break_on_hyphens=False)
    rows, at = [], 0
    while len(text) - at > width:
        end = text.rfind(" ", at + 1, at + width + 1)
        if end < 0:  # A word that is longer than a row.
            return wrap(text, width, break_on_hyphens=False)
        rows.append(text[at:end])
        at = end + 1
    return [*rows, text[at:]]


def _excerpt(finding: Finding, width: int) -> list[Words]:
    """The line with the words, and carets under them; of words over several lines, those on the first."""
    colour = COLOUR[finding.level]
    before, words, after = _parts(finding)
    columns: Callable[[str], int] = len
    if not (finding.excerpt.isascii() and finding.excerpt.isprintable()):
        columns = _columns
        before, words, after = _shown(before), _shown(words), _shown(after)
    before, after = before.lstrip(), after.rstrip()
    if finding.excerpt_column > 1:
        before = "…" + before
    if len(before) + len(words) + len(after) > width:
        room = max(0, width - len(words) - min(len(after), width // 3))
        if room < len(before):
            before = "…" + before[len(before) - room + 1 :] if room else ""
        words, after = cut(words, width), cut(after, max(0, width - len(before) - len(words)))
    return [
        (f"{finding.line:>5} | ", "dim"),
        (before, ""),
        (words, colour),
        (after + "\n", ""),
        ("      | ", "dim"),
        (" " * columns(before), ""),
        ("^" * max(1, columns(words.rstrip())) + "\n", colour),
    ]


def _parts(finding: Finding) -> tuple[str, str, str]:
    """The excerpt before the words, the words that stand in it, and the rest."""
    low = max(0, finding.column - finding.excerpt_column)
    high = finding.end_column - finding.excerpt_column if finding.end_line == finding.line else len(finding.excerpt)
    high = max(low, min(high, len(finding.excerpt)))
    return finding.excerpt[:low], finding.excerpt[low:high], finding.excerpt[high:]


def _shown(text: str) -> str:
    return safe(text.replace("\t", "    "))


def _columns(text: str) -> int:
    """Terminal columns that `text` takes: wide characters take two, combining ones none (Unicode Standard Annex 11)."""
    if _NARROW.fullmatch(text):
        return len(text)
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


FORMAT = Format(".txt", _render)
