"""The last answer that `lint` gave for a catalogue: where nothing that it hangs on has changed, it is given again.

What it hangs on is all read again: every message, the rubrics, the settings, the day, what was asked and how it is printed.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from msgreview.catalogue.atomic import write_atomic
from msgreview.catalogue.yaml_tree import FileError, read_bytes
from msgreview.cli import output
from msgreview.model.config import Settings
from msgreview.rubric.discover import rubric_files, rubric_folders, rules_key

if TYPE_CHECKING:
    from msgreview.catalogue.files import CatalogueFile

_MOST = 32 * 1024 * 1024
"""Bytes of the largest answer that is kept."""


class Answer(msgspec.Struct, frozen=True, array_like=True):
    """What a run printed, to standard output and to standard error, and its exit code."""

    question: str
    out: tuple[bytes, ...]
    err: tuple[bytes, ...]
    code: int

    def give(self) -> int:
        """Print it; the exit code."""
        output.repeat(self.out, self.err)
        return self.code


def question(files: Sequence["CatalogueFile"], settings: Settings, asked: Iterable[object]) -> str:
    """What stands for a run on `files`, in which `asked` are its options; "" where a file cannot be read."""
    rules = rules_key(rubric_files(rubric_folders(settings)), settings)
    terms = (rules, settings.today, settings.root, output.form(), *asked)
    digest = blake2b("\0".join(map(str, terms)).encode("utf-8", "surrogateescape"), digest_size=16)
    try:
        for file in files:
            data = read_bytes(file.path, file.shown)
            digest.update(f"\0{file.shown}\0{len(data)}\0".encode("utf-8", "surrogateescape"))
            digest.update(data)
    except FileError:
        return ""
    return digest.hexdigest() if rules else ""


def read_answer(path: Path, question: str) -> Answer | None:
    """The answer kept at `path`, if it is the one to this question."""
    try:
        kept = msgspec.msgpack.decode(path.read_bytes(), type=Answer)
    except (OSError, UnicodeDecodeError, msgspec.DecodeError):
        return None
    return kept if question and kept.question == question else None


def keep_answer(path: Path, question: str, printed: output.Record, code: int) -> None:
    """Keeps an answer; where that cannot be, the next run finds it anew."""
    if question and printed.size <= _MOST:
        with suppress(OSError):
            write_atomic(path, msgspec.msgpack.encode(Answer(question, tuple(printed.out), tuple(printed.err), code)))
