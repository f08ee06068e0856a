"""Parses one rubric file into rules, with every problem at its line and column."""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any, TypeVar

import msgspec
import regex

from msgreview.catalogue.keyed_file import FileProblem, KeyedFile, field_names
from msgreview.catalogue.validate import did_you_mean
from msgreview.matching.pattern import regex_of
from msgreview.model.config import Settings
from msgreview.model.span import Source
from msgreview.rubric.accepted_words import Exceptions
from msgreview.rubric.kind import Kind
from msgreview.rubric.kinds import KINDS
from msgreview.rubric.lexical import dialect
from msgreview.rubric.rule_text import message_problem
from msgreview.rubric.schema import PRACTICES, RULE_NAME, Examples, Header, Practice, Rubric, RubricFile, Rule

_EXCEPTIONS = ("exceptions", "vocab")
_AS_WRITTEN = ("level", "link", "scope", "applies", "limit", "values", "yields_to", "counts", "action", "fixes")
"""Keys of the header that a rule takes over as they are."""

T = TypeVar("T", bound=msgspec.Struct)


class _Exceptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The options that lexical kinds share."""

    exceptions: tuple[str, ...] = ()
    vocab: bool = True


class RubricParser:
    """Parses one file; what is wrong with it is added to `problems`."""

    def __init__(
        self, source: Source, name: str, settings: Settings, moves: Collection[str] | None, problems: list[FileProblem]
    ) -> None:
        self._file = KeyedFile(source, problems)
        self._name = name
        self._settings = settings
        self._moves = moves

    def parse(self) -> Rubric | None:
        """The rubric, with the rules that have no problem; None where the file cannot be read at all."""
        file = self._file.load(RubricFile, "a rubric")
        if file is None:
            return None
        rules = tuple(filter(None, [self._rule(file, name, values) for name, values in file.rules.items()]))
        return Rubric(self._name, file.title, file.practice, file.about.strip(), file.source, rules, self._file.source.path)

    def _rule(self, file: RubricFile, name: str, values: Any) -> Rule | None:
        path = f"rules.{name}"
        before = len(self._file.problems)
        if not RULE_NAME.fullmatch(name):
            self._file.problem(path, f"'{name}' is not a name for a rule: small letters, figures and - between them", key=True)
        if not isinstance(values, dict):
            self._file.problem(path, "a rule is a group of 'key: value' lines")
            return None
        header = self._part(path, {key: value for key, value in values.items() if key in field_names(Header)}, Header)
        kind = self._kind(path, values)
        if kind is None:
            return None
        own = {key: value for key, value in values.items() if key not in field_names(Header)}
        shared = self._part(path, {key: own.pop(key) for key in _EXCEPTIONS if kind.exceptions and key in own}, _Exceptions)
        options = self._options(path, kind, own)
        if isinstance(values.get("message"), str) and (wrong := message_problem(values["message"], kind.args)):
            self._file.problem(f"{path}.message", wrong)
        if header is None or shared is None or options is None:
            return None
        self._check_moves(path, kind, options)
        # The matcher reads its own patterns when all rubrics are there; these are the others.
        expressions = [getattr(options, key) for key in kind.expressions]
        if any(_pattern_error(text) for value in expressions for text in ((value,) if isinstance(value, str) else value)):
            self.report_pattern(path, "")
        try:
            Exceptions(shared.exceptions).compile()
        except ValueError as error:
            self.report_pattern(path, str(error))
        practice = header.practice or file.practice
        if practice is None:
            self._file.problem(path, f"the rule names no practice it serves: {', '.join(PRACTICES)}", key=True)
        if practice is None or len(self._file.problems) > before:
            return None
        return self._build(path, header, kind, options, shared, practice, file)

    def _build(
        self, path: str, header: Header, kind: Kind, options: Any, shared: _Exceptions, practice: Practice, file: RubricFile
    ) -> Rule:
        name = path.removeprefix("rules.")
        accepts = _takes_vocabulary(kind, options, shared)
        accepted = self._settings.config.vocabulary.accept if accepts else ()
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
            ask=" ".join((header.ask or file.ask).split()),
            exceptions=(*shared.exceptions, *(regex.escape(word, literal_spaces=True) for word in accepted)),
            accepts=accepts,
            options=kind.settle(options, self._settings, header.applies) if kind.settle else options,
            examples=self._examples(path, header.examples),
            path=self._file.source.path,
            line=self._file.line(path),
        )

    def _kind(self, path: str, values: dict[str, Any]) -> Kind | None:
        name = values.get("extends")
        if not isinstance(name, str):
            return None  # a problem of the header already
        kind = KINDS.get(name)
        if kind is None:
            self._file.problem(f"{path}.extends", f"there is no kind of check '{name}'. {_suggestion(name, KINDS)}")
        return kind

    def _options(self, path: str, kind: Kind, values: dict[str, Any]) -> Any:
        options = [
            *(set(field_names(kind.options)) - set(kind.settled)),
            *field_names(Header),
            *(_EXCEPTIONS if kind.exceptions else ()),
        ]
        unknown = [key for key in values if key not in options]
        for key in unknown:
            self._file.problem(f"{path}.{key}", f"'{key}' is not an option of {kind.name}. {_suggestion(key, options)}", key=True)
        given = {key: value for key, value in values.items() if key in options}
        return self._part(path, given, kind.options, complete=not unknown)

    def _part(self, path: str, values: dict[str, Any], schema: type[T], *, complete: bool = True) -> T | None:
        """Some of a rule's keys as `schema`; one text will do where a list of texts is due, in `applies` too."""
        if "applies" in values and isinstance(values["applies"], dict):
            applies = {key: [value] if isinstance(value, str) else value for key, value in values["applies"].items()}
            values = {**values, "applies": applies}
        return self._file.part(path, values, schema, complete=complete)

    def check_yields(self, rule: Rule, names: Collection[str]) -> None:
        """Report each rule in a rule's `yields_to` that does not exist; `names` are the ids of all rules."""
        for number, other in enumerate(rule.yields_to):
            if other not in names:
                meant = did_you_mean(other, names, "Correct its name.")
                self._file.problem(f"rules.{rule.name}.yields_to.{number}", f"there is no rule '{other}'. {meant}")

    def _check_moves(self, path: str, kind: Kind, options: Any) -> None:
        if self._moves is None:
            return
        for key in kind.moves:
            for move, key_path in _move_names(getattr(options, key), f"{path}.{key}"):
                names = (*self._moves, *kind.carried)
                if move not in names:
                    self._file.problem(key_path, f"there is no move '{move}'. {_suggestion(move, names)}")

    def report_pattern(self, path: str, what: str) -> None:
        """Report the first pattern of a rule that cannot be read; `what` at the rule's name where each can be read alone."""
        for text, key_path, on_key in _option_texts(self._file.tree.value["rules"][path.removeprefix("rules.")]):
            error = _pattern_error(text)
            if error:
                self._file.problem(f"{path}.{key_path}", f"the pattern '{text}' cannot be read: {error}", key=on_key)
                return
        self._file.problem(path, f"the rule's patterns cannot be read together: {what}", key=True)

    def _examples(self, path: str, examples: Examples) -> Examples:
        """The examples; a field that one names and leaves empty is None in it, which removes it from the message."""
        for blank in self._file.tree.blank:
            match = re.fullmatch(re.escape(path) + r"\.examples\.(bad|good)\.(\d+)\.(\w+)", blank)
            if match:
                getattr(examples, match[1])[int(match[2])][match[3]] = None
        return examples


