"""A message as the reader will see it: one frame a variant."""

from collections.abc import Iterator, Sequence
from textwrap import wrap

from msgspec.structs import replace

from msgreview.model.document import Rendered, Segment, SourceMap, Variant
from msgreview.model.finding import Finding
from msgreview.model.message import Message
from msgreview.report.formats.text import finding_lines
from msgreview.report.lines import Line, Run, Style, condition, line, one_line, paragraph, safe

_INVENTED = "What stands in [square brackets] is made up: no sample has a value for it."


def preview_lines(message: Message, variants: Sequence[Variant], width: int) -> list[Line]:
    """The message's variants one below the other, the values of variables in another colour."""
    lines: list[Line] = [head(message), ()]
    variants, notes = with_invented(variants, width)
    lines += notes
    for number, variant in enumerate(variants, 1):
        lines += _frame(variant, f"{number} of {len(variants)}", width)
    return lines


def broken_lines(message: Message, broken: Sequence[Finding], width: int) -> Iterator[Line]:
    """What stands in the place of a message that cannot be read: why, where, and what to try."""
    yield head(message)
    yield ()
    yield line(("This message cannot be read, so nobody can get it. Mend this first:", "bold"))
    yield ()
    yield from finding_lines(broken, width)


def head(message: Message) -> Line:
    """What the message is, on one line."""
    facts = f"{message.channel}, {message.kind}" + (f", {message.status}" if message.status != "published" else "")
    return line((safe(message.title or message.id), "bold"), f"  {safe(message.id)}  ({facts})")


def with_invented(variants: Sequence[Variant], width: int = 100) -> tuple[list[Variant], list[Line]]:
    """The variants with what is made up in square brackets, and the lines that say so, where there is any."""
    marked = [
        replace(each, subject=_bracketed(each.subject) if each.subject else None, body=_bracketed(each.body)) for each in variants
    ]
    texts = [text for each in variants for text in (each.subject, each.body) if text]
    invented = any(segment.invented for text in texts for segment in text.map.segments)
    return marked, [*paragraph(_INVENTED, width, style="dim"), ()] if invented else []


def _bracketed(rendered: Rendered) -> Rendered:
    """A text with brackets round what is made up, unless it has them."""
    texts: list[str] = []
    segments: list[Segment] = []
    at = 0
    for segment in rendered.map.segments:
        words = rendered.text[segment.at : segment.at + segment.length]
        core = words.strip()
        if segment.invented and core and not (core[0] == "[" or core[-1] == "]"):
            words = words.replace(core, f"[{core}]", 1)
        exact = segment.exact and len(words) == segment.length
        segments.append(replace(segment, at=at, length=len(words), exact=exact))
        texts.append(words)
        at += len(words)
    return Rendered("".join(texts), SourceMap.of(segments, list(rendered.map.origins)))


def _frame(variant: Variant, number: str, width: int) -> list[Line]:
    title = safe(variant.name) + (f": {safe(condition(variant.when))}" if variant.when else "")
    title = f"┌─ {one_line(title, width - len(number) - 10)} "
    lines = [line((f"{title:─<{width - len(number) - 3}} {number} ─", "dim"))]
    if variant.subject is not None and variant.subject.text:
        rows = _rows(variant.subject, width - 11)
        lines += [_edge(Run(f"{'' if number else 'Subject: ':9}", "dim"), *row) for number, row in enumerate(rows)]
        lines.append(_edge())
    lines += [_edge(*row) for row in _rows(variant.body, width - 2)]
    return [*lines, line((f"{'└':─<{width}}", "dim")), ()]


def _edge(*runs: Run) -> Line:
    return (Run("│ ", "dim"), *runs)


def _rows(rendered: Rendered, width: int) -> list[list[Run]]:
    """The text's lines, folded at `width`, in runs of author's words and values."""
    return [row for start, end in text_lines(rendered.text) for row in line_rows(rendered, start, end, width)]


def text_lines(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each line of a text; blank lines at its end are left out."""
    at = 0
    for words in text.rstrip().split("\n"):
        yield at, at + len(words)
        at += len(words) + 1


def line_rows(rendered: Rendered, start: int, end: int, width: int) -> list[list[Run]]:
    """One line of a text, folded at `width`, in runs of author's words and values."""
    words = rendered.text[start:end]
    return [_runs(rendered.map, words[low:high], start + low) for low, high in _fold(words, width)]


def wrapped(text: str, width: int) -> list[str]:
    """A line in rows of at most `width` characters."""
    return [text[low:high] for low, high in _fold(text, width)]


def _fold(text: str, width: int) -> list[tuple[int, int]]:
    """Where to break a line that is longer than `width`: the start and end of each row."""
    if len(text) <= width:
        return [(0, len(text))]
    ranges, at = [], 0
    for row in wrap(text, width, drop_whitespace=True, break_on_hyphens=False):
        start = text.find(row.split(" ", 1)[0], at) if row else at
        ranges.append((start, start + len(row)))
        at = start + len(row)
    return ranges


def _runs(source: SourceMap, text: str, at: int) -> list[Run]:
    runs: list[Run] = []
    for segment in source.touching(at, at + len(text)) if text else ():
        low, high = max(segment.at, at), min(segment.at + segment.length, at + len(text))
        style: Style = "blue" if segment.value else ""
        runs.append(Run(safe(text[low - at : high - at]), style))
    return runs
