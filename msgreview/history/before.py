"""The message files of a catalogue as a commit has them, beside those of the work tree, so that the two can be compared."""

import os
import posixpath
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from difflib import SequenceMatcher
from functools import cache
from hashlib import sha1, sha256
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from msgspec.structs import replace

from msgreview.catalogue.files import CatalogueFile, is_message_path, shown_path
from msgreview.catalogue.settings import CONFIG_NAME, load_config, load_settings
from msgreview.catalogue.yaml_tree import FileError, file_bytes
from msgreview.history.context import CatalogueFolders, committed
from msgreview.history.git import GitError, Repository, TreeFile
from msgreview.history.versions import write_below
from msgreview.model.config import Settings
from msgreview.model.errors import ConfigError

_SHA1 = 40
"""Characters of a content's id in most repositories; newer ones may use SHA-256."""
_LIKE = 0.5
"""Share of two settings that is the same, from which on git, too, takes one for the other."""
_SHALLOW = "this clone leaves older commits out. Get them: git fetch --unshallow (in GitHub Actions, `fetch-depth: 0`)"
_FORCED = "a push by force has taken it away, or nobody fetched it. Name one that is here, such as HEAD~1 or origin/main"


class Before(NamedTuple):
    """The files of a commit: `same` are those that the work tree has as they were, `other` those that it has otherwise or not."""

    same: tuple[CatalogueFile, ...]
    """As they are called now."""
    other: tuple[CatalogueFile, ...]
    read: Mapping[str, bytes]
    """What the files of the work tree hold, by their paths as they are printed; without those that cannot be read."""
    settings: Settings
    """Those of then, in a folder with the settings, policies and rubrics of then."""
    problem: str = ""
    """Why today's settings stand for those of then; "" where they do not."""


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
        if len(revision) >= _SHA1:
            raise GitError(f"there is no commit {revision} here: {_FORCED}") from None
        raise
    base = repository.merge_base(commit)
    if base is None:
        why = _SHALLOW if repository.is_shallow() else "their histories never met. Name a revision of this branch"
        raise GitError(f"'{revision}' and what you have here share no commit: {why}")
    return base


def files_before(repository: Repository, settings: Settings, commit: str, present: Sequence[CatalogueFile], into: Path) -> Before:
    """The message files of a commit; those that are not in the work tree as they were are written below `into`.

    The catalogue may have lain elsewhere then, and its messages in other folders of it. Of files that its settings did not name
    then, or do not now, those are compared that are `present`.
    """
    tree = repository.files(commit)
    like = next(iter(tree.values())).blob if tree else ""
    folder = cache(lambda path: Path(os.path.relpath(os.path.realpath(path), repository.top)).as_posix())
    split = ((os.path.split(file.path), file) for file in present)
    now = {posixpath.normpath(posixpath.join(folder(parent), name)): file for (parent, name), file in split}
    read = dict(_read(present))
    blobs = {path: _blob_id(read[file.shown], like) for path, file in now.items() if file.shown in read}
    place = repository.path_to(settings.root)
    root = _root_before(repository, settings, place, tree, blobs)
    then, problem = _settings_before(repository, settings, root, tree, into / "settings")
    old = CatalogueFolders(replace(then, root=str(repository.top / root)), repository).owned(tree)
    owns = CatalogueFolders(settings, repository).owns
    was = {_inside(path, place, root): path for path in now}
    old |= _stray_before(repository, tree, {path: owns(was[path]) for path in was.keys() - old.keys()})
    under = {path: _inside(path, root, place) for path in old}
    same = {path: now[under[path]] for path, blob in old.items() if blobs.get(under[path]) == blob}
    stayed = {file.shown for file in same.values()}
    moved = {blob: now[path] for path, blob in blobs.items() if now[path].shown not in stayed}
    same |= {path: moved.pop(blob) for path, blob in old.items() if path not in same and blob in moved}
    other = []
    for file in committed(repository, {path: blob for path, blob in old.items() if path not in same}):
        path, target = under[file.path], write_below(into / "files", file.path, file.data)
        other.append(CatalogueFile(target, now[path].shown if path in now else shown_path(repository.top / path, Path.cwd())))
    return Before(tuple(same.values()), tuple(other), read, then, problem)


