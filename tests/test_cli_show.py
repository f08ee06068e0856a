"""`msgreview show` and `msgreview preview`: a message taken apart, and as the reader will see it."""

import json
import re
from pathlib import Path

import pytest
from conftest import Cli

MESSAGE = """\
id: loans.late
title: A late item
kind: automated
channel: email
subject: About {{ item }}
body: |
  Dear {{ name }},

  Unfortunately, we cannot renew {{ item }}.
  {% if waiting %}Somebody is waiting.{% endif %}

  Kind regards,
  Rivermouth Library
samples:
  one: {name: Sam, item: Dune, waiting: ""}
  two: {name: Bo, item: Dune, waiting: yes}
"""


@pytest.fixture
def run(cli: Cli) -> Cli:
    Path("messages").mkdir()
    Path("msgreview.yaml").write_text("messages: [messages]\n")
    Path("messages/late.yaml").write_text(MESSAGE)
    Path("messages/other.yaml").write_text("id: other\nkind: scripted\nchannel: chat\nbody: Hello {{ name }}.\n")
    return cli


def test_the_anatomy(run: Cli) -> None:
    ended = run("show", "loans.late")
    assert ended.code == 0
    rows = ended.out.splitlines()
    assert rows[:2] == ["A late item  loans.late  (email, automated)", "messages/late.yaml:1"]
    assert [row[:7] for row in rows if row.startswith("──")] == ["── one ", "── two "]
    assert {len(row) for row in rows if row.startswith("──")} == {100}
    assert "                   subject │ About Dune" in rows
    assert "                  greeting │ Dear Sam," in rows
    assert any("refusal" in row.partition("│")[0] for row in rows)
    assert "  ! bad news: “Unfortunately, we cannot renew Dune.”" in rows
    assert "✓ greeting" in ended.out
    assert "✗ no clear next step" in ended.out
    assert ended.err == "`msgreview show ID --why` adds the words that say what each sentence does.\n"


def test_what_an_earlier_path_has_shown_is_counted(run: Cli) -> None:
    first, second = run("show", "loans.late").out.split("── two ")
    assert "as above" not in first
    assert "Rivermouth Library" not in second
    assert "┊ 2 sentences as above" in second
    assert "│ Somebody is waiting." in second


def test_the_words_that_say_so(run: Cli) -> None:
    ended = run("show", "loans.late", "--why")
    assert re.search(": “[^”]*cannot[^”]*”", ended.out)
    assert not re.search(": “[^”]*cannot[^”]*”", run("show", "loans.late").out.replace("bad news:", ""))
    assert ended.err == ""


def test_no_line_is_wider_than_it_may_be(run: Cli) -> None:
    for arguments in (["show", "--all", "--why"], ["preview", "--all"]):
        assert max(map(len, run(*arguments).out.splitlines())) <= 100


def test_as_json(run: Cli) -> None:
    [message] = json.loads(run("show", "loans.late", "--format", "json").out)["messages"]
    assert (message["id"], message["path"]) == ("loans.late", "messages/late.yaml")
    assert [variant["name"] for variant in message["variants"]] == ["one", "two"]
    for variant in message["variants"]:
        [news] = variant["reading"]["bad_news"]
        assert variant["text"][news["start"] : news["end"]] == "Unfortunately, we cannot renew Dune."


def test_all_messages_or_those_of_a_file(run: Cli) -> None:
    def ids(*arguments: str) -> list[str]:
        return [message["id"] for message in json.loads(run("show", "--format", "json", *arguments).out)["messages"]]

    assert ids("--all") == ["loans.late", "other"]
    assert ids("messages/other.yaml") == ["other"]
    assert ids("other", "messages/late.yaml") == ["other", "loans.late"]
    assert ids("--all", "messages/other.yaml") == ["other"]


def test_preview(run: Cli) -> None:
    ended = run("preview", "loans.late")
    assert (ended.code, ended.err) == (0, "")
    first = ended.out.split("\n\n")[1].splitlines()
    assert first[0] == "┌─ one " + "─" * 84 + " 1 of 2 ─"
    assert first[1:4] == ["│ Subject: About Dune", "│ ", "│ Dear Sam,"]
    assert first[-1] == "└" + "─" * 99


def test_preview_folds_and_keeps_every_word(run: Cli) -> None:
    words = " ".join(f"word{number}" for number in range(200))
    Path("messages/long.yaml").write_text(f"id: long\nkind: scripted\nchannel: chat\nbody: {words}\n")
    rows = [row[2:] for row in run("preview", "long").out.splitlines() if row.startswith("│ ")]
    assert " ".join(" ".join(rows).split()) == words
    assert max(map(len, rows)) <= 98
    Path("messages/long.yaml").write_text(f"id: long\nkind: automated\nchannel: email\nsubject: {words}\nbody: Hello\n")
    subject = run("preview", "long").out.partition("│ \n")[0]
    assert subject.count("Subject:") == 1
    assert " ".join(subject.partition("Subject:")[2].replace("│", " ").split()) == words


