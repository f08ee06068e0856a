"""Who practises what, and until when: `training/assigned.yaml` beside the settings.

    assigned:
      - {who: maya, course: chat, until: 2027-03-01}

`who` is a handle that a learner goes by, or `everybody`. Lines are added and changed at their places; the rest of the file stays
as it is.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

import msgspec

from msgreview.catalogue.files import shown_path
from msgreview.catalogue.keyed_file import KeyedFile
from msgreview.catalogue.validate import describe_error
from msgreview.catalogue.write import scalar
from msgreview.catalogue.yaml_tree import FileError, decode, load_source
from msgreview.model.errors import ConfigError
from msgreview.model.span import Source
from msgreview.train.folders import ASSIGNED, OWN, no_course

EVERYBODY = "everybody"
_HEADER = """\
# Who practises what, and until when. A handle is enough: no full names and no mail addresses.
assigned:
"""


class Assignment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One course for one person."""

    who: str
    """A handle, or `everybody`."""
    course: str
    until: date

    def is_for(self, handle: str) -> bool:
        """Whether somebody of this handle is meant; capitals do not count."""
        return self.who.casefold() in (handle.casefold(), EVERYBODY)

    @property
    def _key(self) -> tuple[str, str]:
        return self.who.casefold(), self.course


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file."""

    assigned: tuple[Assignment, ...] = ()


class _Parsed(NamedTuple):
    """What a file says, and where."""

    file: KeyedFile
    assigned: tuple[Assignment, ...] = ()


def assigned_path(root: Path) -> Path:
    """Where a catalogue says who practises what."""
    return root / OWN / ASSIGNED


def load_assigned(root: Path, here: Path, courses: Collection[str]) -> tuple[Assignment, ...]:
    """What is assigned in a catalogue; nothing where it has no such file. ConfigError names every problem, one a line."""
    path = assigned_path(root)
    if not path.exists():
        return ()
    parsed = _parse(lambda: load_source(path, shown_path(path, here)))
    for number, assignment in enumerate(parsed.assigned):
        if assignment.course not in courses:
            parsed.file.problem(f"assigned.{number}.course", no_course(assignment.course, courses))
        if reason := handle_problem(assignment.who):
            parsed.file.problem(f"assigned.{number}.who", reason)
    return _without_problems(parsed).assigned


def handle_problem(handle: str) -> str:
    """What is wrong with a handle, and what to do; "" where nothing is."""
    if not handle.strip() or "@" in handle:
        return f"'{handle}' is not a handle. A short name that the person chose will do, such as maya; no mail address."
    return ""


def assigned_to(assigned: Iterable[Assignment], handle: str) -> list[Assignment]:
    """What somebody is to do, the first due first; of a course that is assigned twice, what is due first."""
    by_course: dict[str, Assignment] = {}
    for assignment in sorted(assigned, key=lambda one: (one.until, one.course)):
        if assignment.is_for(handle):
            by_course.setdefault(assignment.course, assignment)
    return list(by_course.values())


def with_assignments(data: bytes, new: Sequence[Assignment]) -> bytes:
    """A file with more assignments: one that is there gets the new day, others get a line at the end.

    ConfigError where the file has a problem, or is laid out in a way that leaves no place for a line.
    """
    text = data or _HEADER.encode()
    for assignment in new:
        text = _with(text, assignment)
    return text


def without_assignments(data: bytes, who: Collection[str], course: str) -> bytes:
    """A file without what is assigned to some people of one course. ConfigError as in `with_assignments`."""
    keys = {(handle.casefold(), course) for handle in who}
    while (number := next((n for n, one in enumerate(_checked(data).assigned) if one._key in keys), None)) is not None:
        parsed = _checked(data)
        text, span = parsed.file.source.text, parsed.file.tree.spans[f"assigned.{number}"]
        start, end = text.rfind("\n", 0, span.start) + 1, text.find("\n", span.end)
        left = parsed.assigned[:number] + parsed.assigned[number + 1 :]
        rest = text[end + 1 :] if end >= 0 else ""
        data = _written(data, text[:start] + rest, left)
    return data


def _with(data: bytes, new: Assignment) -> bytes:
    parsed = _checked(data)
    text = parsed.file.source.text
    for number, old in enumerate(parsed.assigned):
        if old._key == new._key:
            span = parsed.file.tree.spans[f"assigned.{number}.until"]
            renewed = msgspec.structs.replace(old, until=new.until)
            changed = (*parsed.assigned[:number], renewed, *parsed.assigned[number + 1 :])
            return _written(data, text[: span.start] + new.until.isoformat() + text[span.end :], changed)
    end = "\r\n" if "\r\n" in text else "\n"
    last = parsed.file.tree.spans.get(f"assigned.{len(parsed.assigned) - 1}")
    at = text.find("\n", last.end if last else text.rfind("assigned:")) + 1 or len(text)
    before = text[:at] if not text[:at] or text[:at].endswith("\n") else text[:at] + end
    indent = _indent(text, last.start) if last else "  "
    who, course = scalar(new.who, flow=True), scalar(new.course, flow=True)
    line = f"{indent}- {{who: {who}, course: {course}, until: {new.until.isoformat()}}}{end}"
    return _written(data, before + line + text[at:], (*parsed.assigned, new))


def _indent(text: str, start: int) -> str:
    """What stands before the dash of a list item."""
    return text[text.rfind("\n", 0, start) + 1 : start].partition("-")[0]


def _written(data: bytes, text: str, expected: tuple[Assignment, ...]) -> bytes:
    """The new text as bytes, once it is sure to read as what it should say."""
    bom = b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b""
    written = bom + text.encode()
    try:
        if _checked(written).assigned == expected:
            return written
    except ConfigError:
        pass
    raise ConfigError(
        f"{OWN}/{ASSIGNED} is laid out so that a line cannot be changed by itself. Write each on a line of its own:\n"
        "  assigned:\n    - {who: maya, course: chat, until: 2027-03-01}"
    )


def _checked(data: bytes) -> _Parsed:
    """What a file's bytes say. ConfigError names every problem."""
    return _without_problems(_parse(lambda: decode(data, f"{OWN}/{ASSIGNED}")))


def _parse(load: Callable[[], Source]) -> _Parsed:
    """What a file says, with its problems. ConfigError where it is no YAML."""
    try:
        file = KeyedFile(load(), [])
    except FileError as error:
        raise ConfigError(describe_error(error)) from None
    loaded = file.load(_File, "a list of assignments")
    return _Parsed(file, loaded.assigned if loaded else ())


def _without_problems(parsed: _Parsed) -> _Parsed:
    if parsed.file.problems:
        raise ConfigError("\n".join(map(str, sorted(parsed.file.problems))))
    return parsed
