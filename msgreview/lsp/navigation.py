"""From a name to where it is defined and to where it is used, and from a catalogue to its symbols."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from lsprotocol import types

from msgreview.catalogue.settings import CONFIG_NAME
from msgreview.lsp.documents import Document
from msgreview.lsp.editor import Editor
from msgreview.lsp.names import Name, name_at, names_in
from msgreview.lsp.project import Project
from msgreview.model.message import Entry

_MOST_SYMBOLS = 500
"""Symbols of a catalogue that are listed at once: editors ask again with more letters."""


class Mention(NamedTuple):
    """A name where it stands in a file."""

    document: Document
    name: Name

    @property
    def location(self) -> types.Location:
        """Where that is, for an editor."""
        return types.Location(self.document.uri, self.document.positions.range(*self.name.span))


def names_of(document: Document, project: Project) -> list[Name]:
    """The names in an open file, in order."""
    return names_in(document.source, project.kind(document.path), project, project.loaded(document))


def name_in(document: Document, project: Project, position: types.Position) -> Name | None:
    """The name at a position."""
    return name_at(names_of(document, project), document.positions.offset(position))


def mentions(name: Name, document: Document, editor: Editor) -> Iterator[Mention]:
    """Every place in the catalogue where the thing that a name stands for is named; a variable's, those in its message."""
    project = editor.project(document.path)
    if name.kind == "variable":
        yield from _matching([document], name, project)
        return
    paths: list[Path] = []
    if project.workspace:
        word = name.name.rpartition(".")[2] if name.kind == "policy" else name.name
        paths = [project.workspace.files[shown].path for shown in project.workspace.files.mentioning(word)]
        project.workspace.refresh(paths)
    documents = (editor.at(path) for path in (*paths, *project.other_files()))
    yield from _matching((each for each in documents if each), name, project)


def _matching(documents: Iterable[Document], name: Name, project: Project) -> Iterator[Mention]:
    for document in documents:
        same = [each for each in names_of(document, project) if each.is_of(name)]
        if name.kind == "variable" and all(each.message for each in same):
            same = [each for each in same if each.message == name.message]
        yield from (Mention(document, each) for each in same)


def definition(name: Name, document: Document, editor: Editor) -> list[types.Location]:
    """Where a name is defined; a variable that its message says nothing of, in the settings."""
    there = [each.location for each in mentions(name, document, editor) if each.name.defines and each.name.name == name.name]
    if there:
        return there
    project = editor.project(document.path)
    if name.kind == "variable":
        settings = editor.at(project.root / CONFIG_NAME)
        own = _matching([settings], name._replace(message=""), project) if settings else ()
        return [each.location for each in own if each.name.name == name.name]
    rule = project.rule(name.name) if name.kind == "rule" else None
    source = editor.at(project.root / rule.path) if rule and rule.path else None
    if rule is None or source is None or rule.line > len(source.source.starts):
        return []
    return [types.Location(source.uri, source.positions.range(*source.source.line_span(rule.line)))]


def references(name: Name, document: Document, editor: Editor, *, declaration: bool) -> list[types.Location]:
    """Where a name is used, with its declaration if that is wanted."""
    return [each.location for each in mentions(name, document, editor) if declaration or not each.name.defines]


def highlights(name: Name, document: Document, editor: Editor) -> list[types.DocumentHighlight]:
    """Where else in the file a name stands."""
    project = editor.project(document.path)
    same = _matching([document], name, project)
    kinds = types.DocumentHighlightKind
    return [types.DocumentHighlight(each.location.range, kinds.Write if each.name.defines else kinds.Read) for each in same]


def document_symbols(document: Document, project: Project) -> list[types.DocumentSymbol]:
    """The messages of a file with their texts and samples; none in another file."""
    loaded = project.loaded(document)
    return [_symbol(entry, document) for entry in loaded.entries] if loaded else []


def _symbol(entry: Entry, document: Document) -> types.DocumentSymbol:
    whole = entry.spans[""]
    at = entry.span("id")
    children = [*_children(entry, document)]
    end = max([whole.end, at.end])
    return types.DocumentSymbol(
        name=entry.message.id,
        kind=types.SymbolKind.Class,
        range=document.positions.range(min(whole.start, at.key_start), end),
        selection_range=document.positions.range(at.start, at.end),
        detail=entry.message.title or None,
        children=children,
    )


def _children(entry: Entry, document: Document) -> Iterator[types.DocumentSymbol]:
    kinds = types.SymbolKind
    sorts = {"subject": kinds.String, "body": kinds.String, "parts": kinds.Array, "samples": kinds.Object}
    whole = entry.spans[""]
    for name, kind in sorts.items():
        at = entry.spans.get(name)
        if at and whole.start <= at.key_start < whole.end:
            full, key = document.positions.range(at.key_start, at.end), document.positions.range(at.key_start, at.key_end)
            yield types.DocumentSymbol(name, kind, full, key)


def workspace_symbols(query: str, editor: Editor) -> list[types.WorkspaceSymbol]:
    """The messages whose id or title has the letters of a query in their order, the shortest ids first."""
    matching: list[tuple[str, Path]] = []
    for project in editor.projects.values():
        workspace = project.workspace
        if workspace:
            ids = (id_ for id_ in workspace.ids() if _has(id_, query))
            matching += [(id_, workspace.files[workspace.file_of(id_)].path) for id_ in ids]
    matching.sort(key=lambda each: (query.casefold() not in each[0].casefold(), len(each[0]), each[0]))
    return [
        types.WorkspaceSymbol(types.LocationUriOnly(path.as_uri()), id_, types.SymbolKind.Class, container_name=path.parent.name)
        for id_, path in matching[:_MOST_SYMBOLS]
    ]


def _has(word: str, query: str) -> bool:
    """Whether a word has all letters of a query, in their order."""
    letters = iter(word.casefold())
    return all(letter in letters for letter in query.casefold())
