"""`msgreview train` as a learner types it."""

import io
import re
from pathlib import Path

import pytest
from conftest import Cli

COURSE = """\
title: Our desk
practice: clear
order: 1
read: Read this first.
exercises:
  which:
    kind: choose
    prompt: Which one?
    hints: [The kind one., The second.]
    why: It leads on.
    choices:
      - {text: "No.", because: It is bare.}
      - {text: "Not today, but tomorrow at ten.", because: It says when., good: true}
  glad:
    kind: reflect
    prompt: Think back.
    questions: ["When were you glad of help?"]
    example: "At the passport office a clerk walked me to the right counter and told them my story."
"""
LAST_SPRING = "Last spring a driver waited for me and then told me which stop was nearer to the clinic.\n.\n"


@pytest.fixture
def desk(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """A catalogue with a course of its own."""
    monkeypatch.setenv("MSGREVIEW_TRAINING", str(tmp_path / "mine"))
    (tmp_path / "training").mkdir()
    (tmp_path / "training" / "desk.yaml").write_text(COURSE, "utf-8")
    (tmp_path / "msgreview.yaml").write_text("profile: standard\n", "utf-8")
    return cli


def journal(tmp_path: Path) -> str:
    return (tmp_path / "mine" / "practice.jsonl").read_text("utf-8")


def test_a_course_from_its_start_to_its_end(desk: Cli, tmp_path: Path) -> None:
    assert "A good start:\n  Our desk: msgreview train start desk" in desk("train").out
    first = desk("train", "start", "desk", stdin=io.StringIO("1\nhint\nhint\n2\nstop\n"))
    assert "Read this first." in first.out
    assert "✗ It is bare." in first.out
    assert "Hint: The kind one." in first.out
    assert "Hint: The second." in first.out
    assert "✓ It says when." in first.out
    assert "Why: It leads on." in first.out
    assert first.err == "All is kept. `msgreview train` goes on.\n"
    assert "You are in the middle of: Our desk (1 to go)\n  Go on: msgreview train start desk" in desk("train").out
    last = desk("train", "start", "desk", stdin=io.StringIO(LAST_SPRING))
    assert "Read this first." not in last.out
    assert last.err == "You are through: Our desk. Well done. `msgreview train` says what is next.\n"
    assert "2 of 2" in desk("train", "progress").out
    assert "You have done all of it" in desk("train", "start", "desk").err
    assert journal(tmp_path).count("Last spring") == 1


def test_only_worksheets_keep_the_words(desk: Cli, tmp_path: Path) -> None:
    desk("train", "start", "desk", stdin=io.StringIO("2\n" + LAST_SPRING))
    lines = journal(tmp_path).splitlines()
    assert [line for line in lines if '"words"' in line] == [line for line in lines if "desk.glad" in line]


def test_practice_brings_back_what_was_passed(desk: Cli) -> None:
    desk("train", "start", "desk", stdin=io.StringIO("2\nstop\n"))
    assert "Nothing is due" in desk("train", "practise").err
    ended = desk("train", "practise", "--as-of", "2028-01-01", stdin=io.StringIO("2\n"))
    assert "choose, 1 of 1" in ended.out
    assert "Nothing is due" in desk("train", "practise", "--as-of", "2028-01-01").err


def test_hint_skip_and_reset(desk: Cli) -> None:
    assert "you are at no exercise" in desk("train", "hint").err
    desk("train", "start", "desk", stdin=io.StringIO())
    assert desk("train", "hint").out == "Hint: The kind one.\n"
    assert "Put aside" in desk("train", "skip", "--because", "too easy").err
    assert "no hint to this one" in desk("train", "hint", "desk.glad").out
    assert "0 of 2" in desk("train", "progress").out
    assert desk("train", "reset").code == 2
    assert "desk starts over" in desk("train", "reset", "desk").err
    assert "Everything starts over" in desk("train", "reset", "--all").err
    assert "1 of 2" in desk("train", "start", "desk", stdin=io.StringIO()).out


def test_one_answer_from_a_file(desk: Cli, tmp_path: Path) -> None:
    (tmp_path / "answer.txt").write_text("2\n", "utf-8")
    assert desk("train", "answer", "desk.which", "answer.txt").code == 0
    typed = (io.TextIOWrapper(io.BytesIO(text), "utf-8") for text in (b"1\n", b"both\n"))
    assert desk("train", "answer", "desk.which", stdin=next(typed)).code == 1
    assert "Type one number" in desk("train", "answer", "desk.which", stdin=next(typed)).out
    assert "cannot be read" in desk("train", "answer", "desk.which", "none.txt").err
    assert "is more than one exercise" in desk("train", "answer", "desk", "answer.txt").err
    assert "there is no exercise 'desk.nope'. `msgreview train list desk` names them." in desk("train", "answer", "desk.nope").err
    assert "there is no exercise 'desk.wich'. Did you mean 'desk.which'?" in desk("train", "start", "desk.wich").err
    assert "no exercise and no rule 'tone.qurt'. Did you mean 'tone.curt'?" in desk("train", "start", "tone.qurt").err
    assert desk("train", "answer", "desk.whi", "answer.txt").code == 0


def test_any_rule_can_be_practised(desk: Cli) -> None:
    ended = desk("train", "start", "tone.curt-status", stdin=io.StringIO("2\n"))
    assert "Which of these would you rather get as a reader?" in ended.out
    assert "Did you mean 'desk'?" in desk("train", "start", "dsek").err
    assert "has no example that could be practised" in desk("train", "start", "file.binary").err


def test_forgetting(desk: Cli, tmp_path: Path) -> None:
    desk("train", "start", "desk", stdin=io.StringIO("2\nstop\n"))
    assert "Nothing was deleted" in desk("train", "forget", stdin=io.StringIO("n\n")).err
    assert "is gone" in desk("train", "forget", "--yes").err
    assert not (tmp_path / "mine" / "practice.jsonl").exists()
    assert "There was nothing to delete" in desk("train", "forget", "--yes").err


def test_lists(desk: Cli) -> None:
    assert "Our desk" in desk("train", "list").out
    assert "desk.which" in desk("train", "list", "desk").out
    assert "There is no course" not in desk("train", "list", "desk").err


def test_a_broken_course_is_told_at_its_lines(desk: Cli, tmp_path: Path) -> None:
    broken = COURSE.replace("kind: choose", "kind: chose").replace("example:", "exampel:").replace("title:", "titel:")
    (tmp_path / "training" / "desk.yaml").write_text(broken, "utf-8")
    ended = desk("train")
    assert ended.code == 2
    assert "training/desk.yaml:1:1:" in ended.err
    (tmp_path / "training" / "desk.yaml").write_text(broken.replace("titel:", "title:"), "utf-8")
    err = desk("train").err
    assert "training/desk.yaml:7:11: there is no kind of exercise 'chose'. Did you mean 'choose'?" in err
    assert "'exampel' is not an option of reflect. Did you mean 'example'?" in err


def test_a_text_that_a_comma_cuts_off(desk: Cli, tmp_path: Path) -> None:
    cut = COURSE.replace("because: It is bare.", "because: It is bare, and that hurts")
    (tmp_path / "training" / "desk.yaml").write_text(cut, "utf-8")
    ended = desk("train", "list")
    assert ended.code == 2
    assert "training/desk.yaml:12:44: 'and that hurts' stands where a key is due. A text with a comma needs quotes" in ended.err


@pytest.mark.slow
def test_check(desk: Cli, tmp_path: Path) -> None:
    assert desk("train", "check").code == 0
    session = tmp_path / "training" / "sessions" / "noon.yaml"
    session.parent.mkdir()
    session.write_text("title: T\nabout: A\nagenda: [{title: H, kind: talk}]\n", "utf-8")
    assert "training/sessions/noon.yaml:3:10: 'agenda.0.minutes' is missing" in desk("train", "check").err
    session.unlink()
    (tmp_path / "training" / "twin.yaml").write_text(COURSE, "utf-8")
    ended = desk("train", "check")
    assert ended.code == 1
    assert "it is nearly the same as desk.which" in ended.out


def test_messages_are_not_looked_for_among_courses(desk: Cli) -> None:
    assert "desk.yaml" not in desk("lint", ".").out


class Typed(io.StringIO):
    """What somebody types at a terminal."""

    def isatty(self) -> bool:
        return True


def test_a_survey_before_and_after_a_course(desk: Cli, tmp_path: Path) -> None:
    asked = "survey:\n- {skill: no, ask: How sure are you that you can say no well?}\nexercises:"
    (tmp_path / "training" / "desk.yaml").write_text(COURSE.replace("exercises:", asked), "utf-8")
    ended = desk("train", "start", "desk", stdin=Typed("seven\n2\n2\n\n" + LAST_SPRING + "4\n3\n5\n\n4\nMore chats.\n"))
    assert ended.out.index("How sure are you today?") < ended.out.index("Read this first.")
    assert "Type a number from 1 to 5" in ended.out
    assert ended.out.index("It says when.") < ended.out.index("Enter goes on to the next one.") < ended.out.index("2 of 2")
    assert ended.out.index("2 of 2") < ended.out.index("How sure are you now?") < ended.out.index("look back")
    assert re.search(r"^no +2 +3 +4$", ended.out, re.MULTILINE)
    assert "You have answered both halves" in desk("train", "survey", "desk").err
    assert '"words":"More chats."' in journal(tmp_path)


def test_a_survey_is_left_out_or_left_for_later(desk: Cli, tmp_path: Path) -> None:
    assert "left for later" in desk("train", "survey", "chat", stdin=io.StringIO("3\nstop\n")).err
    later = desk("train", "survey", "chat", stdin=io.StringIO("4\nskip\n"))
    assert later.err == ""
    assert "comes when you are through" in desk("train", "survey", "chat").err
    assert [line for line in journal(tmp_path).splitlines() if "left-out" in line]
    assert "has no survey" in desk("train", "survey", "desk").err
    assert "A few questions are left on" not in desk("train").out


def test_what_is_assigned_is_on_the_learners_screen(desk: Cli, tmp_path: Path) -> None:
    assert "Commit training/assigned.yaml," in desk("train", "assign", "desk", "maya", "jo", "--until", "2999-03-01").err
    assert re.search(r"^jo +desk +2999-03-01$", desk("train", "assign").out, re.MULTILINE)
    mine = desk("train", "--as", "Maya").out
    assert "Assigned to you, Maya:\n  Our desk, " in mine
    assert "Our desk" not in mine.partition("Something new")[2]
    assert "Assigned to you, Maya:" in desk("train").out
    desk("train", "start", "desk", stdin=io.StringIO("2\n" + LAST_SPRING))
    assert "All that was assigned to you, Maya, is done." in desk("train").out
    assert "Nothing is assigned to mya." in desk("train", "--as", "mya").out
    (tmp_path / "training" / "assigned.yaml").write_text("assigned: soon\n", "utf-8")
    broken = desk("train")
    assert "What is assigned cannot be read:\ntraining/assigned.yaml:1:11: " in broken.err
    assert "Our desk" not in broken.out.partition("All courses")[2]
    assert desk("train", "check").code == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["desk", "maya"], "say until when"),
        (["desk", "maya", "--until", "2020-03-01"], "2020-03-01 is over. Name a day that is still to come."),
        (["desk", "maya", "--until", "soon"], "--until 'soon' is not a date"),
        (["desk", "maya", "--until", "2027-03-01", "--drop"], "no day"),
        (["desk", "--until", "2027-03-01"], "say who is to take 'desk'"),
        (["desk", "maya@library.example", "--until", "2027-03-01"], "no mail address"),
        (["dsek", "maya", "--until", "2027-03-01"], "Did you mean 'desk'?"),
    ],
)
def test_what_cannot_be_assigned(desk: Cli, tmp_path: Path, arguments: list[str], words: str) -> None:
    ended = desk("train", "assign", *arguments)
    assert ended.code == 2
    assert words in ended.err
    assert not (tmp_path / "training" / "assigned.yaml").exists()


