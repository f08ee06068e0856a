"""One rubric file: its text to rules, and every problem in it at its line and column."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple, TypeVar, get_origin

import msgspec
import regex

from msgreview.catalogue.validate import convert, describe, did_you_mean
from msgreview.catalogue.yaml_tree import Constructor, FileError, Tree, compose
from msgreview.matching.pattern import regex_of
from msgreview.model.config import Settings
from msgreview.model.finding import Problem
from msgreview.model.span import Source
from msgreview.rubric.accepted_words import Exceptions
from msgreview.rubric.kind import Kind
from msgreview.rubric.kinds import KINDS
from msgreview.rubric.lexical import dialect
from msgreview.rubric.rule_text import message_problem
from msgreview.rubric.schema import PRACTICES, Examples, Header, Practice, Rubric, RubricFile, Rule

_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_EXCEPTIONS = ("exceptions", "vocab")
_AS_WRITTEN = ("level", "link", "scope", "applies", "limit", "yields_to", "counts", "action")
"""Keys of the header that a rule takes over as they are."""

T = TypeVar("T", bound=msgspec.Struct)


class RubricProblem(NamedTuple):
    """Something wrong with a rubric, in words. Sorts by position."""

    path: str
    line: int
    column: int
    words: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.words}"


class _Exceptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The options that lexical kinds share."""

    exceptions: tuple[str, ...] = ()
    vocab: bool = True


