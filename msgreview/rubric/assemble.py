"""Loads all rubric files into one rule set, and reports the problems of all files together."""

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from msgreview.catalogue.files import is_inside, shipped
from msgreview.catalogue.keyed_file import FileProblem
from msgreview.catalogue.validate import describe_error, did_you_mean
from msgreview.catalogue.yaml_tree import FileError, load_source
from msgreview.matching.pattern import PatternError
from msgreview.model.blake2 import blake2b
from msgreview.model.config import Settings
from msgreview.model.errors import RubricError
from msgreview.model.span import Source
from msgreview.moves.moves import Moves
from msgreview.moves.moves_file import load_moves
from msgreview.rubric.kinds import KINDS
from msgreview.rubric.rubric_file import RubricParser
from msgreview.rubric.ruleset import RuleSet, gathered, make_matcher
from msgreview.rubric.schema import Rubric, Rule
from msgreview.rubric.settings_rules import settings_rubrics
from msgreview.rubric.vale.styles import load_styles

if TYPE_CHECKING:
    from msgreview.matching.matcher import Matcher

_MOVES = "moves"
"""How the name of a moves file begins: `moves.yaml`, `moves.de.yaml`."""


def assemble_rubrics(files: Sequence[Path], settings: Settings) -> RuleSet:
    """The rules of rubric and moves files; RubricError names every problem but those of patterns, which its matcher raises."""
    loading = _Loading(settings)
    paths = [path for path in files if loading.exists(path)]
    moves = loading.load_moves([path for path in paths if _has_moves(path)])
    for path in paths:
        loading.load_rubric(path, moves)
    loading.add_settings_rules()
    loading.add_vale_rules()
    loading.check_yields()
    loading.set_levels()
    loading.raise_problems()
    assert moves is not None
    return loading.rule_set(moves)


def rubric_problems(source: Source, name: str, settings: Settings, moves: Moves) -> list[FileProblem]:
    """What is wrong with a text of a rubric file by itself, in the order of the text; `name` is the rubric's."""
    problems: list[FileProblem] = []
    parser = RubricParser(source, name, settings, moves.names, problems)
    rubric = parser.parse()
    for rule in rubric.rules if rubric else ():
        try:
            make_matcher(KINDS[rule.kind].patterns_of(rule.options))
        except PatternError as error:
            parser.report_pattern(f"rules.{rule.name}", error.what)
    return sorted(set(problems))


