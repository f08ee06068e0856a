"""Processes that read many files side by side."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from concurrent.futures import Executor


def local_executor(jobs: int) -> "Executor":
    """Processes of this machine: forked where that can be, so that they share what is loaded and import nothing twice."""
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    method = "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"
    return ProcessPoolExecutor(jobs, multiprocessing.get_context(method), _leave_interrupts)


def _leave_interrupts() -> None:
    """Ctrl-C ends the run once, in the process that was started by the user."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
