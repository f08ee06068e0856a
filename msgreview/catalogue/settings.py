"""The settings of a catalogue: `msgreview.yaml`, the policies beside it, and the day of the run."""

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any, Literal, NamedTuple

from msgreview.catalogue.files import is_inside, shown_path
from msgreview.catalogue.validate import convert, describe, describe_error, problem_at
from msgreview.catalogue.yaml_tree import Constructor, FileError, Tree, compose, decode, load_source, lost_names
from msgreview.model.blake2 import blake2b
from msgreview.model.config import VALE, Config, Policy, Settings
from msgreview.model.errors import ConfigError
from msgreview.model.finding import Problem
from msgreview.model.span import Source

CONFIG_NAME = "msgreview.yaml"
_CORE = ("variables",)
_GROUP = "a group of 'key: value' lines"


def load_settings(start: Path, today: date, config: Path | None = None, *, here: Path | None = None) -> Settings:
    """The settings for `start`, a file or folder: of the nearest `msgreview.yaml` at or above it, or of `config`.

    Paths are printed relative to `here`, in full without it. Raises ConfigError with path, line and column of every problem.
    """
    resolved = Path(os.path.realpath(start))
    folder = resolved if resolved.is_dir() else resolved.parent
    if config and not config.is_file():
        raise ConfigError(f"there is no settings file '{config}'. Check how it is written.")
    path = Path(os.path.realpath(config)) if config else nearest_config(folder, here)
    root = path.parent if path else folder
    settings, text, positions = _load_config(path, here) if path else (Config(), "", {})
    _check_inside(settings, root, positions)
    facts = _load_policies(root / settings.policies, here, positions.get("policies", ""))
    return Settings(
        config=settings,
        policies=facts.policies,
        policy_values=facts.values,
        root=str(root),
        today=today,
        digest=blake2b(f"{text}\0{facts.text}".encode(), digest_size=16).hexdigest(),
        config_path=_shown(path, here) if path else "",
        positions=positions,
    )


def load_config(path: Path, here: Path | None = None) -> Config:
    """What a `msgreview.yaml` says, by itself. Raises ConfigError with path, line and column of every problem."""
    return _load_config(path, here)[0]


def text_problems(kind: Literal["settings", "policies"], text: str, shown: str) -> str:
    """What is wrong with a text of settings or policies by itself, a line each with path, line and column; "" for nothing."""
    try:
        {"settings": _parse_config, "policies": _parse_policies}[kind](lambda: Source.of(shown, text))
    except ConfigError as error:
        return str(error)
    return ""


def facts_in(policies: bytes | None, config: bytes | None) -> dict[str, Any]:
    """What templates see by a policies file and a settings file; nothing of one that is None or cannot be read."""
    variables, policy = _quietly(config, _CORE).get("variables", {}), _values(_quietly(policies, None))
    return {"policy": policy, **(variables if isinstance(variables, dict) else {})}


def _quietly(data: bytes | None, core: tuple[str, ...] | None) -> dict[str, Any]:
    """What a settings file holds, {} where it cannot be read."""
    with suppress(ConfigError):
        trees = [] if data is None else _trees(lambda: decode(data, ""), core)[1]
        return trees[-1].value if trees and isinstance(trees[-1].value, dict) else {}
    return {}


def nearest_config(folder: Path, here: Path | None) -> Path | None:
    """The nearest `msgreview.yaml` at or above a folder whose links are followed; None where there is none.

    Raises ConfigError where that is a link out of its folder.
    """
    candidates = (above / CONFIG_NAME for above in (folder, *folder.parents))
    path = next((path for path in candidates if os.path.lexists(path) and not path.is_dir()), None)
    if path and not is_inside(path, path.parent):
        raise ConfigError(
            f"{_shown(path, here)}: this link leads out of its folder, so it is not read. Put the file itself there."
        )
    return path


def _check_inside(config: Config, root: Path, positions: dict[str, str]) -> None:
    """Raises ConfigError where the settings lead out of the catalogue: what lies there is nobody's to show."""
    named = {"policies": config.policies}
    for key in ("rubrics", "messages"):
        named |= {f"{key}.{number}": path.removeprefix(VALE).strip() for number, path in enumerate(getattr(config, key))}
    problems = [
        f"{_position(name, positions, root)}: '{path}' leads out of the catalogue, so it is not read. Name what lies in it."
        for name, path in named.items()
        if not is_inside(root / path, root)
    ]
    if problems:
        raise ConfigError("\n".join(problems))


def _position(name: str, positions: dict[str, str], root: Path) -> str:
    return positions.get(name) or positions.get(name.partition(".")[0]) or root.as_posix()


