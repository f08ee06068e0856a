"""Saving what somebody typed: an exact edit of the message's file, and a commit of that file alone."""

import codecs
from collections.abc import Callable, Mapping
from typing import NamedTuple

import msgspec

from msgreview.catalogue.edits import with_line_feeds
from msgreview.catalogue.files import CatalogueFile
from msgreview.catalogue.fingerprint import short_hash
from msgreview.catalogue.load import load_bytes
from msgreview.catalogue.rewrite import rewritten, with_words, words_of
from msgreview.catalogue.yaml_tree import FileError, decode
from msgreview.history.commit import ReviewError, put_back, recording_lock, write_files
from msgreview.history.context import opened_files
from msgreview.history.git import GitError, Repository
from msgreview.model.message import Message
from msgreview.serve.live import Snapshot

_NAMES = {"subject": "the subject", "body": "the body", "parts": "its parts"}


class Conflict(Exception):  # noqa: N818 - it is nobody's error
    """A message says something else than when its editor began. `now` is what its file says, None where it is gone."""

    def __init__(self, now: Message | None) -> None:
        super().__init__()
        self.now = now


class TextConflict(Exception):  # noqa: N818 - it is nobody's error
    """A file says something else than when its editor began: `now`, which `version` names."""

    def __init__(self, now: str, version: str) -> None:
        super().__init__()
        self.now = now
        self.version = version


class Edited(NamedTuple):
    """A file with the words that were typed, its path from the top of the repository, and what the commit says."""

    path: str
    old: bytes
    new: bytes
    message: str


def version(message: Message) -> str:
    """What names a message as an editor sees it: all that its file says of it, but for the record of its review."""
    return short_hash(msgspec.json.encode(msgspec.structs.replace(message, review=None)))


def typed_words(message: Message, form: Mapping[str, str]) -> dict[str, str]:
    """The words that a form holds of a message. A browser sends other line ends than it was given: what says the same stays."""
    old = words_of(message)
    sent = {field: with_line_feeds(text) for field, text in form.items() if field in old}
    return {field: old[field] if _is_same(text, old[field]) else text for field, text in sent.items()}


def _is_same(typed: str, old: str) -> bool:
    return typed.rstrip("\n") == with_line_feeds(old).rstrip("\n")


def save(snapshot: Snapshot, id_: str, seen: str, form: Mapping[str, str], note: str) -> str:
    """Writes the words of a form into a message's file and commits it; the commit's id, "" where no word is another one.

    `seen` is the version that the editor began with. Raises Conflict where the message is another one now, RewriteError where
    the words cannot be written, ReviewError or GitError where they cannot be committed. Then no file is changed.
    """
    repository = _repository(snapshot)
    with recording_lock(repository):
        edited = _edited(snapshot, repository, id_, seen, form, note)
        if edited.new == edited.old:
            return ""
        try:
            return write_files(repository, {edited.path: edited.old}, {edited.path: edited.new}, edited.message)
        except (ReviewError, GitError):
            _edited(snapshot, repository, id_, seen, form, note)  # Somebody else may have changed it at this very moment.
            raise


def save_reviewed(snapshot: Snapshot, id_: str, seen: str, form: Mapping[str, str], record: Callable[[], str]) -> str:
    """Does the same, and has the commit made by `record`, which records the new words as a review and returns its id."""
    repository = _repository(snapshot)
    with recording_lock(repository):
        edited = _edited(snapshot, repository, id_, seen, form, "")
        if edited.new == edited.old:
            return ""
        write_files(repository, {edited.path: edited.old}, {edited.path: edited.new}, "")
    try:
        return record()
    except BaseException:
        with recording_lock(repository):
            put_back(repository, edited.path, edited.new, edited.old)
        raise


def text_of(data: bytes) -> str | None:
    """What a file says, as it is typed; None where that is no text."""
    try:
        return with_line_feeds(decode(data, "").text)
    except FileError:
        return None


def text_version(data: bytes) -> str:
    """What names a file as an editor of its text sees it."""
    return short_hash(data)


def save_text(snapshot: Snapshot, file: CatalogueFile, seen: str, text: str, note: str) -> str:
    """Writes a text into a message file as it is, in its line ends, and commits it; the commit's id, "" for nothing new.

    `seen` is the version that the editor began with. Raises TextConflict where the file is another one now, ReviewError or
    GitError where it cannot be committed. Then the file is as it was.
    """
    repository = _repository(snapshot)
    with recording_lock(repository):
        [opened] = opened_files([file], repository)
        if text_version(opened.data) != seen:
            raise TextConflict(text_of(opened.data) or "", text_version(opened.data))
        if text == text_of(opened.data):
            return ""
        new = text.replace("\n", "\r\n") if b"\r\n" in opened.data else text
        data = (codecs.BOM_UTF8 if opened.data.startswith(codecs.BOM_UTF8) else b"") + new.encode()
        subject = f"{file.path.stem}: {' '.join(note.split()) or 'edit its file'}\n"
        return write_files(repository, {opened.path: opened.data}, {opened.path: data}, subject)


def _repository(snapshot: Snapshot) -> Repository:
    """Where a save is committed; ReviewError or GitError where it cannot be."""
    repository = snapshot.repository
    if repository is None:
        raise ReviewError("Saving is a commit, and these messages are in no git repository yet. Start one there: git init")
    repository.me()
    return repository


def _edited(snapshot: Snapshot, repository: Repository, id_: str, seen: str, form: Mapping[str, str], note: str) -> Edited:
    """The file of a message as it is now, with the words of a form."""
    current = snapshot.messages[id_]
    if twice := next((each.path for each in snapshot.catalogue.problems if each.id == id_ and each.path != current.path), ""):
        raise ReviewError(f"{id_} stands in two files, {current.path} and {twice}. Take it out of one of them, and save again.")
    try:
        data = (repository.top / current.path).read_bytes()
    except FileNotFoundError:
        raise Conflict(None) from None
    entry = load_bytes(data, current.shown).entry(id_)
    if entry is None or version(entry.message) != seen:
        raise Conflict(entry.message if entry else None)
    words = typed_words(entry.message, form)
    return Edited(current.path, data, rewritten(data, current.shown, id_, words), _message(entry.message, words, note))


def _message(old: Message, words: Mapping[str, str], note: str) -> str:
    """What the commit says: the editor's own words, or which fields changed."""
    before, after = words_of(old), words_of(with_words(old, words))
    fields = dict.fromkeys(_NAMES[field.partition(".")[0]] for field in before if before[field] != after[field])
    return f"{old.id}: {' '.join(note.split()) or 'edit ' + ' and '.join(fields)}\n"
