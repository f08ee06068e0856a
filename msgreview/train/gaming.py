"""Answers that are no answers: empty, copied, or stuffed with kind words and key words instead of saying something.

Each is refused with a reason that is kind and says what to do instead.
"""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from msgreview.train.english import English
from msgreview.train.facts import words_of

_SAYS = English("gaming")
_SHORT, _LONG = 3, 4
_LEAST = 3
"""Words of an answer."""
_COURTESIES, _DENSE, _TALKS, _STUMPS = 4, 0.08, 2, 0.5
_SENTENCE = re.compile(r"[^\s.!?][^\n]*?[.!?](?=\s|$)")
_SHORT_WORDS = 3
_SENTENCES = 6


def likeness(text: str, other: str) -> float:
    """The share of words that two texts have in the same order: 0 to 1."""
    return SequenceMatcher(None, words_of(text), words_of(other), autojunk=False).ratio()


def is_copy(text: str, other: str) -> bool:
    """Whether two texts say the same words but for kind ones and little ones."""
    fillers = _SAYS.words("fillers")
    one, two = ([word for word in words_of(each) if word not in fillers] for each in (text, other))
    return one == two


def main_words(text: str) -> frozenset[str]:
    """The words of a text that say something, cut to their stems."""
    little = _SAYS.words("little")
    return frozenset(stem(word) for word in words_of(text) if len(word) > _SHORT and word not in little)


def stem(word: str) -> str:
    """A word without its ending: "renewed", "renewing" and "renewal" are one."""
    return _SAYS["ending"].sub("", word) if len(word) > _LONG else word


def refusal_reason(answer: str, given: str = "") -> str:
    """Why an answer is not graded, and what to do instead; "" where it can be graded."""
    words = words_of(answer)
    if not words:
        return "There is nothing here yet. Write one sentence, as you would say it to the reader, and go on from there."
    if len(words) < _LEAST:
        return "That is very short. Write it as you would send it: a sentence or two will do."
    if given and is_copy(answer, given):
        return "This is still the text that you were given. Change what you would not like to read yourself."
    return _stuffed(answer, words)


def _stuffed(answer: str, words: Sequence[str]) -> str:
    """The reason where an answer is made of kind words, of key words or of facts without sentences."""
    courtesies = len(_SAYS["courtesy"].findall(answer))
    if courtesies >= _COURTESIES and courtesies > _DENSE * len(words):
        return (
            "There are so many kind words here that the reader has to look for the message. Keep one thank-you or one"
            " “please”, and say what is the case and what happens next."
        )
    if len(_SAYS["talk"].findall(answer)) >= _TALKS:
        return "This names what a good answer does. Now do it: write to the reader, in whole sentences."
    said = [words_of(sentence) for sentence in _SENTENCE.findall(answer)]
    said = [sentence for sentence in said if sentence]
    stumps = sum(len(sentence) <= _SHORT_WORDS for sentence in said)
    if len(said) >= _SENTENCES and stumps > _STUMPS * len(said):
        return "These are key words, one after the other. Join them into sentences that a reader can follow."
    return ""
