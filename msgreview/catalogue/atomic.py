"""Atomic writing: a file is complete or unchanged."""

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

_TEMPORARY = re.compile(r"\.msgreview-(\d+)-[0-9a-f]+\.tmp")
"""The name of a file that is being written, with the number of the process that writes it."""
_writing = set[str]()
_cleared = set[Path]()


def write_atomic(
    path: Path, data: str | bytes | Iterable[str | bytes], *, through: Path | None = None, lasting: bool = True
) -> None:
    """Writes `data`, which may come in pieces, to `path`, text as UTF-8, atomically; makes its folder if need be. Raises OSError.

    It is written first into the folder `through`, if that is on the same disk, else beside the file. Nothing half-written
    stays: an interrupt takes it away, and after a kill the next run does. A file that is replaced passes on its permissions.
    What is not `lasting` may be lost, or damaged, where the machine stops: a cache that is made anew does not wait for the disk.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    same_disk = through is not None and through.stat().st_dev == path.parent.stat().st_dev
    folder = through if through and same_disk else path.parent
    if folder not in _cleared:
        _cleared.add(folder)
        remove_leftovers(folder.iterdir())
    temporary = folder / f".msgreview-{os.getpid()}-{os.urandom(6).hex()}.tmp"
    _writing.add(temporary.name)
    try:
        with temporary.open("xb") as file:
            file.writelines(encoded(data))
            file.flush()
            if lasting:
                os.fsync(file.fileno())
        if path.exists():
            temporary.chmod(path.stat().st_mode & 0o777)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    finally:
        _writing.discard(temporary.name)


def encoded(data: str | bytes | Iterable[str | bytes]) -> Iterator[bytes]:
    """The bytes of data, piece by piece, text as UTF-8."""
    pieces = [data] if isinstance(data, str | bytes) else data
    yield from (piece if isinstance(piece, bytes) else piece.encode("utf-8") for piece in pieces)


def remove_leftovers(paths: Iterable[Path]) -> None:
    """Removes those of the files that a run was writing when it was killed."""
    for path in paths:
        match = _TEMPORARY.fullmatch(path.name)
        if match and path.name not in _writing and not _is_at_work(int(match[1])):
            with suppress(OSError):
                path.unlink()


def _is_at_work(process: int) -> bool:
    """Whether another process of this number runs. Where a system cannot say without ending it, as if it did."""
    if process == os.getpid():
        return False
    try:
        os.kill(process, 0) if os.name == "posix" else None
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:  # Somebody else's.
        return True
    return True
