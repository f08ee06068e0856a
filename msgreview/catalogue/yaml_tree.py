"""A YAML file as plain values with the span of each; the first step for messages, settings and rubrics alike.

    source = load_source(path, "messages/hold.yaml")       # FileError: unreadable, binary, not UTF-8, too large
    for node in compose(source):                    # FileError: empty, not YAML; one node a YAML document
        tree = Constructor(source).construct(node)       # FileError: too many aliases
        tree.value                                  # dicts, lists and texts: `no`, `12:30`, `1.10` stay what was typed
        tree.spans["rules.bare-no.level"]          # where the key and its value stand
        tree.problems                               # duplicate keys
        struct, problems = validate.convert(tree, RubricFile)
        validate.describe(source, problem)          # "rubrics/x.yaml:3:5: 'levle' is not known here. Did you mean 'level'?"

A `FileError` carries one `Problem` with its span. Everything a person typed is text first (YAML 1.2 has no `no`, but people
have); a schema then says what the text means. Only the fields named in `core` (samples, free variables) are typed as
YAML 1.2's core schema says, and numbers there still print as they were typed.
"""

import os
import re
from collections.abc import Callable, Collection, Iterator
from itertools import chain
from pathlib import Path
from stat import S_ISREG
from typing import Any, TypeAlias

import msgspec
import yaml

from msgreview.catalogue.files import CatalogueFile
from msgreview.catalogue.yaml_core import core_value
from msgreview.catalogue.yaml_hints import PARSER_WORDS, hint
from msgreview.model.finding import Problem
from msgreview.model.message import FieldSpan
from msgreview.model.span import Source

MAX_BYTES = 2 * 1024 * 1024
MAX_DEPTH = 64
MAX_COPIES = 10_000
"""Most values that aliases and merge keys of one file may repeat."""

Node: TypeAlias = yaml.Node

_PLAIN = "?"
_TEXT = "tag:yaml.org,2002:str"
_CORE = "tag:yaml.org,2002:"
_CORE_TAGS = frozenset({_PLAIN, "!", *(_CORE + name for name in ("str", "int", "float", "bool", "null", "map", "seq"))})
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_SEPARATORS = "\x85\u2028\u2029"
"""What YAML 1.1 took for line ends. They are text since, so the parser is shown characters that the file does not hold."""

_ANCHOR = re.compile(r"&([^\s,\[\]{}]++)(?![ \t]*[\"'|>&*!\[{])")
_ALIAS = re.compile(r"\*([^\s,\[\]{}]+)")


class FileError(Exception):
    """A file, or the rest of it, cannot be read; `problem` says why and where in `source`."""

    def __init__(self, source: Source, rule: str, start: int = 0, end: int = 0, args: tuple[str, ...] = ()) -> None:
        super().__init__(rule)
        self.source = source
        self.problem = Problem(rule, start, end, args)


def load_source(path: Path, shown: str) -> Source:
    """The text of a file. FileError: whatever `read_bytes` and `decode` refuse."""
    return decode(read_bytes(path, shown), shown)


def file_bytes(file: CatalogueFile) -> bytes:
    """What a message file holds. FileError: as `read_bytes`."""
    return read_bytes(file.path, file.shown) if file.data is None else file.data


def read_bytes(path: Path, shown: str) -> bytes:
    """What a file holds. FileError: `file.unreadable`, `file.too-large`."""
    try:
        # A pipe is opened without waiting for somebody to write to it.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0))
        try:  # Half the time of a file object, of which there would be thousands.
            facts = os.fstat(handle)
            if not S_ISREG(facts.st_mode):  # Reading a pipe or a device may never end.
                raise FileError(Source.of(shown, ""), "file.unreadable", args=("it is not a file",))
            if facts.st_size > MAX_BYTES:
                raise _too_large(shown)
            data = os.read(handle, facts.st_size + 1)
            if len(data) == facts.st_size:  # One more was asked for, so that is all.
                return data
            return data + b"".join(iter(lambda: os.read(handle, facts.st_size + 1), b""))
        finally:
            os.close(handle)
    except OSError as error:
        raise FileError(Source.of(shown, ""), "file.unreadable", args=(error.strerror or str(error),)) from None


