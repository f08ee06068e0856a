"""`msgreview import records`: messages of another system, from the file it exports, as files of this catalogue."""

import shlex
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from msgreview.cli.context import open_settings
from msgreview.cli.errors import CLEAN, FINDINGS
from msgreview.cli.output import say, write
from msgreview.importing.formats import FORMATS, WITH_SHEETS
from msgreview.model.errors import UsageError

if TYPE_CHECKING:
    from msgreview.importing.columns import Columns
    from msgreview.importing.records import Records, RejectedRecord

_SHOWN = 20
"""Most lines about one kind of thing; the rest are counted."""

app = typer.Typer(help="Bring messages in from files that other systems export.", no_args_is_help=True, rich_markup_mode=None)


def _column(help: str, *names: str) -> Any:  # what typer takes in an annotation
    """The option that names the column of a field, or a value for all."""
    return typer.Option(*names, metavar="COLUMN", help=help, show_default=False)


@app.callback()
def group() -> None:
    """Bring messages in from files that other systems export."""


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
        str, typer.Option(metavar="NAME", help=f"Sheet of an {WITH_SHEETS} file; the first one if not said.", show_default=False)
    ] = "",
    encoding: Annotated[
        str, typer.Option(metavar="NAME", help="Encoding of a text file, such as utf-8 or cp1252.", show_default=False)
    ] = "",
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
    from msgreview.importing.columns import choose_columns
    from msgreview.importing.formats import parse_records

    options = {
        "body": body, "id": id_, "subject": subject, "title": title, "channel": channel, "kind": kind, "service": service,
        "owner": owner, "audience": audience, "tags": tags, "lang": lang, "format": format_, "reviewed": reviewed,
    }  # fmt: skip
    parsed = parse_records(_bytes(file), file.name, sheet=sheet, encoding=encoding, header_row=header_row)
    columns = choose_columns(parsed, {field: value for field, value in options.items() if value})
    say(*parsed.notes, _mapping(columns), *_guesses(columns))
    rejected = _import(parsed, columns, into, force=force, literal=literal)
    raise typer.Exit(FINDINGS if rejected else CLEAN)


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}. Look at the path, and that you may read the file.") from None


def _import(parsed: "Records", columns: "Columns", into: Path, *, force: bool, literal: bool) -> "list[RejectedRecord]":
    """Writes the messages, reports what was done, and returns the records that were not imported."""
    from msgreview.importing.messages import has_body, to_messages
    from msgreview.importing.write_files import write_messages

    empty = [record.where for record in parsed.records if not has_body(record, columns)]
    imported, invalid = to_messages(parsed, columns, as_text=literal)
    written = write_messages(imported, into, _catalogue(into), force=force)
    rejected = [*parsed.rejected, *invalid, *written.rejected]
    names = {name: shown for each in imported for name, shown in each.names.items()}
    _few(f"{shown} is the name '{name}' now, declared under 'variables'. As text: --literal." for name, shown in names.items())
    html = sum(each.format_guessed for each in imported)
    if html:
        say(f"In {html} the text is HTML, and so is the format. Another: --format text.")
    _few(f"{each.where}: '{each.old_id}' is no id here; it is now '{each.message.id}'." for each in imported if each.old_id)
    _few(
        f"{each.where}: the date of the review is left out: it is {each.date_problem}." for each in imported if each.date_problem
    )
    _few(f"{where}: has no text, so it was left out." for where in empty)
    _few(f"error: {each.where}: {each.reason}. It was not imported." for each in rejected)
    tagged = sum(each.has_tags for each in imported)
    if tagged:
        say(f"In {tagged} what looks like template code is kept as text, between {{% raw %}} and {{% endraw %}}.")
    counts = [(written.new, "new"), (written.updated, "updated"), (written.unchanged, "unchanged")]
    counts += [(len(empty), "without text"), (len(rejected), "not imported")]
    outcome = ", ".join(f"{count} {word}" for count, word in counts if count) or "none"
    nothing = " Nothing had to be changed." if not written.new + written.updated else ""
    look = f"msgreview lint {shlex.quote(str(into))}" if into.exists() else "msgreview import records --help"
    write(f"Messages in {into}: {outcome}.{nothing} Next: {look}\n")
    return rejected


def _catalogue(into: Path) -> list[Path]:
    """The folders and files with messages of the catalogue that `into` is in."""
    settings = open_settings([into], None, None)
    paths = [Path(settings.root, name) for name in settings.config.messages] if settings.config_path else []
    return [path for path in paths if path.exists()]


def _few(lines: Iterable[str]) -> None:
    """Says the first of the lines, and how many more there are."""
    every = list(lines)
    say(*every[:_SHOWN])
    if len(every) > _SHOWN:
        say(f"… and {len(every) - _SHOWN} more like these.")


def _mapping(columns: "Columns") -> str:
    """Which column became which field."""
    parts = [f"{field} ← {'.'.join(names)}" for field, names in columns.fields.items()]
    parts += [f"source ← {', '.join(columns.copied)}"] if columns.copied else []
    return "Columns: " + "; ".join(parts) + (f". Left out: {', '.join(columns.left_out)}." if columns.left_out else ".")


def _guesses(columns: "Columns") -> Iterable[str]:
    """What was taken for granted, and the option that says otherwise."""
    if "id" not in columns.fields:
        yield "No column of ids was found, so ids are made of the titles. Name it with --id."
    for field in columns.guessed:
        yield f"No column says the {field}, so all are taken to be '{columns.constants[field]}'. Another: --{field} VALUE."
