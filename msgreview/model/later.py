"""Patterns that are compiled when they are first used: a short run needs few of those that it imports."""

import re
from typing import Any, cast


def later(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """The compiled pattern, made at first use."""
    return cast("re.Pattern[str]", _Later(pattern, flags))


class _Later:
    def __init__(self, pattern: str, flags: int) -> None:
        self._source = pattern, flags

    def __getattr__(self, name: str) -> Any:
        """Each method is looked up once."""
        method = getattr(re.compile(*self._source), name)
        setattr(self, name, method)
        return method
