"""A catalogue ready for review: as it stands, with its history, and where each message stands."""

import os
import posixpath
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path, PurePosixPath
from shlex import quote

import msgspec

from msgreview.catalogue.files import CatalogueFile, is_message_name, is_message_path
from msgreview.catalogue.fingerprint import short_hash
from msgreview.catalogue.index import Catalogue
from msgreview.catalogue.locate import Lookup
from msgreview.catalogue.validate import describe_error
from msgreview.catalogue.yaml_tree import FileError, read_bytes
from msgreview.history.approvals import unapproved_writers
from msgreview.history.cache import HistoryCache
from msgreview.history.evidence import compute_states, needs_two, words_of
from msgreview.history.git import GitError, Repository, TreeFile
from msgreview.history.log_reader import History, followed_at, load_history
from msgreview.history.people import reviewers_of, still_here
from msgreview.history.worktree import CurrentCatalogue, MessageFile, load_catalogue
from msgreview.model.config import Settings
from msgreview.model.message import Message
from msgreview.model.plan import PlannedReview
from msgreview.model.review import MessageState, Person

_EARLY = timedelta(weeks=13)
"""How long before its week a planned review may have taken place."""


class ReviewContext(msgspec.Struct, frozen=True, eq=False):
    """A catalogue, its history, and where its messages stand. `notes` are sentences for the user.

    Without a repository there is neither `repository` nor `history`; before the first commit, a history without a head.
    """

    settings: Settings
    repository: Repository | None
    catalogue: CurrentCatalogue
    history: History | None
    states: dict[str, MessageState]
    notes: tuple[str, ...] = ()
    plan: Mapping[str, PlannedReview] = {}
    """The planned reviews that have not taken place, by message."""

    def next_reading(self, id_: str) -> date | None:
        """When a message is to be read next: in the week of the plan, unless its day is long past; else on the day that its
        cycle ends.
        """
        planned, state = self.plan.get(id_), self.states[id_]
        return planned.week if planned and not state.is_late else state.due

    def readers(self, id_: str) -> tuple[str, ...]:
        """Who is to read a message: whom the plan names for it, as long as they may; else all who may."""
        message, planned = self.catalogue.messages[id_].message, self.plan.get(id_)
        named = eligible_reviewers(self, message, (planned.reviewer,)) if planned and planned.reviewer else ()
        return named or eligible_reviewers(self, message)

    def gone(self, id_: str) -> str:
        """What became of a message that cannot be read, or not by this id, in a sentence; "" where nothing tells."""
        if problem := self.catalogue.problem_of(id_):
            return f"'{id_}' cannot be read: {problem.text}"
        now = self.history.current_id(id_) if self.history else id_
        return f"'{id_}' is called {now} now." if now != id_ and now in self.states else ""

    def file(self, id_: str) -> CatalogueFile:
        """The file of a message that can be read."""
        folder, current = self.repository.top if self.repository else Path(self.settings.root), self.catalogue.messages[id_]
        return CatalogueFile(folder / current.path, current.shown)

    @property
    def lookup(self) -> Lookup:
        """How to find the messages by id, as their files stand now."""
        return Catalogue({id_: self.file(id_) for id_ in self.catalogue.messages}).entry


