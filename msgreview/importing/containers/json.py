"""JSON, and JSON values one after the other, with the span of every text."""

import json
import re
from typing import Any

from msgreview.importing.container import Container, Opened, from_text
from msgreview.importing.records import Export
from msgreview.importing.texts import Text
from msgreview.model.errors import UsageError

_WHITE = re.compile(r"[ \t\r\n]*")
_STRING = re.compile(r'"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*"')
_UNCLOSED = re.compile(r'"(?:[^"\\]|\\.)*\\?\Z|[\w.+-]*\Z')
_BARE = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null")


class _Error(Exception):
    """What is not JSON, at an offset."""


class _Parser:
    """Goes once through a text; a value that stops short raises `_Error` at the place where another was due."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.style = "json ascii" if text.isascii() and "\\u" in text else "json"

    def values(self) -> list[Any]:
        """The values one after the other, often one; lines that some tools put commas between are not."""
        values = []
        while self._next():
            values.append(self._value())
        return values

    def _next(self) -> str:
        match = _WHITE.match(self.text, self.at)
        self.at = match.end() if match else self.at
        return self.text[self.at : self.at + 1]

    def _value(self) -> Any:
        match self._next():
            case "{":
                return self._object()
            case "[":
                return self._list()
            case '"':
                return self._string()
        bare = _BARE.match(self.text, self.at)
        if bare is None:
            raise _Error(self.at)
        self.at = bare.end()
        return None if bare[0] == "null" else Text(bare[0], bare.start(), bare.end(), "bare")

    def _string(self) -> Text:
        match = _STRING.match(self.text, self.at)
        if match is None:
            raise _Error(self.at)
        self.at = match.end()
        value = json.loads(match[0]) if "\\" in match[0] else match[0][1:-1]
        return Text(value, match.start() + 1, match.end() - 1, self.style)

    def _object(self) -> dict[str, Any]:
        values: dict[str, Any] = {}
        self.at += 1
        while self._next() != "}":
            if values:
                self._skip(",")
            self._next()
            name = self._string().value
            self._skip(":")
            values[name] = self._value()
        self.at += 1
        return values

    def _list(self) -> list[Any]:
        values: list[Any] = []
        self.at += 1
        while self._next() != "]":
            if values:
                self._skip(",")
            values.append(self._value())
        self.at += 1
        return values

    def _skip(self, sign: str) -> None:
        if self._next() != sign:
            raise _Error(self.at)
        self.at += 1


def _open(export: Export) -> Opened:
    text, notes = export.text()
    parser = _Parser(text)
    try:
        values = parser.values()
    except _Error as error:
        at = int(error.args[0])
        line = text.count("\n", 0, at) + 1
        cut = at >= len(text.rstrip()) or _UNCLOSED.match(text, at)
        what = "ends too early; export it again, whole" if cut else "is not JSON from here on"
        raise UsageError(f"{export.name}, line {line}: the file {what}. Nothing was done.") from None
    except RecursionError:
        raise UsageError(f"{export.name} nests its values too deeply to hold messages. Nothing was done.") from None
    return from_text(export, text, values[0] if len(values) == 1 else values, notes)


CONTAINER = Container("JSON", ("json", "jsonl", "ndjson"), _open)
