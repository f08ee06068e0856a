"""What a line of a learner does: the moves and the rules that messages are read with, and words of conversation and scene."""

import re
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from msgreview.catalogue.yaml_tree import load_table
from msgreview.matching.pattern import STRAIGHT, regex_of
from msgreview.train.analysis import Analyser, advice
from msgreview.train.grade import Remark
from msgreview.train.practices import MOVE_WORDS
from msgreview.train.roleplay.scene import Scene

if TYPE_CHECKING:
    import regex


class Talk(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something that a line does in a conversation."""

    does: str
    words: tuple[str, ...]


@cache
def talk() -> dict[str, Talk]:
    """What a line does in a conversation, beside the moves of messages."""
    return msgspec.convert(load_table(Path(__file__).with_name("talk.yaml")), dict[str, Talk])


_NOT_TALK = ("structure.", "no-softening.", "placeholders.", "agreement.", "clarity.", "facts.", "positive-ending.", "policy.")
"""Rules on a message as a whole, or on writing: in a conversation the next line may bring what this one lacks."""
_SOFT = frozenset(("reflect", "question", "feeling", "empathy", "offer", "request", "check-back"))
"""Acts that do not count in a line that is rude: "Are you stupid?" asks nothing."""
_LONGEST = 2000
"""Characters of a line that are read."""
_NUMBERS = {
    "a": 1, "an": 1, "just a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "ten": 10, "fifteen": 15, "twenty": 20,
    "thirty": 30, "a few": 3, "a couple of": 2, "half a": 0.5,
}  # fmt: skip
_SECONDS = rf"(\d{{1,3}}|{'|'.join(_NUMBERS)}) (seconds?|secs?|moments?|min(?:ute)?s?)"
_PHONE = re.compile(r"(\d{3})-(\d{4})")
"""A number to ring, which people also type without the hyphen."""


class Utterance(NamedTuple):
    """A line, and what it does."""

    acts: frozenset[str]
    slips: tuple[Remark, ...] = ()
    """What the rules that are not red say of its words."""
    red: Remark | None = None
    """What must not be said at all."""
    promised: int = 0
    """Seconds after which the learner will be back; 0 where nothing was promised."""


class Listener:
    """Reads the lines of one scene."""

    def __init__(self, scene: Scene, analyser: Analyser) -> None:
        self._scene = scene
        self._analyser = analyser

    def read(self, text: str) -> Utterance:
        """What a line does."""
        words = " ".join(text.translate(STRAIGHT).split())[:_LONGEST]
        analysed = self._analyser.analyse(words, channel="phone" if self._scene.setting == "call" else "chat")
        acts = set(analysed.moves) | _acts(words, {name: one.words for name, one in talk().items()})
        acts |= _acts(words, self._scene.words)
        if "feeling" in acts or "empathy" in acts:
            acts |= {"feeling", "empathy"}
        if "rude" in acts:
            acts -= _SOFT
        red: Remark | None = None
        slips: dict[str, Remark] = {}
        for rule, hit in analysed.hits:
            if rule.id.startswith(_NOT_TALK) or rule.level == "suggestion":
                continue
            remark = Remark(rule.level != "error", f"“{analysed.quote(hit)}”: {advice(rule, hit)}", rule.id, hit.start, hit.end)
            slips.setdefault(rule.id, remark)
            red = red or (remark if rule.level == "error" else None)
        return Utterance(frozenset(acts), tuple(slips.values()), self._red(words) or red, promised(words))

    def _red(self, words: str) -> Remark | None:
        for red in self._scene.red.values():
            if match := next(filter(None, (_pattern(one).search(words) for one in red.words)), None):
                return Remark(False, f"“{match[0]}”: {red.because} {red.instead}", start=match.start(), end=match.end())
        return None


def _acts(words: str, sets: Mapping[str, tuple[str, ...]]) -> set[str]:
    return {name for name, patterns in sets.items() if any(_pattern(one).search(words) for one in patterns)}


@cache
def _pattern(words: str) -> "regex.Pattern[str]":
    # a day is a day with its ending, too: "30" is also in "May 30th"
    words = _PHONE.sub(r"\1[- .]?\2", words)
    return regex_of(rf"(?<!\w)(?:{words})((?<=\d)(st|nd|rd|th))?(?!\w)", ignorecase=True)


def pattern_problem(words: str) -> str:
    """Why a pattern cannot be read; "" where it can."""
    try:
        _pattern(words)
    except ValueError as error:
        return str(error)
    return ""


def promised(words: str) -> int:
    """The seconds that a line says one has to wait; 0 where it names none."""
    match = regex_of(rf"(?<!\w){_SECONDS}(?!\w)", ignorecase=True).search(words)
    if not match:
        return 0
    number, unit = match[1].casefold(), match[2].casefold()
    seconds = 1 if unit.startswith("sec") and number.isdecimal() else 60
    return int(seconds * (int(number) if number.isdecimal() else _NUMBERS[number]))


def in_words(act: str) -> str:
    """An act as a learner reads it: "give the reason"."""
    first = act.split("|")[0]
    own = MOVE_WORDS.get(first) or talk().get(first)
    return own.does if own else first.replace("-", " ")


def does(act: str, acts: Collection[str]) -> bool:
    """Whether one of the acts of `a|b` is among `acts`."""
    return any(one in acts for one in act.split("|"))
