"""The file formats that records can be imported from: every module of this package exports one as `IMPORTER`."""

import codecs
from importlib import import_module
from pkgutil import iter_modules

from msgreview.importing.records import Export, Importer, Records
from msgreview.model.errors import UsageError
from msgreview.model.phrases import series

LARGEST = 50_000_000
"""Bytes in a file of records; more is no list of messages."""

_SHEETS = {"xls": "Excel 97", "ods": "OpenDocument", "numbers": "Numbers"}
_TEXTS = {"md": "Markdown", "html": "HTML", "htm": "HTML", "eml": "mail", "j2": "template"}
_OTHERS = {
    "pdf": "PDF", "zip": "archive", "gz": "archive", "xml": "XML", "xlf": "XLIFF", "xliff": "XLIFF", "po": "gettext",
    "pot": "gettext", "properties": "properties", "yaml": "YAML", "yml": "YAML",
}  # fmt: skip
"""Formats that are no records here, by the ending of a file's name: sheets, single texts, and all others."""

IMPORTERS: tuple[Importer, ...] = tuple(import_module(f"{__name__}.{module.name}").IMPORTER for module in iter_modules(__path__))
"""All formats, in the order of their modules' names."""


FORMATS = series((importer.name for importer in IMPORTERS), "or")
WITH_SHEETS = series((importer.name for importer in IMPORTERS if importer.sheets), "or")


def parse_records(data: bytes, name: str, *, sheet: str = "", encoding: str = "", header_row: int = 0) -> Records:
    """The records in `data`, the bytes of the file called `name`, of which the user says the rest; see `Export`.

    Raises UsageError for a file that cannot be used.
    """
    if len(data) > LARGEST:
        raise UsageError(f"{name} holds {len(data) // 1_000_000} MB, more than a list of messages can. Split it, or export less.")
    importer = _importer(data, name)
    if sheet and not importer.sheets:
        raise UsageError(f"--sheet is for {WITH_SHEETS} files, and {name} is none. Leave it out.")
    return importer.records(Export(data, name, sheet, encoding, header_row))


def _importer(data: bytes, name: str) -> Importer:
    """The format by the ending of the file's name, else by the first bytes: of those that fit, the longest."""
    suffix = name.rpartition(".")[2].lower() if "." in name else ""
    if suffix in _SHEETS:
        raise UsageError(f"{name} is an {_SHEETS[suffix]} file. Open it, save it as XLSX or CSV, and import that.")
    if suffix in _TEXTS:
        raise UsageError(
            f"{name} is one text ({_TEXTS[suffix]}), and no list. Import the folder that it is in: msgreview import folder"
        )
    if suffix == "docx":
        raise UsageError(f"{name} is a Word file. Import it with: msgreview import docx")
    if suffix in _OTHERS:
        raise UsageError(f"{name} is of a format that is not read here ({_OTHERS[suffix]}). Export its texts as {FORMATS}.")
    for importer in IMPORTERS:
        if suffix in importer.suffixes:
            return importer
    start = data.removeprefix(codecs.BOM_UTF8).lstrip()
    return max((len(magic), importer) for importer in IMPORTERS for magic in importer.magic if start.startswith(magic))[1]
