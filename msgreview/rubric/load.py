"""Rubric folders to one set of rules. Every mistake in every file is found here, and all are told together."""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from msgreview.model.config import Profile, Settings
from msgreview.model.errors import RubricError
from msgreview.rubric.kept import keep_rules, read_rules, rules_key
from msgreview.rubric.kinds import BY_NAME, metric
from msgreview.rubric.read import Fault, RubricReader
from msgreview.rubric.schema import Rubric, Rule, RuleSet
from msgreview.rubric.team import team_rubrics
from msgreview.text.moves import Moves, load_moves
from msgreview.text.patterns.pattern import Pattern, PatternError
from msgreview.text.shipped import shipped
from msgreview.text.typed import describe_refused, nearest
from msgreview.text.yamlfile import Refused, read

if TYPE_CHECKING:
    from msgreview.text.matcher import Matcher

_MOVES = "moves.yaml"
_SUFFIXES = (".yaml", ".yml")


def rubric_folders(settings: Settings) -> tuple[Path, ...]:
    """The shipped rubrics, then the folders or files of the team's own."""
    return (shipped("rubrics"), *(Path(settings.root) / own for own in settings.config.rubrics))


def load_rubrics(folders: Sequence[Path], settings: Settings, *, prove: bool = True, kept: Path | None = None) -> RuleSet:
    """All rubrics of the folders (or files), ready to run. RubricError names every mistake, a line each.

    Without `prove` those in patterns are told when the matcher is first asked for, and it takes no time before.
    `kept` is a file that holds the rules from one run to the next.
    """
    loading = _Loading(settings)
    files = loading.files(folders)
    key = rules_key(files, settings) if kept else ""
    known = read_rules(kept, key) if kept and not loading.told else None
    if known is None:
        known = _loaded(loading, files)
        if prove or kept:
            known.ready()
        if kept and key:
            keep_rules(kept, key, known)
    return known


def _loaded(loading: "_Loading", files: Sequence[Path]) -> RuleSet:
    moves = loading.moves([path for path in files if path.name == _MOVES])
    for path in files:
        loading.rubric(path, moves)
    loading.team()
    loading.others()
    loading.levels()
    loading.stop_at_faults()
    return loading.assembled(moves)


def with_all(rules: RuleSet) -> RuleSet:
    """The same with every rule on, for proving examples: rules that are off as warnings."""
    return with_only(rules, *(_on(rule) for rule in rules.all_rules.values()))


def with_only(rules: RuleSet, *on: Rule) -> RuleSet:
    """The same with some rules on and no other."""
    patterns, ranges = _gathered(rules.moves, on)
    return replace(rules, rules=on, ready=_once(patterns), ranges=ranges)


def resettled(rule: Rule, settings: Settings) -> Rule:
    """The rule as other settings would have it."""
    settle = BY_NAME[rule.kind].settle
    return replace(rule, options=settle(rule.options, settings)) if settle else rule


def under(rules: RuleSet, profile: Profile) -> RuleSet:
    """The same under another profile, to report what a run with all of its rules found. The matcher stays as it is."""
    rubrics = tuple(
        replace(rubric, rules=tuple(replace(rule, on=rule.within(profile)) for rule in rubric.rules)) for rubric in rules.rubrics
    )
    return replace(rules, rubrics=rubrics, rules=tuple(rule for rule in rules.rules if rule.within(profile)))


def _on(rule: Rule) -> Rule:
    return replace(rule, on=True, level="warning" if rule.level == "off" else rule.level)


def _gathered(moves: Moves, rules: Sequence[Rule]) -> tuple[list[Pattern], dict[str, range]]:
    """The patterns of the moves, which come first, and of the rules, in the order in which one matcher has them."""
    gathered: list[Pattern] = list(moves.patterns)
    ranges: dict[str, range] = {}
    for rule in rules:
        kind = BY_NAME[rule.kind]
        first = len(gathered)
        gathered += kind.patterns(rule.options) if kind.patterns else ()
        ranges[rule.id] = range(first, len(gathered))
    return gathered, ranges


def _matcher(patterns: Sequence[Pattern]) -> "Matcher":
    from msgreview.text.matcher import Matcher

    return Matcher(patterns)


def _once(patterns: Sequence[Pattern]) -> "Callable[[], Matcher]":
    return cache(lambda: _matcher(patterns))


