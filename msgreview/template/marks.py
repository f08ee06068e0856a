"""The way from rendered text back to the template that made it.

Every piece of a template that prints (a literal, a `{{ }}`) is wrapped in a pair of private-use characters through Jinja's
own parse; the characters go through the rendering, and where they come out they say what made the text between them.
A piece inside a captured region (`filter`, block `set`, `macro`, `call`, `trans`) has marks of another sort, so that they
alone can be taken out again where a filter or a test notices them: pass B has all marks, pass A only those that cannot be
noticed, and the plain text has none. The three come from one compilation: marks are constants of the compiled code.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from types import CodeType

import msgspec
from jinja2 import nodes
from jinja2.lexer import Token

from msgreview.model.document import Segment
from msgreview.model.span import Span
from msgreview.template.forcing import filtered
from msgreview.template.placeholder import CLOSE, INVENTED, bracketed
from msgreview.template.sandbox import FILLED_IN
from msgreview.template.tokens import Tokens

_TEMPLATE = 0xE100
"""The first character of a mark says which template of the rendering it belongs to; U+E100 stands for the first."""
MOST_TEMPLATES = 0xF8FF - _TEMPLATE
_SHOWN, _CAPTURED = 0xF0000, 0x100000
"""The second says which piece, and by its plane of which sort the mark is."""
MOST_PIECES = 0xFFFE
_CLOSE_SHOWN, _CLOSE_CAPTURED = "\ue000", "\ue001"
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")
_SPLIT = re.compile("([\ue100-\uf8ff][\U000f0000-\U000ffffd\U00100000-\U0010fffd]|[\ue000\ue001\ue002])")
_QUOTED = re.compile(r"""'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)\"""", re.DOTALL)
"""A string in a tag."""
_CAPTURED_MARK = re.compile("[\ue100-\uf8ff][\U00100000-\U0010fffd]|\ue001")


def without_marks(text: str) -> str:
    """`text` of the same length with no character that could be taken for a mark."""
    return text if text.isascii() else _PRIVATE.sub("\ufffd", text)


def private_characters(text: str) -> Span | None:
    """The first run of characters in `text` that could be taken for marks."""
    match = None if text.isascii() else _PRIVATE.search(text)
    return Span(match.start(), match.end()) if match else None


class Piece(msgspec.Struct, frozen=True, gc=False):
    """A piece of a template that prints: its span there, in 0-based code points."""

    start: int
    end: int
    literal: bool
    value: bool
    """It prints what a variable holds, and no words of the author's."""
    token: int


