"""How findings can be mended: the words that can stand instead, as exact edits of the file."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from msgreview.catalogue.edits import Edit, edited
from msgreview.catalogue.load import LoadedFile, load_text
from msgreview.catalogue.scalar_spans import value_span
from msgreview.catalogue.text_edits import TextEdit, in_file, is_exact
from msgreview.catalogue.validate import letters
from msgreview.catalogue.write import scalar as as_scalar
from msgreview.lint.wording import Wording, placed
from msgreview.model.finding import Finding
from msgreview.model.message import Message, MessageFormat
from msgreview.rubric.actions import Replacement, replacements
from msgreview.rubric.ruleset import RuleSet
from msgreview.template.sandbox import shared_sandbox
from msgreview.template.tokens import Tokens
from msgreview.template.verbatim import is_verbatim

_AFTER_NO_SPACE = re.compile(r"[,;!?]|\.(?:\s|\Z)")
"""Before what no space stands: a space there goes, and nothing else changes."""
_CODE = re.compile(r"\{[{%#]|[}%#]\}")
"""What a rule's words may not bring into a template."""
_ON_FIELDS = ("file.unknown-key", "catalogue.service-spelling")
"""Rules on the facts of a message, whose findings name what stands instead."""


class Fix(NamedTuple):
    """A way to mend a finding."""

    text: str
    """What it does, in words: "Write 'before'"."""
    edits: tuple[Edit, ...]
    """In code points of `Source.text`; none of them overlap."""
    safe: bool
    """Whether meaning and grammar surely stay. What is not safe is likely right, and must be read."""


class Proposal(NamedTuple):
    """A fix that is not yet proven, with what it changes in the value of a text; nothing for one of a fact."""

    fix: Fix
    edits: tuple[TextEdit, ...] = ()


def fixes_for(finding: Finding, file: LoadedFile, rules: RuleSet) -> tuple[Fix, ...]:
    """The ways to mend a finding in the file as loaded, the likeliest first; none where its words are not exactly there.

    Each has been proven: the file with its edits loads to the same messages, but for these words.
    """
    return tuple(each.fix for each in proposals(finding, file, rules) if are_proven([each], file))


def proposals(finding: Finding, file: LoadedFile, rules: RuleSet) -> tuple[Proposal, ...]:
    """What `fixes_for` proves."""
    if not finding.exact or not finding.quote or file.source.text[finding.start : finding.end] != finding.quote:
        return ()
    return tuple(_on_field(finding) if finding.rule in _ON_FIELDS else _on_text(finding, file, rules))


def are_proven(some: Sequence[Proposal], file: LoadedFile) -> bool:
    """Whether the file with all of these, none of which overlap, loads to the same messages but for what they change."""
    on_fields = [each for each in some if not each.edits]
    if on_fields and len(on_fields) < len(some):
        return False
    return _are_fields(on_fields, file) if on_fields else is_exact(file, [edit for each in some for edit in each.edits])


def _on_text(finding: Finding, file: LoadedFile, rules: RuleSet) -> Iterator[Proposal]:
    """The fixes of a finding in a text of a message, the likeliest first."""
    rule = rules.all_rules.get(finding.rule)
    entry = file.entry(finding.message)
    scalar = entry.texts.get(finding.field) if entry else None
    if rule is None or entry is None or scalar is None:
        return
    span = value_span(file.source, scalar, finding.start, finding.end)
    if span is None or not _may_change(scalar.value, entry.message.format, *span):
        return
    is_stray = finding.quote.isspace() and _AFTER_NO_SPACE.match(scalar.value, span.end) is not None
    is_gap = finding.quote.isspace() and "\n" not in finding.quote
    guesses = [Replacement(words, is_gap if words == " " else is_stray and not words, verbatim=True) for words in finding.instead]
    instead = replacements(rule, finding.quote) or guesses
    for wording in filter(None, (placed(scalar.value, span, each) for each in instead if not _CODE.search(each.words))):
        edits = tuple(TextEdit(entry, finding.field, *splice) for splice in wording.splices)
        if all(_may_change(scalar.value, entry.message.format, each.start, each.end) for each in edits):
            yield Proposal(Fix(_in_words(wording), tuple(map(in_file, edits)), wording.safe), edits)


def _in_words(wording: Wording) -> str:
    return f"Write '{wording.words}'" if wording.words else "Leave it out"


def _may_change(template: str, format: MessageFormat, start: int, end: int) -> bool:
    return _is_literal(template, start, end) and not is_verbatim(template, format, start, end)


def _is_literal(template: str, start: int, end: int) -> bool:
    """Whether a span of a template is text that is printed as it stands."""
    if "{" not in template:
        return True
    tokens = Tokens(shared_sandbox(autoescape=False), template)
    return any(
        kind == "data" and low <= start and end <= high
        for kind, low, high in zip(tokens.kinds, tokens.starts, tokens.ends, strict=True)
    )


def _on_field(finding: Finding) -> Iterator[Proposal]:
    """Another name for a key, or another spelling of a service; safe where only capitals and the marks between letters differ."""
    for words in finding.instead:
        edit = Edit(finding.start, finding.end, as_scalar(words, flow=True))
        yield Proposal(Fix(f"Write '{words}'", (edit,), letters(words) == letters(finding.quote)))


def _are_fields(some: Sequence[Proposal], file: LoadedFile) -> bool:
    """Whether the file with other keys or services loads to the same messages, but for one field each, with no more problems.

    A message that could not be loaded without the key may come with it.
    """
    text = edited(b"", file.source.text, [edit for each in some for edit in each.fix.edits]).decode()
    after = load_text(text, file.source.path)
    no_more = Counter(problem.rule for problem in after.problems) <= Counter(problem.rule for problem in file.problems)
    now = {each.message.id: each.message for each in after.entries}
    if not no_more or len(now) < len(after.entries) or any(each.message.id not in now for each in file.entries):
        return False
    differing = sum(_differing(each.message, now[each.message.id]) for each in file.entries)
    return len(now) - len(file.entries) + differing <= len(some)


def _differing(was: Message, now: Message) -> int:
    """How many fields of two messages differ."""
    return sum(a != b for a, b in zip(msgspec.structs.astuple(was), msgspec.structs.astuple(now), strict=True))
