"""How a run ended, in a line or two, and what to do next."""

from collections.abc import Sequence

from msgreview.language import UNKNOWN
from msgreview.lint.lint_report import Summary
from msgreview.model.finding import COLOUR, LEVELS, Finding, gravest_first
from msgreview.report.grouping import MANY, by_rule
from msgreview.report.lines import Line, Run, count, line

CLEAN = "All clean. See a message as the reader will with `msgreview preview ID`."
NO_MESSAGES = "There are no messages here yet. Write one with `msgreview new`, or bring yours with `msgreview import`."


def _language(tag: str) -> str:
    return "a language that they do not say" if tag == UNKNOWN else tag


def summary_lines(summary: Summary, findings: Sequence[Finding], clean: str = CLEAN) -> list[Line]:
    """What was read, what stands, and the next command to try; `clean` where there is nothing to mend."""
    read = f"{count(summary.messages, 'message')} read on {count(summary.variants, 'path')}"
    others = (summary.waived, "waived"), (summary.disputed, "disputed"), (summary.baseline, "in the baseline")
    apart = [f"{number} {what}" for number, what in others if number]
    lines = [line(f"{read}: ", *_counts(summary), f" ({', '.join(apart)})." if apart else ".")]
    if summary.languages:
        named = ", ".join(f"{number} in {_language(lang)}" for lang, number in sorted(summary.languages.items()))
        lines.append(line(f"Not in English: {named}. Only the rules for their language were applied to them."))
    hidden = sum(summary.counts.values()) - len(findings)
    if hidden:
        lines.append(line(f"{count(hidden, 'finding')} below the level you asked for: `--level green` shows them."))
    if len(findings) > MANY and not summary.baseline:
        lines.append(line("Too much for now? `msgreview baseline` sets aside what stands, so that lint shows what is new."))
    lines.append(line(*_next(summary, findings, clean)))
    return lines


def _counts(summary: Summary) -> list[Run]:
    runs: list[Run] = []
    for level in LEVELS:
        number = summary.counts[level]
        runs += [Run(", ") if runs else Run(""), Run(f"{number} {COLOUR[level]}", COLOUR[level] if number else "")]
    return runs


def _next(summary: Summary, findings: Sequence[Finding], clean: str) -> tuple[str, ...]:
    if not summary.messages and not findings:
        return (NO_MESSAGES,)
    if not findings:
        return (clean if not any(summary.counts.values()) else "Nothing to mend at this level.",)
    explained = [finding for finding in findings if not finding.rule.startswith("internal.")]
    if not explained and all(finding.rule == "internal.slow" for finding in findings):
        return ("Where the rule is yours, make its pattern simpler; else please report it, with the lines above.",)
    if not explained:
        return ("Please report what went wrong inside msgreview, with the lines above.",)
    explained = [finding for finding in explained if not finding.rule.startswith("reply.")]
    if not explained:
        return ("Next: answer what is open, and check it again.",)
    if len(explained) > MANY:
        return (_first_thing(explained),)
    worst = gravest_first(explained)[0]
    return (f"Next: `msgreview explain {worst.rule}` tells why and shows a better wording.",)


def _first_thing(findings: Sequence[Finding]) -> str:
    """What to do first about many findings: the red ones or, where there are none, what is said of the most messages."""
    red = [finding for finding in findings if finding.level == "error"]
    if red and len(red) < len(findings):
        messages = len({(finding.path, finding.message) for finding in red})
        where = f"{count(len(red), 'red finding')} in {count(messages, 'message')}"
        return f"Do first: mend the {where}. `msgreview lint --level red` shows them alone."
    gravest = min((finding.level for finding in findings), key=LEVELS.index)
    first = max(by_rule(each for each in findings if each.level == gravest), key=lambda tally: tally.others)
    where = f"{count(first.findings, 'finding')} in {count(first.others, 'message')}"
    return f"Do first: {first.name}, {where}. `msgreview explain {first.name}` tells why and shows a better wording."
