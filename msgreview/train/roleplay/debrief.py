"""What a conversation was: the moves that were made and missed, each with its source."""

from typing import NamedTuple

from msgreview.train.grade import Grade, Remark, refuse
from msgreview.train.practices import MOVE_WORDS, sounds_like
from msgreview.train.roleplay.acts import does, in_words
from msgreview.train.roleplay.engine import End, Play, slips
from msgreview.train.roleplay.scene import Scene, Wanted

ENDS: dict[End, str] = {
    "": "The conversation is not over.",
    "well": "It ended well.",
    "fair": "It ended, and there was more that you could have done.",
    "handed-over": "You handed over to a supervisor.",
    "left": "The customer has gone.",
    "red": "Stopped on purpose: this must not be said to any customer.",
    "stopped": "You left the conversation.",
}


class Move(NamedTuple):
    """A wanted move, and the line that made it."""

    wanted: Wanted
    line: int
    """From 1; 0 where it was missed."""
    label: bool = False
    """Whether the learner said that the line makes it, and the tool could not tell."""


def moves(play: Play) -> list[Move]:
    """The wanted moves in their order. After a hand-over that fits, those that somebody else can make now are left out."""
    result = []
    for wanted in play.scene.wanted:
        # "How can I help?" opens a conversation: it does not ask whether that was all.
        opening = {"invitation"} if "anything-else" in wanted.act.split("|") else set()
        acts = [turn.said.acts - (set() if number else opening) for number, turn in enumerate(play.turns)]
        line = next((number for number, made in enumerate(acts, 1) if does(wanted.act, made)), 0)
        label = bool(line) and play.turns[line - 1].label in wanted.act.split("|")
        if line or not _excused(play, wanted):
            result.append(Move(wanted, line, label))
    return result


def _excused(play: Play, wanted: Wanted) -> bool:
    return hand_over_fits(play) and wanted.act not in play.scene.hand_over.after


def hand_over_fits(play: Play) -> bool:
    """Whether a supervisor was called for, and at the right time."""
    over = play.scene.hand_over
    return play.end == "handed-over" and over.fits and all(does(one, play.done) for one in over.after)


def grade(play: Play) -> Grade:
    """The moves, what should not have been said, and how it ended; the model path to compare with."""
    if not play.turns:
        return refuse("Nothing was said yet. Greet the customer and ask what they need.")
    remarks = [_made(move) if move.line else _missed(move) for move in moves(play)]
    return Grade(practices=(_end(play), *remarks, *slips(play), *_yellow(play)), models=("\n".join(play.scene.model),))


def _end(play: Play) -> Remark:
    if play.end == "handed-over":
        return Remark(hand_over_fits(play), f"{ENDS[play.end]} {play.scene.hand_over.because}")
    return Remark(play.end == "well", ENDS[play.end])


def _made(move: Move) -> Remark:
    sure = " (you said so; the tool could not tell)" if move.label else ""
    return Remark(True, f"Line {move.line}: you {named(move.wanted)}{sure}.")


def _missed(move: Move) -> Remark:
    why = f" {move.wanted.why.strip()}" if move.wanted.why else ""
    return Remark(False, f"Missed: {named(move.wanted)}.{sounds_like(sounds(move.wanted))}{why}")


def _yellow(play: Play) -> list[Remark]:
    """What rules that are not red say of the lines: for a next time."""
    said = [(number, slip) for number, turn in enumerate(play.turns, 1) for slip in turn.said.slips if slip.ok]
    return [Remark(True, f"For a next time, line {number}: {slip.text}", slip.rule) for number, slip in said[:3]]


def named(wanted: Wanted) -> str:
    """A move in words: "give the reason"."""
    return wanted.does or in_words(wanted.act)


def sounds(wanted: Wanted) -> str:
    """How a move may sound; "" where nothing says it."""
    own = MOVE_WORDS.get(wanted.act.split("|")[0])
    return f"“{wanted.sounds}”" if wanted.sounds else own.sounds if own else ""


def source(scene: Scene, wanted: Wanted) -> str:
    """Where a move comes from."""
    return wanted.source or scene.source
