"""Spreading files over processes. Any `concurrent.futures.Executor` can take the place of the local one."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

import msgspec

from msgreview.catalogue.files import CatalogueFile
from msgreview.catalogue.index import Catalogue
from msgreview.catalogue.processes import processes
from msgreview.lint.result import FileResult
from msgreview.model.config import GrammarConfig, Settings
from msgreview.rubric.ruleset import RuleSet

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from msgreview.lint.file import FileLinter
    from msgreview.lint.grammar_engine import GrammarEngine

Progress = Callable[[int, int], None]
"""Called after each batch with the number of files linted so far, and of all."""

WORTH_A_PROCESS = 200
"""Files from which on a second process gains more than it costs to start."""
BATCH_SIZE = 64
"""Files in one task of a process."""
_LOADED = 512
"""Files with shared messages that stay in memory while a batch is linted."""


class RunnerSpec(msgspec.Struct, frozen=True):
    """What a linter is made of; equal specs make equal linters."""

    settings: Settings
    folders: tuple[Path, ...]
    """Where the rubrics are."""
    digest: str
    """Of their text."""
    grammar: GrammarConfig
    """The grammar engine, and the address of its server where it has one."""


class Batch(msgspec.Struct, frozen=True):
    """Files to lint, and where the messages are that they use: all that one task needs, so that any process can do it."""

    files: tuple[CatalogueFile, ...]
    files_by_id: dict[str, CatalogueFile] | None
    """Id → file; None in the first round, in which files that use other messages are deferred."""
    spec: RunnerSpec


linters: "dict[RunnerSpec, FileLinter]" = {}
"""The linter of this process, by its spec. Forked processes inherit it and need not load the rubrics again."""


def lint_batch(batch: Batch) -> bytes:
    """The results of a batch, in order, as MessagePack: findings are many, and it is ten times as fast as pickle."""
    return msgspec.msgpack.encode(_lint(batch))


def _lint(batch: Batch) -> list[FileResult]:
    linter = linters.get(batch.spec) or _make_linter(batch.spec)
    lookup = None if batch.files_by_id is None else Catalogue(batch.files_by_id, cached=_LOADED).entry
    return [linter.lint(file, lookup) for file in batch.files]


def _make_linter(spec: RunnerSpec, rules: RuleSet | None = None) -> "FileLinter":
    """The linter for a spec; its `rules` are loaded if they are not given."""
    from msgreview.lint.file import FileLinter
    from msgreview.rubric.grammar import proofreader_for
    from msgreview.rubric.load import load_rubrics
    from msgreview.rubric.run import Runner

    settings = spec.settings
    proofreader = proofreader_for(spec.grammar, settings)
    linter = FileLinter(Runner(rules or load_rubrics(spec.folders, settings), settings, proofreader))
    linter.runner.rules.ready()
    if proofreader:
        proofreader.ready()
    linters.clear()
    linters[spec] = linter
    return linter


class WorkerPool:
    """Lints files in this process or, from some hundreds of files up, in several. A context manager."""

    def __init__(
        self,
        rules: RuleSet,
        settings: Settings,
        folders: tuple[Path, ...],
        jobs: int,
        engine: "GrammarEngine",
        progress: Progress = lambda *_: None,
    ) -> None:
        self._rules = rules
        self._settings = settings
        self._folders = folders
        self._progress = progress
        self._engine = engine
        self._jobs = jobs or os.cpu_count() or 1
        self._executor: Executor | None = None
        self._processes = ExitStack()
        self._many = False

    def __enter__(self) -> "WorkerPool":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        self._processes.__exit__(kind, error, traceback)
        for linter in linters.values():
            linter.runner.forget_slow()
        for spec in [each for each in linters if each.grammar.url]:
            del linters[spec]  # its server may be gone, or come back, before the next run
        if self._many:  # The report needs the room that cached texts take.
            linters.clear()
            self._rules.matcher.forget_lines()

    def lint(self, files: Sequence[CatalogueFile], files_by_id: dict[str, CatalogueFile] | None) -> list[FileResult]:
        """The result of each file, in order. Raises RubricError for patterns that cannot be read."""
        if not files:
            return []
        spec = self.spec()
        if spec not in linters:
            _make_linter(spec, self._rules)
        self._many = self._many or len(files) >= WORTH_A_PROCESS
        batches = [Batch(tuple(files[at : at + BATCH_SIZE]), files_by_id, spec) for at in range(0, len(files), BATCH_SIZE)]
        results: list[FileResult] = []
        for batch in self._each(batches, len(files)):
            results += batch
            self._progress(len(results), len(files))
        return results

    def spec(self) -> RunnerSpec:
        """The spec of the linter, with the grammar engine started."""
        return RunnerSpec(self._settings, self._folders, self._rules.digest, self._engine.ready())

    def _each(self, batches: list[Batch], files: int) -> Iterator[list[FileResult]]:
        if self._jobs == 1 or files < WORTH_A_PROCESS:
            yield from map(_lint, batches)
            return
        if self._executor is None:  # What its processes compile is not in this one, where the results need the room.
            self._executor = self._processes.enter_context(processes(self._jobs))
        for packed in self._executor.map(lint_batch, batches):
            results = msgspec.msgpack.decode(packed, type=list[FileResult])
            for result in results:
                for finding in result.findings:
                    finding.share_texts()
            yield results
