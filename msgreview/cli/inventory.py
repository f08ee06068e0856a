"""`msgreview list`: what messages there are."""

from typing import Annotated, Literal

import typer

from msgreview.catalogue.load import load_file
from msgreview.cli import output
from msgreview.cli.complete import channels, kinds, services
from msgreview.cli.context import ConfigPath, Paths, TextOrJson, open_settings, say_what_is_apart, select_files
from msgreview.model.errors import UsageError
from msgreview.report.inventory import InventoryRow, inventory_lines
from msgreview.report.lines import count

By = Literal["service", "kind", "channel", "owner", "status"]


def inventory(
    paths: Paths = None,
    *,
    by: Annotated[By, typer.Option(help="What to group by.")] = "service",
    service: Annotated[str, typer.Option(metavar="NAME", help="Only this service.", autocompletion=services)] = "",
    kind: Annotated[str, typer.Option(metavar="NAME", help="Only this kind.", autocompletion=kinds)] = "",
    channel: Annotated[str, typer.Option(metavar="NAME", help="Only this channel.", autocompletion=channels)] = "",
    owner: Annotated[str, typer.Option(metavar="NAME", help="Only this owner.")] = "",
    format: TextOrJson = "text",
    config: ConfigPath = None,
) -> None:
    """List the messages: by service, kind, channel, owner or status.

    Each with its kind, its channel and the day of its last review.
    """
    settings = open_settings(paths, config, None)
    files = select_files(paths, settings)
    if not paths:
        say_what_is_apart(settings, files)
    loaded = [load_file(file) for file in files]
    wanted = {"service": service, "kind": kind, "channel": channel, "owner": owner}
    listed = [
        InventoryRow(entry.message, file.source.path)
        for file in loaded
        for entry in file.entries
        if all(value in ("", getattr(entry.message, field)) for field, value in wanted.items())
    ]
    if format == "json":
        output.write_json({"messages": [each.facts() for each in listed]})
        return
    if not listed and any(file.entries for file in loaded):
        raise UsageError("no message is like that. `msgreview list` without options shows all of them.")
    output.show(inventory_lines(listed, by, output.room()))
    broken = sum(bool(file.problems) for file in loaded)
    if broken:
        unread = count(broken, "file")
        output.say(f"{unread} cannot be read in full and may hold more messages. `msgreview lint --select file` names them.")
