"""Spreading files over processes. Any `concurrent.futures.Executor` can take the place of the local one."""

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from msgreview.catalogue.files import CatalogueFile
from msgreview.catalogue.processes import local_executor
from msgreview.lint.result import FileResult
from msgreview.model.config import GrammarConfig, Settings
from msgreview.rubric.ruleset import RuleSet

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from msgreview.lint.file import FileReader
    from msgreview.lint.grammar_engine import Proofing

Progress = Callable[[int, int], None]
"""Told after each batch how many files are read, and of how many."""

_WORTH_A_PROCESS = 200
"""Files from which on a second process gains more than it costs to start."""
_BATCH = 64


class Rulebook(msgspec.Struct, frozen=True):
    """What messages are held to, by what it is made of; two that are equal are the same."""

    settings: Settings
    folders: tuple[Path, ...]
    """Where the rubrics are."""
    digest: str
    """Of their text."""
    grammar: GrammarConfig
    """The engine that reads for grammar, and the address of its server where it has one."""


class Batch(msgspec.Struct, frozen=True):
    """Files to read, and the homes of the messages that they use: all that one task needs, and it can be sent anywhere."""

    files: tuple[CatalogueFile, ...]
    homes: dict[str, CatalogueFile] | None
    """Id → file; None while it is not known yet, so that messages which use others are put off."""
    rulebook: Rulebook


_readers: "dict[Rulebook, FileReader]" = {}
"""The one reader that this process keeps. Processes that fork from one that has it need not load the rubrics again."""


def lint_batch(batch: Batch) -> bytes:
    """What each file of the batch gave, in order, packed: findings are many, and msgpack is ten times as fast as pickle."""
    return msgspec.msgpack.encode(_read(batch))


def _read(batch: Batch) -> list[FileResult]:
    reader = _readers.get(batch.rulebook) or _ready(batch.rulebook)
    return [reader.read(file, batch.homes) for file in batch.files]


def _ready(rulebook: Rulebook, rules: RuleSet | None = None) -> "FileReader":
    """The reader for a rulebook, whose `rules` are loaded if they are not given."""
    from msgreview.lint.file import FileReader
    from msgreview.rubric.grammar import proofreader_for
    from msgreview.rubric.load import load_rubrics
    from msgreview.rubric.run import Runner

    settings = rulebook.settings
    engine = proofreader_for(rulebook.grammar, settings)
    reader = FileReader(Runner(rules or load_rubrics(rulebook.folders, settings), settings, engine))
    reader.runner.rules.ready()
    if engine:
        engine.ready()
    _readers.clear()
    _readers[rulebook] = reader
    return reader


class Crew:
    """Reads files in this process, or from some hundreds of files up in several. Use it as a context manager."""

    def __init__(
        self,
        rules: RuleSet,
        settings: Settings,
        folders: tuple[Path, ...],
        jobs: int,
        proofing: "Proofing",
        progress: Progress = lambda *_: None,
    ) -> None:
        self._rules = rules
        self._settings = settings
        self._folders = folders
        self._progress = progress
        self._proofing = proofing
        self._jobs = jobs or os.cpu_count() or 1
        self._executor: Executor | None = None
        self._many = False

    def __enter__(self) -> "Crew":
        return self

    def __exit__(self, *exception: object) -> None:
        if self._executor:
            self._executor.shutdown(cancel_futures=True)
        for rulebook in [each for each in _readers if each.grammar.url]:
            del _readers[rulebook]  # its server may be gone, or come back, before the next run
        if self._many:  # What was kept of their texts goes, as the report needs the room.
            _readers.clear()
            self._rules.matcher.line.cache_clear()

    def read(self, files: Sequence[CatalogueFile], homes: dict[str, CatalogueFile] | None) -> list[FileResult]:
        """What each file gave, in order. Raises RubricError for patterns that cannot be read."""
        if not files:
            return []
        rulebook = self.rulebook()
        if rulebook not in _readers:
            _ready(rulebook, self._rules)
        self._many = self._many or len(files) >= _WORTH_A_PROCESS
        batches = [Batch(tuple(files[at : at + _BATCH]), homes, rulebook) for at in range(0, len(files), _BATCH)]
        results: list[FileResult] = []
        for read in self._each(batches, len(files)):
            results += read
            self._progress(len(results), len(files))
        return results

    def rulebook(self) -> Rulebook:
        """What the files are held to, with the engine made ready that reads for grammar."""
        return Rulebook(self._settings, self._folders, self._rules.digest, self._proofing.ready())

    def _each(self, batches: list[Batch], files: int) -> Iterator[list[FileResult]]:
        if self._jobs == 1 or files < _WORTH_A_PROCESS:
            yield from map(_read, batches)
            return
        if self._executor is None:
            self._executor = local_executor(self._jobs)
        for packed in self._executor.map(lint_batch, batches):
            yield msgspec.msgpack.decode(packed, type=list[FileResult])
