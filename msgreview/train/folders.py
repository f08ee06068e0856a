"""Where courses, scenes and sessions are, and how they are loaded: the shipped ones, and a team's own beside its settings."""

from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TypeVar

from msgreview.catalogue.files import YAML_SUFFIXES, is_inside, shipped, shown_path
from msgreview.catalogue.keyed_file import FileProblem
from msgreview.catalogue.validate import describe_error, did_you_mean
from msgreview.catalogue.yaml_tree import FileError, load_source
from msgreview.model.errors import MsgReviewError
from msgreview.model.span import Source

T = TypeVar("T")

OWN = "training"
"""The folder of a team's own courses, beside its settings."""
ASSIGNED = "assigned.yaml"
"""The file in it that says who practises what; it is no course."""


class TrainingError(MsgReviewError):
    """Courses, scenes or sessions cannot be used; its text names every problem, one a line."""


def training_folders(root: Path, inside: str = "") -> list[Path]:
    """The shipped courses, then the catalogue's own where it has any; or the folders `inside` these that are there."""
    folders = dict.fromkeys((shipped("training"), root / OWN))
    return [folder / inside for folder in folders if (folder / inside).is_dir()]


def course_files(folders: Sequence[Path]) -> list[Path]:
    """The course files of the folders, in the order of the folders and of their names. Links out of a folder are left out."""
    files = (path for folder in folders for path in sorted(folder.iterdir()))
    named = (path for path in files if path.suffix.lower() in YAML_SUFFIXES and path.name != ASSIGNED)
    return [path for path in named if path.is_file() and is_inside(path, path.parent)]


def no_course(name: str, courses: Collection[str]) -> str:
    """What is said of a name that is no course's."""
    return f"there is no course '{name}'. {did_you_mean(name, courses, '`msgreview train list` names them.')}"


def load_files(
    folders: Sequence[Path],
    here: Path,
    parse: Callable[[Source, str, list[FileProblem]], T | None],
    order: Callable[[T], int],
) -> dict[str, T]:
    """Name of each file, without its suffix → what `parse` makes of it, by `order` and name. TrainingError lists every problem.

    A later file replaces an earlier one of its name.
    """
    parsed: dict[str, T] = {}
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
        if one is not None:
            parsed[path.stem] = one
    if problems:
        raise TrainingError("\n".join(problems))
    return dict(sorted(parsed.items(), key=lambda item: (order(item[1]), item[0])))
