"""Where in a YAML file a cursor is, told by the lines above it: that works while a line is half typed and no parser reads it."""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from msgreview.model.span import Source, Span

Role = Literal["key", "value", "template", "comment"]
_INDENT = re.compile(r"[ ]*")
_DASHES = re.compile(r"(?:-(?:[ ]+|$))*")
_KEY = re.compile(
    r"""(?P<key>"[^"]*"|'[^']*'|[^\s#"'\[\]{},&*!|>%@`-][^#\r\n]*?|-[^\s#][^#\r\n]*?)[ ]*:(?=[ ]|$)[ ]*(?P<value>.*)"""
)
_BLOCK = re.compile(r"(?:[&!]\S+[ ]+)*[|>][-+0-9]*[ ]*(?:#.*)?$")
_WORD = re.compile(r"[^\s,\[\]{}\"']*$")
_WORD_ON = re.compile(r"[^\s,\[\]{}\"':#]*")
_CODE = re.compile(r"\{\{|\{%|\{#|\}\}|%\}|#\}")
_OF_TEXTS = (("tags",), ("policies",), ("supersedes",))
"""Keys of lists of texts."""
_NAME = re.compile(r"[A-Za-z_][\w.]*$|$")
_NAME_ON = re.compile(r"[\w.]*")


class Place(NamedTuple):
    """Where a cursor is.

    `path` leads there through the keys and the numbers of list items, of the value that is being written or, in a key, of what
    the key is in. `word` is what is typed of it, at `span`, which goes on behind the cursor to the end of the word.
    """

    path: tuple[str, ...]
    role: Role
    word: str
    span: Span
    code: str = ""
    """In template code, what is typed since it began, its braces included."""
    indent: int = 0
    """Of a key: its column."""
    above: tuple[str, ...] = ()
    """Of a line with nothing on it: the key at its very column whose list begins or goes on here, if it has one."""

    @property
    def field(self) -> tuple[str, ...]:
        """The path inside its message: without `messages` and the number of the message."""
        return self.path[2:] if self.path[:1] == ("messages",) and len(self.path) > 1 else self.path


class _Open(NamedTuple):
    """A key or list item that what follows may be in."""

    indent: int
    name: str


class _Scan:
    """The keys that are open, line by line."""

    def __init__(self) -> None:
        self.open: list[_Open] = []
        self.block = -1
        """Column of the key whose block of text goes on; -1 where there is none."""
        self.block_start = 0
        self.is_empty = False
        """Whether the key that was opened last has nothing behind it on its line."""
        self.numbers: dict[tuple[str, ...], int] = {}
        self.keys: dict[tuple[str, ...], set[str]] = {}
        """Path → the keys that stand below it."""

    @property
    def path(self) -> tuple[str, ...]:
        return tuple(each.name for each in self.open)

    def leave(self, indent: int, *, dash: bool = False) -> None:
        """Close what a line at `indent` is not in; a list may stand at the column of its key."""
        while self.open and (self.open[-1].indent > indent or (self.open[-1].indent == indent and not self._holds(dash=dash))):
            self.open.pop()

    def _holds(self, *, dash: bool) -> bool:
        return dash and not self.open[-1].name.isdigit()

    def listed(self, indent: int) -> tuple[str, ...]:
        """The path of the open key at a column that has nothing behind it, or a list below it at that column; () for none."""
        for number, each in enumerate(self.open):
            behind = self.open[number + 1 :]
            if (
                each.indent == indent
                and not each.name.isdigit()
                and (self.is_empty if not behind else behind[0].indent == indent)
            ):
                return self.path[: number + 1]
        return ()

    def item(self, indent: int) -> None:
        """Open the next item of a list whose dash is at `indent`."""
        self.leave(indent, dash=True)
        number = self.numbers.get(self.path, -1) + 1
        self.numbers[self.path] = number
        self.open.append(_Open(indent, str(number)))

    def key(self, indent: int, name: str) -> None:
        """Open a key at `indent`."""
        self.leave(indent)
        self.keys.setdefault(self.path, set()).add(name.strip("\"'"))
        self.open.append(_Open(indent, name.strip("\"'")))
        self.numbers.pop(self.path, None)


def place_at(source: Source, offset: int) -> Place:
    """The place of an offset in a file's text."""
    line = source.position(offset).line
    scan = _Scan()
    for number in range(1, line):
        start, end = source.line_span(number)
        _read(scan, source.text[start:end], start)
    start, end = source.line_span(line)
    return _at(scan, source, start, min(offset, end), end)


def keys_below(source: Source, path: tuple[str, ...], without: int) -> set[str]:
    """The keys that stand below a path in a file, those of one line left out."""
    scan = _Scan()
    for number in range(1, len(source.starts) + 1):
        if number != without:
            start, end = source.line_span(number)
            _read(scan, source.text[start:end], start)
    return scan.keys.get(path, set())


def _read(scan: _Scan, text: str, start: int) -> None:
    """Takes in one whole line."""
    indent = len(_INDENT.match(text)[0])  # type: ignore[index]  # it always matches
    rest = text[indent:]
    if not rest.strip():
        return
    if scan.block >= 0:
        if indent > scan.block:
            return
        scan.block = -1
    if rest.startswith("#"):
        return
    if not indent and rest.startswith(("---", "...")):
        scan.open.clear()
        scan.numbers.clear()
        return
    _, value = _opened(scan, indent, rest)
    scan.is_empty = value is not None and not value.partition("#")[0].strip()
    if value is not None and _BLOCK.match(value):
        scan.block = scan.open[-1].indent if scan.open else -1
        scan.block_start = start + len(text)


