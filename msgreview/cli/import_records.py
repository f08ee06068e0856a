"""`msgreview import records`: messages of another system, from the file it exports, as files of this catalogue."""

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from msgreview.catalogue.files import require_content
from msgreview.cli.errors import CLEAN, FINDINGS
from msgreview.cli.import_outcome import write_imported
from msgreview.cli.import_system import EncodingOption, add_systems, field_option
from msgreview.cli.output import say
from msgreview.importing.columns import Columns, choose_columns
from msgreview.importing.exports import look
from msgreview.importing.formats import FORMATS, WITH_SHEETS, parse_records
from msgreview.importing.messages import has_body, to_messages
from msgreview.importing.records import Export

app = typer.Typer(help="Bring messages in from files that other systems export.", no_args_is_help=True, rich_markup_mode=None)


_column = partial(field_option, metavar="COLUMN")
"""The option that names the column of a field, or a value for all."""


@app.callback()
def group() -> None:
    """Bring messages in from files that other systems export."""


add_systems(app)


@app.command("records")
def records(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=f"{FORMATS}: one record, one message.", show_default=False)],
    into: Annotated[Path, typer.Option("--into", metavar="DIR", help="Folder for the message files.", show_default=False)],
    body: Annotated[str, _column("Column of the texts.")] = "",
    id_: Annotated[str, _column("Column of ids, or several: code,language.", "--id")] = "",
    subject: Annotated[str, _column("Column of subject lines.")] = "",
    title: Annotated[str, _column("Column of titles.")] = "",
    channel: Annotated[str, _column("Column of channels, or one for all: email, chat, sms, phone, letter.")] = "",
    kind: Annotated[str, _column("Column of kinds, or one for all: automated, scripted, mixed.")] = "",
    service: Annotated[str, _column("Column of services, or the service of all.")] = "",
    owner: Annotated[str, _column("Column of owners, or the owner of all.")] = "",
    audience: Annotated[str, _column("Column of audiences.")] = "",
    tags: Annotated[str, _column("Column of tags, separated by commas.")] = "",
    lang: Annotated[str, _column("Column of languages, or the language of all: en, pt-BR.")] = "",
    format_: Annotated[str, _column("Column of formats, or one for all: text, markdown, html.", "--format")] = "",
    reviewed: Annotated[str, _column("Column of the dates of the last review.")] = "",
    sheet: Annotated[
        str,
        typer.Option(
            metavar="NAME", help=f"Sheet of an {WITH_SHEETS} file; the first one with cells if not said.", show_default=False
        ),
    ] = "",
    encoding: EncodingOption = "",
    header_row: Annotated[
        int, typer.Option(metavar="N", min=0, help="Row with the names of the columns, if not the first.", show_default=False)
    ] = 0,
    literal: Annotated[
        bool, typer.Option("--literal", help="Keep placeholders of the sending system as text, not as names of the template.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace words that were edited since they were imported.")] = False,
) -> None:
    """Make a message file of every record.

    Run it again, and only what changed is written. Columns are found by their names, which is said; the options correct it.
    Texts are kept character for character; placeholders of the sending system become names of the template.
    """
    options = {
        "body": body, "id": id_, "subject": subject, "title": title, "channel": channel, "kind": kind, "service": service,
        "owner": owner, "audience": audience, "tags": tags, "lang": lang, "format": format_, "reviewed": reviewed,
    }  # fmt: skip
    data = require_content(file)
    parsed = parse_records(data, file.name, sheet=sheet, encoding=encoding, header_row=header_row)
    columns = choose_columns(parsed, {field: value for field, value in options.items() if value})
    say(*parsed.notes, _mapping(columns), *_guesses(columns))
    empty = [record.where for record in parsed.records if not has_body(record, columns)]
    imported, invalid = to_messages(parsed, columns, as_text=literal)
    _hint(Export(data, file.name, encoding=encoding, header_row=header_row))
    rejected = write_imported(imported, [*parsed.rejected, *invalid], into, "records", empty=empty, force=force)
    raise typer.Exit(FINDINGS if rejected else CLEAN)


def _hint(export: Export) -> None:
    """Says so where a file is an export of a system that has a command of its own."""
    system = look(export)
    if system:
        say(
            f"This looks like an export of {system.title}. `msgreview import {system.name}` reads all of it, "
            f"and `msgreview export {system.name}` gives edited words back."
        )


def _mapping(columns: Columns) -> str:
    """Which column became which field."""
    parts = [f"{field} ← {'.'.join(names)}" for field, names in columns.fields.items()]
    parts += [f"source ← {', '.join(columns.copied)}"] if columns.copied else []
    return "Columns: " + "; ".join(parts) + (f". Left out: {', '.join(columns.left_out)}." if columns.left_out else ".")


def _guesses(columns: Columns) -> Iterable[str]:
    """What was taken for granted, and the option that says otherwise."""
    for field in columns.by_content:
        [name] = columns.fields[field]
        what = (
            "is not a name of a text here, but has the longest ones"
            if field == "body"
            else "has a word of its own for each record"
        )
        yield f"'{name}' {what}, so it is taken for the {field}. Another: --{field} COLUMN."
    if "id" not in columns.fields and {"title", "subject"} & columns.fields.keys():
        yield "No column of ids was found, so ids are made of the titles. Name it with --id."
    elif "id" not in columns.fields:
        yield "No column of ids or titles was found. Name one: --id COLUMN or --title COLUMN."
    for field in columns.guessed:
        yield f"No column says the {field}, so all are taken to be '{columns.constants[field]}'. Another: --{field} VALUE."
