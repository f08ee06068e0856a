"""A text in an exported file: what it says, where it stands there, and how other words are written in its place."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

import msgspec
import yaml

from msgreview.catalogue.edits import Edit, applied, line_start, next_line, word_edits
from msgreview.catalogue.scalar_spans import file_span, scalar_at
from msgreview.catalogue.write import scalar
from msgreview.catalogue.yaml_tree import FileError, child, compose
from msgreview.model.message import FieldSpan
from msgreview.model.span import Source


class UnsayableError(Exception):
    """Words that the file or the system has no way to write; the message says which, to follow "the message"."""


class Text(msgspec.Struct, frozen=True):
    """A text, the span in its file that says it (0-based code points), and the style it is written in.

    The span is what stands between quotes; in YAML it is the whole scalar. `part` names the file of an export that has several.
    """

    value: str
    start: int
    end: int
    style: str
    part: str = ""


class Style(NamedTuple):
    """How a text is written: what stands there for something else than itself, and what is written for new words."""

    escape: re.Pattern[str]
    meaning: Callable[[str], str]
    write: Callable[[str], str | None]
    """None where the words need the text to be written in another style."""

    def value(self, written: str) -> str:
        """What a written text says."""
        return self.escape.sub(lambda match: self.meaning(match[0]), written)


_NEVER = re.compile(r"(?!)")
_ESCAPED = re.compile(r"\\u[dD][89abAB]..\\u[dD][c-fC-F]..|\\u....|\\.")
_ENTITIES = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'", "nbsp": "\xa0"}
_BACKSLASHED = {"0": "\0", "b": "\b", "n": "\n", "r": "\r", "t": "\t", "Z": "\x1a", "f": "\f"}


def _entity(written: str) -> str:
    name = written[1:-1]
    if name.startswith("#"):
        return chr(int(name[2:], 16) if name[1:2] in "xX" else int(name[1:]))
    return _ENTITIES[name]


def _backslashed(written: str) -> str:
    return _BACKSLASHED.get(written[1], written[1]) if written[0] == "\\" else written[0]


def _in_xml(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _in_mysql(words: str) -> str:
    names = {meant: name for name, meant in _BACKSLASHED.items() if name in "0nr"}
    return re.sub(r"[\\'\0\n\r]", lambda match: "\\" + names.get(match[0], match[0]), words)


STYLES = {
    "json": Style(
        _ESCAPED,
        lambda written: str(json.loads(f'"{written}"')),
        lambda words: json.dumps(words, ensure_ascii=False)[1:-1],
    ),
    "json ascii": Style(
        _ESCAPED,
        lambda written: str(json.loads(f'"{written}"')),
        lambda words: json.dumps(words)[1:-1],
    ),
    "quoted cell": Style(re.compile('""'), lambda _: '"', lambda words: words.replace('"', '""')),
    "cell": Style(_NEVER, str, lambda words: None if re.search(r'[",;\t\r\n]', words) else words),
    "mysql": Style(re.compile(r"\\[\s\S]|''"), _backslashed, _in_mysql),
    "escaped sql": Style(re.compile(r"\\[\s\S]|''"), _backslashed, _in_mysql),
    "sql": Style(re.compile("''"), lambda _: "'", lambda words: words.replace("'", "''")),
    "dollar": Style(_NEVER, str, lambda words: None if "$" in words else words),
    "plain": Style(_NEVER, str, str),
    "word": Style(
        re.compile(r"&(?:#\d+|#[xX][0-9A-Fa-f]+|" + "|".join(_ENTITIES) + ");"),
        _entity,
        lambda words: None if re.search(r"[\x00-\x1f\ufffe\uffff]", words) else _in_xml(words),
    ),
    "fixed": Style(_NEVER, str, lambda _: None),
    "bare": Style(_NEVER, str, lambda _: None),
}
"""All but YAML's, whose spans `catalogue/scalar_spans` works out."""


def _span(source: str, text: Text, start: int, end: int) -> tuple[int, int]:
    """Where the file says `text.value[start:end]`; an escape is covered whole."""
    if text.style == "yaml":
        place = FieldSpan(text.start, text.start, text.start, text.end)
        whole = Source.of("", source)
        span = file_span(whole, scalar_at(whole, place, text.value), start, end)
        return span.start, span.end
    style = STYLES[text.style]
    edges: list[int] = []
    at = done = 0
    for wanted in (start, end):
        matches = style.escape.finditer(source, text.start + done, text.end)
        for match in matches:
            before = match.start() - text.start - done
            if at + before >= wanted:
                break
            length = len(style.meaning(match[0]))
            at += before + length
            done = match.end() - text.start
            if at >= wanted:
                break
        edges.append(text.start + done + max(0, wanted - at))
    return edges[0], edges[1]


def _written(source: str, text: Text, words: str) -> str | None:
    """New words within a text, as its style writes them; None where they need another style."""
    if text.style != "yaml":
        return STYLES[text.style].write(words)
    match source[text.start : text.start + 1]:
        case '"':
            return json.dumps(words, ensure_ascii=False)[1:-1]
        case "'":
            return None if "\n" in words else words.replace("'", "''")
        case "|":
            first = next_line(source, text.start)
            indent = re.compile(r"[\r\n]*( *)").match(source, first)
            return words.replace("\n", "\n" + (indent[1] if indent else ""))
        case _:
            return None if "\n" in words or scalar("x" + words + "x") != "x" + words + "x" else words


