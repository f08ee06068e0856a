"""The page of a message file as it is written: for what cannot be read, and so has no fields to edit."""

from collections.abc import Iterator
from typing import NamedTuple

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from msgreview.catalogue.edits import with_line_feeds
from msgreview.catalogue.files import CatalogueFile
from msgreview.catalogue.load import LoadedFile, load_bytes
from msgreview.catalogue.validate import explain
from msgreview.history.commit import ReviewError
from msgreview.history.git import GitError
from msgreview.report.states import sentence
from msgreview.serve.context import Made, ServeContext
from msgreview.serve.edits import TextConflict, save_text, text_of, text_version
from msgreview.serve.live import Snapshot
from msgreview.serve.message import Field, merged
from msgreview.serve.pages import Form, at, page, with_form

_AROUND = 2
"""Lines that are shown before and after one with a problem."""


class Row(NamedTuple):
    """A line of a file; `marked`: the problem is in it."""

    number: int
    text: str
    marked: bool


class Broken(NamedTuple):
    """What keeps a file, or a message in it, from being read, and the lines around it."""

    line: int
    text: str
    rows: tuple[Row, ...]


def _broken(loaded: LoadedFile) -> Iterator[Broken]:
    """What keeps messages of a file from being read; nothing where all can be."""
    if loaded.entries and not loaded.broken:
        return
    lines = with_line_feeds(loaded.source.text).split("\n")
    for problem in (each for each in loaded.problems if each.rule.startswith("file.")):
        line, _ = loaded.source.position(problem.start)
        first = max(0, line - 1 - _AROUND)
        rows = (Row(number, text, number == line) for number, text in enumerate(lines[first : line + _AROUND], first + 1))
        yield Broken(line, sentence(explain(problem)), tuple(rows))


def _file(request: Request, path: str) -> tuple[ServeContext, Snapshot, CatalogueFile]:
    context: ServeContext = request.app.state.context
    snapshot = context.live.now(again=True)
    file = next((each for each in snapshot.files if each.shown == path), None)
    if file is None:
        raise HTTPException(404)
    return context, snapshot, file


def _file_page(request: Request) -> Response:
    context, snapshot, file = _file(request, request.query_params.get("path", ""))
    made = context.made(request.query_params.get("made", ""))
    return _page(request, snapshot, file, made=made, nothing="same" in request.query_params)


def _page(
    request: Request,
    snapshot: Snapshot,
    file: CatalogueFile,
    *,
    typed: str | None = None,
    note: str = "",
    problem: str = "",
    made: Made | None = None,
    nothing: bool = False,
) -> Response:
    """The page of a file; with the text that was typed, where it could not be saved because of a problem."""
    data = _data(file)
    text = text_of(data) if typed is None else typed
    loaded = load_bytes(data if typed is None else typed.encode(), file.shown)
    return page(
        request,
        "file.html",
        status=422 if problem else 200,
        file=file.shown,
        field=_field(text) if text is not None else None,
        version=text_version(data),
        broken=list(_broken(loaded)),
        ids=[entry.message.id for entry in loaded.entries],
        others=[each.text for each in snapshot.unread if each.file == file.shown and not each.line],
        note=note,
        problem=problem,
        made=made,
        nothing=nothing,
    )


def _data(file: CatalogueFile) -> bytes:
    try:
        return file.path.read_bytes()
    except OSError:
        raise HTTPException(404) from None


def _field(text: str) -> Field:
    return Field("text", "The file as it is written", text, min(40, text.count("\n") + 3))


def _draft(request: Request, form: Form) -> Response:
    """What keeps a text from being read that is being typed."""
    loaded = load_bytes(with_line_feeds(form.get("text", "")).encode(), form.get("path", ""))
    return page(request, "_broken.html", broken=list(_broken(loaded)), ids=[entry.message.id for entry in loaded.entries])


def _save(request: Request, form: Form) -> Response:
    context, snapshot, file = _file(request, form.get("path", ""))
    typed, note = with_line_feeds(form.get("text", "")), form.get("note", "")
    try:
        commit = save_text(snapshot, file, form.get("version", ""), typed, note)
    except TextConflict as conflict:
        return page(
            request,
            "conflict.html",
            status=409,
            title=file.shown,
            action="/file/save",
            hidden={"path": file.shown, "version": conflict.version, "note": note},
            fields=[(_field(typed), merged(typed, conflict.now))],
            lang="",
            back=at("/file", path=file.shown),
        )
    except (ReviewError, GitError) as error:
        return _page(request, snapshot, file, typed=typed, note=note, problem=str(error))
    context.live.now(again=True)
    if commit:
        context.remember(Made(f"text of {file.shown}", f"Saved: {file.shown}", file.shown, commit))
    return RedirectResponse(at("/file", path=file.shown, made=commit, same="" if commit else 1), 303)


ROUTES = [
    Route("/file", _file_page),
    Route("/file/draft", with_form(_draft), methods=["POST"]),
    Route("/file/save", with_form(_save), methods=["POST"]),
]