class RubricParser:
    """Parses one file; what is wrong with it is added to `problems`."""

    def __init__(
        self, source: Source, name: str, settings: Settings, moves: Collection[str] | None, problems: list[RubricProblem]
    ) -> None:
        self._source = source
        self._name = name
        self._settings = settings
        self._moves = moves
        self._tree = Tree({}, {})
        self._problems = problems

    def parse(self) -> Rubric | None:
        """The rubric, with the rules that have no problem; None where the file as a whole cannot be read."""
        try:
            nodes = list(compose(self._source))
            self._tree = Constructor(self._source).construct(nodes[0])
        except FileError as error:
            self._report([error.problem])
            return None
        self._report(self._tree.problems)
        if len(nodes) > 1:
            self._problem("", "there is a second YAML document in this file: a rubric is one")
        file = self._convert(self._tree, RubricFile)
        if file is None:
            return None
        rules = tuple(filter(None, [self._rule(file, name, values) for name, values in file.rules.items()]))
        return Rubric(self._name, file.title, file.practice, file.about.strip(), file.source, rules, self._source.path)

    def _rule(self, file: RubricFile, name: str, values: Any) -> Rule | None:
        path = f"rules.{name}"
        before = len(self._problems)
        if not _NAME.fullmatch(name):
            self._problem(path, f"'{name}' is no name for a rule: small letters, figures and - between them", key=True)
        if not isinstance(values, dict):
            self._problem(path, "a rule is a group of 'key: value' lines")
            return None
        header = self._part(path, {key: value for key, value in values.items() if key in _fields(Header)}, Header)
        kind = self._kind(path, values)
        if kind is None:
            return None
        own = {key: value for key, value in values.items() if key not in _fields(Header)}
        shared = self._part(path, {key: own.pop(key) for key in _EXCEPTIONS if kind.exceptions and key in own}, _Exceptions)
        options = self._options(path, kind, own)
        if isinstance(values.get("message"), str) and (wrong := message_problem(values["message"], kind.args)):
            self._problem(f"{path}.message", wrong)
        if header is None or shared is None or options is None:
            return None
        self._check_moves(path, kind, options)
        # The matcher reads its own patterns when all rubrics are there; these are the others.
        expressions = [getattr(options, key) for key in kind.expressions]
        if any(_wrong(text) for value in expressions for text in ((value,) if isinstance(value, str) else value)):
            self.blame(path, "")
        try:
            Exceptions(shared.exceptions).prove()
        except ValueError as error:
            self.blame(path, str(error))
        practice = header.practice or file.practice
        if practice is None:
            self._problem(path, f"the rule names no practice it serves: {', '.join(PRACTICES)}", key=True)
        if practice is None or len(self._problems) > before:
            return None
        return self._made(path, header, kind, options, shared, practice, file)

    def _made(
        self, path: str, header: Header, kind: Kind, options: Any, shared: _Exceptions, practice: Practice, file: RubricFile
    ) -> Rule:
        name = path.removeprefix("rules.")
        accepted = self._settings.config.vocabulary.accept if _takes_vocabulary(kind, options, shared) else ()
        return Rule(
            id=f"{self._name}.{name}",
            rubric=self._name,
            name=name,
            kind=kind.name,
            **{key: getattr(header, key) for key in _AS_WRITTEN},
            profile=header.profile or file.profile,
            practice=practice,
            message=" ".join(header.message.split()),
            try_=header.try_.strip(),
            why=(header.why or header.description).strip(),
            source=header.source or file.source,
            exceptions=(*shared.exceptions, *(regex.escape(word, literal_spaces=True) for word in accepted)),
            options=kind.settle(options, self._settings) if kind.settle else options,
            examples=self._examples(path, header.examples),
            path=self._source.path,
            line=self._source.position(self._tree.spans[path].key_start).line,
        )

    def _kind(self, path: str, values: dict[str, Any]) -> Kind | None:
        name = values.get("extends")
        if not isinstance(name, str):
            return None  # the header has said so
        kind = KINDS.get(name)
        if kind is None:
            self._problem(f"{path}.extends", f"there is no kind of check '{name}'. {_meant(name, KINDS)}")
        return kind

    def _options(self, path: str, kind: Kind, values: dict[str, Any]) -> Any:
        options = [*(set(_fields(kind.options)) - set(kind.settled)), *_fields(Header), *(_EXCEPTIONS if kind.exceptions else ())]
        unknown = [key for key in values if key not in options]
        for key in unknown:
            self._problem(f"{path}.{key}", f"'{key}' is no option of {kind.name}. {_meant(key, options)}", key=True)
        given = {key: value for key, value in values.items() if key in options}
        return self._part(path, given, kind.options, complete=not unknown)

    def _part(self, path: str, values: dict[str, Any], schema: type[T], *, complete: bool = True) -> T | None:
        """Some of a rule's keys as `schema`; one text will do where a list of texts is asked for."""
        lists = _list_fields(schema)
        values = {key: [value] if key in lists and isinstance(value, str) else value for key, value in values.items()}
        if "applies" in values and isinstance(values["applies"], dict):
            values["applies"] = {k: [v] if isinstance(v, str) else v for k, v in values["applies"].items()}
        try:
            return msgspec.convert(values, schema, strict=False)
        except msgspec.ValidationError:
            return self._convert(self._below(path, values), schema, complete=complete)

    def _below(self, path: str, values: dict[str, Any]) -> Tree:
        """The part of the file under a rule, as a tree of its own."""
        prefix = f"{path}."
        spans = {key.removeprefix(prefix): span for key, span in self._tree.spans.items() if key.startswith(prefix)}
        return Tree(values, {**spans, "": self._tree.spans[path]})

    def _convert(self, tree: Tree, schema: type[T], *, complete: bool = True) -> T | None:
        """The tree as `schema`; what is missing is no news where it is not `complete`, for a key that is misspelt."""
        value, problems = convert(tree, schema)
        self._report(problems)
        if value is None and not problems and complete:
            try:
                msgspec.convert(tree.value, schema, strict=False)
            except msgspec.ValidationError as error:  # what the struct itself says of its fields taken together
                self._at(tree.spans[""].key_start, str(error).partition(" - at `")[0])
        return value

    def check_others(self, rule: Rule, names: Collection[str]) -> None:
        """Report the rules that a rule of this file names and that do not exist; `known` are all there are."""
        for number, other in enumerate(rule.yields_to):
            if other not in names:
                meant = did_you_mean(other, names, "Correct its name.")
                self._problem(f"rules.{rule.name}.yields_to.{number}", f"there is no rule '{other}'. {meant}")

    def _check_moves(self, path: str, kind: Kind, options: Any) -> None:
        if self._moves is None:
            return
        for key in kind.moves:
            for move, key_path in _named(getattr(options, key), f"{path}.{key}"):
                names = (*self._moves, *kind.carried)
                if move not in names:
                    self._problem(key_path, f"there is no move '{move}'. {_meant(move, names)}")

    def blame(self, path: str, what: str) -> None:
        """Report the pattern of a rule that cannot be read, at its own place; `what` for the rule where none is wrong alone."""
        for text, key_path, on_key in _texts(self._tree.value["rules"][path.removeprefix("rules.")]):
            wrong = _wrong(text)
            if wrong:
                self._problem(f"{path}.{key_path}", f"the pattern '{text}' cannot be read: {wrong}", key=on_key)
                return
        self._problem(path, f"the rule's patterns cannot be read together: {what}", key=True)

    def _examples(self, path: str, examples: Examples) -> Examples:
        """The examples; a field that one names and leaves empty is None in it, so that it can be taken away."""
        for blank in self._tree.blank:
            found = re.fullmatch(re.escape(path) + r"\.examples\.(bad|good)\.(\d+)\.(\w+)", blank)
            if found:
                getattr(examples, found[1])[int(found[2])][found[3]] = None
        return examples

    def _report(self, problems: Iterable[Problem]) -> None:
        for problem in problems:
            line, column = self._source.position(problem.start)
            words = describe(self._source, problem).removeprefix(f"{self._source.path}:{line}:{column}: ")
            self._problems.append(RubricProblem(self._source.path, line, column, words))

    def _problem(self, path: str, words: str, *, key: bool = False) -> None:
        while path and path not in self._tree.spans:
            path = path.rpartition(".")[0]
        span = self._tree.spans[path]
        self._at(span.key_start if key else span.start, words)

    def _at(self, offset: int, words: str) -> None:
        self._problems.append(RubricProblem(self._source.path, *self._source.position(offset), words))


