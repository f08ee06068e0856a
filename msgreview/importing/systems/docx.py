"""A Word document with a message under each heading."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import PurePath

from msgreview.importing.container import Opened
from msgreview.importing.system import Item, System
from msgreview.importing.texts import Passage, Text
from msgreview.importing.tree import Row
from msgreview.template.notations import ANY

_HEADING = re.compile(r"(?:heading|title|berschrift|titulo|ttulo|titre|kop)\d*", re.IGNORECASE)
_SUBJECT = re.compile(r"\s*Subject:[ \t]*(?P<words>.*)", re.IGNORECASE)

_WHOLE = "No line has the style of a heading, so all of the document is one message"


def _items(opened: Opened) -> Iterator[Item]:
    title, paragraphs = "", list[list[Text]]()
    for paragraph in _paragraphs(opened):
        if _HEADING.fullmatch(re.sub(r"[^A-Za-z0-9]", "", str(paragraph["style"]))):
            yield from _message(title or PurePath(opened.name).stem, paragraphs)
            title, paragraphs = _words(paragraph["texts"]), []
        else:
            paragraphs.append(paragraph["texts"])
    yield from _message(title or PurePath(opened.name).stem, paragraphs, "" if title else _WHOLE)


def _paragraphs(opened: Opened) -> list[Row]:
    tree = opened.tree if isinstance(opened.tree, list) else []
    return [each for each in tree if isinstance(each, dict) and "texts" in each]


def _words(texts: list[Text]) -> str:
    return "".join(text.value for text in texts).strip()


def _spaced(paragraphs: list[list[Text]]) -> Iterator[tuple[str, list[Text]]]:
    """The paragraphs with words, each with the line ends before it.

    Where empty paragraphs stand between some of them, those without one between them are lines: of a list, of a signature.
    """
    numbers = [number for number, texts in enumerate(paragraphs) if _words(texts)]
    gaps = [number - before > 1 for before, number in pairwise(numbers)]
    for number, gap in zip(numbers, [True, *gaps], strict=False):
        yield "\n\n" if gap or not any(gaps) else "\n", paragraphs[number]


def _message(title: str, paragraphs: list[list[Text]], note: str = "") -> Iterator[Item]:
    """The message under a heading; none under one that has only other headings."""
    written = [texts for texts in paragraphs if _words(texts)]
    if not written:
        return
    first = _SUBJECT.fullmatch("".join(text.value for text in written[0]))
    subject = Passage(tuple(written[0]), *first.span("words")) if first else None
    texts: list[Text] = []
    for ends, paragraph in _spaced(paragraphs[paragraphs.index(written[0]) + 1 :] if first else paragraphs):
        if texts:
            start = paragraph[0].start
            texts.append(Text(ends, start, start, "fixed", paragraph[0].part))
        texts += paragraph
    if texts:
        yield Item((title,), (title,), Passage(tuple(texts)), subject, {"title": title}, note=note)


SYSTEM = System(
    name="docx",
    title="Word",
    about="a document with a heading over each message (the styles Heading 1 to 9); a first line `Subject: …` is its subject. "
    "Formatting is not read, and stays",
    containers=("docx",),
    items=_items,
    notations=ANY,
    kind="scripted",
)
