"""What to change about a rule that people do not agree with: its level, a counter-pattern and an example, ready to paste."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import regex

from msgreview.catalogue.write import scalar
from msgreview.lint.verdicts import Verdict, kept_text
from msgreview.model.config import LevelChoice
from msgreview.model.finding import COLOUR
from msgreview.model.vote import Vote
from msgreview.report.lines import Line, line, paragraph, safe
from msgreview.rubric.kinds import KINDS
from msgreview.rubric.schema import Rule

_LOWER: dict[LevelChoice, LevelChoice] = {"error": "warning", "warning": "suggestion", "suggestion": "off"}
_MOST = 5
"""Words of votes that a proposal quotes."""
_EDGES = " .,;:!?…'\"‘’“”"
"""Marks at the edges of words, which are no part of a pattern for whole words."""


class Doubt(NamedTuple):
    """A rule, the verdicts on it, and the votes against it."""

    rule: Rule
    verdict: Verdict
    votes: Sequence[Vote]
    is_own: bool
    """Whether the team keeps the rule, and can change its file."""


def proposal_lines(doubt: Doubt, own_rubrics: str, width: int) -> Iterator[Line]:
    """What became of a rule's findings, why people do not agree, and three changes; `own_rubrics` is the team's folder."""
    rule, verdict, votes = doubt.rule, doubt.verdict, doubt.votes
    yield line((rule.id, "bold"), f"  kept {kept_text(verdict)}")
    counts = zip(("mended", "waived", "ignored", "disputed"), verdict, strict=True)
    yield line("  ", ", ".join(f"{number} {word}" for word, number in counts))
    for vote in votes[:_MOST]:
        yield from paragraph(f"“{vote.words}”: {vote.because}", width, "  - ")
    yield ()
    yield from _level(rule)
    yield from _counter_pattern(doubt, own_rubrics)
    yield from _example(doubt)


def _level(rule: Rule) -> Iterator[Line]:
    lower = _LOWER.get(rule.level)
    if lower:
        colour = "off" if lower == "off" else COLOUR[lower]
        yield from _block(f"Make it {colour}, in msgreview.yaml:", "levels:", f"  {rule.id}: {lower}")


def _counter_pattern(doubt: Doubt, own_rubrics: str) -> Iterator[Line]:
    """The words of the votes as patterns that leave them alone, where the rule's kind can be told so."""
    rule, kind = doubt.rule, KINDS[doubt.rule.kind]
    words = list(filter(None, dict.fromkeys(" ".join(vote.words.split()).strip(_EDGES) for vote in doubt.votes[:_MOST])))
    moves = kind.triggers(rule.options) if kind.triggers else ()
    escaped = [regex.escape(each, literal_spaces=True) for each in words]
    patterns = ", ".join(scalar(each, flow=True) for each in escaped)
    if not words:
        return
    if kind.exceptions and doubt.is_own:
        yield from _block(f"Leave these words alone, in the rule ({rule.path}):", f"{rule.name}:", f"  exceptions: [{patterns}]")
    elif rule.accepts:
        accepted = ", ".join(scalar(each, flow=True) for each in words)
        yield from _block("Leave these words alone, in msgreview.yaml:", "vocabulary:", f"  accept: [{accepted}]")
    elif moves:
        title = f"Do not take these sentences for {moves[0]}, in {own_rubrics}/moves.yaml:"
        patterns = ", ".join(scalar(rf"^\W*{each}\W*$", flow=True) for each in escaped)
        yield from _block(title, "moves:", f"  {moves[0]}: {{unless: [{patterns}]}}")


def _example(doubt: Doubt) -> Iterator[Line]:
    rule = doubt.rule
    words = dict.fromkeys(" ".join(vote.words.split()) for vote in doubt.votes[:_MOST] if vote.words)
    if doubt.is_own:
        title = f"Hold the rule to it ({rule.path}); `msgreview rubric test {rule.id}` proves it:"
    else:
        title = f"An example for those who keep {rule.id}, which comes with msgreview:"
    if words:
        rows = (f"      - {scalar(each)}" for each in words)
        yield from _block(title, f"{rule.name}:", "  examples:", "    good:", *rows)


def _block(title: str, *rows: str) -> Iterator[Line]:
    yield line("  ", title)
    yield from (line("    ", safe(row)) for row in rows)
    yield ()
