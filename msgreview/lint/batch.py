"""Spreading files over processes. Any `concurrent.futures.Executor` can take the place of the local one."""

import multiprocessing
import os
import signal
from collections.abc import Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from functools import lru_cache
from pathlib import Path

import msgspec

from msgreview.lint.file import FileReader, FileResult
from msgreview.model.config import Settings
from msgreview.text.catalogue import CatalogueFile

_WORTH_A_PROCESS = 200
"""Files from which on a second process gains more than it costs to start."""
_BATCH = 64


class Batch(msgspec.Struct, frozen=True):
    """Files to read, and the homes of the messages that they use: all that one task needs, and it can be sent anywhere."""

    files: tuple[CatalogueFile, ...]
    homes: dict[str, CatalogueFile] | None
    """Id → file; None while it is not known yet, so that messages which use others are put off."""
    settings: Settings
    folders: tuple[Path, ...]
    """Where the rubrics are."""


def lint_batch(batch: Batch) -> list[FileResult]:
    """What each file of the batch gave, in order."""
    reader = _reader(batch.settings, batch.folders)
    return [reader.read(file, batch.homes) for file in batch.files]


class Crew:
    """Reads files in this process, or from some hundreds of files up in several. Use it as a context manager."""

    def __init__(self, settings: Settings, folders: tuple[Path, ...], jobs: int) -> None:
        self._settings = settings
        self._folders = folders
        self._jobs = jobs or os.cpu_count() or 1
        self._executor: Executor | None = None

    def __enter__(self) -> "Crew":
        return self

    def __exit__(self, *exception: object) -> None:
        if self._executor:
            self._executor.shutdown(cancel_futures=True)

    def read(self, files: Sequence[CatalogueFile], homes: dict[str, CatalogueFile] | None) -> list[FileResult]:
        """What each file gave, in order."""
        batches = [self._batch(files[at : at + _BATCH], homes) for at in range(0, len(files), _BATCH)]
        if self._jobs == 1 or len(files) < _WORTH_A_PROCESS:
            return [result for batch in batches for result in lint_batch(batch)]
        if self._executor is None:
            lint_batch(self._batch((), None))  # Rubrics are loaded once, before the processes part.
            self._executor = ProcessPoolExecutor(self._jobs, multiprocessing.get_context(_start_method()), _leave_interrupts)
        return [result for results in self._executor.map(lint_batch, batches) for result in results]

    def _batch(self, files: Sequence[CatalogueFile], homes: dict[str, CatalogueFile] | None) -> Batch:
        return Batch(tuple(files), homes, self._settings, self._folders)


@lru_cache(maxsize=1)
def _reader(settings: Settings, folders: tuple[Path, ...]) -> FileReader:
    return FileReader(settings, folders)


def _start_method() -> str:
    """`fork` where there is one: the loaded rubrics are shared and no module is imported twice."""
    return "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"


def _leave_interrupts() -> None:
    """Ctrl-C ends the run once, in the process that was started by the user."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
