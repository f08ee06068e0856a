"""The result of a run of `lint`, and which findings of it are wanted; light to import, as formats and commands need no more."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from msgreview.language import primary
from msgreview.lint.ordering import in_order, order
from msgreview.model.config import Level
from msgreview.model.finding import LEVELS, Finding

if TYPE_CHECKING:
    from msgreview.lint.disputes import Disputed
    from msgreview.lint.waivers import Exempted


class Choice(msgspec.Struct, frozen=True):
    """Which findings are wanted: rules or rubrics by name (all where empty), from a level up."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    level: Level = "suggestion"

    def named(self, findings: Iterable[Finding]) -> Iterable[Finding]:
        """Those of the wanted rules, and failures of the tool itself."""
        return filter(self._names, findings) if self.select or self.ignore else findings

    def shown(self, findings: Iterable[Finding]) -> Iterable[Finding]:
        """Those of the wanted level and above."""
        return filter(self.shows, findings)

    def shows(self, finding: Finding) -> bool:
        """Whether a finding is of the wanted level or above."""
        return LEVELS.index(finding.level) <= LEVELS.index(self.level)

    def _names(self, finding: Finding) -> bool:
        names = {finding.rule, finding.rule.partition(".")[0]}
        wanted = not self.select or not names.isdisjoint((*self.select, "internal"))
        return wanted and names.isdisjoint(self.ignore)


class Summary(msgspec.Struct, frozen=True):
    """What was linted, and how many findings of each level stand, those below the wanted level included."""

    files: int
    messages: int
    variants: int
    counts: dict[Level, int]
    waived: int
    languages: dict[str, int]
    """Language → messages in it, English left out: only the rules for their language were applied to them."""
    disputed: int = 0
    baseline: int = 0
    """Findings that are left out because they are in the baseline."""

    def facts(self) -> dict[str, object]:
        """The summary of the JSON contract."""
        read: dict[str, object] = {"files": self.files, "messages": self.messages, "variants": self.variants}
        counts = {level: self.counts[level] for level in LEVELS}
        return (
            read
            | counts
            | {"waived": self.waived, "disputed": self.disputed, "baseline": self.baseline, "languages": self.languages}
        )


class LintReport(msgspec.Struct, frozen=True):
    """The result of a run. `notes` are sentences for the user about the run itself."""

    findings: tuple[Finding, ...]
    waived: tuple[Finding, ...]
    summary: Summary
    notes: tuple[str, ...]
    crashed: bool
    """A rule failed on a message: some findings may be missing."""
    unproofed: bool = False
    """The grammar engine of the settings could not be used, or not to the end; `notes` say why."""
    disputed: tuple["Disputed", ...] = ()
    """Findings that a vote takes out, of the wanted level and above."""
    exempted: Mapping["Exempted", int] = {}
    """How many waivers and how many ignores take findings of a rule out."""
    before: tuple[Finding, ...] = ()
    """What stood in the files of `before`, of any level."""
    narrowed_from: tuple[Finding, ...] = ()
    """All findings, where some of them alone are reported."""
    messages: tuple[tuple[str, str], ...] = ()
    """The path and the id of each message that was read."""
    accepted: tuple[Finding, ...] = ()
    """Findings that the baseline takes out, where a caller wants them apart."""

    @property
    def everything(self) -> tuple[Finding, ...]:
        """The findings, those that the baseline takes out included."""
        return tuple(sorted((*self.findings, *self.accepted), key=order)) if self.accepted else self.findings


def ordered_report(
    findings: Iterable[Finding],
    choice: Choice = Choice(),  # noqa: B008 - frozen
    *,
    waived: Iterable[Finding] = (),
    disputed: Iterable["Disputed"] = (),
    exempted: Mapping["Exempted", int] = {},
    notes: Iterable[str],
    files: int,
    variants: int,
    langs: Sequence[str],
    messages: Iterable[tuple[str, str]] = (),
    unproofed: bool = False,
) -> LintReport:
    """The report on `findings`, in the order of the files' text. `langs` has the language of each message."""
    standing, taken_out = _in_order(findings), _in_order(waived)
    counts = Counter(finding.level for finding in standing)
    languages = dict(sorted(Counter(lang for lang in langs if primary(lang) != "en").items()))
    in_dispute = sorted(disputed, key=lambda each: order(each.finding))
    levels = {level: counts[level] for level in LEVELS}
    summary = Summary(files, len(langs), variants, levels, len(taken_out), languages, len(in_dispute))
    return LintReport(
        findings=tuple(choice.shown(standing)),
        waived=taken_out,
        summary=summary,
        notes=tuple(filter(None, notes)),
        crashed=any(finding.rule.startswith("internal.") for finding in standing),
        unproofed=unproofed,
        disputed=tuple(each for each in in_dispute if choice.shows(each.finding)),
        exempted=exempted,
        messages=tuple(messages),
    )


def _in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings by `order`, file by file, as the keys of all at once would take more room than the findings."""
    by_path: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_path[finding.path].append(finding)
    return tuple(finding for path in sorted(by_path) for finding in in_order(by_path[path]))
