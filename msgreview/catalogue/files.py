"""Lists the files of a catalogue without opening any, and the folders of data that come with the program."""

import os
from collections.abc import Iterable
from pathlib import Path, PurePath
from typing import Literal, NamedTuple

from msgreview.catalogue.atomic import remove_leftovers
from msgreview.model.config import Settings
from msgreview.model.errors import UsageError

PACKAGE = Path(__file__).resolve().parents[1]
YAML_SUFFIXES = (".yaml", ".yml")
_NOT_MESSAGES = frozenset(
    {"msgreview.yaml", "policies.yaml", "review-plan.yaml", "review-facts.yaml", "votes.yaml", "baseline.yaml"}
)
_NOT_FOLDERS = frozenset({"rubrics"})
_COURSES = "training"
_SETTINGS = "msgreview.yaml"


class CatalogueFile(NamedTuple):
    """A message file and its path as it is printed: relative to where the run started if that is shorter, with `/`."""

    path: Path
    shown: str
    data: bytes | None = None
    """What it holds, where that is not on the disk."""


FileStamp = tuple[int, int, int]
"""What shows that a file was written: its time in nanoseconds, its size and its place on the disk."""


def file_stamp(path: Path) -> FileStamp | None:
    """The stamp of a file; None for one that is not there."""
    try:
        facts = path.stat()
    except OSError:
        return None
    return facts.st_mtime_ns, facts.st_size, facts.st_ino


def find_files(paths: Iterable[Path], here: Path) -> list[CatalogueFile]:
    """The message files under `paths`, each once: files as given, folders with all that is in them, in order of name.

    Hidden files and folders, `rubrics` folders, the catalogue's own settings and the `training` folder beside them are no
    messages. Links met inside a folder are not followed: they lead to what is read anyway, or out of the catalogue.
    `here` is the current folder.
    What killed runs have left half-written in a folder is removed on the way.
    Raises UsageError for a path that is not there, and for a link out of the catalogue or repository that it lies in.
    """
    files: dict[str, CatalogueFile] = {}
    for path in paths:
        if path.is_dir():
            for real, file in _walk(path, here):
                files.setdefault(real, file)
        elif _leads_out(path):
            raise UsageError(f"'{path}' is a link that leads out of the catalogue, so it is not read. Name the file itself.")
        elif os.path.lexists(path):
            files.setdefault(os.path.realpath(path), CatalogueFile(path, shown_path(path, here)))
        else:
            raise UsageError(f"there is no file or folder '{path}'. Check how it is written, and the folder you are in.")
    return list(files.values())


def _leads_out(path: Path) -> bool:
    """Whether a path is a link that leads out of the nearest folder above it with settings or a repository, or of its own."""
    if not path.is_symlink():
        return False
    folder = Path(os.path.realpath(path.parent))
    tops = (above for above in (folder, *folder.parents) if (above / _SETTINGS).exists() or (above / ".git").exists())
    return not is_inside(path, next(tops, folder))


def message_files(settings: Settings, here: Path) -> list[CatalogueFile]:
    """All message files of a catalogue, as `find_files` lists them; none where its folders are not there."""
    folders = (Path(settings.root, name) for name in settings.config.messages)
    return find_files([folder for folder in folders if folder.exists()], here)


def repository_top(folder: Path) -> Path | None:
    """The top of the repository around a folder, as a full path; None where there is none."""
    full = folder.resolve()
    return next((above for above in (full, *full.parents) if (above / ".git").exists()), None)


def is_path(name: str) -> bool:
    """Whether there is a file or folder of this name; there is none of a name that the machine does not take."""
    try:
        return Path(name).exists()
    except OSError:
        return False


def is_message_path(path: PurePath) -> bool:
    """Whether a path, from a folder of messages down, is a message file's by its names alone; see `find_files`."""
    *folders, name = path.parts
    return is_message_name(name) and not any(part.startswith(".") or part in _NOT_FOLDERS for part in folders)


def is_message_name(name: str) -> bool:
    """Whether a file can be a message file's by its name alone."""
    return name.lower().endswith(YAML_SUFFIXES) and not name.startswith(".") and name not in _NOT_MESSAGES


def is_inside(path: Path, folder: Path) -> bool:
    """Whether a path leads to something in a folder, or to the folder, all links followed; what no path can be does not."""
    return "\0" not in str(path) and Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


def shown_path(path: Path, here: Path) -> str:
    """The shorter of a path from `here` and the path from the root, with `/`; see `as_text`."""
    full = here / path
    try:
        relative = os.path.relpath(full, here)
    except ValueError:  # Another drive.
        return as_text(full.as_posix())
    return as_text(Path(min(relative, os.path.normpath(full), key=len)).as_posix())


def as_text(name: str) -> str:
    r"""A path in which a byte that is no text stands as `\xe9`."""
    return name if name.isascii() else os.fsencode(name).decode("utf-8", "backslashreplace")


def _walk(folder: Path, here: Path) -> list[tuple[str, CatalogueFile]]:
    """The files below a folder, each with its real path, which is looked up once a folder."""
    files = []
    folders = [str(folder)]
    while folders:
        at = folders.pop()
        try:
            entries = list(os.scandir(at))
        except OSError:
            continue
        is_top = any(entry.name == _SETTINGS for entry in entries)
        parent, real = Path(at), os.path.realpath(at)
        shown = shown_path(parent, here)
        prefix = "" if shown == "." else shown.rstrip("/") + "/"
        for entry in entries:
            name = entry.name
            if entry.is_dir(follow_symlinks=False):
                is_skipped = name.startswith(".") or name in _NOT_FOLDERS or (is_top and name == _COURSES)
                folders += [] if is_skipped else [entry.path]
            elif is_message_name(name):
                if not entry.is_symlink():
                    files.append((real + os.sep + name, CatalogueFile(parent / name, prefix + as_text(name))))
            elif name.startswith(".msgreview-"):
                remove_leftovers([parent / name])
    return sorted(files, key=lambda each: each[1].shown)


def content(path: Path) -> bytes:
    """What a file holds; b"" where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError:
        return b""


def require_content(path: Path) -> bytes:
    """What a file holds that a user named. UsageError where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}. Look at the path, and that you may read the file.") from None


def shipped(name: Literal["rubrics", "messages", "training"], package: Path = PACKAGE) -> Path:
    """A folder of data that comes with the program (`package`): as installed, or the one at the root of a checkout."""
    installed = package / "shipped" / name
    return installed if installed.is_dir() else package.parent / name
