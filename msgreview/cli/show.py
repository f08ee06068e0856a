"""`msgreview show`: a message taken apart."""

from typing import Annotated

import typer

from msgreview.cli import output
from msgreview.cli.context import AsOf, ConfigPath, TextOrJson
from msgreview.cli.select import All, Names, select_messages
from msgreview.lint.message import scan_message
from msgreview.report.anatomy import anatomy_dict, anatomy_lines
from msgreview.rubric.discover import rubric_folders
from msgreview.rubric.load import load_rubrics
from msgreview.rubric.run import Runner


def show(
    names: Names = None,
    *,
    everything: All = False,
    why: Annotated[bool, typer.Option("--why", help="With the words that say what each sentence does.")] = False,
    format: TextOrJson = "text",
    config: ConfigPath = None,
    as_of: AsOf = None,
) -> None:
    """Take a message apart: what each sentence does.

    And how the whole reads: its greeting, its ending, and how it carries bad news.
    """
    selection = select_messages(names, everything=everything, config=config, as_of=as_of)
    settings = selection.settings
    runner = Runner(load_rubrics(rubric_folders(settings), settings), settings)
    scans = ((entry, scan_message(entry, selection.catalogue.entry, runner)) for entry in selection.entries)
    if format == "json":
        output.write_json({"messages": [anatomy_dict(entry, texts, runner) for entry, texts in scans]})
        return
    for entry, texts in scans:
        output.show(anatomy_lines(entry, texts, runner, output.width(), why=why))
    if not why:
        output.say("`msgreview show ID --why` adds the words that say what each sentence does.")
