"""One rule of Vale, from its file, as a rule of ours; or why it cannot be used."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec

from msgreview.catalogue.yaml_tree import Constructor, Tree, compose
from msgreview.matching.pattern import PatternError
from msgreview.matching.prepare import prepare
from msgreview.model.span import Source
from msgreview.rubric.accepted_words import Exceptions
from msgreview.rubric.kinds import KINDS
from msgreview.rubric.lexical import compiled, dialect
from msgreview.rubric.schema import Action, Applies, Rule
from msgreview.rubric.vale.options import Context, Converted, convert
from msgreview.rubric.vale.patterns import as_exception
from msgreview.rubric.written import unread_parts

_HEADER = ("extends", "message", "level", "scope", "link", "description", "limit", "action", "name")
_SILENT = ("tests", "matchcase", "code")
"""Keys that change nothing about what a rule finds."""
_LEVELS = ("suggestion", "warning", "error")
_SUMMARIES = ("metric", "readability")


class RuleError(Exception):
    """Why a rule cannot be used, in words, and the key that it is about."""

    def __init__(self, words: str, key: str = "") -> None:
        super().__init__(words)
        self.words = words
        self.key = key


class ValeRule(NamedTuple):
    """A rule, and what its file says that is not done here, in words, each with the key that it is about."""

    rule: Rule
    notes: tuple[tuple[str, str], ...]


class _Header(msgspec.Struct, frozen=True):
    extends: str
    message: str
    level: str = "warning"
    scope: tuple[str, ...] = ()
    link: str = ""
    description: str = ""
    limit: int = 0
    action: dict[str, Any] = {}


def load_tree(source: Source) -> Tree:
    """What a rule's file holds, an empty value as ""; keys are in small letters. Raises FileError."""
    node = next(compose(source))
    tree = Constructor(source).construct(node)
    if not isinstance(tree.value, dict):
        return tree
    values = {key.lower(): value for key, value in tree.value.items()}
    swap = values.get("swap")
    if isinstance(swap, dict):
        blanks = [path.partition(".")[2] for path in tree.blank if path.lower().startswith("swap.")]
        values["swap"] = {**swap, **dict.fromkeys(blanks, "")}
    return msgspec.structs.replace(tree, value=values)


def make_rule(style: str, name: str, values: Any, path: str, accepted: tuple[str, ...], words: tuple[str, ...]) -> ValeRule:
    """The rule of a style that a file's `values` make. Raises RuleError.

    `accepted` are the patterns of the style's vocabularies, `words` those that the team accepts, as patterns.
    """
    if not isinstance(values, dict):
        raise RuleError("a rule of Vale is a group of 'key: value' lines")
    header = _header(values)
    action = _action(header)
    try:
        own = {key: value for key, value in values.items() if key not in (*_HEADER, *_SILENT)}
        made = convert(header.extends, own, Context(header.message, replaces=action is not None and action.name == "replace"))
    except msgspec.ValidationError as error:
        raise RuleError(_plainly(str(error))) from None
    except ValueError as error:
        raise RuleError(str(error), "extends") from None
    exceptions = tuple(map(as_exception, made.exceptions))
    _prove(made, exceptions)
    selector, notes = _selector(header)
    rule = Rule(
        id=f"{style}.{name}",
        rubric=style,
        name=name,
        kind=made.kind,
        practice="clear",
        message=" ".join(header.message.split()),
        level=header.level if header.level in _LEVELS else "warning",  # type: ignore[arg-type]
        why=header.description or f"A rule of the style {style}, as Vale has it.",
        link=header.link,
        limit=header.limit,
        options=made.options,
        selector=selector,
        exceptions=(*exceptions, *((*accepted, *words) if made.takes_vocabulary else ())),
        accepts=made.takes_vocabulary,
        applies=Applies(lang=("any",)),
        action=action,
        path=path,
    )
    notes += [(f"'{key}' means nothing here and is passed over", key) for key in made.unknown]
    if header.level not in _LEVELS:
        notes.append((f"'{header.level}' is no level of Vale's, so it is taken for a warning", "level"))
    return ValeRule(rule, tuple(notes))


def _header(values: Mapping[str, Any]) -> _Header:
    given = {key: values[key] for key in _HEADER if key in values}
    if isinstance(given.get("scope"), str):
        given["scope"] = [given["scope"]]
    if "." in str(given.get("extends", "")):
        raise RuleError(f"it extends another rule, '{given['extends']}'; copy what it takes over into it", "extends")
    for key in ("extends", "message"):
        if not isinstance(given.get(key), str):
            raise RuleError(f"it has no `{key}`")
    if given.get("code") == "true":
        raise RuleError("it reads code", "code")
    try:
        return msgspec.convert(given, _Header, strict=False)
    except msgspec.ValidationError as error:
        raise RuleError(_plainly(str(error))) from None


def _action(header: _Header) -> Action | None:
    """What the rule would do with the words; None for nothing, and for what is not known here."""
    name, params = header.action.get("name"), header.action.get("params") or ()
    try:
        return msgspec.convert({"name": name, "params": params}, Action, strict=False) if name else None
    except msgspec.ValidationError:
        return None


def _selector(header: _Header) -> tuple[str, list[tuple[str, str]]]:
    """The blocks that the rule reads, and what of its scope no message has."""
    scopes = header.scope or ("text",)
    if header.extends in _SUMMARIES and scopes == ("text",):
        scopes = ("summary",)
    notes = []
    usable = []
    for scope in scopes:
        unread = unread_parts(scope)
        if unread:
            notes.append((f"the scope '{scope}' is passed over: no message has '{', '.join(unread)}'", "scope"))
        else:
            usable.append(scope)
    if not usable:
        raise RuleError(f"no message has its scope, '{', '.join(scopes)}'", "scope")
    if "raw" in usable:
        notes.append(("the scope 'raw' is read without markup here", "scope"))
    return "|".join(usable), notes


def _prove(made: Converted, exceptions: tuple[str, ...]) -> None:
    """Raises RuleError where a pattern of the rule cannot be read."""
    kind = KINDS[made.kind]
    patterns = kind.patterns_of(made.options)
    try:
        prepare(patterns)
        for key in kind.expressions:
            compiled(dialect(getattr(made.options, key)))
    except PatternError as error:
        raise RuleError(f"the pattern '{patterns[error.index].regex}' cannot be read: {error.what}") from None
    except ValueError as error:
        raise RuleError(f"a pattern of it cannot be read: {error}") from None
    try:
        Exceptions(exceptions).compile()
    except ValueError as error:
        raise RuleError(f"its exceptions cannot be read: {error}", "exceptions") from None


def _plainly(error: str) -> str:
    """What msgspec says of a value, with the key first."""
    what, _, where = error.partition(" - at `$.")
    return f"`{where.rstrip('`')}`: {what}" if where else what
