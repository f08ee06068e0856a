"""The settings of a catalogue: `msgreview.yaml`, the policies beside it, and the day."""

import os
from collections.abc import Iterator
from datetime import date
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

from msgreview.catalogue.files import shown_path
from msgreview.catalogue.validate import convert, describe, describe_error, problem_at
from msgreview.catalogue.yaml_tree import Constructor, FileError, Tree, compose, load_source
from msgreview.model.config import Config, Policy, Settings
from msgreview.model.errors import ConfigError
from msgreview.model.finding import Problem
from msgreview.model.span import Source

CONFIG_NAME = "msgreview.yaml"
_CORE = ("variables",)
_GROUP = "a group of 'key: value' lines"


def load_settings(start: Path, today: date, config: Path | None = None, *, here: Path | None = None) -> Settings:
    """What the catalogue at `start`, a file or folder, is told: the nearest `msgreview.yaml` above, or `config` itself.

    Paths are printed as seen from `here`, in full without. Raises ConfigError naming path, line and column of every fault.
    """
    resolved = Path(os.path.realpath(start))
    folder = resolved if resolved.is_dir() else resolved.parent
    if config and not config.is_file():
        raise ConfigError(f"there is no settings file '{config}'. Check how it is written.")
    path = Path(os.path.realpath(config)) if config else _nearest_config(folder)
    root = path.parent if path else folder
    first = _read_config(path, here) if path else _Read(Config(), "", {})
    policies = _read_policies(root / first.value.policies, here, first)
    return Settings(
        config=first.value,
        policies=policies.value[0],
        policy_values=policies.value[1],
        root=str(root),
        today=today,
        digest=_digest(first.text, policies.text),
        config_path=_shown(path, here) if path else "",
        positions=first.positions,
    )


def _nearest_config(folder: Path) -> Path | None:
    candidates = (above / CONFIG_NAME for above in (folder, *folder.parents))
    return next((path for path in candidates if path.is_file()), None)


def _shown(path: Path, here: Path | None) -> str:
    return shown_path(path, here) if here else path.as_posix()


def _digest(*texts: str) -> str:
    digest = blake2b(digest_size=16)
    for text in texts:
        data = text.encode("utf-8")
        digest.update(f"{len(data)} ".encode() + data)
    return digest.hexdigest()


class _Read(NamedTuple):
    value: Any
    text: str
    positions: dict[str, str]
    """Dotted path of each setting → where its name is, as `path:line:column`."""


def _trees(path: Path, here: Path | None, core: tuple[str, ...] | None) -> tuple[Source, list[Tree]]:
    """The one document of a settings file: once as texts and, where `core` is None, once more with all of it typed."""
    try:
        source = load_source(path, _shown(path, here))
        try:
            nodes = list(compose(source))
        except FileError as error:
            if error.problem.rule != "file.empty":
                raise
            return source, []
        trees = [Constructor(source).construct(nodes[0], core=core or ())]
        if core is None and isinstance(trees[0].value, dict):
            trees.append(Constructor(source).construct(nodes[0], core=trees[0].spans))
    except FileError as error:
        raise ConfigError(describe_error(error)) from None
    if len(nodes) > 1:
        at = source.position(nodes[1].start_mark.index)
        raise ConfigError(f"{source.path}:{at.line}:{at.column}: a second document starts here. Keep one.")
    return source, trees


def _refuse(source: Source, problems: list[Problem]) -> None:
    if problems:
        problems = sorted(problems, key=lambda problem: problem.start)
        raise ConfigError("\n".join(describe(source, problem) for problem in problems))


def _read_config(path: Path, here: Path | None) -> _Read:
    source, trees = _trees(path, here, _CORE)
    if not trees:
        return _Read(Config(), source.text, {})
    tree = trees[0]
    config, problems = convert(tree, Config)
    _refuse(source, [*tree.problems, *problems])
    return _Read(config, source.text, {path: _at(source, place.key_start) for path, place in tree.spans.items()})


def _at(source: Source, offset: int) -> str:
    return ":".join(map(str, (source.path, *source.position(offset))))


def _read_policies(path: Path, here: Path | None, config: _Read) -> _Read:
    """The policies, and their values nested as templates see them. Only a file that the settings name must be there."""
    if not path.exists():
        if "policies" in config.positions:
            raise ConfigError(
                f"{config.positions['policies']}: there is no file '{path.name}'. Check its name, or take the line out."
            )
        return _Read(((), {}), "", {})
    source, trees = _trees(path, here, None)
    if not trees:
        return _Read(((), {}), source.text, {})
    tree = trees[0]
    problems = list(tree.problems)
    if not isinstance(tree.value, dict):
        _refuse(source, [problem_at(tree, "file.wrong-type", "", "policies", _GROUP, "something else")])
    leaves = list(_leaves(tree.value, ""))
    problems += [problem for leaf in leaves for problem in _leaf_faults(tree, leaf)]
    problems += [problem_at(tree, "file.missing-field", name, name) for name in tree.blank]
    _refuse(source, problems)
    policies = tuple(
        Policy(leaf.name, str(leaf.stated.get("value", "")), tuple(_listed(leaf.stated.get("says", ())))) for leaf in leaves
    )
    return _Read((policies, _values(trees[1].value)), source.text, {})


class _Leaf(NamedTuple):
    name: str
    stated: dict[str, Any]
    short: bool
    """Whether the value stands there alone, and not under `value:`; with `says` alone there is none."""


def _leaves(group: dict[str, Any], above: str) -> Iterator[_Leaf]:
    for key, value in group.items():
        name = f"{above}.{key}" if above else key
        if not isinstance(value, dict):
            yield _Leaf(name, {"value": value}, short=True)
        elif _is_stated(value):
            yield _Leaf(name, value, short=False)
        else:
            yield from _leaves(value, name)


def _is_stated(group: dict[str, Any]) -> bool:
    """Whether a group is a fact of its own, and not a group of facts."""
    return "value" in group or not isinstance(group.get("says", {}), dict)


def _leaf_faults(tree: Tree, leaf: _Leaf) -> Iterator[Problem]:
    name, stated, short = leaf
    path = name if short else f"{name}.value"
    if not isinstance(stated.get("value", ""), str):
        yield problem_at(tree, "file.wrong-type", path, path, "one value", "a list or a group")
    for key in stated:
        if key not in ("value", "says"):
            yield problem_at(tree, "file.unknown-key", f"{name}.{key}", key, "")
    for number, pattern in enumerate(_listed(stated.get("says", ()))):
        below = f"{name}.says.{number}" if isinstance(stated["says"], list) else f"{name}.says"
        if not _captures_one(pattern):
            yield problem_at(tree, "file.bad-value", below, below, str(pattern), "a pattern with one group ( ) for the value")


def _listed(says: Any) -> list[Any]:
    return list(says) if isinstance(says, list | tuple) else [says]


def _captures_one(pattern: Any) -> bool:
    import regex

    try:
        return isinstance(pattern, str) and regex.compile(pattern).groups == 1
    except regex.error:
        return False


def _values(group: dict[str, Any]) -> dict[str, Any]:
    """Values by name, nested, with `says` left out, and the facts that have no value."""
    return {key: _value(value) for key, value in group.items() if not _is_valueless(value)}


def _is_valueless(value: Any) -> bool:
    return isinstance(value, dict) and "value" not in value and _is_stated(value)


def _value(value: Any) -> Any:
    if isinstance(value, dict):
        return value["value"] if "value" in value else _values(value)
    return value
