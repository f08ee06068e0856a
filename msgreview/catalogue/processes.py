"""Processes that read many files side by side."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from concurrent.futures import Executor


@contextmanager
def processes(jobs: int) -> "Iterator[Executor]":
    """Processes of this machine: forked where that can be, so that they share what is loaded and import nothing twice.

    Where the run is told to end, they end at once: what they were reading would be waited for in vain.
    """
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    method = "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"
    executor = ProcessPoolExecutor(jobs, multiprocessing.get_context(method), _leave_interrupts)
    try:
        yield executor
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        for process in multiprocessing.active_children():
            process.kill()
        raise
    finally:
        executor.shutdown(cancel_futures=True)


def _leave_interrupts() -> None:
    """Ctrl-C ends the run once, in the process that was started by the user."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
