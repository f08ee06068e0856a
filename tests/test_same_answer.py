"""The same files give the same bytes: whatever was run before, in whatever order, in however many processes, anywhere."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Literal

import pytest
from killable import Run, serve
from scale import SCALE

from msgreview.rubric.run import MOST_SLOW

HEAD = "kind: scripted\nchannel: chat\nstatus: published\n"
RUBRIC = """\
title: T
practice: clear
rules:
  slow: {extends: existence, message: "'%s'", raw: ['(?:a|aa)+(?<=[b-z])'], applies: {lang: [any]}}
  slow-on-few: {extends: capitalization, message: m, match: '(?:c|cc)+d|^(?!cc)', applies: {lang: [any]}}
  desk: {extends: existence, message: "'%s'", tokens: [desk, "th\u00e9"], limit: 1}
  facts: {extends: agree, message: "'%s' and '%s' in %s at %s", says: ['for <length>'], level: warning}
"""
DAY = ("--as-of", "2026-11-23")
PROCESSES = "3" if SCALE == 1 else "8"
Where = Literal["here", "elsewhere"]
PLACES: dict[Where, dict[str, str]] = {
    "here": {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C.UTF-8"},
    "elsewhere": {"PYTHONHASHSEED": "4711", "TZ": "Pacific/Auckland", "LC_ALL": "C"},
}


def _body(number: int) -> str:
    if number <= MOST_SLOW + 2:
        return "a" * 40 + f"! {number}"
    if number <= MOST_SLOW + 5:
        return "c" * 40 + f"! {number}"
    kinds = (
        "We cannot renew it. Keep it for {n} weeks.",
        "{{% if fines %}}Please be advised that you owe {{{{ fines }}}}.{{% else %}}Th\u00e9 at the desk.{{% endif %}}",
        "{{% include 'hall.n{other}' %}} Go to the desk, \u4f60\u597d.",
        "{{{{ nobody }}}} and {{{{ name }}}}, the desk is at the hall {n}.",
    )
    return kinds[number % 4].format(n=number % 7, other=number - 1)


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    (tmp_path / "messages").mkdir()
    (tmp_path / "rubrics").mkdir()
    (tmp_path / "msgreview.yaml").write_text("messages: [messages]\nrubrics: [rubrics]\nprofile: strict\n", encoding="utf-8")
    (tmp_path / "rubrics" / "house.yaml").write_text(RUBRIC, encoding="utf-8")
    for number in range(220):
        id_ = f"hall.n{min(number, 215)}"  # The last five have one id.
        samples = "samples: {a: {name: Jo, fines: $2, more: [1, 2]}}\n" if number % 3 else ""
        text = f'id: {id_}\nservice: s{number % 3}\n{HEAD}{samples}body: "{_body(number)}"\n'
        (tmp_path / "messages" / f"{number:03}.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "messages" / "z.yaml").write_text("id: [1\n", encoding="utf-8")
    return tmp_path


class Runs:
    """Runs commands in processes of their own: here, or elsewhere."""

    def __init__(self, servers: dict[Where, Run]) -> None:
        self._servers = servers

    def __call__(self, folder: Path, cache: Path, where: Where, *arguments: str) -> bytes:
        more = {"MSGREVIEW_CACHE": str(cache), "COLUMNS": "100"}
        written = self._servers[where](folder, [*arguments, *DAY], more).out
        assert b"Traceback" not in written, written.decode()
        return written

    def lint(self, folder: Path, cache: Path, where: Where, *arguments: str) -> bytes:
        return self(folder, cache, where, "lint", "--exit-zero", *arguments)


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runs]:
    with ExitStack() as stack:
        yield Runs({name: stack.enter_context(serve(tmp_path_factory.mktemp(name), _environment(name))) for name in PLACES})


def _environment(where: Where) -> dict[str, str]:
    return {key: value for key, value in os.environ.items() if not key.startswith(("LC_", "GIT_"))} | PLACES[where]


def _of_another(python: str, folder: Path, cache: Path, *arguments: str) -> bytes:
    """What a command writes that is run by a Python from its start."""
    ended = subprocess.run(
        [python, "-m", "msgreview", *arguments, *DAY],
        cwd=folder,
        env=_environment("here") | {"MSGREVIEW_CACHE": str(cache), "COLUMNS": "100"},
        capture_output=True,
        check=False,
        timeout=300,
    )
    assert b"Traceback" not in ended.stderr, ended.stderr.decode()
    return ended.stdout + ended.stderr


@pytest.mark.slow
def test_lint_says_the_same_anywhere(catalogue: Path, tmp_path: Path, runs: Runs) -> None:
    here, there = tmp_path / "cache-here", tmp_path / "cache-there"

    def said(cache: Path, where: Where, *arguments: str) -> dict[str, bytes]:
        """As text and as JSON."""
        text = runs.lint(catalogue, cache, where, "--format", "text", "--format", f"json:{tmp_path / 'out.json'}", *arguments)
        return {"text": text, "json": (tmp_path / "out.json").read_bytes()}

    cold = said(here, "here", "--jobs", "1")
    for form, written in cold.items():
        assert b"left out everywhere" in written, form
        assert b"house.slow-on-few was left out here" in written, form
    others: dict[str, tuple[Path, Where, str]] = {
        "warm": (here, "here", "1"),
        "warm, in several processes, elsewhere": (here, "elsewhere", PROCESSES),
        "cold, in several processes, elsewhere": (there, "elsewhere", PROCESSES),
        "warm, elsewhere": (there, "here", "1"),
    }
    for name, (cache, where, jobs) in others.items():
        assert said(cache, where, "--jobs", jobs) == cold, name
    part = said(here, "here", "messages/100.yaml", "messages/098.yaml")
    assert part == said(here, "elsewhere", "--no-cache", "messages/098.yaml", "messages/100.yaml")


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A few years of a catalogue: stamps, moves, two messages with one id, one that cannot be read, evening commits far away."""
    folder = tmp_path_factory.mktemp("history")
    (folder / "messages").mkdir()
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}

    def git(*arguments: str, day: str = "2024-01-05", who: str = "ann") -> None:
        person = {"NAME": who.title(), "EMAIL": f"{who}@library.example", "DATE": f"{day}T23:30:00-0800"}
        both = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in person.items()}
        subprocess.run(["git", *arguments], cwd=folder, env=environment | both, check=True, capture_output=True)

    def write(name: str, id_: str, body: str, more: str = "") -> None:
        (folder / "messages" / name).write_text(f"id: {id_}\nservice: desk\n{HEAD}{more}body: {body}\n", encoding="utf-8")

    git("init", "-q", "-b", "main")
    (folder / "msgreview.yaml").write_text("services: {desk: {owner: desk@library.example}}\n", encoding="utf-8")
    for number in range(12):
        write(f"{number}.yaml", f"hall.n{number}", f"It is at the desk, thé {number}.")
    git("add", "-A")
    git("commit", "-qm", "start")
    stamp = "review: {last: 2025-12-31, by: Bob <bob@library.example>, decision: keep, policies: {}}\n"
    for number in range(0, 12, 2):
        write(f"{number}.yaml", f"hall.n{number}", f"It is at the desk, thé {number}.", stamp)
    git("commit", "-qam", "review", day="2025-12-31", who="bob")
    write("2.yaml", "hall.n2", "It is gone.", stamp)
    (folder / "messages" / "4.yaml").rename(folder / "messages" / "moved.yaml")
    write("copy.yaml", "hall.n6", "It is at the desk, thé 6.", stamp)
    (folder / "messages" / "bad.yaml").write_text("id: [1\n", encoding="utf-8")
    git("add", "-A")
    git("commit", "-qm", "changes", day="2026-02-01")
    return folder