def decode(data: bytes, shown: str) -> Source:
    """The text of some bytes, without a byte order mark. FileError: `file.too-large`, `file.binary`, `file.not-utf8`."""
    if len(data) > MAX_BYTES:
        raise _too_large(shown)
    if b"\0" in data and not data.startswith(_UTF16):
        raise FileError(Source.of(shown, ""), "file.binary")
    try:
        return Source.of(shown, data.decode("utf-8").removeprefix("\ufeff"))
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8").removeprefix("\ufeff")
        source = Source.of(shown, before + data[error.start :].decode("utf-8", "replace"))
        bad = data[error.start]
        raise FileError(source, "file.not-utf8", len(before), len(before) + 1, (f"0x{bad:02X}",)) from None


def _too_large(shown: str) -> FileError:
    return FileError(Source.of(shown, ""), "file.too-large", args=(f"{MAX_BYTES // 1024 // 1024} MiB",))


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Composes nodes: plain scalars stay apart from quoted ones by their tag, and nesting has an end.

    The C composer recurses on the C stack, so 100 kB of "[" would end the process without a word.
    """

    depth = 0

    def resolve(self, kind: type[Node], value: str, implicit: Any) -> str:
        return _PLAIN if kind is not yaml.ScalarNode or implicit[0] else _TEXT

    def descend_resolver(self, parent: Node | None, index: Any) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            mark = parent.start_mark if parent else None
            raise yaml.MarkedYAMLError(problem="values are nested too deeply", problem_mark=mark)

    def ascend_resolver(self) -> None:
        self.depth -= 1


def compose(source: Source) -> Iterator[Node]:
    """The top node of every YAML document in the file that holds anything, each composed on demand.

    FileError: `file.empty` where there is none, `file.not-yaml` at the first fault, after the documents before it.
    """
    text, separators = source.text, dict[int, str]()
    if present := [each for each in _SEPARATORS if each in text]:
        separators = {ord(stand_in): each for stand_in, each in zip(_absent(text), present, strict=False)}
        text = text.translate({ord(each): stand_in for stand_in, each in separators.items()})
    loader = _Loader(text)
    is_empty = True
    try:
        while loader.check_node():
            node = loader.get_node()
            if not is_blank(node):
                is_empty = False
                if separators:
                    _restore(node, separators)
                yield node
    except yaml.reader.ReaderError as error:
        at = len(text.encode()[: error.position].decode("utf-8", "ignore"))
        code = error.character if isinstance(error.character, int) else ord(error.character)
        raise FileError(source, "file.not-yaml", at, at + 1, (f"it holds U+{code:04X}, which is no text",)) from None
    except yaml.MarkedYAMLError as error:
        raise _not_yaml(source, error) from None
    finally:
        loader.dispose()
    if is_empty:
        raise FileError(source, "file.empty")


def _absent(text: str) -> Iterator[str]:
    """Characters that YAML takes for text and that neither stand in a text nor are escaped there, as in `\\U0010FFFF`."""
    lower = text.lower()
    for code in range(0x10FFFF, 0xFFFF, -1):
        if chr(code) not in text and f"{code:08x}" not in lower:
            yield chr(code)


def _restore(top: Node, separators: dict[int, str]) -> None:
    """Puts the separators back into every scalar of a tree, each visited once, however many aliases repeat it."""
    nodes, visited = [top], set[int]()
    while nodes:
        node = nodes.pop()
        if isinstance(node, yaml.ScalarNode):
            node.value = node.value.translate(separators)
        elif id(node) not in visited:
            visited.add(id(node))
            nodes += chain.from_iterable(node.value) if isinstance(node, yaml.MappingNode) else node.value


def _not_yaml(source: Source, error: yaml.MarkedYAMLError) -> FileError:
    problem = error.problem or "it does not read as YAML"
    mark = error.problem_mark or error.context_mark
    at = min(mark.index, len(source.text)) if mark else 0
    first = error.context_mark.index if error.context_mark else at
    if cause := hint(source, at, first):
        return FileError(source, "file.not-yaml", cause.start, cause.end, (cause.words,))
    words = PARSER_WORDS.get(problem, problem)
    if error.context and source.position(first).line != source.position(at).line:
        words += f" ({error.context} that starts in line {source.position(first).line})"
    return FileError(source, "file.not-yaml", at, min(at + 1, len(source.text)), (words,))


class Tree(msgspec.Struct, frozen=True, eq=False):
    """A node's plain value, the span of every field in it by dotted path (`""` is the whole), and its duplicate keys.

    `blank` names the fields whose key is there and whose value was left out; they are not in `value`.
    """

    value: Any
    spans: dict[str, FieldSpan]
    problems: tuple[Problem, ...] = ()
    blank: frozenset[str] = frozenset()


_Scalar: TypeAlias = Callable[[yaml.ScalarNode], Any]


def _text(node: yaml.ScalarNode) -> str:
    value: str = node.value
    return value


def _core_value(node: yaml.ScalarNode) -> Any:
    return node.value if node.tag == _TEXT else core_value(node.value)


class Constructor:
    """Constructs plain values from the nodes of one file; aliases are copied, and all copies of the file count together."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._seen: set[int] = set()
        self._copies = 0
        self._core: Collection[str] = ()
        self._omit: Collection[str] = ()
        self._spans: dict[str, FieldSpan] = {}
        self._problems: list[Problem] = []
        self._blank: set[str] = set()

    def construct(self, node: Node, *, core: Collection[str] = (), omit: Collection[str] = ()) -> Tree:
        """The value of `node`; the top-level fields in `core` are typed as YAML 1.2's core schema, those in `omit` left out.

        FileError: `file.too-many-aliases` (also for a value that holds itself), and `file.not-yaml` for a tag that means nothing.
        """
        self._core, self._omit = core, omit
        start, end = self._span(node)
        self._spans, self._problems, self._blank = {"": FieldSpan(start, start, start, end)}, [], set()
        value = self._value(node, "", _text, 0)
        return Tree(value, self._spans, tuple(self._problems), frozenset(self._blank))

    def _value(self, node: Node, path: str, scalar: _Scalar, depth: int) -> Any:
        """The plain value of a node, whose dotted path is `path`, and of all below it."""
        if node.tag not in _CORE_TAGS:
            tag = node.tag.replace(_CORE, "!!")
            raise FileError(
                self.source,
                "file.not-yaml",
                *self._span(node),
                (f"the tag '{tag}' means nothing here; a text that starts with '!' needs quotes",),
            )
        if isinstance(node, yaml.ScalarNode):
            return scalar(node)
        self._enter(node, depth)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path, scalar, depth)
        return self._items(node, path, scalar, depth)

    def _items(self, node: Node, path: str, scalar: _Scalar, depth: int) -> list[Any]:
        values = []
        for number, item in enumerate(node.value):
            start, end = self._span(item)
            below = f"{path}.{number}" if path else str(number)
            self._spans[below] = FieldSpan(start, end, start, end)
            values.append(self._value(item, below, scalar, depth + 1))
        return values

    def _mapping(self, node: Node, path: str, scalar: _Scalar, depth: int) -> dict[str, Any]:
        """A mapping as a dict; of two equal keys the first counts, and the other is a problem."""
        values: dict[str, Any] = {}
        written: dict[str, Node] = {}
        for key_node, value_node, merged in self._pairs(node, depth):
            key = self._key(key_node)
            if scalar is _core_value and not isinstance(key_node, yaml.ScalarNode):
                shown = self.source.text[slice(*self._span(node))]
                words = f"a text that begins with {shown[:2]} needs quotes round it: '{shown}'"
                raise FileError(self.source, "file.not-yaml", *self._span(node), (words,))
            if key in written:
                if not merged:
                    self._duplicate(key, written[key], key_node)
                continue
            written[key] = key_node
            below = f"{path}.{key}" if path else key or "''"
            make = scalar
            if not path:
                if key in self._omit:
                    continue
                if key in self._core:
                    make = _core_value
            self._spans[below] = FieldSpan(key_node.start_mark.index, key_node.end_mark.index, *self._span(value_node))
            if make is _text and is_blank(value_node):
                self._blank.add(below)
            else:
                values[key] = self._value(value_node, below, make, depth + 1)
        return values

    def _pairs(self, node: Node, depth: int) -> Iterator[tuple[Node, Node, bool]]:
        """Key, value, and whether a merge key brought them; the mapping's own come first, so that they win."""
        merges: list[Node] = []
        for key, value in node.value:
            if key.tag == _PLAIN and key.value == "<<":
                merges += value.value if isinstance(value, yaml.SequenceNode) else [value]
            else:
                yield key, value, False
        for other in merges:
            if isinstance(other, yaml.MappingNode):
                self._enter(other, depth + 1)
                for key, value, _ in self._pairs(other, depth + 1):
                    yield key, value, True

    def _enter(self, node: Node, depth: int) -> None:
        """Counts what is copied; an anchor's second visit copies all that stands in it."""
        if id(node) in self._seen:
            self._copies += 1 + len(node.value)
        self._seen.add(id(node))
        if self._copies > MAX_COPIES or depth > 2 * MAX_DEPTH:
            start, end = self._span(node)
            raise FileError(self.source, "file.too-many-aliases", start, end)

    def _key(self, node: Node) -> str:
        """A key's text; one that is itself a list or mapping, as in an unquoted `{{ name }}`, stands as it is written."""
        if isinstance(node, yaml.ScalarNode):
            return _text(node)
        return self.source.text[node.start_mark.index : node.end_mark.index]

    def _span(self, node: Node) -> tuple[int, int]:
        """A node's first and last code point; what YAML counts to a block beyond its last line is left out."""
        start, end = node.start_mark.index, node.end_mark.index
        text = self.source.text
        if end > start and text[end - 1] in "\n\r \t":
            end = start + len(text[start:end].rstrip("\n\r \t"))
        return start, end

    def _duplicate(self, key: str, first: Node, second: Node) -> None:
        line = self.source.position(first.start_mark.index).line
        span = second.start_mark.index, second.end_mark.index
        self._problems.append(Problem("file.duplicate-key", *span, (key, str(line))))


