"""From a message to its findings: render every path, parse and scan the texts, apply the rules, gather facts."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from msgspec.structs import replace

from msgreview.catalogue.locate import Lookup, field_location, locate_hit, locate_problem
from msgreview.language import UNKNOWN, language, recognised
from msgreview.lint.bounds import DocumentHit, at_bounds, with_sample
from msgreview.lint.findings import failure_finding, rule_findings
from msgreview.lint.genre import genre
from msgreview.lint.stand_ins import SourceSpan, whatever_names_stand_for
from msgreview.model.finding import Finding, Hit
from msgreview.model.message import Entry, Message
from msgreview.prose.document import MOST_SENTENCE, MOST_TEXT, parse_document
from msgreview.rubric.message_facts import Facts, facts
from msgreview.rubric.run import Failure, Runner
from msgreview.rubric.statements.statements import collect_statements
from msgreview.rubric.view import MessageView, ScannedDocument
from msgreview.template.variant_set import VariantSet
from msgreview.template.variants import render_variants

_LAST = 40
"""Characters of the last word read that a finding shows at most."""


class LintedMessage(NamedTuple):
    """A message with its hits, one for each path that leads to the same words."""

    variants: VariantSet
    texts: tuple[ScannedDocument, ...]
    """One document a variant, with its moves and the matches of all patterns."""
    hits: tuple[DocumentHit, ...]
    """With the document that a hit is in; None for one in the message's fields."""
    failures: tuple[Failure, ...]
    """Rules that failed, each once."""
    facts: Facts | None
    """What the catalogue's rules compare; None for a message that is in no file."""


def lint_message(entry: Entry, lookup: Lookup, runner: Runner) -> LintedMessage:
    """Renders a message on every path and applies the rules. `lookup` finds the messages that it uses."""
    entry = _as_it_reads(entry)
    linted = lint_variants(
        entry.message, render_variants(entry, lookup, runner.settings), runner, entry, _twin(entry, lookup, runner)
    )
    hits = [with_sample(*each, entry.message) for each in linted.hits]
    return linted._replace(hits=(*hits, *at_bounds(entry, lookup, runner, hits)))


def _twin(entry: Entry, lookup: Lookup, runner: Runner) -> MessageView | None:
    """The message that another is a translation of."""
    twin = lookup(entry.message.twin_of) if entry.message.twin_of else None
    return MessageView(twin, render_variants(twin, lookup, runner.settings), runner.settings) if twin else None


def lint_variants(
    message: Message, variants: VariantSet, runner: Runner, entry: Entry | None = None, twin: MessageView | None = None
) -> LintedMessage:
    """Applies the rules to a message that is rendered already; without an `entry`, only those on texts."""
    texts, failures = _scan(message, variants, runner)
    hits: list[DocumentHit] = _too_long(texts, runner)
    sure: set[SourceSpan] = set()
    for variant, scanned in zip(variants.variants, texts, strict=True):
        on_text = runner.on_text(scanned, {failure.rule for failure in failures if failure.why == "slow"})
        borne_out = whatever_names_stand_for(on_text.hits, variant, scanned, runner, sure)
        hits += [(rule, hit, scanned.document) for rule, hit in borne_out]
        failures += on_text.failures
    stated = None
    if entry:
        on_message = runner.on_message(MessageView(entry, variants, runner.settings, twin))
        hits += [(rule, hit, None) for rule, hit in on_message.hits]
        statements, failed = collect_statements(entry, texts, runner)
        failures += [*on_message.failures, *failed]
        stated = facts(entry, texts[0].document.text, statements)
    linted = LintedMessage(variants, texts, tuple(hits), tuple(dict.fromkeys(failures)), stated)
    runner.count_slow([failure.rule for failure in linted.failures if failure.is_slow_rule])
    return linted


def _too_long(texts: Iterable[ScannedDocument], runner: Runner) -> list[DocumentHit]:
    """A hit where reading ends, for the subject and the body, in the first variant in which it is longer than is read."""
    rule = runner.rules.all_rules.get("template.too-long")
    hits: dict[str, DocumentHit] = {}
    if rule is None:
        return []
    for document in (scanned.document for scanned in texts):
        for field in document.cut_fields:
            text = document.text_of(field)
            most = MOST_SENTENCE if field == "subject" else MOST_TEXT
            start = len(text) - len(text.split()[-1])
            hits.setdefault(field, (rule, Hit(max(start, len(text) - _LAST), len(text), field, (field, f"{most:,}")), document))
    return list(hits.values())


def scan_message(entry: Entry, lookup: Lookup, runner: Runner) -> tuple[ScannedDocument, ...]:
    """Renders a message on every path: a document for each variant, with its moves, and no rule applied."""
    return _scan(_as_it_reads(entry).message, render_variants(entry, lookup, runner.settings), runner)[0]


def _as_it_reads(entry: Entry) -> Entry:
    """The message with the language and the kind that its words clearly are of, where its file names none.

    Rules for English misread another language, and those for a customer's message a piece or an alert.
    """
    message = entry.message
    tag = "" if "lang" in entry.spans else recognised(message.body_text)
    tags = genre(message)
    return (
        replace(entry, message=replace(message, lang=tag or message.lang, tags=(*message.tags, *tags))) if tag or tags else entry
    )


def _scan(message: Message, variants: VariantSet, runner: Runner) -> tuple[tuple[ScannedDocument, ...], list[Failure]]:
    """A document for each variant, with its moves and the matches of all patterns; and what failed."""
    scans = [runner.scan(parse_document(message, variant)) for variant in variants.variants]
    return tuple(scanned for scanned, _ in scans), [failure for _, failures in scans for failure in failures]


def message_findings(linted: LintedMessage, entry: Entry, lookup: Lookup, runner: Runner) -> Iterator[Finding]:
    """The findings on a message by itself: problems of its template, hits and failures, each at its place in the file.

    Rules that ran out of time are not among them: see `slow_rules`.
    """
    for problem in linted.variants.problems:
        if rule := runner.rules.all_rules.get(problem.rule):
            yield from rule_findings(rule, locate_problem(problem, entry, lookup), problem.args)
    tag = linted.texts[0].document.message.lang
    if tag != entry.message.lang and (rule := runner.rules.all_rules.get("file.language")):
        said = ("unlike English", "") if tag == UNKNOWN else (language(tag).name, tag)
        yield from rule_findings(rule, field_location(entry, "id"), said)
    for rule, hit, document in linted.hits:
        when = document.when if document else ""
        yield from rule_findings(rule, locate_hit(hit, document, entry, lookup), hit.args, when, hit.instead)
    for failure in linted.failures:
        if not failure.is_slow_rule:
            yield failure_finding(failure, field_location(entry, "id"))


def slow_rules(linted: LintedMessage, entry: Entry) -> Iterator[tuple[str, Finding]]:
    """The rules that ran out of time on a message, each with the finding that says so."""
    for failure in linted.failures:
        if failure.is_slow_rule:
            yield failure.rule, failure_finding(failure, field_location(entry, "id"))