COMMANDS = (
    ("status",),
    ("status", "--format", "json"),
    ("review", "due", "--format", "json"),
    ("review", "log", "hall.n2"),
    ("review", "log", "hall.n4", "--format", "json"),
    ("review", "show", "hall.n2"),
    ("list", "--format", "json"),
    ("show", "--all", "--format", "json"),
    ("report", "2025", "--format", "json"),
    ("report", "2026", "--format", "html"),
)


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_history_says_the_same_anywhere(command: tuple[str, ...], history: Path, tmp_path: Path, runs: Runs) -> None:
    here, there = tmp_path / "cache-here", tmp_path / "cache-there"
    cold = runs(history, here, "here", *command)
    assert runs(history, here, "elsewhere", *command) == cold
    assert runs(history, there, "elsewhere", *command) == cold
    assert len(cold) > 20


@pytest.mark.skipif("MSGREVIEW_SAME_AS" not in os.environ, reason="`make others` compares with other versions of Python")
@pytest.mark.parametrize("command", [("lint", "--exit-zero", "--format", "json"), *COMMANDS], ids=" ".join)
def test_another_python_says_the_same(command: tuple[str, ...], catalogue: Path, history: Path, tmp_path: Path) -> None:
    folder = catalogue if command[0] == "lint" else history
    other = _of_another(os.environ["MSGREVIEW_SAME_AS"], folder, tmp_path / "cache-there", *command)
    assert _of_another(sys.executable, folder, tmp_path / "cache-here", *command) == other
