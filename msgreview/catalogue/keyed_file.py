"""A YAML file of named things, such as rules: its keys as structs, and every problem in it at its line and column."""

from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple, TypeVar, get_origin

import msgspec

from msgreview.catalogue.validate import convert, describe
from msgreview.catalogue.yaml_tree import Constructor, FileError, Tree, compose
from msgreview.model.finding import Problem
from msgreview.model.span import Source

T = TypeVar("T", bound=msgspec.Struct)


class FileProblem(NamedTuple):
    """Something wrong with a file, in words. Sorts by position."""

    path: str
    line: int
    column: int
    words: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.words}"


class KeyedFile:
    """A file that is read piece by piece; what is wrong with it is added to `problems`."""

    def __init__(self, source: Source, problems: list[FileProblem]) -> None:
        self.source = source
        self.problems = problems
        self.tree = Tree({}, {})

    def load(self, schema: type[T], what: str) -> T | None:
        """The file as `schema`; None where it cannot be read. `what` it is, such as "a rubric"."""
        try:
            nodes = list(compose(self.source))
            self.tree = Constructor(self.source).construct(nodes[0])
        except FileError as error:
            self._report([error.problem])
            return None
        self._report(self.tree.problems)
        for path in sorted(self.tree.blank):
            if " " in (key := path.rpartition(".")[2]):
                self.problem(path, f"'{key}' stands where a key is due. A text with a comma needs quotes here", key=True)
        if len(nodes) > 1:
            self.problem("", f"there is a second YAML document in this file: {what} is one")
        return self._convert(self.tree, schema)

    def part(self, path: str, values: dict[str, Any], schema: type[T], *, complete: bool = True) -> T | None:
        """Some of the keys below `path` as `schema`; one text will do where a list of texts is due."""
        lists = _list_fields(schema)
        values = {key: [value] if key in lists and isinstance(value, str) else value for key, value in values.items()}
        try:
            return msgspec.convert(values, schema, strict=False)
        except msgspec.ValidationError:
            return self._convert(self._below(path, values), schema, complete=complete)

    def problem(self, path: str, words: str, *, key: bool = False) -> None:
        """Report something at the value of `path`, or at its key; at what is above where there is no such place."""
        while path and path not in self.tree.spans:
            path = path.rpartition(".")[0]
        span = self.tree.spans[path]
        self._at(span.key_start if key else span.start, words)

    def line(self, path: str) -> int:
        """The line of the key at `path`, from 1."""
        return self.source.position(self.tree.spans[path].key_start).line

    def _below(self, path: str, values: dict[str, Any]) -> Tree:
        """The part of the file under a key, as a tree of its own."""
        prefix = f"{path}."
        spans = {key.removeprefix(prefix): span for key, span in self.tree.spans.items() if key.startswith(prefix)}
        return Tree(values, {**spans, "": self.tree.spans[path]})

    def _convert(self, tree: Tree, schema: type[T], *, complete: bool = True) -> T | None:
        """The tree as `schema`; without `complete`, missing fields are not reported: their keys may be misspelt."""
        value, problems = convert(tree, schema)
        self._report(problems)
        if value is None and not problems and complete:
            try:
                msgspec.convert(tree.value, schema, strict=False)
            except msgspec.ValidationError as error:  # what the struct itself says of its fields taken together
                self._at(tree.spans[""].key_start, str(error).partition(" - at `")[0])
        return value

    def _report(self, problems: Iterable[Problem]) -> None:
        for problem in problems:
            line, column = self.source.position(problem.start)
            words = describe(self.source, problem).removeprefix(f"{self.source.path}:{line}:{column}: ")
            self.problems.append(FileProblem(self.source.path, line, column, words))

    def _at(self, offset: int, words: str) -> None:
        self.problems.append(FileProblem(self.source.path, *self.source.position(offset), words))


@cache
def field_names(schema: type[msgspec.Struct]) -> tuple[str, ...]:
    """The keys that a struct has in a file."""
    return schema.__struct_encode_fields__


@cache
def _list_fields(schema: type[msgspec.Struct]) -> frozenset[str]:
    return frozenset(field.encode_name for field in msgspec.structs.fields(schema) if get_origin(field.type) is tuple)
