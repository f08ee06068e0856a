"""Answers that are no answers: empty, copied, or stuffed with kind words and key words instead of saying something.

Each is refused with a reason that is kind and says what to do instead.
"""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from msgreview.train.facts import words_of

_FILLERS = frozenset((
    "please", "thank", "thanks", "you", "sorry", "unfortunately", "sadly", "kindly", "dear", "hello", "hi", "very", "really",
    "just", "so", "a", "an", "the", "and", "but",
))  # fmt: skip
"""Words that change nothing in what a text says."""

_LITTLE = frozenset((
    "about", "after", "again", "also", "because", "been", "before", "could", "does", "from", "have", "here", "into", "just",
    "like", "more", "much", "only", "other", "over", "said", "says", "some", "such", "than", "that", "their", "them", "then",
    "there", "they", "this", "very", "want", "wants", "were", "what", "when", "where", "which", "will", "with", "would", "your",
    "yours", "dear", "hello", "please", "thank", "thanks", "sorry", "kind", "regards", "best", "wishes",
))  # fmt: skip
_ENDING = re.compile(r"(?:'s|ing|ed|es|s|al|als|ion|ions|ment|ments|ship)$")
_SHORT, _LONG = 3, 4
_LEAST = 3
"""Words of an answer."""
_COURTESY = re.compile(
    r"\b(?:please|thank(?:s| you| you so much)|many thanks|happy to help|glad to help|here (?:for you|to help)|sorry"
    r"|apologi[sz]e|apologies|"
    r"your (?:understanding|patience|trust|cooperation|loyalty|support)|valued?|hesitate|we (?:truly |really "
    r"|do )?care|important to us|"
    r"i (?:hear|validate|feel) (?:you|your)|(?:completely |totally |fully )?understand (?:how|your|you)|appreciate"
    r"|have a (?:great|nice|lovely|wonderful) day|"
    r"wonderful|amazing|great (?:reader|customer|question)|warm(?:ly|est)? (?:regards|wishes)|kindly|at any time"
    r"|any time|wish(?:ing)? you|all the best"
    r"|rate this|we love|love to help|privilege|honou?r(?:ed)?)\b|[:;]-?\)|[\U0001F300-\U0001FAFF\u2764\u2600-\u27BF]",
    re.IGNORECASE,
)
_TALK = re.compile(
    r"\b(?:positive (?:language|tone|wording|ending)|plain (?:language|english|words)|(?:simple|everyday|short|kind"
    r"|clear|friendly|warm) (?:words|sentences|tone|language)"
    r"|(?:avoid|no|without|not) blam\w+|not blaming you|say(?:ing)? no(?: \w+)?:|(?:a )?way forward:|next steps?:"
    r"|reason:|close warmly|softened?|empath(?:y|etic|ise|ize)|"
    r"alternatives?:|options?:|what you can do:|apology:|greeting:|closing:|bad news:|good news:|facts?:"
    r"|clear(?:ly)?:|friendly:|polite(?:ly)?:|validate your)",
    re.IGNORECASE,
)
"""Talk about the craft, which is for learners and not for readers."""

_COURTESIES, _DENSE, _TALKS, _STUMPS = 4, 0.08, 2, 0.5
_SENTENCE = re.compile(r"[^\s.!?][^\n]*?[.!?](?=\s|$)")
_SHORT_WORDS = 3
_SENTENCES = 6


def likeness(text: str, other: str) -> float:
    """The share of words that two texts have in the same order: 0 to 1."""
    return SequenceMatcher(None, words_of(text), words_of(other), autojunk=False).ratio()


def is_copy(text: str, other: str) -> bool:
    """Whether two texts say the same words but for kind ones and little ones."""
    one, two = ([word for word in words_of(each) if word not in _FILLERS] for each in (text, other))
    return one == two


def main_words(text: str) -> frozenset[str]:
    """The words of a text that say something, cut to their stems."""
    return frozenset(stem(word) for word in words_of(text) if len(word) > _SHORT and word not in _LITTLE)


def stem(word: str) -> str:
    """A word without its ending: "renewed", "renewing" and "renewal" are one."""
    return _ENDING.sub("", word) if len(word) > _LONG else word


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
    courtesies = len(_COURTESY.findall(answer))
    if courtesies >= _COURTESIES and courtesies > _DENSE * len(words):
        return (
            "There are so many kind words here that the reader has to look for the message. Keep one thank-you or one"
            " “please”, and say what is the case and what happens next."
        )
    if len(_TALK.findall(answer)) >= _TALKS:
        return "This names what a good answer does. Now do it: write to the reader, in whole sentences."
    said = [words_of(sentence) for sentence in _SENTENCE.findall(answer)]
    said = [sentence for sentence in said if sentence]
    stumps = sum(len(sentence) <= _SHORT_WORDS for sentence in said)
    if len(said) >= _SENTENCES and stumps > _STUMPS * len(said):
        return "These are key words, one after the other. Join them into sentences that a reader can follow."
    return ""
