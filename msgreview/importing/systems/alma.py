"""Alma's letters: an XSL file with the labels that stand in it, or labels alone."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from msgreview.importing.container import Opened
from msgreview.importing.system import Item, System
from msgreview.importing.texts import Passage, Text
from msgreview.importing.tree import Row, rows, said, text_of

_BODY = re.compile(r"<body\b[^>]*>([\s\S]*)</body>")
_TEMPLATE = re.compile(r"<xsl:template\s+match=\"/\"[^>]*>([\s\S]*?)</xsl:template>")
_LABEL = re.compile(r"@@(\w+)@@")
_CODES = ("code", "label", "label_code")
_WORDS = ("translation", "description", "english")
_LETTERS = ("letter", "letter_name", "letter_code", "letterform")


def _items(opened: Opened) -> Iterator[Item]:
    tree = opened.tree
    if isinstance(tree, dict) and all(isinstance(text, Text) for text in tree.values()):
        yield from _letters(tree)
    else:
        yield from _labels([_lowered(row) for row in rows(tree)], PurePosixPath(opened.name).stem)


def _lowered(row: Row) -> Row:
    return {re.sub(r"\W+", "_", name.strip().lower()): value for name, value in row.items()}


def _letters(files: dict[str, Text]) -> Iterator[Item]:
    """The letters of a folder: XSL files, in which the labels of a table beside them stand."""
    from msgreview.importing.containers.csv import cells_of

    tables = [
        row for path, text in files.items() if path.lower().endswith(".csv") for row in cells_of(text.value, path, part=path)
    ]
    labels = {said(row, *_CODES): row for row in map(_lowered, tables)}
    for path, text in files.items():
        match = (_BODY.search(text.value) or _TEMPLATE.search(text.value)) if path.lower().endswith((".xsl", ".xslt")) else None
        if match is None:
            continue
        texts = tuple(_joined(text, *match.span(1), labels))
        if any(each.value.strip() for each in texts):
            name = PurePosixPath(path).with_suffix("")
            yield Item(
                (path,), tuple(map(_spaced, name.parts)), Passage(texts), None, {"title": _spaced(name.name), "format": "html"}
            )


def _joined(letter: Text, start: int, end: int, labels: dict[str, Row]) -> Iterator[Text]:
    """A letter's text with each label in its place: a label is edited in its table, the rest in the letter."""
    at = start
    for match in _LABEL.finditer(letter.value, start, end):
        label = text_of(labels.get(match[1], {}), *_WORDS)
        if label:
            yield Text(letter.value[at : match.start()], at, match.start(), "plain", letter.part)
            yield label
            at = match.end()
    yield Text(letter.value[at:end], at, end, "plain", letter.part)


def _labels(table: list[Row], name: str) -> Iterator[Item]:
    """The labels of each letter in a table that are sentences, as one message."""
    letters: dict[str, list[Text]] = {}
    for row in table:
        label = text_of(row, *_WORDS)
        if label and said(row, *_CODES) and len(label.value.split()) > 3:
            texts = letters.setdefault(said(row, *_LETTERS) or name, [])
            if texts:
                texts.append(Text("\n\n", label.start, label.start, "fixed", label.part))
            texts.append(label)
    for letter, texts in letters.items():
        yield Item((letter,), (_spaced(letter),), Passage(tuple(texts)), None, {"title": _spaced(letter)})


def _spaced(name: str) -> str:
    """`FulHoldShelfLetter` as words."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])|[-_]+", " ", name)


SYSTEM = System(
    name="alma",
    title="Alma",
    about="letters: a folder with the XSL files and a CSV of their labels (columns `Code` and `Translation` or `Description`), "
    "so that labels stand in their letters; or a CSV of labels alone, with a column `Letter` if there are several",
    containers=("folder", "csv"),
    items=_items,
    notations=("stylesheet", "at signs"),
)
