"""Rules tried on the files of an example: what they find, and what keeps them from telling."""

from collections.abc import Iterator
from typing import NamedTuple

from msgreview.catalogue.load import load_text
from msgreview.model.document import Document
from msgreview.model.finding import Hit
from msgreview.model.message import Entry, Message
from msgreview.proof.example_files import Files
from msgreview.prose.document import parse_document
from msgreview.rubric.message_facts import facts
from msgreview.rubric.rule_text import fill
from msgreview.rubric.run import Failure, Runner
from msgreview.rubric.schema import Applies, Rule
from msgreview.rubric.statements.statements import collect_statements
from msgreview.rubric.view import MessageView, ScannedDocument
from msgreview.template.variants import render_variants


class Trial(NamedTuple):
    """What came of it. `problem` says what is wrong with the example itself, or with the rule; "" where nothing is."""

    found: dict[str, str]
    """Rule that fired → the first words that it found, or the field it found at fault."""
    texts: tuple[ScannedDocument, ...]
    """The messages as they were read, one a variant."""
    problem: str


def entries_of(files: Files) -> list[Entry]:
    """The messages in some files."""
    return [entry for name, text in files.items() for entry in load_text(text, name).entries]


def run_trial(runner: Runner, files: Files) -> Trial:
    """Holds the messages in some files to the runner's rules."""
    entries = entries_of(files)
    if not entries:
        return Trial({}, (), f"is no message: {_problem(files, runner)}")
    by_id = {entry.message.id: entry for entry in entries}
    found: dict[str, str] = {}
    failures: list[Failure] = []
    texts: list[ScannedDocument] = []
    kept = []
    for entry in entries:
        variants = render_variants(entry, by_id.get, runner.settings)
        own: list[ScannedDocument] = []
        for variant in variants.variants:
            scanned, slow = runner.scan(parse_document(entry.message, variant))
            on_text = runner.on_text(scanned)
            failures += slow + on_text.failures
            own.append(scanned)
            for rule, hit in on_text.hits:
                found.setdefault(rule.id, _words(hit, scanned.document))
        on_message = runner.on_message(MessageView(entry, variants, runner.settings))
        failures += on_message.failures
        for rule, hit in on_message.hits:
            found.setdefault(rule.id, hit.field)
        statements, failed = collect_statements(entry, own, runner)
        failures += failed
        kept.append(facts(entry, own[0].document.text, statements))
        texts += own
    whole = runner.on_catalogue(kept)
    failures += whole.failures
    for rule, location, _ in whole.hits:
        found.setdefault(rule.id, location.quote)
    odd = _problem(files, runner)
    problem = f"is no whole message: {odd}" if odd else next(_obstacles(runner.rules.rules, entries, failures), "")
    return Trial(found, tuple(texts), problem)


def _problem(files: Files, runner: Runner) -> str:
    """The first thing that is wrong with the files, as lint would say it."""
    for name, text in files.items():
        for problem in load_text(text, name).problems:
            rule = runner.rules.all_rules.get(problem.rule)
            return fill(rule.message, problem.args).rstrip(".") if rule else problem.rule
    return ""


def _words(hit: Hit, document: Document) -> str:
    text = document.subject if hit.field == "subject" else document.text
    return hit.quote or " ".join(text[hit.start : hit.end].split())


def _obstacles(rules: tuple[Rule, ...], entries: list[Entry], failures: list[Failure]) -> Iterator[str]:
    """What kept the rules from telling: one that failed, or that is not for such messages."""
    yield from (f"stops the rule: {failure.words}" for failure in failures)
    for rule in rules:
        if not any(rule.applies.fits(entry.message) for entry in entries):
            yield f"is a message that the rule is not for: {_unfit(rule.applies, entries[0].message)}"


def _unfit(applies: Applies, message: Message) -> str:
    """The first condition that a message does not meet, in words."""
    for key in ("channel", "kind", "format", "status", "service", "audience"):
        asked, stated = getattr(applies, key), getattr(message, key)
        if asked and stated not in asked:
            return f"it is for the {key} {' or '.join(asked)}, not {stated or 'for none'}"
    if not applies.reads(message.lang):
        return f"it is for the language {' or '.join(applies.lang)}, not {message.lang}"
    if applies.tags and set(applies.tags).isdisjoint(message.tags):
        return f"it is for messages with the tag {' or '.join(applies.tags)}"
    return f"it leaves out messages with the tag {' or '.join(set(applies.without).intersection(message.tags))}"
