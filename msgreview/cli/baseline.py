"""`msgreview baseline`: what stands is written down, so that `lint` shows what is new; from then on it only shrinks."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from msgreview.catalogue.atomic import write_atomic
from msgreview.catalogue.caches import cache_path, rules_path
from msgreview.catalogue.files import CatalogueFile
from msgreview.catalogue.votes import load_votes
from msgreview.cli import output
from msgreview.cli.context import AsOf, ConfigPath, open_settings, select_files
from msgreview.cli.errors import CLEAN, FINDINGS, INTERNAL
from msgreview.cli.formats import rules_of
from msgreview.lint.baseline import (
    NAME,
    Baseline,
    baseline_of,
    baseline_text,
    judges,
    load_baseline,
    new_to,
    shrunk,
    under_present_ids,
)
from msgreview.lint.lint_report import LintReport
from msgreview.lint.run import lint_files
from msgreview.model.config import Settings
from msgreview.model.errors import UsageError
from msgreview.report.lines import count
from msgreview.rubric.discover import rubric_folders

_RENAMED = "A message that has another id now keeps its lines if it names the earlier one under `supersedes`."
_EMPTY = "All is mended that was in baseline.yaml, so it was removed. Commit that."


def baseline(
    *,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing, and end with exit code 1 if something could be taken out.")
    ] = False,
    grow: Annotated[bool, typer.Option("--grow", help="Take in what is new since, too.")] = False,
    as_of: AsOf = None,
    config: ConfigPath = None,
) -> None:
    """Write down what stands, so that lint shows what is new.

    The first run writes baseline.yaml beside the settings: lint leaves out what is in it, wherever it moves. Each later run
    takes out what is mended. Nothing is ever added, unless you say --grow.
    """
    if check and grow:
        raise UsageError("--check writes nothing and --grow does. Leave one of them out.")
    settings = open_settings(None, config, as_of)
    root = Path(settings.root)
    old = load_baseline(root)
    files = select_files(None, settings)
    report = _lint(files, settings)
    if report.crashed:
        output.say(f"A rule failed, so {NAME} was left as it is. `msgreview lint` tells more.")
        raise typer.Exit(INTERNAL)
    if old is None:
        _begin(report, settings, check=check)
        return
    old = under_present_ids(old, report.messages, files)
    left = left_of(old, report, settings)
    gone = total(old) - total(left)
    if check:
        output.say(*could_shrink(old, left, report), *([f"All that {NAME} has still stands."] if not gone else []))
        raise typer.Exit(FINDINGS if gone else CLEAN)
    came = new_to(old, report.findings, root)
    left = {**left, **baseline_of(report.findings, root)} if grow else left
    if left != load_baseline(root):
        _write(root, left)
    added = f"{count(len(came), 'finding')} taken in, " if grow and came else ""
    output.say(f"{NAME}: {added}{count(gone, 'finding')} taken out, {total(left):,} left." if left else _EMPTY)
    output.say(*_gone_messages(old, left, report))
    if came and not grow:
        output.say(f"{count(len(came), 'finding')} not in it: `msgreview lint` shows what is new. --grow would take it in.")


def _lint(files: Sequence[CatalogueFile], settings: Settings) -> LintReport:
    """What stands in the whole catalogue."""
    with output.Meter("files read") as meter:
        report = lint_files(
            files, settings, rubric_folders(settings), jobs=0, cache=cache_path(settings), rules_cache=rules_path(settings),
            votes=load_votes(Path(settings.root)), progress=meter.update,
        )  # fmt: skip
    output.say_notes(report.notes)
    return report


def _begin(report: LintReport, settings: Settings, *, check: bool) -> None:
    """Writes the first baseline, if there is something to mend."""
    first = baseline_of(report.findings, Path(settings.root))
    if check or not first:
        output.say(f"There is no {NAME} here." if check else f"There is nothing to mend, so {NAME} was not written.")
        return
    _write(Path(settings.root), first)
    red = report.summary.counts["error"]
    output.say(
        f"{NAME} has {count(total(first), 'finding')} now{f', {red:,} of them red' if red else ''}. "
        "`msgreview lint` leaves them out, and shows what is new.",
        "Commit it. When some are mended, `msgreview baseline` takes them out.",
    )


def _write(root: Path, left: Baseline) -> None:
    """Writes the file, or removes it where nothing is left."""
    if left:
        write_atomic(root / NAME, baseline_text(left))
    else:
        (root / NAME).unlink(missing_ok=True)


def left_of(old: Baseline, report: LintReport, settings: Settings) -> Baseline:
    """What still stands of a baseline, by a report on the whole catalogue."""
    is_judged = judges(rules_of(settings)(), unproofed=report.unproofed)
    return shrunk(old, report.narrowed_from or report.findings, Path(settings.root), is_judged)


def could_shrink(old: Baseline, left: Baseline, report: LintReport) -> list[str]:
    """Sentences on what could be taken out, and on messages that have gone; none where nothing could."""
    gone = total(old) - total(left)
    if not gone:
        return []
    return [
        f"{count(gone, 'finding')} in baseline.yaml no longer there. `msgreview baseline` takes that out; commit it.",
        *_gone_messages(old, left, report),
    ]


def _gone_messages(old: Baseline, left: Baseline, report: LintReport) -> list[str]:
    """A sentence on messages of the baseline that are not in the catalogue: they may have another id now."""
    here = {id_ for _, id_ in report.messages}
    ids = sorted({each.message for each in old if each.message and each not in left} - here)
    if not ids:
        return []
    named = ids[0] + (f" and {len(ids) - 1:,} more" if ids[1:] else "")
    return [f"Not in the catalogue any more: {named}. {_RENAMED}"]


def total(baseline: Baseline) -> int:
    """How many findings a baseline has."""
    return sum(baseline.values())
