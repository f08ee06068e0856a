"""`msgreview train play` as a learner types it."""

import io
from itertools import chain, repeat
from pathlib import Path

import pytest
from conftest import Cli
from test_train_scenes import SMALL

from msgreview.cli.train import conversation


@pytest.fixture
def desk(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """A catalogue with a scene of its own."""
    monkeypatch.setenv("MSGREVIEW_TRAINING", str(tmp_path / "mine"))
    (tmp_path / "training" / "scenes").mkdir(parents=True)
    (tmp_path / "training" / "scenes" / "small.yaml").write_text(SMALL, "utf-8")
    (tmp_path / "msgreview.yaml").write_text("profile: standard\n", "utf-8")
    return cli


def typed(*lines: str) -> io.StringIO:
    return io.StringIO("\n".join(lines) + "\n")


def test_a_conversation_and_its_debrief(desk: Cli, tmp_path: Path) -> None:
    ended = desk("train", "play", "small", stdin=typed("That must be annoying.", "I can get you another copy.", "Anything else?"))
    assert ended.code == 0
    assert "Noor (calm): Who has my book?\nYou: That must be annoying.\nNoor (at ease): It is. Can you get it?\n" in ended.out
    assert "How it went: It ended well.\n" in ended.out
    assert "  ✓ Line 2: you open another way.\n" in ended.out
    assert "  2 You: I can get you another copy.\n      [open another way]\n  Noor: Friday is fine.\n" in ended.out
    assert "Another good way to say it\n  Noor: Who has my book?\n  1 You: That must be annoying. I can get" in ended.out
    assert "Where the moves come from\n  A book about desks\n" in ended.out
    assert "\x1b" not in ended.out
    [_, record] = (tmp_path / "mine" / "practice.jsonl").read_text("utf-8").splitlines()
    assert '"did":"scene","of":"small","passed":true' in record
    assert "annoying" not in record


def test_the_clock_is_the_customers(desk: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    moments = chain([0, 200, 200, 500], repeat(500))
    monkeypatch.setattr(conversation, "clock", lambda: float(next(moments)))
    out = desk("train", "play", "small", stdin=typed("Bear with me, back in two minutes.", "I can get you another copy.")).out
    assert "(After 3 minutes of silence: “Excuse me? I am still here.”)" in out
    assert "(After 5 minutes of silence: “You said 2 minutes. It has been 5 minutes now.”)" in out
    assert "Noor: (5 minutes later) You said 2 minutes." in out


def test_time_can_be_let_pass(desk: Cli) -> None:
    out = desk("train", "play", "small", stdin=typed("wait 1", "wait 3 minutes", "That must be annoying.")).out
    assert "(1 minute passes.)" in out
    assert "(After 4 minutes of silence: “Excuse me? I am still here.”)" in out


def test_a_line_can_be_labelled(desk: Cli) -> None:
    ended = desk("train", "play", "small", stdin=typed("label", "Blue and seven.", "label", "2", "label", "x"))
    assert "There is no line of yours yet" in ended.out
    assert "(I could not tell what that line does. Say it in other words, or type: label)" in ended.out
    assert "“Blue and seven.” was meant to:\n  1  ask whether there is anything else\n  2  copy\n" in ended.out
    assert "Noor (calm): Friday is fine." in ended.out
    assert "No label, then. It takes a number from 1 to 5." in ended.out
    assert ended.code == 1


def test_again_and_stop(desk: Cli, tmp_path: Path) -> None:
    ended = desk("train", "play", "small", stdin=typed("No.", "again", "stop"))
    assert ended.out.count("Noor (calm): Who has my book?") == 2
    assert "Nothing was said yet" in ended.out
    assert not (tmp_path / "mine" / "practice.jsonl").exists()


def test_a_red_word_stops_the_scene(desk: Cli) -> None:
    ended = desk("train", "play", "small", stdin=typed("Amira has it.", "Never read."))
    assert "Stopped on purpose: this must not be said to any customer." in ended.out
    assert "Never read." not in ended.out
    assert ended.code == 1


def test_scenes_are_listed(desk: Cli) -> None:
    listed = desk("train", "play", "--list")
    assert "who-has-my-book" in listed.out
    assert "A small scene" in listed.out
    assert desk("train", "play").out == listed.out
    assert "Did you mean 'small'?" in desk("train", "play", "smal1").err
    assert "small" not in desk("train", "list").out


def test_pages_for_a_group(desk: Cli, tmp_path: Path) -> None:
    assert "out.md is written" in desk("train", "play", "small", "--export", "out.md").err
    assert (tmp_path / "out.md").read_text("utf-8").startswith("# A small scene\n")
    desk("train", "play", "small", "--export", "out.html")
    assert "<h1>A small scene" in (tmp_path / "out.html").read_text("utf-8")
    assert "neither .md nor .html" in desk("train", "play", "small", "--export", "out.doc").err
    assert "cannot be written" in desk("train", "play", "small", "--export", "none/out.md").err


def test_a_broken_scene_is_reported_at_its_line(desk: Cli, tmp_path: Path) -> None:
    path = tmp_path / "training" / "scenes" / "small.yaml"
    path.write_text(SMALL.replace("to: end}", "to: ende}"), "utf-8")
    ended = desk("train", "play", "small")
    assert ended.code == 2
    assert "training/scenes/small.yaml:27:35: there is no node 'ende'. Did you mean 'end'?" in ended.err


@pytest.mark.slow
def test_check_plays_the_scenes(desk: Cli, tmp_path: Path) -> None:
    path = tmp_path / "training" / "scenes" / "small.yaml"
    path.write_text(SMALL.replace("- Is there anything else?", "- Blue and seven."), "utf-8")
    ended = desk("train", "check")
    assert ended.code == 1
    assert "small.yaml: nothing can be made of line 2 of the model path" in ended.out


def test_an_exercise_needs_a_scene(desk: Cli, tmp_path: Path) -> None:
    course = "title: T\npractice: warm\nexercises:\n  one: {kind: roleplay, prompt: Play it., scene: smal}\n"
    (tmp_path / "training" / "t.yaml").write_text(course, "utf-8")
    assert "training/t.yaml:4:3: there is no scene 'smal'. Did you mean 'small'?" in desk("train").err
    (tmp_path / "training" / "t.yaml").write_text(course.replace("smal}", "small}"), "utf-8")
    assert "Noor: Who has my book?" in desk("train", "start", "t").out


def test_a_role_play_of_a_course_is_live(desk: Cli, tmp_path: Path) -> None:
    """The customer answers each line; what was said is graded as one answer, and a conversation that failed begins anew."""
    exercise = "{kind: roleplay, prompt: Talk to Noor., scene: small, hints: [Look up.]}"
    course = f"title: T\npractice: warm\nexercises:\n  small: {exercise}\n"
    (tmp_path / "training" / "desk.yaml").write_text(course, "utf-8")
    rude = ("Shut up, I don't care.", "hint", "That's your own fault.")
    good = ("That must be annoying. I can get you another copy by Friday.", "Is there anything else?")
    shown = desk("train", "start", "desk", stdin=typed(*rude, *good)).out
    assert (
        shown.index("Talk to Noor.")
        < shown.index("Hint: Look up.")
        < shown.index("Not yet:")
        < shown.index("Once more from the start")
    )
    assert "Noor (at ease): Friday is fine." in shown
    assert shown.index("Once more from the start") < shown.index("Passed:")
    records = (tmp_path / "mine" / "practice.jsonl").read_text("utf-8")
    assert records.count('"did":"answer"') == 2
    assert "annoying" not in records
    assert "You have done all of it" in desk("train", "start", "desk").err
    assert "All is kept." in desk("train", "start", "desk.small", stdin=typed(good[0], "stop")).err
    assert (tmp_path / "mine" / "practice.jsonl").read_text("utf-8").count('"did":"answer"') == 2
