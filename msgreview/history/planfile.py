"""The frozen plan, `review-plan.yaml` beside the settings: under each Monday the messages to read in that week, and by whom.

    2027-01-04:
      circulation.hold-ready: ines@library.example
      shared.footer: ""

People may move a line to another week: what stands there stays. Only lines are added, each at its place.
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from msgreview.model.errors import ConfigError
from msgreview.model.plan import Placement
from msgreview.model.span import Source
from msgreview.text.incoming.write import scalar
from msgreview.text.typed import describe, describe_refused
from msgreview.text.yamlfile import Reader, Refused, Tree, compose, read

NAME = "review-plan.yaml"
_HEADER = """\
# Which message is read in which week, and by whom. Lines may be moved to another Monday; `msgreview review plan`
# leaves what stands here where it is and only adds what is new.
"""


def read_plan(root: Path) -> tuple[Placement, ...]:
    """What the plan of a catalogue holds, in its order; nothing where there is none. ConfigError names the place of a fault."""
    path = root / NAME
    if not path.exists():
        return ()
    source, tree = _tree(path)
    if tree is None:
        return ()
    if not isinstance(tree.value, dict):
        raise _fault(source, 0, "this is no plan. Write Mondays, and messages with their reviewers below each.")
    return tuple(placement for week in tree.value for placement in _week(source, tree, week))


def _tree(path: Path) -> tuple[Source, Tree | None]:
    try:
        source = read(path, path.name)
        node = next(iter(compose(source)), None)
        tree = Reader(source).construct(node) if node else None
    except Refused as refused:
        if refused.problem.rule == "file.empty":
            return refused.source, None
        raise ConfigError(describe_refused(refused)) from None
    if tree and tree.problems:
        raise ConfigError("\n".join(describe(source, problem) for problem in tree.problems))
    return source, tree


def _week(source: Source, tree: Tree, week: str) -> list[Placement]:
    at, value = tree.places[week], tree.value.get(week)
    try:
        monday = date.fromisoformat(week)
    except ValueError:
        raise _fault(source, at.key_start, f"'{week}' is no date. Write a Monday, such as 2027-01-04.") from None
    if monday.weekday():
        raise _fault(source, at.key_start, f"{week} is no Monday. Write the Monday of the week.")
    if not isinstance(value, dict) or not all(isinstance(who, str) for who in value.values()):
        raise _fault(
            source, at.start, f'below {week} stand messages and who reads them, as in: circulation.hold: "jo@library.example"'
        )
    return [Placement(id_, monday, who) for id_, who in value.items()]


def _fault(source: Source, at: int, text: str) -> ConfigError:
    line, column = source.position(at)
    return ConfigError(f"{source.path}:{line}:{column}: {text}")


def planned_days(placements: Sequence[Placement]) -> dict[str, date]:
    """Message id → Monday of the latest week that has it."""
    return {each.id: each.week for each in sorted(placements, key=lambda each: each.week)}


def with_placements(text: str, placed: Sequence[Placement]) -> str:
    """The text of a plan with more placements in it, each below its Monday; every line that was there stays as it is."""
    lines = (text or _HEADER).splitlines()
    for week in sorted({each.week for each in placed}):
        new = [f"  {scalar(each.id)}: {scalar(each.reviewer)}" for each in placed if each.week == week]
        at = _end_of_week(lines, week)
        if at is None:
            at = _before_week(lines, week)
            new = [f"{week}:", *new]
        lines[at:at] = new
    return "\n".join(lines) + "\n"


def _monday(line: str) -> date | None:
    """The Monday whose part of the plan starts at a line."""
    try:
        return date.fromisoformat(line.partition(":")[0].strip("'\" ")) if line[:1] not in ("", " ", "#") else None
    except ValueError:
        return None


def _end_of_week(lines: Sequence[str], week: date) -> int | None:
    """Number of the line after the last entry of a week; None where the plan does not have the week."""
    start = next((number for number, line in enumerate(lines) if _monday(line) == week), None)
    if start is None:
        return None
    end = start + 1
    for number in range(start + 1, len(lines)):
        if lines[number][:1] not in (" ", "#", ""):
            break
        if lines[number][:1] == " ":
            end = number + 1
    return end


def _before_week(lines: Sequence[str], week: date) -> int:
    """Number of the line before which a new week belongs."""
    later = (number for number, line in enumerate(lines) if (monday := _monday(line)) and monday > week)
    return next(later, len(lines))
