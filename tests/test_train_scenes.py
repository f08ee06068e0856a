"""Role-play: what the shipped scenes promise, where lines lead, and what is said of a broken scene."""

import re
from pathlib import Path
from typing import Any

import pytest
from case_files import load_cases

from msgreview.catalogue.files import shipped
from msgreview.model.span import Source
from msgreview.train.analysis import Analyser
from msgreview.train.folders import TrainingError
from msgreview.train.roleplay.acts import Listener, promised
from msgreview.train.roleplay.debrief import grade, moves
from msgreview.train.roleplay.engine import begin, run, say, stop
from msgreview.train.roleplay.export import export_scene
from msgreview.train.roleplay.load import load_scenes, parse_scene
from msgreview.train.roleplay.scene import Scene
from msgreview.train.roleplay.validate import validate_scene

CASES = load_cases("scenes.yaml")
TYPED = load_cases("typed.yaml")
SCENES = load_scenes([shipped("training") / "scenes"], Path.cwd())
SMALL = """\
title: A small scene
setting: counter
practice: warm
customer: Noor
you: Another copy is in Kirkmere.
source: A book about desks
words:
  copy: ["(another|second) copy"]
red:
  name: {words: [Amira], because: A name is confidential., instead: Offer another copy.}
wanted:
  - act: empathy
  - {act: copy, does: open another way}
  - act: anything-else|invitation
hand_over: {says: Fine., because: Right once the feeling is seen., after: [empathy]}
leaves: I'll go, then.
nodes:
  start:
    says: Who has my book?
    replies:
      - {if: [copy], to: glad}
      - {if: [empathy], says: It is. Can you get it?}
      - {if: [wait], says: I'll wait.}
  glad:
    says: Friday is fine.
    replies:
      - {if: [anything-else], to: end}
  end: {says: That is all., end: well}
model:
  - That must be annoying. I can get you another copy by Friday.
  - Is there anything else?
"""


def scene(text: str = SMALL) -> Scene:
    """A scene without problems."""
    problems: list[Any] = []
    parsed = parse_scene(Source.of("scene.yaml", text), "scene", problems)
    assert problems == []
    assert parsed is not None
    return parsed


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_conversations(case: dict[str, Any], analyser: Analyser) -> None:
    small = scene()
    play = begin(small)
    for line in case["lines"]:
        spoken = {"say": line} if isinstance(line, str) else line
        play = say(
            play, spoken["say"], Listener(small, analyser).read, seconds=spoken.get("seconds", 0), label=spoken.get("label", "")
        )
    graded = grade(play)
    said = "\n".join(remark.text for remark in graded.practices)
    assert play.end == case.get("ends", "")
    assert graded.passed is case.get("passes", False), said
    assert play.node == case.get("at", play.node)
    assert play.mood == case.get("mood", play.mood)
    assert play.turns[-1].noticed == case.get("noticed", play.turns[-1].noticed)
    assert case.get("says", "") in play.turns[-1].reply
    assert case.get("remark", "") in said
    unclear = [number for number, turn in enumerate(play.turns, 1) if turn.unclear]
    assert unclear == case.get("unclear", unclear)


@pytest.mark.parametrize("case", TYPED, ids=lambda case: case["name"])
def test_typed_lines(case: dict[str, Any], analyser: Analyser) -> None:
    played = SCENES[case["scene"]]
    play = run(played, case["lines"], Listener(played, analyser).read)
    last = play.turns[-1].reply
    assert play.end == case.get("ends", "")
    assert play.node == case.get("at", play.node), last
    assert play.mood == case.get("mood", play.mood)
    assert case.get("says", "") in last
    assert "never" not in case or case["never"] not in last
    made = [move.wanted.act for move in moves(play) if move.line]
    assert made == case.get("made", made)
    hurts = [number for number, turn in enumerate(play.turns, 1) if "rude" in turn.said.acts]
    assert hurts == case.get("hurts", hurts)


@pytest.mark.parametrize("name", SCENES)
def test_shipped_scenes(name: str, analyser: Analyser) -> None:
    assert list(validate_scene(SCENES[name], analyser)) == []


def test_a_conversation_is_the_same_every_time(analyser: Analyser) -> None:
    small = scene()
    lines = ["Blue.", "Hm, seven.", "I see.", "Blue.", "Blue.", "Blue.", "Blue.", "Blue."]
    assert run(small, lines, Listener(small, analyser).read) == run(small, lines, Listener(small, analyser).read)


def test_who_goes_has_no_pass(analyser: Analyser) -> None:
    small = scene()
    assert grade(stop(begin(small))).refused
    play = stop(run(small, small.model[:1], Listener(small, analyser).read))
    assert play.end == "stopped"
    assert not grade(play).passed


@pytest.mark.parametrize(
    ("words", "seconds"),
    [
        ("back in two minutes", 120),
        ("just a moment", 60),
        ("30 seconds", 30),
        ("a few minutes", 180),
        ("half a minute", 30),
        ("soon", 0),
    ],
)
def test_promises(words: str, seconds: int) -> None:
    assert promised(words) == seconds


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("to: end}", "to: ende}", "scene.yaml:27:35: there is no node 'ende'. Did you mean 'end'?"),
        ("to: glad}", "mood: 1}", "nothing leads to 'glad'"),
        ("end: well}", "cross: Fine.}", "there is no way from 'end' to an end"),
        ("if: [wait]", "if: [wiat]", "nothing that a line does is called 'wiat'. Did you mean 'wait'?"),
        ("copy: [\"(another", "copy: [\"(((another", "scene.yaml:8:10: this pattern cannot be read"),
        ("  start:", "  begin:", "there is no node 'start'"),
        ("setting: counter", "setting: stage", "scene.yaml:2:10:"),
        ("leaves: I'll go, then.\n", "", "leaves"),
        ("after: [empathy]", "after: [empaty]", "Did you mean 'empathy'?"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_scene(old: str, new: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "scene.yaml").write_text(SMALL.replace(old, new), "utf-8")
    with pytest.raises(TrainingError, match=re.escape(said)) as raised:
        load_scenes([tmp_path], tmp_path)
    assert all(line.startswith("scene.yaml:") for line in str(raised.value).splitlines())


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Is there anything else?", "Blue and seven of these.", "nothing can be made of line 2 of the model path"),
        ("- Is there anything else?", "- Anything else?\n  - Goodbye.", "the model path is over at line 2 of 3"),
        ("That must be annoying. I can", "I can", "the model path does not pass: Missed: show that you see"),
        ("words:\n", "words:\n  unused: [gulls]\n", "no reply and no wanted move needs the words 'unused'"),
    ],
)
def test_what_a_scene_does_not_keep(old: str, new: str, said: str, analyser: Analyser) -> None:
    assert any(said in words for words in validate_scene(scene(SMALL.replace(old, new)), analyser))


@pytest.mark.parametrize("suffix", [".md", ".html"])
def test_pages_to_read_aloud(suffix: str, analyser: Analyser) -> None:
    small = scene(SMALL.replace("Who has my book?", "Who <b>has</b> my book?"))
    page = export_scene(small, Listener(small, analyser).read, suffix)
    assert "I can get you another copy by Friday." in page
    assert "A book about desks" in page
    assert "<b>" not in page.replace("\\<b\\>", "")
