"""A conversation with a customer, typed line by line in a terminal or piped in."""

import sys
from collections.abc import Callable, Collection, Iterator
from time import monotonic

from msgreview.cli import output
from msgreview.report.lines import Line, Style, line, paragraph
from msgreview.train.roleplay.engine import Play, Read, begin, choices, first_words, say, time_words
from msgreview.train.roleplay.scene import Scene

clock: Callable[[], float] = monotonic
"""Seconds; only their differences count."""

_MOODS: dict[int, tuple[str, Style]] = {
    2: ("glad", "green"),
    1: ("at ease", "green"),
    0: ("calm", ""),
    -1: ("uneasy", "yellow"),
    -2: ("upset", "red"),
    -3: ("has had enough", "red"),
}
YOU = "You"
STOP = ("stop", "quit", "exit")
"""Words that end it."""


def talk(play: Play, read: Read, words: Collection[str] = STOP) -> tuple[Play, str]:
    """The conversation, line after line, until it ends or one of the words is typed that leave it, and which one that was."""
    before, waited, since = play, 0, clock() + _reading(play)
    while not play.end:
        text = _read_line()
        if text is None:
            return play, "stop"
        word = text.strip().casefold()
        if word in words:
            return play, word
        if not word:
            continue
        if word == "again":
            play = before = begin(play.scene)
            customer(play.scene, first_words(play.scene), play.mood)
        elif minutes := _minutes(word):
            waited += 60 * minutes
            output.show([line((f"({minutes} {'minute passes' if minutes == 1 else 'minutes pass'}.)", "dim"))])
            continue
        elif word == "label":
            play, before = _label(play, before, read), play
        else:
            before, play = play, say(play, text.strip(), read, waited + max(0, int(clock() - since)))
            _show_answer(play)
        waited, since = 0, clock()
    return play, ""


def _reading(play: Play) -> float:
    """The seconds that it takes to read what one is given, which the customer does not notice: two words a second."""
    return 0 if play.turns else len(play.scene.you.split()) / 2


def _minutes(word: str) -> int:
    """The minutes of `wait 2`; 0 where it is something else."""
    first, _, rest = word.partition(" ")
    number = rest.removesuffix("minutes").removesuffix("minute").removesuffix("min").strip()
    return int(number) if first == "wait" and number.isdecimal() and len(number) < 4 else 0


def _label(play: Play, before: Play, read: Read) -> Play:
    """The conversation with the last line counted as what the learner says it does."""
    if not play.turns or before == play:
        output.show([line(("There is no line of yours yet that could be labelled.", "dim"))])
        return play
    acts = choices(play)
    output.show(
        [
            line(f"“{play.turns[-1].text}” was meant to:"),
            *(line(f"{number:>3}  {words}") for number, (words, _) in enumerate(acts, 1)),
        ]
    )
    answer = (_read_line() or "").strip()
    if not answer.isdecimal() or not 1 <= int(answer) <= len(acts):
        output.show([line((f"No label, then. It takes a number from 1 to {len(acts)}.", "dim"))])
        return play
    last = play.turns[-1]
    after = say(before, last.text, read, last.seconds, acts[int(answer) - 1][1])
    _show_answer(after)
    return after


def _read_line() -> str | None:
    if sys.stdin.isatty():
        output.write(f"{YOU}: ")
        output.finish()
    text = sys.stdin.readline()
    if not text:
        return None
    if not sys.stdin.isatty():
        output.show(speech(YOU, text.rstrip("\r\n")))
    return text.rstrip("\r\n")


def _show_answer(play: Play) -> None:
    """What came of the last line."""
    turn = play.turns[-1]
    if turn.noticed:
        output.show(wrapped(f"(After {time_words(turn.seconds)} of silence: “{turn.noticed}”)", style="yellow"))
    if turn.reply:
        customer(play.scene, turn.reply, turn.mood)
    if turn.unclear:
        output.show(wrapped("(I could not tell what that line does. Say it in other words, or type: label)", style="dim"))
    if turn.said.red:
        output.show(wrapped(turn.said.red.text, style="red"))


def customer(scene: Scene, words: str, mood: int) -> None:
    """Shows what the customer says, and how they feel."""
    name, style = _MOODS[max(-3, min(2, mood))]
    output.show(speech(f"{scene.customer} ({name})", words, style))


def speech(who: str, words: str, style: Style = "") -> list[Line]:
    """What somebody says, on lines of the screen's width."""
    return [*paragraph(f": {words}", output.width() - 1, line((who, style or "bold")), "  ")]


def wrapped(text: str, indent: str = "", style: Style = "") -> Iterator[Line]:
    """A text on lines of the screen's width."""
    return paragraph(text, output.width() - 1, indent, style=style)
