"""What every import does last: write the messages, and say what became of each."""

import shlex
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from msgreview.cli.context import open_settings
from msgreview.cli.output import say, write
from msgreview.cli.schema import write_first_schema
from msgreview.importing.columns import language_name
from msgreview.importing.give_back import body_of
from msgreview.importing.messages import Imported
from msgreview.importing.records import RejectedRecord
from msgreview.importing.spoken import foreign, spoken
from msgreview.importing.write_files import write_messages
from msgreview.model.message import Message
from msgreview.report.lines import listed

_SHOWN = 20
"""Most lines about one kind of thing; the rest are counted."""


def write_imported(
    imported: Sequence[Imported],
    invalid: Sequence[RejectedRecord],
    into: Path,
    command: str,
    *,
    empty: Sequence[str] = (),
    force: bool,
) -> list[RejectedRecord]:
    """Writes the messages, reports what was done, and returns the records that were not imported."""
    settings = open_settings([into], None, None)
    root = Path(settings.root) if settings.config_path else into
    # A run that is killed has written the schema before the file that names it.
    written = write_messages(imported, into, catalogue_of(into), root, force=force, before_first=lambda: write_first_schema(root))
    rejected = [*invalid, *written.rejected]
    names = {name: each.written for message in imported for name, each in message.message.variables.items() if each.written}
    if command == "records":
        _few(
            f"{shown} is the name '{name}' now, declared under 'variables'. As text: --literal." for name, shown in names.items()
        )
    elif names:
        say(f"Placeholders ({len(names)}) are names of the template now, declared under 'variables' as the system writes them.")
    html = sum(each.format_guessed for each in imported)
    if html:
        say(f"In {html} the text is HTML, and so is the format. Another: --format text.")
    _few(f"{each.where}: '{each.old_id}' is not an id here; it is now '{each.message.id}'." for each in imported if each.old_id)
    _few(f"{each.where}: {what}." for each in imported for what in each.left_out)
    _few(f"{where}: has no text, so it was left out." for where in empty)
    _few(f"error: {each.where}: {each.reason}. It was not imported." for each in rejected)
    say(*_of_another_language([each.message for each in imported]))
    tagged = sum(each.has_tags for each in imported)
    if tagged:
        say(f"In {tagged} what looks like template code is kept as text, between {{% raw %}} and {{% endraw %}}.")
    opaque = sum("logic" in each.message.source for each in imported)
    if opaque:
        say(f"In {opaque} the system decides something that cannot be decided here: that code is kept, and no reader sees it.")
    if written.updated + written.unchanged:
        say(*(f"{what}: {listed(ids)}." for what, ids in (("New", written.new), ("Updated", written.updated)) if ids))
    counts = [(len(written.new), "new"), (len(written.updated), "updated"), (len(written.unchanged), "unchanged")]
    counts += [(len(empty), "without text"), (len(rejected), "not imported")]
    outcome = ", ".join(f"{count} {word}" for count, word in counts if count) or "none"
    nothing = " Nothing had to be changed." if not (rejected or written.new or written.updated) else ""
    look = f"msgreview lint {shlex.quote(str(into))}" if into.exists() else f"msgreview import {command} --help"
    write(f"Messages in {into}: {outcome}.{nothing} Next: {look}\n")
    return rejected


def _of_another_language(messages: Sequence[Message]) -> Iterator[str]:
    """Says so where messages that are taken to be English are not."""
    taken = {message.id: body_of(message) for message in messages if message.lang == "en"}
    other = spoken(taken)
    if other and other.all and len(taken) == len(messages):
        yield f"The texts look {language_name(other.tag)}, and are read as English. Run it again with --lang {other.tag}."
        return
    names = other.names if other else ()
    if other:
        what, tag = language_name(other.tag), other.tag
        yield f"{len(names)} look {what}, and are read as English: {listed(names)}. Write in each: lang: {tag}"
    if unknown := [name for name in foreign(taken) if name not in names]:
        does = "does not look like it" if len(unknown) == 1 else "do not look like it"
        yield f"{len(unknown)} read as English {does}: {listed(unknown)}. Write in each what it is in, such as lang: cy"


def catalogue_of(folder: Path) -> list[Path]:
    """The folders and files with messages of the catalogue that a folder is in."""
    settings = open_settings([folder], None, None)
    paths = [Path(settings.root, name) for name in settings.config.messages] if settings.config_path else []
    return [path for path in paths if path.exists()]


def _few(lines: Iterable[str]) -> None:
    """Says the first of the lines, and how many more there are."""
    every = list(lines)
    say(*every[:_SHOWN])
    if len(every) > _SHOWN:
        say(f"… and {len(every) - _SHOWN} more like these.")
