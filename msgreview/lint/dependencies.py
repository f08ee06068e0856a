"""Which file holds each message, and which files must be linted again because a message they use has changed."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from msgreview.catalogue.files import CatalogueFile
from msgreview.catalogue.index import closure
from msgreview.lint.result import FileResult


class Dependencies:
    """The messages of `results` by id. Of two with one id, the first in the order of `files` counts."""

    def __init__(self, files: Sequence[CatalogueFile], results: Mapping[str, FileResult]) -> None:
        self.files: dict[str, CatalogueFile] = {}
        """Id → the file it is in."""
        self._uses: dict[str, tuple[str, ...]] = {}
        self._contents: dict[str, str] = {}
        for file in files:
            result = results[file.shown]
            for message, used in result.uses.items():
                if message not in self.files:
                    self.files[message] = file
                    self._uses[message] = used
                    self._contents[message] = result.digest + result.day

    def missing(self) -> frozenset[str]:
        """Ids that are used and that no file holds."""
        return frozenset(used for uses in self._uses.values() for used in uses if used not in self.files)

    def needs(self, result: FileResult) -> dict[str, str]:
        """Id of every message that the file's messages use, directly or not → content and path of its file, "" for none."""
        used = closure(chain.from_iterable(result.uses.values()), lambda id_: self._uses.get(id_, ()))
        return {id_: f"{self._contents[id_]} {self.files[id_].shown}" if id_ in self.files else "" for id_ in sorted(used)}

    def stale(self, results: Iterable[FileResult]) -> list[str]:
        """Paths of the files to lint (again): those deferred, and those that use a message which has changed."""
        return [r.path for r in results if r.deferred or r.needs != self.needs(r)]
