"""Where courses and scenes are: the shipped ones, and a team's own beside its settings."""

from collections.abc import Sequence
from pathlib import Path

from msgreview.catalogue.files import is_inside, shipped

_SUFFIXES = (".yaml", ".yml")
OWN = "training"
"""The folder of a team's own courses, beside its settings."""


def course_folders(root: Path) -> tuple[Path, ...]:
    """The shipped courses, then the catalogue's own where it has any."""
    own = root / OWN
    return (shipped("training"), own) if own.is_dir() and own != shipped("training") else (shipped("training"),)


def course_files(folders: Sequence[Path]) -> list[Path]:
    """The course files of the folders, in the order of the folders and of their names. Links out of a folder are left out."""
    files = (path for folder in folders for path in sorted(folder.iterdir()))
    return [path for path in files if path.suffix.lower() in _SUFFIXES and path.is_file() and is_inside(path, path.parent)]
