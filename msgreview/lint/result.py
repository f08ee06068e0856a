"""The result of linting one file, as processes exchange it and the cache saves it."""

import msgspec

from msgreview.catalogue.files import CatalogueFile
from msgreview.catalogue.yaml_tree import FileError, file_bytes
from msgreview.lint.waivers import Exemption
from msgreview.model.blake2 import blake2b
from msgreview.model.finding import Finding
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

    def is_of(self, file: CatalogueFile, data: bytes | None = None) -> bool:
        """Whether a file can be read and has the content that was linted; `data` is what it holds where that is known."""
        try:
            return content_key(file_bytes(file) if data is None else data) == self.digest
        except FileError:
            return False


def content_key(data: bytes) -> str:
    """What names a content in the caches of results: 128 bits of BLAKE2b, in hexadecimal."""
    return blake2b(data, digest_size=16).hexdigest()
