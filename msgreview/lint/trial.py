"""Which rules speak when some files are linted: how examples are proven that no single message can show."""

from collections.abc import Collection, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from msgreview.catalogue.files import find_files
from msgreview.lint.run import lint_files
from msgreview.model.config import Settings


def rules_found(files: Mapping[str, str], settings: Settings, folders: tuple[Path, ...]) -> Collection[str]:
    """The ids of the rules that find something in `files` (name → text), written into a folder that is gone afterwards.

    The rules of every profile are asked.
    """
    with TemporaryDirectory() as name:
        folder = Path(name)
        for file, text in files.items():
            (folder / file).write_text(text, encoding="utf-8")
        found = find_files([folder], folder)
        return {finding.rule for finding in lint_files(found, settings.under("strict"), folders, rest=lambda: found).findings}
