"""How often each rule fires: where to start on a catalogue that has never been read this way."""

from collections import Counter
from collections.abc import Sequence

from msgreview.model.finding import COLOUR, LEVELS, Finding
from msgreview.report.lines import Line, line

PRACTICE_TITLES = {
    "professional": "professional and human in every interaction",
    "clear": "goals and actions are clear",
    "approachable": "friendly, efficient, knowledgeable, approachable, engaged, thorough",
    "open": "lines of communication stay open",
    "warm": "words carry the warmth that a meeting would",
    "soften": "language is softened when the news is bad",
    "format": "text is formatted for clarity",
    "positive": "the end is something positive",
}
"""The eight practices of a good service message, as reports name them."""


def statistics_lines(findings: Sequence[Finding]) -> list[Line]:
    """Findings by rule, the most frequent first, and by practice."""
    rules = Counter((finding.rule, finding.level) for finding in findings)
    messages: dict[str, set[tuple[str, str]]] = {}
    for finding in findings:
        messages.setdefault(finding.rule, set()).add((finding.path, finding.message))
    lines = [line(("findings  messages  level   rule", "bold"))]
    for (rule, level), number in sorted(rules.items(), key=lambda item: (-item[1], LEVELS.index(item[0][1]), item[0][0])):
        lines.append(line(f"{number:>8}  {len(messages[rule]):>8}  ", (f"{COLOUR[level]:<6}", COLOUR[level]), f"  {rule}"))
    lines += [(), line(("findings  practice", "bold"))]
    for practice, number in Counter(finding.practice for finding in findings).most_common():
        lines.append(line(f"{number:>8}  {PRACTICE_TITLES.get(practice, practice)}"))
    return [*lines, ()]
