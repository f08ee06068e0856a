"""Applies rules to the files of an example, and says why one of them cannot be tried."""

from collections.abc import Iterator
from typing import NamedTuple

from msgreview.catalogue.load import load_text
from msgreview.lint.message import lint_message
from msgreview.model.finding import Problem
from msgreview.model.message import Entry, Message
from msgreview.proof.example_files import Files
from msgreview.rubric.rule_text import fill
from msgreview.rubric.run import Failure, Runner
from msgreview.rubric.schema import Applies, Rule
from msgreview.rubric.view import ScannedDocument


class Trial(NamedTuple):
    """The result of rules on the files. `problem` says what is wrong with the example or the rule; "" where nothing is."""

    matches: dict[str, str]
    """Rule that fired → the first words that it matched, or the field that its hit is on."""
    texts: tuple[ScannedDocument, ...]
    """The messages' documents, one a variant."""
    problem: str


def run_trial(runner: Runner, files: Files) -> Trial:
    """Applies the runner's rules to the messages in some files."""
    loaded = [load_text(text, name) for name, text in files.items()]
    wrong = next((_problem_text(problem, runner) for file in loaded for problem in file.problems), "")
    entries = [entry for file in loaded for entry in file.entries]
    if not entries:
        return Trial({}, (), f"is no message: {wrong}")
    by_id = {entry.message.id: entry for entry in entries}
    linted = [lint_message(entry, by_id.get, runner) for entry in entries]
    on_catalogue = runner.on_catalogue([message.facts for message in linted if message.facts])
    matches: dict[str, str] = {}
    for rule, hit, document in (hit for message in linted for hit in message.hits):
        matches.setdefault(rule.id, hit.words(document.text_of(hit.field)) if document else hit.field)
    for rule, (location, _) in on_catalogue.hits:
        matches.setdefault(rule.id, location.quote)
    failures = [*(failure for message in linted for failure in message.failures), *on_catalogue.failures]
    problem = f"is no whole message: {wrong}" if wrong else next(_reasons(runner.rules.rules, entries, failures), "")
    return Trial(matches, tuple(text for message in linted for text in message.texts), problem)


def _problem_text(problem: Problem, runner: Runner) -> str:
    """What lint says of a problem in a file, without a full stop."""
    rule = runner.rules.all_rules.get(problem.rule)
    return fill(rule.message, problem.args).rstrip(".") if rule else problem.rule


def _reasons(rules: tuple[Rule, ...], entries: list[Entry], failures: list[Failure]) -> Iterator[str]:
    """Why the rules could not be tried: one failed, or none of the messages is one that it applies to."""
    yield from (f"stops the rule: {failure.words}" for failure in failures)
    for rule in rules:
        if not any(rule.applies.fits(entry.message) for entry in entries):
            yield f"is a message that the rule is not for: {_unfit(rule.applies, entries[0].message)}"


def _unfit(applies: Applies, message: Message) -> str:
    """The first condition that a message does not meet, in words."""
    for key in ("channel", "kind", "format", "status", "service", "audience"):
        wanted, stated = getattr(applies, key), getattr(message, key)
        if wanted and stated not in wanted:
            return f"it is for the {key} {' or '.join(wanted)}, not {stated or 'for none'}"
    if not applies.reads(message.lang):
        return f"it is for the language {' or '.join(applies.lang)}, not {message.lang}"
    if applies.tags and set(applies.tags).isdisjoint(message.tags):
        return f"it is for messages with the tag {' or '.join(applies.tags)}"
    return f"it leaves out messages with the tag {' or '.join(set(applies.without).intersection(message.tags))}"
