"""Numbers in words and figures: "twenty-eight", "a dozen", "two and a half", "four (4)", "1,250.50"."""

import re
from decimal import Decimal

NUMBER = r"[+-]?(?:\d[\d.,]*\d|\.\d+|\d)"
"""A number in figures."""

_ONES = {word: n for n, word in enumerate(["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"], 1)}
_TEENS = ["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
_LESS_THAN_TWENTY = _ONES | {word: n for n, word in enumerate(_TEENS, 10)}
_ROUND = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_TENS = {word: 10 * n for n, word in enumerate(_ROUND, 2)}
_SMALL = _LESS_THAN_TWENTY | _TENS | {"a": 1, "an": 1, "dozen": 12}
_TIMES = {"hundred": 100, "thousand": 1000}

_PAIR = rf"(?:(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(_ONES)}))?|{'|'.join(sorted(_LESS_THAN_TWENTY, key=len, reverse=True))})"
_HUNDREDS = rf"(?:(?:an? |{_PAIR}[- ])hundred(?:(?: and)?[- ]{_PAIR})?|{_PAIR})"
_IN_WORDS = re.compile(
    rf"\b(?:(?:an? |{_HUNDREDS}[- ])thousand(?:,?(?: and)? {_HUNDREDS})?|{_HUNDREDS}|(?:an? )?dozen|an?(?=[ -][^\W\d]))\b(?!\.\w)"
)
_PARTS = {"½": ".5", "¼": ".25", "¾": ".75"}
_WHOLE_AND_PART = re.compile(r"(\d*)\s*([½¼¾])|(\d+) 1/2\b")
_HALVES = (
    (re.compile(r"\bhalf 12\b"), "6"),
    (re.compile(r"\b(\d+) and (?:1 )?half\b"), r"\1.5"),
    (re.compile(r"\b1 ([^\W\d]+) and (?:1 )?half\b"), r"1.5 \1"),
    (re.compile(r"\bhalf (?:1 |of 1 )?(?=[^\W\d])"), "0.5 "),
)
_ADVERBS = ((re.compile(r"\bonce\b"), "1 time"), (re.compile(r"\btwice\b"), "2 times"), (re.compile(r"\bthrice\b"), "3 times"))
_NONE = re.compile(r"\b(?:no|zero|nil)\b|^free(?: of charge)?$|^nothing$")
_IN_BOTH = re.compile(rf"\b({NUMBER}) \(({NUMBER})\)")


def number(figures: str) -> Decimal:
    """The number in figures; a comma before three digits groups thousands, any other is a decimal point."""
    figures = re.sub(r",(?=\d{3}(?!\d))", "", figures).replace(",", ".")
    whole, point, part = figures.rpartition(".")
    return Decimal(f"{whole.replace('.', '') or '0'}.{part}") if point else Decimal(figures)


def in_figures(text: str) -> str:
    """A text in lower case with its numbers in figures, "a" before a word being 1.

    A number in words and figures ("four (4)") comes once.
    """
    text = _WHOLE_AND_PART.sub(lambda match: f"{match[1] or match[3] or 0}{_PARTS.get(match[2], '.5')}", text)
    text = _IN_WORDS.sub(lambda match: str(_value(match[0])), text)
    for pattern, figures in (*_HALVES, *_ADVERBS):
        text = pattern.sub(figures, text)
    return _IN_BOTH.sub(_once, _NONE.sub("0", text))


def _value(words: str) -> int:
    """The value of a number in words."""
    total = current = 0
    for word in re.findall(r"[a-z]+", words):
        if word == "thousand":
            total, current = (current or 1) * _TIMES[word], 0
        elif word == "hundred":
            current = (current or 1) * _TIMES[word]
        elif word == "dozen":
            current = _SMALL[word]
        elif word != "and":
            current += _SMALL[word]
    return total + current


def _once(match: re.Match[str]) -> str:
    return match[1] if number(match[1]) == number(match[2]) else match[0]