def _opened(scan: _Scan, indent: int, rest: str) -> tuple[int, str | None]:
    """Opens the items and the key that a line begins with; the column behind them and the value there, None for none."""
    dashes = _DASHES.match(rest)[0]  # type: ignore[index]
    column = indent
    for dash in re.finditer(r"-[ ]*", dashes):
        scan.item(indent + dash.start())
    column += len(dashes)
    match = _KEY.match(rest[len(dashes) :])
    if match:
        scan.key(column, match["key"])
        return column + match.start("value"), match["value"]
    if not dashes:
        scan.leave(indent)
    return column, rest[len(dashes) :] if dashes else None


def _at(scan: _Scan, source: Source, start: int, offset: int, end: int) -> Place:
    text = source.text
    before = text[start:offset]
    indent = len(_INDENT.match(text[start:end])[0])  # type: ignore[index]
    blank = not text[start:end].strip()
    if scan.block >= 0 and (indent > scan.block or (blank and len(before) > scan.block)):
        return _in_text(scan.path, source, scan.block_start, offset, end)
    rest = before[min(indent, len(before)) :]
    if rest.startswith("#"):
        return Place(scan.path, "comment", "", Span(offset, offset))
    if blank:
        above = scan.listed(len(before))
        scan.leave(len(before))
        return Place(scan.path, "key", "", Span(offset, offset), indent=len(before), above=above)
    column, value = _opened(scan, min(indent, len(before)), rest)
    if value is None or (not _KEY.match(rest[column - indent :]) and not rest.rstrip().endswith(":") and _is_key(scan, rest)):
        return _in_key(scan, source, offset, end, column)
    if re.search(r"(?:^|[ ])#", value) and not value.startswith(("'", '"')):
        return Place(scan.path, "comment", "", Span(offset, offset))
    at = start + column
    if value.startswith(("{", "[")) and not value.startswith(("{{", "{%")):
        return _in_flow(scan.path, source, at, offset, end)
    return _in_text(scan.path, source, at, offset, end)


def _is_key(scan: _Scan, rest: str) -> bool:
    """Whether what is typed behind a dash may become a key: it has no spaces, and no quotes."""
    return re.fullmatch(r"(?:-[ ]+)*[\w.-]*", rest) is not None and scan.path[-2:-1] not in _OF_TEXTS


def _in_key(scan: _Scan, source: Source, offset: int, end: int, column: int) -> Place:
    word, span = _word(source, offset, end)
    if word.startswith("-"):
        word, span = "", Span(offset, offset)
    return Place(scan.path, "key", word, span, indent=column)


def _word(source: Source, offset: int, end: int) -> tuple[str, Span]:
    line = source.line_span(source.position(offset).line).start
    match = _WORD.search(source.text, line, offset)
    start = match.start() if match else offset
    behind = _WORD_ON.match(source.text, offset, end)
    return source.text[start:offset], Span(start, behind.end() if behind else offset)


def _in_text(path: tuple[str, ...], source: Source, start: int, offset: int, end: int) -> Place:
    """In a value: in template code, or in its words."""
    text = source.text
    opened = [match for match in _CODE.finditer(text, start, offset) if match.end() <= offset]
    if opened and opened[-1][0] in ("{{", "{%"):
        match = _NAME.search(text, opened[-1].end(), offset)
        word = match.start() if match else offset
        behind = _NAME_ON.match(text, offset, end)
        return Place(
            path, "template", text[word:offset], Span(word, behind.end() if behind else offset), text[opened[-1].start() : offset]
        )
    value = text[start:offset]
    if "\n" in value or "\r" in value:
        return Place(path, "value", *_word(source, offset, end))
    lead = len(value) - len(value.lstrip(" \"'"))
    first = text[start : start + 1]
    stop = text.find(first, offset, end) if first in ("'", '"') else -1
    comment = text.find(" #", offset, end)
    stop = stop if stop >= 0 else comment if comment >= 0 else end
    return Place(path, "value", value[lead:], Span(start + lead, max(offset, start + len(text[start:stop].rstrip()))))


def _in_flow(path: tuple[str, ...], source: Source, start: int, offset: int, end: int) -> Place:
    """In a list or a group that stands on one line."""
    names: list[str] = []
    key = ""
    for kind, text in _flow(source.text[start:offset]):
        if kind in "{[":
            names += [key] if key else []
            names.append("{" if kind == "{" else "0")
            key = ""
        elif kind in "}]":
            while names and names.pop() not in ("{", "0"):
                pass
            if names and names[-1] not in ("{",) and not names[-1].isdigit():
                names.pop()
            key = ""
        elif kind == ",":
            key = ""
            if names and names[-1].isdigit():
                names[-1] = str(int(names[-1]) + 1)
        elif kind == ":":
            key = text
    inside = names[-1] if names else ""
    word, span = _word(source, offset, end)
    whole = (*path, *(name for name in names if name != "{"), *((key,) if key else ()))
    is_key = inside == "{" and not key
    return Place(whole, "key" if is_key else "value", word, span, indent=-1)


def _flow(text: str) -> Iterator[tuple[str, str]]:
    """The signs of a flow text, each with the words before it."""
    words = ""
    quote = ""
    for character in text:
        if quote:
            quote = "" if character == quote else quote
            words += character
        elif character in "'\"" and not words.strip():
            quote, words = character, character
        elif character in "{[]},":
            yield character, words.strip().strip("'\"")
            words = ""
        elif character == " " and words.endswith(":"):
            yield ":", words[:-1].strip().strip("'\"")
            words = ""
        else:
            words += character
