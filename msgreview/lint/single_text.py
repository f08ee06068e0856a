"""Lints one plain text, as a member of staff is about to send it: no template, no file, no facts of a message."""

from collections.abc import Iterator
from pathlib import Path

from msgreview.catalogue.locate import span_location
from msgreview.lint.findings import failure_finding, rule_findings
from msgreview.lint.grammar_engine import GrammarEngine
from msgreview.lint.lint_report import LintReport, ordered_report
from msgreview.lint.message import LintedMessage, lint_variants
from msgreview.model.config import GrammarConfig, Settings
from msgreview.model.document import Origin, Variant
from msgreview.model.finding import Finding
from msgreview.model.message import Message
from msgreview.model.span import Source, Span
from msgreview.rubric.grammar import has_engine, proofreader_for
from msgreview.rubric.load import load_rubrics
from msgreview.rubric.run import Runner
from msgreview.template.variant_set import VariantSet
from msgreview.template.variants import as_written


def lint_text(message: Message, name: str, settings: Settings, folders: tuple[Path, ...], rules_cache: Path | None) -> LintReport:
    """Applies the rules on texts to a message whose subject and body are no templates. `name` is the path to print.

    Grammar is checked as the settings say; by harper if they say nothing and it is installed.
    """
    rules = load_rubrics(folders, settings, prove=False, cache=rules_cache)
    wanted = settings.config.proofing
    if settings.config.grammar is None and has_engine("harper"):
        wanted = GrammarConfig("harper")
    with GrammarEngine(wanted) as proofing:
        proofreader = proofreader_for(proofing.ready(), settings)
        findings = list(_findings(message, name, Runner(rules, settings, proofreader)))
    notes = [proofing.failure or (proofreader.failure if proofreader else "")]
    return ordered_report(findings, notes=notes, files=1, variants=1, langs=[message.lang])


def lint_plain(message: Message, runner: Runner) -> LintedMessage:
    """Applies the rules on texts to a message whose subject and body are no templates: it has one variant, as written."""
    texts = (
        as_written(text, [Origin(message.id, field)]) for field, text in (("subject", message.subject), ("body", message.body))
    )
    variant = Variant("as written", "", *texts)
    return lint_variants(message, VariantSet((variant,), (), (), capped=False), runner)


def _findings(message: Message, name: str, runner: Runner) -> Iterator[Finding]:
    sources = {"subject": Source.of("<subject>", message.subject), "body": Source.of(name, message.body)}
    linted = lint_plain(message, runner)
    for rule, hit, _ in linted.hits:
        field = "subject" if hit.field == "subject" else "body"
        location = span_location(sources[field], Span(hit.start, hit.end), field=field, quote=hit.quote)
        yield from rule_findings(rule, location, hit.args, instead=hit.instead)
    for failure in linted.failures:
        yield failure_finding(failure, span_location(sources["body"], Span(0, 0)))
