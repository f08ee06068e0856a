"""Which file each imported message goes to, and whether it may be written."""

from collections.abc import Sequence
from pathlib import Path, PurePosixPath

import msgspec

from msgreview.catalogue.atomic import write_atomic
from msgreview.catalogue.files import find_files, shown_path
from msgreview.catalogue.load import load_file
from msgreview.importing.messages import Imported, apart, file_path, is_as_imported, sealed
from msgreview.importing.records import RejectedRecord
from msgreview.model.errors import UsageError


class Placed(msgspec.Struct):
    """What an import did to the files of a folder."""

    new: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: list[RejectedRecord] = []


class _Folder:
    """The message files of a folder: where each id is, and which paths are taken, upper and lower case being one.

    `catalogue` are the folders and files of the catalogue around it, whose ids are taken too.
    """

    def __init__(self, into: Path, catalogue: Sequence[Path]) -> None:
        self.into = into
        self.paths: dict[str, Path] = {}
        self.broken: dict[str, Path] = {}
        self.counts: dict[Path, int] = {}
        self.taken = {path.relative_to(into).as_posix().casefold() for path in into.rglob("*")}
        for path, shown in find_files([*([into] if into.exists() else []), *catalogue], Path.cwd()):
            loaded = load_file(path, shown)
            self.counts[path] = len(loaded.entries) + len(loaded.broken)
            for entry in loaded.entries:
                self.paths.setdefault(entry.message.id, path)
            self.broken |= dict.fromkeys(loaded.broken, path)

    def free(self, message_id: str) -> Path:
        """A path that no file has, and marks it as taken."""
        path = file_path(message_id)
        if self._is_taken(path):
            path = apart(path, message_id)
        self.taken.add(str(path).casefold())
        return self.into / path

    def _is_taken(self, path: PurePosixPath) -> bool:
        return str(path).casefold() in self.taken

    def holds(self, path: Path) -> bool:
        """Whether a file at `path` would really stand in the folder, whatever links lead to."""
        return path.parent.resolve().is_relative_to(self.into.resolve())


def place(imported: Sequence[Imported], into: Path, catalogue: Sequence[Path], *, force: bool) -> Placed:
    """Writes each message into its file in `into`, each whole or not at all.

    A message that is there already stays in its file, wherever that is; it is replaced only if nobody has edited the file
    since it was imported, or by `force`. `catalogue` are the folders and files of the catalogue around `into`.
    Raises UsageError if `into` is no folder or the disk does not take a file.
    """
    if into.exists() and not into.is_dir():
        raise UsageError(f"--into {into}: this is a file. Name a folder; it is made if need be.")
    placed = Placed()
    try:
        folder = _Folder(into, catalogue)
        for each in imported:
            _place(each, folder, placed, force=force)
    except OSError as error:
        done = placed.new + placed.updated
        raise UsageError(
            f"{error.filename or into} could not be written: {error.strerror or error}. {done} files before it are written. "
            "Mend that and run the same command again: it goes on where it stopped."
        ) from None
    return placed


def _place(each: Imported, folder: _Folder, placed: Placed, *, force: bool) -> None:
    text = sealed(each.message)
    existing = folder.paths.get(each.message.id)
    path = existing or folder.free(each.message.id)
    reason = _why_not(each.message.id, path, folder, text, force=force)
    if reason:
        placed.rejected.append(RejectedRecord(each.where, f"'{each.message.id}' {reason}"))
    elif existing is None:
        write_atomic(path, text)
        placed.new += 1
    elif _content(existing) == text:
        placed.unchanged += 1
    else:
        write_atomic(existing, text)
        placed.updated += 1


def _why_not(message_id: str, path: Path, folder: _Folder, text: str, *, force: bool) -> str:
    """Why the message may not be written to `path`; "" where it may be, or need not be."""
    if not folder.holds(path):
        if message_id in folder.paths:
            existing = shown_path(path, Path.cwd())
            return f"is already in {existing}, outside of {folder.into}; give one of them another id, or import into that folder"
        return f"would go to {path.as_posix()}, which a link leads out of {folder.into}; remove the link"
    if message_id not in folder.paths:
        own = folder.into / file_path(message_id)
        broken = folder.broken.get(message_id) or (own if folder.counts.get(own) == 0 else None)
        return f"belongs in {broken.as_posix()}, which cannot be read; mend or remove that file" if broken else ""
    if folder.counts[path] > 1:
        return f"is in {path.as_posix()} with other messages, which an import would lose; change it there by hand"
    content = _content(path)
    if content == text or is_as_imported(content) or force:
        return ""
    return f"was edited in {path.as_posix()} since it was imported; keep that, or add --force to replace it with the record"


def _content(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n").removeprefix("\ufeff")
