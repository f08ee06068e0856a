"""`msgreview preview`: a message as the reader will see it, in the terminal, as a page, as a PDF or a picture."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer
from msgspec.structs import replace

from msgreview.catalogue.files import find_files
from msgreview.cli import output
from msgreview.cli.context import AsOf, ConfigPath
from msgreview.cli.errors import FINDINGS
from msgreview.cli.page_files import PageFiles
from msgreview.cli.select import All, Names, Selection, select_messages
from msgreview.model.config import Settings
from msgreview.model.errors import UsageError
from msgreview.model.finding import Finding
from msgreview.model.message import Entry, Message
from msgreview.prose.document import strip_markup
from msgreview.report.lines import Line, count
from msgreview.report.preview import broken_lines, preview_lines
from msgreview.report.reading_as import Way
from msgreview.template.variant_set import VariantSet
from msgreview.template.variants import render_variants

if TYPE_CHECKING:
    from msgreview.report.preview_page.model import Preview
    from msgreview.rubric.run import Runner


def preview(
    names: Names = None,
    *,
    everything: All = False,
    sample: Annotated[str, typer.Option(metavar="NAME", help="Only the variant of this name.")] = "",
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write a page to show to others.", show_default=False)
    ] = None,
    open_it: Annotated[bool, typer.Option("--open", help="Open the page in your browser.")] = False,
    pdf: Annotated[
        Path | None, typer.Option("--pdf", metavar="FILE", help="Write the page as a PDF.", show_default=False)
    ] = None,
    png: Annotated[
        Path | None, typer.Option("--png", metavar="FILE", help="Write a picture of the page.", show_default=False)
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option(
            "--data", metavar="FILE", help="A CSV or XLSX file with a person a row: show each row's.", show_default=False
        ),
    ] = None,
    sheet: Annotated[str, typer.Option(metavar="NAME", help="Sheet of an XLSX file; the first one if not said.")] = "",
    encoding: Annotated[str, typer.Option(metavar="NAME", help="Encoding of a CSV file, such as utf-8 or cp1252.")] = "",
    header_row: Annotated[
        int, typer.Option(metavar="N", min=0, help="Row with the names of the columns, if not the first.", show_default=False)
    ] = 0,
    merged: Annotated[
        Path | None,
        typer.Option("--output", metavar="FILE", help="With --data: write a mail-merge sheet, CSV or XLSX.", show_default=False),
    ] = None,
    way: Annotated[
        Way | None,
        typer.Option(
            "--as",
            help="Show it as a lock screen does, as it is read aloud, or with what is hard for somebody who learns the language.",
        ),
    ] = None,
    config: ConfigPath = None,
    as_of: AsOf = None,
) -> None:
    """Show a message as the reader will see it.

    With each sample's values, and on every other path through its template. As a page, a mail stands in a mail client, a text
    message in its bubbles and a letter on its sheet, and what the rules say is underlined. PDFs and pictures are made by the
    Chromium, Chrome or Edge that is on your machine; MSGREVIEW_BROWSER names another.
    """
    pages = PageFiles(html, open_it, pdf, png)
    selection = select_messages(names, everything=everything, config=config, as_of=as_of)
    if data is not None:
        from msgreview.cli.rows import Table, show_rows

        if sample:
            raise UsageError("--data has rows in the place of samples. Leave out --sample.")
        if not _print(each for each in _shown(selection, "") if each.broken):
            show_rows(selection, Table(data, sheet, encoding, header_row), merged, pages, way)
            return
        raise typer.Exit(FINDINGS)
    if merged:
        raise UsageError("--output is for the sheet of --data. Name the file with the rows, or use --html for a page.")
    if pages.wanted:
        previews = list(_chosen(_with_findings(selection) if way is None else _plain(selection), sample))
        pages.write(_page(previews, way))
        broken = sum(bool(each.broken) for each in previews)
    else:
        broken = _print(_shown(selection, sample) if way is None else _read_as(selection, sample, way))
    if broken:
        output.say(f"{count(broken, 'message')} cannot be read.")
        raise typer.Exit(FINDINGS)


class _Shown(NamedTuple):
    """A message in the terminal: its lines, or why it cannot be read."""

    message: Message
    broken: tuple[Finding, ...]
    lines: Iterable[Line] = ()


def _print(messages: Iterable[_Shown]) -> int:
    """Prints them; how many cannot be read."""
    unread = 0
    for message, broken, lines in messages:
        unread += bool(broken)
        output.show(broken_lines(message, broken, output.width()) if broken else lines)
    return unread


def _shown(selection: Selection, sample: str) -> Iterator[_Shown]:
    for entry in selection.entries:
        message = entry.message
        read = render_variants(entry, selection.catalogue.entry, selection.settings)
        if broken := unreadable(selection, entry, read):
            yield _Shown(message, broken)
            continue
        variants = [replace(variant, body=strip_markup(variant.body, message.format)) for variant in read.variants]
        picked = [variant for variant in variants if sample in ("", variant.name)]
        if not picked:
            raise _no_variant(message.id, sample, [variant.name for variant in variants])
        yield _Shown(message, (), preview_lines(message, picked, output.width()))


def _read_as(selection: Selection, sample: str, way: Way) -> Iterator[_Shown]:
    from msgreview.report.reading_as.ways import way_lines

    for each in _chosen(_plain(selection), sample):
        yield _Shown(each.message, each.broken, way_lines(each, way, output.width()))


def _no_variant(id_: str, sample: str, names: Sequence[str]) -> UsageError:
    return UsageError(f"{id_} has no variant '{sample}'. There are: {', '.join(map(repr, names))}.")


def _page(previews: "Sequence[Preview]", way: Way | None) -> str:
    """The page with the messages."""
    from msgreview.report.preview_page.page import preview_page

    if way is None:
        return preview_page(previews)
    from msgreview.report.reading_as.ways import way_fragment

    return preview_page(previews, lambda preview, name: way_fragment(preview, way, name))


def _chosen(previews: "Iterable[Preview]", sample: str) -> "Iterator[Preview]":
    """The previews with the views of one variant, where one is named."""
    for each in previews:
        only = each.only(sample) if sample else each
        if not only.views and not only.broken:
            raise _no_variant(each.message.id, sample, [view.name for view in each.views])
        yield only


def _plain(selection: Selection) -> "Iterator[Preview]":
    """The messages' previews without findings."""
    from msgreview.report.preview_page.build import preview_of

    runner = _runner(selection.settings)
    for entry in selection.entries:
        yield preview_of(entry, selection.catalogue.entry, runner, ())


