"""Which file each imported message goes to, and whether it may be written."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from msgreview.catalogue.atomic import write_atomic
from msgreview.catalogue.files import find_files, shown_path
from msgreview.catalogue.load import load_file
from msgreview.catalogue.schema_line import schema_line, without_schema_line
from msgreview.importing.messages import (
    Imported,
    apart,
    file_path,
    has_words_as_imported,
    is_as_imported,
    sealed,
    text_hash,
    with_words_of,
    words_are_as_imported,
)
from msgreview.importing.records import RejectedRecord
from msgreview.importing.reimport import reimported
from msgreview.model.errors import UsageError
from msgreview.model.message import Entry, Message


class Written(msgspec.Struct):
    """What an import did to the files of a folder: the ids of the messages in them."""

    new: list[str] = []
    updated: list[str] = []
    unchanged: list[str] = []
    rejected: list[RejectedRecord] = []


class _Folder:
    """The message files of a folder: where each id is, and which paths are taken, upper and lower case being one.

    `catalogue` are the folders and files of the catalogue around it, whose ids are taken too.
    """

    def __init__(self, into: Path, catalogue: Sequence[Path]) -> None:
        self.into = into
        self.paths: dict[str, Path] = {}
        self.entries: dict[str, Entry] = {}
        self.broken: dict[str, Path] = {}
        self.counts: dict[Path, int] = {}
        self.keys: dict[tuple[str, str], str] = {}
        self.taken = {path.relative_to(into).as_posix().casefold() for path in into.rglob("*")}
        for file in find_files([*([into] if into.exists() else []), *catalogue], Path.cwd()):
            path, loaded = file.path, load_file(file)
            self.counts[path] = len(loaded.entries) + len(loaded.broken)
            for entry in loaded.entries:
                if self.paths.setdefault(entry.message.id, path) == path:
                    self.entries[entry.message.id] = entry
                    self.keys.setdefault(_key(entry.message), entry.message.id)
            self.broken |= dict.fromkeys(loaded.broken, path)

    def free(self, message_id: str) -> Path:
        """A path that no file has, and marks it as taken."""
        path = file_path(message_id)
        if str(path).casefold() in self.taken:
            path = apart(path, message_id)
        self.taken.add(str(path).casefold())
        return self.into / path

    def identified(self, message: Message) -> Message:
        """The message with the id that it has here, under which a system's message was imported before.

        A new one has an id of its own, also where another message has the one that would be made for it.
        """
        key = _key(message)
        if not all(key):
            return message
        other = self.entries.get(message.id)
        clash = message.id in self.paths and (other is None or _key(other.message) != key)
        new = self.keys.get(key) or (f"{message.id[:190]}-{text_hash(key[1])[:6]}" if clash else message.id)
        return msgspec.structs.replace(message, id=new)

    def holds(self, path: Path) -> bool:
        """Whether a file at `path` would really stand in the folder, whatever links lead to."""
        return path.parent.resolve().is_relative_to(self.into.resolve())


def _key(message: Message) -> tuple[str, str]:
    """The system that a message came from, and what that calls it; empty for one of no such system."""
    return message.source.get("system", ""), message.source.get("key", "")


def write_messages(
    imported: Sequence[Imported],
    into: Path,
    catalogue: Sequence[Path],
    root: Path,
    *,
    force: bool,
    before_first: Callable[[], None],
) -> Written:
    """Writes each message into its file in `into`, atomically.

    A message that is there already stays in its file, wherever that is. A file that nobody has edited since it was imported
    is replaced; in one that was edited new words replace those that an import wrote, or any by `force`, and all else stays.
    `catalogue` are the folders and files of the catalogue around `into`, and `root` is its own, where the schemas are.
    `before_first` runs before the first file is written; never, where none is.
    Raises UsageError if `into` is no folder or the disk does not take a file.
    """
    if into.exists() and not into.is_dir():
        raise UsageError(f"--into {into}: this is a file. Name a folder; it is made if need be.")
    written = Written()
    try:
        folder = _Folder(into, catalogue)
        for each in _identified(imported, folder):
            content = _content(each, folder, written, root, force=force)
            if content is None:
                continue
            if not written.new + written.updated:
                before_first()
            write_atomic(content.path, content.data)
            (written.new if content.new else written.updated).append(content.id)
    except OSError as error:
        done = len(written.new + written.updated)
        raise UsageError(
            f"{error.filename or into} could not be written: {error.strerror or error}. {done} files before it are written. "
            "Mend that and run the same command again: it goes on where it stopped."
        ) from None
    return written


def _identified(imported: Sequence[Imported], folder: _Folder) -> Iterator[Imported]:
    """The messages with the ids that they, and those whose twins they are, have in the folder."""
    messages = {each.message.id: folder.identified(each.message) for each in imported}
    for each in imported:
        message = messages[each.message.id]
        twin = messages.get(message.twin_of)
        message = msgspec.structs.replace(message, twin_of=twin.id if twin else message.twin_of)
        yield msgspec.structs.replace(each, message=message)


class _Content(NamedTuple):
    """What the file of a message is to hold, and whether there is none yet."""

    id: str
    path: Path
    data: bytes
    new: bool


def _content(each: Imported, folder: _Folder, written: Written, root: Path, *, force: bool) -> _Content | None:
    """What the file of a message is to hold; None where it holds that, or may not be written, which is noted in `written`."""
    entry = folder.entries.get(each.message.id)
    message = each.with_facts_of(entry.message) if entry else each.message
    existing = folder.paths.get(message.id)
    path = existing or folder.free(message.id)
    data = b"" if existing is None else existing.read_bytes()
    content = _problem(message.id, path, folder) or _new_content(data, message, folder, schema_line(root, path), force=force)
    if isinstance(content, str):
        written.rejected.append(RejectedRecord(each.where, f"'{message.id}' {content}"))
        return None
    if existing and content == data:
        written.unchanged.append(message.id)
        return None
    return _Content(message.id, path, content, existing is None)


def _new_content(data: bytes, message: Message, folder: _Folder, line: str, *, force: bool) -> bytes | str:
    """What the file of a message is to hold, which holds `data`; in words, why that cannot be had.

    A new file begins with `line`, which is no part of what an import is known again by.
    """
    text, entry = sealed(message), folder.entries.get(message.id)
    if entry is None:
        return (line + text).encode("utf-8")
    named, content = without_schema_line(data.decode("utf-8", "replace").replace("\r\n", "\n").removeprefix("\ufeff"))
    if is_as_imported(content):
        return data if content == text else (named + text).encode("utf-8")
    old = entry.message
    if not force and words_are_as_imported(old, message):
        return data
    if (old.subject, old.body, old.parts) == (message.subject, message.body, message.parts):
        return data
    path = folder.paths[message.id].as_posix()
    if not (force or has_words_as_imported(old)):
        return f"was edited in {path} since it was imported; keep that, or add --force to replace its words with the record's"
    made = reimported(data, entry, with_words_of(old, message))
    if made is None and not force:
        return f"has new words that cannot be written into {path} without changing something else; change it there by hand"
    return made or (named + text).encode("utf-8")


def _problem(message_id: str, path: Path, folder: _Folder) -> str:
    """Why the file of a message may not be written at all; "" where it may."""
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
    return ""
