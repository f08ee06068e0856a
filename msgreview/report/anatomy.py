"""The anatomy of a message: what each sentence does and which words say so, and how the message as a whole reads."""

from collections.abc import Container, Iterator, Mapping, Sequence
from itertools import groupby, zip_longest
from typing import Any

from msgreview.model.document import BadNews, Document, Sentence
from msgreview.model.message import Entry
from msgreview.report.lines import Line, Run, Style, condition, line, one_line, paragraph, safe, text_rows
from msgreview.rubric.run import Runner
from msgreview.rubric.view import ScannedDocument

_MOVES = 26
"""Columns for a sentence's moves."""
_STYLES: dict[str, Style] = {
    "bad-news": "red", "refusal": "red", "threat": "red", "blame": "red", "warning": "yellow", "demand": "yellow",
    "alternative": "green", "offer": "green", "resource": "green", "next-step": "green", "thanks": "green", "contact": "green",
}  # fmt: skip

_MARKS = {
    "greeting": ("greeting", "greeting"), "sign-off": ("signoff", "closing"), "positive ending": ("ends_positive", "offer"),
    "clear next step": ("next_step", "next-step"), "way to reach a person": ("contact_path", "contact"),
}  # fmt: skip
"""What is said of a reading → its field, and a move without which a language cannot tell."""


def anatomy_lines(entry: Entry, texts: Sequence[ScannedDocument], runner: Runner, width: int, *, why: bool) -> Iterator[Line]:
    """The message's variants, each as annotated text with its reading below; with `why`, the words that made each move.

    Sentences that an earlier variant has shown are counted and not shown again.
    """
    message, source = entry.message, entry.source
    place = f"{safe(source.path)}:{source.position(entry.span('id').start).line}"
    yield line((safe(message.title or message.id), "bold"), f"  {safe(message.id)}  ({message.channel}, {message.kind})")
    yield line((place, "dim"))
    moves = runner.rules.moves.entries(message.lang)
    implied = {name: set(entry.implies) for name, entry in moves.items()}
    shown: set[tuple[str, tuple[str, ...]]] = set()
    for scanned in texts:
        document = scanned.document
        yield ()
        title = f"── {safe(document.variant)}" + (f": {safe(condition(document.when))}" if document.when else "")
        yield line((f"{one_line(title, width - 4) + ' ':─<{width}}", "bold"))
        yield line((f"{'what it does':>{_MOVES}} │ what it says", "dim"))
        if document.subject:
            yield line(f"{'subject':>{_MOVES}} │ ", (safe(document.subject), "bold"))
        labels = [_label(sentence, implied) for sentence in document.sentences]
        yield from _sentences(document, labels, _evidence(scanned, runner) if why else {}, shown, width)
        yield from _reading(document, moves, width)
    unknown = [name for name, (_, move) in _MARKS.items() if move not in moves] + ["bad news"] * ("bad-news" not in moves)
    if unknown:
        yield line((f"  not judged in this language ({safe(message.lang)}): {', '.join(unknown)}", "dim"))
    yield ()


def _evidence(scanned: ScannedDocument, runner: Runner) -> dict[int, list[str]]:
    """Sentence → its moves with the words that made them."""
    words: dict[int, list[str]] = {}
    text = scanned.document.text
    for evidence in runner.rules.moves.matches(scanned.document, scanned.body):
        quoted = one_line(text[evidence.span.start : evidence.span.end], 40)
        words.setdefault(evidence.sentence, []).append(f"{evidence.move}: “{quoted}”")
    return words


def _label(sentence: Sentence, implied: Mapping[str, set[str]]) -> str:
    """The moves of a sentence but for those that another one implies; the kind of a line that makes none."""
    redundant: set[str] = set().union(*(implied.get(move, ()) for move in sentence.moves))
    return ", ".join(move for move in sentence.moves if move not in redundant) or (
        "" if sentence.kind == "prose" else sentence.kind
    )


