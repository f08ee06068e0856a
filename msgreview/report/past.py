"""A catalogue as it was on a day: its history, where its messages stood, and what today's rubrics find in them."""

from datetime import date
from functools import cache
from pathlib import Path

from msgspec.structs import replace

from msgreview.catalogue.caches import cache_path, history_path, past_cache_path, rules_path
from msgreview.catalogue.files import find_files
from msgreview.catalogue.votes import load_votes
from msgreview.history.cache import HistoryCache
from msgreview.history.context import CatalogueFolders, ReviewContext, context_at
from msgreview.history.git import Repository
from msgreview.history.log_reader import load_history
from msgreview.history.planfile import plan_at
from msgreview.history.versions import Revision, export_files
from msgreview.lint.earlier import Cut, cached_results, reusable_results
from msgreview.lint.run import lint_files
from msgreview.model.config import Settings
from msgreview.model.errors import UsageError
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

    def linted(self, commit: str, day: date, folder: Path) -> Linted:
        """What today's rubrics and settings find in the catalogue at a commit, of which `folder` gets a copy.

        What was found is cached under the folder's name, and is taken from earlier runs where files differ in their stamps alone.
        """
        then = replace(self._settings, today=day)
        exported = {each[0]: each[1:] for each in export_files(self.repository, self._settings, commit, folder)}
        files = find_files(exported, folder)
        cuts = {file.shown: Cut(*exported[file.path]) for file in files}
        folders, rules_cache = rubric_folders(self._settings), rules_path(self._settings)
        rules = load_rubrics(folders, self._settings, prove=False, cache=rules_cache)
        saved = past_cache_path(self._settings, folder.name)
        caches = (cache_path(self._settings), *(past_cache_path(self._settings, end) for end in ("end", "start")))
        linted = lint_files(
            files,
            then,
            folders,
            rules=rules,
            jobs=0,
            cache=saved,
            reusable=reusable_results(cuts, (cached_results(each, rules, self._settings) for each in caches if each != saved)),
            votes=load_votes(self._root),
        )
        revision = cache(lambda: self._revision(commit))
        return Linted(commit, day, linted.findings, linted.summary.messages, lambda id_: _texts(revision(), id_, then))

    def _revision(self, commit: str) -> Revision:
        with HistoryCache(history_path(self._settings)) as store:
            return Revision(self.repository, self._settings, self.history, commit, store)


def _texts(revision: Revision, id_: str, settings: Settings) -> dict[str, str]:
    """What the reader sees by sample and path, the subject first; nothing for a message that is not there."""
    entry = revision.entry(id_)
    texts = {}
    for each in render_variants(entry, revision.entry, settings).variants if entry else ():
        subject = f"Subject: {each.subject.text}\n\n" if each.subject and each.subject.text else ""
        name = f"{each.name}, {each.when}" if each.when else each.name
        texts[name] = subject + strip_markup(each.body, entry.message.format).text if entry else ""
    return texts
