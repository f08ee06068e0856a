"""Who practises what, and until when: `training/assigned.yaml` beside the settings.

    assigned:
      - {who: maya, course: chat, until: 2027-03-01}

`who` is a handle that a learner goes by, or `everybody`. Lines are added and changed at their places; the rest of the file stays
as it is.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

import msgspec

from msgreview.catalogue.files import shown_path
from msgreview.catalogue.keyed_file import FileProblem, KeyedFile
from msgreview.catalogue.validate import describe_error, did_you_mean
from msgreview.catalogue.write import scalar
from msgreview.catalogue.yaml_tree import FileError, decode, load_source
from msgreview.model.errors import ConfigError
from msgreview.model.span import Source
from msgreview.train.folders import ASSIGNED, OWN

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


class _Read(NamedTuple):
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
    try:
        read = _parse(load_source(path, shown_path(path, here)))
    except FileError as error:
        raise ConfigError(describe_error(error)) from None
    for number, each in enumerate(read.assigned):
        if each.course not in courses:
            meant = did_you_mean(each.course, courses, "`msgreview train list` names them.")
            read.file.problem(f"assigned.{number}.course", f"there is no course '{each.course}'. {meant}")
        if reason := handle_problem(each.who):
            read.file.problem(f"assigned.{number}.who", reason)
    if read.file.problems:
        raise ConfigError("\n".join(map(str, sorted(read.file.problems))))
    return read.assigned


def handle_problem(handle: str) -> str:
    """What is wrong with a handle, and what to do; "" where nothing is."""
    if not handle.strip() or "@" in handle:
        return f"'{handle}' is no handle. A short name that the person chose will do, such as maya; no mail address."
    return ""


def assigned_to(assigned: Iterable[Assignment], handle: str) -> list[Assignment]:
    """What somebody is to do, the first due first; of a course that is assigned twice, what is due first."""
    by_course: dict[str, Assignment] = {}
    for each in sorted(assigned, key=lambda one: (one.until, one.course)):
        if each.is_for(handle):
            by_course.setdefault(each.course, each)
    return list(by_course.values())


def with_assignments(data: bytes, new: Sequence[Assignment]) -> bytes:
    """A file with more assignments: one that is there gets the new day, others get a line at the end.

    ConfigError where the file has a problem, or is laid out in a way that leaves no place for a line.
    """
    text = data or _HEADER.encode()
    for each in new:
        text = _with(text, each)
    return text


def without_assignments(data: bytes, who: Collection[str], course: str) -> bytes:
    """A file without what is assigned to some people of one course. ConfigError as in `with_assignments`."""
    keys = {(handle.casefold(), course) for handle in who}
    while (number := next((n for n, each in enumerate(_checked(data).assigned) if each._key in keys), None)) is not None:
        read = _checked(data)
        text, span = read.file.source.text, read.file.tree.spans[f"assigned.{number}"]
        start, end = text.rfind("\n", 0, span.start) + 1, text.find("\n", span.end)
        left = tuple(each for at, each in enumerate(read.assigned) if at != number)
        rest = text[end + 1 :] if end >= 0 else ""
        data = _written(data, text[:start] + rest, left)
    return data


def _with(data: bytes, new: Assignment) -> bytes:
    read = _checked(data)
    text = read.file.source.text
    for number, each in enumerate(read.assigned):
        if each._key == new._key:
            span = read.file.tree.spans[f"assigned.{number}.until"]
            changed = tuple(msgspec.structs.replace(one, until=new.until) if one is each else one for one in read.assigned)
            return _written(data, text[: span.start] + new.until.isoformat() + text[span.end :], changed)
    end = "\r\n" if "\r\n" in text else "\n"
    last = read.file.tree.spans.get(f"assigned.{len(read.assigned) - 1}")
    at = text.find("\n", last.end if last else text.rfind("assigned:")) + 1 or len(text)
    before = text[:at] if not text[:at] or text[:at].endswith("\n") else text[:at] + end
    indent = _indent(text, last.start) if last else "  "
    who, course = scalar(new.who, flow=True), scalar(new.course, flow=True)
    line = f"{indent}- {{who: {who}, course: {course}, until: {new.until.isoformat()}}}{end}"
    return _written(data, before + line + text[at:], (*read.assigned, new))


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


def _checked(data: bytes) -> _Read:
    """What a file's bytes say. ConfigError names every problem."""
    try:
        read = _parse(decode(data, f"{OWN}/{ASSIGNED}"))
    except FileError as error:
        raise ConfigError(describe_error(error)) from None
    if read.file.problems:
        raise ConfigError("\n".join(map(str, sorted(read.file.problems))))
    return read


def _parse(source: Source) -> _Read:
    problems: list[FileProblem] = []
    file = KeyedFile(source, problems)
    loaded = file.load(_File, "a list of assignments")
    return _Read(file, loaded.assigned if loaded else ())