def _sentences(
    document: Document,
    labels: list[str],
    why: dict[int, list[str]],
    shown: set[tuple[str, tuple[str, ...]]],
    width: int,
) -> Iterator[Line]:
    """Each sentence beside its moves, and a count in place of those that were `shown` before."""
    texts = [safe(" ".join(document.text[sentence.start : sentence.end].split())) for sentence in document.sentences]
    repeated = [(text, sentence.moves) in shown for text, sentence in zip(texts, document.sentences, strict=True)]
    paragraph = 0
    for old, group in groupby(range(len(texts)), key=lambda number: repeated[number]):
        numbers = list(group)
        for number in numbers if not old or len(numbers) == 1 else ():
            sentence = document.sentences[number]
            if document.blocks[sentence.block].paragraph != paragraph:
                yield line(f"{'':>{_MOVES}} │")
            yield from _sentence(sentence, labels[number], texts[number], why.get(number, []), width)
            paragraph = document.blocks[sentence.block].paragraph
        if old and len(numbers) > 1:
            yield line(f"{'':>{_MOVES}} ┊ ", (f"{len(numbers)} sentences as above", "dim"))
            paragraph = document.blocks[document.sentences[numbers[-1]].block].paragraph
    shown.update((text, sentence.moves) for text, sentence in zip(texts, document.sentences, strict=True))


def _sentence(sentence: Sentence, label: str, text: str, why: list[str], width: int) -> Iterator[Line]:
    style: Style = next((_STYLES[move] for move in sentence.moves if move in _STYLES), "dim")
    for left, row in zip_longest(text_rows(label, _MOVES), text_rows(text, max(20, width - _MOVES - 3)), fillvalue=""):
        yield (Run(f"{left:>{_MOVES}}", style), Run(" │ "), Run(row))
    margin = f"{'':>{_MOVES}} │   "
    yield from paragraph("; ".join(dict.fromkeys(why)), max(20 + len(margin), width - 1), margin, margin, style="dim")


def _reading(document: Document, moves: Container[str], width: int) -> Iterator[Line]:
    """How the message reads: a line of marks, of those that the `moves` of its language can tell, then its bad news."""
    reading = document.reading
    if reading is None:
        return
    yield line(f"{'':>{_MOVES}} ╵")
    marks = ((name, getattr(reading, flag)) for name, (flag, move) in _MARKS.items() if move in moves)
    yield tuple(run for name, holds in marks for run in (Run("  "), *_mark(name, holds)))
    if reading.last_content is not None:
        start, end = document.span(reading.last_content)
        yield line(f"  it ends with “{one_line(document.text[start:end], width - 20)}”")
    for news in reading.bad_news:
        yield from _news(document, news, width)


def _mark(name: str, holds: bool) -> tuple[Run, Run]:
    return (Run("✓ ", "green"), Run(name)) if holds else (Run("✗ ", "yellow"), Run(f"no {name}"))


def _news(document: Document, news: BadNews, width: int) -> Iterator[Line]:
    softened = f"softened by {', '.join(news.soft_by)}" if news.softened else "not softened"
    forward = "a way forward stands near" if news.alternative else "no way forward near it"
    style: Style = "green" if news.softened and news.alternative else "red"
    words = one_line(document.text[news.start : news.end], width - 20)
    yield line("  ", ("! ", style), f"bad news: “{words}”")
    yield line("      ", (f"{softened}; {forward}", style))


def anatomy_dict(entry: Entry, texts: Sequence[ScannedDocument], runner: Runner) -> dict[str, Any]:
    """The anatomy in the JSON contract: offsets in each variant's own text."""
    moves = runner.rules.moves.entries(entry.message.lang)
    variants = [_variant(scanned.document, moves) for scanned in texts]
    return {"id": entry.message.id, "path": entry.source.path, "variants": variants}


def _variant(document: Document, moves: Container[str]) -> dict[str, Any]:
    reading = document.reading
    assert reading is not None, "a document is read before it is shown"
    flags = {flag: getattr(reading, flag) if move in moves else None for flag, move in _MARKS.values()}
    news = [
        {name: getattr(one, name) for name in ("start", "end", "softened", "soft_by", "alternative")} for one in reading.bad_news
    ]
    return {
        "name": document.variant,
        "when": document.when,
        "subject": document.subject,
        "text": document.text,
        "reading": flags | {"bad_news": news if "bad-news" in moves else None},
        "sentences": [{"start": s.start, "end": s.end, "moves": s.moves, "kind": s.kind} for s in document.sentences],
    }