class Pieces:
    """The pieces of one template, numbered as they are marked."""

    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens
        self.values: Callable[[nodes.Node], bool] = bool
        """Says of an expression that all it prints is a variable's value."""
        captured_blocks: tuple[type[nodes.Node], ...] = (nodes.Block,) if "self" in tokens.raws else ()
        self._printing: tuple[type[nodes.Node], ...] = (nodes.FilterBlock, nodes.CallBlock, *captured_blocks)
        """What is captured and then printed where it stands; blocks are where something may ask for their text."""
        self.all: list[Piece] = []
        self.captures = "super" in tokens.raws or "self" in tokens.raws
        """Whether anything is captured, so that the passes may differ."""

    def add(self, span: Span, token: int, *, literal: bool, captured: bool, value: bool = False) -> str:
        """Number a piece; the mark that opens it, or "" once there are too many."""
        self.all.append(Piece(span.start, span.end, literal, value, token))
        number = len(self.all) - 1
        return chr(_TEMPLATE) + chr((_CAPTURED if captured else _SHOWN) + min(number, MOST_PIECES - 1))

    def mark(self, body: list[nodes.Node], *, captured: bool = False) -> None:
        """Mark everything that `body` prints, in place."""
        at = 0
        while at < len(body):
            node = body[at]
            if isinstance(node, nodes.Output):
                self._mark_output(node, captured=captured)
            elif isinstance(node, self._printing):
                self.captures = True
                self.mark(getattr(node, "body", []), captured=True)
                if not captured:
                    span = self.tokens.closed(self.tokens.tag(node.lineno))
                    mark = self.add(span, node.lineno, literal=False, captured=False)
                    body[at : at + 1] = [_printed(mark), node, _printed(_CLOSE_SHOWN)]
                    at += 2
            else:
                inside = isinstance(node, nodes.Macro | nodes.AssignBlock)
                self.captures = self.captures or inside
                for field in ("body", "elif_", "else_"):
                    self.mark(getattr(node, field, []), captured=captured or inside)
            at += 1

    def _mark_output(self, node: nodes.Output, *, captured: bool) -> None:
        """Mark the literals and expressions that a node prints, in place."""
        printed: list[nodes.Expr] = []
        close = _CLOSE_CAPTURED if captured else _CLOSE_SHOWN
        pending = ""
        for child in node.nodes:
            if isinstance(child, nodes.TemplateData):
                mark = self.add(self.tokens.span(child.lineno), child.lineno, literal=True, captured=captured)
                pending += mark + child.data + close
                continue
            tag = self.tokens.tags[self.tokens.tag(child.lineno or node.lineno)]
            trans = tag.name == "trans"
            self.captures = self.captures or trans
            for pair in child.find_all(nodes.Pair) if trans else ():
                pair.value = filtered(pair.value, FILLED_IN)
            span = self.tokens.closed(self.tokens.tag(node.lineno)) if trans else Span(tag.start, tag.end)
            mark = self.add(span, tag.token, literal=False, captured=captured, value=not trans and self.values(child))
            printed += [nodes.TemplateData(pending + mark, lineno=node.lineno), child]
            pending = close
        node.nodes = [*printed, nodes.TemplateData(pending, lineno=node.lineno)]

    def parse(self) -> nodes.Template:
        """The syntax tree of the template, in which what `trans` blocks print is marked. Raises `TemplateSyntaxError`."""
        return self.tokens.parse(self._translations_marked if "trans" in self.tokens.raws else None)

    def _translations_marked(self, stream: Iterator[Token]) -> Iterator[Token]:
        """The tokens with what `trans` blocks print marked, which the texts to translate then carry with them.

        Where they are `trimmed`, white space at the edges stays outside the marks, so that it is still seen.
        """
        inside, trimmed, name, previous = False, False, "", ""
        for token in stream:
            if previous == "block_begin" and token.type == "name":
                name = token.value
                inside = inside and name != "endtrans"
                trimmed = trimmed and name != "trans"
            trimmed = trimmed or (name == "trans" and token.type == "name" and token.value == "trimmed")
            if inside and token.type == "data":
                yield Token(token.lineno, "data", self._translated(token, trimmed=trimmed))
            elif inside and token.type == "variable_begin":
                tag = self.tokens.tags[self.tokens.tag(token.lineno)]
                mark = self.add(Span(tag.start, tag.end), token.lineno, literal=False, captured=True, value=True)
                yield Token(token.lineno, "data", mark)
                yield token
            else:
                yield token
                if inside and token.type == "variable_end":
                    yield Token(token.lineno, "data", _CLOSE_CAPTURED)
            inside = inside or (token.type == "block_end" and name == "trans")
            previous = token.type

    def _translated(self, token: Token, *, trimmed: bool) -> str:
        text, start = token.value, self.tokens.starts[token.lineno]
        core = text.strip() if trimmed else text
        if not core:
            return text
        left = text.index(core)
        span = Span(start + left, start + left + len(core))
        mark = self.add(span, token.lineno, literal=True, captured=True)
        return text[:left] + mark + core + _CLOSE_CAPTURED + text[left + len(core) :]


def _printed(text: str) -> nodes.Output:
    return nodes.Output([nodes.TemplateData(text)])


def renumbered(code: CodeType, template: int) -> CodeType:
    """The compiled template with marks of its own, unlike those of other templates in the same rendering."""
    return _with_texts(code, lambda text: text.replace(chr(_TEMPLATE), chr(_TEMPLATE + template))) if template else code


