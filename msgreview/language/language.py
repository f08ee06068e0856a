"""What a language has of its own: the words by which lines, sentences, numbers, dates and blanks are recognised. Data alone.

A `str` of alternatives is a piece of a regular expression ("dear|good (?:morning|evening)"), in small letters.
"""

from collections.abc import Mapping
from typing import NamedTuple


def words(*lines: str) -> frozenset[str]:
    """The words of some lines."""
    return frozenset(" ".join(lines).split())


class Stops(NamedTuple):
    """Words with a full stop that may not end a sentence, and words that sentences begin with."""

    titles: frozenset[str]
    """Never the end of a sentence."""
    before_number: frozenset[str]
    """Not the end before a digit or a small letter."""
    words_too: frozenset[str]
    """Of these, the ones that are words as well."""
    may_end: frozenset[str]
    """The end only before a word that sentences begin with."""
    loose: frozenset[str]
    """The end before any capital, days apart."""
    days: frozenset[str]
    starters: frozenset[str]
    """What sentences of messages begin with."""
    tails: tuple[str, ...] = ()
    """What longer words may end on and are as those of `may_end`: German "Hafenstr."."""
    after_ordinal: frozenset[str] = frozenset()
    """What follows a number with a full stop that is an ordinal, as in German "3. Mai". Small letters follow one as well."""

    def abridged(self, word: str) -> bool:
        """Whether a full stop after the word may be a part of it."""
        return any(word in some for some in (self.titles, self.before_number, self.may_end, self.loose)) or word.endswith(
            self.tails
        )


class Lines(NamedTuple):
    """How the lines of a message are told apart; all are alternatives."""

    addressing: str
    """Begins a greeting."""
    closing: str
    """Begins a closing formula."""
    leads_in: str
    """Before a colon, at the start of the words: they lead into a sentence and are no label."""
    leads_out: str
    """The same at the end of the words."""
    people: str
    """The same anywhere in them."""
    talk: str
    """Words of sentences, which data does not have."""
    you: str
    """Words that speak to the reader or of us."""
    request: str
    """Begins what the reader is asked to do."""
    small: str
    """Words in small letters that names, dates and amounts have as well."""
    particles: str
    """The same within a title or a name."""
    dangling: str
    """Words that no sentence ends on."""
    reader: str = ""
    """Words that name the reader."""
    fact: str = ""
    """Pattern of a sentence that states a plain fact of the world, which beside bad news is its reason."""
    speaks: str = ""
    """Words of a sentence that does more than that: it speaks to the reader, of money, or of what will be."""
    bygone: str = ""
    """Verbs of what was so once."""
    lasting: str = ""
    """Verbs of what is so now or will be."""
    past: str = ""
    """Words of a fact that is over: it came before the bad news, so it is why; what is so from now on is more news."""


class Numbers(NamedTuple):
    """Numbers in words and figures."""

    small: Mapping[str, int]
    """Words for numbers that stand before a hundred or alone."""
    one: str
    """The articles that are a one before a word."""
    hundred: str
    thousand: str
    joint: str
    """What may stand between hundreds and tens: "and"."""
    phrases: tuple[tuple[str, str], ...]
    """Patterns over numbers in figures, and what they come to: "2 and a half", "twice"."""
    none: str
    """Pattern of what is zero."""
    groups: str
    """The sign that groups thousands; of comma and full stop, the other is the decimal point."""


class Amounts(NamedTuple):
    """What is counted, and how a number of it is put."""

    units: Mapping[str, str]
    """Word, in small letters and in any form, → the unit by its English name in the singular."""
    plainly: frozenset[str]
    """Words before a unit that leave it what it is: "calendar days"."""
    anything: frozenset[str]
    """Things that stand for any other, in the singular: 40 items may be 40 books."""
    roughly: str
    """Words before an amount that leave it what it is: "about"."""
    per: str
    """What leads to the unit that a rate is for: "25 cents a day" has it as "1"."""
    to: str
    """What stands between the two ends of a range."""


class Days(NamedTuple):
    """Times of day and days of the year."""

    weekdays: tuple[str, ...]
    """What the days of the week are called, from Monday on."""
    months: tuple[str, ...]
    """How the name of each of the twelve begins, as alternatives."""
    dates: tuple[str, ...]
    """Ways to write a day; `<day>`, `<month>` (its name), `<number>` (the month in figures) and `<year>` stand for its parts."""
    before_noon: str
    after_noon: str
    """What follows an hour of either half of the day."""
    clock: str
    """What else follows an hour."""
    at: str
    """What may stand before one."""
    named: Mapping[str, str]
    """Word → the time of day that it is."""
    since: str
    """What leads into hours from one to another."""
    until: str
    """What stands between the two."""
    halves: bool
    """Whether 8 may be eight in the evening."""
    day_first: bool | None
    """Whether 3/4/2027 is in April; None where it may be in March too."""


class Blanks(NamedTuple):
    """What is left in a text for somebody to fill in, as alternatives."""

    fields: str
    """What a blank in pointed brackets is named: `<name>`."""
    asks: str
    """How a blank in square brackets begins: `[insert date]`."""
    no_name: str
    """A greeting whose name came out empty."""


class Clauses(NamedTuple):
    """How the clauses of a sentence hang together; all are alternatives."""

    joins: str
    """Joins a clause to a sentence."""
    condition: str
    """Begins a condition."""
    again: str
    """Begins another main clause, which is joined, too: "and we"."""
    last: str
    """Begins the last item of a list."""


class Glosses(NamedTuple):
    """How a text says what a word means; all are alternatives."""

    says: str
    """Stands between a word and what it means."""
    defines: str
    """Begins what is said of a word that is defined."""
    calls: str
    """Stands before a word that is given for what was said."""
    articles: str
    refers: str
    """Begins what in brackets means something else: "see page 3"."""


class Language:
    """A language; two are the same where they are one object, so that what is made of one can be cached by it."""

    def __init__(
        self,
        tag: str,
        name: str,
        *,
        stops: Stops,
        lines: Lines,
        numbers: Numbers,
        amounts: Amounts,
        days: Days,
        blanks: Blanks,
        clauses: Clauses,
        glosses: Glosses,
        stated: Mapping[str, str],
    ) -> None:
        self.tag = tag
        self.name = name
        self.stops = stops
        self.lines = lines
        self.numbers = numbers
        self.amounts = amounts
        self.days = days
        self.blanks = blanks
        self.clauses = clauses
        self.glosses = glosses
        self.stated = stated
        """Name → pattern of what messages state: `length`, `times`, `number`, `money`, `hours`."""
