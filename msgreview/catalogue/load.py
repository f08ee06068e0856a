"""Message files: the messages in one, typed and with the span of every field, and every problem of the file at its place.

A file holds one message, or several in a list under `messages:` below fields that they share. A field of a message replaces
the shared one as a whole. Several YAML documents in one file (`---` between them) are read one after the other, each of
which may be of either shape. A problem costs the message it is in and no other; unknown and duplicate keys cost nothing
but themselves.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator

import msgspec
import yaml
from msgspec.structs import replace

from msgreview.catalogue.files import CatalogueFile
from msgreview.catalogue.scalar_spans import content_start, scalar_at
from msgreview.catalogue.validate import convert, problem_at
from msgreview.catalogue.yaml_hints import missing_space
from msgreview.catalogue.yaml_tree import (
    Constructor,
    FileError,
    Node,
    Tree,
    child,
    compose,
    decode,
    file_bytes,
    lost_names,
    scalar_spans,
)
from msgreview.model.finding import Ignore, Problem
from msgreview.model.later import later
from msgreview.model.message import Entry, FieldSpan, Message, Scalar
from msgreview.model.span import Source

_FIELDS = frozenset(Message.__struct_fields__)
CORE = ("samples",)
"""Fields whose values are numbers and flags to a template; all others are what was typed."""
_MARK = "msgreview:"
_IGNORE = later(r"#[ \t]*msgreview:[ \t]*ignore\b[ \t]*([^\s:,]*(?:[ \t]*,[ \t]*[\w-]+\.[\w-]+)*),?:?[ \t]*([^\r\n]*)")
"""A comment that takes rules out: their names with commas between them, then the reason."""
_ID = later(r"^(?:[ ]*- +)?id:[ \t]+([\"']?)([\w./:-]+)\1[ \t]*(?:#.*)?\r?$", re.MULTILINE)
"""The id of a message where the text around it is no YAML."""


class LoadedFile(msgspec.Struct, frozen=True, eq=False):
    """The contents of a message file. `broken` are the ids of messages that cannot be loaded."""

    source: Source
    entries: tuple[Entry, ...] = ()
    problems: tuple[Problem, ...] = ()
    """In the order of the file."""
    ignores: tuple[Ignore, ...] = ()
    broken: tuple[str, ...] = ()

    def entry(self, id_: str) -> Entry | None:
        """The message with this id; None where it holds none that can be loaded."""
        return next((each for each in self.entries if each.message.id == id_), None)


def load_file(file: CatalogueFile) -> LoadedFile:
    """The messages of a file; one that cannot be opened or parsed has a problem and no message."""
    try:
        return load_bytes(file_bytes(file), file.shown)
    except FileError as error:
        return unreadable_file(error)


def load_bytes(data: bytes, shown: str) -> LoadedFile:
    """The messages in the bytes of a file."""
    try:
        return _load(decode(data, shown))
    except FileError as error:
        return unreadable_file(error)


def unreadable_file(error: FileError) -> LoadedFile:
    """A file that cannot be opened or parsed: its problem, and no message."""
    return LoadedFile(error.source, problems=(error.problem,))


def load_text(text: str, shown: str) -> LoadedFile:
    """The messages of a text that stands in no file."""
    return _load(Source.of(shown, text.removeprefix("\ufeff")))


def _load(source: Source) -> LoadedFile:
    """The messages of a file, its problems in order, and the comments that take rules out."""
    entries: list[Entry] = []
    broken: list[str] = []
    problems: dict[tuple[object, ...], Problem] = {}
    scalars: list[tuple[int, int]] = []
    for node in _trees(source, scalars):
        if isinstance(node, Tree):
            message, of_message = _message(source, node)
            if message:
                entries.append(Entry(message, source, node.spans, _texts(source, message, node.spans)))
            elif "id" in node.value:
                broken.append(str(node.value["id"]))
        else:
            of_message = [node]
        for problem in of_message:  # One in a shared field comes once for every message.
            problems.setdefault((problem.rule, problem.start, problem.end, problem.args), problem)
    in_order = sorted(problems.values(), key=lambda problem: (problem.start, problem.end))
    comments = list(_comments(source, scalars)) if scalars else []
    ignores = tuple(comment for comment in comments if isinstance(comment, Ignore))
    in_order += (comment for comment in comments if isinstance(comment, Problem))
    if any(problem.rule == "file.not-yaml" for problem in in_order):
        ids = {*broken, *(entry.message.id for entry in entries)}
        broken += [id_ for _, id_ in dict.fromkeys(_ID.findall(source.text)) if id_ not in ids]
    return LoadedFile(source, tuple(entries), tuple(in_order), ignores, tuple(broken))


def _trees(source: Source, scalars: list[tuple[int, int]]) -> Iterator[Tree | Problem]:
    """Each message of the file as plain values, or the problem where one should be. Nodes are not retained.

    `scalars` is filled with the spans of all scalars if the file has comments for us and can be read to its end.
    """
    constructor = Constructor(source)
    marked = _MARK in source.text
    try:
        for node in compose(source):
            if marked:
                scalars += scalar_spans(node)
            yield from _messages(constructor, node)
    except FileError as error:
        scalars.clear()
        yield error.problem


def _messages(constructor: Constructor, node: Node) -> Iterator[Tree | Problem]:
    """The messages of one YAML document: itself, or those in its list."""
    items = child(node, "messages")
    if items is None:
        yield from _one(constructor, node, None)
        return
    shared = constructor.construct(node, core=CORE, omit=("messages",))
    yield from shared.problems
    if not items.value:
        yield Problem("file.empty", items.start_mark.index, items.end_mark.index)
    elif not isinstance(items, yaml.SequenceNode):
        start, end = items.start_mark.index, items.end_mark.index
        yield Problem("file.wrong-type", start, end, ("messages", "a list", _kind(items)))
    else:
        for item in items.value:
            yield from _one(constructor, item, shared)


def _one(constructor: Constructor, node: Node, shared: Tree | None) -> Iterator[Tree | Problem]:
    try:
        tree = constructor.construct(node, core=CORE)
    except FileError as error:
        yield error.problem
        return
    span = tree.spans[""]
    if not isinstance(tree.value, dict):
        yield Problem("file.not-a-message", span.start, span.end, (_instead(node),))
    elif _FIELDS.isdisjoint(tree.spans):
        yield Problem("file.not-a-message", span.start, span.start, ("none of a message's fields",))
    else:
        yield from tree.problems
        yield _below(shared, tree) if shared else tree


def _below(shared: Tree, tree: Tree) -> Tree:
    """A message with the fields that it shares and does not state itself."""
    spans = {path: span for path, span in shared.spans.items() if path.partition(".")[0] not in tree.value}
    return Tree(shared.value | tree.value, spans | tree.spans)


def _kind(node: Node) -> str:
    match node:
        case yaml.SequenceNode():
            return "a list"
        case yaml.MappingNode():
            return "a group of 'key: value' lines"
        case _:
            return "text"


def _instead(node: Node) -> str:
    """What stands where a message should, and what makes one of it where that is near."""
    if isinstance(node, yaml.SequenceNode) and node.value and all(child(each, "id") for each in node.value):
        return "a list; write 'messages:' on a line above it"
    tight = missing_space(str(node.value)) if isinstance(node, yaml.ScalarNode) else ""
    return f"{_kind(node)}; {tight}" if tight else _kind(node)


def _message(source: Source, tree: Tree) -> tuple[Message | None, list[Problem]]:
    """The typed message, or None where it cannot be used, and its problems."""
    message, problems = convert(tree, Message)
    contradicted = list(contradictions(message, tree)) if message else []
    id_ = str(tree.value.get("id", ""))
    lost = tuple(_lost(source, tree))
    fields = {(problem.args[0],) for problem in lost}  # That their text is lost is reported, and not that they are missing.
    every = (each for each in (*problems, *contradicted, *lost) if each.rule != "file.missing-field" or each.args not in fields)
    named = [replace(_unquoted(problem, source), message=id_) for problem in every]
    return (None if contradicted else message), named


def _unquoted(problem: Problem, source: Source) -> Problem:
    """The problem in other words where a name such as `{{ x }}` stands without quotes and so makes a group in a group."""
    text = source.text[problem.start : problem.end]
    if problem.rule != "file.wrong-type" or not text.startswith("{{"):
        return problem
    return replace(problem, args=(*problem.args[:2], f"{text} without quotes; put it in quotes"))


_LOST = later(rf"[ \t]+(#(?!{_MARK})(?:[^\s#][^\r\n]*|[ \t]+(?:\d[^\r\n]*|[^\r\n]*(?:\{{[{{%]|[.!?]$)[^\r\n]*)))", re.MULTILINE)
"""A comment that looks like the end of a text: `#5 is ready`, `# 5`, with template code, or with the end of a sentence."""

_WORDS = ("subject", "title", "body", "text")
"""Fields that hold words for people."""


def _lost(source: Source, tree: Tree) -> Iterator[Problem]:
    """What looks like a part of a text without quotes, and to YAML is none: a comment behind it, a name before it."""
    yield from lost_names(source, tree)
    if " #" not in source.text:
        return
    groups = {path.rpartition(".")[0] for path in tree.spans}
    for path, span in tree.spans.items():
        comment = _LOST.match(source.text, span.end)
        empty = span.start == span.end  # All of a text may be lost; where none is expected, nothing is.
        begins = path.endswith(_WORDS) if empty else source.text[span.start] not in "\"'|>[{&*!"
        if comment and path not in groups and begins:
            yield Problem("file.lost-text", *comment.span(1), (path, comment[1]))


def contradictions(message: Message, tree: Tree) -> Iterator[Problem]:
    """What the types cannot say: a message has a body or, if it is mixed, parts in its place; a part is one thing."""
    is_mixed = message.kind == "mixed"
    if message.parts and not is_mixed:
        yield problem_at(tree, "file.bad-value", "kind", "kind", message.kind, "mixed, as the message has parts")
    elif message.parts and message.body:
        yield problem_at(tree, "file.bad-value", "kind", "kind", message.kind, "automated or scripted, as the message has body")
    elif not (message.parts or message.body):
        needed = "parts" if is_mixed else "body"
        yield problem_at(tree, "file.missing-field", needed, needed)
    for number, part in enumerate(message.parts):
        chosen = [name for name in ("use", "text", "write") if getattr(part, name) is not None]
        if len(chosen) != 1:
            path = f"parts.{number}"
            yield problem_at(tree, "file.part-choice", path, path, " and ".join(chosen) or "none of them")


def _texts(source: Source, message: Message, spans: dict[str, FieldSpan]) -> dict[str, Scalar]:
    """The scalars of the fields that become text of the message, or are shown to staff who write a part of it."""
    values = {"subject": message.subject, "body": message.body}
    for number, part in enumerate(message.parts):
        for name in ("text", "write", "example"):
            values[f"parts.{number}.{name}"] = getattr(part, name) or ""
    return {field: scalar_at(source, spans[field], value) for field, value in values.items() if field in spans}


def _comments(source: Source, scalars: list[tuple[int, int]]) -> Iterator[Ignore | Problem]:
    """The comments that take a rule out, and a problem for each that is text of the message, not a comment."""
    texts = []
    for start, end in scalars:
        start = content_start(source, start)
        if source.text[start : start + 1] in ("|", ">"):  # A comment may follow the header of a block.
            line = source.position(start).line
            start = source.starts[line] if line < len(source.starts) else end
        texts.append((start, end))
    texts.sort()
    for match in _IGNORE.finditer(source.text):
        at = match.start()
        before = bisect_right(texts, (at, len(source.text)))
        if not before or texts[before - 1][1] <= at:
            line = source.position(at).line
            own_line = not source.text[source.starts[line - 1] : at].strip()
            reason = match[2].lstrip("-—– ").rstrip()
            for rule in match[1].split(","):
                yield Ignore(line, own_line, rule.strip(), reason, at, match.end())
        else:
            yield Problem("ignore.in-text", at, min(match.end(), texts[before - 1][1]))
