"""The files of findings as they are now: where something is in them, and how a finding can be mended."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from msgreview.catalogue.files import CatalogueFile
from msgreview.catalogue.load import LoadedFile, load_file
from msgreview.catalogue.yaml_tree import FileError, decode, read_bytes
from msgreview.lint.fixes import Fix, fixes_for
from msgreview.model.finding import Finding
from msgreview.model.span import Source
from msgreview.rubric.ruleset import RuleSet


class FilesOfFindings:
    """The files that findings are in. The last one stays in memory: findings come file by file."""

    def __init__(self, rules: Callable[[Finding], RuleSet] | None) -> None:
        self._rules = rules
        self._source = lru_cache(1)(_source)
        self._load = lru_cache(1)(_load)

    def source(self, finding: Finding) -> Source | None:
        """The text of a finding's file; None where it is in no file."""
        return self._source(finding.path)

    def fixes(self, finding: Finding) -> tuple[Fix, ...]:
        """The ways to mend a finding, the likeliest first."""
        if self._rules is None or self.source(finding) is None:
            return ()
        return fixes_for(finding, self._load(finding.path), self._rules(finding))


def _source(path: str) -> Source | None:
    try:
        return decode(read_bytes(Path(path), path), path)
    except FileError:
        return None


def _load(path: str) -> LoadedFile:
    return load_file(CatalogueFile(Path(path), path))
