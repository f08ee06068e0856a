"""Play a scene: the learner's lines, one a line, and the customer answers.

`scene` is the name of a scene of `training/scenes/`. `msgreview train play` plays it line by line; as an exercise, all the
lines are graded together.
"""

from functools import lru_cache
from pathlib import Path

import msgspec

from msgreview.catalogue.validate import did_you_mean
from msgreview.model.errors import MsgReviewError
from msgreview.train.analysis import Analyser
from msgreview.train.course import Exercise
from msgreview.train.grade import Grade
from msgreview.train.kind import ExerciseKind, Task
from msgreview.train.roleplay import debrief
from msgreview.train.roleplay.acts import Listener
from msgreview.train.roleplay.engine import first_words, run
from msgreview.train.roleplay.load import scenes_of
from msgreview.train.roleplay.scene import Scene
from msgreview.train.roleplay.validate import CURT


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The options of `roleplay`."""

    scene: str


class Settled(msgspec.Struct, frozen=True):
    """The scene itself."""

    scene: Scene


@lru_cache(maxsize=1)
def _scenes(analyser: Analyser) -> dict[str, Scene]:
    """The scenes of a session, loaded once for all exercises that play one."""
    return scenes_of(Path(analyser.settings.root))


def settle(options: Options, analyser: Analyser) -> Settled:
    """The scene of that name."""
    try:
        scenes = _scenes(analyser)
    except MsgReviewError as error:
        raise ValueError(f"the scenes cannot be used: {error}") from None
    if options.scene not in scenes:
        meant = did_you_mean(options.scene, scenes, "`msgreview train play --list` names them.")
        raise ValueError(f"there is no scene '{options.scene}'. {meant}")
    return Settled(scenes[options.scene])


def pose(exercise: Exercise, _: Analyser) -> Task:
    """What the learner knows, and the customer's first words."""
    scene: Scene = exercise.options.scene
    given = f"{scene.you.strip()}\n\n{scene.customer}: {first_words(scene)}"
    how = f"Write what you say, one line for each time it is your turn. `msgreview train play {scene.name}` plays it live."
    return Task(given, how=how, long=True)


def grade(exercise: Exercise, answer: str, analyser: Analyser) -> Grade:
    """The conversation that these lines make."""
    scene: Scene = exercise.options.scene
    lines = [line.strip() for line in answer.splitlines() if line.strip()]
    return debrief.grade(run(scene, lines, Listener(scene, analyser).read))


KIND = ExerciseKind(
    "roleplay",
    __doc__,
    Options,
    pose,
    grade,
    models=lambda exercise, _: ("\n".join(exercise.options.scene.model),),
    given=lambda *_: "\n".join(CURT),
    settle=settle,
)
