"""Files kept between runs: whole or not at all, and nobody's loss."""

import os
import tempfile
from pathlib import Path


def keep(path: Path, data: bytes) -> None:
    """Puts `data` at `path`, and makes its folder if need be. Nothing half-written stays, not even after an interrupt.

    Raises OSError.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)
