"""The frozen plan, `review-plan.yaml` beside the settings: under each Monday the messages to read in that week, and by whom.

    2027-01-04:
      circulation.hold-ready: ines@library.example
      shared.footer: ""

People may move a line to another week: what stands there stays. Only lines are added, each at its place.
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from msgspec.structs import replace

from msgreview.catalogue.validate import describe, describe_error
from msgreview.catalogue.yaml_tree import Constructor, FileError, Tree, compose, decode, load_source
from msgreview.history.git import Repository
from msgreview.model.errors import ConfigError
from msgreview.model.plan import PlannedReview
from msgreview.model.review import Person
from msgreview.model.span import Source

NAME = "review-plan.yaml"
_HEADER = """\
# Which message is read in which week, and by whom. Lines may be moved to another Monday; `msgreview review plan`
# leaves what stands here where it is and only adds what is new.
"""


def load_plan(root: Path) -> tuple[PlannedReview, ...]:
    """What the plan of a catalogue holds, in its order; nothing where there is none. ConfigError names the place of a problem."""
    path = root / NAME
    try:
        return _placements(load_source(path, NAME)) if path.exists() else ()
    except FileError as error:
        raise ConfigError(describe_error(error)) from None


def plan_at(repository: Repository, root: Path, commit: str) -> tuple[PlannedReview, ...]:
    """What the plan held at a commit; nothing where it was not there, or could not be read."""
    try:
        return _placements(decode(repository.content(commit, repository.path_to(root / NAME)) or b"", NAME))
    except (FileError, ConfigError):
        return ()


def _placements(source: Source) -> tuple[PlannedReview, ...]:
    """The placements in a plan's file; ConfigError at the first problem."""
    try:
        first, *more = compose(source)
        tree = Constructor(source).construct(first)
    except FileError as error:
        if error.problem.rule == "file.empty":
            return ()
        raise ConfigError(describe_error(error)) from None
    if tree.problems:
        raise ConfigError("\n".join(describe(source, problem) for problem in tree.problems))
    if more:
        raise _problem(source, more[0].start_mark.index, "a second document starts here. Keep one.")
    if not isinstance(tree.value, dict):
        raise _problem(source, 0, "this is not a plan. Write Mondays, and messages with their reviewers below each.")
    return tuple(placement for week in tree.value for placement in _week(source, tree, week))


def _week(source: Source, tree: Tree, week: str) -> list[PlannedReview]:
    """The placements below a Monday."""
    at, value = tree.spans[week], tree.value[week]
    try:
        monday = date.fromisoformat(week)
    except ValueError:
        raise _problem(source, at.key_start, f"'{week}' is not a date. Write a Monday, such as 2027-01-04.") from None
    if monday.weekday():
        raise _problem(source, at.key_start, f"{week} is not a Monday. Write the Monday of the week.")
    if not isinstance(value, dict) or not all(isinstance(who, str) for who in value.values()):
        raise _problem(
            source, at.start, f'below {week} stand messages and who reads them, as in: circulation.hold: "jo@library.example"'
        )
    people = {id_: _address(who) for id_, who in value.items()}
    nobody = [path.removeprefix(f"{week}.") for path in tree.blank if path.startswith(f"{week}.")]
    return [PlannedReview(id_, monday, who) for id_, who in (*people.items(), *((id_, "") for id_ in sorted(nobody)))]


def _address(who: str) -> str:
    """The address of `Jo Doe <jo@library.example>`; what else somebody is called by as it is."""
    return Person.of(who).email or who


def _problem(source: Source, at: int, text: str) -> ConfigError:
    line, column = source.position(at)
    return ConfigError(f"{source.path}:{line}:{column}: {text}")


def with_placements(data: bytes, placed: Sequence[PlannedReview]) -> bytes:
    """A plan's file with more placements in it, each below its Monday; every line that was there stays as it is.

    ConfigError where it is laid out in a way that leaves no place for a line.
    """
    from msgreview.catalogue.write import scalar

    text = data.decode()
    end = "\r" if "\r\n" in text else ""
    lines = (text or _HEADER).removesuffix("\n").split("\n")
    if not lines[-1].endswith(end):
        lines[-1] += end
    for week in sorted({each.week for each in placed}):
        new = sorted((each for each in placed if each.week == week), key=lambda each: each.id)
        start = next((number for number, line in enumerate(lines) if _monday(line) == week), None)
        if start is None:
            start = _before_week(lines, week)
            lines.insert(start, f"{week}:{end}")
        at, indent = _end_of_week(lines, start)
        lines[at:at] = [f"{indent}{scalar(each.id)}: {scalar(each.reviewer)}{end}" for each in new]
    written = ("\n".join(lines) + "\n").encode()
    added = [replace(each, reviewer=_address(each.reviewer)) for each in placed]
    if not _holds(written, (*_placements(decode(data, NAME)), *added)):
        raise ConfigError(
            f"{NAME}: nothing can be added to a plan laid out like this. Write each Monday at the start of a line of its own, "
            "and below it each message on a line of its own, as in:\n  2027-01-04:\n    circulation.hold: jo@library.example"
        )
    return written


def _holds(data: bytes, wanted: Sequence[PlannedReview]) -> bool:
    """Whether a plan's file reads as these placements, and no others."""

    def rows(placements: Sequence[PlannedReview]) -> list[tuple[str, date, str]]:
        return sorted((each.id, each.week, each.reviewer) for each in placements)

    try:
        return rows(_placements(decode(data, NAME))) == rows(wanted)
    except ConfigError:
        return False


def _monday(line: str) -> date | None:
    """The Monday whose part of the plan starts at a line."""
    try:
        return None if line.startswith((" ", "#")) else date.fromisoformat(line.partition(":")[0].strip("\ufeff'\" "))
    except ValueError:
        return None


def _end_of_week(lines: Sequence[str], start: int) -> tuple[int, str]:
    """Number of the line after the last entry of the week that starts at a line, and what its entries are indented by."""
    end, indent = start + 1, ""
    for number in range(start + 1, len(lines)):
        line = lines[number].strip()
        if line and not lines[number].startswith((" ", "#")):
            break
        if lines[number].startswith(" ") and line:
            end = number + 1
            indent = indent or ("" if line.startswith("#") else lines[number].partition(line)[0])
    return end, indent or "  "


def _before_week(lines: Sequence[str], week: date) -> int:
    """Number of the line before which a new week belongs: that of the next one, or of the comment above it."""
    later = (number for number, line in enumerate(lines) if (monday := _monday(line)) and monday > week)
    at = next(later, len(lines))
    while at < len(lines) and at and lines[at - 1].startswith("#") and at - 1 >= _header_lines(lines):
        at -= 1
    return at


def _header_lines(lines: Sequence[str]) -> int:
    """How many lines there are before the first week."""
    return next((number for number, line in enumerate(lines) if _monday(line)), len(lines))
