"""How many years of school a text asks for.

Three formulas are taken together, since any one alone is a guess: Flesch-Kincaid (Kincaid and others 1975), Gunning fog
(Gunning 1952) and the Automated Readability Index (Smith and Senter 1967). The rule is broken where even the lowest of the
three is above the aim: that of the message's service, else of its channel, else `grade`. Without any, or with 0, a message is not
judged. The hit is on the longest sentence, and the message can name it and the longest words: they are what the formulas count.

Counted is prose alone: no values of variables, no addresses, tables or `Label: value` lines, no names (words with a capital
inside a sentence; WCAG 2.2, 3.1.5, takes names and titles out first). The formulas were made for longer passages, so a text
of fewer than `min_words` such words is not judged.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from msgreview.model.config import Grade
from msgreview.model.finding import Hit
from msgreview.model.message import Channel, Message
from msgreview.rubric.kind import Kind, always
from msgreview.rubric.own_words import PROSE, own_words
from msgreview.rubric.syllables import syllable_count
from msgreview.rubric.view import View

ARGS = (
    "lowest grade",
    "highest grade",
    "the aim",
    "words of the longest sentence",
    "words of a sentence on average",
    "long words",
)

_COMPLEX = 3
"""Syllables from which a word is long."""
_NAMED = 5
"""Long words that are named."""


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The options of `grade`."""

    grade: Grade = 0
    channel: dict[Channel, Grade] = {}
    service: dict[str, Grade] = {}
    min_words: int = 100

    def __post_init__(self) -> None:
        if not (self.grade or self.channel or self.service):
            raise ValueError("give the `grade` to aim for, or one for each `channel` or `service`")


class Counts(NamedTuple):
    """What the formulas are made of."""

    sentences: int
    words: int
    letters: int
    syllables: int
    long: int


def aim(message: Message, options: Options) -> int:
    """The most years of school that a message should ask for; 0 where it may ask for any."""
    return options.service.get(message.service, options.channel.get(message.channel, options.grade))


def grades(counts: Counts) -> tuple[float, float, float]:
    """Flesch-Kincaid, Gunning fog, Automated Readability Index."""
    length = counts.words / counts.sentences
    return (
        0.39 * length + 11.8 * counts.syllables / counts.words - 15.59,
        0.4 * (length + 100 * counts.long / counts.words),
        4.71 * counts.letters / counts.words + 0.5 * length - 21.43,
    )


def check(view: View, options: Options) -> Iterator[Hit]:
    """At most one hit."""
    limit = aim(view.document.message, options)
    if not limit or view.scanned.words < options.min_words:
        return
    sentences = [_counted(words) for words in own_words(view.document)]
    words = [word for sentence in sentences for word in sentence]
    if len(words) < max(1, options.min_words):
        return
    said = [len(sentence) for sentence in sentences if sentence]
    found = sorted(round(grade) for grade in grades(_counts(words, len(said))))
    if found[0] > limit:
        numbers = [number for number, sentence in enumerate(view.document.sentences) if sentence.kind in PROSE]
        longest = max(range(len(sentences)), key=lambda number: len(sentences[number]))
        facts = (found[0], found[-1], limit, max(said), round(len(words) / len(said)))
        yield view.sentence(numbers[longest], *map(str, facts), ", ".join(_longest(words)))


def _counted(words: Sequence[str]) -> list[str]:
    """The words of a sentence without figures, and without the names that its capitals show."""
    plain = [word.strip("'") for word in words]
    own = [word for number, word in enumerate(plain) if number == 0 or word.islower() or word == "I"]
    return [word.lower() for word in own if word.replace("'", "").isalpha()]


def _counts(words: Sequence[str], sentences: int) -> Counts:
    syllables = [syllable_count(word) for word in words]
    return Counts(sentences, len(words), sum(map(len, words)), sum(syllables), sum(count >= _COMPLEX for count in syllables))


def _longest(words: Sequence[str]) -> list[str]:
    """The words with the most syllables, each once."""
    long = dict.fromkeys(word for word in words if syllable_count(word) >= _COMPLEX)
    return sorted(long, key=lambda word: (-syllable_count(word), -len(word), word))[:_NAMED]


KIND = Kind("grade", __doc__, Options, args=ARGS, check_text=check, needs_match=always, syllabic=lambda _: True)
