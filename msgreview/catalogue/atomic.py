"""Writing files whole or not at all."""

import os
import secrets
from pathlib import Path


def write_atomic(path: Path, data: str | bytes, *, through: Path | None = None) -> None:
    """Writes `data` to `path`, text as UTF-8, whole or not at all; makes its folder if need be. Raises OSError.

    It is written first into the folder `through`, if that is on the same disk, else beside the file. Nothing half-written
    stays, not even after an interrupt, and a file that is replaced passes on its permissions.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    same_disk = through is not None and through.stat().st_dev == path.parent.stat().st_dev
    temporary = (through if through and same_disk else path.parent) / f".msgreview-{secrets.token_hex(6)}.tmp"
    try:
        with temporary.open("xb") as file:
            file.write(data if isinstance(data, bytes) else data.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            temporary.chmod(path.stat().st_mode & 0o777)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
