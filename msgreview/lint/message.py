"""One message read on every path and held to the rules: its documents, and its findings at their places."""

from collections.abc import Iterator
from typing import NamedTuple

from msgreview.catalogue.locate import Lookup, field_location, locate_hit, locate_problem
from msgreview.lint.findings import failure_finding, rule_findings
from msgreview.model.document import Document
from msgreview.model.finding import Finding
from msgreview.model.message import Entry
from msgreview.prose.document import parse_document
from msgreview.rubric.message_facts import Statement
from msgreview.rubric.run import Failure, Runner
from msgreview.rubric.statements.statements import collect_statements
from msgreview.rubric.view import MessageView, ScannedDocument
from msgreview.template.variant_set import VariantSet
from msgreview.template.variants import render_variants


class ScannedMessage(NamedTuple):
    """A message with everything that was read of it: one scanned, and so one document, a variant."""

    entry: Entry
    variants: VariantSet
    texts: tuple[ScannedDocument, ...]
    statements: tuple[Statement, ...]
    failures: tuple[Failure, ...]

    @property
    def documents(self) -> tuple[Document, ...]:
        """What the customer reads, a document a variant."""
        return tuple(scanned.document for scanned in self.texts)


def scan_message(entry: Entry, lookup: Lookup, runner: Runner) -> ScannedMessage:
    """Renders a message on every path and reads what comes out."""
    variants = render_variants(entry, lookup, runner.settings)
    texts, failures = [], []
    for variant in variants.variants:
        scanned, failed = runner.scan(parse_document(entry.message, variant))
        texts.append(scanned)
        failures += failed
    statements, failed = collect_statements(entry, texts, runner)
    return ScannedMessage(entry, variants, tuple(texts), statements, (*failures, *failed))


def message_findings(reading: ScannedMessage, lookup: Lookup, runner: Runner) -> Iterator[Finding]:
    """What is wrong with a message by itself, several times where several paths lead to the same words."""
    entry = reading.entry
    failures = list(reading.failures)
    for problem in reading.variants.problems:
        if rule := runner.rules.all_rules.get(problem.rule):
            yield from rule_findings(rule, locate_problem(problem, entry, lookup), problem.args)
    for scanned in reading.texts:
        on_text = runner.on_text(scanned)
        failures += on_text.failures
        for rule, hit in on_text.hits:
            yield from rule_findings(rule, locate_hit(hit, scanned.document, entry, lookup), hit.args, scanned.document.when)
    on_message = runner.on_message(MessageView(entry, reading.variants, runner.settings))
    failures += on_message.failures
    for rule, hit in on_message.hits:
        yield from rule_findings(rule, locate_hit(hit, None, entry, lookup), hit.args)
    for failure in dict.fromkeys(failures):
        yield failure_finding(failure, field_location(entry, "id"))
