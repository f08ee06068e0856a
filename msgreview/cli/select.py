"""The messages that a command is about, by id or by file, and the catalogue around them."""

from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from msgreview.catalogue.files import CatalogueFile, find_files, is_path
from msgreview.catalogue.index import Catalogue, index
from msgreview.catalogue.load import load_file
from msgreview.catalogue.validate import did_you_mean
from msgreview.cli import output
from msgreview.cli.complete import message_ids
from msgreview.cli.context import catalogue_files, open_settings
from msgreview.model.config import Settings
from msgreview.model.errors import UsageError
from msgreview.model.message import Entry
from msgreview.report.lines import named, typed

Names = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="ID|FILE...",
        help="Message ids, or files and folders of messages.",
        show_default=False,
        autocompletion=message_ids,
    ),
]
All = Annotated[bool, typer.Option("--all", help="Every message of the catalogue, or of the folders named.")]


class Selection(NamedTuple):
    """Messages, the catalogue with the messages that they use, and the settings."""

    entries: list[Entry]
    catalogue: Catalogue
    settings: Settings


def select_messages(names: list[str] | None, *, everything: bool, config: Path | None, as_of: str | None) -> Selection:
    """The messages named, in order. Raises UsageError where there is no such message, or no name at all."""
    names = names or []
    if not names and not everything:
        raise UsageError("name a message by its id or its file, or say --all. `msgreview list` shows what there is.")
    paths = [Path(name) for name in names if everything or is_path(name)]
    settings = open_settings(paths, config, as_of)
    named = find_files(paths, Path.cwd())
    files = named if everything and named else catalogue_files(settings)
    catalogue = Catalogue(index([*named, *(file for file in files if file not in named)]))
    if everything:
        return Selection([entry for file in files for entry in _readable(file)], catalogue, settings)
    entries: list[Entry] = []
    for name in names:
        inside = find_files([Path(name)], Path.cwd()) if is_path(name) else []
        entries += [entry for file in inside for entry in _loaded(file)] if inside else [_entry(name, catalogue, files)]
    return Selection(entries, catalogue, settings)


def _readable(file: CatalogueFile) -> tuple[Entry, ...]:
    """The messages of a file that can be read; it says of which file there are others."""
    loaded = load_file(file)
    if loaded.broken or not loaded.entries:
        what = "has messages that cannot be read" if loaded.entries else "holds no message that can be read"
        output.say(f"{file.shown} {what}. `msgreview lint {typed(file.shown)}` says why.")
    return loaded.entries


def _loaded(file: CatalogueFile) -> tuple[Entry, ...]:
    entries = load_file(file).entries
    if not entries:
        raise UsageError(f"{file.shown} holds no message that can be read. `msgreview lint {typed(file.shown)}` says why.")
    return entries


def _entry(name: str, catalogue: Catalogue, files: list[CatalogueFile]) -> Entry:
    entry = catalogue.entry(name)
    if entry is None:
        for file in files:
            if name in load_file(file).broken:
                raise UsageError(f"the message '{name}' cannot be read. `msgreview lint {typed(file.shown)}` says why.")
        meant = did_you_mean(name, catalogue.files, "`msgreview list` shows what there is.")
        raise UsageError(f"there is no message {named(name)} in the catalogue, and no such file. {meant}")
    return entry
