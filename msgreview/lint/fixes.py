"""How findings can be mended: the words that can stand instead, as exact edits of the file."""

from collections.abc import Iterator
from typing import NamedTuple

from msgreview.catalogue.edits import Edit
from msgreview.catalogue.load import LoadedFile
from msgreview.catalogue.scalar_spans import value_span
from msgreview.catalogue.text_edits import TextEdit, in_file, is_exact
from msgreview.lint.wording import Wording, placed
from msgreview.model.finding import Finding
from msgreview.rubric.actions import Replacement, replacements
from msgreview.rubric.ruleset import RuleSet
from msgreview.template.sandbox import shared_sandbox
from msgreview.template.tokens import Tokens


class Fix(NamedTuple):
    """A way to mend a finding."""

    text: str
    """What it does, in words: "Write 'before'"."""
    edits: tuple[Edit, ...]
    """In code points of `Source.text`; none of them overlap."""
    safe: bool
    """Whether meaning and grammar surely stay. What is not safe is likely right, and must be read."""


class TextFix(NamedTuple):
    """A fix, with what it changes in the value of a text."""

    fix: Fix
    edits: tuple[TextEdit, ...]


def fixes_for(finding: Finding, file: LoadedFile, rules: RuleSet) -> tuple[Fix, ...]:
    """The ways to mend a finding in the file as loaded, the likeliest first; none where its words are not exactly there.

    Each has been proven: the file with its edits loads to the same messages, but for these words.
    """
    return tuple(each.fix for each in text_fixes(finding, file, rules))


def text_fixes(finding: Finding, file: LoadedFile, rules: RuleSet) -> Iterator[TextFix]:
    """What `fixes_for` gives, with the changes to the texts."""
    rule = rules.all_rules.get(finding.rule)
    entry = next((each for each in file.entries if each.message.id == finding.message), None)
    scalar = entry.texts.get(finding.field) if entry else None
    if rule is None or entry is None or scalar is None or not finding.exact or not finding.quote:
        return
    span = value_span(file.source, scalar, finding.start, finding.end)
    if span is None or not _is_literal(scalar.value, *span):
        return
    instead = replacements(rule, finding.quote) or [Replacement(words, safe=False, verbatim=True) for words in finding.instead]
    for wording in filter(None, (placed(scalar.value, span, each) for each in instead)):
        edits = tuple(TextEdit(entry, finding.field, *splice) for splice in wording.splices)
        if all(_is_literal(scalar.value, each.start, each.end) for each in edits) and is_exact(file, edits):
            yield TextFix(Fix(_in_words(wording), tuple(map(in_file, edits)), wording.safe), edits)


def _in_words(wording: Wording) -> str:
    return f"Write '{wording.words}'" if wording.words else "Leave it out"


def _is_literal(template: str, start: int, end: int) -> bool:
    """Whether a span of a template is text that is printed as it stands."""
    if "{" not in template:
        return True
    tokens = Tokens(shared_sandbox(autoescape=False), template)
    return any(
        kind == "data" and low <= start and end <= high
        for kind, low, high in zip(tokens.kinds, tokens.starts, tokens.ends, strict=True)
    )
