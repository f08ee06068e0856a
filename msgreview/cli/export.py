"""`msgreview export`: the words of this catalogue, in the file that a system exported, for it to take back."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from msgreview.cli.context import ConfigPath, Paths
from msgreview.cli.errors import CLEAN, FINDINGS
from msgreview.cli.import_system import EncodingOption, HeaderOption, loaded_export, messages_by_key
from msgreview.cli.output import say, write
from msgreview.importing.systems import SYSTEMS
from msgreview.model.errors import UsageError

if TYPE_CHECKING:
    from msgreview.importing.give_back import Given

_SHOWN = 20


def export(
    system: Annotated[str, typer.Argument(metavar="SYSTEM", help=f"{', '.join(SYSTEMS)}.", show_default=False)],
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="What the system exported, as it is there now.", show_default=False)
    ],
    paths: Paths = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="File to write, for the system to take.", show_default=False),
    ] = None,
    encoding: EncodingOption = "",
    header_row: HeaderOption = 0,
    config: ConfigPath = None,
) -> None:
    """Write the words of this catalogue into what a system exported.

    Words that were edited here stand in the new file in the system's own notation. All else is as it came, byte for byte.
    What cannot be said there is named, and stays as it was.
    """
    from msgreview.importing.give_back import give_back

    load = loaded_export(file, system, encoding, header_row)
    say(*load.opened.notes)
    messages = messages_by_key(paths, config, load.system.name)
    given = give_back(load, messages)
    _write(given, file, output)
    raise typer.Exit(FINDINGS if given.refused else CLEAN)


def _write(given: "Given", file: Path, output: Path | None) -> None:
    """Writes the new file, and says what is new in it."""
    from msgreview.catalogue.atomic import write_atomic

    say(*(f"{message_id} {reason}." for message_id, reason in given.refused))
    if given.missing:
        shown = ", ".join(given.missing[:5]) + (" …" if len(given.missing) > 5 else "")
        say(f"Not in this catalogue, so left as they are: {len(given.missing)} ({shown}).")
    counts = [(len(given.changed), "with new words"), (given.same, "as they were"), (len(given.refused), "not written")]
    outcome = ", ".join(f"{count} {what}" for count, what in counts if count) or "none"
    if output is None:
        changed = "".join(f"\n  {message_id}" for message_id in given.changed[:_SHOWN])
        write(f"Messages of {file}: {outcome}.{changed}\nNothing was written. To write it: -o FILE\n")
        return
    for part, data in given.files.items():
        target = output / part if part else output
        try:
            write_atomic(target, data)
        except OSError as error:
            raise UsageError(f"{target} could not be written: {error.strerror or error}. Name another place with -o.") from None
    write(f"Messages in {output}: {outcome}.\n")
