"""Exercises from a team's own messages: nobody is in them, they can be failed and passed, and a person approves each."""

import io
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from case_files import load_cases
from conftest import Cli

from msgreview.model.errors import ConfigError
from msgreview.train.analysis import Analyser
from msgreview.train.harvest import Own, proposals
from msgreview.train.neutral import neutral
from msgreview.train.own_course import with_exercise

CASES = load_cases("neutral.yaml")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_nobody_is_named(case: dict[str, Any], analyser: Analyser) -> None:
    made = neutral([analyser.analyse(case["text"]).document], case.get("people", ()))
    assert made.texts == (case["neutral"],)
    if "unsure" in case:
        assert list(made.unsure) == case["unsure"]


def test_two_texts_share_their_stand_ins(analyser: Analyser) -> None:
    texts = ("Dear Maria,\n\nRing 555 0199 by Friday.", "Hello Maria,\n\nCould you ring 555 0199 or 555 0188?")
    made = neutral([analyser.analyse(text).document for text in texts])
    assert made.texts == ("Dear Sam,\n\nRing 555-0101 by Friday.", "Hello Sam,\n\nCould you ring 555-0101 or 555-0102?")
    assert set(made.replaced) == {"Maria", "555 0199", "555 0188"}


BEFORE = (
    "Dear Ms Ortiz,\n\nThank you for your question about the atlas. We cannot lend it to you, as it is in use. It is against our"
    " policy to hold it.\n\nKind regards,\nPriya Rao"
)
AFTER = (
    "Dear Ms Ortiz,\n\nThank you for your question about the atlas. Another reader has it until 3 May, so I can't lend it to you"
    " today. I can put it aside for you, and you would hear from me as soon as it is back.\n\nKind regards,\nPriya Rao"
)
SECOND = (
    "Dear Ms Sam,\n\nYou asked for the atlas. It is with another reader until 3 May, so I can't give it to you today. Shall I"
    " keep it for you when it comes back? You can also read the older edition here at any time.\n\nKind regards,\nNoor Reed"
)


def test_what_was_made_better_is_to_be_rewritten(analyser: Analyser) -> None:
    [made] = proposals([Own("loans.in-use", "email", BEFORE, AFTER)], analyser)
    assert (made.name, made.message) == ("rewrite-in-use-1", "loans.in-use")
    assert made.keys["given"].startswith("Dear Ms Sam,")
    assert "Ortiz" not in made.keys["models"][0]
    assert made.keys["facts"] == ["3 May"]
    assert made.keys["rules"]
    assert {"Ortiz", "Priya", "Rao"} == set(made.replaced)


def test_what_is_found_is_to_be_spotted(analyser: Analyser) -> None:
    text = "Dear Sam,\n\nThe books are late. Failure to return them will result in a fine. We look forward to your visit."
    [made] = proposals([Own("loans.late", "email", text)], analyser)
    assert made.name == "spot-late-1"
    assert made.keys["spots"]
    assert all(spot in made.keys["given"] for spot in made.keys["spots"])


def test_what_the_team_stands_by_is_not_taught_as_wrong(cli: Cli) -> None:
    text = "id: a.{}\nkind: scripted\nchannel: email\nbody: |\n  Dear Sam,\n\n  {} the book NOW, and it is yours for good.\n"
    waiver = "waivers: [{rule: tone.shouting, reason: x, by: ann@x.example, until: 2030-01-01}]\n"
    files = {"plain": ("Take", ""), "voted": ("Walk right up with", ""), "waived": ("Send us your claim to", waiver)}
    Path("msgreview.yaml").write_text("messages: [messages]\n")
    Path("messages").mkdir()
    for name, (words, more) in files.items():
        Path(f"messages/{name}.yaml").write_text(text.format(name, words) + more)
    vote = "{on: 2026-11-29, rule: tone.shouting, message: a.voted, field: body, words: NOW, because: it is said so}"
    Path("votes.yaml").write_text(f"- {vote}\n")
    listed = cli("train", "harvest", "--list").out
    assert "a.plain" in listed
    assert "a.voted" not in listed
    assert "a.waived" not in listed


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (AFTER, BEFORE),
        (AFTER, AFTER.replace("today", "now")),
        (BEFORE, "Dear Ms Ortiz,\n\nHere is the atlas.\n\nKind regards,\nPriya Rao"),
        ("The map room opens at ten on weekdays, and you are welcome.", ""),
        (BEFORE + " And so on." * 200, AFTER),
    ],
)
def test_what_makes_no_exercise(before: str, after: str, analyser: Analyser) -> None:
    assert list(proposals([Own("x.y", "email", before, after)], analyser)) == []