def lost_names(source: Source, tree: Tree) -> Iterator[Problem]:
    """Names that stand before texts without quotes and that nothing repeats: the beginning of a text, to whoever typed it."""
    if " &" not in source.text:
        return
    repeated = set(_ALIAS.findall(source.text))
    groups = {path.rpartition(".")[0] for path in tree.spans}
    for path, span in tree.spans.items():
        name = _ANCHOR.match(source.text, span.start)
        if name and name[1] not in repeated and path not in groups:
            yield Problem("file.lost-text", *name.span(), (path, name[0]))


def load_table(path: Path) -> Any:
    """What a YAML file of the program's own holds, as plain values."""
    source = load_source(path, path.name)
    return Constructor(source).construct(next(compose(source))).value


def is_blank(node: Node) -> bool:
    """Whether nothing was written: a key and a colon, or a document that holds comments only."""
    return node.tag == _PLAIN and node.value == ""


def child(node: Node, key: str) -> Node | None:
    """The node under `key` of a mapping; None for other nodes and where there is none."""
    if isinstance(node, yaml.MappingNode):
        for key_node, value in node.value:
            if key_node.value == key:
                return value  # type: ignore[no-any-return]
    return None


def scalar_spans(node: Node) -> Iterator[tuple[int, int]]:
    """The span of every scalar under `node`, keys included, in no order; a comment is never in one, block headers apart."""
    todo, seen = [node], set()
    while todo:
        node = todo.pop()
        if isinstance(node, yaml.ScalarNode):
            yield node.start_mark.index, node.end_mark.index
        elif id(node) not in seen:
            seen.add(id(node))
            todo += [part for pair in node.value for part in pair] if isinstance(node, yaml.MappingNode) else node.value
