"""A catalogue as it was on a day: its history, where its messages stood, and what today's rubrics find in them."""

import posixpath
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path

from msgspec.structs import replace

from msgreview.catalogue.caches import history_path, rules_path
from msgreview.catalogue.files import as_text
from msgreview.catalogue.index import Catalogue
from msgreview.catalogue.locate import Lookup
from msgreview.catalogue.votes import load_votes
from msgreview.history.cache import HistoryCache
from msgreview.history.context import CatalogueFolders, ReviewContext, committed, context_at
from msgreview.history.git import Repository
from msgreview.history.log_reader import load_history
from msgreview.history.planfile import plan_at
from msgreview.lint.earlier import OldFile, Saved, lint_old
from msgreview.lint.lint_report import LintReport
from msgreview.model.config import Profile, Settings
from msgreview.model.errors import UsageError
from msgreview.model.message import Entry
from msgreview.prose.document import strip_markup
from msgreview.report.annual.period import Linted
from msgreview.rubric.discover import rubric_folders
from msgreview.rubric.load import load_rubrics
from msgreview.template.variants import render_variants


class Past:
    """The past of a catalogue up to a revision. UsageError in a clone that leaves some of it out."""

    def __init__(self, settings: Settings, revision: str = "HEAD") -> None:
        self._settings = settings
        self._root = Path(settings.root)
        self.repository = Repository(self._root)
        self._head = self.repository.commit_id(revision)
        folders = CatalogueFolders(settings, self.repository)
        with HistoryCache(history_path(settings)) as store:
            self.history = load_history(self.repository, folders.owns, folders.name, store, revision)
        if self.history.incomplete:
            raise UsageError(f"nothing can be counted: {self.history.incomplete}")

    def last_commit(self, day: date) -> str | None:
        """The last commit up to the end of a day; None where there is none."""
        return self.repository.before(day, self._head)

    def first_commit(self) -> str | None:
        """The first commit that has a message; None where there is none."""
        first = (timeline.changes[0].commit for timeline in self.history.timelines.values() if timeline.changes)
        commit = min(first, key=lambda each: each.when, default=None)
        return commit.id if commit else None

    def context(self, commit: str, day: date) -> ReviewContext:
        """The catalogue at a commit, judged on a day."""
        plan = plan_at(self.repository, self._root, commit)
        store = HistoryCache(history_path(self._settings))
        return context_at(replace(self._settings, today=day), self.repository, commit, store, plan)

    def linted(self, *ends: tuple[str, date]) -> list[Linted]:
        """What today's rubrics and settings find in the catalogue at some commits, each as of a day.

        What was found is saved by what the files hold, but for their stamps, and is taken from earlier runs of `lint`, too.
        """
        settings = self._settings
        folders = rubric_folders(settings)
        rules = load_rubrics(folders, settings, prove=False, cache=rules_path(settings))
        at = [(self._files(commit), day) for commit, day in ends]
        with HistoryCache(history_path(settings)) as store:
            reports = lint_old(at, settings, rules, folders, _Saved(store, settings.config.profile), load_votes(self._root))
        return [
            Linted(commit, day, report.findings, report.summary.messages, self._texts(files, report, day))
            for (commit, day), (files, _), report in zip(ends, at, reports, strict=True)
        ]

    def _files(self, commit: str) -> list[OldFile]:
        """The message files of a commit, by their paths from the root of the catalogue."""
        root = self.repository.path_to(self._root)
        files = committed(self.repository, CatalogueFolders(self._settings, self.repository).files(commit))
        inside = "" if root == "." else f"{root}/"
        return [OldFile(as_text(_relative(file.path, inside)), file.data) for file in files]

    def _texts(self, files: Iterable[OldFile], report: LintReport, day: date) -> Callable[[str], dict[str, str]]:
        """By the id that a message has now, or had, what the reader sees by sample and path, the subject first."""
        settings, by_path = replace(self._settings, today=day), {file.file.shown: file.file for file in files}
        at = {id_: by_path[path] for path, id_ in reversed(report.messages)}
        then, catalogue = {self.history.current_id(id_): id_ for id_ in at}, Catalogue(at)

        def entry(id_: str) -> Entry | None:
            return catalogue.entry(then.get(self.history.current_id(id_), id_))

        return lambda id_: _texts(entry(id_), entry, settings)


class _Saved:
    """The results of a profile in the cache of a repository."""

    def __init__(self, cache: HistoryCache, profile: Profile) -> None:
        self._cache = cache
        self._profile = profile

    def find(self, digests: Iterable[str]) -> dict[str, Saved]:
        """What is saved of some contents."""
        rows = self._cache.find("results", (f"{each} {self._profile}" for each in digests), Saved)
        return {row.partition(" ")[0]: each for row, each in rows.items()}

    def save(self, values: Mapping[str, Saved]) -> None:
        """Saves what there is of some contents."""
        self._cache.save("results", {f"{content} {self._profile}": each for content, each in values.items()})


def _relative(path: str, folder: str) -> str:
    """A path from a folder with "/" at its end, or from "" for the top."""
    return path.removeprefix(folder) if path.startswith(folder) else posixpath.relpath(path, folder)


def _texts(entry: Entry | None, lookup: Lookup, settings: Settings) -> dict[str, str]:
    """What the reader sees by sample and path, the subject first; nothing for a message that is not there."""
    texts = {}
    for each in render_variants(entry, lookup, settings).variants if entry else ():
        subject = f"Subject: {each.subject.text}\n\n" if each.subject and each.subject.text else ""
        name = f"{each.name}, {each.when}" if each.when else each.name
        texts[name] = subject + strip_markup(each.body, entry.message.format).text if entry else ""
    return texts
