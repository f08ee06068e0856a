"""`msgreview import SYSTEM`: messages of a system that is known, from the file that it exports, as files of this catalogue."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from msgreview.catalogue.files import require_content
from msgreview.catalogue.load import load_file
from msgreview.cli.context import open_settings, select_files
from msgreview.cli.errors import CLEAN, FINDINGS
from msgreview.cli.import_outcome import write_imported
from msgreview.cli.output import say
from msgreview.importing.columns import choice, choices, language
from msgreview.importing.containers.folder import is_text
from msgreview.importing.exports import Load, kinds_of, load_export, messages_of, to_imported
from msgreview.importing.formats import LARGEST
from msgreview.importing.records import Export
from msgreview.importing.system import System
from msgreview.importing.systems import SYSTEMS
from msgreview.model.errors import UsageError
from msgreview.model.message import Message
from msgreview.report.lines import listed

EncodingOption = Annotated[
    str, typer.Option(metavar="NAME", help="Encoding of a text file, such as utf-8 or cp1252.", show_default=False)
]
SystemOption = Annotated[
    str, typer.Option(metavar="NAME", help="The system, where the export does not tell.", show_default=False)
]
HeaderOption = Annotated[
    int, typer.Option(metavar="N", min=0, help="Line with the names of the columns, if not the first.", show_default=False)
]


def field_option(help: str, *names: str, metavar: str = "VALUE") -> Any:  # what typer takes in an annotation
    """The option that gives a field of all messages."""
    return typer.Option(*names, metavar=metavar, help=help, show_default=False)


def add_systems(app: typer.Typer) -> None:
    """Adds a command for each system."""
    for system in SYSTEMS.values():
        app.command(system.name, help=_help(system))(_command(system))


def _help(system: System) -> str:
    return (
        f"Import the messages of {system.title}, a file each.\n\n"
        f"It takes {system.about}.\n\n"
        "Run it again, and only words that are new come in; reviews, samples, waivers and your own edits stay. "
        f"Words that were edited here go back with: msgreview export {system.name}"
    )


def _command(system: System) -> Callable[..., None]:
    """The command of a system."""

    def run(
        file: Annotated[Path, typer.Argument(metavar="FILE", help=f"The export: {kinds_of(system)}.", show_default=False)],
        into: Annotated[Path, typer.Option("--into", metavar="DIR", help="Folder for the message files.", show_default=False)],
        service: Annotated[str, field_option("The service of all.")] = "",
        owner: Annotated[str, field_option("The owner of all.")] = "",
        channel: Annotated[str, field_option("The channel of all: email, chat, sms, phone, letter.")] = "",
        kind: Annotated[str, field_option("The kind of all: automated, scripted, mixed.")] = "",
        lang: Annotated[str, field_option("The language of all: en, pt-BR.")] = "",
        format_: Annotated[str, field_option("The format of all: text, markdown, html.", "--format")] = "",
        encoding: EncodingOption = "",
        header_row: HeaderOption = 0,
        literal: Annotated[
            bool, typer.Option("--literal", help="Keep placeholders of the system as text, not as names of the template.")
        ] = False,
        force: Annotated[bool, typer.Option("--force", help="Replace words that were edited since they were imported.")] = False,
    ) -> None:
        options = {
            "service": service, "owner": owner, "channel": channel, "kind": kind, "lang": lang, "format": format_,
        }  # fmt: skip
        load = loaded_export(file, system.name, encoding, header_row)
        say(*load.opened.notes, *notes(load))
        imported, invalid = to_imported(load, _constants(options), as_text=literal)
        rejected = write_imported(imported, invalid, into, system.name, force=force)
        raise typer.Exit(FINDINGS if rejected else CLEAN)

    return run


def notes(load: Load) -> Iterator[str]:
    """What a user should know of the messages of an export, in sentences."""
    yield from (f"{note}: {len(titles)} ({listed(titles)})." for note, titles in load.notes().items())


def loaded_export(file: Path, system: str = "", encoding: str = "", header_row: int = 0) -> Load:
    """What an export holds, of the named system or of the one that it looks like."""
    if system and system not in SYSTEMS:
        raise UsageError(f"'{system}' is not a system known here. There are: {', '.join(SYSTEMS)}.")
    if file.is_dir() and system and "folder" not in SYSTEMS[system].containers:
        raise UsageError(f"{file} is a folder. Name the file in it that {SYSTEMS[system].title} exported.")
    if file.is_dir():
        return load_export(Export(b"", file.name or str(file), encoding=encoding, files=_files(file)), system)
    return load_export(Export(require_content(file), file.name, encoding=encoding, header_row=header_row), system)


def _files(folder: Path) -> dict[str, bytes]:
    """What the text files below a folder hold, by their paths in it; links and hidden ones are not among them."""
    files: dict[str, bytes] = {}
    size = 0
    for path in sorted(folder.rglob("*")):
        inner = path.relative_to(folder)
        # Office programs leave a `~$name` beside a file that is open.
        hidden = any(name.startswith((".", "~$")) for name in inner.parts)
        if is_text(path.name) and not hidden and path.is_file() and not path.is_symlink():
            files[inner.as_posix()] = require_content(path)
            size += len(files[inner.as_posix()])
            if size > LARGEST:
                raise UsageError(f"{folder} holds more text than messages can. Name a folder with less in it.")
    return files


def messages_by_key(paths: list[Path] | None, config: Path | None, system: str) -> dict[str, Message]:
    """The messages of the catalogue that came from a system, by what that calls them."""
    files = select_files(paths, open_settings(paths, config, None))
    loaded = [load_file(file) for file in files]
    broken = [file.source.path for file in loaded if file.problems]
    if broken:
        say(f"{', '.join(broken[:3])}{' …' if broken[3:] else ''} cannot be read whole: msgreview lint --select file")
    return messages_of((entry.message for file in loaded for entry in file.entries), system)


def _constants(options: dict[str, str]) -> dict[str, str]:
    """The values that options state, as a message file has them."""
    constants: dict[str, str] = {}
    for field, value in options.items():
        meant = choice(field, value) if choices(field) and value else value
        if value and not meant:
            raise UsageError(f"--{field} {value}: write one of {', '.join(choices(field))}.")
        if field == "lang" and value and not (meant := language(value)):
            raise UsageError(f"--lang {value}: write a language such as en or pt-BR.")
        constants |= {field: meant} if meant else {}
    return constants
