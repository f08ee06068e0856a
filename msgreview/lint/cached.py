"""Lints files of a catalogue as it stands, with its votes; results and rules are cached."""

from collections.abc import Sequence
from pathlib import Path

from msgreview.catalogue.caches import cache_path, rules_path
from msgreview.catalogue.files import CatalogueFile, message_files
from msgreview.catalogue.votes import load_votes
from msgreview.lint.run import LintReport, lint_files
from msgreview.model.config import Settings
from msgreview.rubric.discover import rubric_folders


def lint_in_catalogue(files: Sequence[CatalogueFile], settings: Settings) -> LintReport:
    """What the rubrics find in some files of a catalogue."""
    return lint_files(
        files,
        settings,
        rubric_folders(settings),
        rest=lambda: message_files(settings, Path.cwd()),
        cache=cache_path(settings),
        rules_cache=rules_path(settings),
        votes=load_votes(Path(settings.root)),
    )
