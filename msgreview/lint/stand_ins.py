"""Leaves out hits that made-up values cause: a finding must be there whatever the names without a sample stand for."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from msgspec.structs import replace

from msgreview.model.document import Document, Rendered, Segment, SourceMap, Variant
from msgreview.model.finding import Hit
from msgreview.prose.document import parse_document
from msgreview.rubric.kinds import KINDS
from msgreview.rubric.run import Runner
from msgreview.rubric.schema import Rule
from msgreview.rubric.view import ScannedDocument

_BRACKETS = re.compile(r"\[[^\[\]]*\]?")
_NAME = "Emma"
"""What a name in brackets may stand for: a word that no rule looks at."""
_OTHERS = {
    "Sam": "Noor",
    "Lee": "Haas",
    "Sam Lee": "Noor Haas",
    "Ms": "Mr",
    "Main Branch": "Harbour Library",
    "The Garden Path": "Emma",
    "14 May 2027": "Friday",
    "10:30": "noon",
    "12.50": "1",
    "3": "1",
}
"""What else an invented value might be."""

_MARKUP = re.compile(r"(?:<[^<>]*>|\s)*")
_GREETING, _SIGN_OFF = "Dear Noor,", "Kind regards,\nNoor"


class SourceSpan(NamedTuple):
    """Where a rule has a hit: in the text as its author wrote it, if it comes from one."""

    text: tuple[object, ...]
    """The rule, and the text that the hit is in."""
    start: int
    end: int


def whatever_names_stand_for(
    hits: list[tuple[Rule, Hit]], variant: Variant, scanned: ScannedDocument, runner: Runner, sure: set[SourceSpan]
) -> list[tuple[Rule, Hit]]:
    """The hits that are there with other values for names without a sample too; all, where nothing is made up.

    What is in one variant of a message is one finding with what is at the same words in another: spans that are `sure` need
    not be looked at again, and those of this variant are added.
    """
    if not hits or not _has_stand_ins(variant):
        return hits
    apart, rules = _apart(scanned.document), runner.rules.all_rules
    doubtful = [
        (hit, _source_span(rule.id, hit, scanned.document), rule)
        for rule, hit in hits
        if not (_is_of_line(rule, rules) and apart(hit))
    ]
    doubtful = [each for each in doubtful if each[1] not in sure]
    if not doubtful:
        return hits
    among = {name for _, _, rule in doubtful for name in (rule.id, *rule.yields_to)}
    moves = any(KINDS[rules[name].kind].reads_moves(rules[name].options) for name in among & rules.keys())
    other, failures = runner.scan(parse_document(scanned.document.message, _otherwise(variant)), moves=moves)
    others = runner.on_text(other, among=among)
    if failures or others.failures:
        return hits
    elsewhere: dict[tuple[object, ...], list[tuple[int, int]]] = {}
    for rule, hit in others.hits:
        span = _source_span(rule.id, hit, other.document)
        elsewhere.setdefault(span.text, []).append((span.start, span.end))
    gone = {id(hit) for hit, span, _ in doubtful if not _is_near(span, elsewhere.get(span.text, ()))}
    sure.update(span for hit, span, _ in doubtful if id(hit) not in gone)
    return [(rule, hit) for rule, hit in hits if id(hit) not in gone]


def _is_of_line(rule: Rule, rules: Mapping[str, Rule]) -> bool:
    """Whether a hit of a rule depends on its line alone; the rules that it yields to are all of that sort, too."""
    others = [rules[name] for name in rule.yields_to if name in rules]
    return all(KINDS[one.kind].of_line(one.options) and not one.selector for one in (rule, *others))


def _apart(document: Document) -> Callable[[Hit], bool]:
    """Returns whether a hit lies in one sentence of the body in which nothing is made up."""
    starts = [sentence.start for sentence in document.sentences]
    touched = {
        number
        for segment in document.map.segments
        if segment.invented
        for number in range(bisect_right(starts, segment.at) - 1, bisect_left(starts, segment.at + segment.length))
    }

    def apart(hit: Hit) -> bool:
        number = bisect_right(starts, hit.start) - 1
        return hit.field == "body" and number not in touched and number >= 0 and hit.end <= document.sentences[number].end

    return apart


def _has_stand_ins(variant: Variant) -> bool:
    """Whether anything in a variant is invented."""
    return any(segment.invented for text in (variant.subject, variant.body) if text for segment in text.map.segments)


def _otherwise(variant: Variant) -> Variant:
    """The same variant with other values in the place of those that are invented.

    A line at the top or at the end that is all invented may be a greeting or a sign-off.
    """
    body = _changed(variant.body, (_GREETING, _SIGN_OFF))
    return replace(variant, subject=_changed(variant.subject) if variant.subject else None, body=body)


def _changed(rendered: Rendered, lines: tuple[str, str] | None = None) -> Rendered:
    """A text with other invented values; `lines` stand for a first and a last line that are all invented."""
    texts: list[str] = []
    segments: list[Segment] = []
    top, bottom = _edges(rendered.text)
    at = 0
    for segment in rendered.map.segments:
        end = segment.at + segment.length
        words = rendered.text[segment.at : end]
        if segment.invented:
            alone = lines is not None and _is_alone(rendered.text, segment.at, end)
            if lines and alone and segment.at <= top:
                words = lines[0]
            elif lines and alone and end >= bottom:
                words = lines[1]
            else:
                words = _other(words)
        if words:
            texts.append(words)
            segments.append(replace(segment, at=at, length=len(words), exact=segment.exact and not segment.invented))
            at += len(words)
    return Rendered("".join(texts), SourceMap.of(segments, list(rendered.map.origins)))


def _edges(text: str) -> tuple[int, int]:
    """Where the first words of a text begin, and where its last words end; tags and white space do not count."""
    top = _MARKUP.match(text)
    end = len(text.rstrip())
    while end and text[end - 1] == ">":
        end = len(text[: max(0, text.rfind("<", 0, end))].rstrip())
    return top.end() if top else 0, end


def _is_alone(text: str, start: int, end: int) -> bool:
    """Whether nothing else stands in the line."""
    return text[start - 1 : start] in ("", "\n", ">") and text[end : end + 1] in ("", "\n", "\r", "<")


def _other(words: str) -> str:
    return _OTHERS.get(words.strip()) or _BRACKETS.sub(_NAME, words)


def _is_near(span: SourceSpan, others: Iterable[tuple[int, int]]) -> bool:
    """Whether any of the others is the same, or shares a character with it."""
    return any((low < span.end and span.start < high) or (low, high) == (span.start, span.end) for low, high in others)


def _source_span(rule: str, hit: Hit, document: Document) -> SourceSpan:
    """The span of a hit in the text that the author wrote; in what is rendered, for one that comes from none."""
    source_map = document.subject_map if hit.field == "subject" else document.map if hit.field == "body" else None
    span = source_map.locate(hit.start, hit.end) if source_map and not hit.origin else None
    if span is None:
        return SourceSpan((rule, hit.field), hit.start, hit.end)
    return SourceSpan((rule, hit.field, span.origin), span.start, span.end)
