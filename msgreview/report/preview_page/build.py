"""From a message to its preview: every path rendered, its words with the findings on them."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from msgspec.structs import replace

from msgreview.catalogue.locate import Lookup, locate_hit, locate_problem
from msgreview.history.people import owner_of
from msgreview.lint.bounds import variants_at_bounds
from msgreview.lint.findings import broken_findings, rule_findings
from msgreview.lint.fixes import Fix
from msgreview.lint.message import LintedMessage, lint_message
from msgreview.lint.ordering import identity, order
from msgreview.model.config import Settings
from msgreview.model.document import Document, Piece, Rendered, Variant
from msgreview.model.finding import COLOUR, Finding, Hit, gravest_first
from msgreview.model.message import Entry, Message, MessageFormat
from msgreview.model.review import Person
from msgreview.prose.document import parse_markup, references, strip_markup
from msgreview.report.lines import condition
from msgreview.report.preview_page.inert import Inert
from msgreview.report.preview_page.looks import Mark, with_marks, words_of
from msgreview.report.preview_page.model import Most, Note, Preview, Sent, Token, View, Words
from msgreview.report.preview_page.script import script_of
from msgreview.rubric.run import Runner
from msgreview.rubric.sms import segment_starts, segments

_SIGNS = re.compile(r"[ \t]*(?:(?:[-*+>|]|\d+[.)]|#{1,6})[ \t]+)+|[ \t]*[-=_*|: \t]+$|[ \t]*>|[ \t]+(?=\S)", re.MULTILINE)
"""What makes a line of Markdown a list item, a heading, a rule, a row or a quote."""


Fixes: TypeAlias = Callable[[Finding], Sequence[Fix]]


def preview_of(
    entry: Entry, lookup: Lookup, runner: Runner, reported: Iterable[Finding] | None = None, fixes: Fixes = lambda _: ()
) -> Preview:
    """The preview of a message, with the findings on it: those `reported`, as by a run that knows waivers, or all."""
    return _Builder(entry, lookup, runner, reported).preview(fixes)


def preview_of_rows(message: Message, variants: Iterable[tuple[Variant, Sequence[str]]], settings: Settings) -> Preview:
    """The preview of a message made with values from elsewhere; with each variant, remarks to stand below it."""
    unmarked: Mapping[str, list[Mark]] = {"subject": [], "body": []}
    views = [
        replace(_view(message, variant, variant.body, unmarked, settings), remarks=tuple(remarks))
        for variant, remarks in variants
    ]
    return _preview(message, views, settings)


class _Placed(NamedTuple):
    """A finding with the hit and the document that it comes from."""

    finding: Finding
    hit: Hit | None
    document: Document | None


class _Builder:
    def __init__(self, entry: Entry, lookup: Lookup, runner: Runner, reported: Iterable[Finding] | None) -> None:
        self.message = entry.message
        self._entry = entry
        self._lookup = lookup
        self._linted = lint_message(entry, lookup, runner)
        self._broken = broken_findings(self._linted.variants, entry, lookup, runner.rules.all_rules)
        self._settings = runner.settings
        self._placed = list(_placed(self._linted, entry, lookup, runner))
        if reported is not None:
            wanted = {identity(finding): finding for finding in reported}
            self._placed = [each for each in self._placed if identity(each.finding) in wanted]
            others = wanted.keys() - {identity(each.finding) for each in self._placed}
            self._placed += [_Placed(wanted[key], None, None) for key in others if _is_about(wanted[key], entry.message.id)]
        first: dict[tuple[object, ...], Finding] = {}
        for finding in sorted((each.finding for each in self._placed), key=order):
            first.setdefault(identity(finding), finding)
        self._findings = gravest_first(first.values())
        self._numbers = {identity(finding): number for number, finding in enumerate(self._findings, 1)}

    def preview(self, fixes: Fixes) -> Preview:
        """The preview with a view for each variant, then for each text that the longest or shortest values make.

        One that cannot be read has none: what is left of it is nothing that a reader gets.
        """
        if self._broken:
            return replace(_preview(self.message, (), self._settings), broken=self._broken)
        texts = self._linted.texts
        pairs = zip(self._linted.variants.variants, texts, strict=True)
        views = [self._view(variant, variant.body, scanned.document) for variant, scanned in pairs]
        for document in self._at_bounds([scanned.document for scanned in texts]):
            subject = Rendered(document.subject, document.subject_map) if document.subject_map else None
            variant = Variant(document.variant, document.when, subject, Rendered(document.text, document.map))
            views.append(self._view(variant, None, document))
        made = replace(_preview(self.message, views, self._settings), most=self._most(views))
        return replace(made, notes=tuple(self._notes(views, fixes)), capped=self._linted.variants.capped)

    def _most(self, views: Sequence[View]) -> Most | None:
        """The most that the text message takes on any path, with the longest values, too."""
        if self.message.channel != "sms":
            return None
        texts = [(view.text, view.case) for view in views]
        texts += [
            (strip_markup(variant.body, self.message.format).text.rstrip(), condition(variant.when))
            for variant in variants_at_bounds(self._entry, self._lookup, self._settings)
        ]
        sizes = {text: _sent(text, self._settings) for text, _ in texts}
        text, when = max(texts, key=lambda each: (sizes[each[0]].segments.count, sizes[each[0]].segments.units))
        return Most(sizes[text], when) if len(sizes) > 1 else None

    def _view(self, variant: Variant, body: Rendered | None, document: Document) -> View:
        return _view(self.message, variant, body, self._marks(document), self._settings)

    def _at_bounds(self, documents: Sequence[Document]) -> Iterator[Document]:
        """The documents of hits that are none of the variants: texts with the longest or the shortest values."""
        seen = {_key(document) for document in documents}
        for each in self._placed:
            if each.document is not None and _key(each.document) not in seen:
                seen.add(_key(each.document))
                yield each.document

    def _marks(self, document: Document) -> dict[str, list[Mark]]:
        """The words of findings in a document, by field; those on all of a text have none."""
        marks: dict[str, list[Mark]] = {"subject": [], "body": []}
        for finding, hit, other in self._placed:
            if hit is None or other is None or hit.origin or _key(other) != _key(document) or hit.field not in marks:
                continue
            text = document.text_of(hit.field)
            end = hit.start + len(text[hit.start : hit.end].rstrip())
            if hit.start < end and (hit.field == "subject" or text[hit.start : end].strip() != text.strip()):
                marks[hit.field].append(Mark(hit.start, end, self._numbers[identity(finding)], finding.level))
        return marks

    def _notes(self, views: Sequence[View], fixes: Fixes) -> Iterator[Note]:
        for number, finding in enumerate(self._findings, 1):
            where = tuple(view.heading for view in views if number in view.notes)
            steps = tuple(fix.text for fix in fixes(finding) if f"{fix.text}." != finding.advice)
            yield Note(number, finding, COLOUR[finding.level], where, steps)


def _is_about(finding: Finding, id_: str) -> bool:
    """Whether a finding is about what a message says, and not about the day of its review."""
    return finding.message == id_ and not finding.rule.startswith("review-date.")


def _preview(message: Message, views: Sequence[View], settings: Settings) -> Preview:
    """A preview without notes."""
    sender = Person.of(owner_of(message, settings.config))
    return Preview(
        message=message,
        sender=sender.name or message.service.replace("-", " ").capitalize() or "Sender",
        address=sender.email,
        views=tuple(views),
        notes=(),
        capped=False,
        script=script_of(views) if message.channel == "phone" and views else (),
    )


def _view(
    message: Message, variant: Variant, body: Rendered | None, marks: Mapping[str, Sequence[Mark]], settings: Settings
) -> View:
    """A view; without a `body`, of words whose markup is gone."""
    subject = variant.subject
    markup = parse_markup(body.text, message.format) if body else None
    words = markup.through(body) if markup and body else variant.body
    text = words.text.rstrip()
    starts = segment_starts(text) if message.channel == "sms" else ()
    runs = words_of(text, words.map, marks["body"], starts)
    tokens: tuple[Token, ...] = ()
    left_out: tuple[str, ...] = ()
    if markup and body:
        inert = _inert(body.text, markup.pieces, runs, message.format)
        tokens, left_out = inert.tokens, inert.left_out
    return View(
        name=variant.name,
        when=condition(variant.when),
        subject=words_of(subject.text, subject.map, marks["subject"]) if subject else (),
        line=_one_line(text, message.format),
        text=text,
        words=runs,
        tokens=tokens,
        in_frame=bool(tokens) and message.format == "html",
        references=tuple(dict.fromkeys(references(body.text, message.format))) if body else (),
        left_out=left_out,
        notes=tuple(sorted({mark.number for field in marks.values() for mark in field})),
        sent=_sent(text, settings) if message.channel == "sms" else None,
        has_sample=bool(message.samples),
    )


def _sent(text: str, settings: Settings) -> Sent:
    sent = segments(text)
    return Sent(sent, settings.config.sms.segments, "" if sent.forced_by is None else text[sent.forced_by])


def _placed(linted: LintedMessage, entry: Entry, lookup: Lookup, runner: Runner) -> Iterator[_Placed]:
    """The findings on a message, as `message_findings` gives them, each with what it comes from."""
    for problem in linted.variants.problems:
        if rule := runner.rules.all_rules.get(problem.rule):
            for finding in rule_findings(rule, locate_problem(problem, entry, lookup), problem.args):
                yield _Placed(finding, None, None)
    for rule, hit, document in linted.hits:
        for finding in rule_findings(rule, locate_hit(hit, document, entry, lookup), hit.args, document.when if document else ""):
            yield _Placed(finding, hit, document)


def _inert(text: str, pieces: Sequence[Piece], runs: Sequence[Words], format: MessageFormat) -> Inert:
    """The body of a message with markup, in pieces that can do nothing."""
    if format == "html":
        return Inert(with_marks(text, pieces, runs), runs, styled=True)
    from markdown_it import MarkdownIt

    marked = with_marks(text, pieces, runs, _SIGNS)
    return Inert(MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(marked), runs, styled=False)


def _key(document: Document) -> tuple[str, str, str]:
    return document.variant, document.subject, document.text


def _one_line(text: str, format: MessageFormat) -> str:
    """A text on one line, and one with markup without what makes its lines headings, items, rows and rules."""
    rows = text.split("\n")
    if format != "text":
        rows = [row[match.end() :] if (match := _SIGNS.match(row)) else row for row in rows]
    return " ".join(" ".join(rows).split())
