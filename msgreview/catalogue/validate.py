"""Plain values typed by a schema of msgspec structs, with every problem at its place.

The fast way is one `msgspec.convert`. Only where that fails are type and value walked side by side, so that all problems
are reported, not just the first, and keys of mappings (which msgspec's own paths hide) keep their positions.
"""

import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from types import UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

import msgspec

from msgreview.catalogue.yaml_tree import FileError, Tree
from msgreview.model.finding import Problem
from msgreview.model.phrases import series
from msgreview.model.span import Source

T = TypeVar("T")


def convert(tree: Tree, schema: type[T]) -> tuple[T | None, tuple[Problem, ...]]:
    """The typed value, and what is wrong with it.

    Unknown fields are dropped, and reported; any other problem leaves no value. `file.unknown-key` (key, nearest),
    `file.missing-field` (field), `file.wrong-type` (field, expected, actual), `file.bad-value` (field, value, allowed).
    """
    try:
        return msgspec.convert(tree.value, schema, strict=False), ()
    except msgspec.ValidationError:
        pass
    problems: list[Problem] = []
    value = _check(schema, tree.value, "", lambda rule, path, *args: problems.append(problem_at(tree, rule, path, *args)))
    try:
        return msgspec.convert(value, schema, strict=False), tuple(problems)
    except msgspec.ValidationError:
        return None, tuple(problems)


def nearest(word: str, words: Iterable[str]) -> str:
    """The one of `words` that looks most like `word`; "" where none is near enough to be meant."""
    words = tuple(words)
    same = next((each for each in words if letters(each) == letters(word)), "")
    if same:
        return same
    from rapidfuzz import process
    from rapidfuzz.distance import DamerauLevenshtein

    match = process.extractOne(word, words, scorer=DamerauLevenshtein.normalized_similarity, score_cutoff=0.6)
    return str(match[0]) if match else ""


def letters(word: str) -> str:
    """The letters and figures of a word, in small letters: the same for `sent_by` and `Sent-By`."""
    return "".join(filter(str.isalnum, word.casefold()))


def did_you_mean(word: str, words: Iterable[str], otherwise: str = "", *, quote: str = "'") -> str:
    """The sentence "Did you mean 'x'?" for the nearest of `words`; `otherwise` where none is near."""
    near = nearest(word, words)
    return f"Did you mean {quote}{near}{quote}?" if near else otherwise


def describe(source: Source, problem: Problem) -> str:
    """A problem as one line for a person: `path:line:column: what is wrong`."""
    line, column = source.position(problem.start)
    return f"{source.path}:{line}:{column}: {explain(problem)}"


def explain(problem: Problem) -> str:
    """What is wrong, in words."""
    return _SENTENCES[problem.rule](*problem.args)


def describe_error(error: FileError) -> str:
    """`describe` for a file that could not be read."""
    return describe(error.source, error.problem)


def problem_at(tree: Tree, rule: str, path: str, *args: str) -> Problem:
    """A problem with the field at a dotted path: at its value; at its key if that is unknown or has no value.

    Where the field is not there, at the nearest one above it, or the id.
    """
    while path not in tree.spans:
        path = path.rpartition(".")[0]
    on_key = rule in ("file.unknown-key", "file.missing-field")
    if not path and "id" in tree.spans:
        path, on_key = "id", False
    span = tree.spans[path]
    start, end = (span.key_start, span.key_end) if on_key else (span.start, span.end)
    return Problem(rule, start, end, args)


_Report = Callable[..., None]
"""Notes a problem: its rule, the dotted path of the field, and the rule's arguments."""


def _join(path: str, key: object) -> str:
    return f"{path}.{key}" if path else str(key)


def _check(hint: Any, value: Any, path: str, report: _Report) -> Any:
    """The value without its unknown keys; every problem in it is reported."""
    for arm in _arms(hint):
        origin = get_origin(arm) or arm
        if isinstance(value, dict) and isinstance(origin, type) and issubclass(origin, msgspec.Struct):
            return _check_struct(origin, value, path, report)
        if isinstance(value, dict) and origin is dict:
            return _check_dict(get_args(arm), value, path, report)
        if isinstance(value, list) and origin in (list, tuple):
            return [_check(get_args(arm)[0], item, _join(path, number), report) for number, item in enumerate(value)]
    _check_leaf(hint, value, path, report)
    return value


def _arms(hint: Any) -> tuple[Any, ...]:
    return get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)


def _check_struct(struct: type[msgspec.Struct], value: dict[str, Any], path: str, report: _Report) -> dict[str, Any]:
    """The fields of a struct that a mapping states, checked; unknown and missing ones are reported."""
    fields = {field.encode_name: field for field in msgspec.structs.fields(struct)}
    checked: dict[str, Any] = {}
    meant = set()
    for key, item in value.items():
        below = _join(path, key)
        if key in fields:
            checked[key] = _check(fields[key].type, item, below, report)
        elif struct.__struct_config__.forbid_unknown_fields:
            near = nearest(key, fields)
            meant.add(near)
            report("file.unknown-key", below, key, near)
    for name, field in fields.items():
        if field.required and name not in value and name not in meant:
            report("file.missing-field", _join(path, name), _join(path, name))
    return checked


