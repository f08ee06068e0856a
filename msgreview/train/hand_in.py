"""A hand-in: one learner's results, under a name that says nothing of who it is, as a file that the learner chose to give.

It holds counts and the numbers of surveys, no answers, no times and no handle. A checksum tells a file that was changed by hand.
"""

from base64 import b32encode
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import msgspec
from msgspec.structs import replace

from msgreview.catalogue.files import shown_path
from msgreview.catalogue.validate import describe_error
from msgreview.catalogue.yaml_tree import FileError, read_bytes
from msgreview.model.blake2 import blake2b
from msgreview.model.errors import UsageError
from msgreview.report.json import indented
from msgreview.train.course import Course
from msgreview.train.journal import Record
from msgreview.train.progress import days, hardest, progress
from msgreview.train.sample import Score, scores
from msgreview.train.survey import Answers, Half, answers

VERSION = 1
_WHAT = "hand-in"
_NAME = 4
"""Letters of each half of a learner's name."""

Count = Annotated[int, msgspec.Meta(ge=0)]


class Results(msgspec.Struct, frozen=True):
    """How far a learner has come in one course."""

    of: Count
    """Exercises of the course."""
    passed: Count
    skipped: Count
    due: Count
    """Of those passed, how many were due again on the day of the hand-in."""

    @property
    def is_complete(self) -> bool:
        """Whether every exercise was passed or skipped."""
        return self.passed + self.skipped >= self.of


class HandIn(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a file holds, without its head and its checksum."""

    learner: str
    made: date
    days: Count = 0
    """On how many days there was an answer."""
    answers: Count = 0
    courses: dict[str, Results] = {}
    missed: dict[str, Count] = {}
    """Rule → how many answers broke it."""
    surveys: dict[str, Answers] = {}
    samples: dict[str, dict[Half, Score]] = {}
    """Those with both halves: nobody learns in between how the first one went."""
    scenes: dict[str, bool] = {}
    """Scene → whether it was played to a good end once."""


class Folder(NamedTuple):
    """The hand-ins of a folder, one a learner, and what is to be said of the files that do not count."""

    hand_ins: tuple[HandIn, ...]
    problems: tuple[str, ...]


def pseudonym(records: Sequence[Record]) -> str:
    """The learner's name in hand-ins: the same from every copy of the file, and known to nobody but the learner."""
    digest = blake2b(f"learner\0{records[0].id}".encode(), digest_size=5).digest()
    letters = b32encode(digest).decode().lower()
    return f"{letters[:_NAME]}-{letters[_NAME:]}"


def make_hand_in(
    courses: Iterable[Course], records: Sequence[Record], now: datetime, only: Collection[str] = (), *, comments: bool = False
) -> HandIn:
    """The results of the courses in `only`, or all of them; with what was said in own words where `comments` may go along.

    There must be a record.
    """
    courses = [course for course in courses if not only or course.name in only]
    names = [course.name for course in courses]
    own = [record for record in records if not only or record.of.partition(".")[0] in only]
    begun = {record.of.partition(".")[0] for record in own if record.did != "sample"}
    played = {record.of: False for record in own if record.did == "scene"}
    said = {name: answers(name, own) for name in names}
    return HandIn(
        learner=pseudonym(records),
        made=now.date(),
        days=days(own),
        answers=sum(record.did == "answer" for record in own),
        courses={
            row.course.name: Results(len(row.course.exercises), row.passed, row.skipped, row.due)
            for row in progress(courses, records, now)
            if row.course.name in begun
        },
        missed=dict(hardest(own, len(own))),
        surveys={name: each if comments else replace(each, comment="") for name, each in said.items() if each != Answers()},
        samples={name: halves for name, halves in scores(names, own).items() if len(halves) > 1},
        scenes=played | {record.of: True for record in own if record.did == "scene" and record.passed},
    )


def hand_in_text(hand_in: HandIn) -> str:
    """The file."""
    fields = {"msgreview": _WHAT, "version": VERSION, **msgspec.to_builtins(hand_in)}
    return indented({**fields, "checksum": checksum_of(fields)})


def load_folder(folder: Path, here: Path) -> Folder:
    """The hand-ins of a folder. UsageError where there is no such folder, or nothing in it that could be one."""
    if not folder.is_dir():
        raise UsageError(f"there is no folder {folder}. Put the files that were handed in into one, and name it.")
    files = sorted(path for path in folder.iterdir() if path.suffix.lower() == ".json" and not path.name.startswith("."))
    if not files:
        raise UsageError(f"there is no hand-in in {folder}. Learners write one with `msgreview train hand-in`.")
    problems: list[str] = []
    by_learner: dict[str, tuple[str, HandIn]] = {}
    for path in files:
        shown = shown_path(path, here)
        try:
            hand_in = load_hand_in(read_bytes(path, shown), shown)
        except FileError as error:
            problems.append(describe_error(error))
        except UsageError as error:
            problems.append(str(error))
        else:
            twin, earlier = by_learner.get(hand_in.learner, ("", None))
            later = earlier is None or (hand_in.made, hand_in.answers) >= (earlier.made, earlier.answers)
            if later:
                by_learner[hand_in.learner] = shown, hand_in
            if earlier:
                counted, other = (shown, twin) if later else (twin, shown)
                problems.append(f"{other} is from the same learner as {counted}, which is the later one and counts.")
    return Folder(tuple(hand_in for _, hand_in in by_learner.values()), tuple(problems))


def load_hand_in(data: bytes, shown: str) -> HandIn:
    """A hand-in from what its file holds. UsageError says in a sentence what is wrong with it."""
    again = "Ask for it to be handed in once more."
    try:
        fields = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, RecursionError):
        raise UsageError(f"{shown} is cut off, or no hand-in at all. {again}") from None
    if not isinstance(fields, dict) or fields.get("msgreview") != _WHAT:
        raise UsageError(f"{shown} is no hand-in of msgreview. Take it out of the folder.")
    if not isinstance(version := fields.get("version"), int) or version > VERSION:
        raise UsageError(f"{shown} was written by a later msgreview. Update msgreview to count it.")
    checksum = fields.pop("checksum", "")
    if checksum != checksum_of(fields):
        raise UsageError(f"{shown} was changed after it was written, so it does not count. {again}")
    try:
        return msgspec.convert(fields, HandIn)
    except msgspec.ValidationError:
        raise UsageError(f"{shown} holds values that no hand-in has, so it does not count. {again}") from None


def checksum_of(fields: dict[str, Any]) -> str:
    """What stands under `checksum` in a file that holds these fields."""
    return blake2b(msgspec.json.encode(fields, order="sorted"), digest_size=16).hexdigest()