def unreadable(selection: Selection, entry: Entry, read: VariantSet) -> tuple[Finding, ...]:
    """Why a message cannot be read; none where it can."""
    from msgreview.lint.findings import broken_findings

    if not read.problems and not read.unreadable:
        return ()
    return broken_findings(read, entry, selection.catalogue.entry, _runner(selection.settings).rules.all_rules)


def _runner(settings: Settings) -> "Runner":
    from msgreview.rubric.load import catalogue_rules
    from msgreview.rubric.run import Runner

    return Runner(catalogue_rules(settings), settings)


def _with_findings(selection: Selection) -> "Iterator[Preview]":
    """The messages' previews, with what a run of `lint` says of them."""
    from msgreview.lint.cached import lint_in_catalogue
    from msgreview.report.mending import FilesOfFindings
    from msgreview.report.preview_page.build import preview_of

    settings = selection.settings
    files = find_files([Path(entry.source.path) for entry in selection.entries], Path.cwd())
    report = lint_in_catalogue(files, settings)
    runner = _runner(settings)
    fixes = FilesOfFindings(lambda _: runner.rules).fixes
    for entry in selection.entries:
        accepted = tuple(each for each in report.accepted if each.message == entry.message.id)
        yield replace(preview_of(entry, selection.catalogue.entry, runner, report.findings, fixes), accepted=accepted)