def test_a_sample_before_and_after_a_course(desk: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("msgreview.cli.train.sample.randbelow", lambda _: 1)
    ruled = COURSE.replace("    choices:", "    rules: [tone.curt-status, referral.sent-elsewhere, clarity.wordy]\n    choices:")
    (tmp_path / "training" / "desk.yaml").write_text(ruled, "utf-8")
    assert "only beside one before it" in desk("train", "sample", "desk", "--after").err
    kind = "I will ask the archive for you, and you hear from me by Friday.\n.\n"
    assert "left for later" in desk("train", "sample", "desk", stdin=io.StringIO(kind + "stop\n.\n")).err
    begun = desk("train", "sample", "desk", stdin=io.StringIO("no\n.\n" + kind))
    assert "1 of 2:" in begun.out
    assert "Now the course: msgreview train start desk" in begun.err
    desk("train", "start", "desk", stdin=io.StringIO("2\n"))
    assert "in the middle of it" in desk("train", "sample", "desk").err
    desk("train", "skip")
    assert "Your second sample is left: Our desk\n  msgreview train sample desk" in desk("train").out
    ended = desk("train", "sample", "desk", stdin=io.StringIO(3 * kind))
    assert "Well put: 2 of 3 before the course, 2 of 3 now." in ended.out
    forms = [line.partition('"item":"')[2][:8] for line in journal(tmp_path).splitlines() if '"sample"' in line]
    assert forms == ["before.B"] * 3 + ["after.A."] * 3


def test_a_hand_in_is_shown_before_it_is_written(desk: Cli, tmp_path: Path) -> None:
    assert "nothing to hand in yet" in desk("train", "hand-in").err
    desk("train", "start", "desk", stdin=io.StringIO("1\n2\n" + LAST_SPRING))
    no = desk("train", "hand-in", stdin=io.StringIO("n\n"))
    assert re.search(r"^This is what you would hand in, under the name \w{4}-\w{4}\.$", no.out, re.MULTILINE)
    assert re.search(r"^Our desk +2 of 2", no.out, re.MULTILINE)
    assert "Last spring" not in no.out
    assert not list(tmp_path.glob("*.json"))
    assert "goes nowhere by itself" in desk("train", "hand-in", stdin=io.StringIO("y\n")).err
    [file] = tmp_path.glob("hand-in-*.json")
    assert "Last spring" not in file.read_text("utf-8")
    assert desk("train", "hand-in", "desk", "--yes", "--output", "mine.json").code == 0
    assert (tmp_path / "mine.json").exists()