def _stray_before(repository: Repository, tree: Mapping[str, TreeFile], present: Mapping[str, bool]) -> dict[str, str]:
    """Path → blob of the files of a commit that are `present` now, each with whether it is the catalogue's.

    What has gone from a folder of those that are not the catalogue's may have been them, under other names.
    """
    folders = {posixpath.dirname(path) for path, owned in present.items() if not owned}
    return {
        path: file.blob
        for path, file in tree.items()
        if file.mode.startswith("100")
        and (
            path in present
            or (
                posixpath.dirname(path) in folders
                and is_message_path(PurePosixPath(posixpath.basename(path)))
                and not (repository.top / path).exists()
            )
        )
    }


def _root_before(
    repository: Repository, settings: Settings, place: str, tree: Mapping[str, TreeFile], present: Mapping[str, str]
) -> str:
    """The folder, from the top, in which the catalogue at a `place` lay at a commit: the same, or the one that it was moved from.

    `tree` has the files of the commit, `present` the contents of the message files of now. A catalogue was moved where most of
    its files lay elsewhere as they are now or, where none did, where settings were that are like its own; and all that is gone.
    """
    if posixpath.normpath(f"{place}/{CONFIG_NAME}") in tree:
        return place
    at: defaultdict[str, list[str]] = defaultdict(list)
    for path, file in tree.items():
        if not (repository.top / path).exists():
            at[file.blob].append(f"/{path}")
    votes = Counter[str]()
    for path, blob in present.items():
        inside = f"/{posixpath.relpath(path, place)}"
        votes.update(old.removesuffix(inside).lstrip("/") or "." for old in at[blob] if old.endswith(inside))
    if votes:
        return max(votes, key=lambda each: (votes[each], each))
    gone = sorted(path.lstrip("/") for paths in at.values() for path in paths if path.endswith(f"/{CONFIG_NAME}"))
    return _most_like(repository, settings, {path: tree[path].blob for path in gone}) or place


def _most_like(repository: Repository, settings: Settings, paths: Mapping[str, str]) -> str:
    """The folder of the settings, of those at some paths, that are most like those of now; "" where none are like them."""
    now = Path(settings.root, CONFIG_NAME)
    if not (paths and now.is_file()):
        return ""
    text, contents = now.read_text("utf-8", "replace"), committed(repository, paths)
    alike = {each.path: SequenceMatcher(None, text, each.data.decode("utf-8", "replace")).ratio() for each in contents}
    best = max(alike, key=lambda path: alike[path], default="")
    return PurePosixPath(best).parent.as_posix() if alike.get(best, 0) >= _LIKE else ""


def _settings_before(
    repository: Repository, now: Settings, root: str, tree: Mapping[str, TreeFile], into: Path
) -> tuple[Settings, str]:
    """The settings at a commit of a catalogue, in the folder `into` with the policies, rubrics and styles that they name.

    Where they cannot be read, those of now, and why.
    """
    into.mkdir(parents=True)
    config = into / CONFIG_NAME
    config.touch()  # Where there are none, those of a folder above do not count.

    def write(*names: str) -> None:
        wanted = [posixpath.normpath(f"{root}/{name}") for name in names]
        below = tuple("" if name == "." else f"{name}/" for name in wanted)
        some = {
            path: file.blob
            for path, file in tree.items()
            if file.mode.startswith("100") and (path in wanted or path.startswith(below))
        }
        for file in committed(repository, some):
            write_below(into, posixpath.relpath(file.path, root), file.data)

    write(CONFIG_NAME)
    try:
        stated = load_config(config, into)
        write(stated.policies, *stated.own_rubrics, *stated.vale_styles)
        then = load_settings(into, now.today, config, here=into)
    except ConfigError as error:
        return now, str(error).partition("\n")[0]
    if posixpath.normpath(f"{root}/{CONFIG_NAME}") in tree:
        return then, ""
    return now, ""  # The messages were there before anybody said where they are, and what is asked of them.


def _inside(path: str, folder: str, other: str) -> str:
    """Where a path, from the top, that lies in a folder would lie in another one."""
    return path if folder == other else posixpath.normpath(f"{other}/{posixpath.relpath(path, folder)}")


def _read(files: Iterable[CatalogueFile]) -> Iterator[tuple[str, bytes]]:
    for file in files:
        with suppress(FileError):
            yield file.shown, file_bytes(file)


def _blob_id(data: bytes, like: str) -> str:
    """The id that git gives a content, by the hash that made the id `like`."""
    return (sha1 if len(like) == _SHA1 else sha256)(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
