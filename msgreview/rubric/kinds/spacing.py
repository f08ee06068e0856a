"""Two spaces or more where one should be: within a sentence, as its author typed it.

Not before the first word of a line or heading, or after a sentence or a colon, nor where several lines of a paragraph have
such gaps: they are columns. Not in code and other text that stays as it is, and not where a value or a tag of the template
leaves the gap.
"""

from collections import Counter
from collections.abc import Iterator

import msgspec

from msgreview.model.document import NO_SENTENCES, Document, SourceMap
from msgreview.model.finding import Hit
from msgreview.model.later import later
from msgreview.model.message import Message
from msgreview.model.span import Span
from msgreview.rubric.kind import Kind
from msgreview.rubric.view import View
from msgreview.template.verbatim import is_verbatim

_GAP = later(r"(?<=[^\s.!?:…|#]) {2,}(?=[^\s|])")


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`spacing` has no options."""


def check(view: View, _: Options) -> Iterator[Hit]:
    """One hit a gap, with the one space that should be there."""
    document = view.document
    if document.subject_map is not None and "  " in document.subject:
        for match in _GAP.finditer(document.subject):
            if _is_typed(document.subject_map, Span(*match.span()), document.message):
                yield Hit(*match.span(), "subject", instead=(" ",))
    if "  " in document.text:
        for start, end in _in_body(document):
            yield Hit(start, end, instead=(" ",))


def _in_body(document: Document) -> Iterator[Span]:
    text = document.text
    gaps: list[tuple[int, Span]] = []
    for sentence in document.sentences:
        if sentence.kind not in NO_SENTENCES:
            paragraph = document.blocks[sentence.block].paragraph
            gaps += ((paragraph, Span(*match.span())) for match in _GAP.finditer(text, sentence.start, sentence.end))
    lines = Counter(paragraph for paragraph, _ in {(paragraph, text.rfind("\n", 0, gap.start)) for paragraph, gap in gaps})
    yield from (gap for paragraph, gap in gaps if lines[paragraph] == 1 and _is_typed(document.map, gap, document.message))


def _is_typed(map_: SourceMap, gap: Span, message: Message) -> bool:
    """Whether the gap is in the message's own text, one for one, and not in a part of it that stays as it is."""
    source = map_.locate(*gap)
    if source is None or not source.exact or source.origin.message != message.id:
        return False
    template = message.text_of(source.origin.field)
    return bool(template) and not is_verbatim(template, message.format, source.start, source.end)


KIND = Kind("spacing", __doc__, Options, args=(), check_text=check)
