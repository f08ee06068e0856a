"""The anatomy of a message: what each sentence does and which words say so, and how the whole reads."""

from collections.abc import Iterator
from textwrap import wrap
from typing import Any

from msgreview.lint.message import MessageReading
from msgreview.model.document import BadNews, Document
from msgreview.report.lines import Line, Run, Style, line, one_line, safe
from msgreview.rubric.run import Runner
from msgreview.rubric.view import Reader

_MOVES = 26
"""Columns for a sentence's moves."""
_STYLES: dict[str, Style] = {
    "bad-news": "red", "refusal": "red", "threat": "red", "blame": "red", "warning": "yellow", "demand": "yellow",
    "alternative": "green", "offer": "green", "resource": "green", "next-step": "green", "thanks": "green", "contact": "green",
}  # fmt: skip


def anatomy_lines(reading: MessageReading, runner: Runner, width: int) -> Iterator[Line]:
    """The message's variants, each as annotated text with its reading below."""
    message = reading.entry.message
    place = f"{safe(reading.entry.source.path)}:{reading.entry.source.position(reading.entry.place('id').start).line}"
    yield line((safe(message.title or message.id), "bold"), f"  {safe(message.id)}  ({message.kind}, {message.channel})  {place}")
    for reader in reading.readers:
        document = reader.document
        yield ()
        yield line((f"── {safe(document.variant)}", "bold"), f"  {safe(document.when)}" if document.when else "")
        if document.subject:
            yield line(f"{'subject':>{_MOVES}} │ ", (safe(document.subject), "bold"))
        yield from _sentences(reader, runner, width)
        yield from _reading(document, width)
    yield ()


def _sentences(reader: Reader, runner: Runner, width: int) -> Iterator[Line]:
    """Each sentence beside its moves; under it the words that made each move."""
    document = reader.document
    why: dict[int, list[str]] = {}
    for evidence in runner.rules.moves.why(document, reader.body):
        words = one_line(document.text[evidence.span.start : evidence.span.end], 40)
        why.setdefault(evidence.sentence, []).append(f"{evidence.move}: “{words}”")
    paragraph = 0
    for number, sentence in enumerate(document.sentences):
        if document.blocks[sentence.block].paragraph != paragraph:
            paragraph = document.blocks[sentence.block].paragraph
            yield line(f"{'':>{_MOVES}} │")
        label = ", ".join(sentence.moves) or ("" if sentence.kind == "prose" else sentence.kind)
        style: Style = next((_STYLES[move] for move in sentence.moves if move in _STYLES), "dim")
        text = safe(" ".join(document.text[sentence.start : sentence.end].split()))
        labels, rows = wrap(label, _MOVES) or [""], wrap(text, max(20, width - _MOVES - 3)) or [""]
        for at in range(max(len(labels), len(rows))):
            left = labels[at] if at < len(labels) else ""
            yield (Run(f"{left:>{_MOVES}}", style), Run(" │ "), Run(rows[at] if at < len(rows) else ""))
        for row in wrap("; ".join(dict.fromkeys(why.get(number, ()))), max(20, width - _MOVES - 7)):
            yield line(f"{'':>{_MOVES}} │   ", (row, "dim"))


def _reading(document: Document, width: int) -> Iterator[Line]:
    reading = document.reading
    if reading is None:
        return
    yield line(f"{'':>{_MOVES}} ╵")
    marks = [
        ("greets the reader", "no greeting", reading.greeting),
        ("says who it is from", "no sign-off", reading.signoff),
        ("ends on something positive", "does not end on something positive", reading.ends_positive),
        ("the next step is clear", "no clear next step", reading.next_step),
        ("says how to reach a person", "no way to reach a person", reading.contact_path),
    ]
    for yes, no, holds in marks:
        yield line("  ", ("✓ " if holds else "✗ ", "green" if holds else "yellow"), yes if holds else no)
    for news in reading.bad_news:
        yield from _news(document, news, width)


def _news(document: Document, news: BadNews, width: int) -> Iterator[Line]:
    softened = f"softened by {', '.join(news.soft_by)}" if news.softened else "not softened"
    forward = "a way forward stands near" if news.alternative else "no way forward near it"
    style: Style = "green" if news.softened and news.alternative else "red"
    words = one_line(document.text[news.start : news.end], width - 20)
    yield line("  ", ("! ", style), f"bad news: “{words}”")
    yield line("      ", (f"{softened}; {forward}", style))


def anatomy_facts(reading: MessageReading) -> dict[str, Any]:
    """The anatomy in the JSON contract: offsets in each variant's own text."""
    entry = reading.entry
    return {"id": entry.message.id, "path": entry.source.path, "variants": [_variant(document) for document in reading.documents]}


def _variant(document: Document) -> dict[str, Any]:
    reading = document.reading
    assert reading is not None, "a document is read before it is shown"
    flags = ("greeting", "signoff", "ends_positive", "next_step", "contact_path")
    news = [
        {name: getattr(one, name) for name in ("start", "end", "softened", "soft_by", "alternative")} for one in reading.bad_news
    ]
    return {
        "name": document.variant,
        "when": document.when,
        "subject": document.subject,
        "text": document.text,
        "reading": {flag: getattr(reading, flag) for flag in flags} | {"bad_news": news},
        "sentences": [{"start": s.start, "end": s.end, "moves": s.moves, "kind": s.kind} for s in document.sentences],
    }
