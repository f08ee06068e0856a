"""What an engine of grammar and spelling is to the rest: a text goes in, slips come out."""

from typing import Literal, NamedTuple, Protocol

Category = Literal[
    "spelling", "agreement", "article", "wording", "grammar", "punctuation", "capitals", "repetition", "typography"
]
"""Ours. Each engine maps its own to these, and what it has opinions on beside them (style, tone) is not asked for."""


class Slip(NamedTuple):
    """Something that an engine holds to be wrong in `text[start:end]`, and what it would write there, the likeliest first."""

    start: int
    end: int
    category: Category
    message: str
    suggestions: tuple[str, ...]


class Engine(Protocol):
    """Reads texts. What it finds depends on the text, the language and its own `key` alone."""

    @property
    def key(self) -> str:
        """Its name, version and settings: results that were kept hold as long as it is the same."""

    def supports(self, lang: str) -> bool:
        """Whether it knows the language, a BCP 47 tag."""

    def check(self, text: str, lang: str) -> list[Slip]:
        """The slips in a text, in order; EngineError where it can give none."""


def region(lang: str, english: str) -> str:
    """A language tag in its usual form; `en` alone becomes the `english` that the settings name, American for "en"."""
    language, *more = lang.replace("_", "-").split("-")
    if language.lower() == "en" and not more:
        return "en-US" if english == "en" else english
    return "-".join([language.lower(), *(part.upper() if len(part) == 2 else part for part in more)])
