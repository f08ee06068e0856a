"""What is looked for in texts, and what can be wrong with it; apart from the matcher, which takes time to import."""

from typing import NamedTuple


class Pattern(NamedTuple):
    """One thing to look for: a pattern of the `regex` library, or plain words where `literal`.

    `line`: it is looked for in each line as if there were no others, whatever it says.
    """

    regex: str
    ignorecase: bool = True
    literal: bool = False
    line: bool = False


class PatternError(Exception):
    """A pattern that cannot be read: `index` in the matcher's patterns, and what is wrong with it."""

    def __init__(self, index: int, what: str) -> None:
        super().__init__(index, what)
        self.index = index
        self.what = what


class PatternTimeout(Exception):  # noqa: N818  (it is a limit reached, told from a mistake in the pattern)
    """A pattern that ran past its time on a text: `index` in the matcher's patterns."""

    def __init__(self, index: int) -> None:
        super().__init__(index)
        self.index = index