def _rewritten(source: str, text: Text, value: str) -> Edit:
    """The text written anew in a style that takes any words. UnsayableError where its container has none."""
    match text.style:
        case "yaml":
            return Edit(text.start, text.end, scalar(value))
        case "cell":
            return Edit(text.start, text.end, '"' + value.replace('"', '""') + '"')
        case "dollar":
            opening = source.rfind("$", 0, text.start - 1)
            if source[opening : text.start] not in value:
                return Edit(text.start, text.end, value)
        case "fixed" | "word":
            raise UnsayableError("has a line, a tab or a sign more or less than there is room for; make that change there")
    raise UnsayableError("has words that end a text in that file")


def text_edits(source: str, text: Text, changes: Sequence[Edit]) -> list[Edit]:
    """The edits of the file that make some changes to a text, whose spans count from the start of its value."""
    value = applied(text.value, changes)
    edits: list[Edit] = []
    for start, end, words in changes:
        written = _written(source, text, words)
        if written is None:
            return [_rewritten(source, text, value)]
        edits.append(Edit(*_span(source, text, start, end), written))
    if text.style == "yaml" and not _says(source, text, edits, value):
        return [_rewritten(source, text, value)]
    if text.style == "word" and source[text.start - 5 : text.start] == "<w:t>" and value != value.strip():
        # Word drops white space at the edges of a run that does not say to keep it.
        edits.append(Edit(text.start - 1, text.start - 1, ' xml:space="preserve"'))
    return edits


def _says(source: str, text: Text, edits: Iterable[Edit], value: str) -> bool:
    """Whether a YAML scalar says a value after some edits. How it ends is the same as before, or the style would be another."""
    moved = (Edit(start - text.start, end - text.start, words) for start, end, words in edits)
    written = Source.of("", f"x: {applied(source[text.start : text.end], moved)}\n")
    try:
        node = child(next(compose(written)), "x")
    except FileError:
        return False
    said = node.value if isinstance(node, yaml.ScalarNode) else ""
    blank = text.value[len(text.value.rstrip("\n")) :]
    return said.rstrip("\n") == value.rstrip("\n") and value[len(value.rstrip("\n")) :] == blank


class Passage(msgspec.Struct, frozen=True):
    """What is one text for its reader: a text, a piece of one, or several that are its lines or the runs of a line."""

    texts: tuple[Text, ...]
    start: int = 0
    """Where it starts in the texts, put together."""
    end: int | None = None
    listed: bool = False
    """Whether each text is a line, and an item of a list that other items may be added to, one a line of the file."""

    @property
    def value(self) -> str:
        """What its reader gets to see, before anything is filled in."""
        return ("\n" if self.listed else "").join(text.value for text in self.texts)[self.start : self.end]

    def edits(self, parts: Mapping[str, str], changes: Sequence[Edit]) -> list[tuple[str, Edit]]:
        """The edits of the files, each with its part, that make some changes, whose spans count from the start of `value`.

        UnsayableError where the files have no way to hold them.
        """
        first, source = self.texts[0], parts[self.texts[0].part]
        moved = [Edit(start + self.start, end + self.start, words) for start, end, words in changes]
        if len(self.texts) == 1 and not (self.listed and any("\n" in words for *_, words in changes)):
            return [(first.part, edit) for edit in text_edits(source, first, moved)]
        if self.listed:
            return [(first.part, edit) for edit in self._in_list(source, moved)]
        shares: dict[Text, list[Edit]] = {}
        for change in moved:
            for text, share in self._shares(change):
                shares.setdefault(text, []).append(share)
        return [(text.part, edit) for text, each in shares.items() for edit in text_edits(parts[text.part], text, each)]

    def _shares(self, change: Edit) -> Iterator[tuple[Text, Edit]]:
        """A change to texts that cannot become more or fewer: each loses its share, and the first one gets the new words.

        New words between two texts go to the one that can have them, the earlier if both can.
        """
        at, pending = 0, change.text
        touched = False
        for text in self.texts:
            start, end = max(change.start - at, 0), min(change.end - at, len(text.value))
            at += len(text.value)
            if start < end:
                yield text, Edit(start, end, pending)
                pending, touched = "", True
            elif change.start == change.end and start == end and not touched and text.style != "fixed":
                yield text, Edit(start, end, pending)
                touched = True
        if not touched:
            raise UnsayableError("has new words at a place that the file has no text for")

    def _in_list(self, source: str, changes: Sequence[Edit]) -> Iterator[Edit]:
        """Changes to a list of lines: a line that is there keeps its item and its style, others come and go."""
        old = [text.value for text in self.texts]
        new = applied("\n".join(old), changes).split("\n")
        for kind, first, last, new_first, new_last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            if kind == "equal":
                continue
            both = min(last - first, new_last - new_first)
            for text, line in zip(self.texts[first : first + both], new[new_first:], strict=False):
                yield from text_edits(source, text, word_edits(text.value, line))
            for text in self.texts[first + both : last]:
                if len(new) < 2:
                    raise UnsayableError("has no line left; take it out in the system itself")
                yield Edit(line_start(source, text.start), next_line(source, text.end), "")
            if new_last - new_first > both:
                yield self._added(source, first + both, new[new_first + both : new_last])

    def _added(self, source: str, before: int, lines: Sequence[str]) -> Edit:
        """New items, written like the one that they follow; at the top, like the one they come before."""
        like = self.texts[max(0, before - 1)]
        start = line_start(source, like.start)
        lead = source[start : like.start]
        if lead.strip() != "-":
            raise UnsayableError("has a line more, in a list that is not written one line an item; add it in that file by hand")
        quoted = source[like.start : like.start + 1] == '"'
        items = (lead + (json.dumps(line, ensure_ascii=False) if quoted else scalar(line)) for line in lines)
        after = next_line(source, like.end) if before else start
        end = source[after - 2 : after] if source[after - 2 : after] == "\r\n" else "\n"
        text = "".join(item + end for item in items)
        if after == len(source) and not source.endswith("\n"):
            text = end + text.removesuffix(end)
        return Edit(after, after, text)