def _takes_vocabulary(kind: Kind, options: Any, shared: _Exceptions) -> bool:
    """Whether the team's accepted words are exceptions; never for patterns of punctuation (Vale, issue 1058)."""
    return kind.exceptions and shared.vocab and not (kind.name == "existence" and options.nonword)


def _move_names(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """Each move that an option names, with its path."""
    for number, item in enumerate(value):
        if isinstance(item, str):
            yield item, f"{path}.{number}"
        else:
            yield from _move_names(item, f"{path}.{number}")


def _option_texts(values: dict[str, Any], path: str = "") -> Iterator[tuple[str, str, bool]]:
    """The texts among a rule's options, each with its path below the rule, and whether it is a key there."""
    for key, value in values.items():
        if not path and key in field_names(Header):
            continue
        key_path = f"{path}{key}"
        if path:
            yield key, key_path, True
        if isinstance(value, str):
            yield value, key_path, False
        elif isinstance(value, dict):
            yield from _option_texts(value, f"{key_path}.")
        else:
            yield from ((item, f"{key_path}.{number}", False) for number, item in enumerate(value) if isinstance(item, str))


def _pattern_error(expression: str) -> str:
    """What is wrong with a regular expression; "" where nothing is."""
    try:
        regex_of(dialect(expression))
    except ValueError as error:
        return str(error)
    return ""


def _suggestion(word: str, words: Collection[str] | Mapping[str, object]) -> str:
    return did_you_mean(word, words, f"There are {', '.join(sorted(words))}.")
