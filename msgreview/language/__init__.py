"""What is of one language: each module of this folder but `language` is one, named by its tag, and exports it as `LANGUAGE`."""

import re
from collections import Counter
from functools import cache, lru_cache
from importlib import import_module
from pkgutil import iter_modules

from msgreview.language.language import Language
from msgreview.model.later import later

TAGS = tuple(name for _, name, _ in iter_modules(__path__) if name != "language")
"""The languages there are, as BCP 47 primary tags, in alphabetical order."""

_USUAL = "en"

_MOST = 400
"""Words that are looked at."""
_FEWEST = 15
"""Words below which a text may be in any language."""
_FEWEST_FOREIGN = 20
_WORD = re.compile(r"[^\W\d_]+")
UNKNOWN = "und"
"""The BCP 47 tag of a language that is not stated, and is none of these."""
_LINE = 7
"""Words of a line from which it is no label."""
_PLAIN_ENGLISH = later(
    r"\b(?:the|and|you|your|with|this|that|are|have|please|from|our|will|to|not|but|they|she|there|which|when|were|been|would|could"
    r"|should|about|today|tomorrow)\b|[a-z](?:n['’]t|['’](?:ll|ve|re|m))\b|\b(?:it|that|she|he|there|here|what)['’]s\b",
    re.IGNORECASE,
)
"""Words without which nobody writes twenty words of English, however short, and which its neighbours do not have."""
_TAGGED = later(r"\{[{%#].*?[}%#]\}|<[^>]*>|https?://\S+|(?<!\S)[^\s@]+@\S+", re.DOTALL)


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


def recognised(text: str) -> str:
    """The tag of the language, other than English, that a text or template clearly is in; "" where that is not clear.

    It is clear where two in five of at least fifteen words are small words of one language alone, and hardly any are of another.
    A text whose lines of prose have none of the smallest words of English is in a language `UNKNOWN` here.
    """
    if " the " in text or " your " in text:
        return ""
    all_words = [word.lower() for word in _WORD.findall(_TAGGED.sub(" ", text))[:_MOST]]
    if len(all_words) < _FEWEST:
        return ""
    counts = Counter(tag for word in all_words if (tag := own_language(word)))
    tag, count = max(counts.items(), key=lambda item: item[1], default=(_USUAL, 0))
    clear = count * 5 >= len(all_words) * 2 and (counts.total() - count) * 8 <= count
    if clear:
        return tag if tag != _USUAL else ""
    return UNKNOWN if _is_foreign(text) else ""


def _is_foreign(text: str) -> bool:
    """Whether a text is in no language of this folder: prose of twenty words with no small word of English, and few of others."""
    lines = [line for line in _TAGGED.sub(" ", text).splitlines() if len(_WORD.findall(line)) >= _LINE]
    prose = "\n".join(lines)
    words = len(_WORD.findall(prose))
    return words >= _FEWEST_FOREIGN and len(_PLAIN_ENGLISH.findall(prose)) * 40 <= words


@lru_cache(maxsize=1 << 14)
def own_language(word: str) -> str:
    """The tag of the one language that has a word, in small letters, among its small words; "" where none has, or several."""
    tags = [tag for tag in TAGS if _small_words(tag).fullmatch(word)]
    return tags[0] if len(tags) == 1 else ""


@cache
def _small_words(tag: str) -> re.Pattern[str]:
    """The small words of a language, by which its sentences and lines are recognised and its reader is addressed."""
    lines, starters = language(tag).lines, language(tag).stops.starters
    return re.compile("|".join([lines.talk, lines.particles, lines.dangling, lines.you, *map(re.escape, sorted(starters))]))
