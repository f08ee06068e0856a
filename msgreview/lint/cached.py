"""Lints files of a catalogue as it stands, with its votes and its baseline; results and rules are cached."""

from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace

from msgreview.catalogue.caches import cache_path, rules_path
from msgreview.catalogue.files import CatalogueFile, message_files
from msgreview.catalogue.votes import load_votes
from msgreview.lint.baseline import load_baseline, parted, under_present_ids
from msgreview.lint.lint_report import LintReport
from msgreview.lint.run import lint_files
from msgreview.model.config import Settings
from msgreview.rubric.discover import rubric_folders


def lint_in_catalogue(files: Sequence[CatalogueFile], settings: Settings) -> LintReport:
    """What the rubrics find in some files of a catalogue; what its baseline has stands apart, as `accepted`."""
    root = Path(settings.root)
    report = lint_files(
        files,
        settings,
        rubric_folders(settings),
        rest=lambda: message_files(settings, Path.cwd()),
        cache=cache_path(settings),
        rules_cache=rules_path(settings),
        votes=load_votes(root),
    )
    baseline = load_baseline(root)
    if not baseline:
        return report
    new, accepted = parted(under_present_ids(baseline, report.messages, files), report.findings, root)
    return replace(report, findings=new, accepted=accepted)
