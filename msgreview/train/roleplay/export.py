"""A scene for reading aloud in a group: the parts, a script with pauses, the moves, and cards for trying it freely."""

from typing import NamedTuple

from msgreview.report.annual.words import FILTERS
from msgreview.report.pages import render
from msgreview.train.roleplay.debrief import moves, named, sounds, source
from msgreview.train.roleplay.engine import Read, first_words, run
from msgreview.train.roleplay.scene import Scene


class Beat(NamedTuple):
    """One line of the desk in the script, and the customer's answer."""

    desk: str
    moves: tuple[str, ...]
    """What the line does, in words."""
    customer: str


class Card(NamedTuple):
    """A wanted move."""

    does: str
    sounds: str
    why: str
    source: str


def export_scene(scene: Scene, read: Read, suffix: str) -> str:
    """The page of a scene, as Markdown (".md") or as HTML to be printed (".html")."""
    played = run(scene, scene.model, read)
    made = moves(played)
    beats = [
        Beat(turn.text, tuple(named(move.wanted) for move in made if move.line == number), turn.reply)
        for number, turn in enumerate(played.turns, 1)
    ]
    cards = [Card(named(one), sounds(one), one.why.strip(), source(scene, one)) for one in scene.wanted]
    hard = [node.cross or node.again[0] for node in scene.nodes.values() if node.cross or node.again][:5]
    template = f"templates/scene{suffix}"
    return render(template, filters=FILTERS, scene=scene, first=first_words(scene), beats=beats, cards=cards, hard=hard)
