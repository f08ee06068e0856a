"""Where courses and scenes are, and how a folder of them is loaded: the shipped ones, and a team's own beside its settings."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from msgreview.catalogue.files import is_inside, shipped, shown_path
from msgreview.catalogue.keyed_file import FileProblem
from msgreview.catalogue.validate import describe_error
from msgreview.catalogue.yaml_tree import FileError, load_source
from msgreview.model.span import Source

T = TypeVar("T")

_SUFFIXES = (".yaml", ".yml")
OWN = "training"
"""The folder of a team's own courses, beside its settings."""
ASSIGNED = "assigned.yaml"
"""The file in it that says who practises what; it is no course."""


def course_folders(root: Path) -> tuple[Path, ...]:
    """The shipped courses, then the catalogue's own where it has any."""
    own = root / OWN
    return (shipped("training"), own) if own.is_dir() and own != shipped("training") else (shipped("training"),)


def course_files(folders: Sequence[Path]) -> list[Path]:
    """The course files of the folders, in the order of the folders and of their names. Links out of a folder are left out."""
    files = (path for folder in folders for path in sorted(folder.iterdir()))
    named = (path for path in files if path.suffix.lower() in _SUFFIXES and path.name != ASSIGNED)
    return [path for path in named if path.is_file() and is_inside(path, path.parent)]


def load_files(
    folders: Sequence[Path], here: Path, parse: Callable[[Source, str, list[FileProblem]], T | None]
) -> tuple[list[T], list[str]]:
    """What `parse` makes of each file and its name without the suffix, and every problem, one a line."""
    parsed: list[T] = []
    problems: list[str] = []
    for path in course_files(folders):
        try:
            source = load_source(path, shown_path(path, here))
        except FileError as error:
            problems.append(describe_error(error))
            continue
        wrong: list[FileProblem] = []
        one = parse(source, path.stem, wrong)
        problems += map(str, sorted(wrong))
        parsed += [] if one is None else [one]
    return parsed, problems
