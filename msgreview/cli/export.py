"""`msgreview export`: the words of this catalogue, in the file that a system exported, for it to take back."""

from pathlib import Path
from typing import Annotated

import typer

from msgreview.catalogue.atomic import write_atomic
from msgreview.cli.context import ConfigPath, Paths
from msgreview.cli.errors import CLEAN, FINDINGS
from msgreview.cli.import_system import EncodingOption, HeaderOption, loaded_export, messages_by_key, notes
from msgreview.cli.output import say, say_lines, write
from msgreview.cli.review.context import review_here
from msgreview.importing.give_back import Given, edited_there_too, give_back
from msgreview.importing.systems import SYSTEMS
from msgreview.model.errors import UsageError
from msgreview.model.review import UNAPPROVED
from msgreview.report.drift import Comparison
from msgreview.report.lines import line, listed

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
    What cannot be said there, or was edited there too, is named and stays as it was.
    """
    load = loaded_export(file, system, encoding, header_row)
    say(*load.opened.notes)
    messages = messages_by_key(paths, config, load.system.name)
    review = review_here(config, paths=paths, quiet=True)
    past = Comparison(review)
    both = edited_there_too(load, messages)
    ours = [label for label, live in both.items() if past.once_here(messages[label].id, live)]
    given = give_back(load, messages, ours)
    _write(given, file, output)
    say(*notes(load.only({label for label, message in messages.items() if message.id in given.changed})))
    _say_unapproved([id_ for id_ in given.changed if id_ in review.states and review.states[id_].name in UNAPPROVED])
    raise typer.Exit(FINDINGS if given.refused else CLEAN)


def _say_unapproved(ids: list[str]) -> None:
    """Says which of the words that go out nobody has approved."""
    if ids:
        what = (
            "1 of these has not been approved since it"
            if len(ids) == 1
            else f"{len(ids)} of these have not been approved since they"
        )
        text = f"{what} changed: {listed(ids)}. `msgreview review due` says why."
        say_lines([line((text, "yellow"))])


def _write(given: Given, file: Path, output: Path | None) -> None:
    """Writes the new file, and says what is new in it."""
    say(*(f"{message_id} {reason}." for message_id, reason in given.refused))
    say(
        *(
            f"{message_id} has no {listed(codes)} any more. See that the system does without."
            for message_id, codes in given.left_out.items()
        )
    )
    if given.missing:
        say(f"Not in this catalogue, so left as they are: {len(given.missing)} ({listed(given.missing)}).")
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
