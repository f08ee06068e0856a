"""Regular expressions compiled when they are first used: all of them take a tenth of a second, and a short run uses few."""

import re
from typing import Any, cast

_METHODS = ("match", "fullmatch", "search", "finditer", "findall", "sub", "split")


class _Later:
    """Stands for a compiled pattern until one of its methods is asked for, and has them as its own from then on."""

    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern = pattern
        self.flags = flags

    def __getattr__(self, name: str) -> Any:
        if name not in _METHODS:
            raise AttributeError(name)
        compiled = re.compile(self.pattern, self.flags)
        vars(self).update({method: getattr(compiled, method) for method in _METHODS})
        return vars(self)[name]


def later(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """The same as `re.compile` to whoever searches, matches, substitutes or splits; a mistake in `pattern` is told then."""
    return cast(re.Pattern[str], _Later(pattern, flags))
