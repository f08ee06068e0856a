"""Validates scenes: the model path ends well with every move made, and bad learners get to a graceful end."""

from collections.abc import Iterator
from itertools import cycle, islice

from msgreview.train.analysis import Analyser
from msgreview.train.practices import MOVE_WORDS, alternatives
from msgreview.train.roleplay.acts import Listener, talk
from msgreview.train.roleplay.debrief import grade
from msgreview.train.roleplay.engine import Read, begin, run, say
from msgreview.train.roleplay.scene import Scene

CURT = ("No.", "Not possible.", "Policy.", "I don't know.", "What?", "Ask someone else.")
"""Lines of a learner who is curt."""
HOSTILE = ("That's your own fault.", "You should have read the rules.", "Calm down.", "Shut up, I don't care.")
"""Lines of a learner who is rude."""
MUMBLING = ("Well, the thing there.", "Blue and seven of these.", "Perhaps it went round the corner.")
"""Lines that mean nothing."""
_LINES = 20
"""Lines after which a customer should have gone."""


def validate_scene(scene: Scene, analyser: Analyser) -> Iterator[str]:
    """What is wrong with a scene whose file can be read, each a sentence that begins with where the scene is."""
    read = Listener(scene, analyser).read
    for words in (*_model(scene, read), *_learners(scene, read), *_unused(scene)):
        yield f"{scene.path}: {words}"


def _model(scene: Scene, read: Read) -> Iterator[str]:
    play = run(scene, scene.model, read)
    if len(play.turns) < len(scene.model):
        yield f"the model path is over at line {len(play.turns)} of {len(scene.model)}. Take out what comes after it."
    for number, turn in enumerate(play.turns, 1):
        if turn.unclear:
            yield f"nothing can be made of line {number} of the model path. Give it words that the scene knows."
        for slip in turn.said.slips:
            yield f"line {number} of the model path breaks {slip.rule}: {slip.text}"
    for remark in grade(play).practices:
        if not remark.ok:
            yield f"the model path does not pass: {remark.text}"


def _learners(scene: Scene, read: Read) -> Iterator[str]:
    for name, lines in (("curt", CURT), ("hostile", HOSTILE), ("mumbling", MUMBLING)):
        play = run(scene, islice(cycle(lines), _LINES), read)
        if not play.end:
            yield f"a {name} learner gets to no end in {_LINES} lines. See to it that the customer's patience ends."
        elif play.end == "red" or not play.turns[-1].reply:
            yield f"a {name} learner gets no last word from the customer."
        elif grade(play).passed:
            yield f"a {name} learner passes. Want moves that nobody makes who is {name}."
    over = say(begin(scene), "Let me get my supervisor for you.", read)
    if over.end != "handed-over":
        yield "handing over to a supervisor does not end the scene."


def _unused(scene: Scene) -> Iterator[str]:
    """Word sets that nothing asks for."""
    used = {*alternatives(wanted.act for wanted in scene.wanted), *alternatives(scene.hand_over.after)}
    for node in scene.nodes.values():
        for reply in node.replies:
            used.update(alternatives((*reply.does, *reply.unless, *reply.after)))
    for name in scene.words:
        if name not in used and name not in talk() and name not in MOVE_WORDS:
            yield f"no reply and no wanted move needs the words '{name}'. Use them, or take them out."
