"""The message files of a catalogue as a commit has them, beside those of the work tree, so that the two can be compared."""

import os
from collections.abc import Sequence
from hashlib import sha1, sha256
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from msgreview.catalogue.files import CatalogueFile, shown_path
from msgreview.catalogue.yaml_tree import FileError, read_bytes
from msgreview.history.context import CatalogueFolders, committed
from msgreview.history.git import GitError, Repository
from msgreview.history.versions import write_below
from msgreview.model.config import Settings

_SHA1 = 40
"""Characters of a content's id in most repositories; newer ones may use SHA-256."""
_SHALLOW = "this clone leaves older commits out. Get them: git fetch --unshallow (in GitHub Actions, `fetch-depth: 0`)"


class Before(NamedTuple):
    """The files of a commit: `same` are those that the work tree has as they were, `other` those that it has otherwise or not."""

    same: tuple[CatalogueFile, ...]
    other: tuple[CatalogueFile, ...]
    settings: Path
    """A folder with the settings, policies and rubrics of then."""


def is_no_commit(revision: str) -> bool:
    """Whether a revision is the name that git, GitHub and GitLab give to nothing: what a new branch held before."""
    return len(revision) >= _SHA1 and not revision.strip("0")


def common_commit(repository: Repository, revision: str) -> str:
    """The last commit that a revision and the work tree have in common; GitError where there is none here."""
    try:
        commit = repository.commit_id(revision)
    except GitError:
        if repository.is_shallow():
            raise GitError(f"there is no revision '{revision}' here: {_SHALLOW}") from None
        raise
    base = repository.merge_base(commit)
    if base is None:
        why = _SHALLOW if repository.is_shallow() else "their histories never met. Name a revision of this branch"
        raise GitError(f"'{revision}' and what you have here share no commit: {why}")
    return base


def files_before(repository: Repository, settings: Settings, commit: str, present: Sequence[CatalogueFile], into: Path) -> Before:
    """The message files of a commit; those that are not in the work tree as they were are written below `into`."""
    here = Path.cwd()
    in_tree = {_from_top(file.path, repository): file for file in present}
    old = CatalogueFolders(settings, repository).files(commit)
    same = {path: in_tree[path] for path, blob in old.items() if path in in_tree and _blob_id(in_tree[path].path, blob) == blob}
    other = []
    for file in committed(repository, {path: blob for path, blob in old.items() if path not in same}):
        target = write_below(into / "files", file.path, file.data)
        shown = in_tree[file.path].shown if file.path in in_tree else shown_path(repository.top / file.path, here)
        other.append(CatalogueFile(target, shown))
    return Before(tuple(same.values()), tuple(other), _settings_before(repository, settings, commit, into / "settings"))


def _settings_before(repository: Repository, settings: Settings, commit: str, into: Path) -> Path:
    """The folder `into`, with what decides on findings besides the messages: settings, policies and rubrics."""
    into.mkdir(parents=True)
    root = PurePosixPath(Path(os.path.relpath(settings.root, repository.top)).as_posix())
    wanted = [
        root / name
        for name in ("msgreview.yaml", settings.config.policies, *settings.config.own_rubrics, *settings.config.vale_styles)
    ]
    files = {
        path: file.blob
        for path, file in repository.files(commit, [] if root == PurePosixPath() else [str(root)]).items()
        if file.mode.startswith("100") and any(PurePosixPath(path).is_relative_to(name) for name in wanted)
    }
    for file in committed(repository, files):
        write_below(into, str(PurePosixPath(file.path).relative_to(root)), file.data)
    return into


def _from_top(path: Path, repository: Repository) -> str:
    """A file's path from the top of the repository."""
    return Path(os.path.relpath(os.path.realpath(path.parent), repository.top), path.name).as_posix()


def _blob_id(path: Path, like: str) -> str:
    """The id that git gives a file's content, by the hash that made the id `like`; "" where it cannot be read."""
    try:
        data = read_bytes(path, "")
    except FileError:
        return ""
    return (sha1 if len(like) == _SHA1 else sha256)(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
