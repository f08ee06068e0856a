"""What grading knows of English: words and patterns, in the YAML files of this folder.

A pattern is a text, or a list of alternatives; an alternative that is a list itself is any of its items as whole words: `[please,
kindly]` finds neither in "pleased" nor in "unkindly". In a pattern, `{name}` is the pattern of that name in the same file.
"""

import re
from functools import cached_property
from pathlib import Path
from typing import Any

from msgreview.catalogue.yaml_tree import load_table

_NAME = re.compile(r"\{([a-z][a-z-]*)\}")


def straight(text: str) -> str:
    """A text with straight apostrophes, as the patterns are written; every character stays in its place."""
    return text.replace("’", "'").replace("‘", "'")


class English:
    """One of the files; it is read when something of it is needed."""

    def __init__(self, name: str) -> None:
        self._path = Path(__file__).with_name(f"{name}.yaml")
        self._compiled: dict[str, re.Pattern[str]] = {}

    @cached_property
    def tables(self) -> dict[str, Any]:
        """All that the file holds."""
        return load_table(self._path)  # type: ignore[no-any-return]

    def __getitem__(self, name: str) -> re.Pattern[str]:
        """The pattern of a name, in capitals or not."""
        if name not in self._compiled:
            self._compiled[name] = re.compile(self.expression(self.tables[name]), re.IGNORECASE)
        return self._compiled[name]

    def words(self, name: str) -> frozenset[str]:
        """The words of a name, which the file has with spaces between them."""
        return frozenset(self.tables[name].split())

    def expression(self, pattern: str | list[Any]) -> str:
        """A pattern of the file as a regular expression."""
        if isinstance(pattern, str):
            return _NAME.sub(lambda match: self.expression(self.tables[match[1]]), pattern)
        return "|".join(rf"\b(?:{self.expression(one)})\b" if isinstance(one, list) else self.expression(one) for one in pattern)
