"""The message files of a catalogue, the messages in them by id, and which message uses which."""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path, PurePath
from typing import NamedTuple

from msgreview.model.errors import UsageError
from msgreview.model.message import Entry, Message
from msgreview.text.load import LoadedFile, load_file
from msgreview.text.typed import nearest

_SUFFIXES = (".yaml", ".yml")
_NOT_MESSAGES = frozenset({"msgreview.yaml", "policies.yaml", "review-plan.yaml"})
_NOT_FOLDERS = frozenset({"rubrics"})
_TAG = re.compile(r"\{%[-+]?\s*(?:include|extends|import|from)\b")
_TAGS = frozenset({"include", "extends", "import", "from"})
_BEFORE = frozenset({*_TAGS, "[", "(", ",", "else"})
_AFTER = frozenset({"]", ")", ",", "if", "else", "import", "as", "ignore", "with", "without", "block_end"})


class CatalogueFile(NamedTuple):
    """A message file and its path as it is printed: relative to where the run started if that is shorter, with `/`."""

    path: Path
    shown: str


def find_files(paths: Iterable[Path], here: Path) -> list[CatalogueFile]:
    """The message files under `paths`, each once: files as given, folders with all that is in them, in order of name.

    Hidden files and folders, `rubrics` folders and the catalogue's own settings are no messages. Links met inside a folder
    are not followed: they lead to what is read anyway, or out of the catalogue. `here` is the current folder.
    Raises UsageError for a path that is not there.
    """
    found: dict[str, CatalogueFile] = {}
    for path in paths:
        if path.is_dir():
            for real, file in _walk(path, here):
                found.setdefault(real, file)
        elif os.path.lexists(path):
            found.setdefault(os.path.realpath(path), CatalogueFile(path, shown_path(path, here)))
        else:
            raise UsageError(f"there is no file or folder '{path}'. Check how it is written, and the folder you are in.")
    return list(found.values())


def is_message_path(path: PurePath) -> bool:
    """Whether a path, from a folder of messages down, is a message file's by its names alone; see `find_files`."""
    *folders, name = path.parts
    hidden = any(part.startswith(".") or part in _NOT_FOLDERS for part in folders) or name.startswith(".")
    return not hidden and name.endswith(_SUFFIXES) and name not in _NOT_MESSAGES


def shown_path(path: Path, here: Path) -> str:
    r"""The shorter of a path from `here` and the path from the root, with `/`. A byte that is no text stands as `\xe9`."""
    full = here / path
    try:
        relative = os.path.relpath(full, here)
    except ValueError:  # Another drive.
        return _as_text(full.as_posix())
    return _as_text(Path(min(relative, os.path.normpath(full), key=len)).as_posix())


def _as_text(name: str) -> str:
    return name if name.isascii() else os.fsencode(name).decode("utf-8", "backslashreplace")


def _walk(folder: Path, here: Path) -> list[tuple[str, CatalogueFile]]:
    """The files below a folder, each with its real path, which is looked up once a folder."""
    found = []
    for at, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".") and name not in _NOT_FOLDERS]
        parent, real = Path(at), os.path.realpath(at)
        shown = shown_path(parent, here)
        prefix = "" if shown == "." else shown.rstrip("/") + "/"
        for name in names:
            if name.endswith(_SUFFIXES) and not name.startswith(".") and name not in _NOT_MESSAGES:
                path = parent / name
                if not path.is_symlink():
                    found.append((real + os.sep + name, CatalogueFile(path, prefix + _as_text(name))))
    return sorted(found, key=lambda each: each[1].shown)


def index(files: Iterable[CatalogueFile]) -> dict[str, CatalogueFile]:
    """Id of every message in `files` → the file it is in; of two with one id, the first. Reads all files."""
    homes: dict[str, CatalogueFile] = {}
    for file in files:
        for entry in load_file(file.path, file.shown).entries:
            homes.setdefault(entry.message.id, file)
    return homes


class Catalogue:
    """The messages of a catalogue by id, each read when it is asked for; some are kept, so that memory has an end."""

    def __init__(self, homes: Mapping[str, CatalogueFile], keep: int = 64) -> None:
        self._homes = homes
        self._load = lru_cache(maxsize=keep)(_load)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids there are."""
        return tuple(self._homes)

    def entry(self, id_: str) -> Entry | None:
        """The message with this id; None where there is none that can be read."""
        file = self._homes.get(id_)
        if file is None:
            return None
        return next((entry for entry in self._load(file).entries if entry.message.id == id_), None)

    def nearest(self, id_: str) -> str:
        """The id that looks most like one that is not there; "" where none does."""
        return nearest(id_, self._homes)


def _load(file: CatalogueFile) -> LoadedFile:
    return load_file(file.path, file.shown)


def references(message: Message) -> tuple[str, ...]:
    """Ids of the messages that this one uses: its parts, and what its texts include, extend or import. Each once, in order."""
    found = dict.fromkeys(part.use for part in message.parts if part.use)
    for text in (message.subject, message.body, *(part.text for part in message.parts)):
        if text and "{%" in text and _TAG.search(text):
            found |= dict.fromkeys(_named(text))
    return tuple(found)


def _named(text: str) -> Iterator[str]:
    """The ids written out in the tags of a template; an id that is computed is not known before it is rendered."""
    from jinja2 import Environment, TemplateSyntaxError

    tag: list[tuple[str, str]] | None = None
    try:
        for _, kind, value in Environment(autoescape=False).lex(text):
            if kind == "block_begin":
                tag = []
            elif kind == "block_end" and tag is not None:
                yield from _strings(tag)
                tag = None
            elif tag is not None and kind != "whitespace":
                tag.append((kind, value))
    except TemplateSyntaxError:  # What can be read so far is used; the fault itself is found where the template is read.
        return


def _strings(tag: list[tuple[str, str]]) -> Iterator[str]:
    """The names in a tag such as `include ['a', 'b'] ignore missing` or `extends 'a' if x else 'b'`."""
    if not tag or tag[0][1] not in _TAGS:
        return
    after = [value for _, value in tag[1:]] + ["block_end"]
    for number, (kind, value) in enumerate(tag):
        if kind == "string" and tag[number - 1][1] in _BEFORE and after[number] in _AFTER:
            yield value[1:-1]