def shown_only(code: CodeType) -> CodeType:
    """The compiled template for pass A: no marks in captured text."""
    return _with_texts(code, lambda text: _CAPTURED_MARK.sub("", text))


def unmarked(code: CodeType) -> CodeType:
    """The compiled template as it would be without this module."""
    return _with_texts(code, lambda text: _SPLIT.sub("", text))


def _with_texts(code: CodeType, change: Callable[[str], str]) -> CodeType:
    constants = tuple(
        _with_texts(value, change)
        if isinstance(value, CodeType)
        else change(value)
        if isinstance(value, str) and not value.isascii()
        else value
        for value in code.co_consts
    )
    return code.replace(co_consts=constants)


class TracedTemplate(msgspec.Struct, frozen=True, eq=False):
    """A template whose marks may come out of a rendering: its text, its pieces, and the index of its origin."""

    text: str
    pieces: Sequence[Piece]
    origin: int


class TracedOutput(msgspec.Struct, frozen=True, eq=False):
    """What came out of a rendering: the text, its segments, and the pieces that were printed as (template, piece)."""

    text: str
    segments: list[Segment]
    printed: frozenset[tuple[int, int]]


def resolve_marks(marked: str, templates: Sequence[TracedTemplate], root: int, at: int = 0) -> TracedOutput:
    """The text without its marks, and what made each run of it; the innermost mark wins.

    Runs outside all marks are made by template `root` as a whole. Segments count from `at`.
    """
    segments: list[Segment] = []
    printed: set[tuple[int, int]] = set()
    texts: list[str] = []
    open_marks: list[list[int]] = []
    parts = _SPLIT.split(marked)
    for index in range(0, len(parts), 2):
        run = parts[index]
        if run:
            made, run = run, without_marks(bracketed(run))
            if open_marks and CLOSE in made:
                open_marks[-1][3] = True
            segments.append(_segment(run, at, templates, open_marks[-1] if open_marks else None, root))
            texts.append(run)
            at += len(run)
        mark = parts[index + 1] if index + 1 < len(parts) else ""
        if len(mark) == 2:
            template, piece = ord(mark[0]) - _TEMPLATE, ord(mark[1]) & 0xFFFF
            if template < len(templates) and piece < len(templates[template].pieces):
                printed.add((template, piece))
                open_marks.append([template, piece, 0, False])
        elif mark == INVENTED:
            if open_marks:
                open_marks[-1][3] = True
        elif mark and open_marks:
            open_marks.pop()
    return TracedOutput("".join(texts), segments, frozenset(printed))


def _segment(run: str, at: int, templates: Sequence[TracedTemplate], mark: list[int] | None, root: int) -> Segment:
    """The segment for `run`. A mark's third number is how much of its literal has come out already, the last
    whether its value is invented.
    """
    if mark is None:
        template = templates[root]
        return Segment(at, len(run), template.origin, 0, len(template.text), False)
    template = templates[mark[0]]
    piece = template.pieces[mark[1]]
    if piece.literal:
        start = piece.start + mark[2]
        end = start + len(run)
        if end <= piece.end and template.text.startswith(run, start):
            mark[2] += len(run)
            return Segment(at, len(run), template.origin, start, end, True)
    if not piece.value and (words := string_span(template.text, Span(piece.start, piece.end), run)):
        return Segment(at, len(run), template.origin, *words, True)
    return Segment(at, len(run), template.origin, piece.start, piece.end, False, piece.value, bool(mark[3]))


def string_span(text: str, tag: Span, run: str) -> Span | None:
    """Where the author's words `run` stand in a tag that printed them, if they are the only string in it: `_('Dear reader')`."""
    strings = list(_QUOTED.finditer(text, *tag))
    if len(strings) != 1:
        return None
    span = Span(*strings[0].span(strings[0].lastindex or 0))
    return span if text[span.start : span.end] == run else None


def whole(text: str, template: TracedTemplate) -> list[Segment]:
    """The one segment of a text of which no more is known than the template that made it."""
    return [Segment(0, len(text), template.origin, 0, len(template.text), False)] if text else []