def _check_dict(hints: tuple[Any, Any], value: dict[str, Any], path: str, report: _Report) -> dict[str, Any]:
    keys, hint = hints
    allowed = get_args(keys) if get_origin(keys) is Literal else value
    for key in value:
        if key not in allowed:
            report("file.unknown-key", _join(path, key), key, nearest(key, allowed))
    return {key: _check(hint, item, _join(path, key), report) for key, item in value.items() if key in allowed}


def _check_leaf(hint: Any, value: Any, path: str, report: _Report) -> None:
    """Reports what msgspec says of a value that has no parts of its own, or parts of another shape than expected."""
    try:
        msgspec.convert(value, hint, strict=False)
    except msgspec.ValidationError as error:
        wrong = _WRONG_TYPE.match(str(error))
        if wrong:
            expected = " or ".join(_NAMES.get(name, name) for name in wrong[1].split(" | ") if name != "null")
            if expected == _NAMES["array"] and get_args(hint)[:1] == (str,) and _PLAIN.fullmatch(str(value)):
                expected += f" such as [{value}]"
            expected += _as_first(hint, value) or _as_below(hint, value, path)
            report("file.wrong-type", path, path, expected, _described(value))
        else:
            report("file.bad-value", path, path, str(value), _allowed(hint, str(value), str(error)))


def _as_first(hint: Any, value: Any) -> str:
    """How a value would stand in a group as its first field, where it could be that."""
    for struct in _arms(hint) if _SIMPLE.fullmatch(str(value)) else ():
        if isinstance(struct, type) and issubclass(struct, msgspec.Struct):
            first = msgspec.structs.fields(struct)[0]
            with suppress(msgspec.ValidationError):
                msgspec.convert(value, first.type, strict=False)
                return f" such as {{{first.encode_name}: {value}}}"
    return ""


def _as_below(hint: Any, value: Any, path: str) -> str:
    """How a value would stand in a group of groups, where its group's own name was left out."""
    if value is not None and any(get_origin(arm) is dict for arm in _arms(hint)) and _SIMPLE.fullmatch(str(value)):
        return f" below a name of its own such as usual: {{{path.rpartition('.')[2]}: {value}}}"
    return ""


_PLAIN = re.compile(r"[^\W\d][\w.@/, -]*")
"""A text, or several with commas between them, that needs no quotes in a list."""
_SIMPLE = re.compile(r"\w[\w.@/ -]*")
"""A text that needs no quotes in a group."""
_WRONG_TYPE = re.compile(r"Expected `([^`]+)`, got `")
_NAMES = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "date": "a date such as 2027-01-31",
    "array": "a list",
    "object": "a group of 'key: value' lines",
}


def _described(value: Any) -> str:
    match value:
        case dict():
            return _NAMES["object"]
        case list():
            return _NAMES["array"]
        case None:
            return "nothing"
        case _:
            return f"'{value}'"


def _allowed(hint: Any, value: str, error: str) -> str:
    """In words, what a field may hold."""
    for arm in _arms(hint):
        if get_origin(arm) is Literal:
            near = re.sub(r"[\W_]", "", value.casefold())
            meant = next((choice for choice in get_args(arm) if choice == near), None)
            return f"'{meant}', written so" if meant else series(map(str, get_args(arm)), "or")
        if get_origin(arm) is Annotated:
            return _range(arm.__metadata__[0])
    return _NAMES["date"] if error.startswith("Invalid RFC3339") else error.partition(" - at ")[0]


def _range(meta: msgspec.Meta) -> str:
    """In words, what a constraint allows."""
    if meta.examples:
        return f"a text such as {' or '.join(map(str, meta.examples))}"
    return f"a whole number from {meta.ge} " + (f"to {meta.le}" if meta.le is not None else "up")


def _unknown(key: str, near: str) -> str:
    return f"'{key}' is not known here. {did_you_mean(near, [near], 'Take it out, or correct its name.')}"


_SENTENCES: dict[str, Callable[..., str]] = {
    "file.unreadable": lambda why: f"this file cannot be opened ({why}). Check its name and who may read it.",
    "file.too-large": lambda limit: f"this file is larger than {limit}. Split it.",
    "file.binary": lambda: "this file holds no text. Is it the right file?",
    "file.not-utf8": lambda byte: f"the byte {byte} is not UTF-8. Save the file as UTF-8.",
    "file.empty": lambda: "this file is empty.",
    "file.not-yaml": lambda why: f"this does not read as YAML: {why}.",
    "file.too-many-aliases": lambda: "this repeats itself through '*' aliases too often. Write it out.",
    "file.duplicate-key": lambda key, line: f"'{key}' is here for the second time; the first is in line {line}. Keep one.",
    "file.unknown-key": _unknown,
    "file.missing-field": lambda field: f"'{field}' is missing. Add it.",
    "file.wrong-type": lambda field, expected, actual: f"'{field}' should be {expected}, and is {actual}.",
    "file.not-a-message": lambda what: f"there is no message here: this is {what}.",
    "file.lost-text": lambda field, comment: f"'{comment}' is lost: to YAML it is no part of '{field}'. Put the text in quotes.",
    "file.part-choice": lambda part, given: f"a part is one of 'use', 'text' and 'write'; '{part}' has {given}.",
    "file.bad-value": lambda field, value, allowed: f"'{field}' cannot be '{value}'. It can be {allowed}.",
}
"""What `Problem.args` of these rules say, where no rubric is there to say it: of settings, rubrics, and a message's standing."""
