"""One file read and held to the rules: all that depends on it and on the messages it uses, and on nothing else."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

import msgspec

from msgreview.catalogue.files import CatalogueFile
from msgreview.catalogue.index import Catalogue, references
from msgreview.catalogue.load import LoadedFile, load_bytes, unreadable_file
from msgreview.catalogue.locate import Lookup, field_location, span_location
from msgreview.catalogue.yaml_tree import FileError, read_bytes
from msgreview.lint.findings import rule_findings
from msgreview.lint.message import lint_message, message_findings, slow_rules
from msgreview.lint.result import FileResult, digest, order
from msgreview.lint.waivers import SourceIgnore, SourceWaiver
from msgreview.model.finding import Finding, Ignore
from msgreview.model.message import Entry
from msgreview.model.span import Span
from msgreview.rubric.run import Runner
from msgreview.template.variant_set import CLOCK

_ASKS_FOR_TIME = re.compile(rf"\b(?:{'|'.join(CLOCK)})\s*\(")


def index_file(file: CatalogueFile, today: date) -> FileResult:
    """Which messages a file holds and which they use, and nothing else."""
    return _opened(file, today)[0]


def _opened(file: CatalogueFile, today: date) -> tuple[FileResult, LoadedFile]:
    """A file's messages, and the result to fill with what is found in them."""
    try:
        data = read_bytes(file.path, file.shown)
    except FileError as error:
        return FileResult(file.shown, ""), unreadable_file(error)
    loaded = load_bytes(data, file.shown)
    uses = {entry.message.id: references(entry.message) for entry in loaded.entries}
    return FileResult(file.shown, digest(data), _day(loaded, today), uses, deferred=True), loaded


def _day(loaded: LoadedFile, today: date) -> str:
    texts = (scalar.value for entry in loaded.entries for scalar in entry.texts.values())
    return today.isoformat() if any("now" in text and _ASKS_FOR_TIME.search(text) for text in texts) else ""


class FileLinter:
    """Reads files and holds them to the rules of a runner."""

    def __init__(self, runner: Runner) -> None:
        self.runner = runner
        self._limits = {rule.id: rule.limit for rule in runner.rules.rules if rule.limit}

    def lint(self, file: CatalogueFile, files_by_id: Mapping[str, CatalogueFile] | None) -> FileResult:
        """What a file gives. Without `files_by_id` one that uses other messages is put off."""
        result, loaded = _opened(file, self.runner.settings.today)
        if files_by_id is None and any(result.uses.values()):
            return result
        return self._judge(result, loaded, Catalogue(files_by_id or {}).entry)

    def _judge(self, result: FileResult, loaded: LoadedFile, lookup: Lookup) -> FileResult:
        findings = list(self._file_findings(loaded))
        linted = [(entry, lint_message(entry, lookup, self.runner)) for entry in loaded.entries]
        for entry, message in linted:
            findings += message_findings(message, entry, lookup, self.runner)
        return msgspec.structs.replace(
            result,
            deferred=False,
            variants=sum(len(message.texts) for _, message in linted),
            findings=tuple(self._limited(sorted(_once(findings), key=order))),
            slow=tuple(slow for entry, message in linted for slow in slow_rules(message, entry)),
            facts=tuple(message.facts for _, message in linted if message.facts),
            waivers=tuple(waiver for entry in loaded.entries for waiver in _waivers(entry)),
            ignores=tuple(_source_ignore(ignore, loaded) for ignore in loaded.ignores),
            unproofed=self.runner.proofreader.failure if self.runner.proofreader else "",
        )

    def _limited(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """The first findings of each rule in each message, as many as the rule has a limit for, on all paths together."""
        counts: Counter[tuple[str, str]] = Counter()
        for finding in findings:
            if finding.rule in self._limits:
                counts[finding.rule, finding.message] += 1
                if counts[finding.rule, finding.message] > self._limits[finding.rule]:
                    continue
            yield finding

    def _file_findings(self, loaded: LoadedFile) -> Iterator[Finding]:
        for problem in loaded.problems:
            if rule := self.runner.rules.all_rules.get(problem.rule):
                location = span_location(loaded.source, Span(problem.start, problem.end), message=problem.message)
                yield from rule_findings(rule, location, problem.args)


def _once(findings: list[Finding]) -> Iterator[Finding]:
    """Each finding once. Of several paths to the same words, one that a sample takes stays, else the first."""
    first: dict[tuple[object, ...], Finding] = {}
    for finding in findings:
        key = (finding.path, finding.start, finding.end, finding.rule)
        if key not in first or (first[key].when and not finding.when):
            first[key] = finding
    yield from first.values()


def _waivers(entry: Entry) -> Iterator[SourceWaiver]:
    for number, waiver in enumerate(entry.message.waivers):
        field = f"waivers.{number}"
        yield SourceWaiver(
            entry.message.id, waiver, field_location(entry, f"{field}.rule"), field_location(entry, f"{field}.until")
        )


def _source_ignore(ignore: Ignore, loaded: LoadedFile) -> SourceIgnore:
    """An ignore with the lines it speaks for: its own or, alone on a line, the next; all lines of a field whose key is there."""
    source = loaded.source
    line = ignore.line + ignore.own_line
    last = line
    for entry in loaded.entries:
        for field, span in entry.spans.items():
            if field and source.position(span.key_start).line == line:
                last = max(last, source.position(span.end).line)
    return SourceIgnore(ignore.rule, ignore.reason, line, last, span_location(source, Span(ignore.start, ignore.end)))
