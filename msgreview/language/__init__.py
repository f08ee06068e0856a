"""What is of one language: each module of this folder but `language` is one, named by its tag, and exports it as `LANGUAGE`."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from msgreview.language.language import Language

TAGS = tuple(name for _, name, _ in iter_modules(__path__) if name != "language")
"""The languages there are, as BCP 47 primary tags, in alphabetical order."""

_USUAL = "en"


def primary(tag: str) -> str:
    """The language of a BCP 47 tag without its region: `en` of `en-GB`, and of `en_GB` as systems write it."""
    return tag.lower().replace("_", "-").partition("-")[0]


@cache
def language(tag: str) -> Language:
    """The language of a BCP 47 tag; English for a language that has no module."""
    name = primary(tag)
    module = import_module(f"{__name__}.{name if name in TAGS else _USUAL}")
    result: Language = module.LANGUAGE
    return result
