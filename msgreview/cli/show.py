"""`msgreview show` and `msgreview preview`: a message taken apart, and a message as the reader will see it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from msgreview.cli import output
from msgreview.cli.context import AsOf, ConfigPath, TextOrJson
from msgreview.cli.select import All, Names, Selection, select_messages

if TYPE_CHECKING:
    from msgreview.report.lines import Line


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
    from msgreview.lint.message import scan_message
    from msgreview.report.anatomy import anatomy_dict, anatomy_lines
    from msgreview.rubric.discover import rubric_folders
    from msgreview.rubric.load import load_rubrics
    from msgreview.rubric.run import Runner

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


def preview(
    names: Names = None,
    *,
    everything: All = False,
    sample: Annotated[str, typer.Option(metavar="NAME", help="Only the variant of this name.")] = "",
    config: ConfigPath = None,
    as_of: AsOf = None,
) -> None:
    """Show a message as the reader will see it.

    With each sample's values, and on every other path through its template.
    """
    selection = select_messages(names, everything=everything, config=config, as_of=as_of)
    for lines in _previews(selection, sample):
        output.show(lines)


def _previews(selection: Selection, sample: str) -> Iterator[list["Line"]]:
    from msgspec.structs import replace

    from msgreview.model.errors import UsageError
    from msgreview.prose.document import strip_markup
    from msgreview.report.preview import preview_lines
    from msgreview.template.variants import render_variants

    for entry in selection.entries:
        read = render_variants(entry, selection.catalogue.entry, selection.settings).variants
        variants = [replace(variant, body=strip_markup(variant.body, entry.message.format)) for variant in read]
        picked = [variant for variant in variants if sample in ("", variant.name)]
        if not picked:
            there = ", ".join(f"'{variant.name}'" for variant in variants)
            raise UsageError(f"{entry.message.id} has no variant '{sample}'. There are: {there}.")
        yield preview_lines(entry.message, picked, output.width())
