"""Makes what is worked out of rubrics once in a process, for all its tests: of the same files under the same settings, wherever
they lie. No run changes the rules that it is given.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import Any

import msgspec

from msgreview.catalogue.files import shipped
from msgreview.catalogue.yaml_tree import Tree
from msgreview.matching import engines, fast, pattern
from msgreview.model.config import Config, Settings
from msgreview.moves import moves_file
from msgreview.moves.moves import Moves
from msgreview.rubric import assemble, lexical, load
from msgreview.rubric.cache import save_rules
from msgreview.rubric.rubric_file import RubricParser
from msgreview.rubric.ruleset import RuleSet
from msgreview.rubric.schema import Rubric
from msgreview.rubric.vale.files import vale_files

_MOST = 24
"""Sets of rules that are held."""
_assemble, _load, _load_moves, _parse = assemble.assemble_rubrics, load.load_rules, moves_file.load_moves, RubricParser.parse
_sets: OrderedDict[object, RuleSet | None] = OrderedDict()
_moves: dict[object, Moves] = {}
_rubrics: dict[object, tuple[Tree, Rubric]] = {}


def share() -> None:
    """From here on, rules are shared; so are patterns once they are compiled."""
    assemble.assemble_rubrics, load.load_rules, load.save_rules = _assemble_once, _load_once, _save_once
    assemble.load_moves = moves_file.load_moves = _load_moves_once
    RubricParser.parse = _parse_once  # type: ignore[method-assign]
    fast.by_re2 = cache(fast.by_re2)
    engines.regex_of = lexical.regex_of = cache(pattern.regex_of)


def _assemble_once(files: Sequence[Path], settings: Settings) -> RuleSet:
    if not all(path.is_file() and not path.is_symlink() for path in files):
        return _assemble(files, settings)
    root, every = Path(settings.root), (*files, *vale_files(settings))
    texts = tuple((_shown(path, root), path.read_bytes()) for path in every)
    rules = _once((texts, msgspec.structs.replace(settings, root="", today=date.min)), _assemble, files, settings)
    assert rules
    return rules


def _load_once(path: Path, key: str) -> RuleSet | None:
    return _once((key, path.read_bytes()), _load, path, key) if path.is_file() else _load(path, key)


def _save_once(path: Path, key: str, rules: RuleSet) -> None:
    """Who loads what this process has saved has the rules at hand; tests/test_rubric_kept.py loads what is in the file."""
    save_rules(path, key, rules)
    if path.is_file():
        _once((key, path.read_bytes()), lambda: rules)


def _once(key: object, make: Callable[..., RuleSet | None], *arguments: Any) -> RuleSet | None:
    if key not in _sets:
        rules = make(*arguments)
        _sets[key] = rules and next((other for other in _sets.values() if other and _alike(rules, other)), rules)
        if len(_sets) > _MOST:
            _sets.popitem(last=False)
    _sets.move_to_end(key)
    return _sets[key]


def _alike(one: RuleSet, other: RuleSet) -> bool:
    """Whether they are the same rules: most settings change none."""
    facts = attrgetter("digest", "notes", "ranges", "rules", "rubrics")
    return bool(facts(one) == facts(other))


def _load_moves_once(*paths: Path, shown: Callable[[Path], str] = Path.as_posix) -> Moves:
    if not all(path.parent == shipped("rubrics") for path in paths):
        return _load_moves(*paths, shown=shown)
    key = tuple((shown(path), path.read_bytes()) for path in paths)
    if key not in _moves:
        _moves[key] = _load_moves(*paths, shown=shown)
    return _moves[key]


def _parse_once(parser: RubricParser) -> Rubric | None:
    """The rubric of a shipped file, in which there are no problems."""
    file = parser._file
    if file.source.text not in _shipped_texts():
        return _parse(parser)
    key = (file.source.path, file.source.text, parser._moves and frozenset(parser._moves), _read_by_rules(parser._settings))
    if key not in _rubrics:
        before = len(file.problems)
        rubric = _parse(parser)
        if rubric is None or len(file.problems) > before:
            return rubric
        _rubrics[key] = file.tree, rubric
    file.tree, rubric = _rubrics[key]
    return rubric


@cache
def _shipped_texts() -> frozenset[str]:
    return frozenset(path.read_text("utf-8") for path in shipped("rubrics").glob("*.yaml"))


def _read_by_rules(settings: Settings) -> Settings:
    """Settings without what no rule of a file is read by."""
    free = {"messages", "rubrics", "review", "services", "profile", "levels", "grammar", "readability", "require"}
    defaults = {name: getattr(Config(), name) for name in free}
    config = msgspec.structs.replace(settings.config, **defaults)
    return msgspec.structs.replace(settings, config=config, root="", today=date.min, digest="", config_path="", positions={})


def _shown(path: Path, root: Path) -> str:
    return (path.relative_to(root) if path.is_relative_to(root) else path).as_posix()
