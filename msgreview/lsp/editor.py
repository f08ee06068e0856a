"""What an editor has open: its folders, its files, and the catalogues that they belong to."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from msgreview.catalogue.settings import CONFIG_NAME
from msgreview.catalogue.yaml_tree import FileError, load_source
from msgreview.lsp.documents import Document, document
from msgreview.lsp.positions import Encoding
from msgreview.lsp.project import Project


class Editor:
    """The folders and files that are open, and their catalogues, each loaded when a file of it is first asked for."""

    def __init__(self, folders: Iterable[Path] = (), encoding: Encoding = "utf-16") -> None:
        self.folders = [folder.resolve() for folder in folders]
        self.encoding = encoding
        self.documents: dict[str, Document] = {}
        self.projects: dict[Path, Project] = {}

    def open(self, uri: str, text: str, version: int | None) -> Document:
        """Takes over a file as it stands in the editor."""
        here = self.folders[0] if self.folders else Path.cwd()
        opened = self.documents[uri] = document(uri, text, version, here, self.encoding)
        project = self.projects.get(self._root(opened.path))
        if project:
            project.write(opened)
        return opened

    def close(self, uri: str) -> None:
        """Takes over that a file is not open any more."""
        closed = self.documents.pop(uri, None)
        project = self.projects.get(self._root(closed.path)) if closed else None
        if closed and project:
            project.close(closed)

    def project(self, path: Path) -> Project:
        """The catalogue that a file belongs to: of the nearest settings above it, else of the folder that is open."""
        root = self._root(path)
        project = self.projects.get(root)
        if project is None:
            project = self.projects[root] = Project(root)
            for each in self._of(root):
                project.write(each)
        elif project.is_of_yesterday:
            self.reload(project)
        return project

    def reload(self, project: Project) -> None:
        """Loads the settings and rules of a catalogue afresh."""
        project.reload(self._of(project.root))

    def documents_of(self, project: Project) -> list[Document]:
        """The open files of a catalogue."""
        return [*self._of(project.root)]

    def _of(self, root: Path) -> Iterator[Document]:
        return (each for each in self.documents.values() if self._root(each.path) == root)

    def _root(self, path: Path) -> Path:
        """The folder of the nearest settings above a file; where there are none, of those in the messages of an open folder."""
        for above in path.parents:
            if (above / CONFIG_NAME).is_file():
                return above
        folder = next((each for each in self.folders if path.is_relative_to(each)), None)
        if folder is None:
            return path.parent
        inner = folder / "messages"
        return inner if (inner / CONFIG_NAME).is_file() else folder

    def at(self, path: Path) -> Document | None:
        """A file as it stands: open, or on disk; None where there is none that can be read."""
        document_ = next((each for each in self.documents.values() if each.path == path), None)
        if document_ is None:
            with suppress(FileError):
                source = load_source(path, path.name)
                return document(path.as_uri(), source.text, None, path.parent, self.encoding)
        return document_