class _Loading:
    """A load under way: what has been read, and what is wrong so far."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._digest = blake2b(digest_size=16)
        self._rubrics: list[Rubric] = []
        self._readers: dict[str, RubricReader] = {}
        self._faults: list[Fault] = []
        self.told: list[str] = []
        """Mistakes that have no place in a rubric."""

    def files(self, folders: Iterable[Path]) -> list[Path]:
        """The YAML files of the folders, in the order of the folders and of their names."""
        found: list[Path] = []
        for folder in folders:
            if folder.is_dir():
                found += sorted(path for path in folder.iterdir() if path.suffix in _SUFFIXES)
            elif folder.is_file():
                found.append(folder)
            else:
                self.told.append(
                    f"{self._shown(folder)}: there is no such folder or file of rubrics. Correct `rubrics:` in your settings."
                )
        return list(dict.fromkeys(found))

    def moves(self, paths: list[Path]) -> Moves:
        """The moves of all moves files together; what is wrong with them is told with the rest."""
        try:
            return load_moves(*paths)
        except RubricError as error:
            self.told += str(error).splitlines()
            return Moves(())

    def rubric(self, path: Path, moves: Moves) -> None:
        """Read one file."""
        try:
            source = read(path, self._shown(path))
        except Refused as refused:
            self.told += () if path.name == _MOVES else (describe_refused(refused),)
            return
        self._digest.update(f"{path.name}\0{source.text}\0".encode())
        if path.name == _MOVES:
            return
        reader = RubricReader(source, path.stem, self._settings, moves.names)
        rubric = reader.read()
        self._faults += reader.faults
        reader.faults.clear()
        for rule in rubric.rules if rubric else ():
            if rule.id in self._readers:
                first = next(known for rubric in self._rubrics for known in rubric.rules if known.id == rule.id)
                words = f"the rule '{rule.id}' is there already, at {first.path}:{first.line}. Give this one another name."
                self._faults.append(Fault(rule.path, rule.line, 1, words))
            self._readers[rule.id] = reader
        self._rubrics += [rubric] if rubric else []

    def team(self) -> None:
        """Add the rules that the settings ask for without a rubric."""
        try:
            self._rubrics += team_rubrics(self._settings)
        except RubricError as error:
            self.told.append(str(error))

    def others(self) -> None:
        """Say which rules name another that there is none of; where a rule could not be read, that is told first."""
        if self._faults:
            return
        rules = {rule.id: rule for rubric in self._rubrics for rule in rubric.rules}
        for id_, reader in self._readers.items():
            reader.check_others(rules[id_], rules)
            self._faults += reader.faults
            reader.faults.clear()

    def levels(self) -> None:
        """Give every rule the level the settings give it, or its rubric; say which names mean nothing."""
        levels = self._settings.config.levels
        known = {name for rubric in self._rubrics for name in (rubric.name, *(rule.id for rule in rubric.rules))}
        for name in [name for name in levels if name not in known] if not self._faults else ():
            near = nearest(name, known)
            meant = f"Did you mean '{near}'?" if near else "`msgreview rubric list` names them."
            self.told.append(
                f"{self._settings.config_place(f'levels.{name}')}: `levels`: there is no rule or rubric '{name}'. {meant}"
            )
        for number, rubric in enumerate(self._rubrics):
            rules = tuple(self._settled(rule) for rule in rubric.rules)
            self._rubrics[number] = replace(rubric, rules=rules)

    def _settled(self, rule: Rule) -> Rule:
        """The rule with its level, on or off. Naming it turns it on in every profile; naming its rubric turns nothing on."""
        config = self._settings.config
        own = config.levels.get(rule.id)
        if own:
            rule = replace(rule, level=own, profile="minimal")
        elif rule.level != "off":
            rule = replace(rule, level=config.levels.get(rule.rubric, rule.level))
        return replace(rule, on=rule.within(config.profile))

    def stop_at_faults(self) -> None:
        """Raise RubricError where anything is wrong."""
        if self._faults or self.told:
            raise RubricError("\n".join([*dict.fromkeys(self.told), *map(str, sorted(set(self._faults)))]))

    def assembled(self, moves: Moves) -> RuleSet:
        """The set of rules. A pattern that cannot be read is found when its matcher is made, with all others that cannot."""
        every = [rule for rubric in self._rubrics for rule in rubric.rules]
        on = [rule for rule in every if rule.on]
        notices: tuple[str, ...] = ()
        if any(_is_syllabic(rule) for rule in on) and find_spec("textstat") is None:
            notices = (_notice([rule.id for rule in on if _is_syllabic(rule)]),)
            on = [rule for rule in on if not _is_syllabic(rule)]
        patterns, ranges = _gathered(moves, on)

        @cache
        def ready() -> "Matcher":
            try:
                return _matcher(patterns)
            except PatternError:
                self._blame(moves, every)
                raise AssertionError("a pattern that cannot be read has no fault") from None  # pragma: no cover

        return RuleSet(tuple(self._rubrics), tuple(on), moves, ready, ranges, self._digest.hexdigest(), notices)

    def _blame(self, moves: Moves, rules: Iterable[Rule]) -> None:
        """Find each rule whose patterns cannot be read, and raise."""
        try:
            _matcher(moves.patterns)
        except PatternError as error:
            self.told.append(f"{_MOVES}: the pattern '{moves.patterns[error.index].regex}' cannot be read: {error.what}")
        for rule in rules:
            patterns = BY_NAME[rule.kind].patterns
            try:
                _matcher(patterns(rule.options) if patterns else ())
            except PatternError as error:
                reader = self._readers.get(rule.id)
                if reader is None or rule.kind == "policy":
                    self.told.append(f"{self._settings.config_path}: a pattern of `{rule.id}` cannot be read: {error.what}")
                else:
                    reader.blame(f"rules.{rule.name}", error.what)
                    self._faults += reader.faults
                    reader.faults.clear()
        self.stop_at_faults()

    def _shown(self, path: Path) -> str:
        """The path to print: below the catalogue's root where it is there."""
        root = Path(self._settings.root)
        return (path.relative_to(root) if path.is_relative_to(root) else path).as_posix()


def _is_syllabic(rule: Rule) -> bool:
    return isinstance(rule.options, metric.Options) and metric.is_syllabic(rule.options)


def _notice(rules: list[str]) -> str:
    return (
        f"{', '.join(rules)} {'is' if len(rules) == 1 else 'are'} not checked: reading grades need another library. "
        "Install it with: pip install 'msgreview[readability]'"
    )