def test_preview_shows_paths_and_when_they_are_taken(run: Cli) -> None:
    Path("messages/late.yaml").write_text(MESSAGE.partition("  two:")[0])
    ended = run("preview", "loans.late")
    assert "┌─ path 2: when `waiting` is set ───" in ended.out


def test_what_is_made_up_stands_in_brackets_and_a_sentence_says_so(cli: Cli) -> None:
    body = "Dear Sam, {{ title }} is at {{ branch }} until {{ due_date }}. Bring {{ card }}."
    Path("made.yaml").write_text(
        f"id: made\nkind: scripted\nchannel: chat\nbody: '{body}'\nsamples: {{one: {{card: your card}}}}\n"
    )
    shown = cli("preview", "made.yaml").out
    assert "What stands in [square brackets] is made up: no sample has a value for it." in shown
    assert "Dear Sam, [The Garden Path] is at [branch] until [14 May 2027]. Bring your card." in shown
    Path("made.yaml").write_text("id: made\nkind: scripted\nchannel: chat\nbody: Dear Sam, the hall is yours.\n")
    assert "made up" not in cli("preview", "made.yaml").out


def test_one_sample(run: Cli) -> None:
    ended = run("preview", "loans.late", "--sample", "two")
    assert "Somebody is waiting." in ended.out
    assert "1 of 1" in ended.out
    wrong = run("preview", "loans.late", "--sample", "three")
    assert wrong.code == 2
    assert "loans.late has no variant 'three'. There are: 'one', 'two'." in wrong.err


def test_control_characters_do_not_reach_the_terminal(run: Cli) -> None:
    Path("messages/bad.yaml").write_text('id: bad\nkind: scripted\nchannel: chat\nbody: "a \\e[31m \\u202e b"\n')
    for command in ("preview", "show"):
        ended = run(command, "bad")
        assert "\x1b" not in ended.out
        assert "\u202e" not in ended.out
        assert "\\x1b[31m" in ended.out


@pytest.mark.parametrize("command", ["show", "preview"])
@pytest.mark.parametrize(
    ("names", "words"),
    [
        ([], "name a message by its id or its file, or say --all."),
        (["loans.lat"], "there is no message 'loans.lat' in the catalogue, and no such file. Did you mean 'loans.late'?"),
        (
            ["zzzzzzzz"],
            "there is no message 'zzzzzzzz' in the catalogue, and no such file. `msgreview list` shows what there is.",
        ),
        (
            ["messages/broken.yaml"],
            "messages/broken.yaml holds no message that can be read. `msgreview lint messages/broken.yaml`",
        ),
    ],
)
def test_mistakes(run: Cli, command: str, names: list[str], words: str) -> None:
    Path("messages/broken.yaml").write_text("id: [")
    ended = run(command, *names)
    assert ended.code == 2
    assert words in ended.err


def test_html_is_previewed_as_it_is_read(cli: Cli) -> None:
    Path("one.yaml").write_text(
        "id: a.one\nkind: automated\nchannel: email\nformat: html\nbody: <style>p {}</style><p>Caf&eacute; &amp; books</p>\n"
    )
    ended = cli("preview", "one.yaml")
    assert "│ Café & books" in ended.out
    assert "<" not in ended.out


def test_a_message_that_cannot_be_read_is_told_from_one_that_is_not_there(cli: Cli) -> None:
    Path("messages").mkdir()
    Path("messages/one.yaml").write_text("id: a.one\nkind: sung\nchannel: email\nbody: Hello.\n")
    ended = cli("preview", "a.one")
    assert (ended.code, ended.err) == (
        2,
        "msgreview: the message 'a.one' cannot be read. `msgreview lint messages/one.yaml` says why.\n",
    )


def test_what_cannot_be_told_in_a_language_is_not_said_to_be_missing(cli: Cli) -> None:
    text = (
        "id: a.{0}\nkind: automated\nchannel: email\nlang: {0}\nbody: |\n  Guten Tag Frau Lee,\n\n  bitte bringen Sie das Buch.\n"
    )
    Path("messages").mkdir()
    for lang in ("de", "fr"):
        Path(f"messages/{lang}.yaml").write_text(text.format(lang))
    german, french = cli("show", "a.de").out, cli("show", "a.fr").out
    assert "  ✓ greeting  ✗ no sign-off  ✗ no way to reach a person\n" in german
    assert "  not judged in this language (de): positive ending, clear next step, bad news\n" in german
    assert "✗" not in french
    assert "(fr): greeting, sign-off, positive ending, clear next step, way to reach a person, bad news\n" in french
    reading = json.loads(cli("show", "a.de", "--format", "json").out)["messages"][0]["variants"][0]["reading"]
    assert reading == {
        "greeting": True, "signoff": False, "ends_positive": None, "next_step": None, "contact_path": False, "bad_news": None,
    }  # fmt: skip
