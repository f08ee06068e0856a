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

import msgspec

from msgreview.model.config import Grade
from msgreview.model.finding import Hit
from msgreview.model.message import Channel, Message
from msgreview.rubric.kind import Kind
from msgreview.rubric.readability import PROSE, own_words, syllable_count, textstat
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


def aim(message: Message, options: Options) -> int:
    """The most years of school that a message should ask for; 0 where it may ask for any."""
    return options.service.get(message.service, options.channel.get(message.channel, options.grade))


def grades(sentences: Sequence[Sequence[str]]) -> tuple[float, float, float]:
    """Flesch-Kincaid, Gunning fog and the Automated Readability Index of sentences, by textstat.

    It is given the words alone, one full stop a sentence, so that it counts what the rule counts. It does differ in three
    things: a sentence of one or two words is no sentence, a long word that every child knows is not complex, and a full stop
    is a character.
    """
    text = " ".join(f"{' '.join(words)}." for words in sentences if words)
    library = textstat()
    return library.flesch_kincaid_grade(text), library.gunning_fog(text), library.automated_readability_index(text)


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
    years = sorted(round(grade) for grade in grades(sentences))
    if years[0] > limit:
        numbers = [number for number, sentence in enumerate(view.document.sentences) if sentence.kind in PROSE]
        longest = max(range(len(sentences)), key=lambda number: len(sentences[number]))
        facts = (years[0], years[-1], limit, max(said), round(len(words) / len(said)))
        yield view.sentence(numbers[longest], *map(str, facts), ", ".join(_longest(words)))


def _counted(words: Sequence[str]) -> list[str]:
    """The words of a sentence without figures, and without the names that its capitals show."""
    plain = [word.strip("'") for word in words]
    own = [word for number, word in enumerate(plain) if number == 0 or word.islower() or word == "I"]
    return [word.lower() for word in own if word.replace("'", "").isalpha()]


def _longest(words: Sequence[str]) -> list[str]:
    """The words with the most syllables, each once."""
    long = dict.fromkeys(word for word in words if syllable_count(word) >= _COMPLEX)
    return sorted(long, key=lambda word: (-syllable_count(word), -len(word), word))[:_NAMED]


KIND = Kind("grade", __doc__, Options, args=ARGS, check_text=check)