def test_nothing_is_proposed_twice(analyser: Analyser) -> None:
    own = Own("loans.in-use", "email", BEFORE, AFTER)
    assert len(list(proposals([own, own._replace(id="other.in-use")], analyser))) == 1
    [made] = proposals([own], analyser)
    assert list(proposals([own], analyser, taken=[made.keys["given"]])) == []


def test_exercises_are_added_at_the_end_of_a_course(analyser: Analyser) -> None:
    [made] = proposals([Own("loans.in-use", "email", BEFORE, AFTER)], analyser)
    keys = made.keys | {"models": [*made.keys["models"], SECOND]}
    first = with_exercise(b"", "training/ours.yaml", "ours", made.name, keys, analyser)
    assert (first.flaws, first.name) == ((), "rewrite-in-use-1")
    second = with_exercise(b"# Ours\n" + first.data, "training/ours.yaml", "ours", made.name, keys, analyser)
    assert (second.flaws, second.name) == ((), "rewrite-in-use-2")
    assert second.data.startswith(b"# Ours\n" + first.data)


def test_an_exercise_that_is_no_good_says_why(analyser: Analyser) -> None:
    [made] = proposals([Own("loans.in-use", "email", BEFORE, AFTER)], analyser)
    alone = with_exercise(b"", "x.yaml", "x", made.name, made.keys, analyser)
    assert "two `models` at least" in alone.flaws[0]
    lazy = with_exercise(b"", "x.yaml", "x", made.name, made.keys | {"models": [AFTER, "No."]}, analyser)
    assert any("model answer 2 does not pass" in flaw for flaw in lazy.flaws)


OWN = "title: Ours\npractice: clear\nexercises:\n  a: {kind: reflect, prompt: Think., questions: [How?], example: So.}\n"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("title: Ours\n", "x.yaml:1:1: 'exercises' is missing"),
        ("exercises: [\n", "x.yaml:2:1: this does not read as YAML"),
        (OWN + "order: 3\n", "x.yaml: nothing can be added at its end. Put `exercises:` last"),
        ("title: Ours\nexercises: {}\n", "x.yaml: nothing can be added at its end"),
    ],
)
def test_a_course_that_nothing_can_be_added_to(data: str, words: str, analyser: Analyser) -> None:
    with pytest.raises(ConfigError) as error:
        with_exercise(data.encode(), "x.yaml", "x", "rewrite-a-1", {"kind": "rewrite"}, analyser)
    assert words in str(error.value)


@pytest.mark.slow
def test_a_walk_through_what_there_is(demo: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MSGREVIEW_TRAINING", str(tmp_path / "mine"))
    listed = demo("train", "harvest", "--list", "--most", "3")
    assert re.search(r"^rewrite-\S+ +circulation", listed.out, re.MULTILINE)
    assert not Path("training").exists()
    script = tmp_path / "editor.py"
    script.write_text(
        "import pathlib, sys\npath = pathlib.Path(sys.argv[1])\n"
        "path.write_text(path.read_text('utf-8').replace('Find the words', 'Mark the words'), 'utf-8')\n"
    )
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", f'"{sys.executable}" "{script}"')
    walked = demo("train", "harvest", "--most", "2", stdin=io.StringIO("what\nk\n.\nd\ne\nk\n"))
    assert "Type keep, edit, drop or stop" in walked.out
    assert "Not yet: it needs two `models` at least" in walked.out
    assert "Added 1 exercise to" in walked.err
    written = Path("training/our-messages.yaml").read_text("utf-8")
    assert "Mark the words" in written
    assert "Amara" not in written
    again = demo("train", "harvest", "--most", "2", "--list")
    assert again.out != listed.out
    assert "Nothing was added." in demo("train", "harvest", "--most", "1", stdin=io.StringIO()).err
