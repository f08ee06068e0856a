"""`lint --new-since`, `--changed-since` and the baseline: the findings that are new, or on messages that read differently."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from msgreview.catalogue.files import CatalogueFile
from msgreview.lint.baseline import Baseline, beside_baseline
from msgreview.lint.lint_report import Choice, LintReport
from msgreview.lint.run import RunOptions, lint_profiles
from msgreview.lint.since import narrowed, new_findings
from msgreview.model.config import Profile, Settings
from msgreview.model.errors import MsgReviewError
from msgreview.report.lines import count
from msgreview.report.since import Since, Start, start_at
from msgreview.rubric.discover import rubric_folders


class Wanted(NamedTuple):
    """Which findings are wanted."""

    new: str = ""
    """Those that were not there at this revision; "" for all."""
    changed: str = ""
    """Those on messages that read differently than at this revision; "" for all."""
    baseline: Baseline | None = None
    """Those that it does not have."""


def lint_narrowed(
    files: Sequence[CatalogueFile],
    settings: Settings,
    choice: Choice,
    profiles: tuple[Profile, ...],
    wanted: Wanted,
    options: RunOptions,
) -> dict[Profile, LintReport]:
    """What `lint_profiles` reports, with those findings alone that are wanted.

    A revision stands for the last commit that it has in common with the work tree; before the first commit of a repository,
    or of a branch, everything is new. Raises GitError where there is none here.
    """
    new_since, changed_since = start_at(settings, wanted.new), start_at(settings, wanted.changed)
    notes: list[str] = []
    reports, ids = _lint(files, settings, Choice(choice.select, choice.ignore), profiles, new_since, options, notes)
    findings = {profile: report.findings for profile, report in reports.items()}
    if new_since:
        findings = {profile: new_findings(report.findings, report.before, ids) for profile, report in reports.items()}
    if changed_since:
        with Since(settings, changed_since, files) as since:
            notes += since.notes()
            messages = since.changed()
        findings = {profile: tuple(each for each in some if each.message in messages) for profile, some in findings.items()}
    why = ", or ".join(["not new"] * bool(new_since) + ["in messages that read as before"] * bool(changed_since))
    narrow = {}
    for profile, report in reports.items():
        left_out = len(report.findings) - len(findings[profile])
        said = [*notes, *([f"{count(left_out, 'finding')} left out: {why}."] if left_out else [])]
        narrow[profile] = narrowed(report, findings[profile], choice, said)
        if wanted.baseline is not None:
            narrow[profile] = beside_baseline(narrow[profile], wanted.baseline, choice, Path(settings.root), files)
    return narrow


def _lint(
    files: Sequence[CatalogueFile],
    settings: Settings,
    choice: Choice,
    profiles: tuple[Profile, ...],
    start: Start | None,
    options: RunOptions,
    notes: list[str],
) -> tuple[dict[Profile, LintReport], Mapping[str, str]]:
    """All that is chosen and, with a start, what stood there; and the earlier ids of messages that have another now."""
    folders = rubric_folders(settings)
    if start is None:
        return lint_profiles(files, settings, folders, choice, profiles, **options), {}
    with Since(settings, start, files) as since:
        notes += since.notes()
        # What a file says now was said there, or in a file that has changed since.
        shown = {file.shown for file in files}
        was = [*(file for file in since.before.same if file.shown in shown), *since.before.other]
        order = {file.shown: number for number, file in enumerate(files)}
        was.sort(key=lambda file: (order.get(file.shown, len(order)), file.shown))  # Which of two stands first is as now.
        rest = [*since.before.same, *since.before.other]
        ids = {old: message.id for message in since.edited() for old in message.supersedes}
        if since.same_rules():
            options = {**options, "read": since.before.read, "before": was, "rest_before": lambda: rest}
            return lint_profiles(files, settings, folders, choice, profiles, **options), ids
        reports = lint_profiles(files, settings, folders, choice, profiles, **options)
        options = {**options, "rest": lambda: rest, "cache": None, "rules": None, "rules_cache": None}
        # Rules that are named may not have been there then.
        try:
            then = lint_profiles(was, since.settings, rubric_folders(since.settings), Choice(), profiles, **options)
        except MsgReviewError:  # Of another place then, or broken: nothing that anybody could mend now.
            then = lint_profiles(was, settings, folders, Choice(), profiles, **options)
        return {profile: replace(report, before=then[profile].findings) for profile, report in reports.items()}, ids
