"""`msgreview check`: a text as a member of staff is about to send it."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Cli

RUBRIC = """
title: How our house speaks
practice: professional
rules:
  secret:
    {extends: existence, level: error, tokens: [your PIN], scope: text, message: "'%s' is nobody's business.", try: Leave it out.}
  desk: {extends: existence, level: warning, tokens: [desk], applies: {channel: [chat]}, message: "'%s' is furniture."}
  every: {extends: existence, level: error, tokens: [verboten], applies: {lang: [any]}, message: "'%s' is forbidden."}
"""


class Typed(io.StringIO):
    """Standard input, as bytes too."""

    def __init__(self, data: bytes, *, terminal: bool = False) -> None:
        super().__init__()
        self.buffer = io.BytesIO(data)
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal


@pytest.fixture
def run(cli: Cli) -> Cli:
    Path("rubrics").mkdir()
    Path("rubrics/house.yaml").write_text(RUBRIC)
    Path("msgreview.yaml").write_text("rubrics: [rubrics]\n")
    return cli


def test_a_file(run: Cli) -> None:
    Path("answer.txt").write_text("Dear Sam,\n\nTell me your PIN.\n\nNoor\n")
    ended = run("check", "answer.txt")
    assert ended.code == 1
    assert (
        "answer.txt:3:9 red house.secret\n"
        "    3 | Tell me your PIN.\n"
        "      |         ^^^^^^^^\n"
        "    'your PIN' is nobody's business.\n"
        "    Try: Leave it out.\n"
    ) in ended.out
    assert "1 message read on 1 path: " in ended.out


@pytest.mark.parametrize("argument", [[], ["-"]])
def test_standard_input(run: Cli, argument: list[str]) -> None:
    ended = run("check", *argument, "--format", "concise", stdin=Typed(b"Tell me your PIN.\n"))
    assert "<text>:1:9: red house.secret: 'your PIN' is nobody's business.\n" in ended.out
    assert ended.code == 1


def test_at_a_terminal_it_says_how_to_end(run: Cli) -> None:
    ended = run("check", stdin=Typed(b"Hello Sam,\n", terminal=True))
    assert ended.err.startswith("Type or paste the text, then press Ctrl-D on a line of its own.\n")


def test_the_channel_the_subject_and_the_language(run: Cli) -> None:
    words = b"Come to the desk."
    assert "house." not in run("check", "--format", "concise", stdin=Typed(words)).out
    assert "house.desk" in run("check", "--channel", "chat", "--format", "concise", stdin=Typed(words)).out
    subject = run("check", "--subject", "Send your PIN", "--format", "concise", stdin=Typed(b"Hello Sam."))
    assert "<subject>:1:6: red house.secret" in subject.out
    other = run("check", "--lang", "de", "--format", "concise", stdin=Typed(b"Das ist verboten. Tell me your PIN."))
    assert "house.every" in other.out
    assert "house.secret" not in other.out
    assert "Not in English: 1 in de." in other.err


def test_line_ends_and_a_byte_order_mark(run: Cli) -> None:
    ended = run("check", "--format", "json", stdin=Typed(b"\xef\xbb\xbfHello,\r\n\r\nyour PIN\r"))
    [found] = [each for each in json.loads(ended.out)["findings"] if each["rule"] == "house.secret"]
    assert (found["path"], found["line"], found["column"], found["message"]) == ("<text>", 3, 1, "")


def test_template_code_is_text(run: Cli) -> None:
    ended = run("check", "--format", "concise", stdin=Typed(b"{% if %} {{ your PIN"))
    assert "template." not in ended.out
    assert "<text>:1:13: red house.secret" in ended.out


def test_fail_on(run: Cli) -> None:
    words = b"Come to the desk."
    arguments = ("check", "--channel", "chat", "--fail-on")
    assert run(*arguments, "error", stdin=Typed(words)).code == 0
    assert run(*arguments, "warning", stdin=Typed(words)).code == 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "there is no text to check. Name a file, or type the text and end it with Ctrl-D."),
        (b" \n\t\n", "there is no text to check."),
        (b"Hello \xff", "<text> is not UTF-8 text (byte 7). Save it as UTF-8 and try again."),
    ],
)
def test_what_is_no_text(run: Cli, data: bytes, words: str) -> None:
    ended = run("check", stdin=Typed(data))
    assert (ended.code, ended.out) == (2, "")
    assert words in ended.err


def test_a_file_that_is_not_there(run: Cli) -> None:
    ended = run("check", "nowhere.txt")
    assert ended.code == 2
    assert "nowhere.txt cannot be read: No such file or directory. Look at the path, and that you may read the file." in ended.err


def test_a_crash_ends_with_3(run: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object) -> None:
        raise ZeroDivisionError("no such thing")

    monkeypatch.setattr("msgreview.rubric.view.View.merged", crash)
    assert run("check", stdin=Typed(b"Hello Sam, your PIN")).code == 3


def test_nothing_is_kept(run: Cli) -> None:
    before = sorted(Path().rglob("*"))
    run("check", stdin=Typed(b"Hello Quillon."))
    added = [path for path in sorted(Path().rglob("*")) if path not in before and path.is_file()]
    assert [path.parts[:2] for path in added] == [(".cache", "rules")]  # The rules, as every command saves them.
    assert b"Quillon" not in added[0].read_bytes()


def test_as_a_program_of_its_own(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "msgreview", "check", "--format", "json"],
        input=b"Hello Sam, the atlas is here for you.", cwd=tmp_path, capture_output=True, check=False, env=os.environ,
    )  # fmt: skip
    assert done.returncode in (0, 1), done.stderr
    assert json.loads(done.stdout)["version"] == 1


QUESTION = "Hello, is the library open on Saturday, and how much is a print? My card is 30917.\n\nBea Oyelaran\n"


def test_a_reply_that_answers(run: Cli) -> None:
    Path("question.txt").write_text(QUESTION)
    Path("reply.txt").write_text("Dear Ms Oyelaran,\n\nYes, we are open on Saturday from 10 to 15. A print is 10 cents.\n\nMei\n")
    ended = run("check", "reply.txt", "--to", "question.txt", "--format", "concise")
    assert (ended.code, "reply." in ended.out.replace("reply.txt", "")) == (0, False)


def test_a_reply_that_leaves_things_open(run: Cli) -> None:
    Path("question.txt").write_text(QUESTION)
    Path("reply.txt").write_text("Dear Ms Oyelaran,\n\nOur hours are on the website. Please send us your card number.\n\nMei\n")
    ended = run("check", "reply.txt", "--to", "question.txt", "--fail-on", "yellow")
    assert ended.code == 1
    assert "This is not answered yet: “is the library open on Saturday”." in ended.out
    assert "This is not answered yet: “how much is a print”." in ended.out
    assert "reply.txt:3:31 yellow reply.question" in ended.out
    assert "The number is in the question already." in ended.out
    assert "explain" not in ended.out
    found = json.loads(run("check", "reply.txt", "--to", "question.txt", "--format", "json").out)["findings"]
    assert {finding["rule"] for finding in found} >= {"reply.unanswered", "reply.question"}


@pytest.mark.parametrize(
    ("question", "words"), [("nowhere.txt", "nowhere.txt cannot be read"), ("empty.txt", "there is no question to compare with")]
)
def test_a_question_that_cannot_be_read(run: Cli, question: str, words: str) -> None:
    Path("empty.txt").write_text(" \n")
    Path("reply.txt").write_text("Dear Sam,\n\nIt is open.\n\nMei\n")
    ended = run("check", "reply.txt", "--to", question)
    assert ended.code == 2
    assert words in ended.err


@pytest.mark.parametrize("tag", ["", "deutsch", "d", "de at"])
def test_a_language_that_is_none(run: Cli, tag: str) -> None:
    Path("text.txt").write_text("Guten Tag.")
    ended = run("check", "text.txt", "--lang", tag)
    assert (ended.code, ended.out) == (2, "")
    assert "Write it as de, es or en-GB." in ended.err


def test_a_reply_in_another_language_is_not_held_against_its_question(run: Cli) -> None:
    Path("question.txt").write_text("Wann öffnen Sie am Samstag?")
    Path("text.txt").write_text("Guten Tag,\n\ndas Haus ist hell und warm.\n\nIhre Noor Haddad\n")
    ended = run("check", "text.txt", "--lang", "de", "--to", "question.txt")
    assert "reply." not in ended.out
    assert "--to was left out" in ended.err


def test_a_text_that_is_clearly_in_another_language_is_read_as_such(run: Cli) -> None:
    text = "Guten Tag, leider können wir Ihnen nicht helfen. Bitte zahlen Sie, und kommen Sie dann mit dem Ausweis zu uns."
    ended = run("check", stdin=Typed(text.encode()))
    assert "Not in English: 1 in de." in ended.out
    assert "It can go out as it is" not in ended.out
    assert "read it once more yourself" in ended.out
