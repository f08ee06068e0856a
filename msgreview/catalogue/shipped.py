"""Where the data that comes with the program is: the shipped rubrics and the sample catalogue."""

from pathlib import Path
from typing import Literal

_PACKAGE = Path(__file__).resolve().parents[1]


def shipped(name: Literal["rubrics", "messages"]) -> Path:
    """The folder `name` as installed, or the one at the root of a checkout."""
    installed = _PACKAGE / "shipped" / name
    return installed if installed.is_dir() else _PACKAGE.parent / name
