"""`msgreview report`: the annual report, for a year or any period."""

from datetime import date, timedelta
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from msgspec.structs import replace

from msgreview.cli import output
from msgreview.cli.context import AsOf, ConfigPath, day, history_path, open_settings, past_cache_path, rules_path
from msgreview.model.errors import UsageError
from msgreview.report.annual.formats import FORMATS

if TYPE_CHECKING:
    from msgreview.catalogue.index import Catalogue
    from msgreview.history.git import Repository
    from msgreview.model.config import Settings
    from msgreview.report.annual.model import Annual
    from msgreview.report.annual.period import Linted

_LAST = 12, 31


if TYPE_CHECKING:
    FormatName = str
else:
    FormatName = Literal[tuple(FORMATS)]


def report(
    year: Annotated[
        int | None,
        typer.Argument(metavar="YEAR", min=1970, max=9000, help="The year; this year up to today where none is given."),
    ] = None,
    *,
    since: Annotated[str | None, typer.Option("--from", metavar="DATE", help="First day of a period other than a year.")] = None,
    until: Annotated[str | None, typer.Option("--to", metavar="DATE", help="Last day of it.")] = None,
    format: Annotated[
        FormatName | None,
        typer.Option(help="How to write it.", show_default="as the file's name ends; markdown"),
    ] = None,
    into: Annotated[
        Path | None, typer.Option("--output", metavar="FILE", help="The file to write; printed where none is given.")
    ] = None,
    revision: Annotated[str, typer.Option(metavar="COMMIT", help="Read the catalogue up to this commit or branch.")] = "HEAD",
    as_of: AsOf = None,
    config: ConfigPath = None,
) -> None:
    """Write the annual report: what was read, changed and retired.

    With what the rubrics find at its start and end. The same commit and days give the same report, byte for byte.
    """
    settings = open_settings(None, config, as_of)
    start, end = _period(year, since, until, settings.today)
    chosen = FORMATS[format or _format_of(into)]
    if chosen.is_binary and into is None:
        raise UsageError(f"a workbook needs a file: add --output report{chosen.suffix}")
    made = _annual(settings, start, end, revision)
    if into is None:
        output.emit(chosen, made)
        return
    from msgreview.catalogue.atomic import write_atomic

    data = chosen.render(made, output.width())
    assert isinstance(data, str | bytes), "the report's formats make text or bytes"
    write_atomic(into, data)
    output.say(f"Wrote {into}: {made.title.lower()}, {start} to {end}.")


def _format_of(file: Path | None) -> str:
    """The format that a file's name asks for; the first one where it asks for none."""
    suffix = file.suffix.lower() if file else ""
    return next((name for name in FORMATS if FORMATS[name].suffix == suffix), next(iter(FORMATS)))


def _period(year: int | None, since: str | None, until: str | None, today: date) -> tuple[date, date]:
    if year is not None and (since or until):
        raise UsageError("name a year, or a period with --from and --to, and not both.")
    start = day(since, "--from") if since else date(year or today.year, 1, 1)
    end = day(until, "--to") if until else min(today, date(year or today.year, *_LAST))
    if start > end:
        raise UsageError(f"the period ends on {end}, before it starts on {start}. Give --from and --to, or another year.")
    return start, end


def _annual(settings: "Settings", start: date, end: date, revision: str) -> "Annual":
    """The report, from the last commit of the period and the last one before it."""
    from msgreview.history.cache import HistoryCache
    from msgreview.history.context import CatalogueFolders, context_at
    from msgreview.history.git import Repository
    from msgreview.history.log_reader import load_history
    from msgreview.history.planfile import plan_at
    from msgreview.report.annual.build import annual

    root, store = Path(settings.root), history_path(settings)
    repository = Repository(root)
    head = repository.commit_id(revision)
    if repository.is_shallow():
        raise UsageError("this clone leaves older commits out, so nothing can be counted. Get them: git fetch --unshallow")
    last = repository.before(end.isoformat(), head)
    if last is None:
        raise UsageError(f"there is no commit up to {end}. `git log` shows when the first one was made.")
    first = repository.before((start - timedelta(days=1)).isoformat(), head)
    folders = CatalogueFolders(settings, repository)
    with HistoryCache(store) as cache:
        later = load_history(repository, folders.owns, folders.name, cache, revision)
    at_end = context_at(replace(settings, today=end), repository, last, HistoryCache(store), plan_at(repository, root, last))
    with TemporaryDirectory() as folder:
        after = _linted(settings, repository, last, end, Path(folder, "end"))
        before = _linted(settings, repository, first, start, Path(folder, "start")) if first else None
        return annual(at_end, before, after, start, end, repository.between(first, last), later)


def _linted(settings: "Settings", repository: "Repository", commit: str, day: date, folder: Path) -> "Linted":
    """What today's rubrics and settings find in the catalogue at a commit, of which `folder` gets a copy."""
    from functools import cache

    from msgreview.catalogue.files import find_files
    from msgreview.catalogue.index import Catalogue, index
    from msgreview.history.versions import export_files
    from msgreview.lint.run import lint_files
    from msgreview.report.annual.period import Linted
    from msgreview.rubric.discover import rubric_folders

    then = replace(settings, today=day)
    files = find_files(export_files(repository, settings, commit, folder), folder)
    saved = past_cache_path(settings, folder.name)
    if not saved.exists() and (other := past_cache_path(settings, "end")).exists():  # Most messages are as they were.
        copyfile(other, saved)
    linted = lint_files(files, then, rubric_folders(settings), jobs=0, cache=saved, rules_cache=rules_path(settings))
    catalogue = cache(lambda: Catalogue(index(files)))
    return Linted(commit, day, linted.findings, linted.summary.messages, lambda id_: _texts(catalogue(), id_, then))


def _texts(catalogue: "Catalogue", id_: str, settings: "Settings") -> dict[str, str]:
    """What the reader sees by sample and path, the subject first; nothing for a message that is not there."""
    from msgreview.prose.document import strip_markup
    from msgreview.template.variants import render_variants

    entry = catalogue.entry(id_)
    texts = {}
    for each in render_variants(entry, catalogue.entry, settings).variants if entry else ():
        subject = f"Subject: {each.subject.text}\n\n" if each.subject and each.subject.text else ""
        name = f"{each.name}, {each.when}" if each.when else each.name
        texts[name] = subject + strip_markup(each.body, entry.message.format).text if entry else ""
    return texts