class CatalogueFolders:
    """Where in its repository a catalogue lies."""

    def __init__(self, settings: Settings, repository: Repository) -> None:
        self._repository = repository
        paths = (Path(settings.root, name) for name in settings.config.messages)
        within = (os.path.relpath(at, repository.top) for path in paths for at in (path, os.path.realpath(path)))
        self._folders = tuple(dict.fromkeys(PurePosixPath(Path(posixpath.normpath(each)).as_posix()) for each in within))
        self._names = frozenset(map(str, self._folders))
        self._owned: dict[str, bool] = {}
        """Folder → whether its files are the catalogue's."""

    @property
    def name(self) -> str:
        """A name for these folders, the same as long as the settings name the same ones."""
        return short_hash("\0".join(map(str, self._folders)).encode())

    def files(self, commit: str, followed: Collection[str] = ()) -> dict[str, str]:
        """Path → id of the content, of the catalogue's files at a commit and of those that were `followed` out of it.

        Links are left out, as they are in the work tree, and so is a path that leads out of its folder.
        """
        return self.owned(self._repository.files(commit), followed)

    def owned(self, files: Mapping[str, TreeFile], followed: Collection[str] = ()) -> dict[str, str]:
        """`files` of all files of a commit."""
        return {
            path: file.blob
            for path, file in files.items()
            if file.mode.startswith("100") and (path in followed or self.owns(path))
        }

    def touches(self, folder: str) -> bool:
        """Whether a folder from the top of the repository lies in the catalogue's, or one of these in it."""
        return any(PurePosixPath(folder).is_relative_to(each) or each.is_relative_to(folder) for each in self._folders)

    def owns(self, path: str) -> bool:
        """Whether a path from the top of the repository is a message file's."""
        folder, _, name = path.rpartition("/")
        if folder not in self._owned:  # A path takes time to take apart, and a folder has many.
            self._owned[folder] = self._is_owned(PurePosixPath(folder))
        return (self._owned[folder] and is_message_name(name)) or path in self._names

    def _is_owned(self, folder: PurePosixPath) -> bool:
        """Whether the files of a folder are message files, by their names."""
        top = next((each for each in self._folders if folder.is_relative_to(each)), None)
        return top is not None and ".." not in folder.parts and is_message_path(folder.relative_to(top) / "a.yaml")


def open_context(
    settings: Settings,
    files: Iterable[CatalogueFile],
    cache: HistoryCache | None = None,
    placements: Iterable[PlannedReview] = (),
) -> ReviewContext:
    """The catalogue in the work tree on `settings.today`; `files` are its message files.

    `cache` is closed here; `placements` are what the plan holds.
    """
    try:
        repository = Repository(Path(settings.root))
    except GitError as error:
        catalogue = load_catalogue(
            opened_files(files, None), settings.policy_values, HistoryCache(None), settings.config.variables
        )
        return ReviewContext(settings, None, catalogue, None, compute_states(catalogue, None, settings), (str(error),))
    return _context(settings, repository, files, cache, placements)


def context_at(
    settings: Settings,
    repository: Repository,
    revision: str,
    cache: HistoryCache,
    placements: Iterable[PlannedReview] = (),
) -> ReviewContext:
    """The catalogue as it was at a revision, with its history up to there, judged on `settings.today` by these settings."""
    return _context(settings, repository, None, cache, placements, revision)


def _context(
    settings: Settings,
    repository: Repository,
    files: Iterable[CatalogueFile] | None,
    cache: HistoryCache | None,
    placements: Iterable[PlannedReview],
    revision: str = "HEAD",
) -> ReviewContext:
    """The catalogue in files of the work tree, or where there are none as it was at a revision."""
    folders = CatalogueFolders(settings, repository)
    with cache or HistoryCache(None) as cache:
        history = load_history(repository, folders.owns, folders.name, cache, revision)
        if files is None:
            loadable = committed(repository, folders.files(revision, followed_at(repository, history.followed, revision)))
        else:
            loadable = opened_files(files, repository)
        catalogue = load_catalogue(loadable, settings.policy_values, cache, settings.config.variables)
        states = compute_states(catalogue, history, settings, repository, cache)
    parents = {posixpath.dirname(each.path) for each in catalogue.messages.values()}
    notes = (*filter(None, (cache.note, history.incomplete)), *_apart(repository, folders, parents))
    messages = {id_: current.message for id_, current in catalogue.messages.items()}
    plan = open_reviews(placed_now(placements, messages, history), messages)
    return ReviewContext(settings, repository, catalogue, history, states, notes, plan)


def notes_on_files(settings: Settings, files: Iterable[CatalogueFile]) -> tuple[str, ...]:
    """What `ReviewContext.notes` say of files that are apart, for what needs no history."""
    try:
        repository = Repository(Path(settings.root))
    except GitError:
        return ()
    parents = {repository.path_to(file.path.parent.resolve()) for file in files}
    return tuple(_apart(repository, CatalogueFolders(settings, repository), parents))


