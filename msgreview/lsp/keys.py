"""The keys and values that a file may have at a place, from the types that it is checked with."""

import ast
import inspect
from collections.abc import Iterator, Mapping
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

import msgspec

from msgreview.model.config import Config
from msgreview.model.message import Message
from msgreview.model.vote import Vote
from msgreview.rubric.kinds import KINDS
from msgreview.rubric.schema import Header, RubricFile

ROOTS: Mapping[str, type[msgspec.Struct]] = {"message": Message, "settings": Config, "votes": Vote, "rubric": RubricFile}


class Key(NamedTuple):
    """A key that may stand at a place."""

    name: str
    type: Any
    about: str
    required: bool


def keys_at(kind: str, path: tuple[str, ...], extends: str = "") -> list[Key]:
    """The keys that may stand below a path; none where the names are free. `extends` is the kind of the rule at the path."""
    hint = _hint(kind, path, extends)
    structs = [arm for arm in _arms(hint) if isinstance(arm, type) and issubclass(arm, msgspec.Struct)]
    keys = [key for struct in structs for key in _keys(struct)]
    if kind == "rubric" and len(path) == 2 and extends in KINDS:
        rule_kind = KINDS[extends]
        keys += [key for key in _keys(rule_kind.options) if key.name not in rule_kind.settled]
    return keys


def is_list(kind: str, path: tuple[str, ...], extends: str) -> bool:
    """Whether a list may stand at a path."""
    return any((get_origin(arm) or arm) in (tuple, list) for arm in _arms(_hint(kind, path, extends)))


def key_at(kind: str, path: tuple[str, ...]) -> Key | None:
    """The key that a path leads to; None for a name that is free."""
    return next((key for key in keys_at(kind, path[:-1]) if key.name == path[-1]), None) if path else None


def values_at(kind: str, path: tuple[str, ...], extends: str = "") -> tuple[str, ...]:
    """The values that may stand at a path, where they are listed; none where it may be any."""
    hint = _hint(kind, path, extends)
    literals = [arm for arm in _flat(hint) if get_origin(arm) is Literal]
    flags = ("true", "false") if bool in [*_flat(hint)] else ()
    return (*(str(value) for literal in literals for value in get_args(literal)), *flags)


def _hint(kind: str, path: tuple[str, ...], extends: str) -> Any:
    """The type of what stands at a path."""
    if kind == "rubric" and path[:1] == ("rules",) and len(path) > 1:
        if len(path) == 2:
            return Header
        options = KINDS[extends].options if extends in KINDS else None
        return _walk(Header, path[2:]) or (_walk(options, path[2:]) if options else None)
    return _walk(ROOTS.get(kind), path)


def _walk(hint: Any, path: tuple[str, ...]) -> Any:
    for part in path:
        hint = _step(hint, part)
    return hint


def _step(hint: Any, part: str) -> Any:
    for arm in _arms(hint):
        origin, arguments = get_origin(arm) or arm, get_args(arm)
        if isinstance(origin, type) and issubclass(origin, msgspec.Struct):
            field = next((each for each in msgspec.structs.fields(origin) if each.encode_name == part), None)
            if field:
                return field.type
        elif origin in (tuple, list) and part.isdigit():
            return arguments[0]
        elif origin is dict:
            return arguments[1]
    return None


def _arms(hint: Any) -> tuple[Any, ...]:
    if get_origin(hint) is Annotated:
        return _arms(get_args(hint)[0])
    return get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)


def _flat(hint: Any) -> Iterator[Any]:
    """The arms of a type, of the items where one value stands for a list."""
    for arm in _arms(hint):
        yield arm
        if get_origin(arm) is tuple:
            yield from _arms(get_args(arm)[0])


@cache
def _keys(struct: type[msgspec.Struct]) -> tuple[Key, ...]:
    about = _about(struct)
    return tuple(
        Key(field.encode_name, field.type, about.get(field.name) or _description(field.type), field.required)
        for field in msgspec.structs.fields(struct)
    )


def _description(hint: Any) -> str:
    """What a type says of itself."""
    metas = hint.__metadata__ if get_origin(hint) is Annotated else ()
    described = next((meta.description for meta in metas if isinstance(meta, msgspec.Meta) and meta.description), "")
    structs = (arm for arm in _arms(hint) if isinstance(arm, type) and issubclass(arm, msgspec.Struct))
    return described or next((" ".join((each.__doc__ or "").split()) for each in structs), "")


@cache
def _about(struct: type[msgspec.Struct]) -> dict[str, str]:
    """What the source of a struct, and of those that it extends, says of each field; nothing where there is no source."""
    about: dict[str, str] = {}
    for base in reversed(struct.__mro__):
        try:
            body = ast.parse(inspect.cleandoc("\n" + inspect.getsource(base))).body[0]
        except (OSError, TypeError, SyntaxError, IndexError):
            continue
        name = ""
        for node in body.body if isinstance(body, ast.ClassDef) else ():
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                name = node.target.id
            elif name and isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
                about[name] = " ".join(str(node.value.value).split())
                name = ""
            else:
                name = ""
    return about
