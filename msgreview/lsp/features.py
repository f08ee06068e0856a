"""What the language server can do, each named as the protocol names it."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from msgreview.lsp import completion, hover, lens, navigation, quick_fixes, renaming
from msgreview.lsp.documents import Document, path_of
from msgreview.lsp.project import Project
from msgreview.lsp.server import Server
from msgreview.model.errors import MsgReviewError

_LOG = logging.getLogger(__name__)
_TRIGGERS = (".", ":", " ", "{", "|", "'", '"', "%")
T = TypeVar("T")


def make_server() -> Server:
    """The server with all that it can do."""
    server = Server()
    _follow(server)
    _explain(server)
    _navigate(server)
    _rename(server)
    return server


def _follow(server: Server) -> None:
    """Takes in what the editor says of its files."""

    @server.feature(types.INITIALIZED)
    def initialized(params: types.InitializedParams) -> None:
        folders = [folder.uri for folder in server.workspace.folders.values()]
        server.start(folders or ([server.workspace.root_uri] if server.workspace.root_uri else []))

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def did_open(params: types.DidOpenTextDocumentParams) -> None:
        document = params.text_document
        server.opened(document.uri, document.text, document.version)
        server.look_round()

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def did_change(params: types.DidChangeTextDocumentParams) -> None:
        server.opened(params.text_document.uri, params.content_changes[-1].text, params.text_document.version)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def did_save(params: types.DidSaveTextDocumentParams) -> None:
        server.saved(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def did_close(params: types.DidCloseTextDocumentParams) -> None:
        server.closed(params.text_document.uri)

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def did_change_watched_files(params: types.DidChangeWatchedFilesParams) -> None:
        server.disk_changed([path for change in params.changes if (path := path_of(change.uri))])

    @server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def did_change_workspace_folders(params: types.DidChangeWorkspaceFoldersParams) -> None:
        server.folders_changed(
            [path for each in params.event.added if (path := path_of(each.uri))],
            [path for each in params.event.removed if (path := path_of(each.uri))],
        )


def _asked(
    server: Server, feature: str, options: Any = None
) -> Callable[[Callable[[Any, Document, Project], T]], Callable[[Any], T | None]]:
    """Has a function answer a request about an open file; None where it is not open, or the function fails."""

    def register(function: Callable[[Any, Document, Project], T]) -> Callable[[Any], T | None]:
        @server.feature(feature, options)
        @wraps(function)
        def answer(params: Any) -> T | None:
            document = server.editor.documents.get(params.text_document.uri)
            try:
                return function(params, document, server.project(document)) if document else None
            except MsgReviewError as error:
                raise JsonRpcInvalidParams(str(error)[:1].upper() + str(error)[1:]) from None
            except Exception as error:  # noqa: BLE001 - a session goes on
                _LOG.exception("%s failed", feature)
                server.failed(error)
                return None

        del answer.__wrapped__  # Its parameters are others.
        return answer

    return register


def _explain(server: Server) -> None:
    """Says what something in a file is, and what may be written or mended there."""

    @_asked(server, types.TEXT_DOCUMENT_HOVER)
    def on_hover(params: types.HoverParams, document: Document, project: Project) -> types.Hover | None:
        return hover.hover(document, project, params.position)

    @_asked(server, types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=_TRIGGERS))
    def on_completion(params: types.CompletionParams, document: Document, project: Project) -> types.CompletionList:
        return types.CompletionList(False, completion.completions(document, project, params.position))

    @_asked(server, types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions([types.CodeActionKind.QuickFix]))
    def on_code_action(params: types.CodeActionParams, document: Document, project: Project) -> list[types.CodeAction]:
        only = params.context.only
        return quick_fixes.quick_fixes(document, project, params.range) if not only or any(map(_is_quick, only)) else []

    @_asked(server, types.TEXT_DOCUMENT_CODE_LENS)
    def on_lens(params: types.CodeLensParams, document: Document, project: Project) -> list[types.CodeLens]:
        return [*lens.lenses(document, project)]


def _navigate(server: Server) -> None:
    """Leads from a name to what it stands for, and to where it is used."""

    @_asked(server, types.TEXT_DOCUMENT_DEFINITION)
    def on_definition(params: types.DefinitionParams, document: Document, project: Project) -> list[types.Location]:
        name = navigation.name_in(document, project, params.position)
        return navigation.definition(name, document, server.editor) if name else []

    @_asked(server, types.TEXT_DOCUMENT_REFERENCES)
    def on_references(params: types.ReferenceParams, document: Document, project: Project) -> list[types.Location]:
        name = navigation.name_in(document, project, params.position)
        declaration = params.context.include_declaration
        return navigation.references(name, document, server.editor, declaration=declaration) if name else []

    @_asked(server, types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT)
    def on_highlight(
        params: types.DocumentHighlightParams, document: Document, project: Project
    ) -> list[types.DocumentHighlight]:
        name = navigation.name_in(document, project, params.position)
        return navigation.highlights(name, document, server.editor) if name else []

    @_asked(server, types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    def on_symbols(params: types.DocumentSymbolParams, document: Document, project: Project) -> list[types.DocumentSymbol]:
        return navigation.document_symbols(document, project)

    @server.feature(types.WORKSPACE_SYMBOL)
    def on_workspace_symbol(params: types.WorkspaceSymbolParams) -> list[types.WorkspaceSymbol]:
        server.load_folders()
        return navigation.workspace_symbols(params.query, server.editor)


def _rename(server: Server) -> None:
    """Renames in all files at once."""

    @_asked(server, types.TEXT_DOCUMENT_PREPARE_RENAME)
    def on_prepare_rename(
        params: types.PrepareRenameParams, document: Document, project: Project
    ) -> types.PrepareRenamePlaceholder:
        name = renaming.renamable(document, project, document.positions.offset(params.position))
        return types.PrepareRenamePlaceholder(document.positions.range(*name.span), name.name)

    @_asked(server, types.TEXT_DOCUMENT_RENAME, types.RenameOptions(prepare_provider=True))
    def on_rename(params: types.RenameParams, document: Document, project: Project) -> types.WorkspaceEdit:
        name = renaming.renamable(document, project, document.positions.offset(params.position))
        edits = renaming.rename(name, params.new_name, document, server.editor)
        as_text = {
            each: [types.TextEdit(each.positions.range(edit.start, edit.end), edit.text) for edit in some]
            for each, some in edits.items()
        }
        return quick_fixes.workspace_edit(as_text, project)


def _is_quick(kind: types.CodeActionKind | str) -> bool:
    return str(getattr(kind, "value", kind)).split(".")[0] in ("quickfix", "")
