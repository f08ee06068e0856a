"""Mark the words that a rule would mark.

`given` is the text; `spots` are the words in it to mark, each as it stands there. Where `spots` is left out, they are what
the exercise's `rules` match in the text. A learner copies words, one find a line, and is right where a find shares a word
with a spot and is not much longer than it.
"""

import re
from typing import NamedTuple

import msgspec

from msgreview.model.span import Span
from msgreview.train.analysis import Analyser, advice
from msgreview.train.course import Exercise
from msgreview.train.grade import Grade, Remark, refuse
from msgreview.train.kind import ExerciseKind, Task

_ROOM = 6
"""Words by which a find may be longer than the spot in it, so that a whole clause may be marked and the whole text not."""

_MOST, _MORE = 0.6, 0.3
"""Shares of the text's words: so much may be marked, or so much more than there is to mark."""


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The options of `spot`."""

    given: str
    spots: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for spot in self.spots:
            if not _places(self.given, spot):
                raise ValueError(f"'{spot}' of `spots` does not stand in `given`: copy it letter by letter")


class _Spot(NamedTuple):
    """Words to mark, and what is said of them."""

    words: str
    why: str
    rule: str


def prompt(spots: int, why: str) -> str:
    """What is asked of an exercise that was made from a rule: how many spots there are, and why one would change them."""
    return f"Find {'the words' if spots == 1 else f'the {spots} places'} that you would change: {why or 'think of who reads it'}"


def pose(exercise: Exercise, _: Analyser) -> Task:
    """The text to mark."""
    return Task(exercise.options.given, how="Copy the words that you would change, one find on a line.", long=True)


def grade(exercise: Exercise, answer: str, analyser: Analyser) -> Grade:
    """Which spots were marked, which were not, and what was marked besides."""
    given, spots = exercise.options.given, _spots(exercise, analyser)
    finds = [words for line in answer.splitlines() for part in _finds(line, given) if (words := part.strip(" \t\"'“”‘’.;"))]
    if not finds:
        return refuse("Copy the words that you would change from the text, and put each find on a line of its own.")
    if _share_of(finds, given) > max(_MOST, _share_of([spot.words for spot in spots], given) + _MORE):
        return refuse("That is nearly the whole text. Copy only the words that you would change, one find on a line.")
    remarks: list[Remark] = []
    missed = dict.fromkeys(range(len(spots)))
    for find in finds:
        places = _places(given, find)
        if not places:
            remarks.append(Remark(False, f"“{_short(find)}” does not stand in the text. Copy the words as they are there."))
            continue
        met = [number for number, spot in enumerate(spots) if _share(given, places, spot.words)]
        if not met:
            remarks.append(Remark(False, f"“{_short(find)}” can stay. Look for what the task asks, and leave this line out."))
        elif len(find.split()) > sum(len(spots[number].words.split()) for number in met) + _ROOM:
            remarks.append(Remark(False, f"“{_short(find)}” is more than it takes. Mark only the words that you would change."))
        else:
            for number in met:
                missed.pop(number, None)
    remarks += [Remark(True, f"“{spot.words}”: {spot.why}", spot.rule) for at, spot in enumerate(spots) if at not in missed]
    if missed:
        rest = "one more place" if len(missed) == 1 else f"{len(missed)} more places"
        remarks.append(Remark(False, f"There is {rest} to find." if len(missed) == 1 else f"There are {rest} to find."))
    return Grade(practices=tuple(remarks), models=("\n".join(spot.words for spot in spots),))


def _spots(exercise: Exercise, analyser: Analyser) -> list[_Spot]:
    options: Options = exercise.options
    if options.spots:
        return [_Spot(words, "well seen.", "") for words in options.spots]
    analysed = analyser.analyse(options.given, channel=exercise.channel, rules=exercise.rules)
    spots = {analysed.quote(hit): _Spot(analysed.quote(hit), advice(rule, hit), rule.id) for rule, hit in analysed.hits}
    return [spot for spot in spots.values() if _places(options.given, spot.words)]


def _finds(line: str, given: str) -> list[str]:
    """The finds on a line: all of it, or what commas separate where the text has the parts and not the whole."""
    parts = line.split(",")
    return parts if not _places(given, line) and any(_places(given, part) for part in parts if part.strip()) else [line]


def _share_of(finds: list[str], text: str) -> float:
    """How much of a text's words some finds are."""
    return sum(len(find.split()) for find in finds) / max(1, len(text.split()))


def _places(text: str, words: str) -> list[Span]:
    """Where some words stand in a text, in whatever capitals, quotes and line breaks."""
    parts = [re.sub("['’]", "['’]", re.escape(word)) for word in words.split()]
    return [Span(*match.span()) for match in re.finditer(r"\s+".join(parts), text, re.IGNORECASE)] if parts else []


def _share(text: str, places: list[Span], words: str) -> bool:
    """Whether one of the places shares a character with where `words` stand."""
    return any(
        re.search(r"\S", text[max(one.start, other.start) : min(one.end, other.end)])
        for one in places
        for other in _places(text, words)
    )


def _short(words: str) -> str:
    return words if len(words) < 60 else words[:57].rsplit(" ", 1)[0] + " …"


KIND = ExerciseKind(
    "spot",
    __doc__,
    Options,
    pose,
    grade,
    models=lambda exercise, analyser: ("\n".join(spot.words for spot in _spots(exercise, analyser)),),
)
