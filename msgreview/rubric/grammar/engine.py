"""The protocol of grammar engines: a text goes in, slips come out."""

from typing import Literal, NamedTuple, Protocol

Category = Literal[
    "spelling", "agreement", "article", "wording", "grammar", "punctuation", "capitals", "repetition", "typography"
]
"""Categories of slips. Each engine maps its own to these; its other rules, on style and tone, are turned off."""


class Slip(NamedTuple):
    """An error that an engine reports in `text[start:end]`, with its suggestions, the likeliest first."""

    start: int
    end: int
    category: Category
    message: str
    suggestions: tuple[str, ...]


class Engine(Protocol):
    """Checks texts. The slips depend on the text, the language and the engine's `key` alone."""

    @property
    def key(self) -> str:
        """Its name, version and settings: cached results are valid as long as it is the same."""

    def supports(self, lang: str) -> bool:
        """Whether it checks the language, a BCP 47 tag."""

    def check(self, text: str, lang: str) -> list[Slip]:
        """The slips in a text, in order; EngineError where it can give none."""


def region(lang: str, english: str) -> str:
    """A language tag in its usual form; `en` alone becomes the `english` that the settings name, American for "en"."""
    language, *more = lang.replace("_", "-").split("-")
    if language.lower() == "en" and not more:
        return "en-US" if english == "en" else english
    return "-".join([language.lower(), *(part.upper() if len(part) == 2 else part for part in more)])
