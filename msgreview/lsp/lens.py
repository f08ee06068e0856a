"""Where each message stands in its review, shown above it."""

from collections.abc import Iterator

from lsprotocol import types

from msgreview.lsp.documents import Document
from msgreview.lsp.project import Project


def lenses(document: Document, project: Project) -> Iterator[types.CodeLens]:
    """A line above each message of an open file; none as long as the history has not been read."""
    loaded = project.loaded(document)
    for entry in loaded.entries if loaded else ():
        path, words = project.states.get(entry.message.id, ("", ""))
        if words and (project.root / path).resolve() == document.path:  # An id that is there twice is another file's.
            at = entry.spans[""].start
            yield types.CodeLens(document.positions.range(at, at), types.Command(words, ""))
