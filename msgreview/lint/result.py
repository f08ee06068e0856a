"""What reading one file gave, as it is handed from process to process and kept between runs."""

from hashlib import blake2b
from pathlib import Path

import msgspec

from msgreview.catalogue.yaml_tree import FileError, read_bytes
from msgreview.lint.waivers import SourceIgnore, SourceWaiver
from msgreview.model.finding import LEVELS, Finding
from msgreview.rubric.message_facts import Facts


class FileResult(msgspec.Struct, frozen=True):
    """What reading one file gave: the cache keeps these."""

    path: str
    digest: str
    """Of the file's bytes; "" for one that could not be read."""
    day: str = ""
    """The day it was read as on, where a template of its own asks for the time."""
    uses: dict[str, tuple[str, ...]] = {}
    """Id of each message in the file → ids of the messages it uses."""
    deferred: bool = False
    """Put off: the file uses messages whose homes were not known, and nothing else is known of it yet."""
    needs: dict[str, str] = {}
    """Id of every message used, directly or not → content, day and place of its file; "" where there is none."""
    variants: int = 0
    findings: tuple[Finding, ...] = ()
    """In order, before exceptions; those of used messages point to their own files."""
    slow: tuple[tuple[str, Finding], ...] = ()
    """Rules that ran out of time on a message of the file, each with the finding that says so."""
    facts: tuple[Facts, ...] = ()
    waivers: tuple[SourceWaiver, ...] = ()
    ignores: tuple[SourceIgnore, ...] = ()
    unproofed: str = ""
    """Why grammar and spelling were not read to the end, where they should have been."""

    def holds(self, path: Path) -> bool:
        """Whether the file at `path` can be read and has the same content."""
        try:
            return digest(read_bytes(path, "")) == self.digest
        except FileError:
            return False


def digest(data: bytes) -> str:
    """The content key of a file: 128 bits of BLAKE2b, in hexadecimal."""
    return blake2b(data, digest_size=16).hexdigest()


def order(finding: Finding) -> tuple[object, ...]:
    """By place, the redder first; what needs no special path before what does."""
    position = (finding.path, finding.start, LEVELS.index(finding.level), finding.end)
    return (*position, finding.rule, finding.when != "", finding.message, finding.text, finding.when)
