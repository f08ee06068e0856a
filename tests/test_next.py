"""What the tool says to do next can be done: every command is run, and the one that it names after it."""

import re
import shlex
from pathlib import Path

import pytest
from conftest import Cli, Ended

_NEXT = re.compile(r"(?:Next|with|say|See|review|mend): +`?(?:cd (?P<folder>\S+) && )?(?P<command>msgreview [^`\n]+)|"
                   r"[Uu]se `(?P<named>msgreview [a-z ]+)`")  # fmt: skip

COMMANDS = [
    "lint", "lint messages/circulation --level red", "lint --statistics", "check answer.txt --channel chat", "list", "status",
    "review due", "review due --service nowhere", "review due --reviewer wen@library.example", "review due --format markdown",
    "review show ask-us.voicemail", "review show circulation.due-postcard", "review due --fail-on red",
    "review keep ask-us.voicemail --yes", "review keep circulation.overdue --no-commit --yes",
    "review edit accounts.welcome --recommend more --yes", "review keep circulation.lost-item-letter --yes",
    "review retire events.place-free-sms --yes", "review plan 2027", "review plan 2027 --write", "review log ask-us.voicemail",
    "init there", "new circulation.here-now --no-input", "import records good.csv --into there",
    "import records empty.csv --into nowhere",
    "report", "explain tone", "rubric list", "doctor", "show ask-us.voicemail", "preview ask-us.voicemail",
]  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.slow
def test_what_comes_next_can_be_done(demo: Cli, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("answer.txt").write_text("No.\n")
    Path("good.csv").write_text("id,text\na,We are open until nine.\n")
    Path("empty.csv").write_text("id,text\n,\n")
    ended = demo(*shlex.split(command))
    assert ended.code in (0, 1), ended.err
    for found in _NEXT.finditer(ended.out + ended.err):
        if folder := found["folder"]:
            monkeypatch.chdir(folder)
        follow(demo, found["command"] or found["named"])


def follow(cli: Cli, command: str) -> Ended:
    """Runs a command that was named; a word in capitals stands for something to be filled in."""
    words = re.sub(r" tells .*| says .*|[.,]$|, msgreview .*", "", command).split()[1:]
    if any(word.isupper() for word in words):
        return cli(*words[: next(at for at, word in enumerate(words) if word.isupper())], "--help")
    ended = cli(*words, *(["--yes"] if words[:2] in (["review", "keep"], ["review", "edit"], ["review", "retire"]) else []))
    assert ended.code in (0, 1), f"{command}: {ended.err}"
    return ended
