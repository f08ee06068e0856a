"""A catalogue ready for review: as it stands, with its past, and where each message stands."""

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path, PurePosixPath

import msgspec

from msgreview.catalogue.files import CatalogueFile, is_message_path
from msgreview.catalogue.fingerprint import digest
from msgreview.catalogue.validate import describe_error
from msgreview.catalogue.yaml_tree import FileError, read_bytes
from msgreview.history.cache import Store
from msgreview.history.evidence import standings
from msgreview.history.git import GitError, Repository
from msgreview.history.log_reader import Past, read_past
from msgreview.history.worktree import Kept, Present, read_present
from msgreview.model.config import Settings
from msgreview.model.review import MessageState


class Review(msgspec.Struct, frozen=True, eq=False):
    """A catalogue, what git knows of it, and where its messages stand. `notes` are sentences for the user.

    Without a repository there is neither `repository` nor `past`; before the first commit, a past without a head.
    """

    settings: Settings
    repository: Repository | None
    present: Present
    past: Past | None
    standings: dict[str, MessageState]
    notes: tuple[str, ...] = ()


class Grounds:
    """Where in its repository a catalogue lies."""

    def __init__(self, settings: Settings, repository: Repository) -> None:
        self._repository = repository
        root = PurePosixPath(os.path.relpath(settings.root, repository.top))
        self._folders = tuple(PurePosixPath(os.path.normpath(root / name)) for name in settings.config.messages)

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
        for folder in self._folders:
            if path == folder:
                return True
            if path.is_relative_to(folder):
                return is_message_path(path.relative_to(folder))
        return False


def open_review(
    settings: Settings,
    files: Iterable[CatalogueFile],
    store: Path | None = None,
    planned: Mapping[str, date] = {},
) -> Review:
    """The catalogue in the work tree on `settings.today`; `files` are its message files.

    `store` is where history is kept between runs, and `planned` the days that the plan has for messages.
    """
    try:
        repository = Repository(Path(settings.root))
    except GitError as error:
        present = read_present(_kept(files, None), settings.policy_values, Store(None))
        return Review(settings, None, present, None, standings(present, None, settings, planned), (str(error),))
    grounds = Grounds(settings, repository)
    with Store(store) as kept:
        past = read_past(repository, grounds.owns, grounds.name, kept)
        present = read_present(_kept(files, repository), settings.policy_values, kept)
    notes = tuple(filter(None, (kept.note, past.cut_off)))
    return Review(settings, repository, present, past, standings(present, past, settings, planned), notes)


def review_at(settings: Settings, repository: Repository, revision: str, store: Path | None = None) -> Review:
    """The catalogue as it was at a revision, with the past up to there, judged on `settings.today` by these settings."""
    grounds = Grounds(settings, repository)
    with Store(store) as kept:
        past = read_past(repository, grounds.owns, grounds.name, kept, revision)
        present = read_present(committed(repository, grounds.files(revision, past.followed)), settings.policy_values, kept)
    notes = tuple(filter(None, (kept.note, past.cut_off)))
    return Review(settings, repository, present, past, standings(present, past, settings, {}), notes)


def _kept(files: Iterable[CatalogueFile], repository: Repository | None) -> Iterator[Kept]:
    """The message files of the work tree."""
    parents: dict[Path, str] = {}
    for file in files:
        path = file.shown
        if repository:
            parent = file.path.parent
            if parent not in parents:
                parents[parent] = Path(os.path.relpath(os.path.realpath(parent), repository.top)).as_posix()
            path = os.path.normpath(f"{parents[parent]}/{file.path.name}")
        try:
            yield Kept(path, file.shown, read_bytes(file.path, file.shown))
        except FileError as error:
            yield Kept(path, file.shown, b"", describe_error(error))


def committed(repository: Repository, files: Mapping[str, str]) -> Iterator[Kept]:
    """Files of a commit (path → id of the content) with what they hold, in order of path; one that git lacks is left out."""
    held = {blob: data for blob, data in repository.blobs(dict.fromkeys(files.values())) if data is not None}
    return (Kept(path, path, held[blob]) for path, blob in sorted(files.items()) if blob in held)
