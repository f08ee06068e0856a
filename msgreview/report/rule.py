"""What a rule is about: why it is there, what it says, what breaks it and what keeps it."""

from collections.abc import Iterator, Mapping, Sequence
from textwrap import wrap
from typing import Any

from msgreview.model.finding import COLOUR
from msgreview.report.lines import Line, Style, line, safe
from msgreview.report.statistics import PRACTICE_TITLES
from msgreview.rubric.examples import ExampleResult
from msgreview.rubric.schema import Rubric, Rule

_BENDS = {
    "error": "red: it never bends, because safety, privacy, the law or the message itself is at stake",
    "warning": "yellow: it bends when a manager signs a waiver",
    "suggestion": "green: guidance that you may adapt",
    "off": "off: a team can turn it on under `levels` in msgreview.yaml",
}


def rule_lines(rule: Rule, rubric: Rubric, width: int) -> Iterator[Line]:
    """One rule, explained."""
    style: Style = COLOUR[rule.level] if rule.level != "off" else "dim"
    yield line((rule.id, "bold"), "  ", (rule.level if rule.level == "off" else COLOUR[rule.level], style))
    yield from _paragraph("", rule.why or rubric.about, width)
    yield ()
    yield from _paragraph("Says", rule.message.replace("%s", "…").replace("%d", "…").replace("%%", "%"), width)
    yield from _paragraph("Try", rule.try_, width)
    yield from _paragraph("Level", _BENDS[rule.level], width)
    yield from _paragraph("Serves", PRACTICE_TITLES[rule.practice], width)
    yield from _paragraph("Source", " ".join(filter(None, (rule.source, rule.link))), width)
    yield from _paragraph("Stands in", f"{rule.path}:{rule.line}", width)
    for title, style, examples in (("Instead of", "red", rule.examples.bad), ("Write", "green", rule.examples.good)):
        for example in examples:
            yield ()
            yield line((title, style))
            yield from (
                line("    ", safe(row)) for part in _example(example).splitlines() for row in wrap(part, width - 4) or [""]
            )


def rubric_lines(rubric: Rubric, width: int) -> Iterator[Line]:
    """A rubric and its rules, a line each."""
    yield line((rubric.title, "bold"), f"  {rubric.name}")
    yield from _paragraph("", " ".join(rubric.about.split()), width)
    for rule in rubric.rules:
        style: Style = COLOUR[rule.level] if rule.level != "off" else "dim"
        yield line("  ", (f"{'off' if rule.level == 'off' else COLOUR[rule.level]:<7}", style), rule.id)
    yield ()


def rule_facts(rule: Rule) -> dict[str, Any]:
    """A rule in the JSON contract."""
    names = ("id", "kind", "level", "practice", "message", "why", "source")
    return {name: getattr(rule, name) for name in names} | {"try": rule.try_}


def proof_lines(proofs: Sequence[tuple[Rule, Sequence[ExampleResult]]]) -> Iterator[Line]:
    """A table of rules with how many of their examples did what they should, and those that did not."""
    yield line(("  bad      good     rule", "bold"))
    for rule, results in proofs:
        cells = []
        for kind in ("bad", "good"):
            mine = [result for result in results if result.kind == kind]
            cells.append(f"{sum(result.ok for result in mine)} of {len(mine)}")
        ok = all(result.ok for result in results) and min(len(rule.examples.bad), len(rule.examples.good)) > 1
        yield line(("✓ " if ok else "✗ ", "green" if ok else "red"), f"{cells[0]:<8} {cells[1]:<8} {rule.id}")
        for result in results:
            if not result.ok:
                fault = result.why or ("does not fire the rule" if result.kind == "bad" else "fires the rule")
                yield line(f"    {result.kind} example {result.index + 1} {fault}: {safe(result.text)}")
        for kind in ("bad", "good"):
            if sum(result.kind == kind for result in results) < 2:
                yield line(f"    it needs two {kind} examples or more: they are its tests, its manual and its exercises")


def _paragraph(title: str, text: str, width: int) -> Iterator[Line]:
    if text:
        head = f"{title}: " if title else ""
        for number, row in enumerate(wrap(head + " ".join(text.split()), width)):
            yield line((head, "dim"), safe(row[len(head) :])) if number == 0 and head else line(safe(row))


def _example(example: Any) -> str:
    if not isinstance(example, Mapping):
        return str(example).strip()
    return "\n".join(f"{name}: {value}" if "\n" not in str(value) else f"{name}:\n{value}" for name, value in example.items())
