"""A Word document: its paragraphs, each with its style and with the texts of its runs."""

import io
import re
import xml.parsers.expat
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

from msgreview.importing.container import Container, Opened
from msgreview.importing.records import Export
from msgreview.importing.texts import STYLES, Text
from msgreview.model.errors import UsageError

LARGEST_UNPACKED = 100_000_000
"""Bytes a document may unpack to; a small file can be made to unpack to any size."""
_PART = "word/document.xml"
_TOKEN = re.compile(
    r"<!--[\s\S]*?-->|<w:(?P<name>p|pStyle|tab|br|cr|t)(?P<attributes>(?:\s[^<>]*?)?)(?P<empty>/?)>|</w:(?P<ends>p)>"
)
_STYLE = re.compile(r'w:val="([^"]*)"')
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, KeyError, ValueError)


def _open(export: Export) -> Opened:
    try:
        with zipfile.ZipFile(io.BytesIO(export.data)) as archive:
            if sum(each.file_size for each in archive.infolist()) > LARGEST_UNPACKED:
                raise UsageError(f"{export.name} unpacks to more than a document of words can hold. Save its text on its own.")
            text = archive.read(_PART).decode("utf-8")
    except _DAMAGED as error:
        raise UsageError(
            f"{export.name} is no Word document (.docx), or a damaged one. Open it in Word and save it again."
        ) from error
    _check(export.name, text)
    return Opened(export.name, {_PART: text}, list(_paragraphs(text)), lambda texts: _saved(export, texts))


def _check(name: str, text: str) -> None:
    """Raises UsageError for what is no XML, or defines entities, which a document of Word never does."""

    def refuse(*_: Any) -> NoReturn:
        raise UsageError(f"{name} defines names of its own for texts, which Word never does. It was not opened.")

    parser = xml.parsers.expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(text.encode(), True)
    except xml.parsers.expat.ExpatError as error:
        raise UsageError(f"{name} is damaged ({error}). Open it in Word and save it again.") from None


def _paragraphs(text: str) -> Iterator[dict[str, Any]]:
    """The paragraphs that hold no others, in order; a tab or a line break in one is a text that cannot be edited."""
    style, texts = "", list[Text]()
    for match in _TOKEN.finditer(text):
        match match["name"] or match["ends"]:
            case "p":
                if match["ends"] or match["empty"]:
                    yield {"style": style, "texts": texts}
                style, texts = "", []
            case "pStyle":
                stated = _STYLE.search(match["attributes"])
                style = stated[1] if stated else ""
            case "tab" | "br" | "cr" as name:
                texts.append(Text("\t" if name == "tab" else "\n", match.start(), match.start(), "fixed", _PART))
            case "t" if not match["empty"]:
                end = text.index("</w:t>", match.end())
                texts.append(Text(STYLES["word"].value(text[match.end() : end]), match.end(), end, "word", _PART))


def _saved(export: Export, texts: Mapping[str, str]) -> dict[str, bytes]:
    """The document with another text; all else in it is as it came, and it is the very file where nothing is new."""
    if not texts:
        return {"": export.data}
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(export.data)) as old, zipfile.ZipFile(made, "w") as new:
        for each in old.infolist():
            new.writestr(each, texts[each.filename].encode() if each.filename in texts else old.read(each))
        new.comment = old.comment
    return {"": made.getvalue()}


CONTAINER = Container("DOCX", ("docx",), _open)