def _takes_vocabulary(kind: Kind, options: Any, shared: _Exceptions) -> bool:
    """Whether the team's accepted words are exceptions; never for patterns of punctuation (Vale, issue 1058)."""
    return kind.exceptions and shared.vocab and not (kind.name == "existence" and options.nonword)


def _named(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """Each move that an option names, with its path."""
    for number, item in enumerate(value):
        if isinstance(item, str):
            yield item, f"{path}.{number}"
        else:
            yield from _named(item, f"{path}.{number}")


def _texts(values: dict[str, Any], path: str = "") -> Iterator[tuple[str, str, bool]]:
    """The texts among a rule's options, each with its path below the rule, and whether it is a key there."""
    for key, value in values.items():
        if not path and key in _fields(Header):
            continue
        key_path = f"{path}{key}"
        if path:
            yield key, key_path, True
        if isinstance(value, str):
            yield value, key_path, False
        elif isinstance(value, dict):
            yield from _texts(value, f"{key_path}.")
        else:
            yield from ((item, f"{key_path}.{number}", False) for number, item in enumerate(value) if isinstance(item, str))


def _wrong(expression: str) -> str:
    """What is wrong with a regular expression; "" where nothing is."""
    try:
        regex_of(dialect(expression))
    except ValueError as error:
        return str(error)
    return ""


def _meant(word: str, words: Collection[str] | Mapping[str, object]) -> str:
    return did_you_mean(word, words, f"There are {', '.join(sorted(words))}.")


@cache
def _fields(schema: type[msgspec.Struct]) -> tuple[str, ...]:
    return schema.__struct_encode_fields__


@cache
def _list_fields(schema: type[msgspec.Struct]) -> frozenset[str]:
    return frozenset(field.encode_name for field in msgspec.structs.fields(schema) if get_origin(field.type) is tuple)