def _apart(repository: Repository, folders: CatalogueFolders, parents: Iterable[str]) -> Iterator[str]:
    """What to say of messages that are not checked out, and of the repositories within this one that have some, or may have.

    `parents` are the folders that messages lie in, from the top.
    """
    missing = sorted(filter(folders.owns, repository.not_checked_out()))
    if missing:
        more, are = (f" and {len(missing) - 1} more", "are") if len(missing) > 1 else ("", "is")
        yield f"{missing[0]}{more} {are} not checked out, and nothing is said of that here. Get all: git sparse-checkout disable"
    named = filter(folders.touches, repository.submodules())
    there = filter(None, (repository.inner(parent + "/*") for parent in parents))
    for path in sorted({*named, *there}):
        if (repository.top / path / ".git").exists():
            yield (
                f"{path} is a repository of its own within this one, and what happens to its messages is recorded there alone: "
                f"no report counts them here. Give them settings and review them there: msgreview init {quote(path)}"
            )
        else:
            yield f"{path} is a repository of its own that is not here yet, its messages are missing: git submodule update --init"


def placed_now(
    placements: Iterable[PlannedReview], messages: Collection[str], history: History | None
) -> tuple[PlannedReview, ...]:
    """What a plan holds, by the ids that its messages have now: a plan may be older than an id."""
    if history is None:
        return tuple(placements)
    return tuple(
        each if each.id in messages else msgspec.structs.replace(each, id=history.current_id(each.id)) for each in placements
    )


def open_reviews(placements: Iterable[PlannedReview], messages: Mapping[str, Message]) -> dict[str, PlannedReview]:
    """The last review that a plan has for each message, where it has not taken place."""
    last = {each.id: each for each in sorted(placements, key=lambda each: each.week) if each.id in messages}
    return {id_: each for id_, each in last.items() if not answers(messages[id_], each)}


def answers(message: Message, planned: PlannedReview) -> bool:
    """Whether a planned review has taken place: in its year, however early, or in the quarter before its week."""
    stamp = message.review
    first = min(date.fromisocalendar(planned.week.isocalendar().year, 1, 1), planned.week - _EARLY)
    return stamp is not None and stamp.decision != "retire" and stamp.last >= first


def opened_files(files: Iterable[CatalogueFile], repository: Repository | None) -> Iterator[MessageFile]:
    """The message files of the work tree."""
    parents: dict[Path, str] = {}
    for file in files:
        path = file.shown
        if repository:
            parent = file.path.parent
            if parent not in parents:
                parents[parent] = repository.path_to(os.path.realpath(parent))
            path = posixpath.normpath(f"{parents[parent]}/{file.path.name}")
        try:
            yield MessageFile(path, file.shown, read_bytes(file.path, file.shown))
        except FileError as error:
            yield MessageFile(path, file.shown, b"", describe_error(error))


def committed(repository: Repository, files: Mapping[str, str]) -> Iterator[MessageFile]:
    """Files of a commit (path → id of the content) with what they hold, in order of path; one that git lacks is left out."""
    current = {blob: data for blob, data in repository.blobs(dict.fromkeys(files.values())) if data is not None}
    return (MessageFile(path, path, current[blob]) for path, blob in sorted(files.items()) if blob in current)


def eligible_reviewers(context: ReviewContext, message: Message, people: Iterable[str] | None = None) -> tuple[str, ...]:
    """Those of some people, or of the service's reviewers, who are still here and may read a message.

    With four eyes, they wrote none of its words since the last approval.
    """
    config = context.settings.config
    here = still_here(reviewers_of(message, config) if people is None else people, config)
    authors = unapproved_authors(context, message.id) if here and needs_two(config) else ()
    return tuple(who for who in here if not any(author.is_same(Person.of(who)) for author in authors))


def unapproved_authors(context: ReviewContext, id_: str) -> tuple[Person, ...]:
    """Who wrote words of a message that nobody else has approved; nobody where there is no history."""
    if context.history is None:
        return ()
    return unapproved_writers(context.history, words_of(id_, context.catalogue), context.catalogue.messages[id_].fingerprints)
