"""Lints one file: its result depends on the file and the messages that it uses, and on nothing else."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

import msgspec

from msgreview.catalogue.files import CatalogueFile
from msgreview.catalogue.index import read_with
from msgreview.catalogue.load import LoadedFile, load_bytes, unreadable_file
from msgreview.catalogue.locate import Lookup, field_location, span_location
from msgreview.catalogue.yaml_tree import FileError, file_bytes
from msgreview.lint.findings import rule_findings
from msgreview.lint.message import lint_message, message_findings, slow_rules
from msgreview.lint.ordering import identity, order
from msgreview.lint.result import FileResult, content_key
from msgreview.lint.waivers import Exemption
from msgreview.model.finding import Finding, Ignore, Problem
from msgreview.model.message import Entry
from msgreview.model.span import Span
from msgreview.rubric.message_facts import Facts
from msgreview.rubric.run import Runner
from msgreview.template.variant_set import CLOCK

_TIME = rf"\b(?:{'|'.join(CLOCK)})"
_ASKS_FOR_TIME = re.compile(rf"{_TIME}\s*\(|\{{[{{%][^{{}}]*{_TIME}\b")


def index_file(file: CatalogueFile, today: date) -> FileResult:
    """A file's messages and those that they use; nothing is linted."""
    return load_indexed(file, today)[0]


def load_indexed(file: CatalogueFile, today: date) -> tuple[FileResult, LoadedFile]:
    """The result of a file so far, what it holds and uses without findings, and the file as loaded."""
    try:
        data = file_bytes(file)
    except FileError as error:
        return FileResult(file.shown, ""), unreadable_file(error)
    loaded = load_bytes(data, file.shown)
    uses = {entry.message.id: read_with(entry.message) for entry in loaded.entries}
    return FileResult(file.shown, content_key(data), _day(loaded, today), uses, deferred=True), loaded


def _day(loaded: LoadedFile, today: date) -> str:
    texts = (scalar.value for entry in loaded.entries for scalar in entry.texts.values())
    return today.isoformat() if any("now" in text and _ASKS_FOR_TIME.search(text) for text in texts) else ""


class MessageResult(NamedTuple):
    """What linting one message of a file gave."""

    findings: tuple[Finding, ...]
    """One for each path that leads to the same words."""
    slow: tuple[tuple[str, Finding], ...]
    facts: Facts | None
    variants: int


class FileLinter:
    """Lints files by the rules of a runner."""

    def __init__(self, runner: Runner) -> None:
        self.runner = runner
        self._limits = {rule.id: rule.limit for rule in runner.rules.rules if rule.limit}

    def lint(self, file: CatalogueFile, lookup: Lookup | None) -> FileResult:
        """The result of a file. Without a `lookup` of the messages that it uses, one that uses others is deferred."""
        result, loaded = load_indexed(file, self.runner.settings.today)
        if lookup is None and any(result.uses.values()):
            return result
        return self.file_result(result, loaded, [self.lint_entry(entry, lookup or _nothing) for entry in loaded.entries])

    def lint_entry(self, entry: Entry, lookup: Lookup) -> MessageResult:
        """The result of one message of a file."""
        linted = lint_message(entry, lookup, self.runner)
        findings = message_findings(linted, entry, lookup, self.runner)
        return MessageResult(tuple(findings), tuple(slow_rules(linted, entry)), linted.facts, len(linted.texts))

    def file_result(self, result: FileResult, loaded: LoadedFile, messages: Sequence[MessageResult]) -> FileResult:
        """The result of a file that is loaded, from those of its messages; `result` is as `load_indexed` has it."""
        findings = [*self._file_findings(loaded), *(finding for message in messages for finding in message.findings)]
        return msgspec.structs.replace(
            result,
            deferred=False,
            variants=sum(message.variants for message in messages),
            findings=tuple(self._limited(sorted(_once(findings), key=order))),
            slow=tuple(slow for message in messages for slow in message.slow),
            facts=tuple(message.facts for message in messages if message.facts),
            exemptions=tuple(_exemptions(loaded)),
            unproofed=self.runner.proofreader.failure if self.runner.proofreader else "",
        )

    def _limited(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """The first findings of each rule in each message, as many as the rule has a limit for, on all paths together."""
        counts: Counter[tuple[str, str]] = Counter()
        for finding in findings:
            key = finding.rule, finding.message
            counts[key] += 1
            if counts[key] <= self._limits.get(finding.rule, counts[key]):
                yield finding

    def _file_findings(self, loaded: LoadedFile) -> Iterator[Finding]:
        for problem in loaded.problems:
            if rule := self.runner.rules.all_rules.get(problem.rule):
                location = span_location(loaded.source, Span(problem.start, problem.end), message=problem.message)
                yield from rule_findings(rule, location, problem.args, instead=_meant(problem))


def _meant(problem: Problem) -> tuple[str, ...]:
    """The key that may be meant by one that there is not."""
    return tuple(filter(None, problem.args[1:])) if problem.rule == "file.unknown-key" else ()


def _nothing(_: str) -> None:
    """The lookup of a file whose messages use no others."""


def _once(findings: list[Finding]) -> Iterator[Finding]:
    """Each finding once. Of several paths to the same words, one that a sample takes stays, else the first."""
    first: dict[tuple[object, ...], Finding] = {}
    for finding in findings:
        key = identity(finding)
        if key not in first or (first[key].when and not finding.when):
            first[key] = finding
    yield from first.values()


def _exemptions(loaded: LoadedFile) -> Iterator[Exemption]:
    """The waivers and ignores in a file, unsigned ones too."""
    for entry in loaded.entries:
        for number, waiver in enumerate(entry.message.waivers):
            yield Exemption(
                "waiver",
                entry.message.id,
                waiver.rule,
                signed=bool(waiver.reason.strip() and waiver.by.strip()),
                location=field_location(entry, f"waivers.{number}.rule"),
                until=waiver.until,
                until_location=field_location(entry, f"waivers.{number}.until"),
            )
    source = loaded.source
    for ignore in loaded.ignores:
        location = span_location(source, Span(ignore.start, ignore.end))
        first, last = _lines(ignore, loaded)
        yield Exemption("ignore", source.path, ignore.rule, bool(ignore.reason), location, first, last)


def _lines(ignore: Ignore, loaded: LoadedFile) -> tuple[int, int]:
    """The lines an ignore speaks for: its own or, alone on a line, the next; all lines of a field whose key is there."""
    position = loaded.source.position
    line = ignore.line + ignore.own_line
    spans = (span for entry in loaded.entries for field, span in entry.spans.items() if field)
    return line, max([line, *(position(span.end).line for span in spans if position(span.key_start).line == line)])