class _Loading:
    """The rubrics loaded so far, and their problems."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._digest = blake2b(digest_size=16)
        self._rubrics: list[Rubric] = []
        self._parsers: dict[str, RubricParser] = {}
        self._problems: list[FileProblem] = []
        self._messages: list[str] = []
        self._notes: list[str] = []

    def exists(self, path: Path) -> bool:
        """Whether there is such a file in the catalogue or among the shipped ones; if not, that is reported."""
        root = Path(self._settings.root)
        if (
            path.is_symlink()
            and path.parent != shipped("rubrics")
            and not (is_inside(path, root) or is_inside(path, path.parent))
        ):
            self._messages.append(
                f"{self._shown(path)}: this link leads out of the catalogue, so it is not read. Put the file itself there."
            )
        elif not path.exists():
            self._messages.append(
                f"{self._shown(path)}: there is no such folder or file of rubrics. Correct `rubrics:` in your settings."
            )
        else:
            return True
        return False

    def load_moves(self, paths: list[Path]) -> Moves | None:
        """The moves of all moves files together; None where they have problems, which are reported with the rest."""
        try:
            return load_moves(*paths, shown=self._shown)
        except RubricError as error:
            self._messages += str(error).splitlines()
            return None

    def load_rubric(self, path: Path, moves: Moves | None) -> None:
        """Load one file. Where `moves` is None, the names of moves in it are not checked."""
        try:
            source = load_source(path, self._shown(path))
        except FileError as error:
            self._messages += () if _has_moves(path) else (describe_error(error),)
            return
        self._digest.update(f"{path.name}\0{source.text}\0".encode())
        if _has_moves(path):
            return
        parser = RubricParser(source, path.stem, self._settings, moves.names if moves else None, self._problems)
        rubric = parser.parse()
        for rule in rubric.rules if rubric else ():
            if rule.id in self._parsers:
                first = next(other for rubric in self._rubrics for other in rubric.rules if other.id == rule.id)
                words = f"the rule '{rule.id}' is there already, at {first.path}:{first.line}. Give this one another name."
                self._problems.append(FileProblem(rule.path, rule.line, 1, words))
            self._parsers[rule.id] = parser
        self._rubrics += [rubric] if rubric else []

    def add_settings_rules(self) -> None:
        """Add the rules that the settings define."""
        try:
            self._rubrics += settings_rubrics(self._settings)
        except RubricError as error:
            self._messages.append(str(error))

    def add_vale_rules(self) -> None:
        """Add the rules of Vale's styles that the settings name."""
        styles = load_styles(self._settings, self._shown)
        self._digest.update(styles.digest)
        self._messages += styles.problems
        self._notes += styles.notes
        names = {rule.id for rubric in self._rubrics for rule in rubric.rules}
        for rubric in styles.rubrics:
            taken = [rule for rule in rubric.rules if rule.id in names]
            self._notes += [f"{rule.path}: {rule.id} is not used: there is another rule of that name" for rule in taken]
            self._rubrics.append(replace(rubric, rules=tuple(rule for rule in rubric.rules if rule.id not in names)))

    def check_yields(self) -> None:
        """Report each `yields_to` that names no rule, unless a rule could not be read: it may be the one that is named."""
        if self._problems:
            return
        rules = {rule.id: rule for rubric in self._rubrics for rule in rubric.rules}
        for id_, parser in self._parsers.items():
            parser.check_yields(rules[id_], rules)

    def set_levels(self) -> None:
        """Give every rule its level of the settings, or its rubric's; report names in the settings that no rule has."""
        levels = self._settings.config.levels
        names = {name for rubric in self._rubrics for name in (rubric.name, *(rule.id for rule in rubric.rules))}
        for name in [name for name in levels if name not in names] if not self._problems else ():
            meant = did_you_mean(name, names, "`msgreview rubric list` names them.")
            self._messages.append(
                f"{self._settings.config_position(f'levels.{name}')}: `levels`: there is no rule or rubric '{name}'. {meant}"
            )
        for number, rubric in enumerate(self._rubrics):
            rules = tuple(self._with_level(rule) for rule in rubric.rules)
            self._rubrics[number] = replace(rubric, rules=rules)

    def _with_level(self, rule: Rule) -> Rule:
        """The rule with its level, on or off. One that the settings name is on in every profile."""
        config = self._settings.config
        own = config.levels.get(rule.id)
        if own:
            rule = replace(rule, level=own, profile="minimal")
        elif rule.level != "off":
            rule = replace(rule, level=config.levels.get(rule.rubric, rule.level))
        return replace(rule, on=rule.within(config.profile))

    def raise_problems(self) -> None:
        """Raise RubricError where anything is wrong."""
        if self._problems or self._messages:
            raise RubricError("\n".join([*dict.fromkeys(self._messages), *map(str, sorted(set(self._problems)))]))

    def rule_set(self, moves: Moves) -> RuleSet:
        """The set of rules, whose matcher raises RubricError for all patterns that cannot be read."""
        every = [rule for rubric in self._rubrics for rule in rubric.rules]
        on = [rule for rule in every if rule.on]
        patterns, ranges, phrases = gathered(moves, on)

        @cache
        def ready() -> "Matcher":
            try:
                return make_matcher(patterns, moves.demands)
            except PatternError:
                self._report_patterns(moves, every)
                raise AssertionError("a pattern that cannot be read has no problem") from None  # pragma: no cover

        return RuleSet(
            tuple(self._rubrics), tuple(on), moves, ready, ranges, phrases, self._digest.hexdigest(), tuple(self._notes)
        )

    def _report_patterns(self, moves: Moves, rules: Iterable[Rule]) -> None:
        """Raise RubricError that names each pattern that cannot be read."""
        try:
            make_matcher(moves.patterns)
        except PatternError as error:
            self._messages.append(str(moves.pattern_error(error.index, error.what)))
        for rule in rules:
            try:
                make_matcher(KINDS[rule.kind].patterns_of(rule.options))
            except PatternError as error:
                parser = self._parsers.get(rule.id)
                if parser is None or rule.kind == "policy":
                    self._messages.append(f"{self._settings.config_path}: a pattern of `{rule.id}` cannot be read: {error.what}")
                else:
                    parser.report_pattern(f"rules.{rule.name}", error.what)
        self.raise_problems()

    def _shown(self, path: Path) -> str:
        """The path to print: below the catalogue's root where it is there."""
        root = Path(self._settings.root)
        return (path.relative_to(root) if path.is_relative_to(root) else path).as_posix()


def _has_moves(path: Path) -> bool:
    """Whether a file holds moves, and no rules."""
    return path.name.split(".")[0] == _MOVES