def _shown(path: Path, here: Path | None) -> str:
    return shown_path(path, here) if here else path.as_posix()


class _Policies(NamedTuple):
    policies: tuple[Policy, ...]
    values: dict[str, Any]
    """Nested, as templates see them."""
    text: str
    """Of the file."""


def _trees(load: Callable[[], Source], core: tuple[str, ...] | None) -> tuple[Source, list[Tree]]:
    """The document of a settings file, as texts; where `core` is None, a second time with every value typed."""
    try:
        source = load()
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


def _raise_for(source: Source, problems: list[Problem]) -> None:
    if problems:
        problems = sorted(problems, key=lambda problem: problem.start)
        raise ConfigError("\n".join(describe(source, problem) for problem in problems))


def _load_config(path: Path, here: Path | None) -> tuple[Config, str, dict[str, str]]:
    """What `msgreview.yaml` says, its text, and the `path:line:column` of each setting's name by its dotted path."""
    return _parse_config(lambda: load_source(path, _shown(path, here)))


def _parse_config(load: Callable[[], Source]) -> tuple[Config, str, dict[str, str]]:
    source, trees = _trees(load, _CORE)
    if not trees:
        return Config(), source.text, {}
    tree = trees[0]
    config, problems = convert(tree, Config)
    _raise_for(source, [*tree.problems, *lost_names(source, tree), *problems])
    assert config is not None, "without problems there is a value"
    at = {name: source.position(span.key_start) for name, span in tree.spans.items()}
    return config, source.text, {name: f"{source.path}:{line}:{column}" for name, (line, column) in at.items()}


def _load_policies(path: Path, here: Path | None, named_at: str) -> _Policies:
    """The policies in a file, which need only be there if the settings name it, at `named_at`."""
    if not path.exists():
        if named_at:
            raise ConfigError(f"{named_at}: there is no file '{path.name}'. Check its name, or take the line out.")
        return _Policies((), {}, "")
    return _parse_policies(lambda: load_source(path, _shown(path, here)))


def _parse_policies(load: Callable[[], Source]) -> _Policies:
    """The policies in a text; ConfigError names every problem."""
    source, trees = _trees(load, None)
    if not trees:
        return _Policies((), {}, source.text)
    tree = trees[0]
    problems = [*tree.problems, *(lost := tuple(lost_names(source, tree)))]
    if not isinstance(tree.value, dict):
        _raise_for(source, [problem_at(tree, "file.wrong-type", "", "policies", _GROUP, "something else")])
    leaves = list(_leaves(tree.value, ""))
    problems += [problem for leaf in leaves for problem in _leaf_problems(tree, leaf)]
    blank = tree.blank - {problem.args[0] for problem in lost}
    problems += [problem_at(tree, "file.missing-field", name, name) for name in blank]
    _raise_for(source, problems)
    policies = tuple(
        Policy(name, str(facts.get("value", "")), tuple(_listed(facts.get("says", ())))) for name, facts, _ in leaves
    )
    return _Policies(policies, _values(trees[1].value), source.text)


class _Leaf(NamedTuple):
    name: str
    facts: dict[str, Any]
    short: bool
    """Whether the value stands there alone, and not under `value:`; with `says` alone there is none."""


def _leaves(group: dict[str, Any], above: str) -> Iterator[_Leaf]:
    for key, value in group.items():
        name = f"{above}.{key}" if above else key
        if not isinstance(value, dict):
            yield _Leaf(name, {"value": value}, short=True)
        elif _is_fact(value):
            yield _Leaf(name, value, short=False)
        else:
            yield from _leaves(value, name)


def _is_fact(group: dict[str, Any]) -> bool:
    """Whether a group is one fact, and not a group of facts."""
    return "value" in group or not isinstance(group.get("says", {}), dict)


def _leaf_problems(tree: Tree, leaf: _Leaf) -> Iterator[Problem]:
    name, facts, short = leaf
    path = name if short else f"{name}.value"
    if not isinstance(facts.get("value", ""), str):
        yield problem_at(tree, "file.wrong-type", path, path, "one value", "a list or a group")
    for key in facts:
        if key not in ("value", "says"):
            yield problem_at(tree, "file.unknown-key", f"{name}.{key}", key, "")
    for number, pattern in enumerate(_listed(facts.get("says", ()))):
        below = f"{name}.says.{number}" if isinstance(facts["says"], list) else f"{name}.says"
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
    return isinstance(value, dict) and "value" not in value and _is_fact(value)


def _value(value: Any) -> Any:
    if isinstance(value, dict):
        return value["value"] if "value" in value else _values(value)
    return value
