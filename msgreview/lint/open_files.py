"""The files of a catalogue, and the unsaved texts that are laid over them."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from os import path as os_path
from pathlib import Path

from msgreview.catalogue.files import CatalogueFile, is_message_path, message_files, shown_path
from msgreview.catalogue.load import LoadedFile
from msgreview.catalogue.yaml_tree import FileError, file_bytes
from msgreview.lint.file import load_indexed
from msgreview.lint.result import FileResult
from msgreview.model.config import Settings

_LOADED = 128
"""Files whose messages stay in memory."""


class OpenFiles(dict[str, CatalogueFile]):
    """Every file of the catalogue, in order, and those outside it that were opened, by the name that `lint` prints."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings
        self._root = Path(settings.root)
        self._numbers: dict[str, int] = {}
        self.outside: set[str] = set()
        self._texts: dict[str, bytes] = {}
        self._loaded: dict[str, tuple[str, LoadedFile]] = {}
        """Path → digest of the content, and what it holds; of the files that were loaded last."""
        self._list()

    def shown(self, path: Path) -> str:
        """The name of a file here."""
        return shown_path(path, self._root)

    def is_message(self, path: Path) -> bool:
        """Whether a path lies in the catalogue's folders of messages and is a message file's by its names."""
        at = Path(os_path.normpath(path))
        folders = (Path(os_path.normpath(self._root / name)) for name in self._settings.config.messages)
        return any(at == each or (at.is_relative_to(each) and is_message_path(at.relative_to(each))) for each in folders)

    def inside(self) -> list[str]:
        """The files of the catalogue, in order."""
        return [shown for shown in self if shown not in self.outside]

    def number(self, shown: str) -> int:
        """Where a file stands among all: what they are sorted by."""
        return self._numbers.get(shown, len(self._numbers))

    def write(self, path: Path, text: str | None) -> None:
        """Lays an unsaved text over a file, or takes it off again."""
        shown = self.shown(path)
        if text is None:
            self._texts.pop(shown, None)
        else:
            self._texts[shown] = text.encode("utf-8", "replace")

    def is_written(self, shown: str) -> bool:
        """Whether a text is laid over a file."""
        return shown in self._texts

    def is_unsaved(self, shown: str) -> bool:
        """Whether such a text is not what the file says."""
        with suppress(FileError):
            return shown in self._texts and self._texts[shown] != file_bytes(self[shown])
        return True

    def exists(self, file: CatalogueFile) -> bool:
        """Whether there is a text of a file, on disk or laid over it."""
        return file.shown in self._texts or file.path.is_file()

    def add(self, file: CatalogueFile) -> None:
        """Takes a file in that is new."""
        self[file.shown] = file
        if not self.is_message(file.path):
            self.outside.add(file.shown)
        self._list()

    def remove(self, shown: str) -> bool:
        """Takes a file out; whether it was there."""
        if self.pop(shown, None) is None:
            return False
        self.outside.discard(shown)
        self._loaded.pop(shown, None)
        self._texts.pop(shown, None)
        return True

    def in_memory(self) -> list[LoadedFile]:
        """The files that were looked at last, with what they hold."""
        return [loaded for _, loaded in self._loaded.values()]

    def mentioning(self, word: str) -> Iterator[str]:
        """The files whose text, as it stands, has a word in it, in order."""
        wanted = word.encode("utf-8", "replace")
        for shown in self:
            with suppress(FileError):
                if wanted in file_bytes(self._current(shown)):
                    yield shown

    def last_loaded(self, shown: str, digest: str | None = None) -> LoadedFile | None:
        """What a file held when it was looked at last; None where it was not lately, or had a content of another digest."""
        at, loaded = self._loaded.get(shown, ("", None))
        return loaded if digest in (None, at) else None

    def index(self, shown: str, today: date) -> tuple[FileResult, LoadedFile]:
        """A file as it stands: what is known of it without linting, and what it holds."""
        result, loaded = load_indexed(self._current(shown), today)
        self._loaded.pop(shown, None)
        self._loaded[shown] = (result.digest, loaded)
        while len(self._loaded) > _LOADED:
            del self._loaded[next(iter(self._loaded))]
        return result, loaded

    def _current(self, shown: str) -> CatalogueFile:
        """A file with the text that is laid over it."""
        return self[shown]._replace(data=self._texts.get(shown))

    def _list(self) -> None:
        """Lists the files afresh."""
        on_disk = {file.shown: file for file in message_files(self._settings, self._root)}
        written = {shown: file for shown, file in self.items() if shown in self._texts}
        files = sorted((on_disk | written).items(), key=lambda each: (each[0] in self.outside, each[0]))
        self.clear()
        self.update(files)
        self._numbers = {shown: number for number, shown in enumerate(self)}
