"""The result of linting one file, as processes exchange it and the cache saves it."""

from collections.abc import Iterable
from itertools import pairwise

import msgspec

from msgreview.catalogue.files import CatalogueFile
from msgreview.catalogue.yaml_tree import FileError, file_bytes
from msgreview.lint.waivers import Exemption
from msgreview.model.blake2 import blake2b
from msgreview.model.finding import LEVELS, Finding
from msgreview.rubric.message_facts import Facts


class FileResult(msgspec.Struct, frozen=True):
    """What linting one file gave."""

    path: str
    digest: str
    """Of the file's bytes; "" for one that could not be read."""
    day: str = ""
    """The day of the run, where a template of the file asks for the time; else ""."""
    uses: dict[str, tuple[str, ...]] = {}
    """Id of each message in the file → ids of the messages it uses."""
    deferred: bool = False
    """Whether the file waits to be linted until it is clear which files hold the messages it uses."""
    needs: dict[str, str] = {}
    """Id of every message used, directly or not → content, day and path of its file; "" where there is none."""
    variants: int = 0
    findings: tuple[Finding, ...] = ()
    """In order, before exemptions; those of used messages point to their own files."""
    slow: tuple[tuple[str, Finding], ...] = ()
    """Rules that ran out of time on a message of the file, each with the finding that says so."""
    facts: tuple[Facts, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    unproofed: str = ""
    """Why grammar and spelling were not proofread to the end, where the settings ask for it."""

    def is_of(self, file: CatalogueFile) -> bool:
        """Whether a file can be read and has the content that was linted."""
        try:
            return digest(file_bytes(file)) == self.digest
        except FileError:
            return False


def digest(data: bytes) -> str:
    """The content key of a file: 128 bits of BLAKE2b, in hexadecimal."""
    return blake2b(data, digest_size=16).hexdigest()


def identity(finding: Finding) -> tuple[object, ...]:
    """Equal for findings of one rule on the same words, whatever path leads to them."""
    return finding.path, finding.start, finding.end, finding.rule


def order(finding: Finding) -> tuple[object, ...]:
    """The sort key: by position, then the redder first; what needs no special path before what does."""
    position = (finding.path, finding.start, LEVELS.index(finding.level), finding.end)
    return (*position, finding.rule, finding.when != "", finding.message, finding.text, finding.when)


def once(findings: Iterable[Finding]) -> list[Finding]:
    """Each finding once, whatever paths lead to its words; of several the first by `order`."""
    first: dict[tuple[object, ...], Finding] = {}
    for finding in findings:
        key = identity(finding)
        if key not in first or order(finding) < order(first[key]):
            first[key] = finding
    return list(first.values())


def in_order(findings: list[Finding]) -> list[Finding]:
    """The findings in one file by `order`. Mostly they are, and where they start says so: the keys of thousands take time."""
    ordered = all(a.start < b.start or (a.start == b.start and order(a) <= order(b)) for a, b in pairwise(findings))
    return findings if ordered else sorted(findings, key=order)
