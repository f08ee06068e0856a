"""A template cut into tokens that know their places, and what its tags are."""

from bisect import bisect_right
from collections.abc import Callable, Iterator

import msgspec
from jinja2 import Environment, TemplateSyntaxError, nodes
from jinja2.lexer import Token, TokenStream
from jinja2.parser import Parser

from msgreview.model.span import Span

BLOCKS = frozenset({"filter", "call", "block", "macro", "set", "trans", "if", "for", "with", "autoescape"})
"""Tags that need an end of their own."""


class Tag(msgspec.Struct, frozen=True, gc=False):
    """A `{{ }}` or `{% %}`: its span, its first token, and the word it starts with."""

    start: int
    end: int
    token: int
    name: str


class Tokens:
    """A template cut into tokens, each with its span: the token's number is the `lineno` of everything parsed from it."""

    def __init__(self, environment: Environment, text: str) -> None:
        """Cut `text`; a text that cannot be cut to its end leaves its error in `error`."""
        self.environment = environment
        self.text = text
        self.kinds: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.raws: list[str] = []
        self.error: TemplateSyntaxError | None = None
        cursor = 0
        try:
            for _, kind, raw in environment.lexer.tokeniter(text, None):
                start = cursor if text.startswith(raw, cursor) else text.index(raw, cursor)
                cursor = start + len(raw)
                self.kinds.append(kind)
                self.starts.append(start)
                self.ends.append(cursor)
                self.raws.append(raw)
        except TemplateSyntaxError as error:
            self.error = error
        self.tags = list(self._tags())
        self.tag_tokens = [tag.token for tag in self.tags]
        self.words = frozenset(tag.name for tag in self.tags)
        """The words that tags start with, so that nobody looks for what is not there."""

    def _tags(self) -> Iterator[Tag]:
        begin, name = -1, ""
        for number, kind in enumerate(self.kinds):
            if kind in ("variable_begin", "block_begin"):
                begin, name = number, ""
            elif kind == "name" and not name:
                name = self.raws[number]
            elif kind in ("variable_end", "block_end"):
                block = self.kinds[begin] == "block_begin"
                yield Tag(self.starts[begin], self.starts[number] + len(self.raws[number].rstrip()), begin, name if block else "")
                begin = -1
        if begin >= 0:
            line_end = self.text.find("\n", self.starts[begin])
            yield Tag(self.starts[begin], line_end if line_end >= 0 else len(self.text), begin, name)

    def parse(self, change: Callable[[Iterator[Token]], Iterator[Token]] | None = None) -> nodes.Template:
        """The syntax tree of the tokens, or of what `change` makes of them. Raises `TemplateSyntaxError`."""
        numbered = ((number, kind, raw) for number, (kind, raw) in enumerate(zip(self.kinds, self.raws, strict=True)))
        stream = self.environment.lexer.wrap(numbered)
        parser = Parser(self.environment, "")
        parser.stream = TokenStream(change(stream) if change else stream, None, None)
        return parser.parse()

    def span(self, number: int) -> Span:
        """The span of a token."""
        number = min(number, len(self.starts) - 1)
        return Span(self.starts[number], self.ends[number]) if number >= 0 else Span(0, 0)

    def after(self, number: int, kind: str, raw: str) -> Span:
        """The span of the first token from `number` on that is of `kind` and reads `raw`."""
        places = (at for at in range(number, len(self.raws)) if self.raws[at] == raw and self.kinds[at] == kind)
        return self.span(next(places, number))

    def tag(self, number: int) -> int:
        """The index of the tag that a token stands in."""
        return max(0, bisect_right(self.tag_tokens, number) - 1)

    def closed(self, index: int) -> Span:
        """The span from the start of a block's first tag to the end of its last."""
        opening = self.tags[index]
        depth = 0
        for tag in self.tags[index:]:
            if tag.name == opening.name:
                depth += 1
            elif tag.name == "end" + opening.name:
                depth -= 1
                if not depth:
                    return Span(opening.start, tag.end)
        return Span(opening.start, opening.end)
