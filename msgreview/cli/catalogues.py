"""A run of `lint` as a list of catalogues: each message is judged by the settings of its own."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cache, cached_property
from os.path import dirname, realpath
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from msgreview.catalogue.caches import cache_path, rules_path
from msgreview.catalogue.files import CatalogueFile, find_files, is_inside, shown_path
from msgreview.catalogue.settings import nearest_config
from msgreview.catalogue.votes import load_votes
from msgreview.cli import output
from msgreview.cli.context import catalogue_files, missing_folders, open_settings, select_files
from msgreview.cli.formats import rules_of
from msgreview.lint.baseline import load_baseline, under_present_ids
from msgreview.lint.lint_report import Choice, LintReport
from msgreview.lint.run import RunOptions, lint_profiles, names_of
from msgreview.model.config import Profile, Settings
from msgreview.model.finding import Finding
from msgreview.rubric.discover import rubric_folders
from msgreview.rubric.ruleset import RuleSet

if TYPE_CHECKING:
    from msgreview.lint.mend import Mended


class Part(NamedTuple):
    """A catalogue, and those of its files that a run is about."""

    settings: Settings
    files: list[CatalogueFile]

    @property
    def name(self) -> str:
        """The catalogue's folder, as it is printed."""
        return shown_path(Path(self.settings.root), Path.cwd())


class How(NamedTuple):
    """How each of the catalogues is linted."""

    choice: Choice
    profiles: tuple[Profile, ...] = ()
    """Those to lint under; that of the catalogue where there are none."""
    new_since: str = ""
    changed_since: str = ""
    with_baseline: bool = True
    jobs: int = 0
    cached: bool = True


def open_parts(paths: list[Path] | None, config: Path | None, as_of: str | None, profile: Profile | None) -> list[Part]:
    """The files under `paths` by catalogue, in their order; one catalogue where there are no paths, or a `config` for all.

    A folder above catalogues stands for these, as their settings name their messages, and for nothing else in it.
    """
    if not paths or config:
        settings = open_settings(paths, config, as_of, profile)
        return [Part(settings, select_files(paths, settings))]
    here = Path.cwd()

    @cache
    def config_of(folder: str) -> Path | None:
        return nearest_config(Path(realpath(folder)), here)

    @cache
    def settings_of(start: Path) -> Settings:
        return open_settings([start], None, as_of, profile)

    parts: dict[Path | None, tuple[Settings, dict[str, CatalogueFile]]] = {}
    for path in paths:
        by_config: defaultdict[Path | None, list[CatalogueFile]] = defaultdict(list)
        for file in find_files([path], here):
            by_config[config_of(dirname(file.path))].append(file)  # noqa: PTH120 - thousands
        below = {own for own in by_config if own and path.is_dir() and Path(realpath(path)) in own.parent.parents}
        for own, files in by_config.items():
            if own or not below:
                settings, part = parts.setdefault(own, (settings_of(own or path), {}))
                mine = catalogue_files(settings) if own in below else _without_rules(files, settings, path)
                part.update((file.shown, file) for file in mine)
    return [Part(settings, [*files.values()]) for settings, files in parts.values()] or [Part(settings_of(paths[0]), [])]


def _without_rules(files: Sequence[CatalogueFile], settings: Settings, path: Path) -> list[CatalogueFile]:
    """Files below a path without those of the rubrics and styles of Vale that the settings name, wherever these lie below it."""
    config, root, above = settings.config, Path(realpath(settings.root)), Path(realpath(path))
    named = [root / name for name in (*config.own_rubrics, *config.vale_styles)]
    folders = [folder for folder in named if folder.name != "rubrics" and folder.parent.is_relative_to(above)]
    return [file for file in files if not any(is_inside(file.path, folder) for folder in folders)]


class CatalogueRun:
    """A catalogue of a run, and what `lint` has to say of it."""

    def __init__(self, part: Part, how: How) -> None:
        self.settings, self.files = part
        self.name = part.name
        self.own = self.settings.config.profile
        self.rules = rules_of(self.settings)
        self._how = how
        self._profiles = how.profiles or (self.own,)
        self.baseline = load_baseline(Path(self.settings.root)) if how.with_baseline else None
        widest = self.settings.under(self._profiles[-1])
        self._options: RunOptions = {
            "rest": lambda: catalogue_files(self.settings),
            "jobs": how.jobs,
            "cache": cache_path(widest) if how.cached else None,
            "rules_cache": rules_path(widest),
            "votes": load_votes(Path(self.settings.root)),
        }

    @cached_property
    def reports(self) -> dict[Profile, LintReport]:
        """The report under each profile."""
        return self._lint(self.files)

    @property
    def report(self) -> LintReport:
        """The report under the catalogue's own profile."""
        return self.reports[self.own]

    def mend(self, *, unsafe: bool, only_show: bool) -> "Mended":
        """Mends what can be mended, or shows how; the report is then that on the files as mended."""
        from msgreview.cli.mend import mend

        mended = mend(self.files, lambda files: self._lint(files)[self.own], self.rules(), unsafe=unsafe, only_show=only_show)
        self.reports = {self.own: mended.report}
        return mended

    def whole_report(self) -> LintReport:
        """The report on the whole catalogue, with folders that are not there and what its baseline could lose among its notes."""
        notes = [*missing_folders(self.settings)]
        if self.baseline:
            from msgreview.cli.baseline import could_shrink, left_of

            present = under_present_ids(self.baseline, self.report.messages, self.files)
            notes += could_shrink(present, left_of(present, self.report, self.settings), self.report)
        return replace(self.report, notes=(*self.report.notes, *notes)) if notes else self.report

    def _lint(self, files: Sequence[CatalogueFile]) -> dict[Profile, LintReport]:
        how = self._how
        if self._profiles == (self.own,):
            self._options["rules"] = self.rules()
        with output.Meter("files read") as meter:
            self._options["progress"] = meter.update
            if how.new_since or how.changed_since or self.baseline:
                from msgreview.cli.since import Wanted, lint_narrowed

                wanted = Wanted(how.new_since, how.changed_since, self.baseline)
                return lint_narrowed(files, self.settings, how.choice, self._profiles, wanted, self._options)
            return lint_profiles(files, self.settings, rubric_folders(self.settings), how.choice, self._profiles, **self._options)


def catalogue_runs(parts: Sequence[Part], how: How) -> list[CatalogueRun]:
    """A run for each catalogue. A rule that is chosen need only be one of theirs."""
    if len(parts) == 1 or not (how.choice.select or how.choice.ignore):
        return [CatalogueRun(part, how) for part in parts]
    names = [names_of(rules_of(settings)()) for settings, _ in parts]
    anywhere = frozenset[str]().union(*names)
    return [
        CatalogueRun(part, how._replace(choice=_own_choice(how.choice, anywhere - own)))
        for part, own in zip(parts, names, strict=True)
    ]


def _own_choice(choice: Choice, others: Iterable[str]) -> Choice:
    """The choice without the rules of other catalogues alone; of the failures of the tool where nothing else is left of it."""
    foreign = set(others)
    select, ignore = (tuple(name for name in names if name not in foreign) for names in (choice.select, choice.ignore))
    return replace(choice, select=select or (choice.select and ("internal",)), ignore=ignore)


def rules_by_file(runs: Sequence[CatalogueRun]) -> Callable[[Finding], RuleSet]:
    """Returns the rules that a finding's file is held to."""
    owner = {file.shown: run for run in runs for file in run.files}
    return lambda finding: owner.get(finding.path, runs[0]).rules()
