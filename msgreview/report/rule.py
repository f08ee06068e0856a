"""What a rule is about: why it is there, what it says, what breaks it and what keeps it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgreview.lint.verdicts import Verdict, Verdicts, kept_text, verdict_dict
from msgreview.model.finding import COLOUR
from msgreview.report.lines import Block, Column, Grid, Line, Run, Style, line, one_line, paragraph, safe, text_rows
from msgreview.rubric.schema import PRACTICE_TITLES, Rubric, Rule

_BENDS = {
    "error": "red: it never bends, because safety, privacy, the law or the message itself is at stake",
    "warning": "yellow: it bends when a manager signs a waiver",
    "suggestion": "green: guidance that you may adapt",
    "off": "off: a team can turn it on under `levels` in msgreview.yaml",
}

_STYLE_ERROR = "red: a run fails on it, as in Vale; it bends when a manager signs a waiver"

_ARGUMENT = re.compile(r"%(\[\d+\])?[sd]")
_OPTIONAL = re.compile(r"\[\[.*?\]\]")
"""What a message says only where there is something to fill in."""
_LEAST = 24
"""Characters that what a rule says has beside its name, or else it has rows of its own."""
_TEXTS = ("body", "file")
"""Fields of an example that speak for themselves."""


def rule_lines(rule: Rule, rubric: Rubric, width: int) -> Iterator[Line]:
    """One rule, explained."""
    colour, style = _colour(rule)
    yield line((rule.id, "bold"), "  ", (colour, style))
    yield ()
    yield from paragraph(" ".join((rule.why or rubric.about).split()), width, "  ")
    yield ()
    facts = {
        "Says": unfilled(rule.message), "Try": unfilled(rule.try_), "Level": _bends(rule), "Ask": rule.ask,
        "Profile": _profiles(rule), "Serves": PRACTICE_TITLES[rule.practice],
        "Source": f"{rule.source} {rule.link}", "File": f"{rule.path}:{rule.line}",
    }  # fmt: skip
    for name, fact in facts.items():
        yield from paragraph(" ".join(fact.split()), width, line((f"  {name:<9}", "dim")), whole_words=True)
    yield from _examples("Instead of", Run("  ✗ ", "red"), rule.examples.bad, width)
    yield from _examples("Write", Run("  ✓ ", "green"), rule.examples.good, width)


def _bends(rule: Rule) -> str:
    return _STYLE_ERROR if rule.level == "error" and rule.bends else _BENDS[rule.level]


def rubric_lines(rubric: Rubric, width: int, verdicts: Verdicts | None = None) -> Iterator[Block]:
    """A rubric and its rules, a line each with what it says; where there are `verdicts`, how often people agree with it."""
    yield line((rubric.title, "bold"), f"  {rubric.name}")
    yield from paragraph(" ".join(rubric.about.split()), width, "  ")
    ids = max((len(rule.id) for rule in rubric.rules), default=0)
    room = width - ids - 21
    rows = tuple(_row(rule, room if room > _LEAST else width, verdicts or {}) for rule in rubric.rules)
    yield Grid((Column("level, profile"), Column("rule", width=ids), Column("what it says")), rows, titled=False, indent="  ")
    yield ()


def _row(rule: Rule, room: int, verdicts: Verdicts) -> tuple[Run, ...]:
    colour, style = _colour(rule)
    where = f"{colour:<7}{rule.profile if rule.level != 'off' else '':<8}"
    kept = kept_text(verdicts.get(rule.id))
    words = f"kept {kept}. {unfilled(rule.message)}" if kept else unfilled(rule.message)
    return Run(where, style), Run(rule.id), Run(one_line(words, room), "dim")


def _profiles(rule: Rule) -> str:
    """Which profiles have the rule, and whether that is so in this catalogue."""
    if rule.level == "off":
        return ""
    words = {"minimal": "all", "standard": "standard and strict", "strict": "strict"}[rule.profile]
    return words if rule.on else f"{words}; here it is not on: `--profile {rule.profile}` asks for it"


def _colour(rule: Rule) -> tuple[str, Style]:
    return ("off", "dim") if rule.level == "off" else (COLOUR[rule.level], COLOUR[rule.level])


def unfilled(words: str) -> str:
    """A rule's words, with an ellipsis for what each finding fills in."""
    said = _OPTIONAL.sub(lambda optional: optional[0][2:-2].partition("||")[0] if "||" in optional[0] else "", words)
    return _ARGUMENT.sub("…", said).replace("%%", "%")


def rule_dict(rule: Rule, verdict: Verdict | None) -> dict[str, Any]:
    """A rule in the JSON contract, with the verdicts on it."""
    names = ("id", "kind", "level", "profile", "on", "practice", "message", "why", "source", "ask")
    return {name: getattr(rule, name) for name in names} | {"try": rule.try_} | verdict_dict(verdict)


def _examples(title: str, mark: Run, examples: Sequence[Any], width: int) -> Iterator[Line]:
    for number, example in enumerate(examples):
        yield ()
        if number == 0:
            yield line((title, "bold"))
        yield from _example(example, mark, width)


def _example(example: Any, mark: Run, width: int) -> Iterator[Line]:
    """The example's lines, the first behind `mark`; the fields of a message that are not its body above it."""
    fields = {"body": example} if not isinstance(example, Mapping) else example
    rows: list[str] = []
    for name, value in fields.items():
        if name in _TEXTS or "\n" in str(value):
            rows += [] if name in _TEXTS else [f"{name}:"]
            rows += [row for part in str(value).strip().splitlines() for row in text_rows(part, width - 4) or [""]]
        else:
            rows.append(f"{name}: {value}")
    for number, row in enumerate(rows):
        yield (mark, Run(safe(row))) if number == 0 else line("    " + safe(row) if row else "")
