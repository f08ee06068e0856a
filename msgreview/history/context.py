"""A catalogue ready for review: as it stands, with its history, and where each message stands."""

import os
import posixpath
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path, PurePosixPath

import msgspec

from msgreview.catalogue.files import CatalogueFile, is_message_path
from msgreview.catalogue.fingerprint import digest
from msgreview.catalogue.validate import describe_error
from msgreview.catalogue.yaml_tree import FileError, read_bytes
from msgreview.history.approvals import unapproved_writers
from msgreview.history.cache import HistoryCache
from msgreview.history.evidence import compute_states, needs_two, words_of
from msgreview.history.git import GitError, Repository
from msgreview.history.log_reader import History, load_history
from msgreview.history.people import reviewers_of, still_here
from msgreview.history.worktree import CurrentCatalogue, MessageFile, load_catalogue
from msgreview.model.config import Settings
from msgreview.model.message import Message
from msgreview.model.review import MessageState, Person


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


class CatalogueFolders:
    """Where in its repository a catalogue lies."""

    def __init__(self, settings: Settings, repository: Repository) -> None:
        self._repository = repository
        root = Path(os.path.relpath(settings.root, repository.top)).as_posix()
        self._folders = tuple(PurePosixPath(posixpath.normpath(f"{root}/{name}")) for name in settings.config.messages)

    @property
    def name(self) -> str:
        """A name for these folders, the same as long as the settings name the same ones."""
        return digest("\0".join(map(str, self._folders)).encode())

    def files(self, commit: str, followed: Collection[str] = ()) -> dict[str, str]:
        """Path → id of the content, of the catalogue's files at a commit and of those that were `followed` out of it.

        Links are left out, as they are in the work tree, and so is a path that leads out of its folder.
        """
        return {
            path: file.blob
            for path, file in self._repository.files(commit).items()
            if file.mode.startswith("100") and (path in followed or self.owns(PurePosixPath(path)))
        }

    def owns(self, path: PurePosixPath) -> bool:
        """Whether a path from the top of the repository is a message file's."""
        if ".." in path.parts:
            return False
        folder = next((each for each in self._folders if path.is_relative_to(each)), None)
        return folder is not None and (path == folder or is_message_path(path.relative_to(folder)))


def open_context(
    settings: Settings,
    files: Iterable[CatalogueFile],
    cache: HistoryCache | None = None,
    planned: Mapping[str, date] = {},
) -> ReviewContext:
    """The catalogue in the work tree on `settings.today`; `files` are its message files.

    `cache` is closed here; `planned` gives the days that the plan has for messages.
    """
    try:
        repository = Repository(Path(settings.root))
    except GitError as error:
        catalogue = load_catalogue(_message_files(files, None), settings.policy_values, HistoryCache(None))
        return ReviewContext(settings, None, catalogue, None, compute_states(catalogue, None, settings, planned), (str(error),))
    return _context(settings, repository, files, cache, planned)


def context_at(settings: Settings, repository: Repository, revision: str, cache: HistoryCache | None = None) -> ReviewContext:
    """The catalogue as it was at a revision, with its history up to there, judged on `settings.today` by these settings."""
    return _context(settings, repository, None, cache, {}, revision)


def _context(
    settings: Settings,
    repository: Repository,
    files: Iterable[CatalogueFile] | None,
    cache: HistoryCache | None,
    planned: Mapping[str, date],
    revision: str = "HEAD",
) -> ReviewContext:
    """The catalogue in files of the work tree, or where there are none as it was at a revision."""
    folders = CatalogueFolders(settings, repository)
    with cache or HistoryCache(None) as cache:
        history = load_history(repository, folders.owns, folders.name, cache, revision)
        if files is None:
            loadable = committed(repository, folders.files(revision, history.followed))
        else:
            loadable = _message_files(files, repository)
        catalogue = load_catalogue(loadable, settings.policy_values, cache)
    notes = tuple(filter(None, (cache.note, history.incomplete)))
    return ReviewContext(settings, repository, catalogue, history, compute_states(catalogue, history, settings, planned), notes)


def _message_files(files: Iterable[CatalogueFile], repository: Repository | None) -> Iterator[MessageFile]:
    """The message files of the work tree."""
    parents: dict[Path, str] = {}
    for file in files:
        path = file.shown
        if repository:
            parent = file.path.parent
            if parent not in parents:
                parents[parent] = Path(os.path.relpath(os.path.realpath(parent), repository.top)).as_posix()
            path = posixpath.normpath(f"{parents[parent]}/{file.path.name}")
        try:
            yield MessageFile(path, file.shown, read_bytes(file.path, file.shown))
        except FileError as error:
            yield MessageFile(path, file.shown, b"", describe_error(error))


def committed(repository: Repository, files: Mapping[str, str]) -> Iterator[MessageFile]:
    """Files of a commit (path → id of the content) with what they hold, in order of path; one that git lacks is left out."""
    current = {blob: data for blob, data in repository.blobs(dict.fromkeys(files.values())) if data is not None}
    return (MessageFile(path, path, current[blob]) for path, blob in sorted(files.items()) if blob in current)


def eligible_reviewers(context: ReviewContext, message: Message) -> tuple[str, ...]:
    """The service's reviewers who are still here and, with four eyes, wrote none of the words since the last approval."""
    config = context.settings.config
    authors = unapproved_authors(context, message.id) if needs_two(config) else ()
    here = still_here(reviewers_of(message, config), config)
    return tuple(who for who in here if not any(author.is_same(Person.of(who)) for author in authors))


def unapproved_authors(context: ReviewContext, id_: str) -> tuple[Person, ...]:
    """Who wrote words of a message that nobody else has approved; nobody where there is no history."""
    if context.history is None:
        return ()
    return unapproved_writers(context.history, words_of(id_, context.catalogue), context.catalogue.messages[id_].fingerprint)
