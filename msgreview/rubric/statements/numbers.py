"""Numbers in words and figures: "twenty-eight", "a dozen", "two and a half", "four (4)", "1,250.50"."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import cache

from msgreview.language import language
from msgreview.language.language import Language, Numbers
from msgreview.model.later import later

NUMBER = r"[+-]?(?:\d[\d.,]*\d|\.\d+|\d)"
"""A number in figures."""

_PARTS = {"½": ".5", "¼": ".25", "¾": ".75"}
_WHOLE_AND_PART = later(r"(\d*)\s*([½¼¾])|(\d+) 1/2\b")
_IN_BOTH = later(rf"\b({NUMBER}) \(({NUMBER})\)")


def number(figures: str, groups: str = ",") -> Decimal:
    """The number in figures; `groups` before three digits groups thousands, any other sign is a decimal point."""
    figures = re.sub(rf"{re.escape(groups)}(?=\d{{3}}(?!\d))", "", figures).replace(",", ".")
    whole, point, part = figures.rpartition(".")
    return Decimal(f"{whole.replace('.', '') or '0'}.{part}") if point else Decimal(figures)


def in_figures(text: str, lang: str = "en") -> str:
    """A text in lower case with its numbers in figures, "a" before a word being 1.

    A number in words and figures ("four (4)") comes once.
    """
    tongue = language(lang)
    groups = tongue.numbers.groups
    text = _WHOLE_AND_PART.sub(lambda match: f"{match[1] or match[3] or 0}{_PARTS.get(match[2], '.5')}", text)
    for pattern, figures in _steps(tongue):
        text = pattern.sub(figures, text)
    return _IN_BOTH.sub(lambda match: match[1] if number(match[1], groups) == number(match[2], groups) else match[0], text)


@cache
def _steps(tongue: Language) -> tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...]:
    """The patterns that turn a language's words into figures, in their order."""
    numbers = tongue.numbers
    small = _any_of(numbers.small)
    joint = rf"(?: {numbers.joint})?"
    hundreds = rf"(?:(?:{numbers.one} |(?:{small})[- ]?){numbers.hundred}(?:{joint}[- ](?:{small}))?|{small})"
    thousands = rf"(?:{numbers.one} |{hundreds}[- ]?){numbers.thousand}(?:,?{joint} {hundreds})?"
    words = re.compile(rf"\b(?:{thousands}|{hundreds}|{numbers.one} (?:{small})|{numbers.one}(?=[ -][^\W\d]))\b(?!\.\w)")
    phrases = [(re.compile(pattern), figures) for pattern, figures in numbers.phrases]
    return ((words, lambda match: str(_thousands(match[0], numbers))), *phrases, (re.compile(numbers.none), "0"))


def _any_of(words: Iterable[str]) -> str:
    """The pattern of any of some words, the longest where several fit. What goes on alike ("twenty one", "thirty one") is one."""
    rests: defaultdict[str, list[str]] = defaultdict(list)
    for word in sorted(words, key=len, reverse=True):
        first, _, rest = word.partition(" ")
        rests[first].append(re.escape(rest).replace("\\ ", "[- ]"))
    firsts: defaultdict[str, list[str]] = defaultdict(list)
    for first, own in rests.items():
        several = "|".join(filter(None, own))
        firsts[f"(?:[- ](?:{several}))" + "?" * ("" in own) if several else ""].append(re.escape(first))
    return "|".join(f"(?:{'|'.join(sorted(each, key=len, reverse=True))}){rest}" for rest, each in firsts.items())


def _thousands(words: str, numbers: Numbers) -> int:
    """The value of a number in words."""
    before, mark, after = words.partition(numbers.thousand)
    return (_hundreds(before, numbers) or 1) * 1000 + _hundreds(after, numbers) if mark else _hundreds(words, numbers)


def _hundreds(words: str, numbers: Numbers) -> int:
    before, mark, after = words.partition(numbers.hundred)
    return (_small(before, numbers) or 1) * 100 + _small(after, numbers) if mark else _small(words, numbers)


def _small(words: str, numbers: Numbers) -> int:
    """The value of a number below a hundred, with the "and" or the article before it; 0 for no words."""
    words = re.sub(rf"^(?:{numbers.joint}) ", "", words.replace("-", " ").strip(" ,"))
    bare = re.sub(rf"^(?:{numbers.one}) ", "", words)
    return numbers.small.get(bare) or (1 if re.fullmatch(numbers.one, words) else 0)
