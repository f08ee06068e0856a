"""The rows that a file of SQL inserts, as `mysqldump` and `pg_dump --inserts` write them, with the span of every text."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from msgreview.importing.container import Container, Opened, from_text
from msgreview.importing.records import Export
from msgreview.importing.texts import STYLES, Text
from msgreview.model.errors import UsageError

_NAME = r'[`"\w.]+'
_COLUMN = re.compile(
    r"^\s*[`\"]?(?!(?:PRIMARY|UNIQUE|KEY|CONSTRAINT|FOREIGN|INDEX|CHECK)\b)(\w+)[`\"]?\s", re.IGNORECASE | re.MULTILINE
)
_GAP = r"(?:--[^\n]*\n|/\*[\s\S]*?\*/|\s)*"


class _Dialect(NamedTuple):
    """The patterns that hang on whether a backslash in a string means something, as in MySQL."""

    style: str
    start: re.Pattern[str]
    """What a statement begins with whose rows may be of use; what cannot hold one is skipped whole."""
    value: re.Pattern[str]
    other: re.Pattern[str]
    """A string, a bracket or a comma, in a value that is worked out."""


def _dialect(style: str) -> _Dialect:
    """The patterns for SQL whose strings are of a style, `mysql` or `sql`."""
    string = r"'(?:[^'\\]|''|\\[\s\S])*'" if style == "mysql" else r"(?:\b[eE]'(?:[^'\\]|''|\\[\s\S])*'|'(?:[^']|'')*')"
    inside = r"'(?P<text>(?:[^'\\]|''|\\[\s\S])*)'" if style == "mysql" else r"'(?P<text>(?:[^']|'')*)'"
    return _Dialect(
        style,
        re.compile(
            rf"(?P<skip>--[^\n]*|/\*[\s\S]*?\*/|{string}|(?P<tag>\$\w*\$)[\s\S]*?(?P=tag))"
            rf"|\bINSERT\s+(?:IGNORE\s+)?INTO\s+(?P<table>{_NAME})\s*(?:\((?P<columns>[^()]*)\))?\s*VALUES\b"
            rf"|\bCREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?(?P<made>{_NAME})\s*\((?P<body>[\s\S]*?)\n\s*\)",
            re.IGNORECASE,
        ),
        re.compile(
            rf"{_GAP}(?:[eE]'(?P<escaped>(?:[^'\\]|''|\\[\s\S])*)'|{inside}|(?P<tag>\$\w*\$)(?P<dollar>[\s\S]*?)(?P=tag)"
            rf"|(?P<bare>[-\w.]+))(?:::\w+)?{_GAP}(?P<end>[,)])"
        ),
        re.compile(rf"{string}|(\$\w*\$)[\s\S]*?\1|[(),]"),
    )


_MYSQL = re.compile(r"\b(?:INTO|TABLE)\s+`")
_POSTGRES = re.compile(r"\$\$|::\w|standard_conforming_strings|\bCOPY\b|\bE'|\bSETVAL\b")


def _open(export: Export) -> Opened:
    text, notes = export.text()
    dialect = _dialect("sql" if _POSTGRES.search(text) and not _MYSQL.search(text) else "mysql")
    tables: dict[str, list[dict[str, Any]]] = {}
    columns: dict[str, list[str]] = {}
    at = 0
    while match := dialect.start.search(text, at):
        at = match.end()
        if match["made"]:
            columns[_plain(match["made"])] = _COLUMN.findall(match["body"])
        elif match["table"]:
            table = _plain(match["table"])
            named = match["columns"]
            names = [_plain(name) for name in named.split(",")] if named else columns.get(table, [])
            for values, end in _rows(export.name, text, at, dialect):
                tables.setdefault(table, []).append(dict(zip(names, values, strict=False)))
                at = end
    if not tables:
        raise UsageError(
            f"{export.name} inserts no rows that can be read. Dump the table with INSERT statements, or export it as CSV."
        )
    return from_text(export, text, tables, notes)


def _plain(name: str) -> str:
    return name.strip().rpartition(".")[2].strip('`" \n').lower()


def _rows(name: str, text: str, at: int, dialect: _Dialect) -> Iterator[tuple[list[Text | None], int]]:
    """The rows after VALUES, each with the offset behind it."""
    opening = re.compile(rf"{_GAP},?{_GAP}\(")
    while start := opening.match(text, at):
        values: list[Text | None] = []
        at = start.end()
        while True:
            match = dialect.value.match(text, at)
            if match:
                values.append(_text(match, dialect.style))
                at, ended = match.end(), match["end"] == ")"
            else:
                at, ended = _beyond(name, text, at, dialect)
                values.append(None)
            if ended:
                break
        yield values, at


def _text(match: re.Match[str], style: str) -> Text | None:
    kind = next(name for name in ("escaped", "text", "dollar", "bare") if match[name] is not None)
    if kind == "bare" and match["bare"].lower() == "null":
        return None
    written = {"escaped": "escaped sql", "text": style}.get(kind, kind)
    return Text(STYLES[written].value(match[kind]), *match.span(kind), written)


def _beyond(name: str, text: str, at: int, dialect: _Dialect) -> tuple[int, bool]:
    """Where a value ends that is no text but worked out, and whether it was the last of its row."""
    depth = 0
    for match in dialect.other.finditer(text, at):
        if match[0] == "(":
            depth += 1
        elif match[0] == ")" and depth:
            depth -= 1
        elif match[0] in (",", ")") and not depth:
            return match.end(), match[0] == ")"
    line = text.count("\n", 0, at) + 1
    raise UsageError(
        f"{name}, line {line}: the row does not end, so the file may be cut off. Export it again, whole. Nothing was done."
    )


CONTAINER = Container("SQL", ("sql",), _open)
