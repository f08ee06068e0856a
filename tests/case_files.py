"""What tests are told as data: the files below `cases/`."""

from pathlib import Path
from typing import Any

import yaml

CASES = Path(__file__).parent / "cases"


def load_cases(name: str, *, texts: bool = False) -> Any:
    """What the file says, `texts` alone or typed: by libyaml, as reading them is much of what finding the tests takes."""
    return yaml.load((CASES / name).read_text("utf-8"), yaml.CBaseLoader if texts else yaml.CSafeLoader)
